/* SPDX-License-Identifier: BSD-2-Clause */
/* What to ask about CAA against live certificates. */

#include "verify/plan.h"

#include <string.h>

#include "caa/climb.h"
#include "caa/set.h"
#include "cert/chain.h"
#include "dns/answer.h"
#include "dns/name.h"
#include "probe/result.h"
#include "verify/challenge.h"
#include "verify/evidence.h"
#include "verify/hosts.h"
#include "verify/iodef.h"
#include "verify/live.h"
#include "verify/run.h"

/* Does _acme-challenge.HOST lead elsewhere, and is there a zone? */
static void
plan_challenge(const struct plan *plan, const char *host)
{
	const char *domain = evidence_domain(plan->evidence);
	const struct dns_answer *answer;
	char name[CHALLENGE_SIZE];
	const char *target;

	if (!dns_name_at_or_below(host, domain) ||
	    strlen(challenge_name(host, name)) >= DNS_NAME_SIZE)
		return;
	answer = plan_ask(plan, name, DNS_TYPE_TXT);
	if (answer == NULL || !dns_answer_is_definite(answer) ||
	    answer->n_aliases == 0)
		return;
	target = answer->aliases[answer->n_aliases - 1];
	(void)plan_ask(plan, target, DNS_TYPE_CAA);
	(void)plan_ask(plan, challenge_zone(target), DNS_TYPE_CAA);
}

/* A wildcard asks at its base name. */
static const char *
plan_base(const char *name)
{
	return strncmp(name, "*.", 2) == 0 ? name + 2 : name;
}

/* Every name has to be permitted when the certificate is renewed. */
static void
plan_certificate(
    const struct plan *plan, const struct cert_facts *leaf, const char *host)
{
	const char *domain = evidence_domain(plan->evidence);
	const char *name = cert_facts_match(leaf, host);
	size_t n = 0;

	if (name == NULL)
		return;
	plan_climb(plan, plan_base(name));
	plan_challenge(plan, plan_base(name));
	for (size_t i = 0; i < leaf->n_dns_names && n < LIVE_NAMES_MAX; i++)
		if (dns_name_at_or_below(leaf->dns_names[i], domain)) {
			plan_climb(plan, plan_base(leaf->dns_names[i]));
			n++;
		}
}

/* Can a report reach that domain? */
static void
plan_mail_domain(const struct plan *plan, const char *domain)
{
	const struct dns_answer *mx = plan_ask(plan, domain, DNS_TYPE_MX);

	if (mx == NULL || mx->status != DNS_NODATA)
		return;
	(void)plan_ask(plan, domain, DNS_TYPE_A);
	(void)plan_ask(plan, domain, DNS_TYPE_AAAA);
}

static void
plan_iodef(const struct plan *plan, const char *name)
{
	struct caa_climb *climb = judge_climb(plan->evidence, name);
	const struct caa_set *set = caa_climb_set(climb);

	for (size_t i = 0; set != NULL && i < set->n_entries; i++) {
		struct iodef iodef;

		if (set->entries[i].property.id != CAA_TAG_IODEF)
			continue;
		iodef_parse(&set->entries[i].property, &iodef);
		if (iodef.kind == IODEF_MAILTO)
			plan_mail_domain(plan, iodef.host);
	}
	caa_climb_free(&climb);
}

static void
plan_host(void *arg, const char *host)
{
	const struct plan *plan = arg;

	plan_challenge(plan, host);
	if (dns_name_at_or_below(host, evidence_domain(plan->evidence)))
		plan_iodef(plan, host);
}

void
plan_live(const struct plan *plan)
{
	const struct evidence *e = plan->evidence;
	struct plan copy = *plan;

	hosts_each(e, plan_host, &copy);
	for (size_t i = 0; i < evidence_probe_count(e); i++) {
		const struct probe_result *p = evidence_probe_at(e, i);

		if (p->chain != NULL)
			plan_certificate(
			    plan, cert_chain_leaf(p->chain), p->host);
	}
}
