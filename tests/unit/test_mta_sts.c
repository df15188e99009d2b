/* SPDX-License-Identifier: BSD-2-Clause */
/* The record and the policy of MTA-STS: what records/mta_sts_*.h promise. */

#include "tests/unit/unit.h"

#include <stdlib.h>

#include "base/buf.h"
#include "base/error.h"
#include "records/mta_sts_policy.h"
#include "records/mta_sts_record.h"

#define ID32 "0123456789abcdefghijABCDEFGHIJ01"

/* error NULL: the grammar allows it; id_error likewise for the id. */
static const struct {
	const char *text;
	enum sts_version version;
	const char *error, *id, *id_error;
} records[] = {
    {"v=STSv1; id=20260101T000000", STS_VERSION_IS, NULL, "20260101T000000",
	NULL},
    {"v=STSv1;id=1", STS_VERSION_IS, NULL, "1", NULL},
    {"v=STSv1; id=1;", STS_VERSION_IS, NULL, "1", NULL},
    {"v=STSv1; id=1 ; ", STS_VERSION_IS, NULL, "1", NULL},
    {"v=STSv1 ; id=1", STS_VERSION_IS, NULL, "1", NULL},
    {"v=STSv1\t;\tid=1", STS_VERSION_IS, NULL, "1", NULL},
    {"v=STSv1; id=" ID32, STS_VERSION_IS, NULL, ID32, NULL},
    {"v=STSv1; id=" ID32 "x", STS_VERSION_IS, NULL, ID32 "x",
	"33 characters, 32 at most"},
    {"v=STSv1; id=2026-01-01", STS_VERSION_IS, NULL, "2026-01-01",
	"other octets"},
    {"v=STSv1; id=1 2", STS_VERSION_IS, NULL, "1 2", "other octets"},
    {"v=STSv1; x-y.z_=<!>; id=1", STS_VERSION_IS, NULL, "1", NULL},
    {"v=STSv1; x=1", STS_VERSION_IS, NULL, "", "there is no id"},
    {"v=STSv1; ID=1", STS_VERSION_IS, NULL, "", "there is no id"},
    {"v=STSv1; id=1; id=2", STS_VERSION_IS, NULL, "1", NULL},
    {"v=STSv1;", STS_VERSION_IS, "no field", "", "there is no id"},
    {"v=STSv1; ;", STS_VERSION_IS, "nothing between", "", NULL},
    {"v=STSv1;; id=1", STS_VERSION_IS, "nothing between", "", NULL},
    {"v=STSv1; id=1;;", STS_VERSION_IS, "nothing between", "1", NULL},
    {"v=STSv1; id=1 ", STS_VERSION_IS, "blank at the end", "1", NULL},
    {"v=STSv1; id", STS_VERSION_IS, "wanted NAME=VALUE", "", NULL},
    {"v=STSv1; id=", STS_VERSION_IS, "without a value", "", NULL},
    {"v=STSv1; id =1", STS_VERSION_IS, "wanted a name", "", NULL},
    {"v=STSv1; id= 1", STS_VERSION_IS, "blank after the equals", "", NULL},
    {"v=STSv1; -x=1", STS_VERSION_IS, "wanted a name", "", NULL},
    {"v=STSv1; " ID32 "x=1", STS_VERSION_IS, "wanted a name", "", NULL},
    {"v=STSv1; id=1; x=a=b", STS_VERSION_IS, "value of x", "1", NULL},
    {"v=STSv1; id=1; x=\x7f", STS_VERSION_IS, "value of x", "1", NULL},
    {"v=STSv1; id=1; x=\xc3\xa9", STS_VERSION_IS, "value of x", "1", NULL},
    {"v=stsv1; id=1", STS_VERSION_CLOSE, NULL, NULL, NULL},
    {" v=STSv1; id=1", STS_VERSION_CLOSE, NULL, NULL, NULL},
    {"\"v=STSv1; id=1\"", STS_VERSION_CLOSE, NULL, NULL, NULL},
    {"v=STSv1 id=1", STS_VERSION_CLOSE, NULL, NULL, NULL},
    {"v=STSv1", STS_VERSION_CLOSE, NULL, NULL, NULL},
    {"v=STSv12; id=1", STS_VERSION_CLOSE, NULL, NULL, NULL},
    {"v=spf1 -all", STS_VERSION_NOT, NULL, NULL, NULL},
    {"", STS_VERSION_NOT, NULL, NULL, NULL},
};

