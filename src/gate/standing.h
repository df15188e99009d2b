/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a status comes to for an operator, in one word and with its reason; and
 * what was last told of it.  Pure, as the gate is.
 */

#ifndef GATE_STANDING_H
#define GATE_STANDING_H

#include <stddef.h>

#include "gate/gate.h"

struct buf;

/* From the best to the worst. */
enum standing {
	STANDING_GOOD,
	STANDING_NOTHING, /* no status is stored */
	STANDING_WAIVED,  /* passes by a waiver alone */
	STANDING_UNKNOWN, /* nothing definite is known */
	STANDING_PENDING, /* fails; not confirmed, or in its grace */
	STANDING_DEFERRED,
	STANDING_REFUSED,
	STANDINGS
};

const char *standing_text(enum standing); /* `refused`, ... */

/* status NULL: nothing is known.  The decision is that of the status. */
enum standing standing_of(const struct gate_settings *, const struct status *,
    const struct gate_decision *);

/* The finding that this standing is of; NULL where it is of none. */
const struct status_finding *standing_finding(const struct gate_settings *,
    const struct status *, const struct gate_decision *);

#define STANDING_VERSION 1

/* What somebody is told of: another standing, or the same for another rule. */
struct standing_told {
	enum standing standing;
	enum rule_id rule; /* RULES: of no finding */
};

/* Octets as standing_encode made them; 0, or -1 where they are of another
 * version or damaged. */
int standing_decode(const void *data, size_t len, struct standing_told *out);
void standing_encode(const struct standing_told *, struct buf *out);

#endif
