/* SPDX-License-Identifier: BSD-2-Clause */
/* Looks: each waits for its turn, begins, and tells all who wait for it. */

#include <event2/event.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/mem.h"
#include "probe/guard.h"
#include "probe/probe_parts.h"
#include "probe/recall.h"
#include "probe/result.h"

static struct visit *
visit_of(struct turn *turn)
{
	return (struct visit *)(void *)((char *)turn -
					offsetof(struct visit, turn));
}

static void
visit_unlist(struct visit *visit)
{
	if (visit->listed)
		table_remove(&visit->prober->visits, &visit->entry);
	visit->listed = false;
}

void
visit_free(struct visit *visit)
{
	struct prober *p = visit->prober;
	int64_t now = clock_steady_ms();

	visit_unlist(visit);
	TAILQ_REMOVE(&p->all, visit, all);
	if (visit->look != NULL)
		turns_end(
		    p->turns, &visit->turn, visit->end, visit->failure, now);
	else
		turns_leave(p->turns, &visit->turn, now);
	look_free(&visit->look);
	probe_result_free(&visit->failure);
	probe_result_free(&visit->target);
	free(visit->key);
	free(visit->lane);
	free(visit);
}

static void
visit_tell(struct visit *visit, struct probe_result *result)
{
	visit_unlist(visit);
	while (!TAILQ_EMPTY(&visit->waiters))
		probe_ready(TAILQ_FIRST(&visit->waiters), result);
}

static void
visit_remember(struct visit *visit, struct probe_result *result)
{
	struct prober *p = visit->prober;
	int64_t seconds = p->every;

	if (!probe_result_is_definite(result) && seconds > PROBE_UNSURE_SECONDS)
		seconds = PROBE_UNSURE_SECONDS;
	if (seconds > 0 && result->outcome != PROBE_GUARDED)
		recall_put(p->recall, visit->key, result,
		    clock_steady_ms() + seconds * 1000);
}

static void
visit_on_seen(struct probe_result *result, bool busy, void *arg)
{
	struct visit *visit = arg;

	visit->end = TURN_GOOD;
	/* one slow page says nothing of others at the same address */
	if (result->outcome == PROBE_TIMEOUT && result->protocol == NULL)
		visit->end = TURN_SILENT;
	if (busy)
		visit->end = TURN_BUSY;
	visit->failure = probe_result_ref(result);
	visit_remember(visit, result);
	visit_tell(visit, result);
}

/* A result for who can't be given a look of its own. */
static struct probe_result *
visit_unseen(const struct probe_result *like, enum probe_outcome outcome,
    const char *why)
{
	struct probe_target target;
	struct probe_result *r;

	probe_result_target(like, &target);
	r = probe_result_new(&target, like->address);
	r->outcome = outcome;
	r->time = clock_wall();
	free(r->why);
	r->why = mem_strndup(
	    why, strlen(why) < PROBE_WHY_MAX ? strlen(why) : PROBE_WHY_MAX);
	return r;
}

/* What the address said to another probe stands for this one, too. */
static struct probe_result *
visit_left_alone(
    const struct probe_result *like, const struct probe_result *failure)
{
	return visit_unseen(like,
	    failure->outcome == PROBE_DONE ? PROBE_BAD_PROTOCOL
					   : failure->outcome,
	    *failure->why != '\0' ? failure->why
				  : "the server said that it is busy");
}

/* Who would wait for longer than a probe may take is told why. */
static void
visit_give_up(struct prober *p, const char *lane)
{
	struct probe_result *failure = NULL;
	struct turn *turn;

	if (turns_pause(p->turns, lane, clock_steady_ms(), &failure) <=
	    p->world.timeout_ms)
		return;
	failure = probe_result_ref(failure);
	while ((turn = turns_waiting(p->turns, lane)) != NULL) {
		struct visit *visit = visit_of(turn);
		struct probe_result *result =
		    visit_left_alone(visit->target, failure);

		visit_tell(visit, result);
		probe_result_free(&result);
		visit_free(visit);
	}
	probe_result_free(&failure);
}

static void
visit_on_over(void *arg)
{
	struct visit *visit = arg;
	struct prober *p = visit->prober;
	char *lane = mem_strdup(visit->lane);

	visit_free(visit);
	visit_give_up(p, lane);
	free(lane);
	visits_run(p);
}

static void
visit_start(struct visit *visit)
{
	struct look_calls calls = {visit_on_seen, visit_on_over, visit};
	struct probe_target target;

	probe_result_target(visit->target, &target);
	visit->end = TURN_CANCELLED;
	visit->look = look_start(
	    &visit->prober->world, &target, visit->target->address, &calls);
	visit->prober->counters.connected++;
}

void
visits_run(struct prober *p)
{
	struct turn *turn;
	struct timeval tv;
	int64_t wait;

	while ((turn = turns_take(p->turns, clock_steady_ms(), &wait)) != NULL)
		visit_start(visit_of(turn));
	tv = (struct timeval){wait / 1000, wait % 1000 * 1000};
	if (wait >= 0)
		(void)event_add(p->wake, &tv);
}

void
visits_on_wake(evutil_socket_t fd, short what, void *arg)
{
	(void)fd;
	(void)what;
	visits_run(arg);
}

struct visit *
visit_new(struct prober *p, struct probe_result *target, const char *key,
    const char *lane, const char *domain)
{
	struct visit *visit = mem_zalloc(sizeof(*visit));

	visit->prober = p;
	visit->key = mem_strdup(key);
	visit->lane = mem_strdup(lane);
	visit->target = probe_result_ref(target);
	visit->listed = true;
	TAILQ_INIT(&visit->waiters);
	table_add(&p->visits, &visit->entry, visit->key);
	TAILQ_INSERT_TAIL(&p->all, visit, all);
	turns_add(p->turns, &visit->turn, lane, domain, clock_steady_ms());
	return visit;
}

void
visit_join(struct visit *visit, const char *domain)
{
	if (visit->look == NULL)
		turns_join(visit->prober->turns, &visit->turn, domain,
		    clock_steady_ms());
}

struct probe_result *
visit_spare(struct prober *p, struct probe_result *target, const char *lane)
{
	struct probe_result *failure = NULL, *r;
	struct buf why = BUF_INIT;
	char said[PROBE_WHY_MAX];

	if (!guard_allows(p->guard, target->address, &why)) {
		p->counters.guarded++;
		r = visit_unseen(target, PROBE_GUARDED, why.data);
		buf_fini(&why);
		return r;
	}
	if (turns_pause(p->turns, lane, clock_steady_ms(), &failure) >
	    p->world.timeout_ms)
		return visit_left_alone(target, failure);
	if (turns_count_waiting(p->turns) >= PROBE_QUEUE_MAX) {
		(void)snprintf(said, sizeof(said),
		    "%d probes wait for their turn already", PROBE_QUEUE_MAX);
		return visit_unseen(target, PROBE_TIMEOUT, said);
	}
	return NULL;
}
