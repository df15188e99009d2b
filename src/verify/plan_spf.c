/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What to ask about SPF (RFC 7208): the domain's record, and all that its tree
 * of records leads to, level by level.
 */

#include "verify/plan.h"

#include "dns/answer.h"
#include "records/spf_walk.h"
#include "verify/about.h"
#include "verify/evidence.h"

static const struct dns_answer *
plan_spf_lookup(void *arg, const char *name, uint16_t type)
{
	return plan_ask(arg, name, type);
}

void
plan_spf(const struct plan *plan)
{
	const struct evidence_about *about = evidence_about(plan->evidence);
	struct plan asking = *plan;
	const struct spf_source source = {plan_spf_lookup, &asking};
	const char *domain = evidence_domain(plan->evidence);
	struct spf_identity who = {.helo = about->helo};
	struct spf_verdict verdict;
	struct spf_tally tally;

	spf_count(&source, domain, &who, &tally);
	spf_tally_fini(&tally);
	if (about->helo != NULL)
		(void)plan_ask(plan, about->helo, DNS_TYPE_TXT);
	for (size_t i = 0; i < about->egress.n; i++) {
		who.address = about->egress.list[i];
		spf_check(&source, domain, &who, &verdict);
		if (about->helo != NULL)
			spf_check(&source, about->helo, &who, &verdict);
	}
}
