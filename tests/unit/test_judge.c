/* SPDX-License-Identifier: BSD-2-Clause */
/* Evidence to findings: what each rule says of a domain's CAA records. */

#include "tests/unit/unit.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/buf.h"
#include "base/mem.h"
#include "caa/property.h"
#include "dns/answer.h"
#include "dns/name.h"
#include "verify/evidence.h"
#include "verify/finding.h"
#include "verify/judge.h"

#define SCRIPT_MAX 8

/* What the DNS holds: "NAME DATA", DATA a CAA record's text, `MX HOST`, a
 * status word, `ALIAS TARGET`, or `AD`.  Names not in it have no record. */
struct script {
	const char *lines[SCRIPT_MAX];
};

static void
script_add_mx(struct dns_answer *a, const char *host)
{
	struct buf rdata = BUF_INIT;
	uint8_t wire[DNS_NAME_WIRE_MAX];
	int n = dns_name_to_wire(host, wire);

	assert_true(n > 0);
	buf_u16(&rdata, 10);
	buf_put(&rdata, wire, (size_t)n);
	dns_answer_add_record(a, rdata.data, rdata.len);
	a->status = DNS_RECORDS;
	buf_fini(&rdata);
}

static void
script_apply(struct dns_answer *a, const char *data)
{
	struct buf rdata = BUF_INIT;

	if (strcmp(data, "SERVFAIL") == 0) {
		a->status = DNS_FAILED;
		a->rcode = 2;
	} else if (strcmp(data, "BOGUS") == 0) {
		a->status = DNS_BOGUS;
	} else if (strcmp(data, "AD") == 0) {
		a->ad = true;
	} else if (strncmp(data, "ALIAS ", 6) == 0) {
		dns_answer_add_alias(a, data + 6);
	} else {
		assert_int_equal(
		    caa_text_parse(data, strlen(data), &rdata, NULL, NULL), 0);
		dns_answer_add_record(a, rdata.data, rdata.len);
		a->status = DNS_RECORDS;
	}
	buf_fini(&rdata);
}

static void
script_answer(const struct script *script, struct evidence *e, const char *name,
    uint16_t type)
{
	struct dns_answer *a = dns_answer_new(name, type, DNS_NODATA);
	size_t len = strlen(name);

	a->ttl = 300;
	for (size_t i = 0; i < SCRIPT_MAX && script->lines[i] != NULL; i++) {
		const char *line = script->lines[i];
		bool mx = strncmp(line, name, len) == 0 && line[len] == ' ' &&
			  strncmp(line + len + 1, "MX ", 3) == 0;

		if (strncmp(line, name, len) != 0 || line[len] != ' ')
			continue;
		if (mx && type == DNS_TYPE_MX &&
		    strcmp(line + len + 4, "SERVFAIL") == 0)
			script_apply(a, "SERVFAIL");
		else if (mx && type == DNS_TYPE_MX)
			script_add_mx(a, line + len + 4);
		else if (!mx && type == DNS_TYPE_CAA)
			script_apply(a, line + len + 1);
	}
	evidence_put(e, a);
	dns_answer_free(&a);
}

static void
script_climb(const struct script *script, struct evidence *e, const char *name)
{
	for (; name != NULL; name = dns_name_parent(name))
		script_answer(script, e, name, DNS_TYPE_CAA);
}

static struct evidence *
script_evidence(const struct script *script)
{
	struct evidence *e = evidence_new("a.test", 1795341600, NULL);

	script_answer(script, e, "a.test", DNS_TYPE_MX);
	script_climb(script, e, "a.test");
	script_climb(script, e, evidence_policy_host(e));
	for (size_t i = 0; i < evidence_mx_count(e); i++)
		script_climb(script, e, evidence_mx_host(e, i));
	return e;
}

static bool
ours(const char *host, const void *arg)
{
	(void)arg;
	return strcmp(host, "mx.ours.test") == 0;
}

/* The other rules have their cases in tests/evidence. */
static bool
is_of_climbs(enum rule_id rule)
{
	static const enum rule_id rules[] = {RULE_CAA_01, RULE_CAA_02,
	    RULE_CAA_03, RULE_CAA_04, RULE_CAA_05, RULE_CAA_07, RULE_CAA_08,
	    RULE_CAA_09, RULE_CAA_10, RULE_CAA_22, RULE_CAA_24};

	for (size_t i = 0; i < sizeof(rules) / sizeof(rules[0]); i++)
		if (rules[i] == rule)
			return true;
	return false;
}

