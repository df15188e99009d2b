/* SPDX-License-Identifier: BSD-2-Clause */
/* CAA-19: will the next renewal of each live certificate be permitted? */

#include <inttypes.h>
#include <string.h>

#include "base/buf.h"
#include "caa/climb.h"
#include "caa/set.h"
#include "cert/facts.h"
#include "dns/answer.h"
#include "dns/name.h"
#include "verify/about.h"
#include "verify/evidence.h"
#include "verify/live.h"
#include "verify/rules_live.h"
#include "verify/run.h"

enum renewal { /* in the order of what is told first */
	RENEWAL_BLOCKED,
	RENEWAL_OPEN, /* not known */
	RENEWAL_PERMITTED,
};

/* One name of the certificate that is to be renewed. */
struct renewal_name {
	const char *name; /* as in the certificate */
	enum caa_kind kind;
	struct caa_climb *climb;
};

static void
renewal_name_init(
    const struct judge_run *run, const char *name, struct renewal_name *out)
{
	bool wildcard = strncmp(name, "*.", 2) == 0;

	out->name = name;
	out->kind = wildcard ? CAA_KIND_TLS_WILDCARD : CAA_KIND_TLS;
	out->climb = judge_climb(run->evidence, name + (wildcard ? 2 : 0));
}

/* Do some account and method of the operator's satisfy the records?  Where
 * none is told, every one may. */
static bool
renewal_is_bound_well(const struct judge_run *run, const struct live_use *use,
    const struct renewal_name *n)
{
	const struct evidence_about *about = evidence_about(run->evidence);
	size_t accounts = about->accounts.n, methods = about->methods.n;

	for (size_t a = 0; a < (accounts > 0 ? accounts : 1); a++)
		for (size_t m = 0; m < (methods > 0 ? methods : 1); m++) {
			struct live_answer answer;

			live_judge(&use->issuer, n->climb, n->kind,
			    accounts > 0 ? about->accounts.list[a] : NULL,
			    methods > 0 ? about->methods.list[m] : NULL,
			    &answer);
			if (answer.verdict != LIVE_INCONSISTENT_NOW)
				return true;
		}
	return false;
}

static enum renewal
renewal_by_records(const struct judge_run *run, const struct live_use *use,
    const struct renewal_name *n, struct buf *why)
{
	struct live_answer answer;

	live_judge(&use->issuer, n->climb, n->kind, NULL, NULL, &answer);
	if (answer.verdict == LIVE_INCONSISTENT_NOW) {
		buf_printf(why, "the CAA records at %.*s %s for %.*s",
		    JUDGE_NAME_SHOWN, answer.result.relevant,
		    answer.nobody ? "let no CA issue"
				  : "do not authorise its CA",
		    JUDGE_NAME_SHOWN, n->name);
		return RENEWAL_BLOCKED;
	}
	if (answer.verdict == LIVE_UNKNOWN_ISSUER) {
		buf_printf(why,
		    "which CA issued it is not known, and the CAA records at "
		    "%.*s restrict who may",
		    JUDGE_NAME_SHOWN, caa_climb_name(n->climb));
		return RENEWAL_OPEN;
	}
	if (renewal_is_bound_well(run, use, n))
		return RENEWAL_PERMITTED;
	buf_printf(why,
	    "the CAA records at %.*s bind its CA to another account or "
	    "validation method than yours",
	    JUDGE_NAME_SHOWN, caa_climb_name(n->climb));
	return RENEWAL_BLOCKED;
}

static enum renewal
renewal_by_failure(const struct renewal_name *n, struct buf *why)
{
	const struct dns_answer *answer = caa_climb_failure(n->climb);
	bool readable = !dns_answer_is_definite(answer);

	if (readable)
		dns_answer_put_reason(answer, why);
	else
		buf_puts(why, "a CAA record can't be read");
	buf_printf(why,
	    " when asked for the CAA records of %.*s, and CAs must not issue "
	    "while that lasts",
	    JUDGE_NAME_SHOWN, n->name);
	return readable && answer->status != DNS_BOGUS ? RENEWAL_OPEN
						       : RENEWAL_BLOCKED;
}

static enum renewal
renewal_of_name(const struct judge_run *run, const struct live_use *use,
    const struct renewal_name *n, struct buf *why)
{
	switch (caa_climb_outcome(n->climb)) {
	case CAA_CLIMB_FOUND:
		return renewal_by_records(run, use, n, why);
	case CAA_CLIMB_EMPTY:
		return RENEWAL_PERMITTED;
	case CAA_CLIMB_FAILED:
		return renewal_by_failure(n, why);
	case CAA_CLIMB_OPEN:
		break;
	}
	/* of other names of the certificate: not asked, so not spoken of */
	if (strcmp(n->name, use->name) != 0)
		return RENEWAL_PERMITTED;
	buf_puts(why, "the evidence lacks an answer");
	return RENEWAL_OPEN;
}

static bool
renewal_uses_dns(const struct judge_run *run)
{
	const struct evidence_about *about = evidence_about(run->evidence);

	for (size_t i = 0; i < about->methods.n; i++)
		if (strncmp(about->methods.list[i], "dns-", 4) == 0)
			return true;
	return false;
}

static enum renewal
renewal_by_challenge(
    const struct judge_run *run, const struct live_use *use, struct buf *why)
{
	if (!renewal_uses_dns(run))
		return RENEWAL_PERMITTED;
	switch (live_challenge(run, use->base, why)) {
	case CHALLENGE_BROKEN:
		return RENEWAL_BLOCKED;
	case CHALLENGE_OPEN:
		return RENEWAL_OPEN;
	case CHALLENGE_NONE:
	case CHALLENGE_GOOD:
		break;
	}
	return RENEWAL_PERMITTED;
}

