/* SPDX-License-Identifier: BSD-2-Clause */
/* Messages on their way at once: dns/window.h, and the resolver behind it. */

#include "dns/window.h"

#include <event2/event.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/error.h"
#include "base/mem.h"
#include "dns/answer.h"
#include "dns/resolver.h"
#include "tests/support/fakedns.h"
#include "tests/unit/unit.h"

#define COUNTED_MS 100
#define PATIENCE 60 /* s until a test that waits gives up */

struct tw {
	struct event_base *base;
	struct window *window;
	unsigned rooms; /* times that there was said to be some */
};

static void
tw_on_room(void *arg)
{
	struct tw *t = arg;

	t->rooms++;
	(void)event_base_loopbreak(t->base);
}

static void
tw_open(struct tw *t)
{
	t->base = event_base_new();
	t->rooms = 0;
	t->window = window_new(t->base, COUNTED_MS, tw_on_room, t);
}

static void
tw_close(struct tw *t)
{
	window_free(&t->window);
	assert_null(t->window);
	event_base_free(t->base);
}

/* As many as there is room for. */
static unsigned
tw_fill(struct tw *t, struct window_place *places, int64_t now)
{
	unsigned n = 0;

	while (window_has_room(t->window, now))
		window_enter(t->window, &places[n++], now);
	return n;
}

/* n times: the window is filled, and what filled it ends so. */
static void
tw_turns(struct tw *t, unsigned n, enum upstream_end end, int64_t now)
{
	struct window_place *places = mem_array(WINDOW_MOST, sizeof(*places));

	for (; n > 0; n--) {
		unsigned filled = tw_fill(t, places, now);

		for (unsigned i = 0; i < filled; i++)
			window_leave(t->window, &places[i], end);
	}
	free(places);
}

static void
it_begins_at_its_width_and_has_room_for_no_more(void **state)
{
	struct window_place places[WINDOW_FIRST];
	struct tw t;

	(void)state;
	tw_open(&t);
	assert_int_equal(tw_fill(&t, places, 0), WINDOW_FIRST);
	assert_false(window_has_room(t.window, COUNTED_MS - 1));
	assert_int_equal(t.rooms, 0);
	window_leave(t.window, &places[5], UPSTREAM_UNREACHABLE);
	assert_int_equal(t.rooms, 1);
	assert_true(window_has_room(t.window, 0));
	tw_close(&t);
}

static void
it_grows_by_one_when_as_many_answers_have_come(void **state)
{
	struct tw t;

	(void)state;
	tw_open(&t);
	tw_turns(&t, 1, UPSTREAM_RESPONSE, 0);
	assert_int_equal(window_width(t.window), WINDOW_FIRST + 1);
	tw_turns(&t, 9, UPSTREAM_RESPONSE, 0);
	assert_int_equal(window_width(t.window), WINDOW_FIRST + 10);
	tw_turns(&t, 9, UPSTREAM_UNREACHABLE, 0);
	assert_int_equal(window_width(t.window), WINDOW_FIRST + 10);
	tw_close(&t);
}

static void
it_does_not_grow_while_it_is_not_full(void **state)
{
	struct window_place place;
	struct tw t;

	(void)state;
	tw_open(&t);
	for (unsigned turn = 0; turn < 2; turn++) {
		unsigned width = window_width(t.window);

		for (unsigned i = 0; i < 10 * WINDOW_FIRST; i++) {
			assert_true(window_has_room(t.window, 0));
			window_enter(t.window, &place, 0);
			window_leave(t.window, &place, UPSTREAM_RESPONSE);
		}
		assert_int_equal(window_width(t.window), width);
		tw_turns(&t, 1, UPSTREAM_RESPONSE, 0); /* not for ever */
	}
	tw_close(&t);
}

static void
timeouts_of_one_time_halve_it_once_and_never_below_the_least(void **state)
{
	static const unsigned widths[] = {
	    WINDOW_FIRST / 2, WINDOW_LEAST, WINDOW_LEAST};
	struct tw t;

	(void)state;
	tw_open(&t);
	for (size_t i = 0; i < sizeof(widths) / sizeof(widths[0]); i++) {
		tw_turns(&t, 1, UPSTREAM_TIMEOUT, 0);
		assert_int_equal(window_width(t.window), widths[i]);
	}
	tw_turns(&t, 200, UPSTREAM_RESPONSE, 0);
	assert_int_equal(window_width(t.window), WINDOW_LEAST + 200);
	tw_turns(&t, 1, UPSTREAM_TIMEOUT, 0);
	assert_int_equal(window_width(t.window), (WINDOW_LEAST + 200) / 2);
	tw_close(&t);
}

static void
who_waits_long_counts_no_more(void **state)
{
	struct window_place places[2 * WINDOW_FIRST];
	struct tw t;

	(void)state;
	tw_open(&t);
	assert_int_equal(tw_fill(&t, places, 0), WINDOW_FIRST);
	assert_int_equal(
	    tw_fill(&t, places + WINDOW_FIRST, COUNTED_MS), WINDOW_FIRST);
	/* they are still there, and leave */
	for (unsigned i = 0; i < WINDOW_FIRST; i++)
		window_leave(t.window, &places[i], UPSTREAM_UNREACHABLE);
	assert_false(window_has_room(t.window, COUNTED_MS));
	tw_close(&t);
}

