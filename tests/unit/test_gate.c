/* SPDX-License-Identifier: BSD-2-Clause */
/* Decisions: tables of (status, settings, time) -> action. */

#include "tests/unit/unit.h"

#include "gate/gate.h"
#include "gate/status.h"
#include "gate/waiver.h"

#define NOW INT64_C(1795341600)
#define HOUR 3600
#define DAY (24 * HOUR)

static struct gate_settings
gate_of(enum gate_profile profile)
{
	struct gate_settings g = {.profile = profile,
	    .enforce = true,
	    .confirmations = 3,
	    .max_stale = DAY};

	for (unsigned h = 0; h < HARMS; h++)
		g.grace[h] = GATE_GRACE_PROFILE;
	return g;
}

static struct status
status_with(enum rule_id rule, bool candidate, bool from_start,
    uint8_t confirmations, int64_t age)
{
	struct status s = {.checked = NOW, .definite = NOW, .n_findings = 1};

	s.findings[0] = (struct status_finding){.rule = rule,
	    .harm = rule_get(rule)->harm,
	    .result = FINDING_FAIL,
	    .severity = rule_get(rule)->severity,
	    .candidate = candidate,
	    .from_start = from_start,
	    .confirmations = confirmations,
	    .since = NOW - age,
	    .confirmed = NOW,
	    .seen = NOW,
	    .subject = "x.test",
	    .subject_len = 6,
	    .text = "t",
	    .text_len = 1};
	return s;
}

static void
a_failing_finding_acts_as_profile_and_grace_say(void **state)
{
	static const struct {
		const char *what;
		enum gate_profile profile;
		enum rule_id rule;
		bool candidate, from_start;
		uint8_t confirmations;
		int64_t age;
		enum gate_action action;
	} cases[] = {
	    {"never good: no grace", PROFILE_STRICT, RULE_CAA_08, true, true, 1,
		0, GATE_REJECT},
	    {"was good: not confirmed", PROFILE_STRICT, RULE_CAA_08, true,
		false, 2, 8 * DAY, GATE_PASS},
	    {"was good: in its grace", PROFILE_STRICT, RULE_CAA_08, true, false,
		3, 7 * DAY - 1, GATE_PASS},
	    {"was good: grace over", PROFILE_STRICT, RULE_CAA_08, true, false,
		3, 7 * DAY, GATE_REJECT},
	    {"condition not met", PROFILE_STRICT, RULE_CAA_04, false, true, 9,
		90 * DAY, GATE_PASS},
	    {"standard only warns of H3", PROFILE_STANDARD, RULE_CAA_08, true,
		true, 9, 90 * DAY, GATE_PASS},
	    {"bulk only warns of H3", PROFILE_BULK, RULE_CAA_08, true, true, 9,
		90 * DAY, GATE_PASS},
	    {"bogus is never permanent", PROFILE_STRICT, RULE_CAA_22, true,
		true, 9, 90 * DAY, GATE_DEFER},
	    {"hygiene never blocks", PROFILE_STRICT, RULE_CAA_07, false, true,
		9, 90 * DAY, GATE_PASS},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct gate_settings g = gate_of(cases[i].profile);
		struct status s = status_with(cases[i].rule, cases[i].candidate,
		    cases[i].from_start, cases[i].confirmations, cases[i].age);
		struct gate_decision d;

		gate_decide(&g, &s, NOW, &d);
		if (d.action != cases[i].action)
			fail_msg("%s: %s", cases[i].what,
			    gate_action_text(d.action));
		assert_int_equal(d.would, d.action);
		assert_ptr_equal(d.finding, &s.findings[0]);
	}
}

static void
a_rule_raised_to_a_harm_blocks_as_that_harm(void **state)
{
	static const struct {
		const char *what;
		enum gate_profile profile;
		enum harm harm;
		bool from_start;
		int64_t age;
		enum gate_action action;
	} cases[] = {
	    {"strict H2, never good", PROFILE_STRICT, HARM_H2, true, 0,
		GATE_DEFER},
	    {"strict H2, grace", PROFILE_STRICT, HARM_H2, false, DAY - 1,
		GATE_PASS},
	    {"strict H2, a day", PROFILE_STRICT, HARM_H2, false, DAY,
		GATE_DEFER},
	    {"strict H2, three days", PROFILE_STRICT, HARM_H2, false, 3 * DAY,
		GATE_REJECT},
	    {"strict H1", PROFILE_STRICT, HARM_H1, false, HOUR, GATE_REJECT},
	    {"standard H1, grace", PROFILE_STANDARD, HARM_H1, false, HOUR,
		GATE_PASS},
	    {"standard H1", PROFILE_STANDARD, HARM_H1, false, 4 * HOUR,
		GATE_REJECT},
	    {"bulk H1", PROFILE_BULK, HARM_H1, false, 0, GATE_REJECT},
	    {"standard H2", PROFILE_STANDARD, HARM_H2, true, 90 * DAY,
		GATE_PASS},
	    {"strict H4", PROFILE_STRICT, HARM_H4, true, 90 * DAY, GATE_PASS},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct gate_settings g = gate_of(cases[i].profile);
		struct status s = status_with(
		    RULE_CAA_07, false, cases[i].from_start, 3, cases[i].age);
		struct gate_decision d;

		g.rules[RULE_CAA_07].set = true;
		g.rules[RULE_CAA_07].harm = cases[i].harm;
		gate_decide(&g, &s, NOW, &d);
		if (d.action != cases[i].action)
			fail_msg("%s: %s", cases[i].what,
			    gate_action_text(d.action));
	}
}

