/* SPDX-License-Identifier: BSD-2-Clause */
/* The resolver: what dns/resolver.h promises, against scripted servers. */

#include "tests/unit/unit.h"

#include <event2/event.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/error.h"
#include "dns/answer.h"
#include "dns/name.h"
#include "dns/resolver.h"
#include "dns/zone.h"
#include "tests/support/fakedns.h"

#define RT_TIMEOUT 250 /* ms for one try */
#define RT_GUARD 20    /* s after which a test has failed */

static const char *
rt_label(const char *name, char label[64])
{
	size_t n = strcspn(name, ".");

	memcpy(label, name, n);
	label[n] = '\0';
	return label;
}

/* What a server does to names with this first label. */
enum rt_deed {
	RT_CAA,
	RT_MANY,
	RT_EMPTY,
	RT_NXDOMAIN,
	RT_NO_SOA,
	RT_RCODE,
	RT_EDE,
	RT_BOGUS,
	RT_DROP,
	RT_TC_NEVER,
	RT_GARBAGE,
	RT_WRONG_ID,
	RT_WRONG_QUESTION,
	RT_TWICE,
	RT_LATE,
	RT_NO_EDNS,
	RT_CHAIN,
	RT_LOOP,
	RT_HALF_CHAIN,
	RT_LONG,
	RT_ODD,
	RT_HALF_LOOP,
	RT_BOGUS_BIG,
	RT_PASSING, /* SERVFAIL the first time only */
	RT_NO_EDNS_BIG,
	RT_TC_LATE,
	RT_SLOW
};

static const struct rt_rule {
	const char *label;
	enum rt_deed deed;
	uint8_t number;
} rt_rules[] = {
    {"many", RT_MANY, 0},
    {"empty", RT_EMPTY, 0},
    {"nx", RT_NXDOMAIN, 0},
    {"nosoa", RT_NO_SOA, 0},
    {"formerr", RT_RCODE, 1},
    {"servfail", RT_RCODE, 2},
    {"notimp", RT_RCODE, 4},
    {"refused", RT_RCODE, 5},
    {"expired", RT_EDE, 7},
    {"unreached", RT_EDE, 22},
    {"bogus", RT_BOGUS, 0},
    {"bogusbig", RT_BOGUS_BIG, 0},
    {"passing", RT_PASSING, 0},
    {"drop", RT_DROP, 0},
    {"tcnever", RT_TC_NEVER, 0},
    {"tclate", RT_TC_LATE, 0},
    {"slow", RT_SLOW, 0},
    {"garbage", RT_GARBAGE, 0},
    {"wrongid", RT_WRONG_ID, 0},
    {"wrongquestion", RT_WRONG_QUESTION, 0},
    {"twice", RT_TWICE, 0},
    {"late", RT_LATE, 0},
    {"noedns", RT_NO_EDNS, 0},
    {"noedns2", RT_NO_EDNS, 0},
    {"noednsbig", RT_NO_EDNS_BIG, 0},
    {"chain", RT_CHAIN, 0},
    {"loop", RT_LOOP, 0},
    {"half", RT_HALF_CHAIN, 0},
    {"halfloop", RT_HALF_LOOP, 0},
    {"long", RT_LONG, 0},
    {"odd", RT_ODD, 0},
};

static enum rt_deed
rt_find(const char *qname, uint8_t *number_out)
{
	char label[64];

	rt_label(qname, label);
	for (size_t i = 0; i < sizeof(rt_rules) / sizeof(rt_rules[0]); i++) {
		if (strcmp(rt_rules[i].label, label) != 0)
			continue;
		*number_out = rt_rules[i].number;
		return rt_rules[i].deed;
	}
	return RT_CAA;
}

static void
rt_put_many(const char *qname, unsigned n, struct fakedns_reply *out)
{
	for (unsigned i = 0; i < n; i++) {
		char value[32];

		(void)snprintf(value, sizeof(value), "ca%u.example", i);
		fakedns_add_caa(out, qname, 300, "issue", value);
	}
}

/* long.test -> l1.long.test -> ... */
static void
rt_put_long(const char *qname, struct fakedns_reply *out)
{
	char from[64], to[64];

	(void)snprintf(from, sizeof(from), "%s", qname);
	for (unsigned i = 0; i < 17; i++) {
		(void)snprintf(to, sizeof(to), "l%u.test", i);
		fakedns_add_cname(out, from, 60, to);
		memcpy(from, to, sizeof(from));
	}
	fakedns_add_caa(out, from, 300, "issue", "x");
}

static unsigned rt_passing; /* times that it was asked */
static char rt_ad;          /* its address makes a server set AD */

/* What server A does; with &rt_ad it sets the AD bit. */
static int
rt_script(void *arg, const char *qname, uint16_t qtype, bool tcp, bool cd,
    struct fakedns_reply *out)
{
	char deeper[2 * DNS_NAME_SIZE];
	uint8_t number = 0;

