/* SPDX-License-Identifier: BSD-2-Clause */
/* Remembered answers: dns/memory.h, and the resolver that has a memory. */

#include "dns/memory.h"

#include <event2/event.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/mem.h"
#include "caa/property.h"
#include "dns/answer.h"
#include "dns/resolver.h"
#include "dns/zone.h"
#include "tests/support/fakedns.h"
#include "tests/unit/unit.h"

static void
put(struct dns_memory *m, const char *name, enum dns_status status,
    uint32_t ttl, int64_t now)
{
	struct dns_answer *a = dns_answer_new(name, DNS_TYPE_CAA, status);

	a->ttl = ttl;
	memory_put(m, a, now);
	dns_answer_free(&a);
}

static bool
knows(struct dns_memory *m, const char *name, int64_t now)
{
	struct dns_answer *a = memory_find(m, name, DNS_TYPE_CAA, now);
	bool found = a != NULL;

	dns_answer_free(&a);
	return found;
}

static void
all_of_an_answer_is_remembered_and_its_ttl_runs(void **state)
{
	struct dns_memory *m = memory_new(4);
	struct dns_answer *a =
	    dns_answer_new("a.test", DNS_TYPE_CAA, DNS_RECORDS);

	(void)state;
	a->ttl = 300;
	a->ad = true;
	a->ede = 3;
	a->rcode = 0;
	dns_answer_set_server(a, "s");
	dns_answer_add_alias(a, "b.test");
	dns_answer_add_record(a, "xy", 2);
	memory_put(m, a, 1000);
	dns_answer_free(&a);
	a = memory_find(m, "a.test", DNS_TYPE_CAA, 101000);
	assert_int_equal(a->ttl, 200);
	assert_true(a->ad);
	assert_int_equal(a->ede, 3);
	assert_int_equal(a->status, DNS_RECORDS);
	assert_string_equal(a->server, "s");
	assert_string_equal(a->aliases[0], "b.test");
	assert_memory_equal(a->records[0].data, "xy", 2);
	dns_answer_free(&a);
	assert_null(memory_find(m, "a.test", DNS_TYPE_MX, 1000));
	assert_null(memory_find(m, "b.test", DNS_TYPE_CAA, 1000));
	memory_free(&m);
	assert_null(m);
}

static const struct {
	enum dns_status status;
	uint32_t ttl;
	int64_t known_ms; /* for so long; 0: not at all */
	uint32_t left;    /* of the TTL at the end of that */
} kept[] = {
    {DNS_RECORDS, 1, 999, 1},
    {DNS_NODATA, 60, 59999, 1},
    {DNS_NXDOMAIN, 60, 59999, 1},
    {DNS_RECORDS, 86400, 3599999, 82801},
    {DNS_RECORDS, UINT32_MAX, 3599999, UINT32_MAX - 3599},
    {DNS_RECORDS, 0, 0, 0},
    {DNS_FAILED, 60, 0, 0},
    {DNS_BOGUS, 60, 0, 0},
    {DNS_TIMEOUT, 60, 0, 0},
    {DNS_ALIAS_LOOP, 60, 0, 0},
};

static void
definite_answers_are_kept_for_their_ttl_or_an_hour(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(kept) / sizeof(kept[0]); i++) {
		struct dns_memory *m = memory_new(4);
		struct dns_answer *a;

		put(m, "a.test", kept[i].status, kept[i].ttl, 5000);
		a = memory_find(
		    m, "a.test", DNS_TYPE_CAA, 5000 + kept[i].known_ms);
		assert_int_equal(a != NULL, kept[i].known_ms > 0);
		if (a != NULL)
			assert_int_equal(a->ttl, kept[i].left);
		dns_answer_free(&a);
		assert_false(knows(m, "a.test", 5001 + kept[i].known_ms));
		assert_int_equal(memory_count(m), 0);
		memory_free(&m);
	}
}

