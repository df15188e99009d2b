/* SPDX-License-Identifier: BSD-2-Clause */
/* A status over time: merging, and its octets. */

#include "tests/unit/unit.h"

#include "base/buf.h"
#include "base/mem.h"
#include "gate/status.h"
#include "verify/finding.h"

#define NOW INT64_C(1795341600)
#define STEP 300 /* the confirm interval */

static const struct status_rules rules = {STEP, 86400};

/* What one verification found, in short: each row a failing rule's subject,
 * or an undetermined look-up. */
struct found {
	enum rule_id rule;
	enum finding_result result;
	const char *subject;
	enum { USUAL, CANDIDATE, HEARSAY } weight;
};

static void
findings_of(const struct found *found, size_t n, struct findings *out)
{
	*out = (struct findings){NULL, 0};
	for (size_t i = 0; i < n; i++) {
		struct finding *f = findings_add_own(out, found[i].rule,
		    found[i].result, found[i].subject, mem_strdup("sentence"));

		f->candidate = found[i].weight == CANDIDATE;
		f->hearsay = found[i].weight == HEARSAY;
	}
}

static void
merge_one(const struct status *previous, const struct found *found, size_t n,
    bool definite, int64_t now, struct status *out)
{
	struct findings findings;

	findings_of(found, n, &findings);
	status_merge(previous, &findings, definite, 300, now, &rules, out);
	/* subject and text are lent by the findings: make them stay */
	for (size_t i = 0; i < out->n_findings; i++) {
		out->findings[i].subject =
		    out->findings[i].subject_len == 4 ? "a.ex" : "mx.a.ex";
		out->findings[i].text = "sentence";
	}
	findings_fini(&findings);
}

static const struct found broken = {
    RULE_CAA_08, FINDING_FAIL, "a.ex", CANDIDATE};
static const struct found good = {RULE_CAA_08, FINDING_PASS, "a.ex", USUAL};
static const struct found open_now = {
    RULE_CAA_02, FINDING_UNKNOWN, "a.ex", USUAL};

static void
first_sight_of_a_fault_is_from_the_start(void **state)
{
	struct status s;

	(void)state;
	merge_one(NULL, &broken, 1, true, NOW, &s);
	assert_int_equal(s.n_findings, 1);
	assert_true(s.findings[0].from_start);
	assert_int_equal(s.findings[0].since, NOW);
	assert_int_equal(s.findings[0].confirmations, 1);
	assert_int_equal(s.definite, NOW);
}

static void
a_domain_that_was_good_gathers_confirmations(void **state)
{
	struct status was, s;

	(void)state;
	merge_one(NULL, &good, 1, true, NOW, &was);
	assert_int_equal(was.n_findings, 0);
	merge_one(&was, &broken, 1, true, NOW + 10, &s);
	assert_false(s.findings[0].from_start);
	was = s;
	merge_one(&was, &broken, 1, true, NOW + 10 + STEP - 1, &s);
	assert_int_equal(s.findings[0].confirmations, 1);
	was = s;
	merge_one(&was, &broken, 1, true, NOW + 10 + STEP, &s);
	assert_int_equal(s.findings[0].confirmations, 2);
	assert_int_equal(s.findings[0].since, NOW + 10);
}

/* Another rule's fault of the same name is no part of this one's past. */
static void
a_new_fault_begins_now_whatever_else_was_wrong(void **state)
{
	const struct found first = {RULE_CAA_22, FINDING_FAIL, "a.ex", USUAL};
	const struct found both[] = {first, broken};
	struct status was, s;

	(void)state;
	merge_one(NULL, &first, 1, true, NOW, &was);
	merge_one(&was, both, 2, true, NOW + STEP, &s);
	assert_int_equal(s.n_findings, 2);
	assert_true(s.findings[0].from_start);
	assert_int_equal(s.findings[0].confirmations, 2);
	assert_false(s.findings[1].from_start);
	assert_int_equal(s.findings[1].since, NOW + STEP);
	assert_int_equal(s.findings[1].confirmations, 1);
}

static void
a_fault_that_begins_to_block_has_a_grace_of_its_own(void **state)
{
	static const struct found mild = {
	    RULE_CAA_04, FINDING_FAIL, "a.ex", USUAL};
	static const struct found grave = {
	    RULE_CAA_04, FINDING_FAIL, "a.ex", CANDIDATE};
	struct status was, s;

	(void)state;
	merge_one(NULL, &mild, 1, true, NOW, &was);
	assert_true(was.findings[0].from_start);
	merge_one(&was, &grave, 1, true, NOW + 9 * STEP, &s);
	assert_false(s.findings[0].from_start);
	assert_int_equal(s.findings[0].since, NOW + 9 * STEP);
	assert_int_equal(s.findings[0].confirmations, 1);
}

/* What mail claimed for weeks blocks from the day on which the operator names
 * it: with a grace, as anything new. */