static struct finding *
renewal_say(struct judge_run *run, const struct live_use *use,
    enum renewal renewal, const struct buf *why)
{
	static const enum finding_result results[] = {
	    [RENEWAL_BLOCKED] = FINDING_FAIL,
	    [RENEWAL_OPEN] = FINDING_UNKNOWN,
	    [RENEWAL_PERMITTED] = FINDING_PASS};
	static const char *const words[] = {[RENEWAL_BLOCKED] = "will fail",
	    [RENEWAL_OPEN] = "may fail",
	    [RENEWAL_PERMITTED] = "will be permitted"};
	struct buf text = BUF_INIT;

	buf_printf(&text, "the next renewal of the certificate for %.*s %s",
	    JUDGE_NAME_SHOWN, use->name, words[renewal]);
	if (why->len > 0)
		buf_printf(&text, ": %s", buf_text(why));
	buf_puts(&text, " (");
	live_put_time(run, use, &text);
	buf_putc(&text, ')');
	return live_say(run, RULE_CAA_19, results[renewal], use, &text);
}

static void
renewal_fix_failure(const struct renewal_name *n, struct finding *f)
{
	live_follow_climb(n->climb, f);
	if (f->result == FINDING_FAIL)
		finding_advise(f, "mend what keeps CAs from reading the CAA "
				  "records; CAA-02 and CAA-22 say what it is");
}

/* What mends the cause.  Of the host's own name CAA-17 says the same. */
static void
renewal_fix(const struct judge_run *run, const struct live_use *use,
    const struct renewal_name *n, struct finding *f)
{
	struct live_answer answer;
	bool denied, unknown;

	if (caa_climb_outcome(n->climb) == CAA_CLIMB_FAILED)
		renewal_fix_failure(n, f);
	if (caa_climb_outcome(n->climb) != CAA_CLIMB_FOUND)
		return;
	live_judge(&use->issuer, n->climb, n->kind, NULL, NULL, &answer);
	denied = answer.verdict == LIVE_INCONSISTENT_NOW;
	unknown = answer.verdict == LIVE_UNKNOWN_ISSUER;
	if ((denied || unknown) && strcmp(n->name, use->name) == 0)
		finding_follow(f, RULE_CAA_17, use->host);
	if (denied)
		live_fix(run, use, n->climb, n->kind, f);
	else if (!unknown)
		finding_advise(f,
		    "write your own account and method into the record of the "
		    "CA; CAA-11 and CAA-12 say how");
}

/* Judge one name; true where that is worse than what is known so far. */
static bool
renewal_try(struct judge_run *run, const struct live_use *use, const char *name,
    enum renewal *worst, struct buf *why)
{
	struct renewal_name n;
	struct buf text = BUF_INIT;
	enum renewal renewal;
	bool worse;

	renewal_name_init(run, name, &n);
	renewal = renewal_of_name(run, use, &n, &text);
	worse = renewal < *worst;
	if (worse) {
		*worst = renewal;
		buf_clear(why);
		buf_puts(why, buf_text(&text));
	}
	buf_fini(&text);
	caa_climb_free(&n.climb);
	return worse;
}

/* All names of the certificate have to be permitted: the name of the host
 * first, then others of this domain. */
static const char *
renewal_worst_name(struct judge_run *run, const struct live_use *use,
    enum renewal *worst, struct buf *why)
{
	const char *domain = evidence_domain(run->evidence);
	const char *name = use->name;
	size_t n = 0;

	(void)renewal_try(run, use, name, worst, why);
	for (size_t i = 0; i < use->leaf->n_dns_names; i++) {
		const char *other = use->leaf->dns_names[i];

		if (n == LIVE_NAMES_MAX || !dns_name_at_or_below(other, domain))
			continue;
		n++;
		if (renewal_try(run, use, other, worst, why))
			name = other;
	}
	return name;
}

static void
renewal_judge(struct judge_run *run, const struct live_use *use)
{
	enum renewal worst = RENEWAL_PERMITTED, challenge;
	struct buf why = BUF_INIT, broken = BUF_INIT;
	const char *name = renewal_worst_name(run, use, &worst, &why);
	bool by_records = worst != RENEWAL_PERMITTED;
	struct finding *f;

	challenge = renewal_by_challenge(run, use, &broken);
	if (challenge < worst) {
		worst = challenge;
		buf_clear(&why);
		buf_puts(&why, buf_text(&broken));
		by_records = false;
	}
	f = renewal_say(run, use, worst, &why);
	f->candidate = worst == RENEWAL_BLOCKED && live_is_due(run, use) &&
		       live_is_locked_out(run->live, use);
	if (by_records) {
		struct renewal_name n;

		renewal_name_init(run, name, &n);
		renewal_fix(run, use, &n, f);
		caa_climb_free(&n.climb);
	} else if (worst == RENEWAL_BLOCKED) {
		finding_advise(f, "mend the alias, as CAA-25 says");
	}
	buf_fini(&why);
	buf_fini(&broken);
}

void
rules_live_renewal(struct judge_run *run)
{
	size_t before = run->findings->n;

	for (size_t i = 0; i < run->live->n; i++)
		if (live_is_judged(&run->live->uses[i]))
			renewal_judge(run, &run->live->uses[i]);
	if (run->live->n == 0)
		live_say_none(run, RULE_CAA_19);
	else if (run->findings->n == before)
		(void)judge_say(run, RULE_CAA_19, FINDING_NOT_APPLICABLE,
		    evidence_domain(run->evidence),
		    "no live certificate depends on CAA");
}
