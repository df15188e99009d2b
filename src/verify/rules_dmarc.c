/* SPDX-License-Identifier: BSD-2-Clause */
/* The rules of DMARC (RFC 9989): is there a record, and what does it do? */

#include "verify/rules_dmarc.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "dns/answer.h"
#include "verify/auth.h"
#include "verify/evidence.h"
#include "verify/spf_mend.h"

struct finding *
dmarc_say(const struct dmarc_scene *s, enum rule_id rule,
    enum finding_result result, const char *format, ...)
{
	va_list ap;
	struct finding *f;

	va_start(ap, format);
	f = judge_say_of_txt(s->run, rule, result, s->record_owner, format, ap);
	va_end(ap);
	return f;
}

/* Several records at one name: none of them counts. */
static void
found_many(const struct dmarc_scene *s, const struct dmarc_stop *stop)
{
	char *owner = mem_printf(DMARC_PREFIX "%s", stop->domain);
	const struct dns_answer *txt =
	    judge_answer(s->run, owner, DNS_TYPE_TXT);
	struct buf text = BUF_INIT;
	struct finding *f =
	    judge_say(s->run, RULE_DMARC_01, FINDING_FAIL, owner,
		"%zu DMARC records stand side by side, so receivers use "
		"none of them%s%.*s",
		stop->n_records,
		s->d.found == DMARC_FOUND_RECORD ? " but that of " : "",
		s->d.found == DMARC_FOUND_RECORD ? JUDGE_NAME_SHOWN : 0,
		s->d.found == DMARC_FOUND_RECORD ? s->d.at : "");

	finding_ref(f, "dns %s TXT", owner);
	finding_arg(f, "records", "%zu", stop->n_records);
	(void)dmarc_select(txt, &text);
	if (!mend_replace(f, txt, dmarc_is_record, buf_text(&text)))
		finding_advise(f, "remove all records but one");
	buf_fini(&text);
	free(owner);
}

static void
found_nothing(const struct dmarc_scene *s)
{
	struct finding *f =
	    judge_say(s->run, RULE_DMARC_01, FINDING_FAIL, s->owner,
		"there is no DMARC record at %.*s, nor at a domain "
		"above it",
		JUDGE_NAME_SHOWN, s->owner);

	finding_ref(f, "dns %s TXT", s->owner);
	if (!mend_publish_txt(f, s->owner, "v=DMARC1; p=none"))
		finding_advise(f, "publish a DMARC record");
}

void
rules_dmarc_open(
    const struct dmarc_scene *s, enum rule_id rule, const char *subject)
{
	for (size_t i = 0; i < s->d.n_stops; i++) {
		char *owner;

		if (!s->d.stops[i].open)
			continue;
		owner = mem_printf(DMARC_PREFIX "%s", s->d.stops[i].domain);
		(void)judge_is_open(s->run, rule, subject, owner, DNS_TYPE_TXT);
		free(owner);
		return;
	}
}

static void
found_record(const struct dmarc_scene *s)
{
	struct finding *f = judge_say(s->run, RULE_DMARC_01, FINDING_PASS,
	    s->owner, "%s%.*s says p=%s for this domain",
	    strcmp(s->owner, s->record_owner) == 0
		? "the record of "
		: "there is no record here; that of ",
	    JUDGE_NAME_SHOWN, s->d.at, dmarc_policy_text(s->policy));

	finding_ref(f, "dns %s TXT", s->record_owner);
	finding_arg(f, "found", "%s", s->record_owner);
	finding_arg(f, "organization", "%s", s->d.org);
	finding_arg(f, "policy", "%s", dmarc_policy_text(s->policy));
}

void
rules_dmarc_found(const struct dmarc_scene *s)
{
	bool many = false;

	for (size_t i = 0; i < s->d.n_stops; i++)
		if (s->d.stops[i].n_records > 1 &&
		    (s->d.found != DMARC_FOUND_RECORD ||
			dns_name_at_or_below(s->d.stops[i].domain, s->d.org))) {
			found_many(s, &s->d.stops[i]);
			many = true;
		}
	if (s->d.found == DMARC_FOUND_OPEN)
		rules_dmarc_open(s, RULE_DMARC_01, s->owner);
	else if (s->d.found == DMARC_FOUND_RECORD && !many)
		found_record(s);
	else if (!many)
		found_nothing(s);
}

