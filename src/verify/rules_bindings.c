/* SPDX-License-Identifier: BSD-2-Clause */
/* CAA-11, 12 and 13: parameters of RFC 8657 in one relevant RRset. */

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "base/text.h"
#include "caa/binding.h"
#include "caa/climb.h"
#include "caa/set.h"
#include "verify/about.h"
#include "verify/caa_fix.h"
#include "verify/evidence.h"
#include "verify/live.h"
#include "verify/rules_live.h"
#include "verify/run.h"

#define BINDING_SHOWN 100 /* octets of a URI or list in a sentence */

/* From this day CAs must honour the parameters (ballot SC-098). */
#define BINDING_MANDATORY INT64_C(1805068800) /* 2027-03-15 */

struct bindings {
	struct judge_run *run;
	const struct caa_climb *climb;
	const struct caa_set *set;
	const char *name;  /* relevant */
	const char *owner; /* whom a zone-file line speaks of */
};

static bool
binding_names(const struct caa_entry *e, const struct caa_span *issuer)
{
	return e->well_formed &&
	       text_equal_fold(e->value.issuer.text, e->value.issuer.len,
		   issuer->text, issuer->len);
}

static bool
binding_is_of_tls(const struct caa_entry *e)
{
	return (e->property.id == CAA_TAG_ISSUE ||
		   e->property.id == CAA_TAG_ISSUEWILD) &&
	       e->well_formed && e->value.issuer.len > 0;
}

/* Is this the CA of a live certificate that stands on the set?  Where no CA is
 * known, the only one that the set names is meant. */
static bool
binding_in_use(const struct bindings *b, const struct caa_entry *e)
{
	char *id = mem_strndup(e->value.issuer.text, e->value.issuer.len);
	const struct live *live = b->run->live;
	bool known = false, used = false, only = true;

	for (size_t i = 0; i < live->n && !used; i++) {
		const struct live_use *use = &live->uses[i];

		if (!live_is_judged(use) ||
		    use->issuer.state > CERT_ISSUER_WEAK)
			continue;
		known = true;
		used = cert_issuer_recognises(&use->issuer, id) >=
		       CA_RECOGNITION_WEAK;
	}
	for (size_t i = 0; i < b->set->n_entries; i++)
		if (binding_is_of_tls(&b->set->entries[i]) &&
		    !binding_names(&b->set->entries[i], &e->value.issuer))
			only = false;
	free(id);
	return used || (!known && only);
}

static bool
binding_has_account(const struct evidence_about *about, struct caa_span uri)
{
	for (size_t i = 0; i < about->accounts.n; i++)
		if (strlen(about->accounts.list[i]) == uri.len &&
		    memcmp(about->accounts.list[i], uri.text, uri.len) == 0)
			return true;
	return false;
}

static bool
binding_has_method(const struct evidence_about *about, struct caa_span list)
{
	for (size_t i = 0; i < about->methods.n; i++)
		if (caa_method_list_has(&list, about->methods.list[i]))
			return true;
	return false;
}

static enum caa_binding
binding_state(const struct caa_entry *e, enum rule_id rule)
{
	return rule == RULE_CAA_11 ? e->account : e->methods;
}

/* Does the entry leave the operator's account, or method, in? */
static bool
binding_fits(
    const struct bindings *b, const struct caa_entry *e, enum rule_id rule)
{
	const struct evidence_about *about = evidence_about(b->run->evidence);

	switch (binding_state(e, rule)) {
	case CAA_BINDING_ABSENT:
		return true;
	case CAA_BINDING_PRESENT:
		break;
	case CAA_BINDING_DUPLICATE:
	case CAA_BINDING_INVALID:
		return false;
	}
	return rule == RULE_CAA_11 ? binding_has_account(about, e->account_uri)
				   : binding_has_method(about, e->method_list);
}

static const struct evidence_strings *
binding_told(const struct bindings *b, enum rule_id rule)
{
	const struct evidence_about *about = evidence_about(b->run->evidence);

	return rule == RULE_CAA_11 ? &about->accounts : &about->methods;
}

static const char *
binding_parameter(enum rule_id rule)
{
	return rule == RULE_CAA_11 ? "accounturi" : "validationmethods";
}

