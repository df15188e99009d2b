/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Waivers: for a while a domain's mail passes although a rule fails, because
 * somebody said so and why.  All of one domain are one record of the store,
 * written as octets and read in place, without allocation.
 */

#ifndef GATE_WAIVER_H
#define GATE_WAIVER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "verify/finding.h"

struct buf;
struct error;

#define WAIVER_VERSION 1
#define WAIVERS_MAX 32        /* of one domain */
#define WAIVER_REASON_MAX 200 /* octets */
#define WAIVER_SECONDS_MAX ((int64_t)366 * 86400)

/* A waiver that has ended is listed for so long. */
#define WAIVER_KEPT_SECONDS ((int64_t)7 * 86400)

struct waiver {
	enum rule_id rule; /* RULES: every one, and a domain that is unknown */
	int64_t begun;
	int64_t until;      /* holds before that */
	const char *reason; /* printable ASCII, not NUL-terminated */
	size_t reason_len;
};

struct waivers {
	size_t n;
	struct waiver list[WAIVERS_MAX];
};

/* Octets as waivers_encode made them; 0, or -1 where they are of another
 * version or damaged, with none in *out then.  Text is lent by data. */
int waivers_decode(const void *data, size_t len, struct waivers *out);
void waivers_encode(const struct waivers *, struct buf *out);

bool waiver_holds(const struct waiver *, int64_t now);

/* The waiver that holds for this rule: its own before one for every rule; of
 * RULES only one for every rule.  NULL: none.  waivers may be NULL. */
const struct waiver *
waivers_find(const struct waivers *, enum rule_id, int64_t now);

/*
 * Add one, in place of one for the same rule, and forget those that ended
 * WAIVER_KEPT_SECONDS ago.  The reason is lent.  -1 and *err: it may not be
 * (too long, no reason, reason not printable ASCII), or there are WAIVERS_MAX
 * already.
 */
int waivers_add(
    struct waivers *, const struct waiver *, int64_t now, struct error *err);

/* End those that hold for this rule, or with RULES all; how many that were. */
size_t waivers_end(struct waivers *, enum rule_id, int64_t now);

/* Forget those that ended WAIVER_KEPT_SECONDS ago; how many that were. */
size_t waivers_prune(struct waivers *, int64_t now);

/* `CAA-17`, or `all`. */
const char *waiver_rule_text(enum rule_id);

#endif
