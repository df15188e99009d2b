/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the policy server has done, in plain numbers of the one thread that
 * serves: counting costs a request some additions and no lock.
 */

#ifndef POLICYD_COUNTERS_H
#define POLICYD_COUNTERS_H

#include <stdint.h>

#include "gate/gate.h"
#include "policyd/logline.h"

#define COUNTERS_ACTIONS (GATE_REJECT + 1)
#define COUNTERS_BUCKETS 11

struct counters {
	uint64_t requests[COUNTERS_ACTIONS][COUNTERS_ACTIONS]; /* by action,
								* by would */
	uint64_t states[LOGLINE_STATES];
	/* by the rule of the finding that decided, by would */
	uint64_t rules[RULES][COUNTERS_ACTIONS];
	/* that took up to counters_limits_us[i], and no less than before */
	uint64_t took[COUNTERS_BUCKETS + 1];
	uint64_t took_us;        /* all of them together */
	uint64_t abandoned;      /* the client left while it waited */
	uint64_t store_failures; /* reads of the store that failed */
};

extern const int64_t counters_limits_us[COUNTERS_BUCKETS];

/* A request was decided, `us` microseconds after it was read. */
void counters_count(struct counters *, const struct logline *, int64_t us);

#endif
