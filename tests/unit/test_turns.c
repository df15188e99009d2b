/* SPDX-License-Identifier: BSD-2-Clause */
/* Turns, memory and table of the prober, on a clock of their own. */

#include "tests/unit/unit.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/mem.h"
#include "probe/recall.h"
#include "probe/result.h"
#include "probe/table.h"
#include "probe/turns.h"

static struct probe_result *
tt_result(const char *host)
{
	struct probe_target target = {PROBE_SMTP, 25, host, NULL};

	return probe_result_new(&target, "192.0.2.1");
}

static void
tt_end(struct turns *t, struct turn *turn, enum turn_end end, int64_t now)
{
	struct probe_result *r = tt_result("mx.test");

	turns_end(t, turn, end, r, now);
	probe_result_free(&r);
}

static void
a_lane_gives_one_turn_at_a_time_in_order(void **state)
{
	struct turns *t = turns_new(10);
	struct turn a[3] = {{.lane = NULL}}, b = {.lane = NULL};
	int64_t wait;

	(void)state;
	for (int i = 0; i < 3; i++)
		turns_add(t, &a[i], "a", "party", 0);
	turns_add(t, &b, "b", "party", 0);
	assert_int_equal(turns_count_waiting(t), 4);
	assert_ptr_equal(turns_take(t, 0, &wait), &a[0]);
	assert_ptr_equal(turns_take(t, 0, &wait), &b);
	assert_null(turns_take(t, 0, &wait));
	assert_int_equal(wait, -1);
	assert_ptr_equal(turns_waiting(t, "a"), &a[1]);
	assert_null(turns_waiting(t, "b"));
	assert_null(turns_waiting(t, "c"));
	tt_end(t, &a[0], TURN_GOOD, 1);
	turns_leave(t, &a[1], 1);
	assert_ptr_equal(turns_take(t, 1, &wait), &a[2]);
	tt_end(t, &a[2], TURN_GOOD, 2);
	tt_end(t, &b, TURN_CANCELLED, 2);
	assert_int_equal(turns_count_waiting(t), 0);
	turns_free(&t);
	assert_null(t);
}

static void
lanes_take_turns_and_jobs_are_a_ceiling(void **state)
{
	struct turns *t = turns_new(2);
	struct turn a[2] = {{.lane = NULL}}, b = {.lane = NULL},
		    c = {.lane = NULL};
	int64_t wait;

	(void)state;
	turns_add(t, &a[0], "a", "party", 0);
	turns_add(t, &a[1], "a", "party", 0);
	turns_add(t, &b, "b", "party", 0);
	turns_add(t, &c, "c", "party", 0);
	assert_ptr_equal(turns_take(t, 0, &wait), &a[0]);
	assert_ptr_equal(turns_take(t, 0, &wait), &b);
	assert_null(turns_take(t, 0, &wait));
	tt_end(t, &a[0], TURN_GOOD, 1);
	/* c came before a's second turn could begin */
	assert_ptr_equal(turns_take(t, 1, &wait), &c);
	assert_null(turns_take(t, 1, &wait));
	tt_end(t, &b, TURN_GOOD, 2);
	assert_ptr_equal(turns_take(t, 2, &wait), &a[1]);
	tt_end(t, &a[1], TURN_GOOD, 3);
	tt_end(t, &c, TURN_GOOD, 3);
	turns_free(&t);
}

/* One turn now, ended like this; how long the lane is left alone then. */
static int64_t
tt_pause_after(struct turns *t, enum turn_end end, int64_t now)
{
	struct probe_result *why = NULL;
	struct turn turn = {.lane = NULL};
	int64_t wait, pause;

	turns_add(t, &turn, "a", "party", now);
	assert_ptr_equal(turns_take(t, now, &wait), &turn);
	tt_end(t, &turn, end, now);
	pause = turns_pause(t, "a", now, &why);
	assert_true((pause > 0) == (why != NULL));
	return pause;
}

