/* SPDX-License-Identifier: BSD-2-Clause */
/* The record's aliases and parents (RFC 8461 sections 3.4, 8.2). */

#include "verify/rules_sts.h"

#include <stdlib.h>

#include "base/mem.h"
#include "dns/answer.h"
#include "dns/name.h"
#include "verify/txt.h"

/* A delegation is no fault; one that leads nowhere is. */
static void
rule_delegation(struct sts_view *v)
{
	const char *target = sts_alias_target(v);
	struct finding *f;

	if (v->txt == NULL)
		return;
	if (v->txt->status == DNS_ALIAS_LOOP) {
		f = sts_say_record(v, RULE_STS_03, FINDING_FAIL,
		    mem_strdup("the alias leads back to itself"));
	} else if (target != NULL && v->state == STS_NONE &&
		   v->txt->status != DNS_RECORDS) {
		f = sts_say_record(v, RULE_STS_03, FINDING_FAIL,
		    mem_printf("the alias leads to %.*s, which %s",
			JUDGE_NAME_SHOWN, target,
			v->txt->status == DNS_NXDOMAIN ? "does not exist"
						       : "has no TXT record"));
	} else if (v->state >= STS_MANY) {
		(void)sts_say_record(v, RULE_STS_03, FINDING_PASS,
		    target != NULL
			? mem_printf("the record is found by the alias %.*s",
			      JUDGE_NAME_SHOWN, target)
			: mem_strdup("the record is found at its own name"));
		return;
	} else {
		return;
	}
	f->severity = SEVERITY_WARN;
	finding_advise(f,
	    "correct the alias at %s, or publish the record "
	    "there",
	    v->owner);
}

static void
rule_parent(struct sts_view *v)
{
	const char *parent = dns_name_parent(v->domain);
	struct finding *f;
	char *owner;

	if (parent == NULL || dns_name_labels(parent) < 2 ||
	    (v->state != STS_NONE && v->state != STS_ONE))
		return;
	owner = mem_printf("_mta-sts.%s", parent);
	if (txt_count(judge_answer(v->run, owner, DNS_TYPE_TXT),
		mta_sts_record_version, STS_VERSION_IS, NULL) > 0) {
		if (v->state == STS_ONE) {
			(void)sts_say_record(v, RULE_STS_17, FINDING_PASS,
			    mem_strdup("the subdomain has a record of its "
				       "own"));
		} else {
			f = sts_say_record(v, RULE_STS_17, FINDING_FAIL,
			    mem_printf("%.*s has a policy, but a subdomain "
				       "does not inherit it",
				JUDGE_NAME_SHOWN, parent));
			finding_ref(f, "dns %s TXT", owner);
			finding_advise(f,
			    "serve a policy at https://%s"
			    "/.well-known/mta-sts.txt and publish a record at "
			    "%s if mail goes to %s",
			    v->host, v->owner, v->domain);
		}
	}
	free(owner);
}

void
rules_sts_delegation(struct sts_view *v)
{
	rule_delegation(v);
	rule_parent(v);
}
