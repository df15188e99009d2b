/* SPDX-License-Identifier: BSD-2-Clause */
/* The history in a store: kept, recalled, and made shorter by age and by room,
 * by a clock of the test's own. */

#include "tests/unit/unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/error.h"
#include "dns/answer.h"
#include "engine/history_prune.h"
#include "engine/history_store.h"
#include "engine/verify.h"
#include "engine/world.h"
#include "history/codec.h"
#include "history/value.h"
#include "settings/settings.h"
#include "store/store.h"
#include "verify/evidence.h"

#define NOW INT64_C(1795341600)
#define DAY INT64_C(86400)
#define KEEP (800 * DAY)
#define SIZE (UINT64_C(8) << 20)
#define TURNS 400 /* more than any of these needs */

static struct {
	char top[64];
	struct store *store;
	struct store_reader *reader;
} world;

static int
start(void **state)
{
	struct error err = {""};

	(void)state;
	(void)snprintf(
	    world.top, sizeof(world.top), "/tmp/test_history_prune.XXXXXX");
	assert_non_null(mkdtemp(world.top));
	if (store_open(world.top, SIZE, &world.store, &err) == -1 ||
	    store_reader_new(world.store, &world.reader, &err) == -1)
		fail_msg("%s", err.text);
	return 0;
}

static int
stop(void **state)
{
	char path[96];

	(void)state;
	store_reader_free(&world.reader);
	store_close(&world.store);
	(void)snprintf(path, sizeof(path), "%s/data.mdb", world.top);
	(void)unlink(path);
	(void)snprintf(path, sizeof(path), "%s/lock.mdb", world.top);
	(void)unlink(path);
	(void)rmdir(world.top);
	return 0;
}

/* One CAA record `0 issue VALUE` of a name, seen then. */
static void
see(struct history *h, const char *name, const char *value, int64_t when)
{
	struct dns_answer *a = dns_answer_new(name, DNS_TYPE_CAA, DNS_RECORDS);
	struct buf rdata = BUF_INIT, octets = BUF_INIT;
	struct history_item item = {.first = when, .last = when, .ttl = 300};

	buf_put(&rdata, "\0\5issue", 7);
	buf_puts(&rdata, value);
	dns_answer_add_record(a, rdata.data, rdata.len);
	history_put_records(a, &octets);
	item.value = (uint8_t *)octets.data;
	item.len = octets.len;
	history_append(history_subject(h, HISTORY_CAA, name), &item);
	buf_fini(&octets);
	buf_fini(&rdata);
	dns_answer_free(&a);
}

static int
change(struct store_change *c, void *arg, struct error *err)
{
	(void)err;
	history_store_write(c, arg);
	return 0;
}

static int
keep(const char *name, const char *value, int64_t when)
{
	struct history *h = history_new();
	int ret;

	see(h, name, value, when);
	ret = store_change(world.store, change, h, NULL);
	history_free(&h);
	return ret;
}

/* The same for the sake of other people's mail. */
static int
keep_others(const char *name, const char *value, int64_t when)
{
	struct history *h = history_new();
	int ret;

	see(h, name, value, when);
	h->subjects[0]->items[0].flags = HISTORY_OTHERS;
	ret = store_change(world.store, change, h, NULL);
	history_free(&h);
	return ret;
}

static size_t
items(const char *name)
{
	struct history *h = history_new();
	const struct history_subject *s;
	size_t n;

	assert_int_equal(
	    history_store_load(world.reader, HISTORY_CAA, name, h), 0);
	s = history_find(h, HISTORY_CAA, name);
	n = s != NULL ? s->n : 0;
	history_free(&h);
	return n;
}

/* Turns at this time until a whole walk has ended. */
static size_t
walk(struct history_prune *p, int64_t now)
{
	size_t all = 0, n;
	int turns = 0;

	do {
		struct error err = {""};

		if (history_prune_turn(p, now, KEEP, world.store, world.reader,
			&n, &err) == -1)
			fail_msg("%s", err.text);
		all += n;
	} while (p->walking && ++turns < TURNS);
	assert_true(turns < TURNS);
	return all;
}

static void
what_goes_on_is_kept_and_changes_are_added(void **state)
{
	(void)state;
	assert_int_equal(keep("a.test", "x", NOW), 0);
	assert_int_equal(keep("a.test", "x", NOW + 3600), 0);
	assert_int_equal(items("a.test"), 1);
	assert_int_equal(keep("a.test", "y", NOW + 3601), 0);
	assert_int_equal(items("a.test"), 2);
	assert_int_equal(items("b.test"), 0);
}

