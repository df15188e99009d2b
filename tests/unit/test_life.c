/* SPDX-License-Identifier: BSD-2-Clause */
/* A domain's life: what is found over time, and what becomes of its mail;
 * tables of (previous, findings, time) -> (status, action). */

#include "tests/unit/unit.h"

#include "base/mem.h"
#include "gate/gate.h"
#include "gate/status.h"
#include "gate/waiver.h"
#include "verify/finding.h"

#define NOW INT64_C(1795341600)
#define MINUTE INT64_C(60)
#define HOUR INT64_C(3600)
#define DAY (24 * HOUR)
#define EVERY (5 * MINUTE) /* a verification, and the confirm interval */

static const struct status_rules rules = {EVERY, DAY};

enum seen { GOOD, BAD, OPEN };

struct fault {
	enum rule_id rule;
	enum severity severity;
	enum harm harm;
	bool candidate;
};

struct life {
	struct gate_settings gate;
	struct fault fault;
	struct status status;
	bool is_known;
};

static struct life
life_of(enum gate_profile profile, struct fault fault)
{
	struct life l = {.fault = fault};

	l.gate.profile = profile;
	l.gate.enforce = true;
	l.gate.confirmations = 3;
	l.gate.max_stale = DAY;
	for (unsigned h = 0; h < HARMS; h++)
		l.gate.grace[h] = GATE_GRACE_PROFILE;
	return l;
}

/* One verification. */
static void
look(struct life *l, enum seen seen, int64_t at)
{
	struct findings findings = {NULL, 0};
	struct status was = l->status;
	struct finding *f = findings_add_own(&findings, l->fault.rule,
	    seen == BAD    ? FINDING_FAIL
	    : seen == OPEN ? FINDING_UNKNOWN
			   : FINDING_PASS,
	    "a.ex", mem_strdup("sentence"));

	f->severity = l->fault.severity;
	f->harm = l->fault.harm;
	f->candidate = l->fault.candidate;
	status_merge(l->is_known ? &was : NULL, &findings, seen != OPEN, 3600,
	    at, &rules, &l->status);
	for (size_t i = 0; i < l->status.n_findings; i++) {
		l->status.findings[i].subject = "a.ex";
		l->status.findings[i].text = "sentence";
	}
	l->is_known = true;
	findings_fini(&findings);
}

/* Verifications at regular intervals, the last at `to`. */
static void
look_until(struct life *l, enum seen seen, int64_t from, int64_t to)
{
	for (; from < to; from += EVERY)
		look(l, seen, from);
	look(l, seen, to);
}

static enum gate_action
action(const struct life *l, int64_t at)
{
	struct gate_decision d;

	gate_decide(&l->gate, l->is_known ? &l->status : NULL, at, &d);
	return d.action;
}

#define BLOCKING(harm)                                   \
	{                                                \
		RULE_CAA_08, SEVERITY_BLOCK, harm, false \
	}
#define CANDIDATE(harm)                                \
	{                                              \
		RULE_CAA_08, SEVERITY_WARN, harm, true \
	}
#define NO_DMARC                                             \
	{                                                    \
		RULE_DMARC_01, SEVERITY_WARN, HARM_H4, false \
	}