/* Nobody can satisfy it. */
static bool
binding_is_broken(const struct caa_entry *e, enum rule_id rule)
{
	enum caa_binding state = binding_state(e, rule);

	return state == CAA_BINDING_DUPLICATE || state == CAA_BINDING_INVALID ||
	       (rule == RULE_CAA_12 && state == CAA_BINDING_PRESENT &&
		   e->method_list.len == 0);
}

/* Is there another entry of the same tag and CA that fits? */
static bool
binding_fits_elsewhere(
    const struct bindings *b, const struct caa_entry *e, enum rule_id rule)
{
	for (size_t i = 0; i < b->set->n_entries; i++) {
		const struct caa_entry *other = &b->set->entries[i];

		if (other->property.id == e->property.id &&
		    binding_names(other, &e->value.issuer) &&
		    binding_fits(b, other, rule))
			return true;
	}
	return false;
}

/* The operator can't satisfy it, and needs to. */
static bool
binding_is_others(
    const struct bindings *b, const struct caa_entry *e, enum rule_id rule)
{
	return binding_state(e, rule) == CAA_BINDING_PRESENT &&
	       binding_told(b, rule)->n > 0 && !binding_fits(b, e, rule) &&
	       binding_in_use(b, e) && !binding_fits_elsewhere(b, e, rule);
}

/* The parameter as it should be; false where it may stay, or is not known. */
static bool
binding_put_wanted(const struct bindings *b, const struct caa_entry *e,
    enum rule_id rule, struct buf *out)
{
	const struct evidence_strings *told = binding_told(b, rule);
	bool broken = binding_is_broken(e, rule);

	if (told->n == 0 || (!broken && !binding_is_others(b, e, rule)))
		return false;
	/* another machine may have that account; a list can hold both */
	if (!broken && rule == RULE_CAA_12) {
		buf_put(out, e->method_list.text, e->method_list.len);
		buf_putc(out, ',');
	}
	buf_puts(out, told->list[0]);
	return true;
}

/*
 * The entry with what the operator uses in place of what is there, in both
 * parameters: of two records that each mend one, none would be satisfied.
 */
static void
binding_fix(const struct bindings *b, const struct caa_entry *e,
    enum rule_id rule, struct finding *f)
{
	struct buf account = BUF_INIT, methods = BUF_INIT;
	bool broken = binding_is_broken(e, RULE_CAA_11);
	bool has_methods = binding_put_wanted(b, e, RULE_CAA_12, &methods);
	bool has_account = (rule == RULE_CAA_11 || broken) &&
			   binding_put_wanted(b, e, RULE_CAA_11, &account);

	if (live_may_mend(b->run, b->climb, f) &&
	    (!(rule == RULE_CAA_11 ? has_account : has_methods) ||
		!caa_fix_bind(f, e, b->owner,
		    has_account ? buf_text(&account) : NULL,
		    has_methods ? buf_text(&methods) : NULL,
		    rule == RULE_CAA_12 || broken)))
		finding_advise(f,
		    "write %s once, with what your ACME client uses, or leave "
		    "it out",
		    binding_parameter(rule));
	buf_fini(&account);
	buf_fini(&methods);
}

/* What nobody can satisfy. */
static bool
binding_unsatisfiable(
    const struct bindings *b, const struct caa_entry *e, enum rule_id rule)
{
	enum caa_binding state = binding_state(e, rule);
	struct buf shown = BUF_INIT;
	struct finding *f;

	if (!binding_is_broken(e, rule))
		return false;
	text_put_escaped(
	    &shown, e->property.value, e->property.value_len, BINDING_SHOWN);
	f = judge_say(b->run, rule, FINDING_FAIL, b->name,
	    "%s in \"%s\" %s, so nobody can satisfy the record",
	    binding_parameter(rule), buf_text(&shown),
	    state == CAA_BINDING_DUPLICATE ? "stands there more than once"
	    : state == CAA_BINDING_PRESENT ? "lists no method"
	    : rule == RULE_CAA_11          ? "is no URI"
					   : "is no list of methods");
	binding_fix(b, e, rule, f);
	buf_fini(&shown);
	return true;
}

