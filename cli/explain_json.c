/* SPDX-License-Identifier: BSD-2-Clause */
/* `caagate explain` for programs. */

#include "base/buf.h"
#include "caa/climb.h"
#include "cli/cli.h"
#include "cli/explain.h"
#include "cli/lint.h"
#include "cli/print.h"
#include "cli/trace.h"

static const char *
outcome_text(enum caa_climb_outcome outcome)
{
	switch (outcome) {
	case CAA_CLIMB_OPEN:
		return "open";
	case CAA_CLIMB_FOUND:
		return "found";
	case CAA_CLIMB_EMPTY:
		return "no-caa";
	case CAA_CLIMB_FAILED:
		return "error";
	}
	return "";
}

static json_t *
records_json(const struct explain *ex)
{
	json_t *list = json_array();

	for (size_t i = 0; i < ex->n_entries; i++)
		json_array_append_new(list, trace_entry(ex->entries[i]));
	return list;
}

static json_t *
span_json(enum caa_binding binding, const struct caa_span *span)
{
	return binding == CAA_BINDING_PRESENT
		   ? json_octets(span->text, span->len)
		   : json_null();
}

static const char *
binding_text(enum caa_binding binding)
{
	switch (binding) {
	case CAA_BINDING_ABSENT:
		return "absent";
	case CAA_BINDING_PRESENT:
		return "present";
	case CAA_BINDING_DUPLICATE:
		return "duplicate";
	case CAA_BINDING_INVALID:
		return "invalid";
	}
	return "";
}

static json_t *
bindings_json(const struct explain *ex)
{
	json_t *list = json_array();

	for (size_t i = 0; i < ex->n_entries; i++) {
		const struct caa_entry *e = ex->entries[i];
		json_t *o;

		if (e->account == CAA_BINDING_ABSENT &&
		    e->methods == CAA_BINDING_ABSENT)
			continue;
		o = json_object();
		json_object_set_new(o, "property", trace_entry(e));
		json_object_set_new(
		    o, "accounturi", span_json(e->account, &e->account_uri));
		json_object_set_new(
		    o, "accounturi_state", json_text(binding_text(e->account)));
		json_object_set_new(o, "validationmethods",
		    span_json(e->methods, &e->method_list));
		json_object_set_new(o, "validationmethods_state",
		    json_text(binding_text(e->methods)));
		json_array_append_new(list, o);
	}
	return list;
}

/* null: the set restricts nobody; else who may issue, perhaps nobody. */
static json_t *
permitted_json(const struct explain *ex, enum caa_kind kind)
{
	enum caa_tag tag = caa_deciding_tag(ex->set, kind);
	json_t *list;

	if (ex->set->n_tagged[tag] == 0 && ex->set->critical_unknown == NULL)
		return json_null();
	list = json_array();
	for (size_t i = 0; i < ex->n_entries; i++) {
		const struct caa_entry *e = ex->entries[i];

		if (e->property.id == tag && explain_entry_permits(ex, e, kind))
			json_array_append_new(
			    list, json_octets(e->value.issuer.text,
				      e->value.issuer.len));
	}
	return list;
}

static json_t *
kinds_json(const struct explain *ex)
{
	json_t *list = json_array();

	for (int k = 0; ex->set != NULL && k < EXPLAIN_KINDS; k++) {
		enum caa_kind kind = (enum caa_kind)k;
		json_t *permitted = permitted_json(ex, kind);
		json_t *o = json_object();

		json_object_set_new(o, "kind", json_text(caa_kind_text(kind)));
		json_object_set_new(
		    o, "restricted", json_boolean(!json_is_null(permitted)));
		json_object_set_new(o, "issuers", permitted);
		json_array_append_new(list, o);
	}
	return list;
}

static json_t *
verdicts_json(const struct explain_issuer *issuer)
{
	json_t *list = json_array();

	for (int k = 0; k < EXPLAIN_KINDS; k++) {
		const struct caa_result *r = &issuer->results[k];
		json_t *o = json_object();

		json_object_set_new(
		    o, "kind", json_text(caa_kind_text((enum caa_kind)k)));
		json_object_set_new(
		    o, "verdict", json_text(caa_verdict_text(r->verdict)));
		json_object_set_new(
		    o, "reason", json_text(caa_reason_text(r->reason)));
		json_object_set_new(o, "property", trace_entry(r->entry));
		json_array_append_new(list, o);
	}
	return list;
}

static json_t *
issuers_json(const struct explain *ex)
{
	json_t *list = json_array();

	for (size_t i = 0; i < ex->n_issuers; i++) {
		const struct explain_issuer *issuer = &ex->issuers[i];
		json_t *ids = json_array();
		json_t *o = json_object();

		for (size_t k = 0; k < issuer->n_ids; k++)
			json_array_append_new(ids, json_text(issuer->ids[k]));
		json_object_set_new(o, "issuer", ids);
		json_object_set_new(o, "owner", json_utf8(issuer->owner));
		json_object_set_new(o, "verdicts", verdicts_json(issuer));
		json_array_append_new(list, o);
	}
	return list;
}

static json_t *
problems_json(const struct explain *ex)
{
	json_t *list = json_array();

	for (size_t i = 0; i < ex->n_entries; i++) {
		json_t *notes = lint_notes_json(&ex->lints[i]);
		json_t *note;
		size_t k;

		json_array_foreach(notes, k, note) json_object_set_new(
		    note, "record", json_text(ex->lints[i].canonical));
		json_array_extend(list, notes);
		json_decref(notes);
	}
	return list;
}

void
explain_print_json(const struct cli *cli, const struct explain *ex)
{
	json_t *o = json_object();

	json_object_set_new(o, "schema", json_integer(CLI_JSON_SCHEMA));
	json_object_set_new(o, "name", json_text(ex->name));
	json_object_set_new(o, "outcome",
	    json_text(outcome_text(caa_climb_outcome(ex->climb))));
	json_object_set_new(o, "relevant",
	    ex->set != NULL ? json_text(caa_climb_name(ex->climb))
			    : json_null());
	json_object_set_new(o, "dnssec", json_text(explain_dnssec(ex)));
	json_object_set_new(o, "records", records_json(ex));
	json_object_set_new(o, "kinds", kinds_json(ex));
	json_object_set_new(o, "issuers", issuers_json(ex));
	json_object_set_new(o, "bindings", bindings_json(ex));
	json_object_set_new(o, "problems", problems_json(ex));
	json_object_set_new(
	    o, "trace", trace_json(ex->climb, caa_climb_count(ex->climb)));
	print_json(cli->out, o);
}
