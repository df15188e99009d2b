/* SPDX-License-Identifier: BSD-2-Clause */
/* Who has to agree to receive DMARC reports (RFC 9990). */

#ifndef VERIFY_DMARC_REPORTS_H
#define VERIFY_DMARC_REPORTS_H

#include <stdbool.h>

#include "dns/name.h"
#include "records/dmarc_walk.h"

/*
 * `DOMAIN._report._dmarc.TARGET`, where the target of a mailto address says
 * that it takes the reports of the record's domain.  False where it need not:
 * it is of the same organization, or not one that reports are sent to.
 */
bool dmarc_report_owner(const struct dmarc_discovery *,
    const struct dmarc_uri *, char out[DNS_NAME_SIZE]);

#endif