	(void)qtype;
	out->ad = arg != NULL;
	switch (rt_find(qname, &number)) {
	case RT_LATE:
		out->delay_ms = RT_TIMEOUT + RT_TIMEOUT / 2;
		break;
	case RT_TWICE:
		out->copies = 3;
		break;
	case RT_CAA:
		break;
	case RT_MANY:
		out->truncate = true;
		rt_put_many(qname, 1001, out);
		return 0;
	case RT_EMPTY:
		fakedns_add_soa(out, "test", 500, 120);
		return 0;
	case RT_NXDOMAIN:
		out->rcode = 3;
		fakedns_add_soa(out, "test", 100, 120);
		return 0;
	case RT_NO_SOA:
		return 0;
	case RT_RCODE:
		out->rcode = number;
		return 0;
	case RT_EDE:
		out->rcode = 2;
		out->ede = number;
		return 0;
	case RT_BOGUS:
		out->rcode = cd ? 0 : 2;
		break;
	case RT_BOGUS_BIG:
		out->rcode = cd ? 0 : 2;
		out->truncate = cd;
		break;
	case RT_PASSING:
		if (__atomic_fetch_add(&rt_passing, 1, __ATOMIC_RELAXED) == 0)
			out->rcode = 2;
		break;
	case RT_DROP:
		return -1;
	case RT_TC_NEVER:
		out->truncate = true;
		return tcp ? -1 : 0;
	case RT_TC_LATE:
		out->truncate = true;
		out->delay_ms = tcp ? RT_TIMEOUT / 2 : 0;
		break;
	case RT_SLOW: /* an alias, and an alias, and... */
		out->delay_ms = RT_TIMEOUT * 4 / 5;
		(void)snprintf(deeper, sizeof(deeper), "slow.%s", qname);
		fakedns_add_cname(out, qname, 60, deeper);
		return 0;
	case RT_GARBAGE:
		buf_puts(&out->garbage, "\x81\x80garbage of some length");
		return 0;
	case RT_WRONG_ID:
		out->wrong_id = true;
		break;
	case RT_WRONG_QUESTION:
		out->wrong_question = true;
		break;
	case RT_NO_EDNS:
		out->no_edns = true;
		break;
	case RT_NO_EDNS_BIG:
		out->no_edns = true;
		rt_put_many(qname, 20, out);
		return 0;
	case RT_CHAIN:
		fakedns_add_cname(out, qname, 200, "a.test");
		fakedns_add_cname(out, "a.test", 100, "b.test");
		fakedns_add_caa(out, "b.test", 300, "issue", "b");
		return 0;
	case RT_LOOP:
		fakedns_add_cname(out, qname, 200, "a.test");
		fakedns_add_cname(out, "a.test", 100, qname);
		return 0;
	case RT_HALF_CHAIN:
		fakedns_add_cname(out, qname, 50, "chain.test");
		return 0;
	case RT_HALF_LOOP:
		fakedns_add_cname(out, qname, 50,
		    strcmp(qname, "halfloop.test") == 0 ? "halfloop.a.test"
							: "halfloop.test");
		return 0;
	case RT_LONG:
		rt_put_long(qname, out);
		return 0;
	case RT_ODD:
		fakedns_add(out, qname, DNS_TYPE_CAA, 300, "\0\0", 2);
		fakedns_add(out, qname, DNS_TYPE_CAA, 300, "", 0);
		fakedns_add(out, qname, DNS_TYPE_CAA, 300, "\0\377x", 3);
		return 0;
	}
	fakedns_add_caa(out, qname, 300, "issue", "ca");
	return 0;
}

/* What server B does: it answers everything. */
static int
rt_good(void *arg, const char *qname, uint16_t qtype, bool tcp, bool cd,
    struct fakedns_reply *out)
{
	(void)arg;
	(void)qtype;
	(void)tcp;
	(void)cd;
	fakedns_add_caa(out, qname, 300, "issue", "good");
	return 0;
}

struct rt {
	struct event_base *base;
	struct dns_resolver *resolver;
	struct event *guard;
	unsigned left; /* answers to wait for */
};

static void
rt_on_guard(evutil_socket_t fd, short what, void *arg)
{
	(void)fd;
	(void)what;
	(void)arg;
	(void)fprintf(stderr, "a question never ended\n");
	abort();
}

static void
rt_open_settings(struct rt *rt, const struct dns_settings *s)
{
	struct timeval tv = {RT_GUARD, 0};
	struct error err = {""};

	memset(rt, 0, sizeof(*rt));
	rt->base = event_base_new();
	rt->guard = evtimer_new(rt->base, rt_on_guard, NULL);
	(void)evtimer_add(rt->guard, &tv);
	if (dns_resolver_new(rt->base, s, &rt->resolver, &err) == -1)
		fail_msg("%s", err.text);
}

static void
rt_open(struct rt *rt, unsigned tries, size_t n, const char *const *servers)
{
	struct dns_settings s = {servers, n, false, RT_TIMEOUT, tries};

	rt_open_settings(rt, &s);
}

static void
rt_open_one(struct rt *rt, unsigned tries, const struct fakedns *f)
{
	const char *server = fakedns_address(f);

	rt_open(rt, tries, 1, &server);
}

static void
rt_close(struct rt *rt)
{
	dns_resolver_free(&rt->resolver);
	assert_null(rt->resolver);
	event_free(rt->guard);
	event_base_free(rt->base);
}

struct rt_ask {
	struct rt *rt;
	struct dns_query *slot;
	struct dns_answer *answer;
	bool returned; /* from dns_ask */
	unsigned calls;
};