static void
binding_mismatch_say(
    const struct bindings *b, const struct caa_entry *e, enum rule_id rule)
{
	struct caa_span has =
	    rule == RULE_CAA_11 ? e->account_uri : e->method_list;
	const char *told = binding_told(b, rule)->list[0];
	struct buf shown = BUF_INIT, ours = BUF_INIT;
	struct finding *f;

	text_put_escaped(&shown, has.text, has.len, BINDING_SHOWN);
	text_put_escaped(&ours, told, strlen(told), BINDING_SHOWN);
	f = judge_say(b->run, rule, FINDING_FAIL, b->name,
	    "%.*s may issue only %s %s, and yours is %s: renewal will fail",
	    (int)e->value.issuer.len, e->value.issuer.text,
	    rule == RULE_CAA_11 ? "for the account" : "by the method",
	    buf_text(&shown), buf_text(&ours));
	binding_fix(b, e, rule, f);
	buf_fini(&shown);
	buf_fini(&ours);
}

static bool
binding_mismatch(
    const struct bindings *b, const struct caa_entry *e, enum rule_id rule)
{
	if (!binding_is_others(b, e, rule))
		return false;
	binding_mismatch_say(b, e, rule);
	return true;
}

static void
binding_rule(const struct bindings *b, enum rule_id rule)
{
	bool failed = false, present = false;

	for (size_t i = 0; i < b->set->n_entries; i++) {
		const struct caa_entry *e = &b->set->entries[i];

		if (!binding_is_of_tls(e))
			continue;
		present |= binding_state(e, rule) != CAA_BINDING_ABSENT;
		failed |= binding_unsatisfiable(b, e, rule) ||
			  binding_mismatch(b, e, rule);
	}
	if (failed)
		return;
	if (present && binding_told(b, rule)->n == 0)
		(void)judge_say(b->run, rule, FINDING_NOT_APPLICABLE, b->name,
		    "%s restricts issuance, and the settings do not say what "
		    "your ACME client uses",
		    binding_parameter(rule));
	else
		(void)judge_say(b->run, rule, FINDING_PASS, b->name,
		    present ? "%s allows what your ACME client uses"
			    : "no record has %s",
		    binding_parameter(rule));
}

/* CAs whose documentation says that they honour both parameters. */
static bool
binding_is_documented(const struct caa_span *issuer)
{
	static const char *const documented[] = {"letsencrypt.org"};

	for (size_t i = 0; i < sizeof(documented) / sizeof(documented[0]); i++)
		if (text_equal_fold(issuer->text, issuer->len, documented[i],
			strlen(documented[i])))
			return true;
	return false;
}

/* CAA-13: until the day that all CAs must, only some honour parameters. */
static void
binding_honoured(const struct bindings *b)
{
	bool failed = false;

	for (size_t i = 0; i < b->set->n_entries; i++) {
		const struct caa_entry *e = &b->set->entries[i];
		struct finding *f;

		if (!binding_is_of_tls(e) ||
		    (e->account == CAA_BINDING_ABSENT &&
			e->methods == CAA_BINDING_ABSENT) ||
		    binding_is_documented(&e->value.issuer) ||
		    evidence_time(b->run->evidence) >= BINDING_MANDATORY)
			continue;
		f = judge_say(b->run, RULE_CAA_13, FINDING_FAIL, b->name,
		    "accounturi and validationmethods bind all CAs from "
		    "2027-03-15 on; whether %.*s honours them now is not known",
		    (int)e->value.issuer.len, e->value.issuer.text);
		finding_advise(f, "ask the CA whether it honours the "
				  "parameters of RFC 8657");
		failed = true;
	}
	if (!failed)
		(void)judge_say(b->run, RULE_CAA_13, FINDING_PASS, b->name,
		    "no parameter is in vain as far as is known");
}

void
rules_bindings(struct judge_run *run, const struct caa_climb *climb)
{
	const struct bindings b = {.run = run,
	    .climb = climb,
	    .set = caa_climb_set(climb),
	    .name = caa_climb_name(climb),
	    .owner = live_owner(climb)};

	binding_rule(&b, RULE_CAA_11);
	binding_rule(&b, RULE_CAA_12);
	binding_honoured(&b);
}
