/* SPDX-License-Identifier: BSD-2-Clause */
/* The figures of the policy server in Prometheus's text format. */

#include "policyd/metrics.h"

#include <inttypes.h>

#include "base/buf.h"
#include "daemon/figures.h"
#include "policyd/counters.h"

static void
metrics_put_requests(struct buf *out, const struct counters *c)
{
	figures_family(out, "policy_requests_total", "counter",
	    "Requests decided, by what Postfix was told and what it would "
	    "have been told if all were enforced.");
	for (int a = 0; a < COUNTERS_ACTIONS; a++)
		for (int w = a; w < COUNTERS_ACTIONS; w++)
			if (a == w || a == GATE_PASS)
				buf_printf(out,
				    "caagate_policy_requests_total{action=\"%s"
				    "\",would=\"%s\"} %" PRIu64 "\n",
				    gate_action_text((enum gate_action)a),
				    gate_action_text((enum gate_action)w),
				    c->requests[a][w]);
	figures_family(out, "policy_request_states_total", "counter",
	    "Requests decided, by what was known of the domain.");
	for (int i = 0; i < LOGLINE_STATES; i++)
		buf_printf(out,
		    "caagate_policy_request_states_total{state=\"%s\"} %" PRIu64
		    "\n",
		    logline_state_text((enum logline_state)i), c->states[i]);
}

/* Rules that never decided are left out: they are many. */
static void
metrics_put_rules(struct buf *out, const struct counters *c)
{
	figures_family(out, "policy_rule_requests_total", "counter",
	    "Requests by the rule of the finding that decided them, or that "
	    "was the worst of those that let mail pass.");
	for (int i = 0; i < RULES; i++)
		for (int w = 0; w < COUNTERS_ACTIONS; w++)
			if (c->rules[i][w] > 0)
				buf_printf(out,
				    "caagate_policy_rule_requests_total{rule="
				    "\"%s\",would=\"%s\"} %" PRIu64 "\n",
				    rule_get((enum rule_id)i)->name,
				    gate_action_text((enum gate_action)w),
				    c->rules[i][w]);
}

static void
metrics_put_duration(struct buf *out, const struct counters *c)
{
	const struct figures_histogram took = {
	    .limits_us = counters_limits_us,
	    .n = COUNTERS_BUCKETS,
	    .counts = c->took,
	    .sum_us = c->took_us,
	};

	figures_put_histogram(out, "policy_request_duration_seconds",
	    "Time from a request to its reply.", &took);
}

void
metrics_put(struct buf *out, const struct metrics *m)
{
	const struct counters *c = m->policy;

	metrics_put_requests(out, c);
	metrics_put_rules(out, c);
	metrics_put_duration(out, c);
	figures_one(out, "policy_abandoned_total", "counter",
	    "Requests whose client left while they waited.", c->abandoned);
	figures_one(out, "policy_connections", "gauge",
	    "Connections of Postfix that are open.", m->server.connections);
	figures_one(out, "policy_connections_total", "counter",
	    "Connections of Postfix that were accepted.", m->server.accepted);
	figures_one(out, "policy_protocol_errors_total", "counter",
	    "Connections closed because of what was sent on them.",
	    m->server.refused);
	figures_one(out, "store_read_failures_total", "counter",
	    "Requests for which the store could not be read.",
	    c->store_failures);
	figures_one(out, "domains", "gauge", "Sending domains in the table.",
	    m->domains);
}