/* The domain, all below it, and what was seen; not its neighbours. */
static void
a_domain_recalls_what_is_its_own_and_what_it_saw(void **state)
{
	static const struct {
		const char *name;
		bool recalled;
	} names[] = {{"a.test", true}, {"mx.a.test", true},
	    {"old.mx.a.test", true}, {"test", true}, {"a-b.test", false},
	    {"b.test", false}};
	struct evidence *e = evidence_new("a.test", NOW + 60, NULL);
	struct history *seen = history_new();
	const struct history *h;

	(void)state;
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		assert_int_equal(keep(names[i].name, "x", NOW), 0);
	see(seen, "test", "y", NOW + 60);
	history_store_recall(world.reader, e, seen);
	h = evidence_history(e);
	assert_non_null(h);
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		assert_true((history_find(h, HISTORY_CAA, names[i].name) !=
				NULL) == names[i].recalled);
	assert_int_equal(history_find(h, HISTORY_CAA, "test")->n, 2);
	/* nothing is written by that */
	assert_int_equal(items("test"), 1);
	history_free(&seen);
	evidence_free(&e);
}

static void
what_is_older_than_the_settings_want_goes(void **state)
{
	struct history_prune p = {.at_len = 0};

	(void)state;
	assert_int_equal(keep("old.test", "x", NOW - KEEP - 1), 0);
	assert_int_equal(keep("both.test", "x", NOW - KEEP - 1), 0);
	assert_int_equal(keep("both.test", "y", NOW - KEEP), 0);
	assert_int_equal(keep("new.test", "x", NOW), 0);
	/* the first walk sees that the clock may be right */
	assert_int_equal(walk(&p, NOW - HISTORY_PRUNE_PASS_SECONDS), 0);
	assert_int_equal(walk(&p, NOW), 2);
	assert_int_equal(items("old.test"), 0);
	assert_int_equal(items("both.test"), 1);
	assert_int_equal(items("new.test"), 1);

	/* the next walk begins an hour later */
	assert_int_equal(keep("old.test", "x", NOW - KEEP - 1), 0);
	assert_int_equal(walk(&p, NOW + HISTORY_PRUNE_PASS_SECONDS - 1), 0);
	assert_int_equal(walk(&p, NOW + HISTORY_PRUNE_PASS_SECONDS), 2);
}

static void
what_was_seen_for_others_goes_earlier(void **state)
{
	const int64_t keep_them = HISTORY_OTHERS_KEEP;
	struct history_prune p = {.at_len = 0};

	(void)state;
	assert_true(keep_them < KEEP);
	assert_int_equal(keep_others("old.test", "x", NOW - keep_them - 1), 0);
	assert_int_equal(keep_others("new.test", "x", NOW - keep_them), 0);
	assert_int_equal(keep("own.test", "x", NOW - keep_them - 1), 0);
	/* and these alone tell that the clock may be right */
	assert_int_equal(keep_others("now.test", "x", NOW), 0);
	assert_int_equal(walk(&p, NOW - HISTORY_PRUNE_PASS_SECONDS), 0);
	assert_int_equal(walk(&p, NOW), 1);
	assert_int_equal(items("old.test"), 0);
	assert_int_equal(items("new.test"), 1);
	assert_int_equal(items("own.test"), 1);
}

static void
a_clock_that_is_years_ahead_prunes_nothing(void **state)
{
	struct history_prune p = {.at_len = 0};

	(void)state;
	assert_int_equal(keep("a.test", "x", NOW), 0);
	assert_int_equal(walk(&p, NOW + 2 * KEEP), 0);
	assert_int_equal(
	    walk(&p, NOW + 2 * KEEP + HISTORY_PRUNE_PASS_SECONDS), 0);
	assert_int_equal(items("a.test"), 1);
}