static void
a_fault_of_a_domain_that_was_good_acts_after_confirmations_and_grace(
    void **state)
{
	static const struct {
		const char *what;
		enum gate_profile profile;
		struct fault fault;
		int64_t age; /* of the fault, which is found all the time */
		enum gate_action action;
	} cases[] = {
	    {"standard H1", PROFILE_STANDARD, BLOCKING(HARM_H1), 4 * HOUR - 1,
		GATE_PASS},
	    {"standard H1", PROFILE_STANDARD, BLOCKING(HARM_H1), 4 * HOUR,
		GATE_REJECT},
	    {"standard H2", PROFILE_STANDARD, BLOCKING(HARM_H2), 90 * DAY,
		GATE_PASS},
	    {"standard H3", PROFILE_STANDARD, CANDIDATE(HARM_H3), 90 * DAY,
		GATE_PASS},
	    {"standard H4", PROFILE_STANDARD, BLOCKING(HARM_H4), 90 * DAY,
		GATE_PASS},
	    {"strict H1", PROFILE_STRICT, BLOCKING(HARM_H1), HOUR - 1,
		GATE_PASS},
	    {"strict H1", PROFILE_STRICT, BLOCKING(HARM_H1), HOUR, GATE_REJECT},
	    {"strict H2", PROFILE_STRICT, BLOCKING(HARM_H2), DAY - 1,
		GATE_PASS},
	    {"strict H2 defers", PROFILE_STRICT, BLOCKING(HARM_H2), DAY,
		GATE_DEFER},
	    {"strict H2 defers", PROFILE_STRICT, BLOCKING(HARM_H2), 3 * DAY - 1,
		GATE_DEFER},
	    {"then refuses", PROFILE_STRICT, BLOCKING(HARM_H2), 3 * DAY,
		GATE_REJECT},
	    {"strict H2 candidate", PROFILE_STRICT, CANDIDATE(HARM_H2), DAY,
		GATE_DEFER},
	    {"strict H3", PROFILE_STRICT, CANDIDATE(HARM_H3), 7 * DAY - 1,
		GATE_PASS},
	    {"strict H3", PROFILE_STRICT, CANDIDATE(HARM_H3), 7 * DAY,
		GATE_REJECT},
	    {"strict H3, no candidate", PROFILE_STRICT, BLOCKING(HARM_H3),
		90 * DAY, GATE_PASS},
	    {"strict H4", PROFILE_STRICT, BLOCKING(HARM_H4), 90 * DAY,
		GATE_PASS},
	    {"bulk H1, found once", PROFILE_BULK, BLOCKING(HARM_H1), 0,
		GATE_PASS},
	    {"bulk H1, found twice", PROFILE_BULK, BLOCKING(HARM_H1),
		2 * EVERY - 1, GATE_PASS},
	    {"bulk H1, confirmed", PROFILE_BULK, BLOCKING(HARM_H1), 2 * EVERY,
		GATE_REJECT},
	    {"bulk H2", PROFILE_BULK, BLOCKING(HARM_H2), 90 * DAY, GATE_PASS},
	    {"bulk H3", PROFILE_BULK, CANDIDATE(HARM_H3), 90 * DAY, GATE_PASS},
	    {"bulk H4", PROFILE_BULK, BLOCKING(HARM_H4), 90 * DAY, GATE_PASS},
	    {"bulk without DMARC", PROFILE_BULK, NO_DMARC, 2 * EVERY,
		GATE_REJECT},
	    {"strict without DMARC", PROFILE_STRICT, NO_DMARC, 90 * DAY,
		GATE_PASS},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct life l = life_of(cases[i].profile, cases[i].fault);

		look(&l, GOOD, NOW - 1);
		look_until(&l, BAD, NOW, NOW + cases[i].age);
		if (action(&l, NOW + cases[i].age) != cases[i].action)
			fail_msg("%s after %lld s", cases[i].what,
			    (long long)cases[i].age);
		look(&l, GOOD, NOW + cases[i].age + 1); /* one is enough */
		assert_int_equal(action(&l, NOW + cases[i].age + 1), GATE_PASS);
	}
}

static void
a_domain_that_was_never_good_has_no_grace(void **state)
{
	static const struct {
		const char *what;
		enum gate_profile profile;
		struct fault fault;
		int64_t age;
		enum gate_action action;
	} cases[] = {
	    {"standard H1", PROFILE_STANDARD, BLOCKING(HARM_H1), 0,
		GATE_REJECT},
	    {"standard H2", PROFILE_STANDARD, BLOCKING(HARM_H2), 0, GATE_PASS},
	    {"strict H1", PROFILE_STRICT, BLOCKING(HARM_H1), 0, GATE_REJECT},
	    {"strict H2", PROFILE_STRICT, BLOCKING(HARM_H2), 0, GATE_DEFER},
	    {"strict H2", PROFILE_STRICT, BLOCKING(HARM_H2), 3 * DAY - 1,
		GATE_DEFER},
	    {"strict H2", PROFILE_STRICT, BLOCKING(HARM_H2), 3 * DAY,
		GATE_REJECT},
	    {"strict H3", PROFILE_STRICT, CANDIDATE(HARM_H3), 0, GATE_REJECT},
	    {"bulk H1", PROFILE_BULK, BLOCKING(HARM_H1), 0, GATE_REJECT},
	    {"bulk without DMARC", PROFILE_BULK, NO_DMARC, 0, GATE_REJECT},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct life l = life_of(cases[i].profile, cases[i].fault);

		look(&l, OPEN, NOW - 1); /* which told nothing */
		look_until(&l, BAD, NOW, NOW + cases[i].age);
		if (action(&l, NOW + cases[i].age) != cases[i].action)
			fail_msg("%s after %lld s", cases[i].what,
			    (long long)cases[i].age);
	}
}

struct step {
	enum seen seen;
	int64_t at; /* s from NOW */
	enum gate_action action;
};

/* Under `strict` with harm H1: a grace of an hour. */
static void
walk(const char *what, const struct step *steps, size_t n)
{
	struct life l =
	    life_of(PROFILE_STRICT, (struct fault)BLOCKING(HARM_H1));

	for (size_t i = 0; i < n; i++) {
		look(&l, steps[i].seen, NOW + steps[i].at);
		if (action(&l, NOW + steps[i].at) != steps[i].action)
			fail_msg("%s, step %zu", what, i);
	}
}

