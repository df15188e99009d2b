/* SPDX-License-Identifier: BSD-2-Clause */
/* Who has to agree to receive DMARC reports. */

#include "verify/dmarc_reports.h"

#include <stdio.h>

bool
dmarc_report_owner(const struct dmarc_discovery *d, const struct dmarc_uri *u,
    char out[DNS_NAME_SIZE])
{
	/* the organization of whom the record is, as far as it is known: of
	 * a public suffix's record only the suffix itself */
	const char *org = dns_name_at_or_below(d->at, d->org) ? d->org : d->at;
	uint8_t wire[DNS_NAME_WIRE_MAX];
	int n;

	if (!u->valid || u->domain[0] == '\0' ||
	    dns_name_at_or_below(u->domain, org))
		return false;
	n = snprintf(
	    out, DNS_NAME_SIZE, "%s._report._dmarc.%s", d->at, u->domain);
	return n > 0 && n < DNS_NAME_SIZE && dns_name_to_wire(out, wire) != -1;
}