static void
what_cannot_be_read_goes_and_what_is_newer_stays(void **state)
{
	static const char damaged[] = "\1\0\1", newer[] = "\2";
	struct history_prune p = {.at_len = 0};
	uint8_t key[HISTORY_KEY_MAX];
	size_t len;
	const void *data;

	(void)state;
	len = history_key(HISTORY_CAA, "a.test", key);
	assert_int_equal(
	    store_write(world.store, STORE_HISTORY, key, len, damaged, 3, NULL),
	    0);
	len = history_key(HISTORY_CAA, "b.test", key);
	assert_int_equal(
	    store_write(world.store, STORE_HISTORY, key, len, newer, 1, NULL),
	    0);
	(void)walk(&p, NOW);
	assert_int_equal(
	    store_read(world.reader, STORE_HISTORY, key, len, &data, &len),
	    STORE_FOUND);
	store_release(world.reader);
	len = history_key(HISTORY_CAA, "a.test", key);
	assert_int_equal(
	    store_read(world.reader, STORE_HISTORY, key, len, &data, &len),
	    STORE_ABSENT);
}

static const struct {
	const char *name;
	uint64_t first, hundredth, last;
	uint64_t wanted;
	int64_t days;
} rooms[] = {
    {"the oldest is enough", 10, 10, 10, 10, HISTORY_PRUNE_DAYS - 1},
    {"two are wanted", 10, 10, 10, 11, 100},
    {"all of it", 10, 10, 10, 21, 0},
    {"more than there is", 10, 10, 10, 1000, 0},
    {"nothing is old", 10, 0, 0, 1, 0},
};

static void
the_oldest_goes_first_where_room_is_wanted(void **state)
{
	static uint64_t by_day[HISTORY_PRUNE_DAYS];

	(void)state;
	for (size_t i = 0; i < sizeof(rooms) / sizeof(rooms[0]); i++) {
		by_day[0] = rooms[i].first;
		by_day[100] = rooms[i].hundredth;
		by_day[HISTORY_PRUNE_DAYS - 1] = rooms[i].last;
		if (history_prune_most(by_day, rooms[i].wanted) !=
		    rooms[i].days * DAY)
			fail_msg("%s", rooms[i].name);
	}
}

static uint64_t
used_percent(void)
{
	struct store_usage u;

	assert_int_equal(store_usage(world.store, &u), 0);
	return 100 * u.used / u.size;
}

/* Old and new history up to nearly all of the store. */
static void
fill(void)
{
	char name[64], value[1024];

	memset(value, 'x', sizeof(value) - 1);
	value[sizeof(value) - 1] = '\0';
	for (int i = 0; used_percent() < HISTORY_PRUNE_STOP; i++) {
		(void)snprintf(name, sizeof(name), "d%d.test", i);
		/* the first names were seen last */
		assert_int_equal(
		    keep(name, value, NOW - (int64_t)(i % 700) * DAY), 0);
	}
}

static void
a_store_that_fills_keeps_room_for_statuses(void **state)
{
	struct history_prune p = {.at_len = 0};
	size_t n;
	int turns = 0;

	(void)state;
	fill();
	assert_true(used_percent() >= HISTORY_PRUNE_STOP);
	do {
		assert_int_equal(history_prune_turn(&p, NOW, KEEP, world.store,
				     world.reader, &n, NULL),
		    0);
	} while (used_percent() > HISTORY_PRUNE_END && ++turns < TURNS);
	assert_true(used_percent() <= HISTORY_PRUNE_END);
	/* no more than had to go, and that was the oldest */
	assert_true(used_percent() >= HISTORY_PRUNE_END - 15);
	assert_int_equal(items("d0.test"), 1);
	assert_int_equal(items("d1.test"), 1);
	assert_int_equal(items("d699.test"), 0);
	assert_int_equal(items("d698.test"), 0);
	/* and then it is left in peace */
	for (int i = 0; i <= HISTORY_PRUNE_USAGE_TURNS; i++)
		(void)history_prune_turn(
		    &p, NOW, KEEP, world.store, world.reader, &n, NULL);
	assert_false(p.stop);
	assert_int_equal(p.wanted, 0);
	assert_int_equal(items("d1.test"), 1);
}

/* The first half of what fills the store is the operator's, and older. */
static void
fill_with_others(void)
{
	char name[64], value[1024];
	int own = 0, others = 0;

	memset(value, 'x', sizeof(value) - 1);
	value[sizeof(value) - 1] = '\0';
	while (used_percent() < HISTORY_PRUNE_STOP / 2) {
		(void)snprintf(name, sizeof(name), "own%d.test", own++);
		assert_int_equal(keep(name, value, NOW - 600 * DAY), 0);
	}
	while (used_percent() < HISTORY_PRUNE_STOP) {
		(void)snprintf(name, sizeof(name), "d%d.test", others);
		assert_int_equal(keep_others(name, value,
				     NOW - (int64_t)(others++ % 100) * DAY),
		    0);
	}
	assert_true(own > 100 && others > 100);
}

