/* SPDX-License-Identifier: BSD-2-Clause */
/* From a status and what the operator wants to an action. */

#include "gate/gate.h"

#include "gate/status.h"
#include "gate/waiver.h"

#define HOUR INT64_C(3600)

enum gate_deed {
	DEED_NOTHING,
	DEED_REFUSE,            /* from the end of the grace */
	DEED_DEFER_THEN_REFUSE, /* defer, and refuse after three graces */
	DEED_REFUSE_CANDIDATE,  /* refuse where the rule's own condition holds:
				* no authorised CA is left and the renewal is
				* due (or no live certificate is known) */
};

struct gate_plan {
	enum gate_deed deed;
	int64_t grace; /* seconds */
};

/* What each profile makes of each harm: the whole of what a profile is. */
static const struct gate_plan gate_plans[PROFILES][HARMS] = {
    [PROFILE_STANDARD] =
	{
	    [HARM_H1] = {DEED_REFUSE, 4 * HOUR},
	    [HARM_H2] = {DEED_NOTHING, 72 * HOUR},
	    [HARM_H3] = {DEED_NOTHING, 0},
	    [HARM_H4] = {DEED_NOTHING, 0},
	},
    [PROFILE_STRICT] =
	{
	    [HARM_H1] = {DEED_REFUSE, 1 * HOUR},
	    [HARM_H2] = {DEED_DEFER_THEN_REFUSE, 24 * HOUR},
	    [HARM_H3] = {DEED_REFUSE_CANDIDATE, 7 * 24 * HOUR},
	    [HARM_H4] = {DEED_NOTHING, 0},
	},
    [PROFILE_BULK] =
	{
	    [HARM_H1] = {DEED_REFUSE, 0},
	    [HARM_H2] = {DEED_NOTHING, 72 * HOUR},
	    [HARM_H3] = {DEED_NOTHING, 0},
	    [HARM_H4] = {DEED_NOTHING, 0},
	},
};

/* What a profile takes more seriously than the rule itself does: large
 * receivers want DMARC of whoever sends in bulk. */
static bool
gate_is_raised(const struct gate_settings *g, enum rule_id id)
{
	return g->profile == PROFILE_BULK && id == RULE_DMARC_01;
}

enum harm
gate_harm(const struct gate_settings *g, enum rule_id id, enum harm harm)
{
	if (g->rules[id].set)
		return g->rules[id].harm;
	return gate_is_raised(g, id) ? HARM_H1 : harm;
}

enum severity
gate_severity(const struct gate_settings *g, enum rule_id id,
    enum severity severity, bool candidate, bool hearsay)
{
	if (hearsay)
		return severity;
	if (g->rules[id].set || gate_is_raised(g, id) ||
	    (candidate && g->profile == PROFILE_STRICT))
		return SEVERITY_BLOCK;
	return severity;
}

static int64_t
gate_grace(const struct gate_settings *g, enum harm harm)
{
	return g->grace[harm] != GATE_GRACE_PROFILE
		   ? g->grace[harm]
		   : gate_plans[g->profile][harm].grace;
}

static enum gate_action
gate_limit(enum gate_action action, enum rule_id id)
{
	if (action == GATE_REJECT && rule_get(id)->refusal == REFUSAL_TEMPORARY)
		return GATE_DEFER;
	return action;
}

/* What this finding leads to `age` seconds after it began. */
static enum gate_action
gate_deed(
    const struct gate_settings *g, const struct status_finding *f, int64_t age)
{
	enum harm harm = gate_harm(g, f->rule, f->harm);
	const struct gate_plan *plan = &gate_plans[g->profile][harm];
	int64_t grace = f->from_start ? 0 : gate_grace(g, harm);

	if (age < grace)
		return GATE_PASS;
	switch (plan->deed) {
	case DEED_NOTHING:
		return GATE_PASS;
	case DEED_REFUSE:
		return gate_limit(GATE_REJECT, f->rule);
	case DEED_REFUSE_CANDIDATE:
		return f->candidate ? gate_limit(GATE_REJECT, f->rule)
				    : GATE_PASS;
	case DEED_DEFER_THEN_REFUSE:
		return age < 3 * gate_grace(g, harm)
			   ? GATE_DEFER
			   : gate_limit(GATE_REJECT, f->rule);
	}
	return GATE_PASS;
}

static bool
gate_is_confirmed(const struct gate_settings *g, const struct status_finding *f)
{
	return f->from_start || f->confirmations >= g->confirmations;
}

static enum gate_action
gate_judge_finding(
    const struct gate_settings *g, const struct status_finding *f, int64_t now)
{
	if (f->result != FINDING_FAIL || !gate_is_confirmed(g, f) ||
	    gate_severity(g, f->rule, f->severity, f->candidate, f->hearsay) !=
		SEVERITY_BLOCK)
		return GATE_PASS;
	return gate_deed(g, f, now > f->since ? now - f->since : 0);
}

