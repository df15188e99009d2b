/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * DANE-04 and DANE-06: is the next key of an MX host announced before it is
 * used (RFC 7671 section 8)?  What changes with a certificate shows in the
 * history.
 */

#include <string.h>

#include "base/clock.h"
#include "cert/chain.h"
#include "dns/answer.h"
#include "history/history.h"
#include "history/value.h"
#include "probe/result.h"
#include "verify/evidence.h"
#include "verify/finding.h"
#include "verify/live.h"
#include "verify/rules_dane.h"
#include "verify/run.h"

/* What there is to say of the records of usage 3 of one host. */
struct rollover {
	const struct dane_host *host;
	const struct cert_facts *leaf; /* presented; of the first address */
	const struct history_subject *certs, *sets; /* NULL: none known */
	size_t of_usage, presented;
	bool by_key;    /* a presented one is of the key, whatever its
			 * certificate */
	bool by_ca;     /* one of usage 2 matches: no key matters */
	size_t next;    /* position of one never presented; n_records: none */
	int64_t began;  /* the key in use was first seen then; 0: not known */
	size_t renewed; /* certificates that were seen with this key */
	int64_t change; /* another key was in use before, until then; 0 */
};

static bool
rollover_is_of_cert(const struct tlsa *t, const struct history_cert *c)
{
	return t->matching == TLSA_MATCHING_SHA256 && t->len == HISTORY_HASH &&
	       memcmp(t->data,
		   t->selector == TLSA_SELECTOR_SPKI ? c->spki : c->sha256,
		   HISTORY_HASH) == 0;
}

/* Was what the record speaks of ever presented? */
static bool
rollover_was_presented(const struct rollover *r, const struct tlsa *t)
{
	for (size_t i = 0; r->certs != NULL && i < r->certs->n; i++) {
		struct history_cert c;

		if (history_cert(&r->certs->items[i], &c) == 0 &&
		    rollover_is_of_cert(t, &c))
			return true;
	}
	return false;
}

static void
rollover_read_records(struct rollover *r)
{
	const struct dane_host *h = r->host;

	r->next = h->n_records;
	for (size_t i = 0; i < h->n_records; i++) {
		const struct dane_record *record = &h->records[i];
		bool presented =
		    record->is_usable && dane_is_presented(h, record);

		if (record->is_usable &&
		    record->tlsa.usage == TLSA_USAGE_DANE_TA)
			r->by_ca |= presented;
		if (!record->is_usable ||
		    record->tlsa.usage != TLSA_USAGE_DANE_EE)
			continue;
		r->of_usage++;
		r->presented += presented;
		r->by_key |=
		    presented && record->tlsa.selector == TLSA_SELECTOR_SPKI;
		if (!presented && !rollover_was_presented(r, &record->tlsa))
			r->next = i;
	}
}

static void
rollover_read_past(struct rollover *r)
{
	for (size_t i = 0; r->certs != NULL && i < r->certs->n; i++) {
		const struct history_item *item = &r->certs->items[i];
		struct history_cert c;

		if (history_cert(item, &c) == -1 ||
		    memcmp(c.spki, r->leaf->spki_sha256, HISTORY_HASH) != 0)
			continue;
		r->renewed++;
		if (r->began == 0 || item->first < r->began)
			r->began = item->first;
	}
	for (size_t i = 0; r->began != 0 && i < r->certs->n; i++) {
		const struct history_item *item = &r->certs->items[i];

		/* a second key beside this one is no earlier one */
		if (item->last <= r->began && item->first < r->began &&
		    item->last > r->change)
			r->change = item->last;
	}
}

/* Since when this record has been there, as far as that was seen; 0. */
static int64_t
rollover_announced(const struct rollover *r, size_t record)
{
	const struct dns_record *wanted = &r->host->set.answer->records[record];
	int64_t since = 0;

	for (size_t i = r->sets != NULL ? r->sets->n : 0; i > 0; i--) {
		const struct history_item *item = &r->sets->items[i - 1];
		struct dns_answer *a =
		    history_answer(item, r->host->set.owner, DNS_TYPE_TLSA);
		bool there = false;

		for (size_t k = 0; a != NULL && k < a->n_records; k++)
			there |= a->records[k].len == wanted->len &&
				 memcmp(a->records[k].data, wanted->data,
				     wanted->len) == 0;
		dns_answer_free(&a);
		if (!there)
			break;
		since = item->first;
	}
	return since;
}

