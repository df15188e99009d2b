/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The records that were in force when a live certificate was issued, as far as
 * the history proves them.
 */

#ifndef VERIFY_LIVE_ISSUANCE_H
#define VERIFY_LIVE_ISSUANCE_H

#include <stdbool.h>
#include <stdint.h>

#include "caa/evaluate.h"
#include "verify/live_verdict.h"

struct cert_facts;
struct cert_issuer;
struct history;

/* A CA may act on an answer that is as old as its TTL, or this (TLS Baseline
 * Requirements 3.2.2.8). */
#define LIVE_RELIANCE (INT64_C(8) * 3600)

/* notBefore may be so far from the signing (TLS Baseline Requirements 7.1.2.7);
 * the time of an SCT is not. */
#define LIVE_BACKDATED (INT64_C(48) * 3600)

struct live_issuance {
	int64_t issued;       /* earliest SCT, else notBefore */
	int64_t from, until;  /* these records were seen all the time */
	const char *relevant; /* the name that has them; lent by `base` */
};

/*
 * Is it proven that the CA was not authorised?  Looks at every RRset that may
 * have been in force while the CA may have looked: true only where the history
 * has them all, without a gap, and none lets it issue.  history may be NULL.
 * base: where the climb starts.  Pure.
 */
bool live_was_refused(const struct history *, const struct cert_issuer *,
    const char *base, enum caa_kind, const struct cert_facts *leaf,
    struct live_issuance *out);

/* The verdict of now, with the history: inconsistent-at-issuance where that
 * is proven, whatever the records of now say; else as it was. */
enum live_verdict
live_verdict_with_history(const struct history *, const struct cert_issuer *,
    const char *base, enum caa_kind, const struct cert_facts *leaf,
    enum live_verdict now, struct live_issuance *out);

#endif
