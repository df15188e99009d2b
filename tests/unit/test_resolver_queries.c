/* SPDX-License-Identifier: BSD-2-Clause */
/* Questions that the resolver has in flight: joined, cancelled, in time. */

#include "tests/unit/unit.h"

#include <event2/event.h>
#include <stdio.h>
#include <stdlib.h>

#include "dns/answer.h"
#include "dns/name.h"
#include "dns/resolver.h"
#include "tests/support/fakedns.h"
#include "tests/unit/resolver_world.h"

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
	rt_open_hasty(&rt, 1, f);
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
	rt_open_hasty(&rt, 1, f);
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

		rt_open(&rt, RT_TIMEOUT, 2, 2, servers);
		answer = rt_ask(&rt, names[i]);
		took = rt_now_ms() - began;
		assert_false(dns_answer_is_definite(answer));
		dns_answer_free(&answer);
		if (took > bound + bound * 3 / 4)
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
	struct dns_answer *a;
	struct rt rt;

	(void)state;
	rt_open_hasty(&rt, 2, f);
	a = rt_ask(&rt, "slow.test");
	assert_int_equal(a->status, DNS_TIMEOUT);
	assert_true(rt_now_ms() - began < 4 * RT_TIMEOUT);
	assert_true(fakedns_asked(f, NULL, 0) > 1);
	dns_answer_free(&a);
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
	assert_true(rt_now_ms() - began < n * RT_TIMEOUT / 2);
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
	rt_open_hasty(&rt, 20, f);
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
	rt_open_hasty(&rt, 8, f);
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

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(identical_questions_are_asked_once),
	    cmocka_unit_test(cancelling_in_all_orders_disturbs_nobody),
	    cmocka_unit_test(freeing_the_resolver_cancels_silently),
	    cmocka_unit_test(done_may_cancel_others_and_ask_anew),
	    cmocka_unit_test(every_question_ends_in_time),
	    cmocka_unit_test(aliases_do_not_stretch_the_time),
	    cmocka_unit_test(all_names_of_a_climb_are_in_flight_at_once),
	    cmocka_unit_test(more_than_fit_on_the_wire_wait_their_turn),
	    cmocka_unit_test(places_of_the_cancelled_come_back),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
