/* SPDX-License-Identifier: BSD-2-Clause */
/* What to ask about DANE (RFC 7672). */

#include "verify/plan.h"

#include <stddef.h>

#include "dns/answer.h"
#include "verify/dane.h"
#include "verify/evidence.h"
#include "verify/mx_hosts.h"

static void
plan_tlsa(const struct plan *plan, const char *base)
{
	char owner[DNS_NAME_SIZE];

	if (dane_owner(base, owner) == 0)
		(void)plan_ask(plan, owner, DNS_TYPE_TLSA);
}

void
plan_dane(const struct plan *plan)
{
	const struct evidence *e = plan->evidence;

	for (size_t i = 0; i < mx_hosts_count(e); i++) {
		const char *host = mx_hosts_at(e, i);
		const char *alias = dane_alias(e, host);

		plan_tlsa(plan, host);
		if (alias != NULL)
			plan_tlsa(plan, alias);
	}
}
