/* SPDX-License-Identifier: BSD-2-Clause */
/* The CAA rules that one relevant RRset can be judged by. */

#include "verify/rules_caa.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "caa/lint.h"
#include "caa/property.h"
#include "caa/set.h"
#include "dns/answer.h"
#include "verify/caa_fix.h"
#include "verify/finding.h"
#include "verify/iodef.h"

#define SHOWN_MAX 80 /* octets of a tag or value in a sentence */
#define SET_RECORDS_WARN 100
#define SET_OCTETS_WARN 4096
#define RESERVED_FLAGS 0x7f
#define FLAG_ONE 1 /* what people write who mean "critical" */

/* `0 issue "ca.example"`, escaped and bounded. */
static char *
rules_show(const struct caa_property *p)
{
	struct buf text = BUF_INIT, shown = BUF_INIT;

	caa_property_put_text(p, &text);
	buf_put(&shown, buf_text(&text),
	    text.len < SHOWN_MAX ? text.len : SHOWN_MAX);
	if (text.len > SHOWN_MAX)
		buf_puts(&shown, "...");
	buf_fini(&text);
	return buf_steal(&shown);
}

static struct finding *
rules_add(const struct rules_set *r, enum rule_id rule,
    enum finding_result result, char *text)
{
	return findings_add_own(r->findings, rule, result, r->name, text);
}

/* `now` in place of `was`, which stays as it is where the records are not the
 * operator's. */
static bool
rules_fix_record(const struct rules_set *r, struct finding *f,
    const struct caa_property *was, const struct caa_property *now)
{
	if (r->owner != NULL)
		return caa_fix_replace(f, r->owner, was, now);
	finding_advise(
	    f, "ask the owner of the alias's target to mend the record");
	return true;
}

/* Is some CA named by a well-formed property of this tag? */
static bool
rules_names_ca(const struct caa_set *set, enum caa_tag tag)
{
	for (size_t i = 0; i < set->n_entries; i++) {
		const struct caa_entry *e = &set->entries[i];

		if (e->property.id == tag && e->well_formed &&
		    e->value.issuer.len > 0)
			return true;
	}
	return false;
}

/* The record that was surely meant, where lint can tell. */
static bool
rules_fix_by_lint(const struct rules_set *r, struct finding *f,
    const struct caa_property *was, const struct caa_lint *lint)
{
	for (size_t i = 0; i < lint->n_notes; i++) {
		struct caa_property now;
		struct buf wire = BUF_INIT;
		bool done;

		if (lint->notes[i].fix == NULL)
			continue;
		done =
		    caa_text_parse(lint->notes[i].fix,
			strlen(lint->notes[i].fix), &wire, NULL, NULL) == 0 &&
		    caa_property_parse((const uint8_t *)wire.data, wire.len,
			&now) == CAA_RDATA_OK &&
		    rules_fix_record(r, f, was, &now);
		buf_fini(&wire);
		return done;
	}
	return false;
}

static void
rules_fix_value(
    const struct rules_set *r, struct finding *f, const struct caa_property *p)
{
	struct buf text = BUF_INIT;
	struct caa_lint lint;

	caa_property_put_text(p, &text);
	caa_lint(buf_text(&text), text.len, NULL, &lint);
	if (!rules_fix_by_lint(r, f, p, &lint))
		finding_advise(f, "write the value as CA-DOMAIN or CA-DOMAIN; "
				  "NAME=VALUE, for example "
				  "\"letsencrypt.org\"");
	caa_lint_fini(&lint);
	buf_fini(&text);
}

