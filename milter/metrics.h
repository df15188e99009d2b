/* SPDX-License-Identifier: BSD-2-Clause */
/* The figures of the milter in Prometheus's text format. */

#ifndef MILTER_METRICS_H
#define MILTER_METRICS_H

#include <stddef.h>
#include <stdint.h>

struct buf;
struct counters;

struct metrics {
	struct counters *counters;
	size_t connections, running;
	uint64_t store_failures;
};

void metrics_put(struct buf *out, const struct metrics *);

#endif
