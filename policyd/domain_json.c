/* SPDX-License-Identifier: BSD-2-Clause */
/* What is known of a domain, as JSON. */

#include "policyd/domain_json.h"

#include <jansson.h>
#include <stdlib.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/text.h"
#include "gate/gate.h"
#include "gate/status.h"

static json_t *
domain_json_time(int64_t when)
{
	char text[CLOCK_TEXT_SIZE];

	return when > 0 ? json_string(clock_format(when, text)) : json_null();
}

/* Sentences are printable by the rules' care; a damaged store may hold what is
 * not, and JSON wants UTF-8. */
static json_t *
domain_json_text(const char *text, size_t len)
{
	struct buf out = BUF_INIT;
	json_t *json = json_stringn(text, len);

	if (json != NULL)
		return json;
	text_put_escaped(&out, text, len, len * 4);
	json = json_string(buf_text(&out));
	buf_fini(&out);
	return json;
}

/* The gate's own severity and harm, where the domain has settings. */
static void
domain_json_set_weight(
    json_t *o, const struct gate_settings *g, const struct status_finding *f)
{
	enum severity severity = f->severity;
	enum harm harm = f->harm;
	enum gate_action first;
	int64_t from = 0;

	if (g != NULL) {
		severity = gate_severity(
		    g, f->rule, severity, f->candidate, f->hearsay);
		harm = gate_harm(g, f->rule, harm);
		from = gate_acts_at(g, f, &first);
	}
	json_object_set_new(
	    o, "severity", json_string(severity_text(severity)));
	json_object_set_new(o, "harm", json_string(harm_text(harm)));
	json_object_set_new(o, "grace_until", domain_json_time(from));
}

static json_t *
domain_json_finding(
    const struct gate_settings *g, const struct status_finding *f)
{
	json_t *o = json_object();

	json_object_set_new(o, "id", json_string(rule_get(f->rule)->name));
	json_object_set_new(
	    o, "result", json_string(finding_result_text(f->result)));
	domain_json_set_weight(o, g, f);
	json_object_set_new(
	    o, "subject", domain_json_text(f->subject, f->subject_len));
	json_object_set_new(o, "text", domain_json_text(f->text, f->text_len));
	json_object_set_new(o, "since", domain_json_time(f->since));
	json_object_set_new(o, "seen", domain_json_time(f->seen));
	json_object_set_new(o, "confirmations", json_integer(f->confirmations));
	json_object_set_new(o, "from_start", json_boolean(f->from_start));
	return o;
}

static void
domain_json_set_decision(json_t *o, const struct gate_settings *g,
    const struct status *status, const struct waivers *waivers, int64_t now)
{
	struct gate_decision d = {.unknown = false};

	if (g != NULL)
		gate_decide_waived(g, status, waivers, now, &d);
	json_object_set_new(o, "gated", json_boolean(g != NULL));
	json_object_set_new(o, "profile",
	    g != NULL ? json_string(gate_profile_text(g->profile))
		      : json_null());
	json_object_set_new(
	    o, "action", json_string(gate_action_text(d.action)));
	json_object_set_new(o, "would", json_string(gate_would_text(&d)));
	json_object_set_new(o, "unknown", json_boolean(d.unknown));
	json_object_set_new(o, "rule",
	    d.finding != NULL ? json_string(rule_get(d.finding->rule)->name)
			      : json_null());
}

void
domain_json_put(struct buf *out, const char *domain,
    const struct gate_settings *g, const struct status *status,
    const struct waivers *waivers, int64_t now)
{
	json_t *o = json_object(), *findings = json_array();
	char *text;

	for (size_t i = 0; i < status->n_findings; i++)
		json_array_append_new(
		    findings, domain_json_finding(g, &status->findings[i]));
	json_object_set_new(o, "schema", json_integer(DOMAIN_JSON_SCHEMA));
	json_object_set_new(o, "domain", json_string(domain));
	json_object_set_new(o, "time", domain_json_time(now));
	json_object_set_new(o, "checked", domain_json_time(status->checked));
	json_object_set_new(o, "definite", domain_json_time(status->definite));
	json_object_set_new(
	    o, "fresh_until", domain_json_time(status->fresh_until));
	domain_json_set_decision(o, g, status, waivers, now);
	json_object_set_new(o, "findings", findings);
	text = json_dumps(o, JSON_COMPACT);
	json_decref(o);
	buf_puts(out, text != NULL ? text : "{}");
	buf_putc(out, '\n');
	free(text);
}
