/* SPDX-License-Identifier: BSD-2-Clause */
/* The records that were in force when a live certificate was issued. */

#include "verify/live_issuance.h"

#include <stddef.h>

#include "caa/climb.h"
#include "cert/facts.h"
#include "cert/issuer.h"
#include "dns/answer.h"
#include "dns/name.h"
#include "history/history.h"
#include "history/value.h"

enum level { /* of a climb: what its records said while the CA looked */
	LEVEL_UNPROVEN, /* not all known, or some let the CA issue */
	LEVEL_REFUSES,  /* there were records all the time, and none did */
	LEVEL_CLIMBS,   /* so it is, but there may have been none */
};

struct issuance {
	const struct cert_issuer *issuer;
	enum caa_kind kind;
	int64_t from, until; /* the CA looked between these */
};

static bool
issuance_refused_by(
    const struct issuance *i, const char *name, const struct history_item *item)
{
	struct dns_answer *answer = history_answer(item, name, DNS_TYPE_CAA);
	struct caa_climb *climb = caa_climb_new(name);
	struct live_answer verdict;

	if (answer != NULL)
		caa_climb_feed(climb, answer);
	live_judge(i->issuer, climb, i->kind, NULL, NULL, &verdict);
	dns_answer_free(&answer);
	caa_climb_free(&climb);
	return verdict.verdict == LIVE_INCONSISTENT_NOW;
}

/* With a longer TTL the CA may have looked earlier, and what our resolver had
 * in its cache later may have been in force earlier. */
static void
issuance_widen(const struct issuance *i, const struct history_subject *s,
    int64_t *from_out, int64_t *until_out)
{
	int64_t ttl = 0;

	for (size_t k = 0; k < s->n; k++)
		if (s->items[k].ttl > ttl)
			ttl = s->items[k].ttl;
	*from_out = i->from - (ttl > LIVE_RELIANCE ? ttl : LIVE_RELIANCE);
	*until_out = i->until + ttl;
}

static enum level
issuance_level(const struct issuance *i, const struct history_subject *s,
    struct live_issuance *out)
{
	enum level level = LEVEL_REFUSES;
	int64_t from, until, known;
	bool first = true;

	issuance_widen(i, s, &from, &until);
	known = from;
	for (size_t k = 0; k < s->n; k++) {
		const struct history_item *item = &s->items[k];
		int64_t begin, end;
		bool solid = history_reach(s, k, &begin, &end);

		if (end < from || begin > until)
			continue;
		if (!solid || begin > known)
			return LEVEL_UNPROVEN;
		if (item->len == 0)
			level = LEVEL_CLIMBS;
		else if (!issuance_refused_by(i, s->name, item))
			return LEVEL_UNPROVEN;
		if (first) {
			out->from = item->first;
			first = false;
		}
		out->until = item->last;
		if (end > known)
			known = end;
	}
	return known >= until ? level : LEVEL_UNPROVEN;
}

bool
live_was_refused(const struct history *h, const struct cert_issuer *issuer,
    const char *base, enum caa_kind kind, const struct cert_facts *leaf,
    struct live_issuance *out)
{
	int64_t issued = cert_facts_issued(leaf);
	int64_t slack = leaf->sct_time != 0 ? 0 : LIVE_BACKDATED;
	const struct issuance i = {
	    issuer, kind, issued - slack, issued + slack};
	struct live_issuance seen = {.issued = issued};

	if (h == NULL || issuer->state != CERT_ISSUER_IDENTIFIED)
		return false;
	for (const char *name = base; name != NULL;
	     name = dns_name_parent(name)) {
		const struct history_subject *s =
		    history_find(h, HISTORY_CAA, name);
		enum level level;

		if (s == NULL)
			return false;
		seen.relevant = name;
		level = issuance_level(&i, s, &seen);
		if (level == LEVEL_UNPROVEN)
			return false;
		if (level == LEVEL_REFUSES) {
			*out = seen;
			return true;
		}
	}
	/* without any record every CA may issue */
	return false;
}

enum live_verdict
live_verdict_with_history(const struct history *h,
    const struct cert_issuer *issuer, const char *base, enum caa_kind kind,
    const struct cert_facts *leaf, enum live_verdict now,
    struct live_issuance *out)
{
	switch (now) {
	case LIVE_NO_POLICY:
	case LIVE_CONSISTENT:
	case LIVE_CONSISTENT_WEAK:
	case LIVE_INCONSISTENT_NOW:
		return live_was_refused(h, issuer, base, kind, leaf, out)
			   ? LIVE_INCONSISTENT_AT_ISSUANCE
			   : now;
	case LIVE_NOT_APPLICABLE:
	case LIVE_INCONSISTENT_AT_ISSUANCE:
	case LIVE_UNKNOWN_ISSUER:
	case LIVE_UNKNOWN_DNS:
		break;
	}
	return now;
}
