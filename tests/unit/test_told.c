/* SPDX-License-Identifier: BSD-2-Clause */
/* What is told of domains, by a clock of the test's own: what engine/told.h
 * promises. */

#include "tests/unit/unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/error.h"
#include "engine/told.h"
#include "gate/domains.h"
#include "gate/status.h"
#include "gate/waiver.h"
#include "settings/settings.h"
#include "store/store.h"

#define NOW INT64_C(1795341600)
#define HOUR INT64_C(3600)
#define DAY (24 * HOUR)
#define GRACE (7 * DAY) /* of H3 under strict */

static struct {
	char top[64];
	struct settings *settings;
	struct store *store;
	struct store_reader *reader;
	struct told_walk walk;
	struct told *last;
	size_t told;
} world;

static int
start(void **state)
{
	struct error err = {""};

	(void)state;
	memset(&world, 0, sizeof(world));
	(void)snprintf(world.top, sizeof(world.top), "/tmp/test_told.XXXXXX");
	assert_non_null(mkdtemp(world.top));
	if (store_open(world.top, 64 << 20, &world.store, &err) == -1 ||
	    store_reader_new(world.store, &world.reader, &err) == -1 ||
	    settings_load(NULL, &world.settings, &err) == -1 ||
	    domains_add(world.settings->domains, "ours.test",
		&world.settings->gate, &err) == -1)
		fail_msg("%s", err.text);
	return 0;
}

static int
stop(void **state)
{
	char path[96];

	(void)state;
	told_free(&world.last);
	settings_free(&world.settings);
	store_reader_free(&world.reader);
	store_close(&world.store);
	(void)snprintf(path, sizeof(path), "%s/data.mdb", world.top);
	(void)unlink(path);
	(void)snprintf(path, sizeof(path), "%s/lock.mdb", world.top);
	(void)unlink(path);
	(void)rmdir(world.top);
	return 0;
}

static struct status
good(void)
{
	return (struct status){
	    .checked = NOW, .definite = NOW, .fresh_until = NOW + HOUR};
}

static struct status
failing(enum rule_id rule, bool from_start)
{
	struct status s = good();

	s.n_findings = 1;
	s.findings[0] = (struct status_finding){.rule = rule,
	    .harm = HARM_H3,
	    .result = FINDING_FAIL,
	    .severity = SEVERITY_WARN,
	    .candidate = true,
	    .from_start = from_start,
	    .confirmations = 3,
	    .since = NOW,
	    .confirmed = NOW,
	    .seen = NOW,
	    .subject = "ours.test",
	    .subject_len = 9,
	    .text = "a fault",
	    .text_len = 7};
	return s;
}

struct verified {
	const char *domain;
	const struct status *status;
	bool is_new;
	int64_t now;
	struct told *told;
};

static int
write_verified(struct store_change *c, void *arg, struct error *err)
{
	struct verified *v = arg;
	struct buf octets = BUF_INIT;

	(void)err;
	status_encode(v->status, &octets);
	store_change_write(c, STORE_STATUS, v->domain, strlen(v->domain),
	    octets.data, octets.len);
	buf_fini(&octets);
	told_look(c, world.settings, v->domain, v->is_new, v->now, &v->told);
	/* as where LMDB wants a change to be made again */
	told_look(
	    c, world.settings, "other.test", v->is_new, v->now, &world.last);
	return 0;
}

/* `DOMAIN` has been verified: what is told; the caller's. */
static struct told *
verified(const char *domain, struct status s, bool is_new, int64_t now)
{
	struct verified v = {domain, &s, is_new, now, NULL};

	assert_int_equal(
	    store_change(world.store, write_verified, &v, NULL), 0);
	return v.told;
}

static void
assert_told(
    struct told *t, enum standing was, enum standing now, enum rule_id rule)
{
	assert_non_null(t);
	assert_string_equal(t->domain, "ours.test");
	assert_string_equal(standing_text(t->was), standing_text(was));
	assert_string_equal(standing_text(t->standing), standing_text(now));
	assert_int_equal(t->rule, rule);
	told_free(&t);
}