static void
of_too_many_the_one_used_longest_ago_leaves(void **state)
{
	struct dns_memory *m = memory_new(3);

	(void)state;
	put(m, "a", DNS_NODATA, 60, 0);
	put(m, "b", DNS_NODATA, 60, 0);
	put(m, "c", DNS_NODATA, 60, 0);
	assert_true(knows(m, "a", 1));
	put(m, "d", DNS_NODATA, 60, 2);
	assert_false(knows(m, "b", 3));
	assert_true(knows(m, "a", 3) && knows(m, "c", 3) && knows(m, "d", 3));
	put(m, "d", DNS_NXDOMAIN, 60, 4); /* in place of the older one */
	assert_int_equal(memory_count(m), 3);
	assert_true(knows(m, "d", 60003));
	memory_clear(m);
	assert_int_equal(memory_count(m), 0);
	assert_false(knows(m, "a", 5));
	memory_free(&m);
}

static void
thousands_are_found_again(void **state)
{
	struct dns_memory *m = memory_new(1000);
	char name[32];

	(void)state;
	for (int i = 0; i < 5000; i++) {
		(void)snprintf(name, sizeof(name), "n%d.test", i);
		put(m, name, DNS_NODATA, 60, 0);
	}
	assert_int_equal(memory_count(m), 1000);
	for (int i = 0; i < 5000; i++) {
		(void)snprintf(name, sizeof(name), "n%d.test", i);
		assert_int_equal(knows(m, name, 1), i >= 4000);
	}
	memory_free(&m);
}

struct fixture {
	struct fakedns *server;
	struct event_base *loop;
	struct dns_resolver *resolver;
	unsigned answers;
	struct dns_query *to_cancel;
};

/* Names with `bad` fail, others have one CAA record. */
static int
answer(void *arg, const char *qname, uint16_t qtype, bool tcp, bool cd,
    struct fakedns_reply *out)
{
	(void)arg;
	(void)qtype;
	(void)tcp;
	(void)cd;
	if (strstr(qname, "bad") != NULL)
		out->rcode = 5;
	else
		fakedns_add_caa(out, qname, 300, "issue", "ca.example");
	return 0;
}

static int
set_up(void **state)
{
	struct fixture *f = mem_zalloc(sizeof(*f));
	struct dns_settings dns = DNS_SETTINGS_DEFAULT;
	const char *server;

	*state = f;
	f->server = fakedns_start(answer, f, 0);
	f->loop = event_base_new();
	server = fakedns_address(f->server);
	dns.servers = &server;
	dns.n_servers = 1;
	assert_int_equal(
	    dns_resolver_new(f->loop, &dns, &f->resolver, NULL), 0);
	return 0;
}

static int
tear_down(void **state)
{
	struct fixture *f = *state;

	dns_resolver_free(&f->resolver);
	event_base_free(f->loop);
	fakedns_stop(&f->server);
	free(f);
	return 0;
}

static void
answered(struct dns_answer *a, void *arg)
{
	struct fixture *f = arg;

	assert_string_equal(a->server, fakedns_address(f->server));
	f->answers++;
	dns_cancel(&f->to_cancel);
}

static void
ask(struct fixture *f, const char *name)
{
	unsigned before = f->answers;
	struct dns_query *slot = NULL;

	dns_ask(f->resolver, name, DNS_TYPE_CAA, answered, f, &slot);
	assert_int_equal(f->answers, before); /* never before it returns */
	assert_non_null(slot);
	while (f->answers == before)
		assert_int_equal(event_base_loop(f->loop, EVLOOP_ONCE), 0);
	assert_null(slot);
}

static void
a_resolver_remembers_only_when_told_to(void **state)
{
	struct fixture *f = *state;
	struct dns_counters counters;
	struct dns_query *slot = NULL;

	ask(f, "a.test");
	ask(f, "a.test");
	assert_int_equal(fakedns_asked(f->server, "a.test", DNS_TYPE_CAA), 2);
	dns_resolver_remember(f->resolver, 16);
	ask(f, "a.test");
	ask(f, "a.test");
	ask(f, "a.test");
	assert_int_equal(fakedns_asked(f->server, "a.test", DNS_TYPE_CAA), 3);
	dns_resolver_counters(f->resolver, &counters);
	assert_int_equal(counters.asked, 5);
	assert_int_equal(counters.remembered, 2);
	assert_int_equal(counters.joined, 0);
	dns_ask_anew(f->resolver, "a.test", DNS_TYPE_CAA, answered, f, &slot);
	while (slot != NULL)
		(void)event_base_loop(f->loop, EVLOOP_ONCE);
	assert_int_equal(fakedns_asked(f->server, "a.test", DNS_TYPE_CAA), 4);
	dns_resolver_remember(f->resolver, 0);
	ask(f, "a.test");
	assert_int_equal(fakedns_asked(f->server, "a.test", DNS_TYPE_CAA), 5);
}

