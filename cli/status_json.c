/* SPDX-License-Identifier: BSD-2-Clause */
/* `caagate status DOMAIN` for programs. */

#include "base/clock.h"
#include "cli/cli.h"
#include "cli/print.h"
#include "cli/status.h"
#include "cli/store.h"
#include "cli/waive.h"

static json_t *
time_json(int64_t when)
{
	char text[CLOCK_TEXT_SIZE];

	return when > 0 ? json_text(clock_format(when, text)) : json_null();
}

static json_t *
rule_json(const struct status_finding *f)
{
	return f != NULL ? json_text(rule_get(f->rule)->name) : json_null();
}

static void
set_past(json_t *o, const struct cli *cli, const struct known *k,
    const struct status_finding *f)
{
	enum gate_action action;
	int64_t at = gate_acts_at(k->gate, f, &action);
	bool acts = at > 0 && f->result == FINDING_FAIL;
	const struct waiver *w = waivers_find(&k->waivers, f->rule, cli->now);

	json_object_set_new(o, "since", time_json(f->since));
	json_object_set_new(o, "seen", time_json(f->seen));
	json_object_set_new(o, "from_start", json_boolean(f->from_start));
	json_object_set_new(o, "confirmations", json_integer(f->confirmations));
	json_object_set_new(o, "grace_until", time_json(at));
	json_object_set_new(o, "action",
	    acts ? json_text(gate_action_text(action)) : json_null());
	json_object_set_new(
	    o, "waived_until", w != NULL ? time_json(w->until) : json_null());
}

static json_t *
finding_json(const struct cli *cli, const struct known *k,
    const struct status_finding *f)
{
	json_t *o = json_object();
	enum severity severity = gate_severity(
	    k->gate, f->rule, f->severity, f->candidate, f->hearsay);

	json_object_set_new(o, "id", rule_json(f));
	json_object_set_new(
	    o, "result", json_text(finding_result_text(f->result)));
	json_object_set_new(o, "severity", json_text(severity_text(severity)));
	json_object_set_new(o, "harm",
	    json_text(harm_text(gate_harm(k->gate, f->rule, f->harm))));
	json_object_set_new(
	    o, "subject", json_octets(f->subject, f->subject_len));
	json_object_set_new(o, "text", json_octets(f->text, f->text_len));
	set_past(o, cli, k, f);
	return o;
}

static void
set_times(json_t *o, const struct known *k)
{
	bool has = k->has_status;

	json_object_set_new(
	    o, "checked", time_json(has ? k->status.checked : 0));
	json_object_set_new(
	    o, "definite", time_json(has ? k->status.definite : 0));
	json_object_set_new(
	    o, "fresh_until", time_json(has ? k->status.fresh_until : 0));
	json_object_set_new(o, "used", time_json(k->used));
}

static void
set_decision(json_t *o, const struct known *k)
{
	const struct gate_decision *d = &k->decision;
	enum gate_action action = k->is_gated ? d->action : GATE_PASS;

	json_object_set_new(
	    o, "state", json_text(standing_text(known_standing(k))));
	json_object_set_new(o, "action", json_text(gate_action_text(action)));
	json_object_set_new(o, "would", json_text(gate_would_text(d)));
	json_object_set_new(o, "rule", rule_json(d->finding));
	json_object_set_new(
	    o, "profile", json_text(gate_profile_text(k->gate->profile)));
	json_object_set_new(
	    o, "enforce", json_boolean(k->is_gated && k->gate->enforce));
	json_object_set_new(o, "gated", json_boolean(k->is_gated));
}

json_t *
status_json(const struct cli *cli, const char *domain, const struct known *k)
{
	json_t *o = json_object(), *findings = json_array(),
	       *waivers = json_array();

	for (size_t i = 0; k->has_status && i < k->status.n_findings; i++)
		json_array_append_new(
		    findings, finding_json(cli, k, &k->status.findings[i]));
	for (size_t i = 0; i < k->waivers.n; i++)
		if (waiver_holds(&k->waivers.list[i], cli->now))
			json_array_append_new(
			    waivers, waive_json(&k->waivers.list[i], cli->now));
	json_object_set_new(o, "schema", json_integer(CLI_JSON_SCHEMA));
	json_object_set_new(o, "domain", json_text(domain));
	set_decision(o, k);
	set_times(o, k);
	json_object_set_new(o, "findings", findings);
	json_object_set_new(o, "waivers", waivers);
	return o;
}