static void
rt_on_answer(struct dns_answer *a, void *arg)
{
	struct rt_ask *ask = arg;

	assert_true(ask->returned);
	assert_null(ask->slot);
	assert_int_equal(ask->calls, 0);
	ask->calls++;
	ask->answer = dns_answer_ref(a);
	if (ask->rt->left > 0 && --ask->rt->left == 0)
		(void)event_base_loopbreak(ask->rt->base);
}

static void
rt_start(struct rt *rt, struct rt_ask *ask, const char *name)
{
	memset(ask, 0, sizeof(*ask));
	ask->rt = rt;
	rt->left++;
	dns_ask(
	    rt->resolver, name, DNS_TYPE_CAA, rt_on_answer, ask, &ask->slot);
	assert_non_null(ask->slot);
	ask->returned = true;
}

static void
rt_wait(struct rt *rt)
{
	if (rt->left > 0)
		(void)event_base_dispatch(rt->base);
	assert_int_equal(rt->left, 0);
}

static void
rt_linger(struct rt *rt, unsigned ms)
{
	struct timeval tv = {ms / 1000, (ms % 1000) * 1000};

	(void)event_base_loopexit(rt->base, &tv);
	(void)event_base_dispatch(rt->base);
}

static struct dns_answer *
rt_ask(struct rt *rt, const char *name)
{
	struct rt_ask ask;

	rt_start(rt, &ask, name);
	rt_wait(rt);
	assert_string_equal(ask.answer->name, name);
	assert_int_equal(ask.answer->type, DNS_TYPE_CAA);
	return ask.answer;
}

/* `RCODE [ad ]TTL alias... Nx"last value"`, consuming the answer. */
static char *
rt_tell(struct dns_answer *a)
{
	struct buf b = BUF_INIT;

	if (a->status == DNS_NODATA)
		buf_puts(&b, "NODATA");
	else
		buf_puts(&b, dns_answer_rcode_text(a));
	buf_printf(&b, "%s %u", a->ad ? " ad" : "", a->ttl);
	for (size_t i = 0; i < a->n_aliases; i++)
		buf_printf(&b, " %s", a->aliases[i]);
	if (a->n_records > 0) {
		const struct dns_record *r = &a->records[a->n_records - 1];
		int skip = r->len > 7 ? 7 : 0;

		buf_printf(&b, " %zux%.*s", a->n_records, (int)r->len - skip,
		    (const char *)r->data + skip);
	}
	dns_answer_free(&a);
	return buf_steal(&b);
}

static void
rt_expect(struct rt *rt, const char *name, const char *want)
{
	char *told = rt_tell(rt_ask(rt, name));

	if (strcmp(told, want) != 0)
		fail_msg("%s: %s, want %s", name, told, want);
	free(told);
}

static unsigned
rt_now_ms(void)
{
	struct timespec ts;

	(void)clock_gettime(CLOCK_MONOTONIC, &ts);
	return (unsigned)(ts.tv_sec * 1000 + ts.tv_nsec / 1000000);
}

static void
one_server_is_understood(void **state)
{
	static const struct {
		const char *name, *says;
		unsigned asked; /* messages it took */
	} cases[] = {
	    {"plain.test", "NOERROR ad 300 1xca", 1},
	    {"empty.test", "NODATA ad 120", 1},
	    {"nx.test", "NXDOMAIN ad 100", 1},
	    {"nosoa.test", "NODATA ad 0", 1},
	    {"notimp.test", "NOTIMP 0", 1},
	    {"refused.test", "REFUSED 0", 1},
	    {"formerr.test", "FORMERR 0", 1},
	    {"servfail.test", "SERVFAIL 0", 2},
	    {"unreached.test", "SERVFAIL 0", 2},
	    {"expired.test", "BOGUS 0", 1},
	    {"bogus.test", "BOGUS 0", 3},
	    {"bogusbig.test", "BOGUS 0", 3},
	    {"passing.test", "NOERROR ad 300 1xca", 3},
	    {"drop.test", "TIMEOUT 0", 1},
	    {"garbage.test", "TIMEOUT 0", 1},
	    {"wrongid.test", "TIMEOUT 0", 1},
	    {"wrongquestion.test", "TIMEOUT 0", 1},
	    {"late.test", "TIMEOUT 0", 1},
	    {"twice.test", "NOERROR ad 300 1xca", 1},
	    {"chain.test", "NOERROR ad 100 a.test b.test 1xb", 1},
	    {"loop.test", "ALIAS-LOOP 0 a.test loop.test", 1},
	    {"halfloop.test", "ALIAS-LOOP 0 halfloop.a.test halfloop.test", 2},
	    {"half.test", "NOERROR ad 50 chain.test a.test b.test 1xb", 2},
	    {"long.test",
		"ALIAS-LONG 0 l0.test l1.test l2.test l3.test "
		"l4.test l5.test l6.test l7.test l8.test l9.test l10.test "
		"l11.test l12.test l13.test l14.test l15.test l16.test",
		1},
	    {"odd.test", "NOERROR ad 300 3x", 1},
	    {"many.test", "NOERROR ad 300 1001xca1000.example", 2},
	    {"tclate.test", "NOERROR ad 300 1xca", 2},
	    {"tcnever.test", "TRUNCATED 0", 2},
	};
	struct fakedns *f = fakedns_start(rt_script, &rt_ad, 0);
	struct rt rt;

	(void)state;
	rt_open_one(&rt, 1, f);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		unsigned before = fakedns_asked(f, NULL, 0);

		rt_expect(&rt, cases[i].name, cases[i].says);
		if (fakedns_asked(f, NULL, 0) - before != cases[i].asked)
			fail_msg("%s took %u messages", cases[i].name,
			    fakedns_asked(f, NULL, 0) - before);
	}
	rt_close(&rt);
	fakedns_stop(&f);
}