static void
what_mail_claims_stops_none_whatever_the_settings_say(void **state)
{
	struct gate_settings g = gate_of(PROFILE_STRICT);
	struct status s = status_with(RULE_DKIM_01, true, true, 9, 90 * DAY);
	struct gate_decision d;
	enum gate_action first;

	(void)state;
	g.rules[RULE_DKIM_01].set = true;
	g.rules[RULE_DKIM_01].harm = HARM_H1;
	s.findings[0].severity = SEVERITY_WARN;
	gate_decide(&g, &s, NOW, &d);
	assert_int_equal(d.action, GATE_REJECT);
	s.findings[0].hearsay = true;
	gate_decide(&g, &s, NOW, &d);
	assert_int_equal(d.action, GATE_PASS);
	assert_ptr_equal(d.finding, &s.findings[0]);
	assert_int_equal(gate_acts_at(&g, &s.findings[0], &first), 0);
	assert_int_equal(
	    gate_severity(&g, RULE_DKIM_01, SEVERITY_WARN, true, true),
	    SEVERITY_WARN);
}

static void
without_enforce_no_mail_changes(void **state)
{
	struct gate_settings g = gate_of(PROFILE_STRICT);
	struct status s = status_with(RULE_CAA_08, true, true, 1, 0);
	struct gate_decision d;

	(void)state;
	g.enforce = false;
	gate_decide(&g, &s, NOW, &d);
	assert_int_equal(d.action, GATE_PASS);
	assert_int_equal(d.would, GATE_REJECT);
}

static void
unknown_is_never_denied_unless_the_operator_says_defer(void **state)
{
	struct gate_settings g = gate_of(PROFILE_STRICT);
	struct status s = {.checked = NOW, .definite = NOW - DAY - 1};
	struct gate_decision d;

	(void)state;
	gate_decide(&g, NULL, NOW, &d);
	assert_true(d.unknown);
	assert_int_equal(d.action, GATE_PASS);
	gate_decide(&g, &s, NOW, &d);
	assert_true(d.unknown);
	g.on_unknown = ON_UNKNOWN_DEFER;
	gate_decide(&g, &s, NOW, &d);
	assert_int_equal(d.action, GATE_DEFER);
	s.definite = NOW - DAY;
	gate_decide(&g, &s, NOW, &d);
	assert_false(d.unknown);
	assert_int_equal(d.action, GATE_PASS);
}

static void
information_is_not_named_beside_a_pass(void **state)
{
	struct gate_settings g = gate_of(PROFILE_STRICT);
	struct status s = status_with(RULE_CAA_10, false, true, 9, 90 * DAY);
	struct gate_decision d;

	(void)state;
	gate_decide(&g, &s, NOW, &d);
	assert_int_equal(d.would, GATE_PASS);
	assert_null(d.finding);
}

static void
an_undetermined_finding_never_refuses(void **state)
{
	struct gate_settings g = gate_of(PROFILE_STRICT);
	struct status s = status_with(RULE_CAA_02, true, true, 9, 90 * DAY);
	struct gate_decision d;

	(void)state;
	s.findings[0].result = FINDING_UNKNOWN;
	gate_decide(&g, &s, NOW, &d);
	assert_int_equal(d.would, GATE_PASS);
}

static void
the_worst_finding_is_the_one_named(void **state)
{
	struct gate_settings g = gate_of(PROFILE_STRICT);
	struct status s = status_with(RULE_CAA_10, false, true, 1, 0);
	struct status t = status_with(RULE_CAA_08, true, true, 1, 0);
	struct gate_decision d;

	(void)state;
	s.findings[1] = s.findings[0];
	s.findings[1].rule = RULE_CAA_07;
	s.findings[1].severity = SEVERITY_WARN;
	s.n_findings = 2;
	gate_decide(&g, &s, NOW, &d);
	assert_int_equal(d.finding->rule, RULE_CAA_07);
	s.findings[2] = t.findings[0];
	s.n_findings = 3;
	gate_decide(&g, &s, NOW, &d);
	assert_int_equal(d.finding->rule, RULE_CAA_08);
}