/* What is to be said of the ways to pass; NULL: it depends on `open`. */
static void
enforced_judge(
    const struct dmarc_scene *s, enum auth_state spf, enum auth_state dkim)
{
	const char *policy = dmarc_policy_text(s->policy);
	bool can_pass =
	    spf == AUTH_ALWAYS || spf == AUTH_PARTLY || dkim == AUTH_ALWAYS;

	if (can_pass)
		(void)dmarc_say(s, RULE_DMARC_02, FINDING_PASS,
		    "p=%s is in force, and mail can pass by %s", policy,
		    dkim == AUTH_ALWAYS ? "DKIM" : "SPF");
	else if (spf == AUTH_NEVER && dkim == AUTH_NEVER)
		finding_advise(
		    dmarc_say(s, RULE_DMARC_02, FINDING_FAIL,
			"p=%s is in force, but mail passes neither SPF from "
			"the addresses that it leaves from nor DKIM by any "
			"selector that signs",
			policy),
		    "publish the DKIM key of a selector, or add the outgoing "
		    "addresses to the SPF record; until then publish p=none");
	else if (spf == AUTH_OPEN || dkim == AUTH_OPEN)
		(void)dmarc_say(s, RULE_DMARC_02, FINDING_UNKNOWN,
		    "p=%s is in force, and the DNS did not say whether mail "
		    "can pass",
		    policy);
	else
		(void)dmarc_say(s, RULE_DMARC_02, FINDING_NOT_APPLICABLE,
		    "p=%s is in force; the outgoing addresses and the DKIM "
		    "selectors are not both told",
		    policy);
}

void
rules_dmarc_enforced(const struct dmarc_scene *s)
{
	if (s->policy < DMARC_QUARANTINE)
		(void)dmarc_say(s, RULE_DMARC_02, FINDING_PASS,
		    "no policy is enforced for this domain");
	else
		enforced_judge(
		    s, auth_spf(s->run->evidence), auth_dkim(s->run->evidence));
}

/* The policy that the record gives this very domain. */
static enum dmarc_policy
dmarc_applied(const struct dmarc_scene *s)
{
	const struct dns_answer *mx =
	    judge_answer(s->run, s->domain, DNS_TYPE_MX);
	bool exists = mx == NULL || mx->status != DNS_NXDOMAIN;
	enum dmarc_policy policy =
	    strcmp(s->d.at, s->domain) == 0
		? dmarc_own_policy(&s->d.record)
		: dmarc_policy_below(&s->d.record, exists);

	return dmarc_in_force(&s->d.record, policy);
}

/*
 * Is a name of two or more labels open?  What a top-level domain publishes for
 * those below it hardly ever matters, and nobody can mend it.
 */
static bool
dmarc_is_open_below_top(const struct dmarc_discovery *d)
{
	for (size_t i = 0; i < d->n_stops; i++)
		if (d->stops[i].open && strchr(d->stops[i].domain, '.') != NULL)
			return true;
	return false;
}

/* Of a record that was not found nothing else can be judged. */
static void
dmarc_without(const struct dmarc_scene *s)
{
	static const enum rule_id rules[] = {RULE_DMARC_02, RULE_DMARC_03,
	    RULE_DMARC_04, RULE_DMARC_05, RULE_DMARC_06, RULE_DMARC_07};
	bool open =
	    s->d.found == DMARC_FOUND_OPEN && dmarc_is_open_below_top(&s->d);

	for (size_t i = 0; i < sizeof(rules) / sizeof(rules[0]); i++)
		if (open)
			rules_dmarc_open(s, rules[i], s->owner);
		else
			(void)judge_say(s->run, rules[i],
			    FINDING_NOT_APPLICABLE, s->owner,
			    "no DMARC record is known");
}

void
rules_dmarc(struct judge_run *run)
{
	struct dmarc_scene s = {
	    .run = run, .domain = evidence_domain(run->evidence)};

	(void)snprintf(s.owner, sizeof(s.owner), DMARC_PREFIX "%s", s.domain);
	dmarc_discover(
	    auth_lookup, (void *)(uintptr_t)run->evidence, s.domain, &s.d);
	if (s.d.found == DMARC_FOUND_RECORD) {
		(void)snprintf(s.record_owner, sizeof(s.record_owner),
		    DMARC_PREFIX "%s", s.d.at);
		s.policy = dmarc_applied(&s);
	}
	rules_dmarc_found(&s);
	if (s.d.found == DMARC_FOUND_RECORD) {
		rules_dmarc_enforced(&s);
		rules_dmarc_tags(&s);
		rules_dmarc_reports(&s);
	} else {
		dmarc_without(&s);
	}
	rules_dmarc_signers(&s);
	dmarc_discovery_fini(&s.d);
}
