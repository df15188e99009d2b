/* SPDX-License-Identifier: BSD-2-Clause */
/* What to ask about DKIM keys (RFC 6376). */

#include "verify/plan.h"

#include <stddef.h>

#include "dns/answer.h"
#include "dns/name.h"
#include "verify/about.h"
#include "verify/dkim_zone.h"
#include "verify/evidence.h"

void
plan_dkim(const struct plan *plan)
{
	const struct evidence_about *about = evidence_about(plan->evidence);
	char owner[DNS_NAME_SIZE];

	for (size_t i = 0; i < about->n_selectors; i++)
		if (dkim_owner(about->selectors[i].name,
			evidence_domain(plan->evidence), owner) == 0)
			(void)plan_ask(plan, owner, DNS_TYPE_TXT);
}
