/* SPDX-License-Identifier: BSD-2-Clause */
/* The value of issue and its kin: what caa/value.h promises. */

#include "tests/unit/unit.h"

#include "base/buf.h"
#include "caa/value.h"

/* `issuer|tag=value|...`, or where matching ended. */
static const struct {
	const char *value;
	const char *parsed;
	size_t offset;
} values[] = {
    {"", "", 0},
    {" \t ", "", 3},
    {";", "", 1},
    {"ca.example", "ca.example", 10},
    {" ca.example\t", "ca.example", 12},
    {"ca.example;", "ca.example", 11},
    {";a=1", "|a=1", 4},
    {"c;a=", "c|a=", 4},
    {"c; a-b = x=y ; C=", "c|a-b=x=y|C=", 17},
    {"a--b.0", "a--b.0", 6},
    {"ca.example.", NULL, 11},
    {"ca-.example", NULL, 3},
    {"-ca", NULL, 0},
    {"ca..x", NULL, 3},
    {"ca_x", NULL, 2},
    {"ca;;", NULL, 3},
    {"ca;a=1;", NULL, 7},
    {"ca;a=1 2", NULL, 7},
    {"ca;a", NULL, 4},
    {"ca;a-=1", NULL, 5},
    {"ca;a b=1", NULL, 5},
    {"ca;a=\x7f", NULL, 5},
    {"ca;a=\xc3\xa9", NULL, 5},
    {"ca\n", NULL, 2},
    {"ca\xa0", NULL, 2},
};

static void
values_match_the_grammar_or_end_at_an_offset(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(values) / sizeof(values[0]); i++) {
		size_t len = strlen(values[i].value), offset = 99;
		struct caa_value v;
		struct buf text = BUF_INIT;
		bool matches = caa_value_parse(
		    (const uint8_t *)values[i].value, len, &v, &offset);

		if (matches != (values[i].parsed != NULL))
			fail_msg("`%s' matched: %d", values[i].value, matches);
		if (offset != values[i].offset)
			fail_msg("`%s' ended at %zu", values[i].value, offset);
		buf_put(&text, v.issuer.text, v.issuer.len);
		for (size_t j = 0; j < v.n_parameters; j++) {
			struct caa_parameter *p = &v.parameters[j];

			buf_printf(&text, "|%.*s=%.*s", (int)p->tag.len,
			    p->tag.text, (int)p->value.len, p->value.text);
		}
		assert_string_equal(
		    buf_text(&text), matches ? values[i].parsed : "");
		caa_value_fini(&v);
		buf_fini(&text);
	}
}

static void
nul_does_not_end_a_value(void **state)
{
	struct caa_value v;

	(void)state;
	assert_false(caa_value_parse((const uint8_t *)"ca\0", 3, &v, NULL));
	assert_int_equal(v.issuer.len, 0);
	assert_null(v.parameters);
	assert_false(caa_value_parse((const uint8_t *)"\0ca", 3, &v, NULL));
}

static void
an_empty_value_may_come_without_memory(void **state)
{
	struct caa_value v;

	(void)state;
	assert_true(caa_value_parse(NULL, 0, &v, NULL));
	assert_int_equal(v.issuer.len, 0);
	caa_value_fini(&v);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(values_match_the_grammar_or_end_at_an_offset),
	    cmocka_unit_test(nul_does_not_end_a_value),
	    cmocka_unit_test(an_empty_value_may_come_without_memory),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
