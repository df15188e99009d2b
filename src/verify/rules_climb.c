/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The CAA rules that a climb is judged by: which names a domain stands on,
 * what each climb came to, and each relevant RRset judged once.
 */

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "caa/climb.h"
#include "caa/set.h"
#include "dns/answer.h"
#include "dns/name.h"
#include "verify/evidence.h"
#include "verify/finding.h"
#include "verify/hosts.h"
#include "verify/live.h"
#include "verify/rules_caa.h"
#include "verify/run.h"

static struct finding *
caa_add(struct judge_run *run, enum rule_id rule, enum finding_result result,
    const char *subject, char *text)
{
	return findings_add_own(run->findings, rule, result, subject, text);
}

static void
climb_bogus(
    struct judge_run *run, const char *name, const struct dns_answer *answer)
{
	struct buf why = BUF_INIT;
	struct finding *f;

	if (!judge_first(run, RULE_CAA_22, name))
		return;
	dns_answer_put_reason(answer, &why);
	f = caa_add(run, RULE_CAA_22, FINDING_FAIL, name,
	    mem_printf("%s for the CAA records of %s: no CA may issue, and "
		       "validating mail servers can't reach the domain",
		buf_text(&why), name));
	f->candidate = true;
	finding_advise(f,
	    "renew the zone's signatures, or correct the DS record at the "
	    "parent zone; \"delv CAA %s\" shows where the chain breaks",
	    name);
	buf_fini(&why);
}

static void
climb_failed_climb(struct judge_run *run, const struct caa_climb *climb)
{
	const struct dns_answer *answer = caa_climb_failure(climb);
	const char *name = caa_climb_name(climb);
	struct buf why = BUF_INIT;
	struct finding *f;

	if (answer->status == DNS_BOGUS)
		climb_bogus(run, name, answer);
	if (!judge_first(run, RULE_CAA_02, name))
		return;
	if (dns_answer_is_definite(answer))
		buf_puts(&why, "a CAA record can't be read");
	else
		dns_answer_put_reason(answer, &why);
	f = caa_add(run, RULE_CAA_02, FINDING_UNKNOWN, name,
	    mem_printf("%s when asked for the CAA records of %s; CAs must not "
		       "issue while that lasts",
		buf_text(&why), name));
	if (answer->status == DNS_BOGUS)
		finding_follow(f, RULE_CAA_22, name);
	buf_fini(&why);
}

/* The trail of aliases at the level that decided. */
static void
climb_aliases(
    struct judge_run *run, const char *name, const struct dns_answer *answer)
{
	if (!judge_first(run, RULE_CAA_03, name))
		return;
	if (answer->n_aliases == 0) {
		(void)caa_add(run, RULE_CAA_03, FINDING_PASS, name,
		    mem_strdup("no alias leads to the CAA records"));
		return;
	}
	(void)caa_add(run, RULE_CAA_03, FINDING_FAIL, name,
	    mem_printf("%.*s is an alias for %.*s, whose owner decides "
		       "its CAA records",
		JUDGE_NAME_SHOWN, name, JUDGE_NAME_SHOWN,
		answer->aliases[answer->n_aliases - 1]));
}

static void
climb_dnssec(
    struct judge_run *run, const char *name, const struct dns_answer *answer)
{
	struct finding *f;

	if (!judge_first(run, RULE_CAA_22, name))
		return;
	if (answer->ad) {
		(void)caa_add(run, RULE_CAA_22, FINDING_PASS, name,
		    mem_strdup("the CAA records are DNSSEC-validated"));
		return;
	}
	if (dns_answer_is_of_zone_file(answer)) {
		(void)caa_add(run, RULE_CAA_22, FINDING_NOT_APPLICABLE, name,
		    mem_strdup("the answer comes from a zone file, so there "
			       "is nothing to validate"));
		return;
	}
	f = caa_add(run, RULE_CAA_22, FINDING_FAIL, name,
	    mem_strdup("the answer is not DNSSEC-validated: without it a CA "
		       "may read a failed look-up as permission"));
	f->severity = SEVERITY_INFO;
	finding_advise(f, "sign the zone; and see that the resolver "
			  "validates");
}