static void
records_match_the_grammar_or_tell_why_not(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(records) / sizeof(records[0]); i++) {
		size_t len = strlen(records[i].text);
		struct mta_sts_record r;
		struct error err = {""};
		int ret;

		print_message("%s\n", records[i].text);
		assert_int_equal(mta_sts_record_version(records[i].text, len),
		    records[i].version);
		if (records[i].version != STS_VERSION_IS)
			continue;
		ret = mta_sts_record_parse(records[i].text, len, &r, &err);
		assert_int_equal(ret, records[i].error != NULL ? -1 : 0);
		if (ret == -1)
			assert_non_null(strstr(err.text, records[i].error));
		assert_true(sts_span_is(&r.id, records[i].id));
		if (ret == -1)
			continue;
		ret = mta_sts_id_check(&r.id, &err);
		assert_int_equal(ret, records[i].id_error != NULL ? -1 : 0);
		if (ret == -1)
			assert_non_null(strstr(err.text, records[i].id_error));
	}
}

static void
the_first_id_counts_and_blanks_before_the_semicolon_are_told(void **state)
{
	static const char text[] = "v=STSv1 ; id=1; x=2; id=3";
	struct mta_sts_record r;

	(void)state;
	assert_int_equal(mta_sts_record_parse(text, strlen(text), &r, NULL), 0);
	assert_true(r.fields.blank);
	assert_int_equal(r.n_ids, 2);
	assert_int_equal(r.fields.n, 3);
	assert_true(sts_span_is(&r.id, "1"));
}

static void
fields_have_a_limit(void **state)
{
	struct buf text = BUF_INIT;
	struct mta_sts_record r;
	struct error err;

	(void)state;
	buf_puts(&text, "v=STSv1");
	for (int i = 0; i < STS_FIELDS_MAX; i++)
		buf_printf(&text, ";id=%d", i);
	assert_int_equal(
	    mta_sts_record_parse(buf_text(&text), text.len, &r, &err), 0);
	buf_puts(&text, ";a=1");
	assert_int_equal(
	    mta_sts_record_parse(buf_text(&text), text.len, &r, &err), -1);
	assert_non_null(strstr(err.text, "more than 64 fields"));
	buf_fini(&text);
}

#define GOOD                                  \
	"version: STSv1\r\nmode: enforce\r\n" \
	"max_age: 1209600\r\nmx: mx.good.test\r\n"

/* notes: `LINE FAULT KEY` each; see put_notes. */
static const struct {
	const char *text;
	bool usable;
	const char *mode; /* NULL: none that is good */
	int64_t max_age;  /* -1: likewise */
	size_t n_mx;
	const char *notes;
} policies[] = {
    {GOOD, true, "enforce", 1209600, 1, ""},
    {"version: STSv1\nmode: testing\nmax_age: 0\nmx: *.a.test\nmx:b.test", true,
	"testing", 0, 2, ""},
    {"mx: a.b \t\nmax_age:\t5\nmode: none \nversion: STSv1", true, "none", 5, 1,
	""},
    {"version: STSv1\nmode: none\nmax_age: 86400\n", true, "none", 86400, 0,
	""},
    {"version: STSv1\nmode: enforce\nmax_age: 86400\n", false, "enforce", 86400,
	0, ""},
    {"", false, NULL, -1, 0, ""},
    {GOOD "x-new: a b\xc3\xa9 c\n", true, "enforce", 1209600, 1, ""},
    {GOOD "nmx: mx2.good.test\n", true, "enforce", 1209600, 1,
	"5 misspelt mx;"},
    {GOOD "MX: a.test\nmax-age: 1\nversions: 2\nmodus: x\nmaxage: 1\n", true,
	"enforce", 1209600, 1,
	"5 misspelt mx;6 misspelt max_age;7 misspelt version;"
	"8 misspelt mode;9 misspelt max_age;"},
    {GOOD "x: 1\nmy-key: 2\npolicy: 3\n", true, "enforce", 1209600, 1, ""},
    {GOOD "mode : enforce\n", true, "enforce", 1209600, 1, "5 no-key mode;"},
    {GOOD " mx: a.test\n", true, "enforce", 1209600, 1, "5 no-key mx;"},
    {GOOD "hello\n", true, "enforce", 1209600, 1, "5 no-key -;"},
    {GOOD ": x\n", true, "enforce", 1209600, 1, "5 no-key -;"},
    {GOOD "\n", true, "enforce", 1209600, 1, "5 empty -;"},
    {GOOD "\r\n \t\n", true, "enforce", 1209600, 1, "5 empty -;6 empty -;"},
    {GOOD "x:\n", true, "enforce", 1209600, 1, "5 value -;"},
    {GOOD "a\x01: b\n", true, "enforce", 1209600, 1, "5 octet -;"},
    {GOOD "x: \xff\n", true, "enforce", 1209600, 1, "5 octet -;"},
    {GOOD "x: a\rb\n", true, "enforce", 1209600, 1, "5 octet -;"},
    {"\xef\xbb\xbf" GOOD, true, "enforce", 1209600, 1, "1 mark -;"},
    {"version: STSv2\nmode: Enforce\nmax_age: 1w\nmx: a..b\n", false, NULL, -1,
	1, "1 value version;2 value mode;3 value max_age;4 value mx;"},
    {"version: STSv1\nmode: enforce\nmax_age: 12345678901\nmx: a.test\n", false,
	"enforce", -1, 1, "3 value max_age;"},
    {"version: STSv1\nmode: enforce\nmax_age: 9999999999\nmx: a.test\n", true,
	"enforce", INT64_C(9999999999), 1, ""},
    {"version: STSv1\nmode: enforce\nmax_age: -1\nmx: a.test\n", false,
	"enforce", -1, 1, "3 value max_age;"},
    {"version: STSv1\nmode:\nmax_age: 1\nmx: a.test\n", false, NULL, 1, 1,
	"2 value mode;"},
    {"version: STSv1\rmode: none\rmax_age: 1", false, NULL, -1, 0,
	"1 octet version;"},
};