static void
keep(struct told **told, void *arg)
{
	(void)arg;
	told_free(&world.last);
	world.last = *told;
	*told = NULL;
	world.told++;
}

/* A turn without a verification: what is told, or NULL. */
static struct told *
turn(int64_t now)
{
	struct told *t;

	told_free(&world.last);
	told_turn(&world.walk, world.settings, world.store, world.reader, now,
	    keep, NULL);
	t = world.last;
	world.last = NULL;
	return t;
}

static void
waive(int64_t now, int64_t seconds)
{
	const struct waiver w = {RULE_CAA_08, now, now + seconds, "why", 3};
	struct waivers all = {.n = 0};
	struct buf octets = BUF_INIT;

	assert_int_equal(waivers_add(&all, &w, now, NULL), 0);
	waivers_encode(&all, &octets);
	assert_int_equal(store_write(world.store, STORE_WAIVERS, "ours.test", 9,
			     octets.data, octets.len, NULL),
	    0);
	buf_fini(&octets);
}

static bool
has_record(const char *domain)
{
	const void *data;
	size_t len;
	bool found = store_read(world.reader, STORE_TOLD, domain,
			 strlen(domain), &data, &len) == STORE_FOUND;

	store_release(world.reader);
	return found;
}

static void
a_change_is_told_once_and_a_good_domain_needs_no_record(void **state)
{
	(void)state;
	assert_told(verified("ours.test", good(), true, NOW), STANDING_NOTHING,
	    STANDING_GOOD, RULES);
	assert_false(has_record("ours.test"));
	assert_null(verified("ours.test", good(), false, NOW));
	assert_told(
	    verified("ours.test", failing(RULE_CAA_08, false), false, NOW),
	    STANDING_GOOD, STANDING_PENDING, RULE_CAA_08);
	assert_null(
	    verified("ours.test", failing(RULE_CAA_08, false), false, NOW));
	assert_told(verified("ours.test", good(), false, NOW), STANDING_PENDING,
	    STANDING_GOOD, RULES);
	assert_false(has_record("ours.test"));
}

static void
another_rule_is_told_too(void **state)
{
	(void)state;
	assert_told(
	    verified("ours.test", failing(RULE_CAA_08, true), true, NOW),
	    STANDING_NOTHING, STANDING_REFUSED, RULE_CAA_08);
	assert_told(
	    verified("ours.test", failing(RULE_CAA_17, true), false, NOW),
	    STANDING_REFUSED, STANDING_REFUSED, RULE_CAA_17);
}

static void
a_grace_that_ends_is_told_without_a_verification(void **state)
{
	struct told *t;

	(void)state;
	t = verified("ours.test", failing(RULE_CAA_08, false), false, NOW);
	assert_int_equal(t->acts, NOW + GRACE);
	assert_int_equal(t->action, GATE_REJECT);
	assert_string_equal(t->text, "a fault");
	told_free(&t);
	assert_null(turn(NOW + GRACE - 1));
	assert_told(
	    turn(NOW + GRACE), STANDING_PENDING, STANDING_REFUSED, RULE_CAA_08);
	assert_null(turn(NOW + GRACE + 1));
}

static void
a_waiver_is_told_when_it_begins_and_when_it_ends(void **state)
{
	struct told *t;

	(void)state;
	t = verified("ours.test", failing(RULE_CAA_08, true), false, NOW);
	told_free(&t);
	waive(NOW + 1, HOUR);
	t = turn(NOW + 1);
	assert_non_null(t);
	assert_string_equal(t->reason, "why");
	assert_int_equal(t->waived, RULE_CAA_08);
	assert_int_equal(t->waived_until, NOW + 1 + HOUR);
	assert_told(t, STANDING_REFUSED, STANDING_WAIVED, RULE_CAA_08);
	assert_null(turn(NOW + HOUR));
	assert_told(turn(NOW + 1 + HOUR), STANDING_WAIVED, STANDING_REFUSED,
	    RULE_CAA_08);
}

