/* SPDX-License-Identifier: BSD-2-Clause */
/* Ask the world about a domain and decide nothing. */

#include "verify/gather.h"

#include <event2/event.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "base/map.h"
#include "base/mem.h"
#include "base/pool.h"
#include "dns/answer.h"
#include "dns/name.h"
#include "dns/resolver.h"
#include "probe/probe.h"
#include "probe/result.h"
#include "verify/about.h"
#include "verify/evidence.h"
#include "verify/evidence_key.h"
#include "verify/plan.h"

struct gather_question {
	struct gather *gather;
	struct gather_question *next;
	struct dns_query *query; /* NULL once answered */
};

struct gather_look {
	struct gather *gather;
	struct gather_look *next;
	struct probe *probe; /* NULL once answered */
};

struct gather {
	struct dns_resolver *resolver;
	struct prober *prober;
	struct evidence *evidence;
	struct map *named; /* every key that a plan has named: to non-NULL */
	struct pool keys;
	struct gather_question *questions;
	struct gather_look *looks;
	size_t n_questions, n_looks;
	size_t n_open, n_open_looks; /* of both; of looks */
	struct event *turn; /* after the answers of one turn of the loop */
	bool has_news;      /* something came since the plans were asked */
	bool has_leads;     /* and what came may lead to more */
	gather_cb *done;
	gather_quiet_cb *quiet;   /* NULL: nobody asks, or it has run */
	gather_recall_cb *recall; /* NULL: nothing is */
	void *arg, *quiet_arg, *recall_arg;
	struct gather **slot;
};

/* True the first time that it is named. */
static bool
gather_is_new(struct gather *g, const struct evidence_key *key)
{
	if (key->len == 0 || map_find(g->named, key->octets, key->len) != NULL)
		return false;
	*map_slot(
	    g->named, pool_put(&g->keys, key->octets, key->len), key->len) = g;
	return true;
}

/* The plans are asked when all that this turn brings is there. */
static void
gather_came(struct gather *g, bool leads)
{
	g->n_open--;
	g->has_news = true;
	g->has_leads |= leads;
	event_active(g->turn, EV_TIMEOUT, 1);
}

/* An absent CAA set leads nowhere: the whole climb has been asked at once. */
static bool
gather_leads(const struct dns_answer *answer)
{
	return answer->type != DNS_TYPE_CAA || answer->n_records > 0 ||
	       answer->n_aliases > 0;
}

static void
gather_answered(struct dns_answer *answer, void *arg)
{
	struct gather_question *q = arg;

	evidence_put(q->gather->evidence, answer);
	gather_came(q->gather, gather_leads(answer));
}

/* What is the operator's own may have been mended a moment ago; what it shares
 * with others, and what is theirs, may be remembered. */
static void
gather_send(struct gather *g, const char *name, uint16_t type,
    struct gather_question *q)
{
	if (evidence_about(g->evidence)->scope == EVIDENCE_ALL &&
	    dns_name_at_or_below(name, evidence_domain(g->evidence)))
		dns_ask_anew(
		    g->resolver, name, type, gather_answered, q, &q->query);
	else
		dns_ask(g->resolver, name, type, gather_answered, q, &q->query);
}

static void
gather_ask(void *arg, const char *name, uint16_t type)
{
	struct gather *g = arg;
	struct gather_question *q;
	struct evidence_key key;

	evidence_key_answer(&key, name, type);
	if (!gather_is_new(g, &key))
		return;
	if (g->n_questions == GATHER_QUESTIONS_MAX) {
		evidence_leave_out(g->evidence, 1, 0);
		return;
	}
	q = mem_zalloc(sizeof(*q));
	q->gather = g;
	q->next = g->questions;
	g->questions = q;
	g->n_questions++;
	g->n_open++;
	gather_send(g, name, type, q);
}

static void
gather_looked(struct probe_result *result, void *arg)
{
	struct gather_look *look = arg;

	evidence_put_probe(look->gather->evidence, result);
	look->gather->n_open_looks--;
	gather_came(look->gather, true);
}

/* What is remembered comes at once, and may lead to more. */
static bool
gather_recalls(
    struct gather *g, const struct probe_target *target, const char *address)
{
	struct probe_result *result = NULL;

