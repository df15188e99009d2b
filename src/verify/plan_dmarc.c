/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What to ask about DMARC (RFC 9989): all names of the tree walk at once, then
 * whether the report addresses have agreed (RFC 9990).
 */

#include "verify/plan.h"

#include "dns/answer.h"
#include "dns/name.h"
#include "records/dmarc_walk.h"
#include "verify/dmarc_reports.h"
#include "verify/evidence.h"

static const struct dns_answer *
plan_dmarc_lookup(void *arg, const char *name, uint16_t type)
{
	return plan_ask(arg, name, type);
}

void
plan_dmarc(const struct plan *plan)
{
	struct plan asking = *plan;
	struct dmarc_discovery d;
	char owner[DNS_NAME_SIZE];

	dmarc_discover(
	    plan_dmarc_lookup, &asking, evidence_domain(plan->evidence), &d);
	if (d.found == DMARC_FOUND_RECORD)
		for (size_t i = 0; i < d.record.rua.n; i++)
			if (dmarc_report_owner(
				&d, &d.record.rua.list[i], owner))
				(void)plan_ask(plan, owner, DNS_TYPE_TXT);
	dmarc_discovery_fini(&d);
}
