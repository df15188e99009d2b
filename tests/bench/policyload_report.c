/* SPDX-License-Identifier: BSD-2-Clause */
/* What policyload measured, for people and for programs. */

#include <stdio.h>

#include "base/buf.h"
#include "policyload.h"

#define US 1e3 /* ns */

struct percentiles {
	double p50, p90, p99, p999, most; /* us */
};

static struct percentiles
percentiles_of(const struct load_latency *l)
{
	return (struct percentiles){
	    .p50 = load_latency_at(l, .5) / US,
	    .p90 = load_latency_at(l, .9) / US,
	    .p99 = load_latency_at(l, .99) / US,
	    .p999 = load_latency_at(l, .999) / US,
	    .most = load_latency_at(l, 1) / US,
	};
}

static double
report_rate(const struct load *load, const struct usage *u)
{
	return u->seconds > 0 ? (double)load->answered / u->seconds : 0;
}

/* In percent of a processor. */
static double
report_own_share(const struct usage *u)
{
	return u->seconds > .001 ? 100 * u->own_cpu / u->seconds : 0;
}

/* The server's time for a request, in microseconds. */
static double
report_cost(const struct load *load, const struct usage *u)
{
	return load->answered > 0 ? (u->after.cpu - u->before.cpu) * 1e6 /
					(double)load->answered
				  : 0;
}

static void
json_latency(const struct load *load)
{
	struct percentiles p = percentiles_of(&load->latency);

	(void)printf("\"mean_us\":%.1f,\"p50_us\":%.1f,\"p90_us\":%.1f,"
		     "\"p99_us\":%.1f,\"p999_us\":%.1f,\"max_us\":%.1f,",
	    load_latency_mean(&load->latency) / US, p.p50, p.p90, p.p99, p.p999,
	    p.most);
}

static void
json_failures(const struct failures *f, const struct waiting *w)
{
	(void)printf("\"errors\":{\"connect\":%lu,\"eof\":%lu,\"timeout\":%lu,"
		     "\"io\":%lu,\"malformed\":%lu},\"waiting\":%u,"
		     "\"waiting_over_1s\":%u,\"waiting_oldest_us\":%.0f,",
	    f->connect, f->eof, f->timeout, f->io, f->malformed, w->n,
	    w->over_1s, (double)w->oldest / US);
}

/* The words come from the server. */
static void
json_actions(const struct action *actions)
{
	const char *between = "";

	(void)printf("\"actions\":{");
	for (size_t i = 0;
	     i < POLICYLOAD_ACTIONS_MAX && actions[i].word[0] != '\0'; i++) {
		(void)printf("%s\"", between);
		for (const char *c = actions[i].word; *c != '\0'; c++)
			(void)putchar(
			    *c == '"' || *c == '\\' || (unsigned char)*c < ' '
				? '?'
				: *c);
		(void)printf("\":%lu", actions[i].n);
		between = ",";
	}
	(void)printf("}");
}

static void
json_print(const struct load *load, const struct usage *u)
{
	(void)printf("{\"connections\":%u,\"requests\":%lu,\"ok\":%lu,"
		     "\"seconds\":%.3f,\"rps\":%.0f,",
	    load->options.clients, load->finished, load->answered, u->seconds,
	    report_rate(load, u));
	json_latency(load);
	json_failures(&load->failures, &load->waiting);
	(void)printf("\"generator_cpu_pct\":%.0f,\"time_limit\":%s,",
	    report_own_share(u),
	    load->finished < load->target ? "true" : "false");
	json_actions(load->actions);
	if (load->options.server != 0)
		(void)printf(",\"server\":{\"processes\":%u,\"rss_kb\":%.0f,"
			     "\"pss_kb\":%.0f,\"cpu_us_per_req\":%.1f}",
		    u->after.processes, u->after.rss, u->after.pss,
		    report_cost(load, u));
	(void)printf("}\n");
}

static void
text_latency(const struct load *load)
{
	struct percentiles p = percentiles_of(&load->latency);

	(void)printf("latency (us)    mean %.1f  p50 %.1f  p90 %.1f  p99 %.1f  "
		     "p99.9 %.1f  max %.1f\n",
	    load_latency_mean(&load->latency) / US, p.p50, p.p90, p.p99, p.p999,
	    p.most);
}

static unsigned long
failures_of_requests(const struct failures *f)
{
	return f->eof + f->timeout + f->io + f->malformed;
}

static void
text_failures(const struct failures *f, const struct waiting *w)
{
	if (failures_of_requests(f) > 0 || f->connect > 0)
		(void)printf("errors          connect %lu  eof %lu  timeout "
			     "%lu  io %lu  malformed %lu\n",
		    f->connect, f->eof, f->timeout, f->io, f->malformed);
	if (w->n > 0)
		(void)printf("waiting         %u requests unanswered at the "
			     "end, %u of them for over 1 s, the oldest for "
			     "%.1f ms\n",
		    w->n, w->over_1s, (double)w->oldest / 1e6);
}

static void
text_print(const struct load *load, const struct usage *u)
{
	const struct action *actions = load->actions;

	(void)printf("connections     %u\n", load->options.clients);
	(void)printf("requests        %lu answered, %lu failed, in %.3f s%s\n",
	    load->answered, failures_of_requests(&load->failures), u->seconds,
	    load->finished < load->target ? "  (time limit reached)" : "");
	(void)printf("rate            %.0f requests/s\n", report_rate(load, u));
	text_latency(load);
	for (size_t i = 0;
	     i < POLICYLOAD_ACTIONS_MAX && actions[i].word[0] != '\0'; i++)
		(void)printf("action          %-20s %lu\n", actions[i].word,
		    actions[i].n);
	text_failures(&load->failures, &load->waiting);
	(void)printf("generator cpu   %.0f%%\n", report_own_share(u));
	if (load->options.server != 0)
		(void)printf("server          %u process(es), RSS %.1f MiB, "
			     "PSS %.1f MiB, CPU %.1f us/request\n",
		    u->after.processes, u->after.rss / 1024,
		    u->after.pss / 1024, report_cost(load, u));
}

void
report_print(const struct load *load, const struct usage *u)
{
	if (load->options.json)
		json_print(load, u);
	else
		text_print(load, u);
}
