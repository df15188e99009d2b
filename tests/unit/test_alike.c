/* SPDX-License-Identifier: BSD-2-Clause */
/* What was seen at several addresses: what verify/alike.h promises. */

#include "tests/unit/unit.h"

#include <stdlib.h>

#include "verify/alike.h"

static void
addresses_where_the_same_was_seen_are_told_together(void **state)
{
	static const char *const wheres[] = {"a", "a and b", "a, b and c",
	    "a, b, c and d", "a, b, c, d and 1 more", "a, b, c, d and 2 more"};
	static const char *const addresses[] = {"a", "b", "c", "d", "e", "f"};
	struct alikes seen = {NULL, 0};

	(void)state;
	for (size_t i = 0; i < 6; i++) {
		char *where;

		alikes_add(&seen, FINDING_PASS, "is good", addresses[i]);
		assert_int_equal(seen.n, 1);
		where = alike_where(&seen.list[0]);
		assert_string_equal(where, wheres[i]);
		free(where);
	}
	alikes_fini(&seen);
}

static void
other_results_and_other_sentences_stay_apart(void **state)
{
	struct alikes seen = {NULL, 0};

	(void)state;
	alikes_add(&seen, FINDING_PASS, "is", "a");
	alikes_add(&seen, FINDING_FAIL, "is", "b");
	alikes_add(&seen, FINDING_FAIL, "is not", "c");
	alikes_add(&seen, FINDING_FAIL, "is not", "d");
	assert_int_equal(seen.n, 3);
	assert_int_equal(alikes_count(&seen, FINDING_FAIL), 3);
	assert_int_equal(alikes_count(&seen, FINDING_PASS), 1);
	assert_int_equal(alikes_count(&seen, FINDING_UNKNOWN), 0);
	alikes_fini(&seen);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(
		addresses_where_the_same_was_seen_are_told_together),
	    cmocka_unit_test(other_results_and_other_sentences_stay_apart),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
