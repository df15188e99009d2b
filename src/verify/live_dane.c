/* SPDX-License-Identifier: BSD-2-Clause */
/* Is a certificate trusted through DANE-EE rather than a CA? */

#include "verify/live.h"

#include <stdlib.h>

#include "base/mem.h"
#include "dns/answer.h"
#include "probe/result.h"
#include "records/tlsa.h"
#include "verify/run.h"
#include "verify/tlsa_match.h"

static bool
dane_matches(const struct dns_record *record, const struct cert_chain *chain)
{
	const struct tlsa_peer peer = {.chain = chain};
	struct tlsa tlsa;

	return tlsa_parse(record, &tlsa, NULL) == 0 &&
	       tlsa.usage == TLSA_USAGE_DANE_EE &&
	       tlsa_match(&tlsa, &peer) == TLSA_MATCHES;
}

bool
live_is_dane_ee(const struct judge_run *run, const struct probe_result *p)
{
	const struct dns_answer *answer;
	bool found = false;
	char *name;

	if (p->service != PROBE_SMTP)
		return false;
	name = mem_printf("_%u._tcp.%s", (unsigned)p->port, p->host);
	answer = judge_answer(run, name, DNS_TYPE_TLSA);
	free(name);
	if (answer == NULL || answer->status != DNS_RECORDS || !answer->ad)
		return false;
	for (size_t i = 0; i < answer->n_records && !found; i++)
		found = dane_matches(&answer->records[i], p->chain);
	return found;
}
