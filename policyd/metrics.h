/* SPDX-License-Identifier: BSD-2-Clause */
/* The figures of the policy server in Prometheus's text format 0.0.4. */

#ifndef POLICYD_METRICS_H
#define POLICYD_METRICS_H

#include <stddef.h>

#include "policyd/server.h"

struct buf;
struct counters;

struct metrics {
	const struct counters *policy;
	struct server_counters server;
	size_t domains; /* in the table */
};

void metrics_put(struct buf *out, const struct metrics *);

#endif