static void
answers_tell_who_gave_them_and_why(void **state)
{
	struct fakedns *f = fakedns_start(rt_script, NULL, 0);
	struct dns_answer *a;
	struct rt rt;

	(void)state;
	rt_open_one(&rt, 1, f);
	a = rt_ask(&rt, "expired.test");
	assert_int_equal(a->status, DNS_BOGUS);
	assert_int_equal(a->rcode, 2);
	assert_int_equal(a->ede, 7);
	assert_string_equal(a->server, fakedns_address(f));
	dns_answer_free(&a);
	a = rt_ask(&rt, "nx.test");
	assert_int_equal(a->rcode, 3);
	assert_string_equal(a->server, fakedns_address(f));
	dns_answer_free(&a);
	a = rt_ask(&rt, "odd.test");
	assert_int_equal(a->records[0].len, 2);
	assert_int_equal(a->records[1].len, 0);
	assert_int_equal(a->records[2].len, 3);
	dns_answer_free(&a);
	rt_close(&rt);
	fakedns_stop(&f);
}

static void
each_try_is_made_and_counted(void **state)
{
	static const struct {
		const char *name;
		unsigned asked, timeouts;
	} cases[] = {
	    {"drop.test", 3, 3}, {"refused.test", 3, 0},
	    {"servfail.test", 4, 0}, /* one of them with CD */
	};
	struct fakedns *f = fakedns_start(rt_script, NULL, 0);

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct dns_answer *a;
		struct dns_counters n;
		struct rt rt;

		rt_open_one(&rt, 3, f);
		a = rt_ask(&rt, cases[i].name);
		dns_answer_free(&a);
		dns_resolver_counters(rt.resolver, &n);
		assert_int_equal(
		    fakedns_asked(f, cases[i].name, 257), cases[i].asked);
		assert_int_equal(n.asked, 1);
		assert_int_equal(n.joined, 0);
		assert_int_equal(n.sent, cases[i].asked);
		assert_int_equal(n.timeouts, cases[i].timeouts);
		rt_close(&rt);
	}
	assert_int_equal(fakedns_asked_cd(f), 1);
	fakedns_stop(&f);
}

static void
a_late_answer_is_good_in_a_later_try(void **state)
{
	struct fakedns *f = fakedns_start(rt_script, NULL, 0);
	struct rt rt;

	(void)state;
	rt_open_one(&rt, 2, f);
	rt_expect(&rt, "late.test", "TIMEOUT 0");
	rt_linger(&rt, 2 * RT_TIMEOUT);
	rt_expect(&rt, "plain.test", "NOERROR 300 1xca");
	rt_close(&rt);
	fakedns_stop(&f);
}

static void
the_second_server_helps_out(void **state)
{
	static const struct {
		const char *name, *says;
	} cases[] = {
	    {"drop.test", "NOERROR 300 1xgood"},
	    {"garbage.test", "NOERROR 300 1xgood"},
	    {"servfail.test", "NOERROR 300 1xgood"},
	    {"refused.test", "NOERROR 300 1xgood"},
	    {"notimp.test", "NOERROR 300 1xgood"},
	    {"formerr.test", "NOERROR 300 1xgood"},
	    {"tcnever.test", "NOERROR 300 1xgood"},
	    /* these are answers */
	    {"nx.test", "NXDOMAIN 100"},
	    {"expired.test", "BOGUS 0"},
	    {"bogus.test", "BOGUS 0"},
	    {"loop.test", "ALIAS-LOOP 0 a.test loop.test"},
	};
	struct fakedns *bad = fakedns_start(rt_script, NULL, 0);
	struct fakedns *good = fakedns_start(rt_good, NULL, 0);
	const char *servers[] = {fakedns_address(bad), fakedns_address(good)};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct rt rt;

		rt_open(&rt, 1, 2, servers);
		rt_expect(&rt, cases[i].name, cases[i].says);
		rt_close(&rt);
	}
	fakedns_stop(&bad);
	fakedns_stop(&good);
}

static void
a_server_that_is_not_there_is_passed_over(void **state)
{
	struct fakedns *good = fakedns_start(rt_good, NULL, 0);
	struct fakedns *gone = fakedns_start(rt_good, NULL, 0);
	char address[32];
	const char *servers[] = {address, fakedns_address(good)};
	struct dns_answer *a;
	struct buf b = BUF_INIT;
	struct rt rt;

	(void)state;
	(void)snprintf(address, sizeof(address), "%s", fakedns_address(gone));
	fakedns_stop(&gone);
	rt_open(&rt, 1, 2, servers);
	rt_expect(&rt, "plain.test", "NOERROR 300 1xgood");
	rt_close(&rt);
	rt_open(&rt, 2, 1, servers);
	a = rt_ask(&rt, "plain.test");
	assert_int_equal(a->status, DNS_FAILED);
	dns_answer_put_reason(a, &b);
	assert_string_equal(buf_text(&b), "no server could be reached");
	buf_fini(&b);
	dns_answer_free(&a);
	rt_close(&rt);
	fakedns_stop(&good);
}

