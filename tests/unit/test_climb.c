/* SPDX-License-Identifier: BSD-2-Clause */
/* Climbing: what caa/climb.h promises. */

#include "tests/unit/unit.h"

#include "caa/climb.h"
#include "caa/set.h"
#include "dns/answer.h"

static void
feed(struct caa_climb *climb, const char *name, enum dns_status status)
{
	struct dns_answer *answer = dns_answer_new(name, DNS_TYPE_CAA, status);

	if (status == DNS_RECORDS)
		dns_answer_add_record(answer, "\0\5issue;", 8);
	caa_climb_feed(climb, answer);
	dns_answer_free(&answer);
}

static void
names_go_from_the_leaf_to_the_top_level_label(void **state)
{
	static const char *const names[] = {
	    "_a.b\\.c.example", "b\\.c.example", "example"};
	struct caa_climb *climb = caa_climb_new("_a.b\\.c.example");
	const char *name;

	(void)state;
	assert_int_equal(caa_climb_count(climb), 3);
	for (size_t i = 0; i < 3; i++) {
		assert_true(caa_climb_next(climb, &name));
		assert_string_equal(name, names[i]);
		assert_string_equal(caa_climb_level_name(climb, i), name);
		assert_null(caa_climb_level_answer(climb, i));
	}
	assert_false(caa_climb_next(climb, &name));
	assert_int_equal(caa_climb_outcome(climb), CAA_CLIMB_OPEN);
	caa_climb_free(&climb);
	caa_climb_free(&climb);
}

static void
the_root_is_not_asked(void **state)
{
	struct caa_climb *climb = caa_climb_new(".");
	const char *name;

	(void)state;
	assert_false(caa_climb_next(climb, &name));
	assert_int_equal(caa_climb_outcome(climb), CAA_CLIMB_EMPTY);
	assert_null(caa_climb_name(climb));
	caa_climb_free(&climb);
}

/*
 * What each level of c.b.a answers, as one letter a level from the leaf up
 * (R records, N nodata, X nxdomain, F failed, - nothing yet), and what that
 * comes to in whatever order the answers came.
 */
static const struct {
	const char *levels;
	enum caa_climb_outcome outcome;
	const char *name;
} ladders[] = {
    {"---", CAA_CLIMB_OPEN, NULL},
    {"R--", CAA_CLIMB_FOUND, "c.b.a"},
    {"RRR", CAA_CLIMB_FOUND, "c.b.a"},
    {"RFF", CAA_CLIMB_FOUND, "c.b.a"},
    {"-RR", CAA_CLIMB_OPEN, NULL},
    {"-F-", CAA_CLIMB_OPEN, NULL},
    {"NR-", CAA_CLIMB_FOUND, "b.a"},
    {"XNR", CAA_CLIMB_FOUND, "a"},
    {"F--", CAA_CLIMB_FAILED, "c.b.a"},
    {"FRR", CAA_CLIMB_FAILED, "c.b.a"},
    {"NFR", CAA_CLIMB_FAILED, "b.a"},
    {"NN-", CAA_CLIMB_OPEN, NULL},
    {"NNN", CAA_CLIMB_EMPTY, NULL},
    {"XXX", CAA_CLIMB_EMPTY, NULL},
    {"NNF", CAA_CLIMB_FAILED, "a"},
};

static void
feed_level(struct caa_climb *climb, size_t level, char letter)
{
	static const char *const names[] = {"c.b.a", "b.a", "a"};

	if (letter == 'R')
		feed(climb, names[level], DNS_RECORDS);
	else if (letter == 'N')
		feed(climb, names[level], DNS_NODATA);
	else if (letter == 'X')
		feed(climb, names[level], DNS_NXDOMAIN);
	else if (letter == 'F')
		feed(climb, names[level], DNS_TIMEOUT);
}

