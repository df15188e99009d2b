/* SPDX-License-Identifier: BSD-2-Clause */
/* `caagate check` for programs. */

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"
#include "cli/check.h"
#include "cli/cli.h"
#include "cli/print.h"
#include "config.h"
#include "verify/evidence.h"

static json_t *
time_json(int64_t when)
{
	char text[CLOCK_TEXT_SIZE];

	return when > 0 ? json_text(clock_format(when, text)) : json_null();
}

/* What the gate remembers of a finding; NULL where it has no reason to. */
static const struct status_finding *
remembered(const struct check *check, const struct finding *f)
{
	for (size_t i = 0; i < check->status.n_findings; i++) {
		const struct status_finding *s = &check->status.findings[i];

		if (s->rule == f->rule &&
		    s->subject_len == strlen(f->subject) &&
		    memcmp(s->subject, f->subject, s->subject_len) == 0)
			return s;
	}
	return NULL;
}

static json_t *
fixes_json(const struct finding *f)
{
	json_t *fixes = json_array();

	for (size_t i = 0; i < f->n_fixes; i++) {
		bool remove = f->fixes[i].kind == FIX_REMOVE;
		char *text = mem_printf(
		    "%s%s", remove ? "remove " : "", f->fixes[i].text);

		json_array_append_new(fixes, json_text(text));
		free(text);
	}
	return fixes;
}

static json_t *
args_json(const struct finding *f)
{
	json_t *args = json_object();

	for (size_t i = 0; i < f->n_args; i++)
		json_object_set_new(
		    args, f->args[i].name, json_text(f->args[i].value));
	return args;
}

static json_t *
refs_json(const struct finding *f)
{
	json_t *refs = json_array();

	for (size_t i = 0; i < f->n_refs; i++)
		json_array_append_new(refs, json_text(f->refs[i]));
	return refs;
}

static void
set_judgement(json_t *o, const struct check *check, const struct finding *f)
{
	json_object_set_new(o, "id", json_text(rule_get(f->rule)->name));
	json_object_set_new(
	    o, "result", json_text(finding_result_text(f->result)));
	json_object_set_new(
	    o, "severity", json_text(severity_text(check_severity(check, f))));
	json_object_set_new(o, "harm",
	    json_text(harm_text(gate_harm(&check->gate, f->rule, f->harm))));
	json_object_set_new(o, "subject", json_text(f->subject));
	json_object_set_new(o, "text", json_text(f->text));
}

static void
set_finding(json_t *o, const struct check *check, const struct finding *f)
{
	const struct status_finding *s = remembered(check, f);
	enum gate_action action;

	set_judgement(o, check, f);
	json_object_set_new(o, "fix", fixes_json(f));
	json_object_set_new(o, "spec", json_text(rule_get(f->rule)->spec));
	json_object_set_new(
	    o, "since", s != NULL ? time_json(s->since) : json_null());
	json_object_set_new(o, "grace_until",
	    s != NULL ? time_json(gate_acts_at(&check->gate, s, &action))
		      : json_null());
	json_object_set_new(o, "args", args_json(f));
	json_object_set_new(o, "evidence", refs_json(f));
}

/* What stands first in each object; cli/sweep_resume.c reads it again. */
static json_t *
head_json(const struct check *check)
{
	const struct evidence *e = check->evidence;
	json_t *o = json_object();

	json_object_set_new(o, "schema", json_integer(CLI_JSON_SCHEMA));
	json_object_set_new(o, "tool", json_text(PACKAGE_STRING));
	json_object_set_new(o, "time", time_json(evidence_time(e)));
	json_object_set_new(o, "domain", json_text(evidence_domain(e)));
	json_object_set_new(
	    o, "profile", json_text(gate_profile_text(check->gate.profile)));
	json_object_set_new(
	    o, "verdict", json_text(check_verdict_text(check->verdict)));
	return o;
}

void
check_print_json(FILE *out, const struct check *check, bool line)
{
	json_t *findings = json_array();
	json_t *o = head_json(check);

	for (size_t i = 0; i < check->findings.n; i++) {
		json_t *f = json_object();

		set_finding(f, check, &check->findings.list[i]);
		json_array_append_new(findings, f);
	}
	json_object_set_new(
	    o, "action", json_text(gate_action_text(check->decision.would)));
	json_object_set_new(o, "findings", findings);
	if (line)
		print_json_line(out, o);
	else
		print_json(out, o);
}

void
check_print_json_lines(FILE *out, const struct check *check)
{
	for (size_t i = 0; i < check->findings.n; i++) {
		json_t *o = head_json(check);

		set_finding(o, check, &check->findings.list[i]);
		print_json_line(out, o);
	}
}