	if (g->recall != NULL)
		result = g->recall(g->recall_arg, target, address);
	if (result == NULL)
		return false;
	evidence_put_probe(g->evidence, result);
	probe_result_free(&result);
	g->has_news = g->has_leads = true;
	event_active(g->turn, EV_TIMEOUT, 1);
	return true;
}

static void
gather_probe(void *arg, const struct probe_target *target, const char *address)
{
	struct gather *g = arg;
	struct gather_look *look;
	struct evidence_key key;

	if (g->prober == NULL)
		return;
	evidence_key_probe(&key, target, address);
	if (!gather_is_new(g, &key))
		return;
	if (g->n_looks == GATHER_PROBES_MAX) {
		evidence_leave_out(g->evidence, 0, 1);
		return;
	}
	g->n_looks++;
	if (gather_recalls(g, target, address))
		return;
	look = mem_zalloc(sizeof(*look));
	look->gather = g;
	look->next = g->looks;
	g->looks = look;
	g->n_open_looks++;
	g->n_open++;
	probe_start(g->prober, target, address, evidence_domain(g->evidence),
	    gather_looked, look, &look->probe);
}

static void
gather_plan(struct gather *g)
{
	const struct plan plan = {g->evidence, gather_ask, gather_probe, g};

	g->has_news = g->has_leads = false;
	plan_all(&plan);
}

static void
gather_free(struct gather *g)
{
	struct gather_question *q;
	struct gather_look *look;

	while ((q = g->questions) != NULL) {
		g->questions = q->next;
		dns_cancel(&q->query);
		free(q);
	}
	while ((look = g->looks) != NULL) {
		g->looks = look->next;
		probe_cancel(&look->probe);
		free(look);
	}
	event_free(g->turn);
	map_free(&g->named);
	pool_fini(&g->keys);
	evidence_free(&g->evidence);
	free(g);
}

static void
gather_finish(struct gather *g)
{
	struct evidence *evidence = g->evidence;
	gather_cb *done = g->done;
	void *arg = g->arg;

	*g->slot = NULL;
	g->evidence = NULL;
	gather_free(g);
	done(evidence, arg);
}

static void
gather_tell_quiet(struct gather *g)
{
	gather_quiet_cb *quiet = g->quiet;

	if (quiet == NULL || g->has_leads || g->n_open != g->n_open_looks)
		return;
	g->quiet = NULL;
	quiet(g->evidence, g->quiet_arg);
}

static void
gather_on_turn(evutil_socket_t fd, short what, void *arg)
{
	struct gather *g = arg;

	(void)fd;
	(void)what;
	if (g->has_leads || (g->n_open == 0 && g->has_news))
		gather_plan(g);
	if (g->n_open == 0 && !g->has_leads)
		gather_finish(g);
	else
		gather_tell_quiet(g);
}

static struct evidence *
gather_evidence(const struct gather_world *world, const char *domain,
    int64_t now, const struct evidence_about *about)
{
	struct evidence_about own;
	struct evidence *e;

	if (about != NULL)
		about_copy(about, &own);
	else
		about_init(&own);
	if (world->prober == NULL)
		own.probe = false;
	e = evidence_new(domain, now, &own);
	about_fini(&own);
	return e;
}

void
gather_start(const struct gather_world *world, const char *domain, int64_t now,
    const struct evidence_about *about, gather_cb *done, void *arg,
    struct gather **slot)
{
	struct gather *g = mem_zalloc(sizeof(*g));

	g->resolver = world->resolver;
	g->prober = world->prober;
	g->evidence = gather_evidence(world, domain, now, about);
	g->named = map_new();
	g->turn = event_new(
	    dns_resolver_loop(world->resolver), -1, 0, gather_on_turn, g);
	g->done = done;
	g->arg = arg;
	g->slot = slot;
	*slot = g;
	gather_plan(g);
	if (g->n_open == 0)
		event_active(g->turn, EV_TIMEOUT, 1);
}

void
gather_on_quiet(struct gather *g, gather_quiet_cb *quiet, void *arg)
{
	g->quiet = quiet;
	g->quiet_arg = arg;
}

void
gather_on_recall(struct gather *g, gather_recall_cb *recall, void *arg)
{
	g->recall = recall;
	g->recall_arg = arg;
}

void
gather_cancel(struct gather **slot)
{
	struct gather *g = *slot;

	if (g == NULL)
		return;
	*slot = NULL;
	gather_free(g);
}