/* As `caagate recheck` does. */
static void
what_another_program_has_mended_is_told(void **state)
{
	struct status s = good();
	struct buf octets = BUF_INIT;
	struct told *t =
	    verified("ours.test", failing(RULE_CAA_08, true), false, NOW);

	(void)state;
	told_free(&t);
	status_encode(&s, &octets);
	assert_int_equal(store_write(world.store, STORE_STATUS, "ours.test", 9,
			     octets.data, octets.len, NULL),
	    0);
	buf_fini(&octets);
	assert_told(turn(NOW), STANDING_REFUSED, STANDING_GOOD, RULES);
	assert_false(has_record("ours.test"));
}

static void
of_a_domain_that_is_forgotten_or_not_ours_nothing_is_told(void **state)
{
	struct told *t =
	    verified("ours.test", failing(RULE_CAA_08, true), true, NOW);

	(void)state;
	told_free(&t);
	assert_int_equal(
	    store_delete(world.store, STORE_STATUS, "ours.test", 9, NULL), 0);
	assert_null(turn(NOW));
	assert_false(has_record("ours.test"));
	assert_null(
	    verified("theirs.test", failing(RULE_CAA_08, true), true, NOW));
	assert_false(has_record("theirs.test"));
}

static void
a_turn_tells_no_more_than_it_may_and_the_next_goes_on(void **state)
{
	struct error err = {""};
	char domain[32];

	(void)state;
	for (size_t i = 0; i < TOLD_MOST + 3; i++) {
		struct told *t;

		(void)snprintf(domain, sizeof(domain), "d%zu.test", i);
		assert_int_equal(domains_add(world.settings->domains, domain,
				     &world.settings->gate, &err),
		    0);
		t = verified(domain, failing(RULE_CAA_08, false), false, NOW);
		told_free(&t);
	}
	told_turn(&world.walk, world.settings, world.store, world.reader,
	    NOW + GRACE, keep, NULL);
	assert_int_equal(world.told, TOLD_MOST);
	told_turn(&world.walk, world.settings, world.store, world.reader,
	    NOW + GRACE, keep, NULL);
	assert_int_equal(world.told, TOLD_MOST + 3);
}

static void
what_was_told_is_read_as_it_was_written(void **state)
{
	(void)state;
	for (unsigned i = 0; i < STANDINGS; i++) {
		const struct standing_told was = {
		    (enum standing)i, i % 2 == 0 ? RULES : RULE_CAA_17};
		struct standing_told is;
		struct buf octets = BUF_INIT;

		standing_encode(&was, &octets);
		assert_int_equal(
		    standing_decode(octets.data, octets.len, &is), 0);
		assert_int_equal(is.standing, was.standing);
		assert_int_equal(is.rule, was.rule);
		assert_int_equal(
		    standing_decode(octets.data, octets.len - 1, &is), -1);
		octets.data[1] = STANDINGS;
		assert_int_equal(
		    standing_decode(octets.data, octets.len, &is), -1);
		octets.data[0]++;
		assert_int_equal(
		    standing_decode(octets.data, octets.len, &is), -1);
		buf_fini(&octets);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(
		a_change_is_told_once_and_a_good_domain_needs_no_record, start,
		stop),
	    cmocka_unit_test_setup_teardown(
		another_rule_is_told_too, start, stop),
	    cmocka_unit_test_setup_teardown(
		a_grace_that_ends_is_told_without_a_verification, start, stop),
	    cmocka_unit_test_setup_teardown(
		a_waiver_is_told_when_it_begins_and_when_it_ends, start, stop),
	    cmocka_unit_test_setup_teardown(
		what_another_program_has_mended_is_told, start, stop),
	    cmocka_unit_test_setup_teardown(
		of_a_domain_that_is_forgotten_or_not_ours_nothing_is_told,
		start, stop),
	    cmocka_unit_test_setup_teardown(
		a_turn_tells_no_more_than_it_may_and_the_next_goes_on, start,
		stop),
	    cmocka_unit_test(what_was_told_is_read_as_it_was_written),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
