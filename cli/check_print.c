/* SPDX-License-Identifier: BSD-2-Clause */
/* `caagate check` for people and for programs. */

#include <string.h>

#include "base/clock.h"
#include "base/text.h"
#include "cli/check.h"
#include "cli/cli.h"
#include "cli/print.h"
#include "config.h"

static const char *
verdict_text(enum check_verdict verdict)
{
	switch (verdict) {
	case CHECK_PASS:
		return "pass";
	case CHECK_WARN:
		return "warn";
	case CHECK_UNKNOWN:
		return "unknown";
	case CHECK_FAIL:
		return "fail";
	}
	return "";
}

static enum paint
level_paint(const char *level)
{
	if (strcmp(level, "block") == 0)
		return PAINT_BAD;
	if (strcmp(level, "warn") == 0 || strcmp(level, "unknown") == 0)
		return PAINT_WARN;
	return strcmp(level, "pass") == 0 ? PAINT_GOOD : PAINT_NONE;
}

static void
print_finding(
    const struct cli *cli, const struct check *check, const struct finding *f)
{
	const char *level = check_level(check, f);

	print_painted(cli->out, cli->colour, level_paint(level), level);
	fprintf(cli->out, " %s %s: %s\n", rule_get(f->rule)->name, f->subject,
	    f->text);
	for (size_t i = 0; i < f->n_fixes; i++)
		fprintf(cli->out, "  fix: %s\n", f->fixes[i]);
}

static size_t
count_level(const struct check *check, const char *level)
{
	size_t n = 0;

	for (size_t i = 0; i < check->findings.n; i++)
		if (strcmp(check_level(check, &check->findings.list[i]),
			level) == 0)
			n++;
	return n;
}

static void
print_summary(const struct cli *cli, const struct check *check)
{
	static const char *const levels[] = {
	    "block", "warn", "unknown", "info", "pass"};
	const char *separator = " (";

	fprintf(cli->out, "%s: ", check->domain);
	print_painted(cli->out, cli->colour,
	    check->verdict == CHECK_FAIL   ? PAINT_BAD
	    : check->verdict == CHECK_PASS ? PAINT_GOOD
					   : PAINT_WARN,
	    verdict_text(check->verdict));
	for (size_t i = 0; i < sizeof(levels) / sizeof(levels[0]); i++) {
		size_t n = count_level(check, levels[i]);

		if (n == 0)
			continue;
		fprintf(cli->out, "%s%zu %s", separator, n, levels[i]);
		separator = ", ";
	}
	fprintf(cli->out, "%s; profile %s, the gate would say %s\n",
	    separator[0] == ',' ? ")" : "",
	    gate_profile_text(check->gate.profile),
	    gate_action_text(check->decision.would));
}

void
check_print_text(const struct cli *cli, const struct check *check, bool all)
{
	for (size_t i = 0; i < check->findings.n; i++) {
		const struct finding *f = &check->findings.list[i];

		if (all || f->result == FINDING_FAIL ||
		    f->result == FINDING_UNKNOWN)
			print_finding(cli, check, f);
	}
	print_summary(cli, check);
}

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
finding_json(const struct check *check, const struct finding *f)
{
	const struct rule *rule = rule_get(f->rule);
	const struct status_finding *s = remembered(check, f);
	enum gate_action action;
	json_t *fixes = json_array();
	json_t *o = json_object();

	for (size_t i = 0; i < f->n_fixes; i++)
		json_array_append_new(fixes, json_text(f->fixes[i]));
	json_object_set_new(o, "id", json_text(rule->name));
	json_object_set_new(
	    o, "result", json_text(finding_result_text(f->result)));
	json_object_set_new(o, "severity",
	    json_text(severity_text(gate_severity(
		&check->gate, f->rule, f->severity, f->candidate))));
	json_object_set_new(
	    o, "harm", json_text(harm_text(gate_harm(&check->gate, f->rule))));
	json_object_set_new(o, "subject", json_text(f->subject));
	json_object_set_new(o, "text", json_text(f->text));
	json_object_set_new(o, "fix", fixes);
	json_object_set_new(o, "spec", json_text(rule->spec));
	json_object_set_new(
	    o, "since", s != NULL ? time_json(s->since) : json_null());
	json_object_set_new(o, "grace_until",
	    s != NULL ? time_json(gate_acts_at(&check->gate, s, &action))
		      : json_null());
	json_object_set_new(o, "args", json_object());
	json_object_set_new(o, "evidence", json_array());
	return o;
}

void
check_print_json(const struct cli *cli, const struct check *check, bool many)
{
	json_t *findings = json_array();
	json_t *o = json_object();

	for (size_t i = 0; i < check->findings.n; i++)
		json_array_append_new(
		    findings, finding_json(check, &check->findings.list[i]));
	json_object_set_new(o, "schema", json_integer(CLI_JSON_SCHEMA));
	json_object_set_new(o, "tool", json_text(PACKAGE_STRING));
	json_object_set_new(o, "time", time_json(check->time));
	json_object_set_new(o, "domain", json_text(check->domain));
	json_object_set_new(
	    o, "profile", json_text(gate_profile_text(check->gate.profile)));
	json_object_set_new(
	    o, "verdict", json_text(verdict_text(check->verdict)));
	json_object_set_new(
	    o, "action", json_text(gate_action_text(check->decision.would)));
	json_object_set_new(o, "findings", findings);
	if (many)
		print_json_line(cli->out, o);
	else
		print_json(cli->out, o);
}