static void
answers_count_by_level_not_by_order(void **state)
{
	static const size_t orders[][3] = {
	    {0, 1, 2}, {0, 2, 1}, {1, 0, 2}, {1, 2, 0}, {2, 0, 1}, {2, 1, 0}};

	(void)state;
	for (size_t i = 0; i < 6 * sizeof(ladders) / sizeof(ladders[0]); i++) {
		const size_t *order = orders[i % 6];
		const char *levels = ladders[i / 6].levels;
		struct caa_climb *climb = caa_climb_new("c.b.a");

		for (size_t j = 0; j < 3; j++)
			feed_level(climb, order[j], levels[order[j]]);
		if (caa_climb_outcome(climb) != ladders[i / 6].outcome)
			fail_msg("%s in order %zu", levels, i % 6);
		if (ladders[i / 6].name == NULL)
			assert_null(caa_climb_name(climb));
		else
			assert_string_equal(
			    caa_climb_name(climb), ladders[i / 6].name);
		assert_int_equal(caa_climb_set(climb) != NULL,
		    ladders[i / 6].outcome == CAA_CLIMB_FOUND);
		assert_int_equal(caa_climb_failure(climb) != NULL,
		    ladders[i / 6].outcome == CAA_CLIMB_FAILED);
		caa_climb_free(&climb);
	}
}

static void
every_failure_stops_the_climb(void **state)
{
	static const enum dns_status failures[] = {DNS_FAILED, DNS_BOGUS,
	    DNS_TIMEOUT, DNS_TRUNCATED, DNS_ALIAS_LOOP, DNS_ALIAS_LONG,
	    DNS_MALFORMED};

	(void)state;
	for (size_t i = 0; i < sizeof(failures) / sizeof(failures[0]); i++) {
		struct caa_climb *climb = caa_climb_new("b.a");

		feed(climb, "b.a", failures[i]);
		assert_int_equal(caa_climb_outcome(climb), CAA_CLIMB_FAILED);
		assert_int_equal(caa_climb_failure(climb)->status, failures[i]);
		caa_climb_free(&climb);
	}
}

static void
a_malformed_record_is_a_failure(void **state)
{
	struct caa_climb *climb = caa_climb_new("a");
	struct dns_answer *answer =
	    dns_answer_new("a", DNS_TYPE_CAA, DNS_RECORDS);

	(void)state;
	dns_answer_add_record(answer, "\0\5issue;", 8);
	dns_answer_add_record(answer, "\0", 1);
	caa_climb_feed(climb, answer);
	assert_int_equal(caa_climb_outcome(climb), CAA_CLIMB_FAILED);
	assert_ptr_equal(caa_climb_failure(climb), answer);
	assert_null(caa_climb_set(climb));
	assert_string_equal(caa_climb_name(climb), "a");
	caa_climb_free(&climb);
	dns_answer_free(&answer);
}

static void
other_names_and_second_answers_are_ignored(void **state)
{
	struct caa_climb *climb = caa_climb_new("b.a");

	(void)state;
	feed(climb, "c.a", DNS_RECORDS);
	feed(climb, ".", DNS_RECORDS);
	feed(climb, "b.a", DNS_NODATA);
	feed(climb, "b.a", DNS_RECORDS);
	assert_int_equal(caa_climb_outcome(climb), CAA_CLIMB_OPEN);
	feed(climb, "a", DNS_NODATA);
	assert_int_equal(caa_climb_outcome(climb), CAA_CLIMB_EMPTY);
	assert_int_equal(caa_climb_level_answer(climb, 0)->status, DNS_NODATA);
	caa_climb_free(&climb);
}

static void
nothing_is_asked_once_the_outcome_is_known(void **state)
{
	struct caa_climb *climb = caa_climb_new("b.a");
	const char *name;

	(void)state;
	assert_true(caa_climb_next(climb, &name));
	feed(climb, name, DNS_RECORDS);
	assert_false(caa_climb_next(climb, &name));
	caa_climb_free(&climb);
}

static void
the_climb_keeps_its_answers(void **state)
{
	struct caa_climb *climb = caa_climb_new("a");

	(void)state;
	feed(climb, "a", DNS_RECORDS); /* gives its own reference back */
	assert_int_equal(caa_climb_set(climb)->n_entries, 1);
	assert_int_equal(caa_climb_level_answer(climb, 0)->n_records, 1);
	caa_climb_free(&climb);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(names_go_from_the_leaf_to_the_top_level_label),
	    cmocka_unit_test(the_root_is_not_asked),
	    cmocka_unit_test(answers_count_by_level_not_by_order),
	    cmocka_unit_test(every_failure_stops_the_climb),
	    cmocka_unit_test(a_malformed_record_is_a_failure),
	    cmocka_unit_test(other_names_and_second_answers_are_ignored),
	    cmocka_unit_test(nothing_is_asked_once_the_outcome_is_known),
	    cmocka_unit_test(the_climb_keeps_its_answers),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