static void
a_pause_doubles_up_to_its_limit_and_ends_with_one_success(void **state)
{
	struct turns *t = turns_new(1);
	int64_t now = 1000, wanted = TURNS_BUSY_MS;

	(void)state;
	for (int i = 0; i < 20; i++) {
		assert_int_equal(tt_pause_after(t, TURN_BUSY, now), wanted);
		now += wanted;
		wanted = wanted * 2 < TURNS_PAUSE_MAX_MS ? wanted * 2
							 : TURNS_PAUSE_MAX_MS;
	}
	assert_int_equal(tt_pause_after(t, TURN_CANCELLED, now), 0);
	assert_int_equal(tt_pause_after(t, TURN_BUSY, now), TURNS_PAUSE_MAX_MS);
	now += TURNS_PAUSE_MAX_MS;
	assert_int_equal(tt_pause_after(t, TURN_GOOD, now), 0);
	assert_int_equal(tt_pause_after(t, TURN_SILENT, now), TURNS_SILENT_MS);
	now += TURNS_SILENT_MS;
	assert_int_equal(
	    tt_pause_after(t, TURN_BUSY, now), 2 * TURNS_SILENT_MS);
	turns_free(&t);
}

static void
a_turn_waits_for_the_end_of_the_pause(void **state)
{
	struct turns *t = turns_new(4);
	struct probe_result *why = NULL;
	struct turn a = {.lane = NULL}, b = {.lane = NULL};
	int64_t wait;

	(void)state;
	(void)tt_pause_after(t, TURN_BUSY, 0);
	turns_add(t, &a, "a", "party", 500);
	assert_null(turns_take(t, 500, &wait));
	assert_int_equal(wait, TURNS_BUSY_MS - 500);
	turns_add(t, &b, "b", "party", 500); /* others do not */
	assert_ptr_equal(turns_take(t, 500, &wait), &b);
	assert_null(turns_take(t, TURNS_BUSY_MS - 1, &wait));
	assert_int_equal(wait, 1);
	turns_forgive(t, "other.test", 600);
	assert_null(turns_take(t, 600, &wait));
	turns_forgive(t, "mx.test", 600);
	assert_int_equal(turns_pause(t, "a", 600, &why), 0);
	assert_ptr_equal(turns_take(t, 600, &wait), &a);
	tt_end(t, &a, TURN_GOOD, 600);
	tt_end(t, &b, TURN_GOOD, 600);
	turns_free(&t);
}

static void
not_too_many_turns_come_in_a_row(void **state)
{
	struct turns *t = turns_new(1);
	struct turn turn = {.lane = NULL};
	int64_t wait;

	(void)state;
	for (int i = 0; i < TURNS_BURST; i++)
		(void)tt_pause_after(t, TURN_GOOD, 0);
	turns_add(t, &turn, "a", "party", 0);
	assert_ptr_equal(turns_take(t, 0, &wait), &turn);
	tt_end(t, &turn, TURN_GOOD, 0);
	turns_add(t, &turn, "a", "party", 0);
	assert_null(turns_take(t, 0, &wait));
	assert_int_equal(wait, TURNS_SPACING_MS);
	assert_ptr_equal(turns_take(t, wait, &wait), &turn);
	tt_end(t, &turn, TURN_GOOD, TURNS_SPACING_MS);
	turns_free(&t);
}

static void
more_idle_lanes_than_are_remembered(void **state)
{
	struct turns *t = turns_new(1);
	struct probe_result *why = NULL;
	char key[32];
	int64_t wait;

	(void)state;
	for (int i = 0; i <= TURNS_LANES_MAX; i++) {
		struct turn turn = {.lane = NULL};

		(void)snprintf(key, sizeof(key), "lane %d", i);
		turns_add(t, &turn, key, "party", 0);
		assert_ptr_equal(turns_take(t, 0, &wait), &turn);
		tt_end(t, &turn, TURN_SILENT, 0);
	}
	assert_int_equal(turns_pause(t, "lane 0", 0, &why), 0);
	assert_int_equal(turns_pause(t, "lane 1", 0, &why), TURNS_SILENT_MS);
	assert_int_equal(turns_pause(t, key, 0, &why), TURNS_SILENT_MS);
	turns_free(&t);
}

