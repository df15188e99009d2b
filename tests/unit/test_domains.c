/* SPDX-License-Identifier: BSD-2-Clause */
/* The table of sending domains. */

#include "tests/unit/unit_file.h"

#include <stdio.h>

#include "base/error.h"
#include "gate/domains.h"

static void
names_find_their_own_settings(void **state)
{
	struct gate_settings g = {.enforce = true}, h = {.enforce = false};
	struct domains *d = domains_new();

	(void)state;
	assert_int_equal(domains_add(d, "Example.ORG.", &g, NULL), 0);
	assert_null(domains_find(d, "other.test"));
	assert_int_equal(domains_add(d, "*", &h, NULL), 0);
	assert_true(domains_find(d, "example.org")->enforce);
	assert_false(domains_find(d, "other.test")->enforce);
	assert_int_equal(domains_count(d), 1);
	domains_free(&d);
	assert_null(d);
}

static void
a_name_stands_for_itself_not_for_what_is_below(void **state)
{
	struct gate_settings g = {0};
	struct domains *d = domains_new();

	(void)state;
	assert_int_equal(domains_add(d, "example.org", &g, NULL), 0);
	assert_null(domains_find(d, "sub.example.org"));
	assert_true(domains_control(d, "mx.example.org"));
	assert_true(domains_control(d, "example.org"));
	assert_false(domains_control(d, "mxexample.org"));
	assert_false(domains_control(d, "org"));
	domains_free(&d);
}

static void
naming_a_domain_twice_is_an_error(void **state)
{
	struct gate_settings g = {0};
	struct domains *d = domains_new();
	struct error err;

	(void)state;
	assert_int_equal(domains_add(d, "a.test", &g, NULL), 0);
	assert_int_equal(domains_add(d, "A.test", &g, &err), -1);
	assert_string_equal(err.text, "a.test is named twice");
	assert_int_equal(domains_add(d, "*", &g, NULL), 0);
	assert_int_equal(domains_add(d, "*", &g, NULL), -1);
	assert_int_equal(domains_add(d, "not a name", &g, NULL), -1);
	domains_free(&d);
}

static void
a_file_holds_one_name_a_line(void **state)
{
	char *path;
	struct gate_settings own = {.enforce = true}, file = {0};
	struct domains *d = domains_new();

	(void)state;
	path = unit_file("# ours\n\n a.test \nB.test # second\nown.test\n");
	assert_int_equal(domains_add(d, "own.test", &own, NULL), 0);
	assert_int_equal(domains_add_file(d, path, &file, NULL), 0);
	assert_int_equal(domains_count(d), 3);
	assert_non_null(domains_find(d, "b.test"));
	assert_true(domains_find(d, "own.test")->enforce);
	unit_file_drop(path);
	domains_free(&d);
}

static void
a_bad_line_is_named(void **state)
{
	char *path;
	struct gate_settings g = {0};
	struct domains *d = domains_new();
	struct error err;

	(void)state;
	path = unit_file("a.test\nb..test\n");
	assert_int_equal(domains_add_file(d, path, &g, &err), -1);
	assert_non_null(strstr(err.text, ":2: "));
	unit_file_drop(path);
	assert_int_equal(domains_add_file(d, "/nonexistent", &g, &err), -1);
	domains_free(&d);
}

static void
many_names_are_all_found(void **state)
{
	struct gate_settings g = {0};
	struct domains *d = domains_new();
	char name[32];

	(void)state;
	for (int i = 0; i < 5000; i++) {
		(void)snprintf(name, sizeof(name), "d%d.test", i);
		assert_int_equal(domains_add(d, name, &g, NULL), 0);
	}
	for (int i = 0; i < 5000; i++) {
		(void)snprintf(name, sizeof(name), "d%d.test", i);
		assert_non_null(domains_find(d, name));
	}
	assert_null(domains_find(d, "d5000.test"));
	domains_free(&d);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(names_find_their_own_settings),
	    cmocka_unit_test(a_name_stands_for_itself_not_for_what_is_below),
	    cmocka_unit_test(naming_a_domain_twice_is_an_error),
	    cmocka_unit_test(a_file_holds_one_name_a_line),
	    cmocka_unit_test(a_bad_line_is_named),
	    cmocka_unit_test(many_names_are_all_found),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
