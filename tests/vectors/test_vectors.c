/* SPDX-License-Identifier: BSD-2-Clause */
/* Every test vector in process: each is a test of its own, named by its id. */

#include "tests/unit/unit.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/error.h"
#include "base/mem.h"
#include "cli/vectors.h"

#define RECORD_CASES 115
#define EVALUATION_CASES 262
#define SHUFFLES 3

static void
record_holds(void **state)
{
	struct error why;

	if (!vectors_run_record(*state, &why))
		fail_msg("%s", why.text);
}

static void
evaluation_holds(void **state)
{
	struct error why;

	if (!vectors_run_evaluation(*state, &why))
		fail_msg("%s", why.text);
}

/* Fisher and Yates, with a generator that gives the same order each time. */
static void
shuffle(struct dns_record *records, size_t n, uint32_t *seed)
{
	for (size_t i = n; i > 1; i--) {
		struct dns_record kept = records[i - 1];
		size_t j;

		*seed = *seed * 1664525 + 1013904223;
		j = (*seed >> 8) % i;
		records[i - 1] = records[j];
		records[j] = kept;
	}
}

static void
evaluation_holds_in_any_order(void **state)
{
	const struct vectors_evaluation *e = *state;
	uint32_t seed = 1;

	for (int round = 0; round < SHUFFLES; round++) {
		for (size_t i = 0; i < e->world.n_nodes; i++)
			shuffle(e->world.nodes[i].records,
			    e->world.nodes[i].n_records, &seed);
		evaluation_holds(state);
	}
}

static void
all_cases_are_there(void **state)
{
	const struct vectors *vectors = *state;
	size_t n;

	(void)vectors_records(vectors, &n);
	assert_int_equal(n, RECORD_CASES);
	(void)vectors_evaluations(vectors, &n);
	assert_int_equal(n, EVALUATION_CASES);
}

static void
add_test(struct CMUnitTest *test, const char *id, CMUnitTestFunction run,
    const void *state)
{
	test->name = id;
	test->test_func = run;
	test->initial_state = (void *)(uintptr_t)state;
}

static int
run_all(struct vectors *vectors)
{
	size_t n_records, n_evaluations, n = 0;
	const struct vectors_record *records =
	    vectors_records(vectors, &n_records);
	const struct vectors_evaluation *evaluations =
	    vectors_evaluations(vectors, &n_evaluations);
	struct CMUnitTest *tests =
	    mem_array(1 + n_records + 2 * n_evaluations, sizeof(*tests));
	int failed;

	add_test(
	    &tests[n++], "all_cases_are_there", all_cases_are_there, vectors);
	for (size_t i = 0; i < n_records; i++)
		add_test(&tests[n++], records[i].id, record_holds, &records[i]);
	for (size_t i = 0; i < n_evaluations; i++)
		add_test(&tests[n++], evaluations[i].id, evaluation_holds,
		    &evaluations[i]);
	for (size_t i = 0; i < n_evaluations; i++)
		add_test(&tests[n++], evaluations[i].id,
		    evaluation_holds_in_any_order, &evaluations[i]);
	failed = _cmocka_run_group_tests("vectors", tests, n, NULL, NULL);
	free(tests);
	return failed;
}

int
main(void)
{
	const char *srcdir = getenv("CAAGATE_SRCDIR");
	char *folder =
	    mem_printf("%s/tests/vectors", srcdir != NULL ? srcdir : ".");
	struct vectors *vectors = NULL;
	struct error err;
	int failed = 1;

	if (vectors_load(folder, &vectors, &err) == -1)
		(void)fprintf(stderr, "%s\n", err.text);
	else
		failed = run_all(vectors);
	vectors_free(&vectors);
	free(folder);
	return failed != 0;
}