static const char *const fault_names[] = {
    [MTA_STS_FAULT_MARK] = "mark",
    [MTA_STS_FAULT_EMPTY] = "empty",
    [MTA_STS_FAULT_NO_KEY] = "no-key",
    [MTA_STS_FAULT_OCTET] = "octet",
    [MTA_STS_FAULT_VALUE] = "value",
    [MTA_STS_FAULT_MISSPELT] = "misspelt",
};

static void
put_notes(const struct mta_sts_policy *p, struct buf *out)
{
	for (size_t i = 0; i < p->n_notes; i++)
		buf_printf(out, "%u %s %s;", p->notes[i].line,
		    fault_names[p->notes[i].fault],
		    p->notes[i].key < MTA_STS_KEYS
			? mta_sts_key_text(p->notes[i].key)
			: "-");
}

static void
policies_are_read_as_senders_read_them(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(policies) / sizeof(policies[0]); i++) {
		struct mta_sts_policy p;
		struct buf notes = BUF_INIT;

		print_message("%s\n", policies[i].text);
		mta_sts_policy_parse(
		    policies[i].text, strlen(policies[i].text), &p);
		put_notes(&p, &notes);
		assert_string_equal(buf_text(&notes), policies[i].notes);
		assert_int_equal(
		    mta_sts_policy_is_usable(&p), policies[i].usable);
		assert_int_equal(p.n_mx, policies[i].n_mx);
		assert_int_equal(
		    p.keys[MTA_STS_MODE_KEY].good, policies[i].mode != NULL);
		if (policies[i].mode != NULL)
			assert_string_equal(
			    mta_sts_mode_text(p.mode), policies[i].mode);
		assert_int_equal(
		    p.keys[MTA_STS_MAX_AGE_KEY].good, policies[i].max_age >= 0);
		if (policies[i].max_age >= 0)
			assert_int_equal(p.max_age, policies[i].max_age);
		buf_fini(&notes);
		mta_sts_policy_fini(&p);
	}
}

static void
the_first_of_duplicates_counts_and_the_second_is_told(void **state)
{
	static const char text[] =
	    "version: STSv1\nmode: testing\nmode: enforce\nmode: testing\n"
	    "max_age: 1\nmax_age: 1\nmx: a.test\nmx: a.test\n";
	struct mta_sts_policy p;

	(void)state;
	mta_sts_policy_parse(text, strlen(text), &p);
	assert_int_equal(p.mode, MTA_STS_MODE_TESTING);
	assert_int_equal(p.keys[MTA_STS_MODE_KEY].n, 3);
	assert_int_equal(p.keys[MTA_STS_MODE_KEY].line, 2);
	assert_int_equal(p.keys[MTA_STS_MODE_KEY].again, 3);
	assert_true(p.keys[MTA_STS_MODE_KEY].differs);
	assert_int_equal(p.keys[MTA_STS_MAX_AGE_KEY].again, 6);
	assert_false(p.keys[MTA_STS_MAX_AGE_KEY].differs);
	assert_int_equal(p.n_mx, 2);
	mta_sts_policy_fini(&p);
}