static void
who_was_refused_hears_when_the_oldest_is_slow(void **state)
{
	struct window_place places[WINDOW_FIRST];
	struct tw t;

	(void)state;
	tw_open(&t);
	(void)tw_fill(&t, places, 0);
	(void)event_base_dispatch(t.base);
	assert_int_equal(t.rooms, 1);
	tw_close(&t);
}

static void
there_is_an_end_to_all_that_are_unanswered(void **state)
{
	struct window_place *places = mem_array(WINDOW_MOST, sizeof(*places));
	unsigned n = 0;
	int64_t now = 0;
	struct tw t;

	(void)state;
	tw_open(&t);
	for (; n < WINDOW_MOST; now += COUNTED_MS)
		n += tw_fill(&t, places + n, now);
	assert_int_equal(n, WINDOW_MOST);
	assert_false(window_has_room(t.window, now));
	window_leave(t.window, &places[0], UPSTREAM_UNREACHABLE);
	assert_true(window_has_room(t.window, now));
	free(places);
	tw_close(&t);
}

/* Many questions at once to a server that takes its time. */
struct tw_crowd {
	struct event_base *base;
	struct dns_query **slots;
	unsigned left, good;
};

static int
tw_script(void *arg, const char *qname, uint16_t qtype, bool tcp, bool cd,
    struct fakedns_reply *out)
{
	const unsigned *delay_ms = arg;

	(void)qtype;
	(void)tcp;
	(void)cd;
	out->delay_ms = *delay_ms;
	fakedns_add_caa(out, qname, 300, "issue", "ca");
	return 0;
}

static void
tw_on_answer(struct dns_answer *a, void *arg)
{
	struct tw_crowd *c = arg;

	c->good += a->status == DNS_RECORDS;
	if (--c->left == 0)
		(void)event_base_loopbreak(c->base);
}

/* How many of n questions were answered. */
static unsigned
tw_crowd(const struct fakedns *f, unsigned n, unsigned timeout_ms,
    unsigned tries, struct dns_counters *counters)
{
	const char *server = fakedns_address(f);
	const struct dns_settings s = {&server, 1, false, timeout_ms, tries};
	const struct timeval patience = {PATIENCE, 0};
	struct tw_crowd c = {
	    event_base_new(), mem_array(n, sizeof(struct dns_query *)), n, 0};
	struct dns_resolver *r = NULL;
	char name[32];

	assert_int_equal(dns_resolver_new(c.base, &s, &r, NULL), 0);
	for (unsigned i = 0; i < n; i++) {
		(void)snprintf(name, sizeof(name), "n%u.test", i);
		dns_ask(r, name, DNS_TYPE_CAA, tw_on_answer, &c, &c.slots[i]);
	}
	(void)event_base_loopexit(c.base, &patience);
	(void)event_base_dispatch(c.base);
	assert_int_equal(c.left, 0);
	dns_resolver_counters(r, counters);
	dns_resolver_free(&r);
	event_base_free(c.base);
	free(c.slots);
	return c.good;
}

static void
what_one_domain_asks_for_goes_out_at_once_and_a_crowd_in_turn(void **state)
{
	static const struct {
		unsigned asked, delay_ms, least, most; /* on the wire at once */
	} cases[] = {
	    {WINDOW_LEAST, 500, WINDOW_LEAST, WINDOW_LEAST},
	    /* it grows while they wait */
	    {1000, 5, 1, WINDOW_FIRST + 1000 / WINDOW_FIRST},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		unsigned delay_ms = cases[i].delay_ms;
		struct fakedns *f = fakedns_start(tw_script, &delay_ms, 0);
		struct dns_counters counters;

		assert_int_equal(
		    tw_crowd(f, cases[i].asked, 60000, 1, &counters),
		    cases[i].asked);
		assert_int_equal(counters.sent, cases[i].asked);
		assert_in_range(
		    fakedns_most_waiting(f), cases[i].least, cases[i].most);
		fakedns_stop(&f);
	}
}

/* All at once would lose all but its room's worth in each try. */
static void
a_server_with_little_room_loses_little(void **state)
{
	const unsigned room = (WINDOW_LEAST + WINDOW_FIRST) / 2, n = 1000;
	unsigned delay_ms = 5;
	struct fakedns *f = fakedns_start(tw_script, &delay_ms, 0);
	struct dns_counters counters;

	(void)state;
	fakedns_set_room(f, room);
	assert_int_equal(tw_crowd(f, n, 1000, 3, &counters), n);
	assert_true(counters.timeouts > 0);
	assert_int_equal(fakedns_most_waiting(f), room);
	fakedns_stop(&f);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(it_begins_at_its_width_and_has_room_for_no_more),
	    cmocka_unit_test(it_grows_by_one_when_as_many_answers_have_come),
	    cmocka_unit_test(it_does_not_grow_while_it_is_not_full),
	    cmocka_unit_test(
		timeouts_of_one_time_halve_it_once_and_never_below_the_least),
	    cmocka_unit_test(who_waits_long_counts_no_more),
	    cmocka_unit_test(who_was_refused_hears_when_the_oldest_is_slow),
	    cmocka_unit_test(there_is_an_end_to_all_that_are_unanswered),
	    cmocka_unit_test(
		what_one_domain_asks_for_goes_out_at_once_and_a_crowd_in_turn),
	    cmocka_unit_test(a_server_with_little_room_loses_little),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