static void
other_peoples_history_goes_before_anything_of_ones_own(void **state)
{
	struct history_prune p = {.at_len = 0};
	size_t n;
	int turns = 0;

	(void)state;
	fill_with_others();
	do {
		assert_int_equal(history_prune_turn(&p, NOW, KEEP, world.store,
				     world.reader, &n, NULL),
		    0);
	} while (used_percent() > HISTORY_PRUNE_END && ++turns < TURNS);
	assert_true(used_percent() <= HISTORY_PRUNE_END);
	for (int i = 0; i < 100; i++) {
		char name[64];

		(void)snprintf(name, sizeof(name), "own%d.test", i);
		assert_int_equal(items(name), 1);
	}
	assert_int_equal(items("d0.test"), 1);
	assert_int_equal(items("d99.test"), 0);
}

static void
a_full_store_is_told_to_stop(void **state)
{
	struct history_prune p = {.at_len = 0};
	size_t n;

	(void)state;
	assert_int_equal(history_prune_turn(&p, NOW, KEEP, world.store,
			     world.reader, &n, NULL),
	    0);
	assert_false(p.stop);
	p.turns = 0;
	fill();
	assert_int_equal(history_prune_turn(&p, NOW, KEEP, world.store,
			     world.reader, &n, NULL),
	    0);
	assert_true(p.wanted > 0);
	assert_true(p.stop);
}

/* Statuses alone fill the store, to the last page. */
static void
fill_with_statuses(void)
{
	static char octets[2048];
	char name[64];
	int i = 0;

	do
		(void)snprintf(name, sizeof(name), "s%d.test", i++);
	while (store_write(world.store, STORE_STATUS, name, strlen(name),
		   octets, sizeof(octets), NULL) == 0);
	/* a little room, for a status and not for more */
	for (i = 0; i < 40; i++) {
		(void)snprintf(name, sizeof(name), "s%d.test", i);
		(void)store_delete(
		    world.store, STORE_STATUS, name, strlen(name), NULL);
	}
}

static void
a_status_goes_before_its_history(void **state)
{
	struct evidence *e = evidence_new("a.test", NOW, NULL);
	struct history *seen = history_new();
	struct world w = {.settings = NULL};
	struct settings *settings = NULL;
	struct verify_end end = {.stage = VERIFY_AGAIN, .seen = seen};
	struct error err = {""};
	char name[64], value[4000];

	(void)state;
	assert_int_equal(settings_load(NULL, &settings, &err), 0);
	w.settings = settings;
	fill_with_statuses();
	memset(value, 'x', sizeof(value) - 1);
	value[sizeof(value) - 1] = '\0';
	for (int i = 0; i < 200; i++) {
		(void)snprintf(name, sizeof(name), "h%d.test", i);
		see(seen, name, value, NOW);
	}
	if (verify_and_store(e, &w, &end, world.store, &err) == -1)
		fail_msg("%s", err.text);
	assert_true(verify_is_known(world.reader, "a.test"));
	assert_int_equal(items("h0.test"), 0);
	history_free(&seen);
	evidence_free(&e);
	settings_free(&settings);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(
		what_goes_on_is_kept_and_changes_are_added, start, stop),
	    cmocka_unit_test_setup_teardown(
		a_domain_recalls_what_is_its_own_and_what_it_saw, start, stop),
	    cmocka_unit_test_setup_teardown(
		what_is_older_than_the_settings_want_goes, start, stop),
	    cmocka_unit_test_setup_teardown(
		what_was_seen_for_others_goes_earlier, start, stop),
	    cmocka_unit_test_setup_teardown(
		a_clock_that_is_years_ahead_prunes_nothing, start, stop),
	    cmocka_unit_test_setup_teardown(
		what_cannot_be_read_goes_and_what_is_newer_stays, start, stop),
	    cmocka_unit_test(the_oldest_goes_first_where_room_is_wanted),
	    cmocka_unit_test_setup_teardown(
		a_store_that_fills_keeps_room_for_statuses, start, stop),
	    cmocka_unit_test_setup_teardown(
		other_peoples_history_goes_before_anything_of_ones_own, start,
		stop),
	    cmocka_unit_test_setup_teardown(
		a_full_store_is_told_to_stop, start, stop),
	    cmocka_unit_test_setup_teardown(
		a_status_goes_before_its_history, start, stop),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
