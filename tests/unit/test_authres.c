/* SPDX-License-Identifier: BSD-2-Clause */
/* Authentication-Results fields: ours, and those that claim to be. */

#include "tests/unit/unit.h"

#include <stdbool.h>
#include <stdlib.h>

#include "base/buf.h"
#include "base/mem.h"
#include "milter/authres.h"
#include "milter/authres_read.h"

#define ID "mx.example.org"

struct claim_case {
	const char *value;
	enum authres_claim claim;
};

static const struct claim_case claim_cases[] = {
    {ID "; none", AUTHRES_OURS},
    {ID, AUTHRES_OURS},
    {"MX.Example.ORG; dkim=pass", AUTHRES_OURS},
    {ID " 1; dkim=pass", AUTHRES_OURS},
    {ID ".; dkim=pass", AUTHRES_OURS},
    {"\"" ID "\"; dkim=pass", AUTHRES_OURS},
    {"\"mx\\.example.org\"; dkim=pass", AUTHRES_OURS},
    {"(a (nested) one) " ID " (x); dkim=pass", AUTHRES_OURS},
    {"\r\n\t" ID ";\r\n\tdkim=pass", AUTHRES_OURS},
    {" \t" ID "\t;", AUTHRES_OURS},
    {"other.example; dkim=pass", AUTHRES_OTHER},
    {"amx.example.org; dkim=pass", AUTHRES_OTHER},
    {ID ".evil.example; dkim=pass", AUTHRES_OTHER},
    {"other.example; dkim=pass reason=\"" ID "\"", AUTHRES_OTHER},
    {"", AUTHRES_OTHER},
    {"; dkim=pass", AUTHRES_OTHER},
    /* a careless reader takes these for ours */
    {"(never ends " ID "; dkim=pass", AUTHRES_DOUBTFUL},
    {"\"" ID "; dkim=pass", AUTHRES_DOUBTFUL},
    {"=" ID "; dkim=pass", AUTHRES_DOUBTFUL},
    {"x " ID "; dkim=pass", AUTHRES_DOUBTFUL},
    {"@" ID "; dkim=pass", AUTHRES_DOUBTFUL},
};

static void
a_claim_is_seen_however_it_is_written(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(claim_cases) / sizeof(claim_cases[0]);
	     i++)
		if (authres_claim(claim_cases[i].value, ID) !=
		    claim_cases[i].claim)
			fail_msg("%s: found %d", claim_cases[i].value,
			    (int)authres_claim(claim_cases[i].value, ID));
}

static void
comments_too_deep_are_doubtful(void **state)
{
	struct buf value = BUF_INIT;

	(void)state;
	for (int i = 0; i < AUTHRES_COMMENT_DEPTH + 1; i++)
		buf_putc(&value, '(');
	for (int i = 0; i < AUTHRES_COMMENT_DEPTH + 1; i++)
		buf_putc(&value, ')');
	buf_puts(&value, ID "; none");
	assert_int_equal(authres_claim(buf_text(&value), ID), AUTHRES_DOUBTFUL);
	buf_fini(&value);
}

static void
our_methods_are_found_in_passing(void **state)
{
	(void)state;
	assert_true(authres_names_our_method(ID "; X-CAA=pass"));
	assert_true(authres_names_our_method(ID "; dkim=pass; smime=fail"));
	assert_false(authres_names_our_method(ID "; dkim=pass"));
}

static char *
written(const char *id, const char *comment, const char *value)
{
	struct buf out = BUF_INIT;
	struct authres a;

	authres_begin(&a, &out, id);
	authres_result(&a, "x-caa", "pass");
	authres_comment(&a, comment);
	authres_property(&a, "policy.issuer", value);
	return buf_steal(&out);
}

static void
assert_written(
    const char *id, const char *comment, const char *value, const char *wanted)
{
	char *found = written(id, comment, value);

	assert_string_equal(found, wanted);
	free(found);
}

static void
a_field_is_as_rfc_8601_has_it(void **state)
{
	(void)state;
	assert_written(ID, "", "ca.example",
	    ID ";\n\tx-caa=pass policy.issuer=ca.example");
	assert_written(ID, "a CA", NULL, ID ";\n\tx-caa=pass (a CA)");
	assert_written("my server", "", "a b",
	    "\"my server\";\n\tx-caa=pass policy.issuer=\"a b\"");
}

static void
foreign_text_neither_ends_a_value_nor_begins_a_result(void **state)
{
	(void)state;
	assert_written(ID, "a) ; dkim=pass (b\\", "x\"; dkim=pass",
	    ID ";\n\tx-caa=pass (a\\) ; dkim=pass \\(b\\\\) "
	       "policy.issuer=\"x\\\"; dkim=pass\"");
	assert_written(ID, "a\r\nb", "\xc3\xbc",
	    ID ";\n\tx-caa=pass (a\\\\013\\\\010b) "
	       "policy.issuer=\"\\\\195\\\\188\"");
}

static void
long_text_is_cut(void **state)
{
	char *text = mem_zalloc(5001), *found;

	(void)state;
	memset(text, '\\', 5000);
	found = written(ID, text, text);
	assert_true(
	    strlen(found) < AUTHRES_COMMENT_MAX + AUTHRES_VALUE_MAX + 100);
	assert_non_null(strstr(found, "...)"));
	assert_non_null(strstr(found, "...\""));
	free(found);
	free(text);
}

static void
lines_are_folded_between_pieces(void **state)
{
	struct buf out = BUF_INIT;
	struct authres a;

	(void)state;
	authres_begin(&a, &out, ID);
	authres_result(&a, "x-caa", "pass");
	for (int i = 0; i < 20; i++)
		authres_property(&a, "policy.domain", "d.example.net");
	for (const char *line = buf_text(&out); line != NULL;) {
		const char *end = strchr(line, '\n');

		assert_true((end != NULL ? (size_t)(end - line)
					 : strlen(line)) <= AUTHRES_LINE);
		line = end != NULL ? end + 1 : NULL;
		assert_true(line == NULL || line[0] == '\t');
	}
	buf_fini(&out);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_claim_is_seen_however_it_is_written),
	    cmocka_unit_test(comments_too_deep_are_doubtful),
	    cmocka_unit_test(our_methods_are_found_in_passing),
	    cmocka_unit_test(a_field_is_as_rfc_8601_has_it),
	    cmocka_unit_test(
		foreign_text_neither_ends_a_value_nor_begins_a_result),
	    cmocka_unit_test(long_text_is_cut),
	    cmocka_unit_test(lines_are_folded_between_pieces),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
