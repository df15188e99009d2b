/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Evidence to findings: which names a domain stands on, what each climb came
 * to, and each relevant RRset judged once.
 */

#include "verify/judge.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "base/text.h"
#include "caa/climb.h"
#include "caa/set.h"
#include "dns/answer.h"
#include "dns/name.h"
#include "verify/evidence.h"
#include "verify/finding.h"
#include "verify/rules_caa.h"

#define JUDGE_NAME_SHOWN 200 /* octets of a name in a sentence */

struct judge_run {
	const struct evidence *evidence;
	const struct judge_context *context;
	struct findings *findings;
	struct judge_seen *seen; /* sets and failures spoken of */
};

struct judge_seen {
	struct judge_seen *next;
	enum rule_id rule;
	char *name;
};

/* True the first time that this rule is to speak of this name. */
static bool
judge_first(struct judge_run *run, enum rule_id rule, const char *name)
{
	struct judge_seen *seen;

	for (seen = run->seen; seen != NULL; seen = seen->next)
		if (seen->rule == rule && strcmp(seen->name, name) == 0)
			return false;
	seen = mem_zalloc(sizeof(*seen));
	seen->rule = rule;
	seen->name = mem_strdup(name);
	seen->next = run->seen;
	run->seen = seen;
	return true;
}

static void
judge_forget(struct judge_run *run)
{
	struct judge_seen *seen;

	while ((seen = run->seen) != NULL) {
		run->seen = seen->next;
		free(seen->name);
		free(seen);
	}
}

static struct finding *
judge_add(struct judge_run *run, enum rule_id rule, enum finding_result result,
    const char *subject, char *text)
{
	return findings_add_own(run->findings, rule, result, subject, text);
}

static void
judge_bogus(
    struct judge_run *run, const char *name, const struct dns_answer *answer)
{
	struct buf why = BUF_INIT;
	struct finding *f;

	if (!judge_first(run, RULE_CAA_22, name))
		return;
	dns_answer_put_reason(answer, &why);
	f = judge_add(run, RULE_CAA_22, FINDING_FAIL, name,
	    mem_printf("%s for the CAA records of %s: no CA may issue, and "
		       "validating mail servers can't reach the domain",
		buf_text(&why), name));
	f->candidate = true;
	finding_add_fix(f,
	    "renew the zone's signatures, or correct the DS "
	    "record at the parent zone; \"delv\" shows where the chain breaks");
	buf_fini(&why);
}

static void
judge_failed_climb(struct judge_run *run, const struct caa_climb *climb)
{
	const struct dns_answer *answer = caa_climb_failure(climb);
	const char *name = caa_climb_name(climb);
	struct buf why = BUF_INIT;

	if (answer->status == DNS_BOGUS)
		judge_bogus(run, name, answer);
	if (!judge_first(run, RULE_CAA_02, name))
		return;
	if (dns_answer_is_definite(answer))
		buf_puts(&why, "a CAA record can't be read");
	else
		dns_answer_put_reason(answer, &why);
	(void)judge_add(run, RULE_CAA_02, FINDING_UNKNOWN, name,
	    mem_printf("%s when asked for the CAA records of %s; CAs must not "
		       "issue while that lasts",
		buf_text(&why), name));
	buf_fini(&why);
}

/* The trail of aliases at the level that decided. */
static void
judge_aliases(
    struct judge_run *run, const char *name, const struct dns_answer *answer)
{
	if (!judge_first(run, RULE_CAA_03, name))
		return;
	if (answer->n_aliases == 0) {
		(void)judge_add(run, RULE_CAA_03, FINDING_PASS, name,
		    mem_strdup("no alias leads to the CAA records"));
		return;
	}
	(void)judge_add(run, RULE_CAA_03, FINDING_FAIL, name,
	    mem_printf("%.*s is an alias for %.*s, whose owner decides "
		       "its CAA records",
		JUDGE_NAME_SHOWN, name, JUDGE_NAME_SHOWN,
		answer->aliases[answer->n_aliases - 1]));
}

static void
judge_dnssec(
    struct judge_run *run, const char *name, const struct dns_answer *answer)
{
	struct finding *f;

	if (!judge_first(run, RULE_CAA_22, name))
		return;
	if (answer->ad) {
		(void)judge_add(run, RULE_CAA_22, FINDING_PASS, name,
		    mem_strdup("the CAA records are DNSSEC-validated"));
		return;
	}
	if (dns_answer_is_of_zone_file(answer)) {
		(void)judge_add(run, RULE_CAA_22, FINDING_NOT_TESTABLE, name,
		    mem_strdup("the answer comes from a zone file"));
		return;
	}
	f = judge_add(run, RULE_CAA_22, FINDING_FAIL, name,
	    mem_strdup("the answer is not DNSSEC-validated: without it a CA "
		       "may read a failed look-up as permission"));
	f->severity = SEVERITY_INFO;
	finding_add_fix(f, "sign the zone; and see that the resolver "
			   "validates");
}

static void
judge_answered(struct judge_run *run, const char *subject)
{
	(void)judge_add(run, RULE_CAA_02, FINDING_PASS, subject,
	    mem_strdup("every look-up that matters was answered"));
}

