/* SPDX-License-Identifier: BSD-2-Clause */
/* What to ask about the MX set and its hosts. */

#include "verify/plan.h"

#include <stddef.h>

#include "dns/answer.h"
#include "probe/result.h"
#include "verify/evidence.h"
#include "verify/mx_hosts.h"

void
plan_mx(const struct plan *plan)
{
	const struct evidence *e = plan->evidence;
	const char *domain = evidence_domain(e);
	const struct dns_answer *mx = plan_ask(plan, domain, DNS_TYPE_MX);

	if (mx != NULL && mx->status == DNS_NODATA) {
		(void)plan_ask(plan, domain, DNS_TYPE_A);
		(void)plan_ask(plan, domain, DNS_TYPE_AAAA);
	}
	for (size_t i = 0; i < mx_hosts_count(e); i++) {
		struct probe_target target;

		mx_target(mx_hosts_at(e, i), &target);
		plan_probe(plan, &target);
	}
}