static void
pauses_end_in_the_order_of_their_time(void **state)
{
	struct turns *t = turns_new(4);
	struct turn turns[3] = {{.lane = NULL}};
	static const char *const keys[] = {"x", "y", "z"};
	static const enum turn_end ends[] = {TURN_SILENT, TURN_BUSY, TURN_BUSY};
	int64_t wait;

	(void)state;
	for (int i = 0; i < 3; i++) {
		turns_add(t, &turns[i], keys[i], "party", i);
		assert_ptr_equal(turns_take(t, i, &wait), &turns[i]);
		tt_end(t, &turns[i], ends[i], i);
	}
	turns_add(t, &turns[0], "x", "party", 5);
	turns_add(t, &turns[2], "z", "party", 5);
	turns_add(t, &turns[1], "y", "party", 5);
	assert_null(turns_take(t, 5, &wait));
	assert_int_equal(wait, TURNS_BUSY_MS + 1 - 5);
	assert_ptr_equal(turns_take(t, TURNS_BUSY_MS + 5, &wait), &turns[1]);
	assert_ptr_equal(turns_take(t, TURNS_BUSY_MS + 5, &wait), &turns[2]);
	assert_null(turns_take(t, TURNS_BUSY_MS + 5, &wait));
	turns_leave(t, &turns[0], TURNS_BUSY_MS + 5);
	tt_end(t, &turns[1], TURN_GOOD, TURNS_BUSY_MS + 5);
	tt_end(t, &turns[2], TURN_GOOD, TURNS_BUSY_MS + 5);
	turns_free(&t);
}

#define TT_WANTED 64
#define TT_PARTIES 8

/* Each party wants TT_WANTED lanes of its own. */
static void
tt_want(struct turns *t, struct turn turns[][TT_WANTED], unsigned n)
{
	char lane[32], party[32];

	for (unsigned i = 0; i < n; i++)
		for (unsigned j = 0; j < TT_WANTED; j++) {
			(void)snprintf(lane, sizeof(lane), "%u.%u", i, j);
			(void)snprintf(party, sizeof(party), "party %u", i);
			turns_add(t, &turns[i][j], lane, party, 0);
		}
}

static const struct {
	unsigned jobs, parties, taken; /* by all */
} tt_shares[] = {
    {1, 1, 1},
    {2, 1, 2},
    {3, 1, 2},
    {4, 1, 3},
    {64, 1, 33},
    {64, 2, 44},
    {64, 3, 49},
    {64, 7, 57},
    {1, 2, 1},
    {4, 7, 4},
};

static void
who_wants_many_leaves_some_for_who_comes(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(tt_shares) / sizeof(tt_shares[0]); i++) {
		struct turn turns[TT_PARTIES][TT_WANTED] = {{{.lane = NULL}}};
		struct turn *taken[TT_WANTED];
		struct turns *t = turns_new(tt_shares[i].jobs);
		unsigned n = 0;
		int64_t wait;

		tt_want(t, turns, tt_shares[i].parties);
		while ((taken[n] = turns_take(t, 0, &wait)) != NULL)
			n++;
		if (n != tt_shares[i].taken)
			fail_msg("%u jobs, %u parties: %u taken",
			    tt_shares[i].jobs, tt_shares[i].parties, n);
		while (n > 0)
			tt_end(t, taken[--n], TURN_CANCELLED, 0);
		for (unsigned p = 0; p < tt_shares[i].parties; p++)
			for (unsigned j = 0; j < TT_WANTED; j++)
				if (turns[p][j].lane != NULL)
					turns_leave(t, &turns[p][j], 0);
		turns_free(&t);
	}
}

static void
parties_take_turns(void **state)
{
	struct turns *t = turns_new(1);
	struct turn a[3] = {{.lane = NULL}}, b[2] = {{.lane = NULL}};
	struct turn *const order[] = {&a[0], &b[0], &a[1], &b[1], &a[2]};
	int64_t wait;

	(void)state;
	turns_add(t, &a[0], "1", "a", 0);
	turns_add(t, &a[1], "2", "a", 0);
	turns_add(t, &a[2], "3", "a", 0);
	turns_add(t, &b[0], "4", "b", 0);
	turns_add(t, &b[1], "5", "b", 0);
	for (size_t i = 0; i < sizeof(order) / sizeof(order[0]); i++) {
		struct turn *turn = turns_take(t, 0, &wait);

		assert_ptr_equal(turn, order[i]);
		assert_null(turns_take(t, 0, &wait));
		tt_end(t, turn, TURN_GOOD, 0);
	}
	turns_free(&t);
}