/* CAA-04: outside the grammar counts as an empty issuer. */
static bool
rules_malformed_value(const struct rules_set *r, const struct caa_entry *e)
{
	bool locked_out;
	struct finding *f;
	char *shown;

	if (!e->restricts || e->well_formed)
		return false;
	locked_out = e->property.id == CAA_TAG_ISSUE &&
		     !rules_names_ca(r->set, CAA_TAG_ISSUE);
	shown = rules_show(&e->property);
	f = rules_add(r, RULE_CAA_04, FINDING_FAIL,
	    mem_printf("%s does not match the grammar, so it names no CA%s",
		shown,
		locked_out ? ", and no other issue record does: no CA "
			     "may issue"
			   : ""));
	free(shown);
	f->candidate = locked_out && !r->has_time;
	rules_fix_value(r, f, &e->property);
	return true;
}

/* `;` beside a named CA. */
static bool
rules_is_vain(const struct rules_set *r, const struct caa_entry *e)
{
	return e->restricts && e->well_formed && e->value.issuer.len == 0 &&
	       rules_names_ca(r->set, e->property.id);
}

/* Does CAA-11, 12 or 14 tell another value for it? */
static bool
rules_has_other_value(const struct caa_entry *e)
{
	struct iodef iodef = {.kind = IODEF_BAD};

	if (e->property.id == CAA_TAG_IODEF) {
		iodef_parse(&e->property, &iodef);
		return iodef.kind == IODEF_BAD;
	}
	return e->account == CAA_BINDING_DUPLICATE ||
	       e->account == CAA_BINDING_INVALID ||
	       e->methods == CAA_BINDING_DUPLICATE ||
	       e->methods == CAA_BINDING_INVALID ||
	       (e->methods == CAA_BINDING_PRESENT && e->method_list.len == 0);
}

/*
 * The record with flags and tag as they should be; false where it would still
 * have another fault, whose rule tells a record that is right in both.
 */
static bool
rules_fix_form(
    const struct rules_set *r, struct finding *f, const struct caa_entry *e)
{
	if (rules_has_other_value(e))
		return false;
	if (!rules_is_vain(r, e) || r->owner == NULL)
		return rules_fix_record(r, f, &e->property, &e->property);
	caa_fix_remove(f, r->owner, &e->property);
	return true;
}

/* CAA-05: it is without effect. */
static bool
rules_vain_empty_issuer(const struct rules_set *r, const struct caa_entry *e)
{
	struct finding *f;
	char *shown;

	if (!rules_is_vain(r, e))
		return false;
	shown = rules_show(&e->property);
	f = rules_add(r, RULE_CAA_05, FINDING_FAIL,
	    mem_printf(
		"%s is without effect beside records that name a CA", shown));
	free(shown);
	if (r->owner != NULL)
		caa_fix_remove(f, r->owner, &e->property);
	return true;
}

/* CAA-08: who does not know a critical property must not issue. */
static bool
rules_critical_unknown(const struct rules_set *r, const struct caa_entry *e)
{
	struct caa_property mended = e->property;
	struct finding *f;
	char *shown;

	if (e->property.id != CAA_TAG_UNKNOWN ||
	    !caa_property_is_critical(&e->property))
		return false;
	shown = rules_show(&e->property);
	f = rules_add(r, RULE_CAA_08, FINDING_FAIL,
	    mem_printf("%s is critical and of a tag that CAs do not know: no "
		       "CA may issue any certificate",
		shown));
	free(shown);
	f->candidate = !r->has_time;
	mended.flags = 0;
	if (!rules_fix_record(r, f, &e->property, &mended))
		finding_advise(f, "remove the record");
	return true;
}

/* CAA-09: only bit 0 (128) has a meaning. */
static bool
rules_reserved_flags(const struct rules_set *r, const struct caa_entry *e)
{
	struct finding *f;
	char *shown;

	if ((e->property.flags & RESERVED_FLAGS) == 0)
		return false;
	shown = rules_show(&e->property);
	f = rules_add(r, RULE_CAA_09, FINDING_FAIL,
	    mem_printf("%s sets reserved flag bits, which are ignored%s", shown,
		e->property.flags == FLAG_ONE ? "; critical would be 128"
					      : ""));
	free(shown);
	if (e->property.flags == FLAG_ONE && e->property.id == CAA_TAG_UNKNOWN)
		f->severity = SEVERITY_WARN;
	if (!rules_fix_form(r, f, e))
		finding_advise(f, "write 0, or 128 where critical is meant");
	return true;
}

