/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * STS-15 and STS-16: what senders may still have of policies served before
 * (RFC 8461 sections 8.1 and 8.3).
 */

#include "verify/rules_sts.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "dns/answer.h"
#include "history/history.h"
#include "history/value.h"
#include "probe/result.h"
#include "verify/evidence.h"
#include "verify/live.h"

/* The policy is changed first, then the id: they may differ so long. */
#define ID_PATIENCE INT64_C(7200)

static int64_t
kept_until(const struct history_item *item, const struct history_policy *p)
{
	return item->last + p->max_age;
}

void
sts_view_past(struct sts_view *v)
{
	const struct history *h = evidence_history(v->run->evidence);

	v->past = h != NULL ? history_find(h, HISTORY_POLICY, v->domain) : NULL;
	for (size_t i = 0; v->past != NULL && i < v->past->n; i++) {
		const struct history_item *item = &v->past->items[i];
		struct history_policy p;
		int64_t until;

		if (history_policy(item, &p) == -1 ||
		    p.mode == MTA_STS_MODE_NONE)
			continue;
		until = kept_until(item, &p);
		if (until > v->kept)
			v->kept = until;
		if (p.mode == MTA_STS_MODE_ENFORCE && until > v->enforced)
			v->enforced = until;
	}
}

/* What an id stood for, beside what it stands for now. */
struct sts_change {
	bool found;
	bool id_first;   /* the id was changed before the policy */
	int64_t changed; /* the policy of now was first seen with the id */
	int64_t until;   /* senders may keep the earlier one */
	bool enforced;   /* one of the two is */
};

/* Was this policy served with another id before that item? */
static bool
change_is_id_first(const struct history_subject *past, size_t at,
    const struct history_policy *old)
{
	for (size_t i = 0; i < at; i++) {
		struct history_policy p;

		if (history_policy(&past->items[i], &p) == 0 &&
		    strcmp(p.id, old->id) != 0 &&
		    memcmp(p.terms, old->terms, HISTORY_HASH) == 0)
			return true;
	}
	return false;
}

static void
find_change(const struct sts_view *v, const struct history_policy *now,
    struct sts_change *out)
{
	int64_t time = evidence_time(v->run->evidence);

	*out = (struct sts_change){
	    .changed = time, .enforced = now->mode == MTA_STS_MODE_ENFORCE};
	for (size_t i = 0; i < v->past->n; i++) {
		const struct history_item *item = &v->past->items[i];
		struct history_policy p;

		if (history_policy(item, &p) == -1 ||
		    strcmp(p.id, now->id) != 0)
			continue;
		if (memcmp(p.terms, now->terms, HISTORY_HASH) == 0) {
			if (item->first < out->changed)
				out->changed = item->first;
			continue;
		}
		if (kept_until(item, &p) <= time)
			continue;
		out->found = true;
		out->id_first |= change_is_id_first(v->past, i, &p);
		out->enforced |= p.mode == MTA_STS_MODE_ENFORCE;
		if (kept_until(item, &p) > out->until)
			out->until = kept_until(item, &p);
	}
}

static void
say_change(struct sts_view *v, const struct history_policy *now,
    const struct sts_change *change)
{
	char day[LIVE_DAY_SIZE], until[LIVE_DAY_SIZE];
	struct finding *f;

	live_day(change->changed, day);
	live_day(change->until, until);
	f = sts_say_record(v, RULE_STS_15, FINDING_FAIL,
	    change->id_first
		? mem_printf("the id was changed to %s before the policy was, "
			     "on %s: senders that looked in between keep the "
			     "earlier policy until %s at the latest",
		      now->id, day, until)
		: mem_printf("the policy changed on %s and the id, %s, did "
			     "not: senders that have the earlier policy keep "
			     "it until %s at the latest",
		      day, now->id, until));
	if (!change->enforced)
		f->harm = HARM_H4;
	finding_arg(f, "id", "%s", now->id);
	finding_arg(f, "changed", "%s", day);
	finding_arg(f, "kept_until", "%s", until);
	sts_fix_id(v, f);
}

/* STS-15 */
static void
rule_id_follows(struct sts_view *v)
{
	int64_t now = evidence_time(v->run->evidence), patience = ID_PATIENCE;
	struct history_policy policy;
	struct sts_change change;

	if (v->served == NULL)
		return;
	if (v->past == NULL || !sts_view_policy(v, &policy)) {
		(void)judge_say(v->run, RULE_STS_15, FINDING_NOT_APPLICABLE,
		    v->owner,
		    "no earlier policy is known to compare the id with");
		return;
	}
	find_change(v, &policy, &change);
	if (v->txt->ttl > patience)
		patience = v->txt->ttl;
	if (!change.found)
		(void)sts_say_record(v, RULE_STS_15, FINDING_PASS,
		    mem_printf(
			"one policy was seen with the id %s", policy.id));
	else if (!change.id_first && now - change.changed < patience)
		(void)sts_say_record(v, RULE_STS_15, FINDING_PASS,
		    mem_printf("the policy has just changed, and the id, %s, "
			       "is to follow",
			policy.id));
	else
		say_change(v, &policy, &change);
}

