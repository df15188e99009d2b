/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The verification thread, seen by its owner.  Two loops, one lock: the owner's
 * thread queues jobs and takes finished ones, the engine's thread (thread.c)
 * runs them in between.
 */

#include "engine/internal.h"

#include <stdlib.h>

#include <event2/event.h>

#include "base/clock.h"
#include "base/error.h"
#include "base/mem.h"
#include "engine/ledger.h"
#include "store/store.h"

#define ENGINE_HOLDER "engine" /* what a lease is told to be held by */

void
engine_lock(struct engine *e)
{
	(void)pthread_mutex_lock(&e->lock);
}

void
engine_unlock(struct engine *e)
{
	(void)pthread_mutex_unlock(&e->lock);
}

static void
engine_finish_job(struct engine *e, struct job *job)
{
	struct engine_wait *wait;

	if (job->failure != NULL && e->on_failure != NULL)
		e->on_failure(job->failure, e->on_failure_arg);
	if (job->told != NULL && e->on_change != NULL)
		e->on_change(job->told, e->on_change_arg);
	while ((wait = TAILQ_FIRST(&job->waits)) != NULL) {
		void (*done)(void *) = wait->done;
		void *arg = wait->arg;

		job_drop_wait(wait);
		done(arg);
	}
	job_free(job);
}

static void
engine_finished(evutil_socket_t fd, short what, void *arg)
{
	struct engine *e = arg;

	(void)fd;
	(void)what;
	for (;;) {
		struct job *job;

		engine_lock(e);
		job = TAILQ_FIRST(&e->finished);
		if (job != NULL)
			TAILQ_REMOVE(&e->finished, job, entry);
		engine_unlock(e);
		if (job == NULL)
			return;
		engine_finish_job(e, job);
	}
}

static void
engine_release(struct engine *e)
{
	struct job *job;

	while ((job = TAILQ_FIRST(&e->finished)) != NULL) {
		struct engine_wait *wait;

		TAILQ_REMOVE(&e->finished, job, entry);
		while ((wait = TAILQ_FIRST(&job->waits)) != NULL)
			job_drop_wait(wait);
		job_free(job);
	}
	jobs_fini(&e->jobs);
	world_fini(&e->world);
	upkeep_fini(&e->upkeep);
	if (e->wake_event != NULL)
		event_free(e->wake_event);
	if (e->tick_event != NULL)
		event_free(e->tick_event);
	if (e->finished_event != NULL)
		event_free(e->finished_event);
	if (e->loop != NULL)
		event_base_free(e->loop);
	store_reader_free(&e->reader);
	(void)pthread_cond_destroy(&e->swapped);
	(void)pthread_mutex_destroy(&e->lock);
	free(e);
}

static int
engine_start(struct engine *e, struct event_base *owner_loop,
    const struct settings *settings, struct error *err)
{
	static const struct timeval tick = {1, 0};

	e->loop = event_base_new();
	if (e->loop == NULL)
		return error_set(err, "no event loop for the engine");
	e->wake_event = event_new(e->loop, -1, EV_PERSIST, engine_woken, e);
	e->finished_event =
	    event_new(owner_loop, -1, EV_PERSIST, engine_finished, e);
	e->tick_event = event_new(e->loop, -1, EV_PERSIST, engine_tick, e);
	if (e->wake_event == NULL || e->finished_event == NULL ||
	    e->tick_event == NULL || event_add(e->tick_event, &tick) == -1)
		return error_set(err, "no events for the engine");
	if (store_reader_new(e->store, &e->reader, err) == -1 ||
	    world_init(&e->world, e->loop, settings, err) == -1)
		return -1;
	if (pthread_create(&e->thread, NULL, engine_main, e) != 0)
		return error_set(err, "no thread for the engine");
	return 0;
}

int
engine_new(struct event_base *owner_loop, const struct settings *settings,
    struct store *store, struct engine **engine_out, struct error *err)
{
	struct engine *e = mem_zalloc(sizeof(*e));

	e->store = store;
	lease_holder_init(&e->holder, ENGINE_HOLDER);
	upkeep_init(&e->upkeep);
	jobs_init(&e->jobs);
	TAILQ_INIT(&e->finished);
	(void)pthread_mutex_init(&e->lock, NULL);
	(void)pthread_cond_init(&e->swapped, NULL);
	if (engine_start(e, owner_loop, settings, err) == -1) {
		engine_release(e);
		return -1;
	}
	*engine_out = e;
	return 0;
}

