/* SPDX-License-Identifier: BSD-2-Clause */
/* What to ask about the servers that mail of a domain goes to. */

#include "verify/plan.h"

#include <stddef.h>

#include "verify/evidence.h"
#include "verify/mx_hosts.h"

/*
 * The name of a certificate that stands for a host is the host's own or a
 * wildcard of its parent, so its climb is in the host's.
 */
void
plan_peers(const struct plan *plan)
{
	const struct evidence *e = plan->evidence;

	plan_climb(plan, evidence_domain(e));
	plan_mx(plan);
	for (size_t i = 0; i < mx_hosts_count(e); i++)
		plan_climb(plan, mx_hosts_at(e, i));
	plan_dane(plan);
	plan_sts_peers(plan);
}
