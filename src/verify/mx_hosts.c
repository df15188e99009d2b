/* SPDX-License-Identifier: BSD-2-Clause */
/* The hosts that mail of a domain goes to. */

#include "verify/mx_hosts.h"

#include <stdint.h>
#include <string.h>

#include "dns/answer.h"
#include "dns/name.h"
#include "probe/result.h"
#include "verify/evidence.h"

static bool
mx_has_records(const struct evidence *e, uint16_t type)
{
	const struct dns_answer *answer =
	    evidence_answer(e, evidence_domain(e), type);

	return answer != NULL && answer->status == DNS_RECORDS;
}

bool
mx_is_implicit(const struct evidence *e)
{
	const struct dns_answer *mx =
	    evidence_answer(e, evidence_domain(e), DNS_TYPE_MX);

	return mx != NULL && mx->status == DNS_NODATA &&
	       (mx_has_records(e, DNS_TYPE_A) ||
		   mx_has_records(e, DNS_TYPE_AAAA));
}

bool
mx_has_null(const struct evidence *e)
{
	const struct dns_answer *mx =
	    evidence_answer(e, evidence_domain(e), DNS_TYPE_MX);
	char host[DNS_NAME_SIZE];
	uint16_t preference;

	for (size_t i = 0; mx != NULL && i < mx->n_records; i++)
		if (dns_record_mx(&mx->records[i], &preference, host) == 0 &&
		    strcmp(host, ".") == 0)
			return true;
	return false;
}

size_t
mx_hosts_count(const struct evidence *e)
{
	return mx_is_implicit(e) ? 1 : evidence_mx_count(e);
}

const char *
mx_hosts_at(const struct evidence *e, size_t i)
{
	return mx_is_implicit(e) ? evidence_domain(e) : evidence_mx_host(e, i);
}

void
mx_target(const char *host, struct probe_target *out)
{
	*out = (struct probe_target){
	    PROBE_SMTP, probe_service_port(PROBE_SMTP), host, NULL};
}
