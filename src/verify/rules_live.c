/* SPDX-License-Identifier: BSD-2-Clause */
/* CAA-17 and CAA-06: the CA behind each live certificate against the CAA
 * records of now. */

#include "verify/rules_live.h"

#include <string.h>

#include "base/buf.h"
#include "caa/climb.h"
#include "caa/set.h"
#include "cert/facts.h"
#include "dns/answer.h"
#include "verify/evidence.h"
#include "verify/hosts.h"
#include "verify/live.h"
#include "verify/run.h"

/* `the certificate for mx.good.test was issued by B Root` */
static void
live_put_issued(const struct live_use *use, struct buf *out)
{
	buf_printf(out, "the certificate for %.*s was issued by ",
	    JUDGE_NAME_SHOWN, use->name);
	cert_issuer_put_name(use->leaf, out);
}

static void
live_not_applicable(struct judge_run *run, const struct live_use *use)
{
	struct buf text = BUF_INIT;

	if (!use->controlled)
		buf_puts(&text, "not-under-control: a host of somebody else's "
				"domain");
	else if (use->name == NULL)
		buf_printf(&text,
		    "no name in the certificate stands for %.*s, so CAA has "
		    "nothing to say of it",
		    JUDGE_NAME_SHOWN, use->host);
	else if (use->dane_ee)
		buf_puts(&text, "a validated TLSA record of usage 3 vouches "
				"for the certificate, so its CA does not "
				"matter");
	else if (use->issuer.state == CERT_ISSUER_SELF_SIGNED)
		buf_puts(&text, "the certificate is self-signed, and CAA is "
				"about CAs");
	else
		buf_puts(&text, "a private CA issued the certificate, and CAA "
				"is about public ones");
	(void)live_say(run, RULE_CAA_17, FINDING_NOT_APPLICABLE, use, &text);
}

static void
live_consistent(struct judge_run *run, const struct live_use *use)
{
	struct buf text = BUF_INIT;

	if (use->answer.verdict == LIVE_NO_POLICY) {
		buf_printf(&text,
		    "no CAA record restricts who may issue for %.*s",
		    JUDGE_NAME_SHOWN, use->name);
	} else {
		live_put_issued(use, &text);
		buf_printf(&text,
		    ", which the CAA records at %.*s authorise%s (",
		    JUDGE_NAME_SHOWN, use->answer.result.relevant,
		    use->answer.verdict == LIVE_CONSISTENT_WEAK
			? ", as far as the CA table can tell"
			: "");
		live_put_time(run, use, &text);
		buf_putc(&text, ')');
	}
	(void)live_say(run, RULE_CAA_17, FINDING_PASS, use, &text);
}

/* `, which the CAA records at good.test did not authorise then (seen ...)` */
static void
live_put_refused(const struct live_use *use, struct buf *out)
{
	char issued[LIVE_DAY_SIZE], from[LIVE_DAY_SIZE], until[LIVE_DAY_SIZE];

	live_put_issued(use, out);
	buf_printf(out,
	    " on %s; the CAA records at %.*s did not authorise it then, as "
	    "seen from %s to %s",
	    live_day(use->issued.issued, issued), JUDGE_NAME_SHOWN,
	    use->issued.relevant, live_day(use->issued.from, from),
	    live_day(use->issued.until, until));
}

/* Authorised now, and not when it issued: an observation.  Nothing fails of
 * that, so it passes, and no setting can make it stop mail. */
static void
live_was_inconsistent(struct judge_run *run, const struct live_use *use)
{
	struct buf text = BUF_INIT;

	live_put_refused(use, &text);
	buf_puts(&text, use->answer.verdict == LIVE_NO_POLICY
			    ? ", and no CAA record restricts who may issue now"
			    : ", and authorise it now");
	(void)live_say(run, RULE_CAA_17, FINDING_PASS, use, &text);
}

