/* SPDX-License-Identifier: BSD-2-Clause */
/* What the milter has done. */

#include "milter/counters.h"

#include <stddef.h>

#include "daemon/figures.h"

/* The first is a mail of which all was known; from 10 s on Sendmail's patience
 * with one reply ends. */
const int64_t counters_limits_us[COUNTERS_BUCKETS] = {100, 1000, 10000, 100000,
    500000, 1000000, 2000000, 5000000, 10000000, 60000000};

void
counters_took(struct counters *c, int64_t us)
{
	size_t i = figures_bucket(counters_limits_us, COUNTERS_BUCKETS, us);

	counters_add(&c->took[i], 1);
	counters_add(&c->took_us, us > 0 ? (uint64_t)us : 0);
	counters_add(&c->messages, 1);
}
