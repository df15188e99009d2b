/* SPDX-License-Identifier: BSD-2-Clause */
/* The line that is logged for each decision. */

#ifndef POLICYD_LOGLINE_H
#define POLICYD_LOGLINE_H

#include <stddef.h>
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

#define LOGLINE_STATES (LOGLINE_NONE + 1)

const char *logline_state_text(enum logline_state); /* `fresh` */

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

/* One value, as it stands after `key=`: a word, `-` where it is empty, quoted
 * and escaped where it has to be; or quoted whatever it is. */
void logline_put_word(struct buf *out, const char *text, size_t len);
void logline_put_quoted(struct buf *out, const char *text, size_t len);

/*
 * Put `instance=... domain=... action=... would=... rule=... subject=...
 * profile=... age=... state=... ms=... queue_id=... sender="..."
 * recipient="..."`, always in that order; what there is none of is `-`.  State
 * `none` is followed by `reason=...`, and `would=` by `waived=RULE` where a
 * waiver changed the decision (`all`: one for a domain that is unknown);
 * would=waived where it is all that lets mail pass.
 */
void logline_put(struct buf *out, const struct logline *);

#endif