int64_t
gate_acts_at(const struct gate_settings *g, const struct status_finding *f,
    enum gate_action *action_out)
{
	int64_t grace =
	    f->from_start ? 0 : gate_grace(g, gate_harm(g, f->rule, f->harm));

	*action_out = GATE_PASS;
	if (f->result != FINDING_FAIL ||
	    gate_severity(g, f->rule, f->severity, f->candidate, f->hearsay) !=
		SEVERITY_BLOCK)
		return 0;
	*action_out = gate_deed(g, f, grace);
	return *action_out != GATE_PASS ? f->since + grace : 0;
}

/* Nothing definite is known, or not any more. */
static bool
gate_is_unknown(
    const struct gate_settings *g, const struct status *s, int64_t now)
{
	return s == NULL || s->definite == 0 ||
	       (s->checked > s->definite && now - s->definite > g->max_stale);
}

static bool
gate_is_worse(const struct gate_settings *g, const struct status_finding *a,
    const struct status_finding *b)
{
	enum severity sa, sb;

	if (b == NULL ||
	    (a->result == FINDING_FAIL) != (b->result == FINDING_FAIL))
		return b == NULL || a->result == FINDING_FAIL;
	sa = gate_severity(g, a->rule, a->severity, a->candidate, a->hearsay);
	sb = gate_severity(g, b->rule, b->severity, b->candidate, b->hearsay);
	return sa != sb ? sa > sb
			: gate_harm(g, a->rule, a->harm) <
			      gate_harm(g, b->rule, b->harm);
}

/* `action` would follow, of this rule (RULES: of an unknown domain), but for
 * a waiver?  What is left of it. */
static enum gate_action
gate_waive(const struct waivers *waivers, enum rule_id rule,
    enum gate_action action, int64_t now, struct gate_decision *worst)
{
	const struct waiver *waiver =
	    action != GATE_PASS ? waivers_find(waivers, rule, now) : NULL;

	if (waiver == NULL)
		return action;
	if (action > worst->would) {
		worst->would = action;
		worst->waiver = waiver;
		worst->waived = rule;
	}
	return GATE_PASS;
}

/* The findings' part of a decision; *worst: the worst that is waived. */
static void
gate_decide_findings(const struct gate_settings *g, const struct status *s,
    const struct waivers *waivers, int64_t now, struct gate_decision *worst,
    struct gate_decision *out)
{
	for (size_t i = 0; s != NULL && i < s->n_findings; i++) {
		const struct status_finding *f = &s->findings[i];
		enum gate_action action = gate_waive(waivers, f->rule,
		    gate_judge_finding(g, f, now), now, worst);

		if (action == GATE_PASS &&
		    gate_severity(g, f->rule, f->severity, f->candidate,
			f->hearsay) == SEVERITY_INFO)
			continue;
		if (action > out->would ||
		    (action == out->would &&
			gate_is_worse(g, f, out->finding))) {
			out->would = action;
			out->finding = f;
		}
	}
}

void
gate_decide_waived(const struct gate_settings *g, const struct status *s,
    const struct waivers *waivers, int64_t now, struct gate_decision *out)
{
	struct gate_decision worst = {.would = GATE_PASS};

	*out = (struct gate_decision){.would = GATE_PASS, .waived = RULES};
	gate_decide_findings(g, s, waivers, now, &worst, out);
	out->unknown = gate_is_unknown(g, s, now);
	if (out->unknown && out->would == GATE_PASS &&
	    g->on_unknown == ON_UNKNOWN_DEFER) {
		out->would =
		    gate_waive(waivers, RULES, GATE_DEFER, now, &worst);
		out->by_unknown = out->would != GATE_PASS;
		if (out->by_unknown && out->finding != NULL &&
		    out->finding->result == FINDING_FAIL)
			out->finding = NULL; /* it stops no mail */
	}
	if (worst.would > out->would) {
		out->waiver = worst.waiver;
		out->waived = worst.waived;
	}
	if (g->enforce)
		out->action = out->would;
}

void
gate_decide(const struct gate_settings *g, const struct status *s, int64_t now,
    struct gate_decision *out)
{
	gate_decide_waived(g, s, NULL, now, out);
}

const char *
gate_would_text(const struct gate_decision *d)
{
	return d->waiver != NULL && d->would == GATE_PASS
		   ? "waived"
		   : gate_action_text(d->would);
}

const char *
gate_action_text(enum gate_action action)
{
	switch (action) {
	case GATE_PASS:
		return "dunno";
	case GATE_DEFER:
		return "defer";
	case GATE_REJECT:
		return "reject";
	}
	return "dunno";
}

const char *
gate_profile_text(enum gate_profile profile)
{
	switch (profile) {
	case PROFILE_STANDARD:
		return "standard";
	case PROFILE_STRICT:
		return "strict";
	case PROFILE_BULK:
	case PROFILES:
		break;
	}
	return "bulk";
}