void
engine_on_failure(struct engine *e, engine_failure_cb *failed, void *arg)
{
	e->on_failure = failed;
	e->on_failure_arg = arg;
}

void
engine_on_change(struct engine *e, engine_told_cb *told, void *arg)
{
	e->on_change = told;
	e->on_change_arg = arg;
}

void
engine_free(struct engine **ep)
{
	struct engine *e = *ep;

	if (e == NULL)
		return;
	*ep = NULL;
	engine_lock(e);
	e->stopping = true;
	engine_unlock(e);
	event_active(e->wake_event, EV_TIMEOUT, 0);
	(void)pthread_join(e->thread, NULL);
	engine_release(e);
}

int
engine_set_settings(
    struct engine *e, const struct settings *settings, struct error *err)
{
	int result;

	engine_lock(e);
	e->next_settings = settings;
	e->swap_error = err;
	event_active(e->wake_event, EV_TIMEOUT, 0);
	while (e->next_settings != NULL)
		(void)pthread_cond_wait(&e->swapped, &e->lock);
	result = e->swap_result;
	engine_unlock(e);
	return result;
}

/* Too many wait for their turn: who waits is told so, and decides as if
 * nothing were known. */
static struct job *
engine_turn_away(struct engine *e, enum engine_task task, const char *domain)
{
	struct job *job = job_new(e, task, domain);

	e->counters.dropped++;
	TAILQ_INSERT_TAIL(&e->finished, job, entry);
	event_active(e->finished_event, EV_TIMEOUT, 0);
	return job;
}

/* The domain's job, queued now if it was not; NULL where there is no room. */
static struct job *
engine_submit(struct engine *e, enum engine_task task, const char *domain)
{
	struct job *job = jobs_find(&e->jobs, task, domain);

	if (job != NULL) {
		e->counters.joined++;
		return job;
	}
	if (e->jobs.n_queued >= ENGINE_QUEUE_MAX)
		return NULL;
	job = jobs_add(&e->jobs, e, task, domain);
	event_active(e->wake_event, EV_TIMEOUT, 0);
	return job;
}

void
engine_note(struct engine *e, const char *domain, const struct gate_decision *d,
    int64_t now)
{
	ledger_use(e->upkeep.ledger, domain, now);
	ledger_shadow(e->upkeep.ledger, domain, d, now);
}

void
engine_refresh(struct engine *e, enum engine_task task, const char *domain)
{
	engine_lock(e);
	if (engine_submit(e, task, domain) == NULL)
		e->counters.dropped++;
	engine_unlock(e);
}

void
engine_await(struct engine *e, enum engine_task task, const char *domain,
    engine_cb *done, void *arg, struct engine_wait **slot)
{
	struct engine_wait *wait = mem_zalloc(sizeof(*wait));

	wait->engine = e;
	wait->done = done;
	wait->arg = arg;
	wait->slot = slot;
	*slot = wait;
	engine_lock(e);
	wait->job = engine_submit(e, task, domain);
	if (wait->job != NULL)
		jobs_hurry(&e->jobs, wait->job);
	else
		wait->job = engine_turn_away(e, task, domain);
	TAILQ_INSERT_TAIL(&wait->job->waits, wait, entry);
	engine_unlock(e);
}

void
engine_cancel(struct engine_wait **slot)
{
	struct engine_wait *wait = *slot;
	struct engine *e;

	if (wait == NULL)
		return;
	e = wait->engine;
	engine_lock(e);
	job_drop_wait(wait);
	engine_unlock(e);
}

void
engine_counters(struct engine *e, struct engine_counters *out)
{
	engine_lock(e);
	*out = e->counters;
	out->queued = e->jobs.n_queued;
	out->running = e->jobs.n_running;
	engine_unlock(e);
}

int64_t
engine_ping(struct engine *e)
{
	int64_t now = clock_steady_ms(), silent = 0;

	engine_lock(e);
	if (e->pinged_ms == 0)
		e->pinged_ms = now > 0 ? now : 1;
	else
		silent = now - e->pinged_ms;
	engine_unlock(e);
	event_active(e->wake_event, EV_TIMEOUT, 0);
	return silent;
}
