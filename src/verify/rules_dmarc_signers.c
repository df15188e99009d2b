/* SPDX-License-Identifier: BSD-2-Clause */
/* The rules of DMARC: is the domain that signs aligned with From?  (DKIM-07) */

#include "verify/rules_dmarc.h"

#include <string.h>

#include "base/buf.h"
#include "verify/about.h"
#include "verify/evidence.h"
#include "verify/finding.h"
#include "verify/where.h"

static const struct evidence_strings *
signers_of(const struct dmarc_scene *s)
{
	return &evidence_about(s->run->evidence)->signers;
}

/*
 * In relaxed mode the two have one organizational domain.  That of the signer
 * would want a walk of its own: one that is beneath ours is taken for it.
 */
static bool
signers_is_aligned(const struct dmarc_scene *s, const char *signer)
{
	if (strcmp(signer, s->domain) == 0)
		return true;
	return !s->d.record.strict_dkim &&
	       dns_name_at_or_below(signer, s->d.org);
}

static const char *
signers_aligned(const struct dmarc_scene *s)
{
	const struct evidence_strings *signers = signers_of(s);

	for (size_t i = 0; i < signers->n; i++)
		if (signers_is_aligned(s, signers->list[i]))
			return signers->list[i];
	return NULL;
}

static void
signers_open(const struct dmarc_scene *s)
{
	struct findings *findings = s->run->findings;

	rules_dmarc_open(s, RULE_DKIM_07, s->domain);
	finding_mark_hearsay(&findings->list[findings->n - 1], "");
}

/* Who sends may sign with what he likes, so it is hearsay. */
static void
signers_foreign(const struct dmarc_scene *s)
{
	const struct evidence_strings *signers = signers_of(s);
	bool strict = s->d.record.strict_dkim;
	struct where where = {.n = 0};
	struct buf names = BUF_INIT;
	struct finding *f;

	for (size_t i = 0; i < signers->n; i++)
		where_add(&where, signers->list[i]);
	where_put(&where, &names);
	f = judge_say(s->run, RULE_DKIM_07, FINDING_FAIL, s->domain,
	    "DMARC wants a signature with d=%.*s%s, but mail was seen that is "
	    "signed with d=%s alone",
	    JUDGE_NAME_SHOWN, s->domain,
	    strict ? " (adkim=s)" : " or a name that is aligned with it",
	    buf_text(&names));
	finding_arg(f, "signers", "%s", buf_text(&names));
	finding_arg(f, "organization", "%s", s->d.org);
	finding_ref(f, "dns %s TXT", s->record_owner);
	finding_advise(f,
	    "sign with d=%.*s: have who signs for you use a key of that domain",
	    JUDGE_NAME_SHOWN, s->domain);
	finding_advise(f,
	    "if it is signed so after it was seen, put the milter after what "
	    "signs");
	finding_mark_hearsay(f, "");
	if (s->policy < DMARC_QUARANTINE)
		f->harm = HARM_H4;
	buf_fini(&names);
}

static void
signers_judge(const struct dmarc_scene *s)
{
	const char *aligned = signers_aligned(s);

	if (aligned != NULL)
		finding_ref(
		    judge_say(s->run, RULE_DKIM_07, FINDING_PASS, s->domain,
			"mail is signed with d=%.*s, which is aligned "
			"with From",
			JUDGE_NAME_SHOWN, aligned),
		    "dns %s TXT", s->record_owner);
	else if (s->d.org_open && !s->d.record.strict_dkim)
		signers_open(s);
	else
		signers_foreign(s);
}

void
rules_dmarc_signers(const struct dmarc_scene *s)
{
	if (signers_of(s)->n == 0)
		(void)judge_say(s->run, RULE_DKIM_07, FINDING_NOT_APPLICABLE,
		    s->domain, "no signed mail of the domain was seen");
	else if (s->d.found == DMARC_FOUND_RECORD)
		signers_judge(s);
	else if (s->d.found == DMARC_FOUND_OPEN)
		signers_open(s);
	else
		(void)judge_say(s->run, RULE_DKIM_07, FINDING_NOT_APPLICABLE,
		    s->domain,
		    "there is no DMARC record that a signing domain could be "
		    "aligned for");
}
