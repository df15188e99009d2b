/* SPDX-License-Identifier: BSD-2-Clause */
/* The line that is logged for each decision. */

#ifndef POLICYD_LOGLINE_H
#define POLICYD_LOGLINE_H

#include <stdint.h>

#include "gate/gate.h"

struct buf;
struct request;

#define LOGLINE_VALUE_MAX 256 /* octets of a value; longer ends in `...` */

enum logline_state {
	LOGLINE_FRESH,   /* the stored status, verified lately */
	LOGLINE_STALE,   /* the stored status; verified again behind */
	LOGLINE_WAITED,  /* verified while the client waited */
	LOGLINE_UNKNOWN, /* nothing definite is known, or not in time */
	LOGLINE_NONE,    /* not gated: no domain, or not in the table */
};

struct logline {
	const struct request *request;
	const char *domain;                   /* or NULL */
	const struct gate_decision *decision; /* NULL: passed ungated */
	const struct gate_settings *settings; /* NULL likewise */
	const char *reason; /* of LOGLINE_NONE: `null-sender`, ... */
	enum logline_state state;
	int64_t age; /* s since the verification; -1: there was none */
	int64_t ms;  /* that the client waited for us */
};

/*
 * Put `instance=... domain=... action=... would=... rule=... subject=...
 * profile=... age=... state=... ms=... queue_id=... sender="..."
 * recipient="..."`, always in that order; what there is none of is `-`.  State
 * `none` is followed by `reason=...`.
 */
void logline_put(struct buf *out, const struct logline *);

#endif
