/* SPDX-License-Identifier: BSD-2-Clause */
/* CAA RRsets and RFC 8657 parameters: what caa/set.h promises. */

#include "tests/unit/unit.h"

#include <stdio.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/error.h"
#include "caa/binding.h"
#include "caa/set.h"
#include "dns/answer.h"

static void
add(struct dns_answer *answer, const char *text)
{
	struct buf wire = BUF_INIT;

	assert_int_equal(
	    caa_text_parse(text, strlen(text), &wire, NULL, NULL), 0);
	dns_answer_add_record(answer, wire.data, wire.len);
	buf_fini(&wire);
}

/* The set of records in text, up to a NULL. */
static struct caa_set *
set_of(const char *const *texts)
{
	struct dns_answer *answer =
	    dns_answer_new("example", DNS_TYPE_CAA, DNS_RECORDS);
	struct caa_set *set;

	for (; *texts != NULL; texts++)
		add(answer, *texts);
	set = caa_set_new(answer);
	dns_answer_free(&answer);
	return set;
}

static struct caa_set *
set_of_one(const char *text)
{
	const char *texts[] = {text, NULL};

	return set_of(texts);
}

static void
identical_records_are_one(void **state)
{
	static const char *const texts[] = {"0 issue \"ca.example\"",
	    "0 iodef \"mailto:a@b.example\"", "0 issue ca.example",
	    "0 ISSUE \"ca.example\"", "128 issue \"ca.example\"", NULL};
	struct caa_set *set = set_of(texts);

	(void)state;
	assert_int_equal(set->n_entries, 4);
	assert_int_equal(set->n_tagged[CAA_TAG_ISSUE], 3);
	assert_int_equal(set->n_tagged[CAA_TAG_IODEF], 1);
	assert_int_equal(set->n_tagged[CAA_TAG_ISSUEWILD], 0);
	caa_set_free(&set);
	assert_null(set);
	caa_set_free(&set);
}

static void
entries_tell_what_restricts_and_what_matches(void **state)
{
	static const struct {
		const char *text;
		bool restricts, well_formed;
	} cases[] = {
	    {"0 issue \"ca.example\"", true, true},
	    {"0 issuewild \";\"", true, true},
	    {"0 issuemail \"%%\"", true, false},
	    {"0 issuevmc \"\"", true, true},
	    {"0 iodef \"%%\"", false, false},
	    {"0 contactemail \"a@b.example\"", false, false},
	    {"0 tbs \"ca.example\"", false, false},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct caa_set *set = set_of_one(cases[i].text);

		assert_int_equal(set->entries[0].restricts, cases[i].restricts);
		assert_int_equal(
		    set->entries[0].well_formed, cases[i].well_formed);
		caa_set_free(&set);
	}
}

static void
the_first_critical_unknown_is_told(void **state)
{
	static const char *const texts[] = {
	    "0 tbs \"a\"", "128 issue \"b\"", "129 new \"c\"", NULL};
	struct caa_set *set = set_of(texts);

	(void)state;
	assert_non_null(set->critical_unknown);
	assert_memory_equal(set->critical_unknown->property.tag, "new", 3);
	caa_set_free(&set);
	set = set_of_one("127 new \"c\"");
	assert_null(set->critical_unknown);
	caa_set_free(&set);
}

static void
broken_framing_spoils_the_set(void **state)
{
	struct dns_answer *answer =
	    dns_answer_new("example", DNS_TYPE_CAA, DNS_RECORDS);
	struct caa_set *set;

	(void)state;
	add(answer, "0 issue \"ca.example\"");
	dns_answer_add_record(answer, "\0\5x", 3);
	set = caa_set_new(answer);
	assert_int_equal(set->fault, CAA_RDATA_TAG_OVERRUN);
	assert_int_equal(set->n_entries, 1);
	caa_set_free(&set);
	dns_answer_free(&answer);
}

static void
a_tag_of_other_octets_is_unknown(void **state)
{
	struct dns_answer *answer =
	    dns_answer_new("example", DNS_TYPE_CAA, DNS_RECORDS);
	struct caa_set *set;

	(void)state;
	dns_answer_add_record(answer, "\x80\6issue\0x", 9);
	set = caa_set_new(answer);
	assert_int_equal(set->fault, CAA_RDATA_OK);
	assert_int_equal(set->n_tagged[CAA_TAG_UNKNOWN], 1);
	assert_ptr_equal(set->critical_unknown, &set->entries[0]);
	caa_set_free(&set);
	dns_answer_free(&answer);
}

