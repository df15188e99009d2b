/* SPDX-License-Identifier: BSD-2-Clause */
/* DANE-01 of an MX host without TLSA records: a fault only where the operator
 * wants DANE. */

#include "verify/rules_dane.h"

#include "dns/answer.h"
#include "probe/result.h"
#include "verify/about.h"
#include "verify/evidence.h"
#include "verify/finding.h"
#include "verify/run.h"

/* Would records at this name be validated? */
static bool
absent_is_signed(const struct dane_host *h)
{
	return dns_answer_is_of_zone_file(h->set.answer) ||
	       (h->set.answer->ad &&
		   dane_addresses_are_secure(h->run->evidence, h->host));
}

static void
absent_mend(const struct dane_host *h, struct finding *f)
{
	size_t at = 0;
	const struct probe_result *seen = dane_next(h, &at);

	if (!judge_controls(h->run, h->host))
		finding_advise(f,
		    "ask who runs %s for TLSA records, or let the MX record "
		    "name a host that has some",
		    h->host);
	else if (!absent_is_signed(h))
		finding_advise(f,
		    "sign the zone of %s first; then publish the TLSA record "
		    "of its key",
		    h->host);
	else if (seen != NULL)
		dane_publish(h, f, TLSA_USAGE_DANE_EE, seen->chain, 0);
	else
		finding_advise(f,
		    "publish %s. IN TLSA 3 1 1 HASH, with the SHA-256 of the "
		    "public key that the host presents",
		    h->set.owner);
}

void
rules_dane_absent(const struct dane_host *h)
{
	struct finding *f;

	if (!evidence_about(h->run->evidence)->dane) {
		(void)judge_say(h->run, RULE_DANE_01, FINDING_NOT_APPLICABLE,
		    h->host, "there are no TLSA records of port 25");
		return;
	}
	f = judge_say(h->run, RULE_DANE_01, FINDING_FAIL, h->host,
	    "there are no TLSA records of port 25, so no sender can check the "
	    "host by DANE, which is required of it");
	f->harm = HARM_H4;
	dane_ref_records(h, f);
	absent_mend(h, f);
}
