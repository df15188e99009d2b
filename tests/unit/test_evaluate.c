/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The verdict: what caa/evaluate.h promises and the vectors don't show, such
 * as which property is named as the one that decided.
 */

#include "tests/unit/unit.h"

#include "base/buf.h"
#include "caa/climb.h"
#include "caa/evaluate.h"
#include "caa/set.h"
#include "dns/answer.h"

static struct dns_answer *
answer_of(const char *records)
{
	struct dns_answer *answer =
	    dns_answer_new("a", DNS_TYPE_CAA, DNS_RECORDS);

	while (*records != '\0') {
		size_t len = strcspn(records, "|");
		struct buf wire = BUF_INIT;

		assert_int_equal(
		    caa_text_parse(records, len, &wire, NULL, NULL), 0);
		dns_answer_add_record(answer, wire.data, wire.len);
		buf_fini(&wire);
		records += len + (records[len] == '|');
	}
	return answer;
}

/* Several reasons apply: which one is told, and which property goes with it.
 * Asked as ca.example, account a:1, method m. */
static const struct {
	const char *records;
	enum caa_kind kind;
	enum caa_verdict verdict;
	enum caa_reason reason;
	const char *entry; /* NULL: no property decided */
} cases[] = {
    {"0 issue \"x.example\"|0 issue \"CA.EXAMPLE\"", CAA_KIND_TLS, CAA_PERMIT,
	CAA_REASON_AUTHORIZED, "0 issue \"CA.EXAMPLE\""},
    {"0 iodef \"x:y\"", CAA_KIND_TLS, CAA_PERMIT, CAA_REASON_NO_RESTRICTION,
	NULL},
    {"0 issue \"ca.example\"|128 zz \"x\"|128 new \"x\"", CAA_KIND_VMC,
	CAA_DENY, CAA_REASON_CRITICAL_UNKNOWN, "128 zz \"x\""},
    {"0 issue \"x\"|0 issue \"%\"|0 issue \"\"", CAA_KIND_TLS, CAA_DENY,
	CAA_REASON_NOT_AUTHORIZED, "0 issue \"x\""},
    {"0 issue \"ca\"", CAA_KIND_TLS, CAA_DENY, CAA_REASON_NOT_AUTHORIZED,
	"0 issue \"ca\""},
    {"0 issue \"y\"|0 issue \"x\"", CAA_KIND_TLS, CAA_DENY,
	CAA_REASON_NOT_AUTHORIZED, "0 issue \"x\""},
    {"0 issue \"%\"|0 issue \"\"", CAA_KIND_TLS, CAA_DENY,
	CAA_REASON_MALFORMED_VALUE, "0 issue \"%\""},
    {"0 issue \"x\"|0 issue \"ca.example;accounturi=a:2\"", CAA_KIND_TLS,
	CAA_DENY, CAA_REASON_ACCOUNTURI_MISMATCH,
	"0 issue \"ca.example;accounturi=a:2\""},
    {"0 issue \"ca.example;accounturi=a:1;validationmethods=n\"|"
     "0 issue \"ca.example;accounturi=a:2;validationmethods=m\"",
	CAA_KIND_TLS, CAA_DENY, CAA_REASON_ACCOUNTURI_MISMATCH,
	"0 issue \"ca.example;accounturi=a:2;validationmethods=m\""},
    {"0 issue \"ca.example;accounturi=a:2\"|0 issue \"ca2.example\"",
	CAA_KIND_TLS, CAA_PERMIT, CAA_REASON_AUTHORIZED,
	"0 issue \"ca2.example\""},
    {"0 issue \"ca.example; validationmethods=M\"", CAA_KIND_TLS, CAA_PERMIT,
	CAA_REASON_AUTHORIZED, "0 issue \"ca.example; validationmethods=M\""},
    {"0 issuewild \"ca.example\"|0 issue \"x\"", CAA_KIND_TLS_WILDCARD,
	CAA_PERMIT, CAA_REASON_AUTHORIZED, "0 issuewild \"ca.example\""},
    {"0 issue \"\"|0 issuemail \"ca.example; accounturi=a:2\"", CAA_KIND_SMIME,
	CAA_PERMIT, CAA_REASON_AUTHORIZED,
	"0 issuemail \"ca.example; accounturi=a:2\""},
};

static const char *const issuers[] = {"ca2.example", "ca.example"};

static void
check_case(size_t i, const struct caa_result *r)
{
	struct buf entry = BUF_INIT;

	if (r->entry != NULL)
		caa_property_put_text(&r->entry->property, &entry);
	if (r->verdict != cases[i].verdict || r->reason != cases[i].reason)
		fail_msg(
		    "%s: %s", cases[i].records, caa_reason_text(r->reason));
	assert_string_equal(
	    buf_text(&entry), cases[i].entry != NULL ? cases[i].entry : "");
	buf_fini(&entry);
}

