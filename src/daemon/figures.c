/* SPDX-License-Identifier: BSD-2-Clause */
/* Figures in Prometheus's text format. */

#include "daemon/figures.h"

#include <inttypes.h>

#include "base/buf.h"
#include "config.h"
#include "daemon/http.h"
#include "engine/engine.h"
#include "store/store.h"

void
figures_family(
    struct buf *out, const char *name, const char *type, const char *help)
{
	buf_printf(out, "# HELP caagate_%s %s\n# TYPE caagate_%s %s\n", name,
	    help, name, type);
}

void
figures_one(struct buf *out, const char *name, const char *type,
    const char *help, uint64_t value)
{
	figures_family(out, name, type, help);
	buf_printf(out, "caagate_%s %" PRIu64 "\n", name, value);
}

void
figures_put_seconds(struct buf *out, uint64_t us)
{
	buf_printf(out, "%" PRIu64 ".%06" PRIu64, us / 1000000, us % 1000000);
}

size_t
figures_bucket(const int64_t *limits_us, size_t n, int64_t us)
{
	size_t i = 0;

	while (i < n && us > limits_us[i])
		i++;
	return i;
}

void
figures_put_histogram(struct buf *out, const char *name, const char *help,
    const struct figures_histogram *h)
{
	uint64_t sum = 0;

	figures_family(out, name, "histogram", help);
	for (size_t i = 0; i < h->n; i++) {
		sum += h->counts[i];
		buf_printf(out, "caagate_%s_bucket{le=\"", name);
		figures_put_seconds(out, (uint64_t)h->limits_us[i]);
		buf_printf(out, "\"} %" PRIu64 "\n", sum);
	}
	sum += h->counts[h->n];
	buf_printf(out,
	    "caagate_%s_bucket{le=\"+Inf\"} %" PRIu64 "\ncaagate_%s_sum ", name,
	    sum, name);
	figures_put_seconds(out, h->sum_us);
	buf_printf(out, "\ncaagate_%s_count %" PRIu64 "\n", name, sum);
}

void
figures_put_process(struct buf *out, const struct figures_process *p)
{
	figures_family(
	    out, "build_info", "gauge", "The version that runs; always 1.");
	buf_puts(
	    out, "caagate_build_info{version=\"" PACKAGE_VERSION "\"} 1\n");
	figures_one(out, "start_time_seconds", "gauge",
	    "When the program started, since 1970.", (uint64_t)p->started);
	figures_one(out, "settings_time_seconds", "gauge",
	    "When the settings in use were read, since 1970.",
	    (uint64_t)p->loaded);
	figures_family(out, "settings_reloads_total", "counter",
	    "Times that the settings were read again.");
	buf_printf(out,
	    "caagate_settings_reloads_total{result=\"ok\"} %" PRIu64 "\n"
	    "caagate_settings_reloads_total{result=\"failed\"} %" PRIu64 "\n",
	    p->reloads, p->reload_failures);
}

static void
figures_put_verifications(
    struct buf *out, const struct engine_counters *e, int64_t silent_ms)
{
	figures_one(out, "verifications_started_total", "counter",
	    "Verifications of a domain begun.", e->started);
	figures_one(out, "verifications_finished_total", "counter",
	    "Verifications of a domain ended.", e->finished);
	figures_one(out, "verifications_joined_total", "counter",
	    "Wishes for one that was queued or under way already.", e->joined);
	figures_one(out, "verifications_dropped_total", "counter",
	    "Wishes for one that found the queue full.", e->dropped);
	figures_one(out, "store_write_failures_total", "counter",
	    "Verifications whose status could not be stored.", e->store_errors);
	figures_one(out, "verifications_queued", "gauge",
	    "Domains that wait for their verification.", e->queued);
	figures_one(out, "verifications_running", "gauge",
	    "Verifications under way.", e->running);
	figures_family(out, "engine_silent_seconds", "gauge",
	    "How long the verification thread has left a question for a sign "
	    "of life unanswered.");
	buf_puts(out, "caagate_engine_silent_seconds ");
	figures_put_seconds(out, (uint64_t)silent_ms * 1000);
	buf_putc(out, '\n');
}

static void
figures_put_dns(struct buf *out, const struct dns_counters *d)
{
	figures_one(out, "dns_questions_total", "counter",
	    "Questions to the DNS.", d->asked);
	figures_one(out, "dns_joined_total", "counter",
	    "Questions that joined the same one in flight.", d->joined);
	figures_one(out, "dns_remembered_total", "counter",
	    "Questions answered from memory.", d->remembered);
	figures_one(out, "dns_messages_sent_total", "counter",
	    "Messages to resolvers, tries again included.", d->sent);
	figures_one(out, "dns_timeouts_total", "counter",
	    "Tries at a resolver that ended without an answer.", d->timeouts);
}

static void
figures_put_probes(struct buf *out, const struct probe_counters *p)
{
	figures_one(
	    out, "probes_total", "counter", "Looks at servers.", p->asked);
	figures_one(out, "probes_joined_total", "counter",
	    "Looks that joined the same one under way.", p->joined);
	figures_one(out, "probes_remembered_total", "counter",
	    "Looks answered from memory.", p->remembered);
	figures_one(out, "probes_guarded_total", "counter",
	    "Looks at addresses that are not connected to.", p->guarded);
	figures_one(out, "probes_connected_total", "counter",
	    "Connections to servers.", p->connected);
}

void
figures_put_engine(
    struct buf *out, const struct engine_counters *e, int64_t silent_ms)
{
	figures_put_verifications(out, e, silent_ms);
	figures_put_dns(out, &e->dns);
	figures_put_probes(out, &e->probe);
}

void
figures_put_store(struct buf *out, const struct store_report *s)
{
	figures_one(out, "store_sound", "gauge",
	    "1 while the store is read and written; 0 while what is new is "
	    "kept in memory.",
	    s->health == STORE_SOUND);
	figures_one(out, "store_put_aside_total", "counter",
	    "Damaged files of the store that were put aside.", s->put_aside);
}

void
figures_put_http(struct buf *out, const struct http_counters *h)
{
	figures_one(out, "http_requests_total", "counter",
	    "HTTP requests answered.", h->answered);
	figures_one(out, "http_refused_total", "counter",
	    "HTTP connections closed because too many were open.", h->refused);
	figures_one(out, "http_late_total", "counter",
	    "HTTP connections closed because no request came in time.",
	    h->late);
}
