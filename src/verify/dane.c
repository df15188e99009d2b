/* SPDX-License-Identifier: BSD-2-Clause */
/* The TLSA RRset that speaks for port 25 of an MX host. */

#include "verify/dane.h"

#include <stdio.h>

#include "dns/answer.h"
#include "records/tlsa.h"
#include "verify/evidence.h"
#include "verify/tlsa_match.h"

int
dane_owner(const char *host, char out[DNS_NAME_SIZE])
{
	uint8_t wire[DNS_NAME_WIRE_MAX];
	int n = snprintf(out, DNS_NAME_SIZE, "_25._tcp.%s", host);

	if (n < 0 || n >= DNS_NAME_SIZE || dns_name_to_wire(out, wire) == -1)
		return -1;
	return 0;
}

static const char *
dane_alias_of(const struct dns_answer *answer)
{
	if (answer == NULL || answer->n_aliases == 0)
		return NULL;
	return answer->aliases[answer->n_aliases - 1];
}

const char *
dane_alias(const struct evidence *e, const char *host)
{
	const char *target =
	    dane_alias_of(evidence_answer(e, host, DNS_TYPE_A));

	return target != NULL
		   ? target
		   : dane_alias_of(evidence_answer(e, host, DNS_TYPE_AAAA));
}

/* Whether this base domain's records are there, or may be. */
static bool
dane_look(const struct evidence *e, const char *base, struct dane_set *out)
{
	out->base = base;
	out->answer = NULL;
	if (dane_owner(base, out->owner) == -1)
		return false;
	out->answer = evidence_answer(e, out->owner, DNS_TYPE_TLSA);
	return out->answer != NULL && out->answer->status != DNS_NODATA &&
	       out->answer->status != DNS_NXDOMAIN;
}

void
dane_find(const struct evidence *e, const char *host, struct dane_set *out)
{
	const char *target = dane_alias(e, host);

	if (target == NULL || !dane_look(e, target, out))
		(void)dane_look(e, host, out);
}

bool
dane_addresses_are_secure(const struct evidence *e, const char *host)
{
	static const uint16_t types[] = {DNS_TYPE_A, DNS_TYPE_AAAA};

	for (size_t i = 0; i < 2; i++) {
		const struct dns_answer *a = evidence_answer(e, host, types[i]);

		if (a != NULL && a->status == DNS_RECORDS && !a->ad &&
		    !dns_answer_is_of_zone_file(a))
			return false;
	}
	return true;
}

bool
dane_ee_vouches(
    const struct evidence *e, const char *host, const struct cert_chain *chain)
{
	struct tlsa_peer peer = {.chain = chain};
	struct dane_set set;
	struct tlsa tlsa;

	dane_find(e, host, &set);
	if (set.answer == NULL || !set.answer->ad)
		return false;
	for (size_t i = 0; i < set.answer->n_records; i++)
		if (tlsa_parse(&set.answer->records[i], &tlsa, NULL) == 0 &&
		    tlsa.usage == TLSA_USAGE_DANE_EE &&
		    tlsa_match(&tlsa, &peer) == TLSA_MATCHES)
			return true;
	return false;
}