static void
the_property_that_decides_is_named(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct caa_request req = {
		    cases[i].kind, issuers, 2, "a:1", "m"};
		struct dns_answer *answer = answer_of(cases[i].records);
		struct caa_set *set = caa_set_new(answer);
		struct caa_result result;

		caa_evaluate_set(set, &req, &result);
		assert_null(result.relevant);
		check_case(i, &result);
		caa_set_free(&set);
		dns_answer_free(&answer);
	}
}

static void
nobody_asking_is_authorized_by_nothing(void **state)
{
	struct caa_request req = {CAA_KIND_TLS, NULL, 0, NULL, NULL};
	struct dns_answer *answer = answer_of("0 issue \"\"|0 issue \"x\"");
	struct caa_set *set = caa_set_new(answer);
	struct caa_result result;

	(void)state;
	caa_evaluate_set(set, &req, &result);
	assert_int_equal(result.verdict, CAA_DENY);
	assert_int_equal(result.reason, CAA_REASON_NOT_AUTHORIZED);
	caa_set_free(&set);
	dns_answer_free(&answer);
}

static void
a_set_of_broken_framing_is_an_error(void **state)
{
	struct caa_request req = {CAA_KIND_TLS, issuers, 2, NULL, NULL};
	struct dns_answer *answer = answer_of("0 issue \"ca.example\"");
	struct caa_set *set;
	struct caa_result result;

	(void)state;
	dns_answer_add_record(answer, "\0\0", 2);
	set = caa_set_new(answer);
	caa_evaluate_set(set, &req, &result);
	assert_int_equal(result.verdict, CAA_ERROR);
	assert_int_equal(result.reason, CAA_REASON_MALFORMED_RDATA);
	assert_null(result.entry);
	caa_set_free(&set);
	dns_answer_free(&answer);
}

static void
each_failure_has_its_reason(void **state)
{
	static const struct {
		enum dns_status status;
		enum caa_reason reason;
	} failures[] = {
	    {DNS_FAILED, CAA_REASON_LOOKUP_FAILURE},
	    {DNS_TIMEOUT, CAA_REASON_LOOKUP_FAILURE},
	    {DNS_MALFORMED, CAA_REASON_LOOKUP_FAILURE},
	    {DNS_ALIAS_LONG, CAA_REASON_LOOKUP_FAILURE},
	    {DNS_ALIAS_LOOP, CAA_REASON_ALIAS_LOOP},
	    {DNS_TRUNCATED, CAA_REASON_TRUNCATED},
	    {DNS_BOGUS, CAA_REASON_DNSSEC_BOGUS},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(failures) / sizeof(failures[0]); i++) {
		struct caa_request req = {CAA_KIND_TLS, issuers, 2, NULL, NULL};
		struct caa_climb *climb = caa_climb_new("a");
		struct dns_answer *answer =
		    dns_answer_new("a", DNS_TYPE_CAA, failures[i].status);
		struct caa_result result;

		caa_climb_feed(climb, answer);
		caa_evaluate(climb, &req, &result);
		assert_int_equal(result.verdict, CAA_ERROR);
		assert_int_equal(result.reason, failures[i].reason);
		assert_null(result.relevant);
		assert_null(result.entry);
		dns_answer_free(&answer);
		caa_climb_free(&climb);
	}
}

static void
every_value_has_its_text(void **state)
{
	(void)state;
	assert_string_equal(caa_kind_text(CAA_KIND_TLS), "tls");
	assert_string_equal(
	    caa_kind_text(CAA_KIND_TLS_WILDCARD), "tls-wildcard");
	assert_string_equal(caa_kind_text(CAA_KIND_SMIME), "smime");
	assert_string_equal(caa_kind_text(CAA_KIND_VMC), "vmc");
	assert_string_equal(caa_verdict_text(CAA_PERMIT), "permit");
	assert_string_equal(caa_verdict_text(CAA_DENY), "deny");
	assert_string_equal(caa_verdict_text(CAA_ERROR), "error");
	for (unsigned r = 0; r <= CAA_REASON_MALFORMED_RDATA; r++)
		assert_true(strlen(caa_reason_text((enum caa_reason)r)) > 5);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(the_property_that_decides_is_named),
	    cmocka_unit_test(nobody_asking_is_authorized_by_nothing),
	    cmocka_unit_test(a_set_of_broken_framing_is_an_error),
	    cmocka_unit_test(each_failure_has_its_reason),
	    cmocka_unit_test(every_value_has_its_text),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