static void
a_failure_is_asked_anew(void **state)
{
	struct fixture *f = *state;

	unsigned asked;

	dns_resolver_remember(f->resolver, 16);
	ask(f, "bad.test");
	asked = fakedns_asked(f->server, "bad.test", DNS_TYPE_CAA);
	ask(f, "bad.test");
	assert_int_equal(
	    fakedns_asked(f->server, "bad.test", DNS_TYPE_CAA), 2 * asked);
}

static void
what_is_remembered_can_be_cancelled(void **state)
{
	struct fixture *f = *state;
	struct dns_query *slots[3] = {NULL, NULL, NULL};
	unsigned before;

	dns_resolver_remember(f->resolver, 16);
	ask(f, "a.test");
	before = f->answers;
	for (int i = 0; i < 3; i++)
		dns_ask(f->resolver, "a.test", DNS_TYPE_CAA, answered, f,
		    &slots[i]);
	dns_cancel(&slots[1]);
	assert_null(slots[1]);
	assert_int_equal(event_base_loop(f->loop, EVLOOP_ONCE), 0);
	assert_int_equal(f->answers, before + 2);

	/* by the callback of another one of the same turn */
	dns_ask(f->resolver, "a.test", DNS_TYPE_CAA, answered, f, &slots[0]);
	dns_ask(
	    f->resolver, "a.test", DNS_TYPE_CAA, answered, f, &f->to_cancel);
	assert_int_equal(event_base_loop(f->loop, EVLOOP_ONCE), 0);
	assert_int_equal(f->answers, before + 3);
	assert_null(f->to_cancel);

	/* and by the end of the resolver */
	dns_ask(f->resolver, "a.test", DNS_TYPE_CAA, answered, f, &slots[0]);
	dns_resolver_free(&f->resolver);
	assert_null(slots[0]);
}

static void
a_new_zone_ends_what_was_remembered(void **state)
{
	struct fixture *f = *state;
	char text[] = "$ORIGIN a.test.\n@ 60 IN CAA 0 issue \"ca.test\"\n";
	FILE *file = fmemopen(text, strlen(text), "r");
	struct dns_zone *zone = NULL;
	struct dns_counters counters;
	struct dns_query *slot = NULL;

	dns_resolver_remember(f->resolver, 16);
	ask(f, "a.test");
	assert_int_equal(
	    dns_zone_read(file, "z", caa_zone_rdata, &zone, NULL), 0);
	(void)fclose(file);
	dns_resolver_add_zone(f->resolver, &zone);
	dns_ask(f->resolver, "a.test", DNS_TYPE_CAA, answered, f, &slot);
	dns_cancel(&slot);
	dns_resolver_counters(f->resolver, &counters);
	assert_int_equal(counters.remembered, 0);
}

int
main(void)
{
#define WITH_SERVER(test) \
	cmocka_unit_test_setup_teardown(test, set_up, tear_down)
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(all_of_an_answer_is_remembered_and_its_ttl_runs),
	    cmocka_unit_test(
		definite_answers_are_kept_for_their_ttl_or_an_hour),
	    cmocka_unit_test(of_too_many_the_one_used_longest_ago_leaves),
	    cmocka_unit_test(thousands_are_found_again),
	    WITH_SERVER(a_resolver_remembers_only_when_told_to),
	    WITH_SERVER(a_failure_is_asked_anew),
	    WITH_SERVER(what_is_remembered_can_be_cancelled),
	    WITH_SERVER(a_new_zone_ends_what_was_remembered),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