static void
hearsay_that_is_confirmed_is_a_new_fault(void **state)
{
	static const struct found seen = {
	    RULE_DKIM_01, FINDING_FAIL, "a.ex", HEARSAY};
	static const struct found named = {
	    RULE_DKIM_01, FINDING_FAIL, "a.ex", USUAL};
	static const struct found open = {
	    RULE_DKIM_01, FINDING_UNKNOWN, "a.ex", HEARSAY};
	struct status was, s;

	(void)state;
	merge_one(NULL, &seen, 1, true, NOW, &was);
	assert_true(was.findings[0].hearsay);
	merge_one(&was, &named, 1, true, NOW + 9 * STEP, &s);
	assert_int_equal(s.findings[0].since, NOW + 9 * STEP);
	assert_false(s.findings[0].from_start);
	was = s; /* and a look-up for what is seen keeps no named fault */
	merge_one(&was, &open, 1, true, NOW + 10 * STEP, &s);
	assert_int_equal(s.n_findings, 1);
	assert_int_equal(s.findings[0].result, FINDING_UNKNOWN);
}

static void
one_good_result_ends_a_fault(void **state)
{
	struct status was, s;

	(void)state;
	merge_one(NULL, &broken, 1, true, NOW, &was);
	merge_one(&was, &good, 1, true, NOW + 1, &s);
	assert_int_equal(s.n_findings, 0);
	was = s;
	merge_one(&was, &broken, 1, true, NOW + 2, &s);
	assert_false(s.findings[0].from_start);
	assert_int_equal(s.findings[0].since, NOW + 2);
}

static void
dns_trouble_keeps_what_was_known_for_max_stale(void **state)
{
	struct status was, s;

	(void)state;
	merge_one(NULL, &broken, 1, true, NOW, &was);
	merge_one(&was, &open_now, 1, false, NOW + 86400, &s);
	assert_int_equal(s.n_findings, 2);
	assert_int_equal(s.findings[1].rule, RULE_CAA_08);
	assert_int_equal(s.definite, NOW);
	merge_one(&was, &open_now, 1, false, NOW + 86401, &s);
	assert_int_equal(s.n_findings, 1);
	assert_int_equal(s.findings[0].rule, RULE_CAA_02);
}

static void
a_host_that_could_not_be_looked_at_keeps_its_fault(void **state)
{
	static const struct found host = {
	    RULE_CAA_08, FINDING_FAIL, "mx.a.ex", CANDIDATE};
	struct status was, s;

	(void)state;
	merge_one(NULL, &host, 1, true, NOW, &was);
	merge_one(&was, &good, 1, false, NOW + 1, &s); /* MX set unknown */
	assert_int_equal(s.n_findings, 1);
	merge_one(&was, &good, 1, true, NOW + 1, &s); /* host is gone */
	assert_int_equal(s.n_findings, 0);
}

/* A rule that could not be judged this time says nothing of its fault. */
static void
a_rule_left_open_keeps_its_fault(void **state)
{
	static const struct found broken_spf = {
	    RULE_SPF_02, FINDING_FAIL, "a.ex", USUAL};
	static const enum finding_result undecided[] = {
	    FINDING_UNKNOWN, FINDING_NOT_TESTABLE};
	struct status was, s;

	(void)state;
	merge_one(NULL, &broken_spf, 1, true, NOW, &was);
	for (size_t i = 0; i < 2; i++) {
		const struct found now = {
		    RULE_SPF_02, undecided[i], "a.ex", USUAL};

		merge_one(&was, &now, 1, true, NOW + 1, &s);
		assert_int_equal(
		    s.findings[s.n_findings - 1].result, FINDING_FAIL);
	}
}

static void
a_first_look_that_failed_does_not_make_a_domain_good(void **state)
{
	struct status was, s;

	(void)state;
	merge_one(NULL, &open_now, 1, false, NOW, &was);
	assert_int_equal(was.definite, 0);
	merge_one(&was, &broken, 1, true, NOW + 60, &s);
	assert_true(s.findings[0].from_start);
}

static void
a_clock_that_steps_back_shortens_no_grace(void **state)
{
	struct status was, s;

	(void)state;
	merge_one(NULL, &good, 1, true, NOW, &was);
	merge_one(&was, &broken, 1, true, NOW + 10, &s);
	was = s;
	merge_one(&was, &broken, 1, true, NOW - 5000, &s);
	assert_int_equal(s.findings[0].since, NOW - 5000);
	assert_int_equal(s.findings[0].confirmations, 1);
	assert_true(s.definite <= NOW - 5000);
}