static void
a_silent_server_is_asked_last_for_a_while(void **state)
{
	struct fakedns *bad = fakedns_start(rt_script, NULL, 0);
	struct fakedns *good = fakedns_start(rt_good, NULL, 0);
	const char *servers[] = {fakedns_address(bad), fakedns_address(good)};
	struct rt rt;

	(void)state;
	rt_open(&rt, 1, 2, servers);
	rt_expect(&rt, "drop.test", "NOERROR 300 1xgood");
	rt_expect(&rt, "drop.test", "NOERROR 300 1xgood");
	rt_expect(&rt, "plain.test", "NOERROR 300 1xgood");
	assert_int_equal(fakedns_asked(bad, NULL, 0), 1);
	fakedns_stop(&good);
	rt_expect(&rt, "plain.test", "NOERROR 300 1xca");
	rt_expect(&rt, "plain.test", "NOERROR 300 1xca");
	rt_close(&rt);
	fakedns_stop(&bad);
}

static void
without_tcp_the_truth_is_that_it_was_cut(void **state)
{
	struct fakedns *f = fakedns_start(rt_script, NULL, FAKEDNS_NO_TCP);
	struct rt rt;

	(void)state;
	rt_open_one(&rt, 2, f);
	rt_expect(&rt, "many.test", "TRUNCATED 0");
	assert_int_equal(fakedns_asked_tcp(f), 0);
	rt_close(&rt);
	fakedns_stop(&f);
}

static void
a_server_without_edns_is_asked_without(void **state)
{
	struct fakedns *f = fakedns_start(rt_script, NULL, 0);
	struct rt rt;

	(void)state;
	rt_open_one(&rt, 1, f);
	rt_expect(&rt, "noedns.test", "NOERROR 300 1xca");
	rt_expect(&rt, "noedns2.test", "NOERROR 300 1xca");
	/* more than 512 octets in a world of 512 */
	rt_expect(&rt, "noednsbig.test", "NOERROR 300 20xca19.example");
	rt_close(&rt);
	fakedns_stop(&f);
}

/* 127.0.0.1 by a name that nobody takes for loopback; NULL without IPv6. */
static char *
rt_far_address(const struct fakedns *f)
{
	static char text[64];
	int fd = socket(AF_INET6, SOCK_DGRAM, 0);

	if (fd == -1)
		return NULL;
	(void)close(fd);
	(void)snprintf(text, sizeof(text), "[::ffff:127.0.0.1]%s",
	    strchr(fakedns_address(f), ':'));
	return text;
}