#define WALK(what, ...)                                              \
	do {                                                         \
		static const struct step steps[] = {__VA_ARGS__};    \
		walk(what, steps, sizeof(steps) / sizeof(steps[0])); \
	} while (0)

static void
a_clock_that_steps_shortens_no_grace(void **state)
{
	(void)state;
	WALK("back by a day in the grace", {GOOD, 0, GATE_PASS},
	    {BAD, MINUTE, GATE_PASS}, {BAD, 30 * MINUTE, GATE_PASS},
	    {BAD, -DAY, GATE_PASS}, {BAD, -DAY + EVERY, GATE_PASS},
	    {BAD, -DAY + HOUR - 1, GATE_PASS}, {BAD, -DAY + HOUR, GATE_REJECT});
	WALK("back after the grace: it is given again", {GOOD, 0, GATE_PASS},
	    {BAD, MINUTE, GATE_PASS}, {BAD, 30 * MINUTE, GATE_PASS},
	    {BAD, 2 * HOUR, GATE_REJECT}, {BAD, -DAY, GATE_PASS},
	    {BAD, -DAY + HOUR, GATE_REJECT});
	WALK("ahead by a year: it has to be found again", {GOOD, 0, GATE_PASS},
	    {BAD, MINUTE, GATE_PASS}, {BAD, 365 * DAY, GATE_PASS},
	    {BAD, 365 * DAY + EVERY, GATE_REJECT});
	WALK("ahead and back", {GOOD, 0, GATE_PASS}, {BAD, MINUTE, GATE_PASS},
	    {BAD, DAY, GATE_PASS}, {BAD, 2 * MINUTE, GATE_PASS},
	    {BAD, 2 * MINUTE + EVERY, GATE_PASS},
	    {BAD, MINUTE + HOUR, GATE_REJECT});
}

static void
dns_trouble_keeps_what_was_known_up_to_max_stale(void **state)
{
	(void)state;
	WALK("a refused domain stays so for a day", {BAD, 0, GATE_REJECT},
	    {OPEN, EVERY, GATE_REJECT}, {OPEN, DAY, GATE_REJECT},
	    {OPEN, DAY + 1, GATE_PASS}, {BAD, DAY + 2, GATE_PASS},
	    {BAD, DAY + HOUR + 2, GATE_PASS},
	    {BAD, DAY + HOUR + 2 + EVERY, GATE_REJECT});
	WALK("trouble is no confirmation", {GOOD, 0, GATE_PASS},
	    {BAD, EVERY, GATE_PASS}, {OPEN, 2 * EVERY, GATE_PASS},
	    {OPEN, HOUR + EVERY, GATE_PASS}, {OPEN, 3 * HOUR, GATE_PASS},
	    {BAD, 4 * HOUR, GATE_PASS}, {BAD, 4 * HOUR + EVERY, GATE_REJECT});
	WALK("a good domain stays good", {GOOD, 0, GATE_PASS},
	    {OPEN, EVERY, GATE_PASS}, {OPEN, 10 * DAY, GATE_PASS},
	    {GOOD, 11 * DAY, GATE_PASS});
	WALK("one good result ends a fault, and the next is new",
	    {BAD, 0, GATE_REJECT}, {GOOD, 1, GATE_PASS}, {BAD, 2, GATE_PASS},
	    {BAD, 2 + HOUR, GATE_PASS}, {BAD, 2 + HOUR + EVERY, GATE_REJECT});
}

static void
a_waiver_changes_the_action_and_not_the_life(void **state)
{
	struct life l =
	    life_of(PROFILE_STRICT, (struct fault)BLOCKING(HARM_H1));
	struct waivers all = {.n = 1};
	struct gate_decision d;

	(void)state;
	all.list[0] = (struct waiver){.rule = RULE_CAA_08,
	    .begun = NOW,
	    .until = NOW + 2 * HOUR,
	    .reason = "x",
	    .reason_len = 1};
	look(&l, GOOD, NOW - 1);
	look_until(&l, BAD, NOW, NOW + 2 * HOUR - 1);
	gate_decide_waived(&l.gate, &l.status, &all, NOW + 2 * HOUR - 1, &d);
	assert_int_equal(d.action, GATE_PASS);
	assert_string_equal(gate_would_text(&d), "waived");
	/* the grace went by meanwhile */
	gate_decide_waived(&l.gate, &l.status, &all, NOW + 2 * HOUR, &d);
	assert_int_equal(d.action, GATE_REJECT);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(
		a_fault_of_a_domain_that_was_good_acts_after_confirmations_and_grace),
	    cmocka_unit_test(a_domain_that_was_never_good_has_no_grace),
	    cmocka_unit_test(a_clock_that_steps_shortens_no_grace),
	    cmocka_unit_test(dns_trouble_keeps_what_was_known_up_to_max_stale),
	    cmocka_unit_test(a_waiver_changes_the_action_and_not_the_life),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
