/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Shadow counts: how often mail was stopped, or would have been, by day, rule
 * and domain.  Keys sort by day, so that the oldest come first.
 */

#ifndef GATE_SHADOW_H
#define GATE_SHADOW_H

#include <stddef.h>
#include <stdint.h>

#include "verify/finding.h"

struct buf;

#define SHADOW_VERSION 1
#define SHADOW_DAYS 7      /* that are reported, today included */
#define SHADOW_KEPT_DAYS 8 /* that are kept */

struct shadow_key {
	uint32_t day;       /* since 1970, UTC */
	enum rule_id rule;  /* RULES: nothing was known of the domain */
	const char *domain; /* not NUL-terminated; none: of several domains,
			     * where there were too many to tell apart */
	size_t domain_len;
};

struct shadow_counts {
	uint64_t rejects, defers; /* requests that were to end so */
	uint64_t enforced;        /* of these those that did */
};

uint32_t shadow_day(int64_t now);

/* Octets as *_encode made them; 0, or -1 where they are of another version or
 * damaged.  The domain is lent by data. */
int shadow_key_decode(const void *data, size_t len, struct shadow_key *out);
int
shadow_counts_decode(const void *data, size_t len, struct shadow_counts *out);

void shadow_key_encode(const struct shadow_key *, struct buf *out);
void shadow_counts_encode(const struct shadow_counts *, struct buf *out);

void shadow_counts_add(struct shadow_counts *, const struct shadow_counts *);

#endif