static void
ad_is_believed_of_loopback_and_of_the_trusted(void **state)
{
	struct fakedns *f = fakedns_start(rt_script, &rt_ad, 0);
	const char *near = fakedns_address(f), *far = rt_far_address(f);
	const struct {
		const char *server;
		bool trust_ad;
		const char *says;
	} cases[] = {
	    {near, false, "NOERROR ad 300 1xca"},
	    {near, true, "NOERROR ad 300 1xca"},
	    {far, false, "NOERROR 300 1xca"},
	    {far, true, "NOERROR ad 300 1xca"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct dns_settings s = {
		    &cases[i].server, 1, cases[i].trust_ad, RT_TIMEOUT, 2};
		struct rt rt;

		if (cases[i].server == NULL)
			continue;
		rt_open_settings(&rt, &s);
		rt_expect(&rt, "plain.test", cases[i].says);
		rt_close(&rt);
	}
	fakedns_stop(&f);
}

static void
identical_questions_are_asked_once(void **state)
{
	struct fakedns *f = fakedns_start(rt_script, NULL, 0);
	struct rt_ask asks[5];
	struct dns_counters n;
	struct rt rt;

	(void)state;
	rt_open_one(&rt, 1, f);
	for (size_t i = 0; i < 4; i++)
		rt_start(&rt, &asks[i], "plain.test");
	rt_start(&rt, &asks[4], "other.test");
	rt_wait(&rt);
	assert_int_equal(fakedns_asked(f, "plain.test", 257), 1);
	assert_int_equal(fakedns_asked(f, "other.test", 257), 1);
	dns_resolver_counters(rt.resolver, &n);
	assert_int_equal(n.asked, 5);
	assert_int_equal(n.joined, 3);
	for (size_t i = 0; i < 4; i++)
		assert_ptr_equal(asks[i].answer, asks[0].answer);
	assert_ptr_not_equal(asks[4].answer, asks[0].answer);
	for (size_t i = 0; i < 5; i++)
		dns_answer_free(&asks[i].answer);
	/* an answer that was given is not given again */
	rt_expect(&rt, "plain.test", "NOERROR 300 1xca");
	assert_int_equal(fakedns_asked(f, "plain.test", 257), 2);
	rt_close(&rt);
	fakedns_stop(&f);
}

/* Three who wait, two of them for the same; any may leave, in any order. */
static void
cancelling_in_all_orders_disturbs_nobody(void **state)
{
	static const char *const names[] = {
	    "same.test", "same.test", "other.test"};
	static const unsigned orders[][3] = {
	    {0, 1, 2}, {0, 2, 1}, {1, 0, 2}, {1, 2, 0}, {2, 0, 1}, {2, 1, 0}};
	struct fakedns *f = fakedns_start(rt_script, NULL, 0);

	(void)state;
	for (size_t o = 0; o < 6; o++) {
		for (unsigned leave = 0; leave <= 3; leave++) {
			struct rt_ask asks[3];
			bool left[3] = {false, false, false};
			struct rt rt;

			rt_open_one(&rt, 2, f);
			for (size_t i = 0; i < 3; i++)
				rt_start(&rt, &asks[i], names[i]);
			if (o % 2 != 0) /* also when all are on the wire */
				(void)event_base_loop(
				    rt.base, EVLOOP_ONCE | EVLOOP_NONBLOCK);
			for (unsigned i = 0; i < leave; i++) {
				dns_cancel(&asks[orders[o][i]].slot);
				assert_null(asks[orders[o][i]].slot);
				dns_cancel(&asks[orders[o][i]].slot);
				left[orders[o][i]] = true;
				rt.left--;
			}
			rt_wait(&rt);
			if (leave == 3)
				rt_linger(&rt, 20);
			for (size_t i = 0; i < 3; i++) {
				assert_int_equal(asks[i].calls, !left[i]);
				dns_answer_free(&asks[i].answer);
			}
			rt_close(&rt);
		}
	}
	fakedns_stop(&f);
}

static void
freeing_the_resolver_cancels_silently(void **state)
{
	struct fakedns *f = fakedns_start(rt_script, NULL, 0);
	struct rt_ask asks[4];
	struct rt rt;

	(void)state;
	rt_open_one(&rt, 1, f);
	rt_start(&rt, &asks[0], "drop.test");
	rt_start(&rt, &asks[1], "tclate.test");
	rt_linger(&rt, 50);
	rt_start(&rt, &asks[2], "plain.test");
	rt_start(&rt, &asks[3], "plain.test");
	dns_resolver_free(&rt.resolver);
	rt_linger(&rt, 2 * RT_TIMEOUT);
	for (size_t i = 0; i < 4; i++) {
		assert_null(asks[i].slot);
		assert_int_equal(asks[i].calls, 0);
	}
	rt_close(&rt);
	fakedns_stop(&f);
}

/* Who is called first ends the wait of the next, and asks anew. */
struct rt_meddler {
	struct rt_ask again;
	struct rt_ask *victims[3];
	struct dns_query *slot;
	struct rt *rt;
	bool done;
};

static void
rt_on_meddle(struct dns_answer *a, void *arg)
{
	struct rt_meddler *m = arg;

	(void)a;
	assert_null(m->slot);
	m->done = true;
	for (size_t i = 0; i < 3; i++) {
		dns_cancel(&m->victims[i]->slot);
		m->rt->left--;
	}
	rt_start(m->rt, &m->again, "same.test");
}

static void
done_may_cancel_others_and_ask_anew(void **state)
{
	struct fakedns *f = fakedns_start(rt_script, NULL, 0);
	struct rt_ask joined, other, never;
	struct rt_meddler m;
	struct rt rt;

	(void)state;
	memset(&m, 0, sizeof(m));
	rt_open_one(&rt, 1, f);
	m.rt = &rt;
	dns_ask(
	    rt.resolver, "same.test", DNS_TYPE_CAA, rt_on_meddle, &m, &m.slot);
	rt_start(&rt, &joined, "same.test");
	rt_start(&rt, &other, "drop.test");
	rt_start(&rt, &never, "late.test");
	m.victims[0] = &joined;
	m.victims[1] = &other;
	m.victims[2] = &never;
	rt_wait(&rt);
	rt_linger(&rt, 2 * RT_TIMEOUT);
	assert_true(m.done);
	assert_int_equal(m.again.calls, 1);
	assert_int_equal(joined.calls + other.calls + never.calls, 0);
	assert_int_equal(fakedns_asked(f, "same.test", 257), 2);
	dns_answer_free(&m.again.answer);
	rt_close(&rt);
	fakedns_stop(&f);
}

static void
every_question_ends_in_time(void **state)
{
	struct fakedns *a = fakedns_start(rt_script, NULL, 0);
	struct fakedns *b = fakedns_start(rt_script, NULL, 0);
	const char *servers[] = {fakedns_address(a), fakedns_address(b)};
	static const char *const names[] = {
	    "drop.test", "tcnever.test", "late.test", "wrongid.test"};
	const unsigned bound = 2 * 2 * RT_TIMEOUT;

	(void)state;
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		unsigned began = rt_now_ms(), took;
		struct dns_answer *answer;
		struct rt rt;

		rt_open(&rt, 2, 2, servers);
		answer = rt_ask(&rt, names[i]);
		took = rt_now_ms() - began;
		assert_false(dns_answer_is_definite(answer));
		dns_answer_free(&answer);
		if (took > bound + bound / 2)
			fail_msg("%s took %u ms", names[i], took);
		rt_close(&rt);
	}
	fakedns_stop(&a);
	fakedns_stop(&b);
}