/* What a sender looks for and no longer finds. */
static const char *
what_is_gone(const struct sts_view *v)
{
	bool record = v->state == STS_NONE;
	bool host = sts_has_address(v->run, v->host) == 0;

	if (record && host)
		return "record and policy host are";
	if (record)
		return "the record is";
	return host ? "the policy host is" : NULL;
}

static void
say_gone(struct sts_view *v, const char *what)
{
	bool enforced = v->enforced > evidence_time(v->run->evidence);
	char until[LIVE_DAY_SIZE];
	struct finding *f;

	live_day(enforced ? v->enforced : v->kept, until);
	f = sts_say_record(v, RULE_STS_16, FINDING_FAIL,
	    mem_printf("%s gone, but senders may keep the policy that was "
		       "served, mode %s, until %s",
		what, enforced ? "enforce" : "testing", until));
	if (!enforced)
		f->harm = HARM_H4;
	finding_ref(f, "dns %s A", v->host);
	finding_arg(f, "kept_until", "%s", until);
	finding_advise(f,
	    "publish the record again with a new id, serve mode: none with a "
	    "small max_age at https://%s%s, and withdraw both after %s",
	    v->host, PROBE_POLICY_PATH, until);
}

/* STS-16 */
static void
rule_withdrawal(struct sts_view *v)
{
	const char *gone = what_is_gone(v);
	char until[LIVE_DAY_SIZE];

	if (v->kept <= evidence_time(v->run->evidence)) {
		if (v->served != NULL)
			(void)judge_say(v->run, RULE_STS_16,
			    FINDING_NOT_APPLICABLE, v->owner,
			    "no earlier policy is known that senders might "
			    "still keep");
		return;
	}
	live_day(v->kept, until);
	if (gone != NULL)
		say_gone(v, gone);
	else if (v->served != NULL && v->policy.mode == MTA_STS_MODE_NONE)
		(void)sts_say_record(v, RULE_STS_16, FINDING_PASS,
		    mem_printf("the policy is being withdrawn: record and "
			       "host may go after %s",
			until));
	else if (v->state != STS_OPEN)
		(void)sts_say_record(v, RULE_STS_16, FINDING_PASS,
		    mem_printf("the record is there, and senders may keep "
			       "what was served until %s",
			until));
}

/* The date since when the policy has been in mode testing, as far as it was
 * seen; 0: that is not known. */
int64_t
sts_testing_since(const struct sts_view *v)
{
	int64_t since = 0;

	for (size_t i = v->past != NULL ? v->past->n : 0; i > 0; i--) {
		const struct history_item *item = &v->past->items[i - 1];
		struct history_policy p;

		if (history_policy(item, &p) == -1 ||
		    p.mode != MTA_STS_MODE_TESTING)
			break;
		since = item->first;
	}
	return since;
}

/* While senders can't fetch a policy, those that have an enforcing one go on by
 * it, and it can't be changed: what is in the way cuts mail off, not only
 * protection. */
void
rules_sts_remembered(struct sts_view *v, size_t first)
{
	static const enum rule_id rules[] = {RULE_STS_01, RULE_STS_02,
	    RULE_STS_04, RULE_STS_05, RULE_STS_06, RULE_STS_09, RULE_STS_10};
	struct findings *fs = v->run->findings;
	char until[LIVE_DAY_SIZE];

	if (v->effective || v->enforced <= evidence_time(v->run->evidence))
		return;
	live_day(v->enforced, until);
	for (size_t i = first; i < fs->n; i++) {
		struct finding *f = &fs->list[i];
		bool meant = false;

		for (size_t k = 0; k < sizeof(rules) / sizeof(rules[0]); k++)
			meant |= f->rule == rules[k];
		if (!meant || f->result != FINDING_FAIL ||
		    f->severity == SEVERITY_INFO || f->harm != HARM_H4)
			continue;
		f->harm = HARM_H2;
		finding_arg(f, "kept_until", "%s", until);
	}
}

void
rules_sts_history(struct sts_view *v)
{
	rule_id_follows(v);
	rule_withdrawal(v);
}
