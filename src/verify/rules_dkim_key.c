/* SPDX-License-Identifier: BSD-2-Clause */
/* The rules of a DKIM key that can be read: whose it is, and what it may do. */

#include "verify/rules_dkim.h"

#include "verify/finding.h"
#include "verify/run.h"

#define BITS_MIN 1024  /* RFC 8301 section 3.2: below it nobody verifies */
#define BITS_GOOD 2048 /* the same: what signers should use */
#define BITS_MAX 4096  /* the same: above it nobody has to verify */

/* DKIM-04 */
static void
dkim_same(const struct dkim_look *l)
{
	struct finding *f;

	if (!l->has_signer) {
		(void)judge_say(l->run, RULE_DKIM_04, FINDING_NOT_APPLICABLE,
		    l->owner,
		    l->is_told ? "the key that is configured for the signer is "
				 "no RSA or Ed25519 public key"
			       : "the signer's public key is not configured, "
				 "so the published one is compared with "
				 "nothing");
		return;
	}
	if (dkim_key_equal(&l->signer, &l->key)) {
		(void)dkim_ref(
		    l, judge_say(l->run, RULE_DKIM_04, FINDING_PASS, l->owner,
			   "the published key is the signer's"));
		return;
	}
	f = judge_say(l->run, RULE_DKIM_04, FINDING_FAIL, l->owner,
	    "the published key is not the signer's: every signature fails");
	dkim_mend_signer(l, dkim_ref(l, f));
}

static void
dkim_no_sha256(const struct dkim_look *l)
{
	struct finding *f = judge_say(l->run, RULE_DKIM_05, FINDING_FAIL,
	    l->owner,
	    "h= does not let sha256 be used, and verifiers take nothing else "
	    "(RFC 8301)");

	f->severity = SEVERITY_BLOCK;
	dkim_mend_key(l, dkim_ref(l, f));
}

/* DKIM-05 */
static void
dkim_strength(const struct dkim_look *l)
{
	unsigned bits = l->key.bits;
	struct finding *f;

	if (!l->key.sha256) {
		dkim_no_sha256(l);
	} else if (l->key.type == DKIM_ED25519 ||
		   (bits >= BITS_GOOD && bits <= BITS_MAX)) {
		(void)dkim_ref(l, judge_say(l->run, RULE_DKIM_05, FINDING_PASS,
				      l->owner, "the key is strong enough"));
	} else {
		f = judge_say(l->run, RULE_DKIM_05, FINDING_FAIL, l->owner,
		    bits < BITS_MIN
			? "the RSA key has %u bits: verifiers take none under "
			  "1024"
		    : bits < BITS_GOOD
			? "the RSA key has %u bits, wanted 2048"
			: "the RSA key has %u bits: verifiers need not take "
			  "one over 4096",
		    bits);
		if (bits < BITS_MIN)
			f->severity = SEVERITY_BLOCK;
		finding_arg(f, "bits", "%u", bits);
		finding_advise(dkim_ref(l, f),
		    "make a key of 2048 bits, publish it at a new selector, "
		    "then sign with that");
	}
}

/* DKIM-06 */
static void
dkim_flags(const struct dkim_look *l)
{
	struct finding *f;

	if (l->key.email && !l->key.testing) {
		(void)dkim_ref(
		    l, judge_say(l->run, RULE_DKIM_06, FINDING_PASS, l->owner,
			   l->key.strict
			       ? "the key may sign mail; t=s: not for i= in a "
				 "subdomain"
			       : "the key may sign mail"));
		return;
	}
	if (!l->key.email) {
		f = judge_say(l->run, RULE_DKIM_06, FINDING_FAIL, l->owner,
		    "s= does not list email, so verifiers ignore the key for "
		    "mail");
	} else {
		f = judge_say(l->run, RULE_DKIM_06, FINDING_FAIL, l->owner,
		    "t=y says that the domain only tests DKIM: verifiers may "
		    "treat its mail as unsigned");
		f->harm = HARM_H4;
	}
	dkim_mend_key(l, dkim_ref(l, f));
}

void
rules_dkim_key(const struct dkim_look *l)
{
	dkim_same(l);
	dkim_strength(l);
	dkim_flags(l);
}