/* CAA-10: tags match in any case; lower case is how they are published. */
static bool
rules_tag_case(const struct rules_set *r, const struct caa_entry *e)
{
	const struct caa_property *p = &e->property;
	struct finding *f;
	bool upper = false;

	for (size_t i = 0; i < p->tag_len; i++)
		upper |= p->tag[i] >= 'A' && p->tag[i] <= 'Z';
	if (!upper)
		return false;
	f = rules_add(r, RULE_CAA_10, FINDING_FAIL,
	    mem_strdup("a tag with capitals is legal, but some checkers do not "
		       "know it"));
	if (!rules_fix_form(r, f, e))
		finding_advise(f, "write the tag in lower case");
	return true;
}

/* CAA-07: without issue every CA may issue for names that are no wildcard. */
static bool
rules_open_set(const struct rules_set *r)
{
	struct finding *f;

	if (r->set->n_tagged[CAA_TAG_ISSUE] > 0)
		return false;
	f = rules_add(r, RULE_CAA_07, FINDING_FAIL,
	    mem_strdup("the set has no issue property, so every CA may issue "
		       "TLS certificates for names that are no wildcard"));
	finding_advise(f, "add an issue record for each CA that you use, or "
			  "0 issue \";\" where none may");
	return true;
}

/* CAA-24: some readers stop early. */
static bool
rules_large_set(const struct rules_set *r)
{
	size_t octets = 0;

	for (size_t i = 0; i < r->set->answer->n_records; i++)
		octets += r->set->answer->records[i].len;
	if (r->set->answer->n_records < SET_RECORDS_WARN &&
	    octets < SET_OCTETS_WARN)
		return false;
	(void)rules_add(r, RULE_CAA_24, FINDING_FAIL,
	    mem_printf("%zu records of %zu octets: readers with a limit of "
		       "their own may miss some",
		r->set->answer->n_records, octets));
	return true;
}

typedef bool rules_entry_fn(const struct rules_set *, const struct caa_entry *);
typedef bool rules_set_fn(const struct rules_set *);

static const struct {
	enum rule_id rule;
	rules_entry_fn *entry; /* asked of every property, or */
	rules_set_fn *set;     /* asked once */
	const char *passed;
} rules_list[] = {
    {RULE_CAA_04, rules_malformed_value, NULL,
	"all issue values match the "
	"grammar"},
    {RULE_CAA_05, rules_vain_empty_issuer, NULL,
	"no empty issuer stands "
	"beside named ones"},
    {RULE_CAA_07, NULL, rules_open_set,
	"issuance of TLS certificates is "
	"restricted"},
    {RULE_CAA_08, rules_critical_unknown, NULL,
	"no critical property is "
	"unknown"},
    {RULE_CAA_09, rules_reserved_flags, NULL, "reserved flag bits are zero"},
    {RULE_CAA_10, rules_tag_case, NULL, "tags are in lower case"},
    {RULE_CAA_24, NULL, rules_large_set, "the set is of a common size"},
};

void
rules_caa_set(const struct rules_set *r)
{
	for (size_t i = 0; i < sizeof(rules_list) / sizeof(rules_list[0]);
	     i++) {
		bool failed = rules_list[i].set != NULL && rules_list[i].set(r);

		for (size_t j = 0;
		     rules_list[i].entry != NULL && j < r->set->n_entries; j++)
			failed |= rules_list[i].entry(r, &r->set->entries[j]);
		if (!failed)
			(void)rules_add(r, rules_list[i].rule, FINDING_PASS,
			    mem_strdup(rules_list[i].passed));
	}
}
