/* SPDX-License-Identifier: BSD-2-Clause */
/* What HTTP tells. */

#include "milter/pages.h"

#include "milter/clerk.h"
#include "milter/metrics.h"
#include "milter/milter.h"

static void
pages_put_figures(struct buf *out, void *arg)
{
	const struct pages *p = arg;
	const struct metrics m = {
	    .counters = milter_counters(p->milter),
	    .connections = milter_connections(p->milter),
	    .running = milter_running(p->milter),
	    .store_failures = clerk_failures(p->clerk),
	};

	metrics_put(out, &m);
}

const struct monitor_ops pages_ops = {
    .figures = pages_put_figures,
    .elsewhere = "here are /metrics, /healthz and /readyz",
};
