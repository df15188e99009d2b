/* SPDX-License-Identifier: BSD-2-Clause */
/* What a sender that follows RFC 7672 makes of one look at an MX host. */

#include "verify/dane_verdict.h"

#include <stddef.h>

#include "dns/answer.h"
#include "probe/result.h"
#include "records/tlsa.h"
#include "verify/dane.h"
#include "verify/evidence.h"
#include "verify/tlsa_match.h"

/* Records that SMTP can use (RFC 7672 section 3.1), and the best of them. */
struct dane_seen {
	size_t n_usable;
	enum tlsa_match best;
	bool ee; /* usage 3 is the best */
};

static void
dane_see(const struct dns_record *record, const struct tlsa_peer *peer,
    struct dane_seen *seen)
{
	struct tlsa tlsa;
	enum tlsa_match match;

	if (tlsa_parse(record, &tlsa, NULL) == -1 ||
	    tlsa.usage < TLSA_USAGE_DANE_TA ||
	    tlsa_fault(&tlsa) != TLSA_FAULT_NONE)
		return;
	seen->n_usable++;
	if (peer->chain == NULL)
		return;
	match = tlsa_match(&tlsa, peer);
	if (match > seen->best)
		seen->best = match;
	if (match == TLSA_MATCHES && tlsa.usage == TLSA_USAGE_DANE_EE)
		seen->ee = true;
}

static enum dane_verdict
dane_of_records(const struct evidence *e, const struct dane_set *set,
    const char *host, const struct probe_result *r, bool *ee_out)
{
	const char *names[] = {set->base, host, evidence_domain(e)};
	const struct tlsa_peer peer = {.chain = r != NULL ? r->chain : NULL,
	    .names = names,
	    .n_names = sizeof(names) / sizeof(names[0]),
	    .now = evidence_time(e)};
	struct dane_seen seen = {.best = TLSA_UNUSABLE};

	for (size_t i = 0; i < set->answer->n_records; i++)
		dane_see(&set->answer->records[i], &peer, &seen);
	*ee_out = seen.ee;
	if (seen.n_usable == 0)
		return DANE_INSECURE;
	if (seen.best == TLSA_MATCHES)
		return DANE_MATCH;
	if (peer.chain != NULL ||
	    (r != NULL && r->outcome == PROBE_NO_STARTTLS))
		return DANE_MISMATCH;
	return DANE_UNKNOWN;
}

static bool
dane_is_secure(
    const struct evidence *e, const struct dane_set *set, const char *host)
{
	return (set->answer->ad || dns_answer_is_of_zone_file(set->answer)) &&
	       dane_addresses_are_secure(e, host);
}

enum dane_verdict
dane_judge(const struct evidence *e, const char *host,
    const struct probe_result *r, bool *ee_out)
{
	struct dane_set set;

	*ee_out = false;
	dane_find(e, host, &set);
	if (set.answer == NULL || !dns_answer_is_definite(set.answer))
		return DANE_UNKNOWN;
	if (set.answer->status != DNS_RECORDS)
		return DANE_NONE;
	if (!dane_is_secure(e, &set, host))
		return DANE_INSECURE;
	return dane_of_records(e, &set, host, r, ee_out);
}