/* All that is no pass: `CAA-04! a.test` a line; `!` for a candidate, `?` for
 * undetermined, `-` for not applicable, severity i or w before the name. */
static char *
verdicts(const struct script *script, struct findings *out)
{
	const struct judge_context context = {.controls = ours};
	struct evidence *e = script_evidence(script);
	struct buf text = BUF_INIT;

	judge(e, &context, out);
	evidence_free(&e);
	for (size_t i = 0; i < out->n; i++) {
		const struct finding *f = &out->list[i];

		if (f->result == FINDING_PASS || !is_of_climbs(f->rule))
			continue;
		buf_printf(&text, "%s%s%s %s\n", rule_get(f->rule)->name,
		    f->result == FINDING_UNKNOWN          ? "?"
		    : f->result == FINDING_NOT_APPLICABLE ? "-"
		    : f->candidate                        ? "!"
							  : "",
		    f->result != FINDING_FAIL      ? ""
		    : f->severity == SEVERITY_INFO ? "i"
						   : "w",
		    f->subject);
	}
	return buf_steal(&text);
}

#define GOOD "a.test 0 issue \"ca.example\"", "a.test AD"

static void
each_fault_gives_its_finding_and_no_other(void **state)
{
	static const struct {
		const char *what;
		struct script script;
		const char *want;
	} cases[] = {
	    {"a good domain", {{GOOD, "a.test MX mx.a.test"}}, ""},
	    {"nothing published", {{NULL}}, "CAA-01i a.test\n"},
	    {"unsigned", {{"a.test 0 issue \"ca.example\""}},
		"CAA-22i a.test\n"},
	    {"unknown critical", {{GOOD, "a.test 128 tbs \"x\""}},
		"CAA-08!w a.test\n"},
	    {"unknown, not critical", {{GOOD, "a.test 0 tbs \"x\""}}, ""},
	    {"known critical",
		{{"a.test 128 issue \"ca.example\"", "a.test AD"}}, ""},
	    {"only issue malformed",
		{{"a.test 0 issue \"ca example\"", "a.test AD"}},
		"CAA-04!w a.test\n"},
	    {"one of two malformed", {{GOOD, "a.test 0 issue \"ca_x\""}},
		"CAA-04w a.test\n"},
	    {"malformed beside forbidding",
		{{"a.test 0 issue \";\"", "a.test 0 issue \"%%%\"",
		    "a.test AD"}},
		"CAA-04!w a.test\n"},
	    {"malformed issuewild", {{GOOD, "a.test 0 issuewild \"%%\""}},
		"CAA-04w a.test\n"},
	    {"forbidding all on purpose",
		{{"a.test 0 issue \";\"", "a.test AD"}}, ""},
	    {"empty beside named", {{GOOD, "a.test 0 issue \";\""}},
		"CAA-05i a.test\n"},
	    {"only iodef",
		{{"a.test 0 iodef \"mailto:s@a.test\"", "a.test AD"}},
		"CAA-07w a.test\n"},
	    {"reserved flag", {{"a.test 1 issue \"ca.example\"", "a.test AD"}},
		"CAA-09i a.test\n"},
	    {"1 on an unknown tag", {{GOOD, "a.test 1 tbs \"x\""}},
		"CAA-09w a.test\n"},
	    {"capitals", {{"a.test 0 Issue \"ca.example\"", "a.test AD"}},
		"CAA-10i a.test\n"},
	    {"alias",
		{{GOOD, "mta-sts.a.test ALIAS p.example",
		    "mta-sts.a.test 0 issue \"p-ca.example\"",
		    "mta-sts.a.test AD"}},
		"CAA-03i mta-sts.a.test\n"},
	    {"SERVFAIL", {{"a.test SERVFAIL"}}, "CAA-02? a.test\n"},
	    {"SERVFAIL above the set", {{GOOD, "test SERVFAIL"}}, ""},
	    {"bogus", {{"a.test BOGUS"}}, "CAA-22!w a.test\nCAA-02? a.test\n"},
	    {"a host's own fault",
		{{GOOD, "a.test MX mx.a.test", "mx.a.test 128 tbs \"x\"",
		    "mx.a.test 0 issue \"c.example\"", "mx.a.test AD"}},
		"CAA-08!w mx.a.test\n"},
	    {"somebody else's host",
		{{GOOD, "a.test MX mx.big.example",
		    "big.example 128 tbs \"x\""}},
		"CAA-01- mx.big.example\n"},
	    {"a host of another domain of ours",
		{{GOOD, "a.test MX mx.ours.test", "ours.test 128 tbs \"x\"",
		    "ours.test AD"}},
		"CAA-07w ours.test\nCAA-08!w ours.test\n"},
	    {"MX unknown", {{GOOD, "a.test MX SERVFAIL"}}, "CAA-02? a.test\n"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct findings findings = {NULL, 0};
		char *got = verdicts(&cases[i].script, &findings);

		if (strcmp(got, cases[i].want) != 0)
			fail_msg("%s:\n%swant:\n%s", cases[i].what, got,
			    cases[i].want);
		free(got);
		findings_fini(&findings);
	}
}

static void
the_mend_of_a_critical_tag_is_a_record_that_mends(void **state)
{
	static const struct script script = {{GOOD, "a.test 128 tbs \"x\""}};
	struct findings findings = {NULL, 0};
	char *got = verdicts(&script, &findings);

	(void)state;
	free(got);
	for (size_t i = 0; i < findings.n; i++)
		if (findings.list[i].rule == RULE_CAA_08) {
			assert_int_equal(findings.list[i].n_fixes, 2);
			assert_string_equal(findings.list[i].fixes[0].text,
			    "a.test. IN CAA 0 tbs \"x\"");
			assert_int_equal(
			    findings.list[i].fixes[1].kind, FIX_REMOVE);
			assert_string_equal(findings.list[i].fixes[1].text,
			    "a.test. IN CAA 128 tbs \"x\"");
		}
	findings_fini(&findings);
}

static void
sentences_stay_printable_and_short(void **state)
{
	static const struct script script = {{"a.test 128 tbs "
					      "\"\\013\\010action="
					      "OK\\010\\010\\000\\255\"",
	    "a.test 0 issue \"\\013\\010action=OK\\010\\010\\000\\255"
	    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
	    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
	    "\"",
	    "a.test AD"}};
	struct findings findings = {NULL, 0};
	char *got = verdicts(&script, &findings);

	(void)state;
	free(got);
	for (size_t i = 0; i < findings.n; i++) {
		const char *p = findings.list[i].text;

		assert_true(strlen(p) < 300);
		for (; *p != '\0'; p++)
			assert_in_range(*p, 0x20, 0x7e);
	}
	findings_fini(&findings);
}

static void
definite_means_the_domain_and_its_mx_set_were_answered(void **state)
{
	static const struct {
		struct script script;
		bool definite;
	} cases[] = {
	    {{{GOOD}}, true},
	    {{{NULL}}, true},
	    {{{"a.test SERVFAIL"}}, false},
	    {{{GOOD, "a.test MX SERVFAIL"}}, false},
	    {{{GOOD, "mta-sts.a.test SERVFAIL"}}, true},
	    {{{"a.test BOGUS"}}, false},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct evidence *e = script_evidence(&cases[i].script);

		assert_int_equal(judge_is_definite(e), cases[i].definite);
		evidence_free(&e);
	}
}

static void
mx_hosts_come_in_the_order_of_preference(void **state)
{
	struct evidence *e = evidence_new("a.test", 0, NULL);
	struct dns_answer *a =
	    dns_answer_new("a.test", DNS_TYPE_MX, DNS_RECORDS);
	char host[32];

	(void)state;
	for (unsigned i = 0; i < EVIDENCE_MX_MAX + 5; i++) {
		uint8_t rdata[64] = {0, (uint8_t)(200 - i)};
		uint8_t wire[DNS_NAME_WIRE_MAX];
		int n;

		(void)snprintf(host, sizeof(host), "m%u.a.test", i);
		n = dns_name_to_wire(host, wire);
		memcpy(rdata + 2, wire, (size_t)n);
		dns_answer_add_record(a, rdata, (size_t)n + 2);
	}
	evidence_put(e, a);
	dns_answer_free(&a);
	assert_int_equal(evidence_mx_count(e), EVIDENCE_MX_MAX);
	(void)snprintf(host, sizeof(host), "m%u.a.test", EVIDENCE_MX_MAX + 4);
	assert_string_equal(evidence_mx_host(e, 0), host);
	evidence_free(&e);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(each_fault_gives_its_finding_and_no_other),
	    cmocka_unit_test(the_mend_of_a_critical_tag_is_a_record_that_mends),
	    cmocka_unit_test(sentences_stay_printable_and_short),
	    cmocka_unit_test(
		definite_means_the_domain_and_its_mx_set_were_answered),
	    cmocka_unit_test(mx_hosts_come_in_the_order_of_preference),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