static void
a_fault_is_looked_at_again_soon(void **state)
{
	static const struct found blocking = {
	    RULE_SPF_02, FINDING_FAIL, "a.ex", USUAL};
	struct status s;

	(void)state;
	merge_one(NULL, &good, 1, true, NOW, &s);
	assert_int_equal(s.fresh_until, NOW + 300); /* the TTL */
	merge_one(NULL, &broken, 1, true, NOW, &s);
	assert_int_equal(s.fresh_until, NOW + 60);
	merge_one(NULL, &blocking, 1, true, NOW, &s);
	assert_int_equal(s.fresh_until, NOW + 60);
	merge_one(NULL, &open_now, 1, false, NOW, &s);
	assert_int_equal(s.fresh_until, NOW + 30);
}

static void
a_full_status_keeps_what_blocks(void **state)
{
	struct found many[STATUS_FINDINGS_MAX + 2];
	struct status s;

	(void)state;
	for (size_t i = 0; i < STATUS_FINDINGS_MAX + 1; i++)
		many[i] =
		    (struct found){RULE_CAA_10, FINDING_FAIL, "a.ex", USUAL};
	many[STATUS_FINDINGS_MAX + 1] = broken;
	merge_one(NULL, many, STATUS_FINDINGS_MAX + 2, true, NOW, &s);
	assert_int_equal(s.n_findings, STATUS_FINDINGS_MAX);
	for (size_t i = 0; i < s.n_findings; i++)
		if (s.findings[i].rule == RULE_CAA_08)
			return;
	fail_msg("the finding that blocks was left out");
}

static void
a_full_status_keeps_what_is_more_than_hearsay(void **state)
{
	struct found many[STATUS_FINDINGS_MAX + 1];
	struct status s;

	(void)state;
	for (size_t i = 0; i < STATUS_FINDINGS_MAX; i++)
		many[i] =
		    (struct found){RULE_DKIM_02, FINDING_FAIL, "a.ex", HEARSAY};
	many[STATUS_FINDINGS_MAX] =
	    (struct found){RULE_DKIM_02, FINDING_FAIL, "a.ex", USUAL};
	merge_one(NULL, many, STATUS_FINDINGS_MAX + 1, true, NOW, &s);
	assert_int_equal(s.n_findings, STATUS_FINDINGS_MAX);
	for (size_t i = 0; i < s.n_findings; i++)
		if (!s.findings[i].hearsay)
			return;
	fail_msg("what mail claims made no room");
}

static void
octets_give_the_same_status_again(void **state)
{
	static const struct found both[] = {
	    {RULE_CAA_08, FINDING_FAIL, "a.ex", CANDIDATE},
	    {RULE_CAA_02, FINDING_UNKNOWN, "mx.a.ex", HEARSAY}};
	struct status s, again;
	struct buf octets = BUF_INIT;

	(void)state;
	merge_one(NULL, both, 2, true, NOW, &s);
	status_encode(&s, &octets);
	assert_int_equal(status_decode(octets.data, octets.len, &again), 0);
	assert_int_equal(again.checked, s.checked);
	assert_int_equal(again.fresh_until, s.fresh_until);
	assert_int_equal(again.n_findings, 2);
	assert_int_equal(again.findings[0].rule, RULE_CAA_08);
	assert_true(again.findings[0].from_start);
	assert_false(again.findings[0].hearsay);
	assert_true(again.findings[1].hearsay);
	assert_int_equal(again.findings[1].subject_len, 7);
	assert_memory_equal(again.findings[1].subject, "mx.a.ex", 7);
	for (size_t len = 0; len < octets.len; len++)
		assert_int_equal(status_decode(octets.data, len, &again), -1);
	octets.data[0]++;
	assert_int_equal(status_decode(octets.data, octets.len, &again), -1);
	buf_fini(&octets);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(first_sight_of_a_fault_is_from_the_start),
	    cmocka_unit_test(a_domain_that_was_good_gathers_confirmations),
	    cmocka_unit_test(a_new_fault_begins_now_whatever_else_was_wrong),
	    cmocka_unit_test(
		a_fault_that_begins_to_block_has_a_grace_of_its_own),
	    cmocka_unit_test(hearsay_that_is_confirmed_is_a_new_fault),
	    cmocka_unit_test(one_good_result_ends_a_fault),
	    cmocka_unit_test(dns_trouble_keeps_what_was_known_for_max_stale),
	    cmocka_unit_test(
		a_host_that_could_not_be_looked_at_keeps_its_fault),
	    cmocka_unit_test(a_rule_left_open_keeps_its_fault),
	    cmocka_unit_test(
		a_first_look_that_failed_does_not_make_a_domain_good),
	    cmocka_unit_test(a_clock_that_steps_back_shortens_no_grace),
	    cmocka_unit_test(a_fault_is_looked_at_again_soon),
	    cmocka_unit_test(a_full_status_keeps_what_blocks),
	    cmocka_unit_test(a_full_status_keeps_what_is_more_than_hearsay),
	    cmocka_unit_test(octets_give_the_same_status_again),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
