/* SPDX-License-Identifier: BSD-2-Clause */
/* What to ask about MTA-STS (RFC 8461). */

#include "verify/plan.h"

#include <stdio.h>

#include "dns/answer.h"
#include "dns/name.h"
#include "probe/result.h"
#include "records/mta_sts_record.h"
#include "verify/evidence.h"
#include "verify/txt.h"

static const struct dns_answer *
plan_sts_record(const struct plan *plan, const char *domain)
{
	char owner[DNS_NAME_SIZE + sizeof("_mta-sts.")];

	(void)snprintf(owner, sizeof(owner), "_mta-sts.%s", domain);
	return plan_ask(plan, owner, DNS_TYPE_TXT);
}

static void
plan_sts_policy(const struct plan *plan)
{
	const struct probe_target target = {.service = PROBE_HTTPS,
	    .port = probe_service_port(PROBE_HTTPS),
	    .host = evidence_policy_host(plan->evidence),
	    .path = PROBE_POLICY_PATH};

	plan_probe(plan, &target);
}

/*
 * The policy host is looked at before the record is known: it saves a round
 * trip where there is a policy, and finds a policy that no record leads to.
 * The parent's record is asked of subdomains only, which do not inherit it.
 */
void
plan_sts(const struct plan *plan)
{
	const char *domain = evidence_domain(plan->evidence);
	const char *parent = dns_name_parent(domain);

	(void)plan_sts_record(plan, domain);
	if (parent != NULL && dns_name_labels(parent) >= 2)
		(void)plan_sts_record(plan, parent);
	plan_sts_policy(plan);
}

/* Who has no policy is not asked for one (RFC 8461 section 3.1). */
void
plan_sts_peers(const struct plan *plan)
{
	const struct dns_answer *txt =
	    plan_sts_record(plan, evidence_domain(plan->evidence));
	size_t at;

	if (txt != NULL && txt->status == DNS_RECORDS &&
	    txt_count(txt, mta_sts_record_version, STS_VERSION_IS, &at) == 1)
		plan_sts_policy(plan);
}
