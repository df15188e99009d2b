/* SPDX-License-Identifier: BSD-2-Clause */
/* The resolver and its servers: what each says, and who is asked. */

#include "tests/unit/unit.h"

#include <event2/event.h>
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

#include "dns/answer.h"
#include "dns/resolver.h"
#include "tests/support/fakedns.h"
#include "tests/unit/resolver_world.h"

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
	struct rt rt, hasty;

	(void)state;
	rt_open_one(&rt, 1, f);
	rt_open_hasty(&hasty, 1, f);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		unsigned before = fakedns_asked(f, NULL, 0);
		bool silent = strcmp(cases[i].says, "TIMEOUT 0") == 0;

		rt_expect(silent ? &hasty : &rt, cases[i].name, cases[i].says);
		if (fakedns_asked(f, NULL, 0) - before != cases[i].asked)
			fail_msg("%s took %u messages", cases[i].name,
			    fakedns_asked(f, NULL, 0) - before);
	}
	rt_close(&hasty);
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

		if (cases[i].timeouts > 0)
			rt_open_hasty(&rt, 3, f);
		else
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
	rt_open_hasty(&rt, 4, f);
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
		unsigned timeout_ms;
	} cases[] = {
	    {"drop.test", "NOERROR 300 1xgood", RT_TIMEOUT},
	    {"garbage.test", "NOERROR 300 1xgood", RT_TIMEOUT},
	    {"servfail.test", "NOERROR 300 1xgood", RT_PATIENCE},
	    {"refused.test", "NOERROR 300 1xgood", RT_PATIENCE},
	    {"notimp.test", "NOERROR 300 1xgood", RT_PATIENCE},
	    {"formerr.test", "NOERROR 300 1xgood", RT_PATIENCE},
	    {"tcnever.test", "NOERROR 300 1xgood", RT_PATIENCE},
	    /* these are answers */
	    {"nx.test", "NXDOMAIN 100", RT_PATIENCE},
	    {"expired.test", "BOGUS 0", RT_PATIENCE},
	    {"bogus.test", "BOGUS 0", RT_PATIENCE},
	    {"loop.test", "ALIAS-LOOP 0 a.test loop.test", RT_PATIENCE},
	};
	struct fakedns *bad = fakedns_start(rt_script, NULL, 0);
	struct fakedns *good = fakedns_start(rt_good, NULL, 0);
	const char *servers[] = {fakedns_address(bad), fakedns_address(good)};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct rt rt;

		rt_open(&rt, cases[i].timeout_ms, 4, 2, servers);
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
	rt_open(&rt, RT_PATIENCE, 1, 2, servers);
	rt_expect(&rt, "plain.test", "NOERROR 300 1xgood");
	rt_close(&rt);
	rt_open(&rt, RT_PATIENCE, 2, 1, servers);
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
	rt_open(&rt, 4 * RT_TIMEOUT, 1, 2, servers);
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
		    &cases[i].server, 1, cases[i].trust_ad, RT_PATIENCE, 2};
		struct rt rt;

		if (cases[i].server == NULL)
			continue;
		rt_open_settings(&rt, &s);
		rt_expect(&rt, "plain.test", cases[i].says);
		rt_close(&rt);
	}
	fakedns_stop(&f);
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
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