static void
rollover_next(const struct rollover *r)
{
	const struct dane_host *h = r->host;
	int64_t since = rollover_announced(r, r->next);
	int64_t from = since + 2 * (int64_t)h->set.answer->ttl;
	int64_t now = evidence_time(h->run->evidence);
	char day[CLOCK_TEXT_SIZE], text[CLOCK_TEXT_SIZE];
	size_t others = r->of_usage - r->presented;

	if (since == 0)
		(void)judge_say(h->run, RULE_DANE_04, FINDING_NOT_APPLICABLE,
		    h->host,
		    "%zu TLSA record%s of usage 3 %s of a key that is not "
		    "presented: the next one, or an old one",
		    others, others == 1 ? "" : "s", others == 1 ? "is" : "are");
	else if (now < from)
		dane_ref_records(
		    h, judge_say(h->run, RULE_DANE_04, FINDING_PASS, h->host,
			   "a next key is announced since %s, and may be used "
			   "from %s on, two TTLs later",
			   clock_format(since, day), clock_format(from, text)));
	else
		dane_ref_records(
		    h, judge_say(h->run, RULE_DANE_04, FINDING_PASS, h->host,
			   "a next key is announced since %s, longer than two "
			   "TTLs",
			   clock_format(since, day)));
}

static void
rollover_due(const struct rollover *r)
{
	const struct dane_host *h = r->host;
	char day[LIVE_DAY_SIZE], end[LIVE_DAY_SIZE];
	struct finding *f;

	live_day(r->leaf->not_after, end);
	if (r->by_key)
		f = judge_say(h->run, RULE_DANE_04, FINDING_FAIL, h->host,
		    "the certificate is to be renewed before %s, the key "
		    "changed with the one before (on %s), and no TLSA record "
		    "announces the next key",
		    end, live_day(r->began, day));
	else
		f = judge_say(h->run, RULE_DANE_04, FINDING_FAIL, h->host,
		    "the certificate is to be renewed before %s, and every "
		    "TLSA record that matches is of this certificate alone",
		    end);
	finding_arg(f, "not_after", "%s", end);
	dane_ref_records(h, f);
	finding_advise(f,
	    "keep the key and publish TLSA 3 1 1 of it, or publish the record "
	    "of the next key at %s two TTLs (%lld s) before it is used",
	    h->set.owner, 2 * (long long)h->set.answer->ttl);
}

static void
rollover_judge(const struct rollover *r)
{
	const struct dane_host *h = r->host;
	int64_t now = evidence_time(h->run->evidence);
	int64_t window = live_window(h->run, r->leaf);
	bool changes = !r->by_key || r->change != 0;
	char day[LIVE_DAY_SIZE];

	if (r->by_ca)
		(void)judge_say(h->run, RULE_DANE_04, FINDING_NOT_APPLICABLE,
		    h->host,
		    "a TLSA record names the CA (usage 2), so the key may "
		    "change");
	else if (r->presented == 0)
		(void)judge_say(h->run, RULE_DANE_04, FINDING_NOT_APPLICABLE,
		    h->host, "no TLSA record of usage 3 matches");
	else if (changes && now >= window)
		rollover_due(r);
	else if (changes)
		(void)judge_say(h->run, RULE_DANE_04, FINDING_PASS, h->host,
		    "a next key is not announced, and not due before %s",
		    live_day(window, day));
	else if (r->renewed > 1)
		(void)judge_say(h->run, RULE_DANE_04, FINDING_PASS, h->host,
		    "the key has stayed the same over %zu certificates",
		    r->renewed);
	else
		(void)judge_say(h->run, RULE_DANE_04, FINDING_NOT_APPLICABLE,
		    h->host,
		    "a next key is not announced, and no change of keys was "
		    "seen yet");
}

void
rules_dane_rollover(const struct dane_host *h)
{
	const struct history *past = evidence_history(h->run->evidence);
	size_t at = 0;
	const struct probe_result *seen = dane_next_chain(h, &at);
	struct rollover r = {.host = h};

	if (seen != NULL)
		r.leaf = cert_chain_leaf(seen->chain);
	if (past != NULL) {
		r.certs = history_find(past, HISTORY_CERT, h->host);
		r.sets = history_find(past, HISTORY_TLSA, h->set.owner);
	}
	rollover_read_records(&r);
	if (seen == NULL || r.of_usage == 0) {
		(void)judge_say(h->run, RULE_DANE_04, FINDING_NOT_APPLICABLE,
		    h->host, "a change of keys is seen over time only");
	} else {
		rollover_read_past(&r);
		if (r.next < h->n_records)
			rollover_next(&r);
		else
			rollover_judge(&r);
	}
	if (r.presented > 0 && h->is_secure)
		dane_ref_records(
		    h, judge_say(h->run, RULE_DANE_06, FINDING_NOT_APPLICABLE,
			   h->host,
			   "TLSA 3 x x matches: CAA is not asked of this "
			   "certificate"));
}
