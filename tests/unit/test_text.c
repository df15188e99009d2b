/* SPDX-License-Identifier: BSD-2-Clause */
/* Text: what base/text.h promises. */

#include "tests/unit/unit.h"

#include "base/buf.h"
#include "base/text.h"

static void
foreign_octets_become_printable(void **state)
{
	static const struct {
		const char *in;
		size_t in_len, most;
		const char *out;
	} cases[] = {
	    {"plain", 5, 100, "plain"},
	    {"a\r\nb", 4, 100, "a\\013\\010b"},
	    {"\0", 1, 100, "\\000"},
	    {"say \"x\\y\"", 9, 100, "say \\\"x\\\\y\\\""},
	    {"caf\xc3\xa9", 5, 100, "caf\\195\\169"},
	    {"abcdefgh", 8, 8, "abcdefgh"},
	    {"abcdefghi", 9, 8, "abcde..."},
	    {"ab\x01\x01", 4, 8, "ab..."},
	    {"abc", 3, 2, ""},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct buf b = BUF_INIT;

		text_put_escaped(
		    &b, cases[i].in, cases[i].in_len, cases[i].most);
		assert_string_equal(buf_text(&b), cases[i].out);
		buf_fini(&b);
	}
}

static void
hexadecimal_goes_there_and_back(void **state)
{
	struct buf b = BUF_INIT;
	uint8_t out[4];

	(void)state;
	assert_int_equal(text_from_hex("00ffA9", 6, out, sizeof(out)), 3);
	text_put_hex(&b, out, 3);
	assert_string_equal(buf_text(&b), "00ffa9");
	assert_int_equal(text_from_hex("0", 1, out, sizeof(out)), -1);
	assert_int_equal(text_from_hex("0g", 2, out, sizeof(out)), -1);
	assert_int_equal(text_from_hex("0011223344", 10, out, 4), -1);
	buf_fini(&b);
}

static void
distance_counts_edits_and_swaps(void **state)
{
	(void)state;
	assert_int_equal(
	    text_distance("letsecrypt.org", "letsencrypt.org", 2), 1);
	assert_int_equal(text_distance("isuse", "issue", 2), 1);
	assert_int_equal(text_distance("issue", "issue", 2), 0);
	assert_int_equal(text_distance("issue", "policy", 2), 3);
	assert_int_equal(text_distance("", "ab", 3), 2);
}

static void
folding_is_ascii_only(void **state)
{
	(void)state;
	assert_true(text_equal_fold("IsSuE", 5, "issue", 5));
	assert_false(text_equal_fold("issue", 5, "issue1", 6));
	assert_false(text_equal_fold("\xc4", 1, "\xe4", 1));
}

static void
well_formed_utf8_is_told_from_other_octets(void **state)
{
	static const struct {
		const char *text;
		size_t len, prefix;
	} cases[] = {
	    {"abc", 3, 3},
	    {"", 0, 0},
	    {"\0b", 2, 2},
	    {"caf\xc3\xa9", 5, 5},
	    {"caf\xc3", 4, 3},
	    {"a\xe9t", 3, 1},
	    {"\x80", 1, 0},
	    {"\xc0\x80", 2, 0},
	    {"\xe0\x9f\xbf", 3, 0},
	    {"\xed\x9f\xbf", 3, 3},
	    {"\xed\xa0\x80", 3, 0},
	    {"\xf0\x8f\xbf\xbf", 4, 0},
	    {"\xf4\x8f\xbf\xbf", 4, 4},
	    {"\xf4\x90\x80\x80", 4, 0},
	    {"\xe6\xb2\x83", 3, 3},
	    {"0123456789\xc3\xa9"
	     "0123456789",
		22, 22},
	    {"01234567890123\xa9"
	     "0",
		16, 14},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_int_equal(text_utf8_prefix(cases[i].text, cases[i].len),
		    cases[i].prefix);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(foreign_octets_become_printable),
	    cmocka_unit_test(hexadecimal_goes_there_and_back),
	    cmocka_unit_test(distance_counts_edits_and_swaps),
	    cmocka_unit_test(folding_is_ascii_only),
	    cmocka_unit_test(well_formed_utf8_is_told_from_other_octets),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
