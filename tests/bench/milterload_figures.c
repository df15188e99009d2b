/* SPDX-License-Identifier: BSD-2-Clause */
/* What milterload measured and saw, for people and for programs. */

#include <stdio.h>

#include "load.h"
#include "milterload.h"

#define MS 1e6 /* ns */

struct percentiles {
	double least, p50, p90, p99, most; /* ms */
};

const char *
figures_result_name(enum result result)
{
	static const char *const names[RESULTS] = {
	    "continue", "accept", "reject", "tempfail", "discard", "error"};

	return names[result];
}

static struct percentiles
percentiles_of(const struct load_latency *l)
{
	return (struct percentiles){
	    .least = load_latency_at(l, 0) / MS,
	    .p50 = load_latency_at(l, .5) / MS,
	    .p90 = load_latency_at(l, .9) / MS,
	    .p99 = load_latency_at(l, .99) / MS,
	    .most = load_latency_at(l, 1) / MS,
	};
}

static double
figures_seconds(uint64_t took)
{
	return (double)took / (double)LOAD_SECOND;
}

static double
figures_rate(const struct load *load, uint64_t took)
{
	return took > 0 ? (double)load->finished / figures_seconds(took) : 0;
}

static void
json_latency(const char *name, const struct load_latency *l)
{
	struct percentiles p = percentiles_of(l);

	(void)printf("\"%s\":{\"min\":%.3f,\"p50\":%.3f,\"p90\":%.3f,"
		     "\"p99\":%.3f,\"max\":%.3f},",
	    name, p.least, p.p50, p.p90, p.p99, p.most);
}

static void
json_results(const struct figures *f)
{
	for (enum result i = RESULT_CONTINUE; i < RESULTS; i++)
		(void)printf("\"%s\":%lu,",
		    i == RESULT_ERROR ? "failed" : figures_result_name(i),
		    f->results[i]);
	(void)printf(
	    "\"quarantine\":%lu,\"rcpt_rejected\":%lu,\"replycodes\":%lu,",
	    f->quarantined, f->rcpts_rejected, f->replies);
}

static void
json_changes(const struct figures *f)
{
	(void)printf("\"headers_added\":%lu,\"headers_inserted\":%lu,"
		     "\"headers_changed\":%lu,\"headers_deleted\":%lu,"
		     "\"bodies\":%lu,\"addrcpt\":%lu,\"delrcpt\":%lu,"
		     "\"chgfrom\":%lu,",
	    f->added, f->inserted, f->changed, f->deleted, f->bodies,
	    f->rcpts_added, f->rcpts_deleted, f->senders);
}

static void
json_print(const struct load *load, uint64_t took)
{
	const struct figures *f = &load->figures;

	(void)printf("{\"messages\":%lu,\"seconds\":%.6f,\"rate\":%.1f,"
		     "\"connections\":%u,\"connects\":%lu,\"sessions\":%lu,",
	    load->finished, figures_seconds(took), figures_rate(load, took),
	    load->options.clients, f->connects, f->sessions);
	json_latency("message_ms", &f->message);
	json_latency("eom_ms", &f->end);
	json_results(f);
	json_changes(f);
	(void)printf("\"progress\":%lu,\"skip\":%lu,\"bytes_out\":%llu,"
		     "\"unexpected\":%lu,\"errors\":%lu}\n",
	    f->progress, f->skips, f->octets, f->unexpected, f->errors);
}

static void
text_latency(const char *name, const struct load_latency *l)
{
	struct percentiles p = percentiles_of(l);

	(void)printf("%-7s ms min %.3f p50 %.3f p90 %.3f p99 %.3f max %.3f\n",
	    name, p.least, p.p50, p.p90, p.p99, p.most);
}

static void
text_results(const struct figures *f)
{
	(void)printf("final     ");
	for (enum result i = RESULT_CONTINUE; i < RESULTS; i++)
		(void)printf(" %s %lu", figures_result_name(i), f->results[i]);
	(void)printf(" (quarantined %lu, recipients refused %lu, own reply "
		     "codes %lu)\n",
	    f->quarantined, f->rcpts_rejected, f->replies);
}

static void
text_changes(const struct figures *f)
{
	(void)printf("headers    added %lu inserted %lu changed %lu deleted "
		     "%lu\n",
	    f->added, f->inserted, f->changed, f->deleted);
	(void)printf("other      bodies %lu addrcpt %lu delrcpt %lu chgfrom "
		     "%lu progress %lu skip %lu\n",
	    f->bodies, f->rcpts_added, f->rcpts_deleted, f->senders,
	    f->progress, f->skips);
}

static void
text_print(const struct load *load, uint64_t took)
{
	const struct figures *f = &load->figures;

	(void)printf("messages   %lu in %.3f s = %.0f/s, %u connections at a "
		     "time, %lu connects\n",
	    load->finished, figures_seconds(took), figures_rate(load, took),
	    load->options.clients, f->connects);
	text_latency("message", &f->message);
	text_latency("eom", &f->end);
	text_results(f);
	text_changes(f);
	(void)printf(
	    "errors     %lu unexpected %lu\n", f->errors, f->unexpected);
}

void
figures_print(const struct load *load, uint64_t took)
{
	if (load->options.json)
		json_print(load, took);
	else
		text_print(load, took);
}