static void
a_turn_that_two_want_counts_for_who_wants_less(void **state)
{
	struct turns *t = turns_new(1);
	struct turn a[3] = {{.lane = NULL}}, b = {.lane = NULL};
	struct turn *const order[] = {&a[0], &a[2], &a[1], &b};
	int64_t wait;

	(void)state;
	turns_add(t, &a[0], "1", "a", 0);
	turns_add(t, &a[1], "2", "a", 0);
	turns_add(t, &a[2], "3", "a", 0);
	turns_join(t, &a[2], "b", 0);
	turns_join(t, &a[2], "a", 0);  /* b has fewer still */
	turns_add(t, &b, "3", "c", 0); /* behind it in the lane */
	for (size_t i = 0; i < sizeof(order) / sizeof(order[0]); i++) {
		struct turn *turn = turns_take(t, 0, &wait);

		assert_ptr_equal(turn, order[i]);
		tt_end(t, turn, TURN_GOOD, 0);
	}
	turns_free(&t);
}

static void
results_are_recalled_until_their_time(void **state)
{
	struct recall *m = recall_new(10);
	struct probe_result *a = tt_result("a.test"), *b = tt_result("b.test");

	(void)state;
	recall_put(m, "k", a, 100);
	assert_ptr_equal(recall_get(m, "k", 99), a);
	assert_null(recall_get(m, "k", 100));
	assert_null(recall_get(m, "k", 99)); /* gone for good */
	recall_put(m, "k", a, 100);
	recall_put(m, "k", b, 200); /* replaces it */
	assert_ptr_equal(recall_get(m, "k", 150), b);
	recall_put(m, "l", a, 200);
	recall_forget(m, "b.test");
	assert_null(recall_get(m, "k", 150));
	assert_ptr_equal(recall_get(m, "l", 150), a);
	assert_int_equal(a->references, 2);
	recall_free(&m);
	assert_int_equal(a->references, 1);
	assert_int_equal(b->references, 1);
	probe_result_free(&a);
	probe_result_free(&b);
}

static void
the_result_that_was_used_longest_ago_goes_first(void **state)
{
	struct recall *m = recall_new(3);
	struct probe_result *r = tt_result("a.test");

	(void)state;
	recall_put(m, "1", r, 100);
	recall_put(m, "2", r, 100);
	recall_put(m, "3", r, 100);
	(void)recall_get(m, "1", 0);
	recall_put(m, "4", r, 100);
	assert_null(recall_get(m, "2", 0));
	assert_non_null(recall_get(m, "1", 0));
	assert_non_null(recall_get(m, "3", 0));
	assert_non_null(recall_get(m, "4", 0));
	recall_free(&m);
	probe_result_free(&r);
}

#define TT_ENTRIES 5000

static void
a_table_finds_what_is_in_it_and_nothing_else(void **state)
{
	struct table t;
	struct table_entry *entries = mem_array(TT_ENTRIES, sizeof(*entries));
	char(*keys)[16] = mem_array(TT_ENTRIES, 16);

	(void)state;
	table_init(&t);
	for (int i = 0; i < TT_ENTRIES; i++) {
		(void)snprintf(keys[i], 16, "%d", i);
		table_add(&t, &entries[i], keys[i]);
	}
	for (int i = 0; i < TT_ENTRIES; i += 2)
		table_remove(&t, &entries[i]);
	assert_int_equal(t.n, TT_ENTRIES / 2);
	for (int i = 0; i < TT_ENTRIES; i++)
		assert_ptr_equal(
		    table_find(&t, keys[i]), i % 2 == 1 ? &entries[i] : NULL);
	assert_null(table_find(&t, ""));
	table_fini(&t);
	free(entries);
	free(keys);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_lane_gives_one_turn_at_a_time_in_order),
	    cmocka_unit_test(lanes_take_turns_and_jobs_are_a_ceiling),
	    cmocka_unit_test(
		a_pause_doubles_up_to_its_limit_and_ends_with_one_success),
	    cmocka_unit_test(a_turn_waits_for_the_end_of_the_pause),
	    cmocka_unit_test(not_too_many_turns_come_in_a_row),
	    cmocka_unit_test(more_idle_lanes_than_are_remembered),
	    cmocka_unit_test(pauses_end_in_the_order_of_their_time),
	    cmocka_unit_test(who_wants_many_leaves_some_for_who_comes),
	    cmocka_unit_test(parties_take_turns),
	    cmocka_unit_test(a_turn_that_two_want_counts_for_who_wants_less),
	    cmocka_unit_test(results_are_recalled_until_their_time),
	    cmocka_unit_test(the_result_that_was_used_longest_ago_goes_first),
	    cmocka_unit_test(a_table_finds_what_is_in_it_and_nothing_else),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