static void
hostile_policies_are_bounded(void **state)
{
	struct buf text = BUF_INIT;
	struct mta_sts_policy p;

	(void)state;
	while (text.len <= MTA_STS_POLICY_MAX)
		buf_put(&text, "mx:\0\n", 5);
	mta_sts_policy_parse(buf_text(&text), text.len, &p);
	assert_true(p.cut);
	assert_int_equal(p.n_mx, 0);
	assert_int_equal(p.n_notes, MTA_STS_NOTES_MAX);
	assert_int_equal(p.n_notes_total, MTA_STS_POLICY_MAX / 5 + 1);
	mta_sts_policy_fini(&p);
	buf_clear(&text);
	while (text.len < MTA_STS_POLICY_MAX)
		buf_puts(&text, "mx:a\n");
	mta_sts_policy_parse(buf_text(&text), MTA_STS_POLICY_MAX, &p);
	assert_false(p.cut);
	assert_int_equal(p.n_mx, MTA_STS_POLICY_MAX / 5);
	assert_int_equal(mta_sts_policy_match(&p, "a"), 0);
	mta_sts_policy_fini(&p);
	buf_fini(&text);
}

static const struct {
	const char *pattern, *host;
	bool good, match;
} patterns[] = {
    {"mx.good.test", "mx.good.test", true, true},
    {"MX.Good.TEST", "mx.good.test", true, true},
    {"*.good.test", "mx.good.test", true, true},
    {"*.good.test", "a.mx.good.test", true, false},
    {"*.good.test", "good.test", true, false},
    {"*.good.test", "mxgood.test", true, false},
    {"*.good.test", "mx.good.test.evil.test", true, false},
    {"good.test", "mx.good.test", true, false},
    {"mx.good.test", "mx.good.test.evil.test", true, false},
    {"mx.good.test", "amx.good.test", true, false},
    {"mx.good.test", "mxxgood.test", true, false},
    {"*.good.test", "a\\.b.good.test", true, true},
    {"xn--bcher-kva.test", "xn--bcher-kva.test", true, true},
    {"b\xc3\xbc"
     "cher.test",
	"xn--bcher-kva.test", false, false},
    {"*.com", "good.com", true, true},
    {"*", "test", false, false},
    {"*.", "test", false, false},
    {"*.*.test", "a.b.test", false, false},
    {"m*.good.test", "mx.good.test", false, false},
    {".good.test", "mx.good.test", false, false},
    {"mx.good.test.", "mx.good.test", false, false},
    {"mx_.good.test", "mx_.good.test", false, false},
    {"-mx.good.test", "-mx.good.test", false, false},
    {"mx-.good.test", "mx-.good.test", false, false},
    {"mx good.test", "mx good.test", false, false},
    {"192.0.2.1", "192.0.2.1", true, true},
    {"", ".", false, false},
    {"0123456789012345678901234567890123456789012345678901234567890123.test",
	"a.test", false, false},
};

static void
a_wildcard_stands_for_exactly_one_label(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(patterns) / sizeof(patterns[0]); i++) {
		struct sts_span s = {
		    patterns[i].pattern, strlen(patterns[i].pattern)};

		print_message("%s %s\n", s.text, patterns[i].host);
		assert_int_equal(mta_sts_pattern_is_good(&s), patterns[i].good);
		assert_int_equal(mta_sts_pattern_match(&s, patterns[i].host),
		    patterns[i].match);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(records_match_the_grammar_or_tell_why_not),
	    cmocka_unit_test(
		the_first_id_counts_and_blanks_before_the_semicolon_are_told),
	    cmocka_unit_test(fields_have_a_limit),
	    cmocka_unit_test(policies_are_read_as_senders_read_them),
	    cmocka_unit_test(
		the_first_of_duplicates_counts_and_the_second_is_told),
	    cmocka_unit_test(hostile_policies_are_bounded),
	    cmocka_unit_test(a_wildcard_stands_for_exactly_one_label),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
