/* SPDX-License-Identifier: BSD-2-Clause */
/* Inside verify: the rules of CAA against live certificates, and their words.
 */

#ifndef VERIFY_RULES_LIVE_H
#define VERIFY_RULES_LIVE_H

#include <stdbool.h>

#include "caa/evaluate.h"
#include "verify/finding.h"

struct buf;
struct caa_climb;
struct judge_run;
struct live_use;

void rules_live_renewal(struct judge_run *);   /* CAA-19 */
void rules_live_challenge(struct judge_run *); /* CAA-25 */
void rules_live_reach(struct judge_run *);     /* CAA-23 */

/* Rules of one relevant RRset: CAA-11, 12 and 13; CAA-14; CAA-15, 16, 20 and
 * 21. */
void rules_bindings(struct judge_run *, const struct caa_climb *);
void rules_iodef(struct judge_run *, const struct caa_climb *);
void rules_tags(struct judge_run *, const struct caa_climb *);

/* CAA-18 of one relevant RRset. */
void rules_live_unused(struct judge_run *, const struct caa_climb *);

/* `62 days left, until 2027-02-01`; `it expired on 2026-11-20`. */
void live_put_time(
    const struct judge_run *, const struct live_use *, struct buf *out);

/* A finding of the host, with what programs want to know; empties *text. */
struct finding *live_say(struct judge_run *, enum rule_id, enum finding_result,
    const struct live_use *, struct buf *text);

/* No certificate was seen; why, MX-03 tells of the first MX host, or MX-01. */
void live_say_none(struct judge_run *, enum rule_id);

/* The look-up that failed, and so ended the climb, is told by rules of its own.
 */
void live_follow_climb(const struct caa_climb *, struct finding *);

/* The records at the end of this climb, which is FOUND, mended so that the
 * certificate's CA may issue. */
void live_fix(const struct judge_run *, const struct live_use *,
    const struct caa_climb *, enum caa_kind, struct finding *);

/* May the operator mend the RRset?  Where it is the target of an alias that is
 * somebody else's, advice is given instead. */
bool live_may_mend(
    const struct judge_run *, const struct caa_climb *, struct finding *);

/* Of the alias _acme-challenge.NAME: a fault that is certain, or may be. */
enum challenge_state {
	CHALLENGE_NONE, /* there is no alias */
	CHALLENGE_GOOD,
	CHALLENGE_BROKEN,
	CHALLENGE_OPEN, /* the DNS did not say */
};

/* *why (may be NULL) gets the middle of a sentence for BROKEN and OPEN. */
enum challenge_state
live_challenge(const struct judge_run *, const char *name, struct buf *why);

#endif
