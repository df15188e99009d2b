/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * DANE-03: which CAs the TLSA records of an MX host speak of.
 */

#include <stddef.h>

#include "base/buf.h"
#include "base/text.h"
#include "cert/chain.h"
#include "probe/result.h"
#include "verify/finding.h"
#include "verify/rules_dane.h"
#include "verify/run.h"

const struct probe_result *
dane_next_chain(const struct dane_host *h, size_t *at)
{
	const struct probe_result *r;

	while ((r = dane_next(h, at)) != NULL)
		if (r->outcome == PROBE_DONE && r->chain != NULL)
			return r;
	return NULL;
}

bool
dane_is_presented(const struct dane_host *h, const struct dane_record *record)
{
	const struct probe_result *r;
	size_t at = 0;

	while ((r = dane_next_chain(h, &at)) != NULL)
		if (dane_match(h, &record->tlsa, r->chain) > TLSA_DIFFERS)
			return true;
	return false;
}

struct keys_count {
	size_t of_usage, presented, stale; /* stale: position of one */
};

static void
keys_count(const struct dane_host *h, unsigned usage, struct keys_count *out)
{
	*out = (struct keys_count){0, 0, 0};
	for (size_t i = 0; i < h->n_records; i++) {
		const struct dane_record *r = &h->records[i];

		if (!r->is_usable || r->tlsa.usage != usage)
			continue;
		out->of_usage++;
		if (dane_is_presented(h, r))
			out->presented++;
		else
			out->stale = i;
	}
}

/* The signer's key where it is sent along; else the leaf's own in place of the
 * CA's. */
static void
anchors_mend(const struct dane_host *h, struct finding *f,
    const struct cert_chain *chain)
{
	int signer = cert_chain_signer(chain, 0);
	struct buf hex = BUF_INIT;

	if (signer > 0) {
		dane_publish(h, f, TLSA_USAGE_DANE_TA, chain, (size_t)signer);
		text_put_hex(&hex, chain->facts[0].spki_sha256,
		    sizeof(chain->facts[0].spki_sha256));
		finding_advise(f,
		    "or use the host's own key, which no change of the CA "
		    "touches: %s. IN TLSA 3 1 1 %s",
		    h->set.owner, buf_text(&hex));
		buf_fini(&hex);
		return;
	}
	dane_publish(h, f, TLSA_USAGE_DANE_EE, chain, 0);
	for (size_t i = 0; i < h->n_records; i++)
		if (h->records[i].is_usable &&
		    h->records[i].tlsa.usage == TLSA_USAGE_DANE_TA)
			dane_remove(h, f, i);
}

static void
anchors_fail(const struct dane_host *h, const struct keys_count *count,
    const struct probe_result *seen)
{
	bool covered = h->match[TLSA_MATCHES].where.n > 0;
	struct buf numbers = BUF_INIT;
	struct finding *f;

	tlsa_put_numbers(&h->records[count->stale].tlsa, &numbers);
	f = judge_say(h->run, RULE_DANE_03, FINDING_FAIL, h->host,
	    "TLSA %s names a CA that is not in the presented chain%s",
	    buf_text(&numbers),
	    covered ? "; other records match still, until the key changes"
		    : "");
	if (covered)
		f->harm = HARM_H3;
	finding_arg(f, "records", "%zu", count->of_usage);
	dane_ref_records(h, f);
	dane_ref_probe(f, seen);
	anchors_mend(h, f, seen->chain);
	buf_fini(&numbers);
}

void
rules_dane_anchors(const struct dane_host *h)
{
	const struct probe_result *seen;
	struct keys_count count;
	size_t at = 0;

	keys_count(h, TLSA_USAGE_DANE_TA, &count);
	seen = dane_next_chain(h, &at);
	if (count.of_usage == 0)
		(void)judge_say(h->run, RULE_DANE_03, FINDING_NOT_APPLICABLE,
		    h->host, "no TLSA record names a CA (usage 2)");
	else if (seen == NULL)
		finding_follow(
		    judge_say(h->run, RULE_DANE_03, FINDING_NOT_TESTABLE,
			h->host, "no certificate was seen on port 25"),
		    RULE_MX_03, h->host);
	else if (count.presented == 0)
		anchors_fail(h, &count, seen);
	else
		dane_ref_records(h,
		    judge_say(h->run, RULE_DANE_03, FINDING_PASS, h->host,
			"%zu of %zu TLSA records of usage 2 name%s a CA of the "
			"presented chain",
			count.presented, count.of_usage,
			count.presented == 1 ? "s" : ""));
}