static void
aliases_do_not_stretch_the_time(void **state)
{
	struct fakedns *f = fakedns_start(rt_script, NULL, 0);
	unsigned began = rt_now_ms();
	struct rt rt;

	(void)state;
	rt_open_one(&rt, 2, f);
	rt_expect(&rt, "slow.test",
	    "TIMEOUT 0 slow.slow.test "
	    "slow.slow.slow.test");
	assert_true(rt_now_ms() - began < 4 * RT_TIMEOUT);
	rt_close(&rt);
	fakedns_stop(&f);
}

/* Answers only when it has been asked for all names of a climb. */
static int
rt_gather(void *arg, const char *qname, uint16_t qtype, bool tcp, bool cd,
    struct fakedns_reply *out)
{
	(void)arg;
	(void)qname;
	(void)qtype;
	(void)tcp;
	(void)cd;
	out->delay_ms = RT_TIMEOUT / 2;
	fakedns_add_soa(out, ".", 60, 60);
	return 0;
}

static void
all_names_of_a_climb_are_in_flight_at_once(void **state)
{
	struct fakedns *f = fakedns_start(rt_gather, NULL, 0);
	const char *name = "a.b.c.d.e.f.g.h.i.j.k.l.m.n.o.p.q.r.s.test";
	struct rt_ask asks[20];
	unsigned began = rt_now_ms();
	size_t n = 0;
	struct rt rt;

	(void)state;
	rt_open_one(&rt, 1, f);
	for (; name != NULL; name = dns_name_parent(name))
		rt_start(&rt, &asks[n++], name);
	assert_int_equal(n, 20);
	rt_wait(&rt);
	assert_true(rt_now_ms() - began < 4 * RT_TIMEOUT);
	for (size_t i = 0; i < n; i++) {
		assert_int_equal(asks[i].answer->status, DNS_NODATA);
		assert_int_equal(asks[i].answer->ttl, 60);
		dns_answer_free(&asks[i].answer);
	}
	assert_int_equal(fakedns_asked(f, NULL, 0), 20);
	rt_close(&rt);
	fakedns_stop(&f);
}

static void
more_than_fit_on_the_wire_wait_their_turn(void **state)
{
	const size_t n = DNS_QUERIES_MAX + 500;
	struct fakedns *f = fakedns_start(rt_script, NULL, 0);
	struct rt_ask *asks = calloc(n, sizeof(*asks));
	struct rt rt;

	(void)state;
	rt_open_one(&rt, 20, f);
	for (size_t i = 0; i < n; i++) {
		char name[64];

		(void)snprintf(name, sizeof(name), "n%zu.test", i);
		rt_start(&rt, &asks[i], name);
	}
	for (size_t i = 0; i < n; i += 10) { /* some give up meanwhile */
		dns_cancel(&asks[i].slot);
		rt.left--;
	}
	rt_wait(&rt);
	for (size_t i = 0; i < n; i++) {
		assert_int_equal(asks[i].calls, i % 10 != 0);
		if (asks[i].calls > 0)
			assert_int_equal(asks[i].answer->status, DNS_RECORDS);
		dns_answer_free(&asks[i].answer);
	}
	free(asks);
	rt_close(&rt);
	fakedns_stop(&f);
}

static void
places_of_the_cancelled_come_back(void **state)
{
	const size_t n = DNS_QUERIES_MAX;
	struct fakedns *f = fakedns_start(rt_script, NULL, 0);
	struct rt_ask *asks = calloc(n, sizeof(*asks));
	struct rt rt;

	(void)state;
	rt_open_one(&rt, 3, f);
	for (size_t i = 0; i < n; i++) {
		char name[64];

		(void)snprintf(name, sizeof(name), "drop.n%zu.test", i);
		rt_start(&rt, &asks[i], name);
	}
	(void)event_base_loop(rt.base, EVLOOP_ONCE | EVLOOP_NONBLOCK);
	for (size_t i = 0; i < n; i++)
		dns_cancel(&asks[i].slot);
	rt.left = 0;
	rt_expect(&rt, "plain.test", "NOERROR 300 1xca");
	for (size_t i = 0; i < n; i++)
		assert_int_equal(asks[i].calls, 0);
	free(asks);
	rt_close(&rt);
	fakedns_stop(&f);
}

static int
rt_read_caa(const char *text, size_t len, struct buf *wire, struct error *err)
{
	(void)err;
	buf_puts(wire, "zone of ");
	buf_put(wire, text, len);
	return 0;
}

static void
rt_add_zone(struct rt *rt, const char *text)
{
	FILE *f = fmemopen((void *)(uintptr_t)text, strlen(text), "r");
	struct dns_zone *z = NULL;

	assert_int_equal(dns_zone_read(f, "z", rt_read_caa, &z, NULL), 0);
	(void)fclose(f);
	dns_resolver_add_zone(rt->resolver, &z);
	assert_null(z);
}