static void
climb_answered(struct judge_run *run, const char *subject)
{
	(void)caa_add(run, RULE_CAA_02, FINDING_PASS, subject,
	    mem_strdup("every look-up that matters was answered"));
}

static void
climb_set(struct judge_run *run, const struct caa_climb *climb)
{
	const char *name = caa_climb_name(climb), *owner = live_owner(climb);
	struct rules_set set = {.set = caa_climb_set(climb),
	    .name = name,
	    .has_time = live_has_time(run, name),
	    .findings = run->findings};

	if (strcmp(owner, name) == 0 || judge_controls(run, owner))
		set.owner = owner;
	if (judge_first(run, RULE_CAA_04, name))
		rules_caa_set(&set);
}

static void
climb_found(
    struct judge_run *run, const char *subject, const struct caa_climb *climb)
{
	const struct caa_set *set = caa_climb_set(climb);
	const char *name = caa_climb_name(climb);

	(void)caa_add(run, RULE_CAA_01, FINDING_PASS, subject,
	    mem_printf("%zu CAA record%s at %.*s", set->n_entries,
		set->n_entries == 1 ? "" : "s", JUDGE_NAME_SHOWN, name));
	climb_aliases(run, name, set->answer);
	climb_dnssec(run, name, set->answer);
	climb_set(run, climb);
}

static void
climb_empty(struct judge_run *run, const char *subject)
{
	const char *domain = evidence_domain(run->evidence);
	struct finding *f;

	/* a host below the domain is as bare as the domain, which says so */
	if (strcmp(subject, domain) != 0 &&
	    dns_name_at_or_below(subject, domain))
		return;
	f = caa_add(run, RULE_CAA_01, FINDING_FAIL, subject,
	    mem_printf("neither %.*s nor a parent has CAA records: every CA "
		       "may issue",
		JUDGE_NAME_SHOWN, subject));
	finding_advise(f,
	    "publish a record for each CA that you use: %s. IN CAA 0 issue "
	    "\"CA-DOMAIN\"",
	    domain);
}

static void
climb_judge(struct judge_run *run, const char *subject)
{
	struct caa_climb *climb = judge_climb(run->evidence, subject);

	switch (caa_climb_outcome(climb)) {
	case CAA_CLIMB_FOUND:
		climb_answered(run, subject);
		climb_found(run, subject, climb);
		break;
	case CAA_CLIMB_EMPTY:
		climb_answered(run, subject);
		climb_empty(run, subject);
		break;
	case CAA_CLIMB_FAILED:
		climb_failed_climb(run, climb);
		break;
	case CAA_CLIMB_OPEN:
		(void)caa_add(run, RULE_CAA_02, FINDING_UNKNOWN, subject,
		    mem_strdup("the evidence lacks an answer that matters"));
		break;
	}
	caa_climb_free(&climb);
}

static void
climb_host(void *arg, const char *host)
{
	struct judge_run *run = arg;

	if (!judge_first(run, RULE_CAA_01, host))
		return;
	if (judge_controls(run, host))
		climb_judge(run, host);
	else
		(void)caa_add(run, RULE_CAA_01, FINDING_NOT_APPLICABLE, host,
		    mem_strdup("not-under-control: a host of somebody else's "
			       "domain"));
}

static void
climb_mx_set(struct judge_run *run)
{
	const char *domain = evidence_domain(run->evidence);
	const struct dns_answer *mx =
	    evidence_answer(run->evidence, domain, DNS_TYPE_MX);
	struct buf why = BUF_INIT;
	struct finding *f;

	if (mx == NULL || dns_answer_is_definite(mx) ||
	    !judge_first(run, RULE_CAA_02, domain))
		return;
	dns_answer_put_reason(mx, &why);
	f = caa_add(run, RULE_CAA_02, FINDING_UNKNOWN, domain,
	    mem_printf("%s when asked for the MX hosts of %.*s, so "
		       "their CAA records are not known",
		buf_text(&why), JUDGE_NAME_SHOWN, domain));
	finding_follow(f, RULE_MX_01, domain);
	buf_fini(&why);
}

void
rules_caa(struct judge_run *run)
{
	climb_mx_set(run);
	hosts_each(run->evidence, climb_host, run);
}