static void
judge_found(
    struct judge_run *run, const char *subject, const struct caa_climb *climb)
{
	const struct caa_set *set = caa_climb_set(climb);
	const char *name = caa_climb_name(climb);

	(void)judge_add(run, RULE_CAA_01, FINDING_PASS, subject,
	    mem_printf("%zu CAA record%s at %.*s", set->n_entries,
		set->n_entries == 1 ? "" : "s", JUDGE_NAME_SHOWN, name));
	judge_aliases(run, name, set->answer);
	judge_dnssec(run, name, set->answer);
	if (judge_first(run, RULE_CAA_04, name))
		rules_caa_set(set, name, run->findings);
}

static void
judge_empty(struct judge_run *run, const char *subject)
{
	const char *domain = evidence_domain(run->evidence);
	struct finding *f;
	char *fix;

	/* a host below the domain is as bare as the domain, which says so */
	if (strcmp(subject, domain) != 0 &&
	    dns_name_at_or_below(subject, domain))
		return;
	f = judge_add(run, RULE_CAA_01, FINDING_FAIL, subject,
	    mem_printf("neither %.*s nor a parent has CAA records: every CA "
		       "may issue",
		JUDGE_NAME_SHOWN, subject));
	fix = mem_printf("publish a record for each CA that you use: "
			 "%s. IN CAA 0 issue \"CA-DOMAIN\"",
	    domain);
	finding_add_fix(f, fix);
	free(fix);
}

/* The climb of one name, read from the evidence. */
static struct caa_climb *
judge_climb(const struct evidence *e, const char *name)
{
	struct caa_climb *climb = caa_climb_new(name);
	const char *level;

	while (caa_climb_next(climb, &level)) {
		struct dns_answer *answer =
		    evidence_answer(e, level, DNS_TYPE_CAA);

		if (answer != NULL)
			caa_climb_feed(climb, answer);
	}
	return climb;
}

static void
judge_name(struct judge_run *run, const char *subject)
{
	struct caa_climb *climb = judge_climb(run->evidence, subject);

	switch (caa_climb_outcome(climb)) {
	case CAA_CLIMB_FOUND:
		judge_answered(run, subject);
		judge_found(run, subject, climb);
		break;
	case CAA_CLIMB_EMPTY:
		judge_answered(run, subject);
		judge_empty(run, subject);
		break;
	case CAA_CLIMB_FAILED:
		judge_failed_climb(run, climb);
		break;
	case CAA_CLIMB_OPEN:
		(void)judge_add(run, RULE_CAA_02, FINDING_UNKNOWN, subject,
		    mem_strdup("the evidence lacks an answer that matters"));
		break;
	}
	caa_climb_free(&climb);
}

static bool
judge_controls(const struct judge_run *run, const char *host)
{
	const struct judge_context *context = run->context;

	return dns_name_at_or_below(host, evidence_domain(run->evidence)) ||
	       (context->controls != NULL &&
		   context->controls(host, context->controls_arg));
}

static void
judge_mx_hosts(struct judge_run *run)
{
	const struct evidence *e = run->evidence;

	for (size_t i = 0; i < evidence_mx_count(e); i++) {
		const char *host = evidence_mx_host(e, i);

		if (strcmp(host, evidence_domain(e)) == 0)
			continue;
		if (judge_controls(run, host))
			judge_name(run, host);
		else
			(void)judge_add(run, RULE_CAA_01,
			    FINDING_NOT_APPLICABLE, host,
			    mem_strdup("not-under-control: an MX host of "
				       "somebody else's domain"));
	}
}

static void
judge_mx_set(struct judge_run *run)
{
	const char *domain = evidence_domain(run->evidence);
	const struct dns_answer *mx =
	    evidence_answer(run->evidence, domain, DNS_TYPE_MX);
	struct buf why = BUF_INIT;

	if (mx == NULL || dns_answer_is_definite(mx))
		return;
	dns_answer_put_reason(mx, &why);
	if (judge_first(run, RULE_CAA_02, domain))
		(void)judge_add(run, RULE_CAA_02, FINDING_UNKNOWN, domain,
		    mem_printf("%s when asked for the MX hosts of %.*s, so "
			       "their CAA records are not known",
			buf_text(&why), JUDGE_NAME_SHOWN, domain));
	buf_fini(&why);
}

void
judge(const struct evidence *e, const struct judge_context *context,
    struct findings *out)
{
	struct judge_run run = {e, context, out, NULL};

	judge_name(&run, evidence_domain(e));
	judge_name(&run, evidence_policy_host(e));
	judge_mx_set(&run);
	judge_mx_hosts(&run);
	judge_forget(&run);
}

bool
judge_is_definite(const struct evidence *e)
{
	const char *domain = evidence_domain(e);
	const struct dns_answer *mx = evidence_answer(e, domain, DNS_TYPE_MX);
	struct caa_climb *climb = judge_climb(e, domain);
	enum caa_climb_outcome outcome = caa_climb_outcome(climb);

	caa_climb_free(&climb);
	return mx != NULL && dns_answer_is_definite(mx) &&
	       (outcome == CAA_CLIMB_FOUND || outcome == CAA_CLIMB_EMPTY);
}