static void
parameters_bind_issue_and_issuewild_only(void **state)
{
	static const struct {
		const char *text;
		enum caa_binding account, methods;
	} cases[] = {
	    {"0 issue \"ca\"", CAA_BINDING_ABSENT, CAA_BINDING_ABSENT},
	    {"0 issue \"ca;accounturi=a:b\"", CAA_BINDING_PRESENT,
		CAA_BINDING_ABSENT},
	    {"0 issuewild \"ca;ACCOUNTURI=a:b;ValidationMethods=x,y\"",
		CAA_BINDING_PRESENT, CAA_BINDING_PRESENT},
	    {"0 issue \"ca;accounturi=a:b;accounturi=a:b;accounturi=\"",
		CAA_BINDING_DUPLICATE, CAA_BINDING_ABSENT},
	    {"0 issue \"ca;accounturi=;validationmethods=\"",
		CAA_BINDING_INVALID, CAA_BINDING_PRESENT},
	    {"0 issue \"ca;validationmethods=x,\"", CAA_BINDING_ABSENT,
		CAA_BINDING_INVALID},
	    {"0 issue \"ca;validationmethods=,;validationmethods=x\"",
		CAA_BINDING_ABSENT, CAA_BINDING_DUPLICATE},
	    {"0 issue \"ca;account-uri=x;accounturis=x\"", CAA_BINDING_ABSENT,
		CAA_BINDING_ABSENT},
	    {"0 issuemail \"ca;accounturi=x;validationmethods=,\"",
		CAA_BINDING_ABSENT, CAA_BINDING_ABSENT},
	    {"0 issuevmc \"ca;accounturi=x\"", CAA_BINDING_ABSENT,
		CAA_BINDING_ABSENT},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct caa_set *set = set_of_one(cases[i].text);

		if (set->entries[0].account != cases[i].account ||
		    set->entries[0].methods != cases[i].methods)
			fail_msg("%s", cases[i].text);
		caa_set_free(&set);
	}
}

static struct caa_span
span(const char *text)
{
	return (struct caa_span){text, strlen(text)};
}

static void
uris_have_a_scheme_and_allowed_characters(void **state)
{
	static const struct {
		const char *text;
		bool good;
	} cases[] = {
	    {"https://ca.example/acct/1?x=%2F#y", true},
	    {"urn:example:1", true},
	    {"a+b-c.1:", true},
	    {"https://[2001:db8::1]/", true},
	    {"", false},
	    {":x", false},
	    {"1a:b", false},
	    {"noscheme", false},
	    {"/path:x", false},
	    {"a:b\"", false},
	    {"a:b\\c", false},
	    {"a:<b>", false},
	    {"a:%2", false},
	    {"a:%2g", false},
	    {"a:b c", false},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct caa_span s = span(cases[i].text);

		if (caa_is_uri(&s) != cases[i].good)
			fail_msg("%s", cases[i].text);
	}
}

/* A value is no C string: what follows it is not its own. */
static void
uris_end_where_their_length_says(void **state)
{
	struct caa_span s = {"a:%20", 4};

	(void)state;
	assert_false(caa_is_uri(&s));
	s.len = 1;
	assert_false(caa_is_uri(&s));
}

static void
method_lists_are_labels_with_commas(void **state)
{
	static const struct {
		const char *list;
		bool good, has; /* http-01 */
	} cases[] = {
	    {"", true, false},
	    {"http-01", true, true},
	    {"dns-01,HTTP-01", true, true},
	    {"dns-01,http-01x,xhttp-01", true, false},
	    {"http-01,", false, true},
	    {",http-01", false, true},
	    {"dns-01,,http-01", false, true},
	    {"dns_01", false, false},
	    {"-http-01", false, false},
	    {"http-01-", false, false},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct caa_span s = span(cases[i].list);

		if (caa_is_method_list(&s) != cases[i].good ||
		    caa_method_list_has(&s, "http-01") != cases[i].has)
			fail_msg("%s", cases[i].list);
	}
}

/* A TCP answer holds some 5,000 records of this size; quadratic work on ten
 * times as many would take minutes. */
static void
large_sets_are_parsed_quickly(void **state)
{
	struct dns_answer *answer =
	    dns_answer_new("example", DNS_TYPE_CAA, DNS_RECORDS);
	struct caa_set *set;
	int64_t started;

	(void)state;
	for (int i = 0; i < 50000; i++) {
		char text[64];

		(void)snprintf(
		    text, sizeof(text), "0 t%d \"test\"", i * 7919 % 25000);
		add(answer, text);
	}
	started = clock_steady_ms();
	set = caa_set_new(answer);
	assert_int_equal(set->n_entries, 25000);
	assert_true(clock_steady_ms() - started < 5000);
	caa_set_free(&set);
	dns_answer_free(&answer);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(identical_records_are_one),
	    cmocka_unit_test(entries_tell_what_restricts_and_what_matches),
	    cmocka_unit_test(the_first_critical_unknown_is_told),
	    cmocka_unit_test(broken_framing_spoils_the_set),
	    cmocka_unit_test(a_tag_of_other_octets_is_unknown),
	    cmocka_unit_test(parameters_bind_issue_and_issuewild_only),
	    cmocka_unit_test(uris_have_a_scheme_and_allowed_characters),
	    cmocka_unit_test(uris_end_where_their_length_says),
	    cmocka_unit_test(method_lists_are_labels_with_commas),
	    cmocka_unit_test(large_sets_are_parsed_quickly),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
