/* SPDX-License-Identifier: BSD-2-Clause */
/* Waivers: which one holds, until when, and their octets. */

#include "tests/unit/unit.h"

#include "base/buf.h"
#include "base/error.h"
#include "gate/waiver.h"

#define NOW INT64_C(1795341600)
#define DAY INT64_C(86400)

static struct waiver
waiver_of(enum rule_id rule, int64_t begun, int64_t until, const char *reason)
{
	return (struct waiver){.rule = rule,
	    .begun = begun,
	    .until = until,
	    .reason = reason,
	    .reason_len = strlen(reason)};
}

static void
must_add(struct waivers *all, enum rule_id rule, int64_t until)
{
	const struct waiver w = waiver_of(rule, NOW, until, "moving house");
	struct error err = {""};

	if (waivers_add(all, &w, NOW, &err) == -1)
		fail_msg("%s", err.text);
}

static void
a_waiver_holds_for_its_rule_until_its_end(void **state)
{
	static const struct {
		const char *what;
		enum rule_id waived, asked;
		int64_t now;
		bool holds;
	} cases[] = {
	    {"its rule", RULE_CAA_08, RULE_CAA_08, NOW, true},
	    {"another rule", RULE_CAA_08, RULE_CAA_22, NOW, false},
	    {"its last second", RULE_CAA_08, RULE_CAA_08, NOW + DAY - 1, true},
	    {"its end", RULE_CAA_08, RULE_CAA_08, NOW + DAY, false},
	    {"the clock went back", RULE_CAA_08, RULE_CAA_08, NOW - DAY, true},
	    {"every rule", RULES, RULE_CAA_22, NOW, true},
	    {"every rule, ended", RULES, RULE_CAA_22, NOW + DAY, false},
	    {"an unknown domain", RULES, RULES, NOW, true},
	    {"one rule is not every", RULE_CAA_08, RULES, NOW, false},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct waivers all = {.n = 0};

		must_add(&all, cases[i].waived, NOW + DAY);
		if ((waivers_find(&all, cases[i].asked, cases[i].now) !=
			NULL) != cases[i].holds)
			fail_msg("%s", cases[i].what);
	}
	assert_null(waivers_find(NULL, RULE_CAA_08, NOW));
}

static void
a_rules_own_waiver_comes_before_one_for_every_rule(void **state)
{
	struct waivers all = {.n = 0};

	(void)state;
	must_add(&all, RULES, NOW + DAY);
	must_add(&all, RULE_CAA_08, NOW + 60);
	assert_int_equal(
	    waivers_find(&all, RULE_CAA_08, NOW)->rule, RULE_CAA_08);
	assert_int_equal(
	    waivers_find(&all, RULE_CAA_08, NOW + 60)->rule, RULES);
}

static void
a_second_waiver_takes_the_place_of_the_first(void **state)
{
	struct waivers all = {.n = 0};

	(void)state;
	must_add(&all, RULE_CAA_08, NOW + DAY);
	must_add(&all, RULE_CAA_08, NOW + 60);
	assert_int_equal(all.n, 1);
	assert_int_equal(all.list[0].until, NOW + 60);
}

static void
what_may_not_be_is_told(void **state)
{
	static char much[WAIVER_REASON_MAX + 2];
	static const struct {
		int64_t until;
		const char *reason, *text;
	} cases[] = {
	    {NOW + DAY, "", "without a reason"},
	    {NOW + DAY, much, "a reason of 201 octets, want 200 at most"},
	    {NOW + DAY, "line\nfeed", "not printable"},
	    {NOW, "x", "a waiver for 0 s"},
	    {NOW + WAIVER_SECONDS_MAX + 1, "x", "to 366 d"},
	};

	(void)state;
	memset(much, 'x', sizeof(much) - 1);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const struct waiver w = waiver_of(
		    RULE_CAA_08, NOW, cases[i].until, cases[i].reason);
		struct waivers all = {.n = 0};
		struct error err = {""};

		assert_int_equal(waivers_add(&all, &w, NOW, &err), -1);
		if (strstr(err.text, cases[i].text) == NULL)
			fail_msg("%s", err.text);
		assert_int_equal(all.n, 0);
	}
}

static void
a_full_list_takes_no_more_until_some_are_forgotten(void **state)
{
	const struct waiver more =
	    waiver_of(RULES, NOW + 8 * DAY, NOW + 9 * DAY, "one too many");
	struct waivers all = {.n = 0};
	struct error err = {""};

	(void)state;
	for (unsigned i = 0; i < WAIVERS_MAX; i++)
		must_add(&all, (enum rule_id)i, NOW + DAY);
	assert_int_equal(waivers_add(&all, &more, NOW + 8 * DAY - 1, &err), -1);
	assert_non_null(strstr(err.text, "32 waivers already"));
	assert_int_equal(waivers_add(&all, &more, NOW + 8 * DAY, &err), 0);
	assert_int_equal(all.n, 1);
}

static void
ending_one_leaves_the_others(void **state)
{
	struct waivers all = {.n = 0};

	(void)state;
	must_add(&all, RULE_CAA_08, NOW + DAY);
	must_add(&all, RULE_CAA_22, NOW + DAY);
	must_add(&all, RULES, NOW + DAY);
	assert_int_equal(waivers_end(&all, RULE_CAA_04, NOW + 1), 0);
	assert_int_equal(waivers_end(&all, RULE_CAA_08, NOW + 1), 1);
	assert_int_equal(waivers_end(&all, RULE_CAA_08, NOW + 1), 0);
	assert_int_equal(waivers_find(&all, RULE_CAA_08, NOW + 1)->rule, RULES);
	assert_int_equal(waivers_end(&all, RULES, NOW + 2), 2);
	assert_null(waivers_find(&all, RULE_CAA_22, NOW + 2));
	assert_int_equal(all.n, 3); /* listed for a while */
}

static void
octets_give_the_same_waivers_again(void **state)
{
	struct waivers all = {.n = 0}, again;
	struct buf octets = BUF_INIT;

	(void)state;
	must_add(&all, RULE_CAA_08, NOW + DAY);
	must_add(&all, RULES, NOW + 60);
	waivers_encode(&all, &octets);
	assert_int_equal(waivers_decode(octets.data, octets.len, &again), 0);
	assert_int_equal(again.n, 2);
	for (size_t i = 0; i < 2; i++) {
		assert_int_equal(again.list[i].rule, all.list[i].rule);
		assert_int_equal(again.list[i].begun, NOW);
		assert_int_equal(again.list[i].until, all.list[i].until);
		assert_int_equal(again.list[i].reason_len, 12);
		assert_memory_equal(again.list[i].reason, "moving house", 12);
	}
	for (size_t len = 0; len < octets.len; len++)
		assert_int_equal(waivers_decode(octets.data, len, &again), -1);
	octets.data[0]++;
	assert_int_equal(waivers_decode(octets.data, octets.len, &again), -1);
	assert_int_equal(again.n, 0);
	buf_fini(&octets);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_waiver_holds_for_its_rule_until_its_end),
	    cmocka_unit_test(
		a_rules_own_waiver_comes_before_one_for_every_rule),
	    cmocka_unit_test(a_second_waiver_takes_the_place_of_the_first),
	    cmocka_unit_test(what_may_not_be_is_told),
	    cmocka_unit_test(
		a_full_list_takes_no_more_until_some_are_forgotten),
	    cmocka_unit_test(ending_one_leaves_the_others),
	    cmocka_unit_test(octets_give_the_same_waivers_again),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
