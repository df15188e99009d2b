/* SPDX-License-Identifier: BSD-2-Clause */
/* New findings meet what was known: since when, how often, for how long. */

#include "gate/status.h"

#include <string.h>

#define FRESH_LEAST 10   /* s: even where the DNS says TTL 0 */
#define FRESH_MOST 3600  /* s: a status is an hour old at the most */
#define FRESH_FAILING 60 /* s: a mended record counts soon */
#define FRESH_UNKNOWN 30 /* s: DNS trouble passes */

static int64_t
merge_earlier(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

static bool
merge_speaks_of(const struct finding *f, enum rule_id rule,
    const struct status_finding *was)
{
	return f->rule == rule && was->subject_len == strlen(f->subject) &&
	       memcmp(was->subject, f->subject, was->subject_len) == 0;
}

/* The same fault in what was known.  One that blocks now and did not before
 * (its last good neighbour went; the operator names what mail alone did) is a
 * new one, with a grace of its own. */
static const struct status_finding *
merge_find(const struct status *previous, const struct finding *f)
{
	for (size_t i = 0; previous != NULL && i < previous->n_findings; i++) {
		const struct status_finding *was = &previous->findings[i];

		if (was->result == f->result &&
		    was->candidate == f->candidate &&
		    was->hearsay == f->hearsay &&
		    merge_speaks_of(f, was->rule, was))
			return was;
	}
	return NULL;
}

static void
merge_describe(const struct finding *f, struct status_finding *out)
{
	out->rule = f->rule;
	out->result = f->result;
	out->severity = f->severity;
	out->harm = f->harm;
	out->candidate = f->candidate;
	out->hearsay = f->hearsay;
	out->subject = f->subject;
	out->subject_len = strlen(f->subject);
	out->text = f->text;
	out->text_len = strlen(f->text);
	if (out->text_len > STATUS_TEXT_MAX)
		out->text_len = STATUS_TEXT_MAX;
}

/* A failing result: the same one goes on, or a new one begins. */
static void
merge_failing(const struct status *previous, const struct finding *f,
    int64_t now, const struct status_rules *rules, struct status_finding *out)
{
	const struct status_finding *was = merge_find(previous, f);

	*out = (struct status_finding){
	    .since = now, .confirmed = now, .confirmations = 1};
	merge_describe(f, out);
	out->seen = now;
	out->from_start = previous == NULL || previous->definite == 0;
	if (was == NULL)
		return;
	out->from_start = was->from_start;
	out->since = merge_earlier(was->since, now);
	out->confirmed = merge_earlier(was->confirmed, now);
	out->confirmations = was->confirmations;
	if (now - out->confirmed >= rules->confirm_interval) {
		out->confirmed = now;
		if (out->confirmations < UINT8_MAX)
			out->confirmations++;
	}
}

/* An undetermined result: since when. */
static void
merge_unknown(const struct status *previous, const struct finding *f,
    int64_t now, struct status_finding *out)
{
	const struct status_finding *was = merge_find(previous, f);

	*out = (struct status_finding){.since = now};
	merge_describe(f, out);
	if (was != NULL)
		out->since = merge_earlier(was->since, now);
}

static bool
merge_is_worse(const struct finding *a, const struct finding *b)
{
	if (a->candidate != b->candidate)
		return a->candidate;
	if (a->severity != b->severity)
		return a->severity > b->severity;
	return b->hearsay && !a->hearsay;
}

/* Keep a finding; when the status is full the mildest makes room. */
static struct status_finding *
merge_slot(
    struct status *out, const struct finding *kept[], const struct finding *f)
{
	size_t mildest = 0;

	if (out->n_findings < STATUS_FINDINGS_MAX) {
		kept[out->n_findings] = f;
		return &out->findings[out->n_findings++];
	}
	for (size_t i = 1; i < out->n_findings; i++)
		if (merge_is_worse(kept[mildest], kept[i]))
			mildest = i;
	if (!merge_is_worse(f, kept[mildest]))
		return NULL;
	kept[mildest] = f;
	return &out->findings[mildest];
}

/* A look that brought nothing: the DNS failed, or no server could be seen. */
static bool
merge_is_undecided(const struct finding *f)
{
	return f->result == FINDING_UNKNOWN ||
	       f->result == FINDING_NOT_TESTABLE;
}

/* Was it left open whether this finding still stands? */
static bool
merge_is_open(const struct findings *findings, bool definite,
    const struct status_finding *was)
{
	bool answered = false;

	for (size_t i = 0; i < findings->n; i++) {
		const struct finding *f = &findings->list[i];

		if (merge_is_undecided(f) && f->hearsay == was->hearsay &&
		    (merge_speaks_of(f, was->rule, was) ||
			merge_speaks_of(f, RULE_CAA_02, was)))
			return true;
		answered |= merge_speaks_of(f, was->rule, was);
	}
	return !definite && !answered;
}

/* Findings that failed before and are undetermined now hold up to max_stale. */
static void
merge_keep_stale(const struct status *previous, const struct findings *findings,
    bool definite, int64_t now, const struct status_rules *rules,
    struct status *out)
{
	for (size_t i = 0; previous != NULL && i < previous->n_findings; i++) {
		const struct status_finding *was = &previous->findings[i];

		if (was->result != FINDING_FAIL ||
		    now - was->seen > rules->max_stale ||
		    out->n_findings == STATUS_FINDINGS_MAX ||
		    !merge_is_open(findings, definite, was))
			continue;
		out->findings[out->n_findings++] = *was;
	}
}

/* Does it stop mail, or would under some profile? */
static bool
merge_blocks(const struct status_finding *f)
{
	return f->candidate || f->severity == SEVERITY_BLOCK;
}

static int64_t
merge_freshness(
    const struct status *out, uint32_t ttl, const struct status_rules *rules)
{
	int64_t fresh = ttl < FRESH_MOST ? ttl : FRESH_MOST;

	for (size_t i = 0; i < out->n_findings; i++) {
		const struct status_finding *f = &out->findings[i];

		if (f->result == FINDING_UNKNOWN)
			fresh = merge_earlier(fresh, FRESH_UNKNOWN);
		else if (merge_blocks(f))
			fresh = merge_earlier(fresh, FRESH_FAILING);
		if (merge_blocks(f) && rules->confirm_interval > 0)
			fresh = merge_earlier(fresh, rules->confirm_interval);
	}
	return fresh > FRESH_LEAST ? fresh : FRESH_LEAST;
}

void
status_merge(const struct status *previous, const struct findings *findings,
    bool definite, uint32_t ttl, int64_t now, const struct status_rules *rules,
    struct status *out)
{
	const struct finding *kept[STATUS_FINDINGS_MAX];

	out->checked = now;
	out->definite = definite ? now
			: previous != NULL
			    ? merge_earlier(previous->definite, now)
			    : 0;
	out->n_findings = 0;
	for (size_t i = 0; i < findings->n; i++) {
		const struct finding *f = &findings->list[i];
		struct status_finding *slot;

		if (f->result != FINDING_FAIL && f->result != FINDING_UNKNOWN)
			continue;
		slot = merge_slot(out, kept, f);
		if (slot == NULL)
			continue;
		if (f->result == FINDING_FAIL)
			merge_failing(previous, f, now, rules, slot);
		else
			merge_unknown(previous, f, now, slot);
	}
	merge_keep_stale(previous, findings, definite, now, rules, out);
	out->fresh_until = now + merge_freshness(out, ttl, rules);
}
