/* SPDX-License-Identifier: BSD-2-Clause */
/* The prober: its settings, and all that its probes share. */

#include <event2/event.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/error.h"
#include "base/mem.h"
#include "base/text.h"
#include "probe/guard.h"
#include "probe/probe_parts.h"
#include "probe/pump.h"
#include "probe/recall.h"
#include "probe/result.h"
#include "probe/tls.h"

#define PROBE_HELO_MAX 255

/* A name or an address literal; it becomes a part of a URL. */
static bool
probe_helo_is_good(const char *helo)
{
	for (const char *c = helo; *c != '\0'; c++)
		if (!text_is_alnum(*c) && strchr("-._:[]", *c) == NULL)
			return false;
	return strlen(helo) <= PROBE_HELO_MAX;
}

static int
prober_check(const struct probe_settings *s, struct error *err)
{
	if (s->timeout_ms == 0 || s->timeout_ms > PROBE_TIMEOUT_MAX_MS)
		return error_set(err, "probe timeout of %u ms, want 1 to %u",
		    s->timeout_ms, PROBE_TIMEOUT_MAX_MS);
	if (s->jobs == 0 || s->jobs > PROBE_JOBS_MAX)
		return error_set(err, "%u probe jobs, want 1 to %d", s->jobs,
		    PROBE_JOBS_MAX);
	if (s->every < 0 || s->every > PROBE_EVERY_MAX)
		return error_set(err,
		    "results of probes remembered for %lld s, want 0 to %lld",
		    (long long)s->every, (long long)PROBE_EVERY_MAX);
	if (s->helo != NULL && !probe_helo_is_good(s->helo))
		return error_set(err,
		    "name \"%.100s\" for EHLO, want a host's name", s->helo);
	return 0;
}

static void
prober_init(
    struct prober *p, struct event_base *base, const struct probe_settings *s)
{
	p->helo = mem_strdup(s->helo != NULL ? s->helo : "");
	p->every = s->every;
	p->turns = turns_new(s->jobs);
	p->recall = recall_new(PROBE_REMEMBERED_MAX);
	table_init(&p->visits);
	TAILQ_INIT(&p->all);
	TAILQ_INIT(&p->ready);
	p->tell = evtimer_new(base, probe_on_tell, p);
	p->wake = evtimer_new(base, visits_on_wake, p);
	if (p->tell == NULL || p->wake == NULL)
		abort();
	p->world.timeout_ms = s->timeout_ms;
	p->world.helo = p->helo;
}

int
prober_new(struct event_base *base, const struct probe_settings *s,
    struct prober **prober_out, struct error *err)
{
	struct prober *p;

	if (prober_check(s, err) == -1)
		return -1;
	p = mem_zalloc(sizeof(*p));
	prober_init(p, base, s);
	if (guard_new(s->allow, s->n_allow, &p->guard, err) == -1 ||
	    tls_roots_new(s->ca_file, &p->roots, err) == -1 ||
	    pump_new(base, &p->pump, err) == -1) {
		prober_free(&p);
		return -1;
	}
	p->world.guard = p->guard;
	p->world.roots = p->roots;
	p->world.pump = p->pump;
	*prober_out = p;
	return 0;
}

void
prober_free(struct prober **pp)
{
	struct prober *p = *pp;
	struct visit *visit;

	*pp = NULL;
	if (p == NULL)
		return;
	if (p->gone != NULL)
		*p->gone = true;
	while (!TAILQ_EMPTY(&p->ready))
		probe_release(TAILQ_FIRST(&p->ready));
	while ((visit = TAILQ_FIRST(&p->all)) != NULL) {
		while (!TAILQ_EMPTY(&visit->waiters))
			probe_release(TAILQ_FIRST(&visit->waiters));
		visit_free(visit);
	}
	event_free(p->tell);
	event_free(p->wake);
	turns_free(&p->turns);
	recall_free(&p->recall);
	table_fini(&p->visits);
	pump_free(&p->pump);
	tls_roots_free(&p->roots);
	guard_free(&p->guard);
	free(p->helo);
	free(p);
}

void
prober_forget(struct prober *p, const char *host)
{
	recall_forget(p->recall, host);
	turns_forgive(p->turns, host, clock_steady_ms());
	visits_run(p);
}

void
prober_counters(const struct prober *p, struct probe_counters *out)
{
	*out = p->counters;
}
