/* SPDX-License-Identifier: BSD-2-Clause */
/* Durations and times as operators write them. */

#include "tests/unit/unit.h"

#include "base/clock.h"
#include "base/error.h"

static void
durations_have_a_unit(void **state)
{
	static const struct {
		const char *text;
		int64_t seconds;
	} cases[] = {
	    {"0", 0},
	    {"90s", 90},
	    {"5m", 300},
	    {"8h", 28800},
	    {"7d", 604800},
	    {"", -1},
	    {"5", -1},
	    {"m", -1},
	    {"5 m", -1},
	    {"-1s", -1},
	    {"5m ", -1},
	    {"1w", -1},
	    {"99999999999999999999d", -1},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_int_equal(
		    clock_duration(cases[i].text, NULL), cases[i].seconds);
}

static void
times_read_and_print_alike(void **state)
{
	struct error err;
	char text[CLOCK_TEXT_SIZE];

	(void)state;
	assert_int_equal(clock_time("2026-11-22T10:00:00Z", &err), 1795341600);
	assert_int_equal(clock_time("@1795341600", &err), 1795341600);
	assert_int_equal(clock_time("2026-11-22", &err), 1795305600);
	assert_int_equal(clock_time("tomorrow", &err), -1);
	assert_non_null(strstr(err.text, "\"tomorrow\" is no time"));
	assert_string_equal(
	    clock_format(1795341600, text), "2026-11-22T10:00:00Z");
}

static void
spans_read_well(void **state)
{
	char text[CLOCK_TEXT_SIZE];

	(void)state;
	assert_string_equal(clock_format_span(45, text), "45 s");
	assert_string_equal(clock_format_span(600, text), "10 min");
	assert_string_equal(clock_format_span(86400, text), "1 d");
	assert_string_equal(clock_format_span(7200, text), "2 h");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(durations_have_a_unit),
	    cmocka_unit_test(times_read_and_print_alike),
	    cmocka_unit_test(spans_read_well),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
