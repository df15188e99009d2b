/* SPDX-License-Identifier: BSD-2-Clause */
/* What the milter has done.  Any thread counts. */

#ifndef MILTER_COUNTERS_H
#define MILTER_COUNTERS_H

#include <stdatomic.h>
#include <stdint.h>

#include "milter/reply.h"
#include "milter/report.h"

#define COUNTERS_BUCKETS 10

struct counters {
	_Atomic uint64_t connections, messages, recipients;
	_Atomic uint64_t aborted; /* messages that did not come to their end */
	_Atomic uint64_t passed;  /* not looked at: the program was ending */
	_Atomic uint64_t replies[REPLIES];
	_Atomic uint64_t verdicts[REPORT_KINDS][REPORT_VERDICTS];
	_Atomic uint64_t forged;      /* fields removed */
	_Atomic uint64_t waits, late; /* for a domain; that took too long */
	_Atomic uint64_t bodies_spooled, bodies_skipped, spool_failures;
	_Atomic uint64_t selectors; /* of DKIM, learned */
	/* ends of messages that took up to counters_limits_us[i] */
	_Atomic uint64_t took[COUNTERS_BUCKETS + 1];
	_Atomic uint64_t took_us;
};

extern const int64_t counters_limits_us[COUNTERS_BUCKETS];

static inline void
counters_add(_Atomic uint64_t *counter, uint64_t n)
{
	(void)atomic_fetch_add_explicit(counter, n, memory_order_relaxed);
}

/* A message came to its end, which took so long. */
void counters_took(struct counters *, int64_t us);

#endif
