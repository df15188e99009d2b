/* SPDX-License-Identifier: BSD-2-Clause */
/* The line that is logged for each message. */

#ifndef MILTER_LOGLINE_H
#define MILTER_LOGLINE_H

#include <stdint.h>

#include "milter/reply.h"

struct buf;
struct gate_from;
struct message;
struct report;

#define LOGLINE_VALUE_MAX 200  /* octets of a value; longer ends in `...` */
#define LOGLINE_ENTRIES_MAX 10 /* certificates; more are counted */

struct logline {
	const char *queue_id; /* NULL: the MTA has told none */
	const struct message *message;
	const struct report *report;
	const struct reply_decision *decision;
	const struct gate_from *from;
	bool dry_run; /* the reply is what would have been */
	int64_t ms;   /* that the end of the message took */
};

/*
 * `QUEUE-ID: verdict=... reply=... recipients=... domains=... left_out=...
 * removed=... ms=... sender="..."`, then for each certificate `tls=VERDICT
 * domain=... host=... issuer=...` (or `client=`, `smime=`); `more=N` after
 * them, and `from=DOMAIN action=... would=... rule=...` where From was
 * gated.  What there is none of is `-`.
 */
void logline_put(struct buf *out, const struct logline *);

#endif
