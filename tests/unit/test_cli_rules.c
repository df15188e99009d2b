/* SPDX-License-Identifier: BSD-2-Clause */
/* caagate rules: the catalogue and its manual page. */

#include "tests/unit/unit.h"

#include <jansson.h>
#include <stdlib.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/file.h"
#include "cli/rules.h"
#include "cli/wrap.h"
#include "tests/unit/clirun.h"

#define PAGE "doc/caagate-rules.7"

static void
the_manual_page_is_the_one_that_the_table_makes(void **state)
{
	static const char *const args[] = {"rules", "--mdoc", NULL};
	struct clirun r = clirun_bare(args);
	struct buf page = BUF_INIT;
	struct error err;

	(void)state;
	assert_int_equal(file_read(PAGE, 1 << 20, &page, &err), 0);
	if (strcmp(buf_text(&page), r.out) != 0)
		fail_msg("%s is old: caagate rules --mdoc >%s", PAGE, PAGE);
	buf_fini(&page);
	clirun_fini(&r);
}

static void
json_lists_every_rule_with_all_its_keys(void **state)
{
	static const char *const args[] = {"rules", "--json", NULL};
	static const char *const keys[] = {
	    "id", "severity", "harm", "needs", "spec", "text", "mend"};
	struct clirun r = clirun_bare(args);
	json_t *o = json_loads(r.out, 0, NULL);
	json_t *rules = json_object_get(o, "rules");
	json_t *rule;
	size_t i;

	(void)state;
	assert_int_equal(r.code, 0);
	assert_int_equal(json_array_size(rules), RULES);
	json_array_foreach(rules, i, rule)
	{
		assert_int_equal(json_object_size(rule), 7);
		for (size_t k = 0; k < 7; k++)
			assert_true(
			    json_is_string(json_object_get(rule, keys[k])));
	}
	json_decref(o);
	clirun_fini(&r);
}

static void
every_rule_is_of_one_family(void **state)
{
	(void)state;
	for (unsigned i = 0; i < RULES; i++) {
		unsigned n = 0;

		for (const struct rules_family *f = rules_families; f->name;
		     f++)
			n += rules_in_family((enum rule_id)i, f);
		assert_int_equal(n, 1);
	}
}

static void
rules_are_chosen_by_id_and_by_family(void **state)
{
	static const struct {
		int code;
		const char *said, *not_said;
		const char *args[4];
	} cases[] = {
	    {0, "CAA-17", "CAA-18", {"rules", "caa-17"}},
	    {0, "CAA-17", "MX-01", {"rules", "CAA_17"}},
	    {0, "MX-03", "DANE-01", {"rules", "mx"}},
	    {0, "DANE-06", "DMARC-01", {"rules", "DANE", "SPF-01"}},
	    {64, "no rule", "mend:", {"rules", "CAA-99"}},
	    {64, "no rule", "mend:", {"rules", "D"}},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct clirun r = clirun_bare(cases[i].args);

		assert_int_equal(r.code, cases[i].code);
		assert_non_null(
		    strstr(r.code == 0 ? r.out : r.err, cases[i].said));
		assert_null(strstr(r.out, cases[i].not_said));
		clirun_fini(&r);
	}
}

static void
lines_break_at_blanks_and_never_inside_a_word(void **state)
{
	static const struct {
		const char *text, *wanted;
		size_t column, indent, width;
	} cases[] = {
	    {"one two", "one two\n", 0, 2, 0},
	    {"aaaaaaaaaa bbbbbbbbbb cc", "aaaaaaaaaa bbbbbbbbbb\n  cc\n", 0, 2,
		22},
	    {"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa bb",
		"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\n bb\n", 0, 1, 24},
	    {"aaaaaaaaaaaaaaaaaaaa bb", "aaaaaaaaaaaaaaaaaaaa\nbb\n", 3, 0, 10},
	    {"", "\n", 0, 4, 80},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		char *text = NULL;
		size_t len = 0;
		FILE *out = open_memstream(&text, &len);

		wrap_put(out, cases[i].text, cases[i].column, cases[i].indent,
		    cases[i].width);
		fclose(out);
		assert_string_equal(text, cases[i].wanted);
		free(text);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(the_manual_page_is_the_one_that_the_table_makes),
	    cmocka_unit_test(json_lists_every_rule_with_all_its_keys),
	    cmocka_unit_test(every_rule_is_of_one_family),
	    cmocka_unit_test(rules_are_chosen_by_id_and_by_family),
	    cmocka_unit_test(lines_break_at_blanks_and_never_inside_a_word),
	};

	return cmocka_run_group_tests(tests, clirun_setup, clirun_teardown);
}