static void
acting_begins_when_the_grace_is_over(void **state)
{
	struct gate_settings g = gate_of(PROFILE_STRICT);
	struct status s = status_with(RULE_CAA_08, true, false, 1, HOUR);
	enum gate_action action;

	(void)state;
	assert_int_equal(
	    gate_acts_at(&g, &s.findings[0], &action), NOW - HOUR + 7 * DAY);
	assert_int_equal(action, GATE_REJECT);
	g.profile = PROFILE_STANDARD;
	assert_int_equal(gate_acts_at(&g, &s.findings[0], &action), 0);
}

static struct waivers
waiver_for(enum rule_id rule, int64_t until)
{
	struct waivers all = {.n = 1};

	all.list[0] = (struct waiver){.rule = rule,
	    .begun = NOW - HOUR,
	    .until = until,
	    .reason = "why",
	    .reason_len = 3};
	return all;
}

static void
a_waived_finding_never_acts(void **state)
{
	static const struct {
		const char *what;
		enum rule_id waived;
		int64_t until;
		bool enforce, second; /* second: CAA-22 defers, too */
		enum gate_action would;
		const char *text;
		enum rule_id held; /* RULES + 1: nothing is */
	} cases[] = {
	    {"its rule", RULE_CAA_08, NOW + 1, true, false, GATE_PASS, "waived",
		RULE_CAA_08},
	    {"not enforced", RULE_CAA_08, NOW + 1, false, false, GATE_PASS,
		"waived", RULE_CAA_08},
	    {"every rule", RULES, NOW + 1, true, true, GATE_PASS, "waived",
		RULE_CAA_08},
	    {"it has ended", RULE_CAA_08, NOW, true, false, GATE_REJECT,
		"reject", RULES + 1},
	    {"another rule", RULE_CAA_22, NOW + 1, true, false, GATE_REJECT,
		"reject", RULES + 1},
	    {"the worse of two", RULE_CAA_08, NOW + 1, true, true, GATE_DEFER,
		"defer", RULE_CAA_08},
	    {"the milder of two changes nothing", RULE_CAA_22, NOW + 1, true,
		true, GATE_REJECT, "reject", RULES + 1},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct gate_settings g = gate_of(PROFILE_STRICT);
		struct status s = status_with(RULE_CAA_08, true, true, 1, 0);
		struct status t = status_with(RULE_CAA_22, true, true, 1, 0);
		struct waivers all =
		    waiver_for(cases[i].waived, cases[i].until);
		struct gate_decision d;

		g.enforce = cases[i].enforce;
		s.findings[1] = t.findings[0];
		s.n_findings = cases[i].second ? 2 : 1;
		gate_decide_waived(&g, &s, &all, NOW, &d);
		if (d.would != cases[i].would ||
		    strcmp(gate_would_text(&d), cases[i].text) != 0 ||
		    (d.waiver != NULL) != (cases[i].held <= RULES))
			fail_msg("%s: %s", cases[i].what, gate_would_text(&d));
		if (d.waiver != NULL)
			assert_int_equal(d.waived, cases[i].held);
		assert_int_equal(
		    d.action, cases[i].enforce ? d.would : GATE_PASS);
	}
}

static void
only_a_waiver_for_every_rule_lets_an_unknown_domain_pass(void **state)
{
	struct gate_settings g = gate_of(PROFILE_STRICT);
	struct waivers one = waiver_for(RULE_CAA_02, NOW + 1);
	struct waivers every = waiver_for(RULES, NOW + 1);
	struct gate_decision d;

	(void)state;
	g.on_unknown = ON_UNKNOWN_DEFER;
	gate_decide_waived(&g, NULL, &one, NOW, &d);
	assert_int_equal(d.action, GATE_DEFER);
	assert_null(d.waiver);
	gate_decide_waived(&g, NULL, &every, NOW, &d);
	assert_int_equal(d.action, GATE_PASS);
	assert_true(d.unknown);
	assert_int_equal(d.waived, RULES);
	assert_string_equal(gate_would_text(&d), "waived");
	g.on_unknown = ON_UNKNOWN_PERMIT; /* passes anyway */
	gate_decide_waived(&g, NULL, &every, NOW, &d);
	assert_null(d.waiver);
	assert_string_equal(gate_would_text(&d), "dunno");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_failing_finding_acts_as_profile_and_grace_say),
	    cmocka_unit_test(a_rule_raised_to_a_harm_blocks_as_that_harm),
	    cmocka_unit_test(
		what_mail_claims_stops_none_whatever_the_settings_say),
	    cmocka_unit_test(without_enforce_no_mail_changes),
	    cmocka_unit_test(
		unknown_is_never_denied_unless_the_operator_says_defer),
	    cmocka_unit_test(information_is_not_named_beside_a_pass),
	    cmocka_unit_test(an_undetermined_finding_never_refuses),
	    cmocka_unit_test(the_worst_finding_is_the_one_named),
	    cmocka_unit_test(a_waived_finding_never_acts),
	    cmocka_unit_test(
		only_a_waiver_for_every_rule_lets_an_unknown_domain_pass),
	    cmocka_unit_test(acting_begins_when_the_grace_is_over),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