static void
zones_answer_before_servers(void **state)
{
	static const struct {
		const char *name, *says;
	} cases[] = {
	    {"zone.test", "NOERROR 60 1x apex"},
	    {"nothere.zone.test", "NXDOMAIN 30"},
	    {"sub.zone.test", "NOERROR 3600 1x sub"},
	    {"x.sub.zone.test", "NXDOMAIN 0"},
	    {"other.test", "NOERROR ad 300 1xca"},
	    {"out.zone.test", "NOERROR 40 plain.test 1xca"},
	    {"outloop.zone.test", "NOERROR 40 chain.test a.test b.test 1xb"},
	    {"tosub.zone.test", "NOERROR 30 sub.zone.test 1x sub"},
	    {"toloop.zone.test", "ALIAS-LOOP 0 loop.sub.zone.test "
				 "toloop.zone.test"},
	    {"outnx.zone.test", "NXDOMAIN 60 nx.test"},
	    {"outfail.zone.test", "REFUSED 0 refused.test"},
	};
	struct fakedns *f = fakedns_start(rt_script, &rt_ad, 0);
	struct rt rt;

	(void)state;
	rt_open_one(&rt, 1, f);
	rt_add_zone(&rt, "$ORIGIN zone.test.\n$TTL 60\n"
			 "@ SOA a b 1 2 3 4 30\n@ CAA apex\n"
			 "out 40 CNAME plain.test.\n"
			 "outloop 40 CNAME chain.test.\n"
			 "tosub CNAME sub\n"
			 "toloop CNAME loop.sub\n"
			 "outnx CNAME nx.test.\n"
			 "outfail CNAME refused.test.\n");
	rt_add_zone(&rt, "$ORIGIN sub.zone.test.\n@ CAA sub\n"
			 "loop CNAME toloop.zone.test.\n");
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		rt_expect(&rt, cases[i].name, cases[i].says);
	rt_add_zone(&rt, "$ORIGIN b.test.\n$TTL 10\n@ CAA mine\n");
	rt_expect(&rt, "chain.test", "NOERROR 10 a.test b.test 1x mine");
	rt_expect(
	    &rt, "half.test", "NOERROR 10 chain.test a.test b.test 1x mine");
	rt_close(&rt);
	fakedns_stop(&f);
}

static void
none_answers_servfail_to_all_but_zones(void **state)
{
	static const char *const none[] = {"none"};
	struct dns_answer *a;
	struct rt rt;

	(void)state;
	rt_open(&rt, 1, 1, none);
	rt_add_zone(&rt, "$ORIGIN zone.test.\n@ CAA apex\n");
	a = rt_ask(&rt, "other.test");
	assert_int_equal(a->status, DNS_FAILED);
	assert_int_equal(a->rcode, 2);
	dns_answer_free(&a);
	rt_expect(&rt, "zone.test", "NOERROR 3600 1x apex");
	a = rt_ask(&rt, "zone.test");
	assert_string_equal(a->server, "zone z");
	dns_answer_free(&a);
	rt_close(&rt);
}

static void
bad_settings_are_told(void **state)
{
	static const char *const names[] = {"localhost"};
	static const char *const mixed[] = {"127.0.0.1", "none"};
	static const struct {
		struct dns_settings s;
		const char *says;
	} cases[] = {
	    {{names, 1, false, 2000, 2}, "localhost"},
	    {{mixed, 2, false, 2000, 2}, "none"},
	    {{NULL, 0, false, 0, 2}, "timeout of 0 ms"},
	    {{NULL, 0, false, 2000, 0}, "0 DNS tries"},
	};
	struct event_base *base = event_base_new();

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct dns_resolver *r = NULL;
		struct error err = {""};

		assert_int_equal(
		    dns_resolver_new(base, &cases[i].s, &r, &err), -1);
		assert_null(r);
		assert_non_null(strstr(err.text, cases[i].says));
	}
	event_base_free(base);
}

static void
the_systems_servers_are_the_default(void **state)
{
	struct dns_settings s = DNS_SETTINGS_DEFAULT;
	struct rt rt;

	(void)state;
	rt_open_settings(&rt, &s);
	rt_close(&rt);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(one_server_is_understood),
	    cmocka_unit_test(answers_tell_who_gave_them_and_why),
	    cmocka_unit_test(each_try_is_made_and_counted),
	    cmocka_unit_test(a_late_answer_is_good_in_a_later_try),
	    cmocka_unit_test(the_second_server_helps_out),
	    cmocka_unit_test(a_server_that_is_not_there_is_passed_over),
	    cmocka_unit_test(a_silent_server_is_asked_last_for_a_while),
	    cmocka_unit_test(without_tcp_the_truth_is_that_it_was_cut),
	    cmocka_unit_test(a_server_without_edns_is_asked_without),
	    cmocka_unit_test(ad_is_believed_of_loopback_and_of_the_trusted),
	    cmocka_unit_test(identical_questions_are_asked_once),
	    cmocka_unit_test(cancelling_in_all_orders_disturbs_nobody),
	    cmocka_unit_test(freeing_the_resolver_cancels_silently),
	    cmocka_unit_test(done_may_cancel_others_and_ask_anew),
	    cmocka_unit_test(every_question_ends_in_time),
	    cmocka_unit_test(aliases_do_not_stretch_the_time),
	    cmocka_unit_test(all_names_of_a_climb_are_in_flight_at_once),
	    cmocka_unit_test(more_than_fit_on_the_wire_wait_their_turn),
	    cmocka_unit_test(places_of_the_cancelled_come_back),
	    cmocka_unit_test(zones_answer_before_servers),
	    cmocka_unit_test(none_answers_servfail_to_all_but_zones),
	    cmocka_unit_test(bad_settings_are_told),
	    cmocka_unit_test(the_systems_servers_are_the_default),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
