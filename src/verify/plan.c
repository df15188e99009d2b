/* SPDX-License-Identifier: BSD-2-Clause */
/* What is worth asking next: the words that all plans are made of. */

#include "verify/plan.h"

#include <stddef.h>
#include <string.h>

#include "dns/answer.h"
#include "dns/name.h"
#include "probe/result.h"
#include "verify/about.h"
#include "verify/evidence.h"

struct dns_answer *
plan_ask(const struct plan *plan, const char *name, uint16_t type)
{
	struct dns_answer *answer = evidence_answer(plan->evidence, name, type);

	if (answer == NULL)
		plan->ask(plan->arg, name, type);
	return answer;
}

void
plan_climb(const struct plan *plan, const char *name)
{
	for (; name != NULL; name = dns_name_parent(name))
		if (strcmp(name, ".") != 0)
			(void)plan_ask(plan, name, DNS_TYPE_CAA);
}

/* Probes of the addresses in one answer; returns how many are left. */
static size_t
plan_probe_answer(const struct plan *plan, const struct probe_target *target,
    const struct dns_answer *answer, size_t left)
{
	char address[DNS_ADDRESS_SIZE];

	for (size_t i = 0; i < answer->n_records && left > 0; i++) {
		if (dns_record_address(
			&answer->records[i], answer->type, address) == -1)
			continue;
		left--;
		if (evidence_probe(plan->evidence, target, address) == NULL)
			plan->probe(plan->arg, target, address);
	}
	return left;
}

static size_t
plan_addresses_most(const struct plan *plan)
{
	return evidence_about(plan->evidence)->scope == EVIDENCE_ALL
		   ? PLAN_ADDRESSES_MAX
		   : PLAN_PEER_ADDRESSES_MAX;
}

void
plan_probe(const struct plan *plan, const struct probe_target *target)
{
	const struct dns_answer *a = plan_ask(plan, target->host, DNS_TYPE_A);
	const struct dns_answer *aaaa =
	    plan_ask(plan, target->host, DNS_TYPE_AAAA);
	size_t left = plan_addresses_most(plan);

	if (!evidence_about(plan->evidence)->probe)
		return;
	if (a != NULL)
		left = plan_probe_answer(plan, target, a, left);
	/* which of the rest are left out is known when A is */
	if (a != NULL && aaaa != NULL)
		(void)plan_probe_answer(plan, target, aaaa, left);
}

void
plan_caa(const struct plan *plan)
{
	const struct evidence *e = plan->evidence;

	plan_climb(plan, evidence_domain(e));
	plan_climb(plan, evidence_policy_host(e));
	for (size_t i = 0; i < evidence_mx_count(e); i++)
		plan_climb(plan, evidence_mx_host(e, i));
}

void
plan_services(const struct plan *plan)
{
	const struct evidence_strings *services =
	    &evidence_about(plan->evidence)->services;
	struct probe_target target;
	char host[DNS_NAME_SIZE];

	for (size_t i = 0; i < services->n; i++) {
		if (probe_target_parse(
			services->list[i], host, &target, NULL) == -1)
			continue;
		plan_climb(plan, host);
		plan_probe(plan, &target);
	}
}

static void
plan_everything(const struct plan *plan)
{
	plan_mx(plan);
	plan_caa(plan);
	plan_services(plan);
	plan_live(plan);
	plan_sts(plan);
	plan_dane(plan);
	plan_rpt(plan);
	plan_spf(plan);
	plan_dkim(plan);
	plan_dmarc(plan);
}

void
plan_all(const struct plan *plan)
{
	const struct evidence *e = plan->evidence;

	switch (evidence_about(e)->scope) {
	case EVIDENCE_ALL:
		plan_everything(plan);
		break;
	case EVIDENCE_PEERS:
		plan_peers(plan);
		break;
	case EVIDENCE_CAA:
		plan_climb(plan, evidence_domain(e));
		break;
	case EVIDENCE_SCOPES:
		break;
	}
}
