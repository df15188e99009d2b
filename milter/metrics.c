/* SPDX-License-Identifier: BSD-2-Clause */
/* The figures of the milter in Prometheus's text format. */

#include "milter/metrics.h"

#include <inttypes.h>

#include "base/buf.h"
#include "daemon/figures.h"
#include "milter/counters.h"

static uint64_t
metrics_read(const _Atomic uint64_t *counter)
{
	return atomic_load_explicit(counter, memory_order_relaxed);
}

static void
metrics_put_replies(struct buf *out, const struct counters *c)
{
	figures_family(out, "milter_replies_total", "counter",
	    "Messages by what was decided of them; with milter.dry_run what "
	    "would have been.");
	for (int i = 0; i < REPLIES; i++)
		buf_printf(out,
		    "caagate_milter_replies_total{reply=\"%s\"} %" PRIu64 "\n",
		    reply_text((enum settings_reply)i),
		    metrics_read(&c->replies[i]));
}

static void
metrics_put_verdicts(struct buf *out, const struct counters *c)
{
	figures_family(out, "milter_verdicts_total", "counter",
	    "Certificates and domains told of, by kind and verdict.");
	for (int k = 0; k < REPORT_KINDS; k++)
		for (int v = 0; v < REPORT_VERDICTS; v++)
			buf_printf(out,
			    "caagate_milter_verdicts_total{kind=\"%s\","
			    "verdict=\"%s\"} %" PRIu64 "\n",
			    report_kind_text((enum report_kind)k),
			    report_verdict_text((enum report_verdict)v),
			    metrics_read(&c->verdicts[k][v]));
}

static void
metrics_put_took(struct buf *out, const struct counters *c)
{
	uint64_t counts[COUNTERS_BUCKETS + 1];
	const struct figures_histogram took = {
	    .limits_us = counters_limits_us,
	    .n = COUNTERS_BUCKETS,
	    .counts = counts,
	    .sum_us = metrics_read(&c->took_us),
	};

	for (size_t i = 0; i <= COUNTERS_BUCKETS; i++)
		counts[i] = metrics_read(&c->took[i]);
	figures_put_histogram(out, "milter_end_duration_seconds",
	    "Time that the end of a message took.", &took);
}

struct metrics_row {
	const char *name;
	const _Atomic uint64_t *value;
	const char *help;
};

static void
metrics_put_counters(struct buf *out, const struct counters *c)
{
	const struct metrics_row rows[] = {
	    {"milter_connections_total", &c->connections,
		"Connections of the MTA."},
	    {"milter_messages_total", &c->messages,
		"Messages that came to their end."},
	    {"milter_recipients_total", &c->recipients, "Recipients."},
	    {"milter_aborted_total", &c->aborted,
		"Messages that did not come to their end."},
	    {"milter_passed_total", &c->passed,
		"Messages not looked at, as the program was ending."},
	    {"milter_forged_fields_total", &c->forged,
		"Fields removed that claimed our name."},
	    {"milter_waits_total", &c->waits,
		"Times that the end of a message waited for a domain."},
	    {"milter_late_total", &c->late,
		"Those that ended at milter.deadline with nothing known."},
	    {"milter_bodies_spooled_total", &c->bodies_spooled,
		"Messages kept because they may hold S/MIME."},
	    {"milter_bodies_skipped_total", &c->bodies_skipped,
		"Bodies of which the MTA was told to keep the rest."},
	    {"milter_spool_failures_total", &c->spool_failures,
		"Messages that could not be kept."},
	    {"milter_selectors_total", &c->selectors,
		"Times that a DKIM selector was noted."},
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		figures_one(out, rows[i].name, "counter", rows[i].help,
		    metrics_read(rows[i].value));
}

void
metrics_put(struct buf *out, const struct metrics *m)
{
	metrics_put_counters(out, m->counters);
	metrics_put_replies(out, m->counters);
	metrics_put_verdicts(out, m->counters);
	metrics_put_took(out, m->counters);
	figures_one(out, "milter_connections", "gauge",
	    "Connections of the MTA that are open.", m->connections);
	figures_one(out, "milter_messages_running", "gauge",
	    "Messages under way.", m->running);
	figures_one(out, "store_read_failures_total", "counter",
	    "Times that the store could not be read.", m->store_failures);
}
