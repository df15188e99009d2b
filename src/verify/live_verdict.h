/* SPDX-License-Identifier: BSD-2-Clause */
/* One live certificate's issuer against the CAA records of now. */

#ifndef VERIFY_LIVE_VERDICT_H
#define VERIFY_LIVE_VERDICT_H

#include <stdbool.h>

#include "caa/evaluate.h"

struct caa_climb;
struct caa_set;
struct cert_issuer;

enum live_verdict {
	LIVE_NOT_APPLICABLE,   /* a private CA, or trusted through DANE-EE */
	LIVE_NO_POLICY,        /* no record restricts who may issue */
	LIVE_CONSISTENT,       /* the CA is authorised now */
	LIVE_CONSISTENT_WEAK,  /* so it is by some evidence */
	LIVE_INCONSISTENT_NOW, /* it is not; says nothing of the past */
	LIVE_INCONSISTENT_AT_ISSUANCE, /* it was not when it issued, as the
					* history proves (live_issuance.h) */
	LIVE_UNKNOWN_ISSUER, /* which CA it was, or what it is called, is
				 * not known */
	LIVE_UNKNOWN_DNS,    /* the look-up failed */
};

struct live_answer {
	enum live_verdict verdict;
	struct caa_result result; /* of the identifiers that decided it */
	bool nobody;              /* no CA at all may issue */
};

/*
 * Judge it by the records of now; account_uri and method (NULL: not known)
 * are those that the next renewal would use.  The climb has ended or is open
 * (unknown-dns).
 */
void
live_judge(const struct cert_issuer *, const struct caa_climb *, enum caa_kind,
    const char *account_uri, const char *method, struct live_answer *out);

/* Can anybody satisfy some property that decides this kind, or does none
 * decide it? */
bool live_leaves_somebody(const struct caa_set *, enum caa_kind);

const char *live_verdict_text(enum live_verdict); /* `inconsistent-now` */

#endif
