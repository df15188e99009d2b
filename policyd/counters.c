/* SPDX-License-Identifier: BSD-2-Clause */
/* What the policy server has done. */

#include "policyd/counters.h"

#include <stddef.h>

#include "daemon/figures.h"
#include "gate/status.h"

/* The first is a warm answer; from a second on Postfix's timeout is near. */
const int64_t counters_limits_us[COUNTERS_BUCKETS] = {10, 100, 1000, 10000,
    100000, 500000, 1000000, 2000000, 5000000, 10000000, 30000000};

void
counters_count(struct counters *c, const struct logline *line, int64_t us)
{
	const struct gate_decision *d = line->decision;

	c->took[figures_bucket(counters_limits_us, COUNTERS_BUCKETS, us)]++;
	c->took_us += us > 0 ? (uint64_t)us : 0;
	c->states[line->state]++;
	if (d == NULL) {
		c->requests[GATE_PASS][GATE_PASS]++;
		return;
	}
	c->requests[d->action][d->would]++;
	if (d->finding != NULL)
		c->rules[d->finding->rule][d->would]++;
}