/* `..., which the CAA records at good.test do not authorise now` */
static void
live_put_refused_now(const struct live_use *use, struct buf *out)
{
	bool before = use->verdict == LIVE_INCONSISTENT_AT_ISSUANCE;

	if (before)
		live_put_refused(use, out);
	else
		live_put_issued(use, out);
	if (use->answer.nobody)
		buf_printf(out,
		    ", %s the CAA records at %.*s let no CA issue "
		    "now",
		    before ? "and" : "but", JUDGE_NAME_SHOWN,
		    use->answer.result.relevant);
	else if (before)
		buf_printf(out, ", nor do those at %.*s now", JUDGE_NAME_SHOWN,
		    use->answer.result.relevant);
	else
		buf_printf(out,
		    ", which the CAA records at %.*s do not authorise now",
		    JUDGE_NAME_SHOWN, use->answer.result.relevant);
}

static void
live_inconsistent(struct judge_run *run, const struct live_use *use)
{
	bool urgent =
	    live_is_due(run, use) && live_is_locked_out(run->live, use);
	struct buf text = BUF_INIT;
	struct finding *f;

	live_put_refused_now(use, &text);
	buf_puts(&text, ": renewal will fail (");
	live_put_time(run, use, &text);
	buf_printf(&text, ")%s",
	    urgent && !use->answer.nobody
		? ", and no other CA of this domain's certificates is "
		  "authorised"
		: "");
	f = live_say(run, RULE_CAA_17, FINDING_FAIL, use, &text);
	f->candidate = urgent;
	live_fix(run, use, use->climb, use->kind, f);
}

static void
live_unknown_issuer(struct judge_run *run, const struct live_use *use)
{
	struct buf text = BUF_INIT;
	struct finding *f;

	buf_printf(&text, "whether the CAA records at %.*s authorise ",
	    JUDGE_NAME_SHOWN, caa_climb_name(use->climb));
	cert_issuer_put_name(use->leaf, &text);
	buf_printf(&text,
	    ", which the certificate for %.*s names as its issuer, is not "
	    "known: ",
	    JUDGE_NAME_SHOWN, use->name);
	cert_issuer_put_basis(&use->issuer, use->chain, &text);
	f = live_say(run, RULE_CAA_17, FINDING_UNKNOWN, use, &text);
	if (use->issuer.state == CERT_ISSUER_NOT_PROVEN)
		finding_advise(f, "let the server present the whole chain: the "
				  "certificate, then the CA's that issued it");
	else
		finding_advise(f,
		    "add the CA to a file of the setting ca.extra, or its key "
		    "to ca.internal where it is your own");
}

static void
live_unknown_dns(struct judge_run *run, const struct live_use *use)
{
	const struct dns_answer *answer = caa_climb_failure(use->climb);
	struct buf text = BUF_INIT;

	if (answer == NULL)
		buf_puts(&text, "the evidence lacks an answer");
	else if (dns_answer_is_definite(answer))
		buf_puts(&text, "a CAA record can't be read");
	else
		dns_answer_put_reason(answer, &text);
	buf_printf(&text,
	    " when asked for the CAA records of %.*s, so the CA of its "
	    "certificate can't be judged",
	    JUDGE_NAME_SHOWN, use->base);
	live_follow_climb(use->climb,
	    live_say(run, RULE_CAA_17, FINDING_UNKNOWN, use, &text));
}

static void
live_judge_use(struct judge_run *run, const struct live_use *use)
{
	if (!live_is_judged(use)) {
		live_not_applicable(run, use);
		return;
	}
	switch (use->answer.verdict) {
	case LIVE_NOT_APPLICABLE:
		live_not_applicable(run, use);
		break;
	case LIVE_NO_POLICY:
	case LIVE_CONSISTENT:
	case LIVE_CONSISTENT_WEAK:
		if (use->verdict == LIVE_INCONSISTENT_AT_ISSUANCE)
			live_was_inconsistent(run, use);
		else
			live_consistent(run, use);
		break;
	case LIVE_INCONSISTENT_NOW:
	case LIVE_INCONSISTENT_AT_ISSUANCE:
		live_inconsistent(run, use);
		break;
	case LIVE_UNKNOWN_ISSUER:
		live_unknown_issuer(run, use);
		break;
	case LIVE_UNKNOWN_DNS:
		live_unknown_dns(run, use);
		break;
	}
}

/* CAA-06: issuewild alone decides for a wildcard, where there is one. */
static void
live_wildcard(struct judge_run *run, const struct live_use *use)
{
	const struct caa_set *set = caa_climb_set(use->climb);
	bool wrong = use->answer.verdict == LIVE_INCONSISTENT_NOW;
	struct buf text = BUF_INIT;
	struct finding *f;

	if (set == NULL || set->n_tagged[CAA_TAG_ISSUEWILD] == 0 ||
	    use->answer.verdict == LIVE_UNKNOWN_ISSUER)
		return;
	buf_printf(&text,
	    "issuewild at %.*s decides for %.*s in place of issue, and %s the "
	    "CA of the live certificate, ",
	    JUDGE_NAME_SHOWN, use->answer.result.relevant, JUDGE_NAME_SHOWN,
	    use->name, wrong ? "does not authorise" : "authorises");
	cert_issuer_put_name(use->leaf, &text);
	f = live_say(
	    run, RULE_CAA_06, wrong ? FINDING_FAIL : FINDING_PASS, use, &text);
	if (wrong)
		live_fix(run, use, use->climb, use->kind, f);
}

static bool
live_is_wildcard(const struct live_use *use)
{
	return live_is_judged(use) && use->kind == CAA_KIND_TLS_WILDCARD;
}

static void
live_wildcards(struct judge_run *run)
{
	size_t before = run->findings->n;

	for (size_t i = 0; i < run->live->n; i++)
		if (live_is_wildcard(&run->live->uses[i]))
			live_wildcard(run, &run->live->uses[i]);
	if (run->findings->n == before)
		(void)judge_say(run, RULE_CAA_06, FINDING_NOT_APPLICABLE,
		    evidence_domain(run->evidence),
		    "no live wildcard certificate depends on issuewild");
}

static void
live_certificates(struct judge_run *run)
{
	const struct live *live = run->live;
	const char *domain = evidence_domain(run->evidence);

	for (size_t i = 0; i < live->n; i++)
		live_judge_use(run, &live->uses[i]);
	if (live->n == 0)
		live_say_none(run, RULE_CAA_17);
	if (live->n_left_out > 0)
		(void)judge_say(run, RULE_CAA_17, FINDING_NOT_TESTABLE, domain,
		    "%zu more certificates were presented than are judged",
		    live->n_left_out);
}

/* Each relevant RRset is judged once, whichever hosts stand on it. */
static void
live_set(struct judge_run *run, const char *name)
{
	struct caa_climb *climb = judge_climb(run->evidence, name);

	if (caa_climb_outcome(climb) == CAA_CLIMB_FOUND &&
	    judge_first(run, RULE_CAA_11, caa_climb_name(climb))) {
		rules_bindings(run, climb);
		rules_iodef(run, climb);
		rules_tags(run, climb);
		rules_live_unused(run, climb);
	}
	caa_climb_free(&climb);
}

static void
live_set_of_host(void *arg, const char *host)
{
	struct judge_run *run = arg;

	if (judge_controls(run, host))
		live_set(run, host);
}

void
rules_live(struct judge_run *run)
{
	live_certificates(run);
	live_wildcards(run);
	rules_live_renewal(run);
	hosts_each(run->evidence, live_set_of_host, run);
	for (size_t i = 0; i < run->live->n; i++)
		if (live_is_judged(&run->live->uses[i]))
			live_set(run, run->live->uses[i].base);
	rules_live_reach(run);
	rules_live_challenge(run);
	if (evidence_history(run->evidence) == NULL)
		(void)judge_say(run, RULE_CAA_18, FINDING_NOT_APPLICABLE,
		    evidence_domain(run->evidence),
		    "which CAs are no longer in use shows only in the history "
		    "of certificates, and there is none here");
}
