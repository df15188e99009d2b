/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The verification thread.  Two loops, one lock: the owner's thread queues jobs
 * and takes finished ones, the engine's thread runs them in between.
 */

#include "engine/engine.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include <event2/event.h>
#include <event2/thread.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/error.h"
#include "base/mem.h"
#include "engine/jobs.h"
#include "engine/verify.h"
#include "engine/world.h"
#include "settings/settings.h"
#include "store/store.h"
#include "verify/evidence.h"
#include "verify/gather.h"

struct engine {
	/* the owner's thread only */
	struct event *finished_event;
	pthread_t thread;
	engine_failure_cb *on_failure;
	void *on_failure_arg;

	/* the engine's thread only, once it runs */
	struct event_base *loop;
	struct event *wake_event;
	struct world world;
	struct store *store;
	struct store_reader *reader;

	/* both, under the lock */
	pthread_mutex_t lock;
	pthread_cond_t swapped;
	struct jobs jobs;
	struct job_list finished;
	const struct settings *next_settings; /* to be swapped in */
	struct error *swap_error;
	int swap_result;
	bool stopping;
	struct engine_counters counters;
};

static void
engine_lock(struct engine *e)
{
	(void)pthread_mutex_lock(&e->lock);
}

static void
engine_unlock(struct engine *e)
{
	(void)pthread_mutex_unlock(&e->lock);
}

/* The engine's thread. */

static void engine_run_jobs(struct engine *);

static void
engine_gathered(struct evidence *evidence, void *arg)
{
	struct job *job = arg;
	struct engine *e = job->engine;
	struct error err;
	int stored = verify_and_store(
	    evidence, e->world.settings, e->store, e->reader, &err);

	if (stored == -1)
		job->failure = mem_printf("%s: %s", job->domain, err.text);
	evidence_free(&evidence);
	engine_lock(e);
	jobs_finish(&e->jobs, job);
	TAILQ_INSERT_TAIL(&e->finished, job, entry);
	e->counters.finished++;
	if (stored == -1)
		e->counters.store_errors++;
	engine_unlock(e);
	event_active(e->finished_event, EV_TIMEOUT, 0);
	engine_run_jobs(e);
}

static struct job *
engine_next_job(struct engine *e)
{
	struct job *job = NULL;

	engine_lock(e);
	if (!e->stopping && e->jobs.n_running < ENGINE_JOBS_MAX)
		job = jobs_start(&e->jobs);
	if (job != NULL)
		e->counters.started++;
	engine_unlock(e);
	return job;
}

static void
engine_run_jobs(struct engine *e)
{
	struct job *job;

	while ((job = engine_next_job(e)) != NULL)
		gather_start(e->world.resolver, job->domain, clock_wall(),
		    engine_gathered, job, &job->gather);
}

/* Stop what runs; it starts again in the world to come. */
static void
engine_requeue(struct engine *e)
{
	struct job *job;

	engine_lock(e);
	while ((job = TAILQ_FIRST(&e->jobs.running)) != NULL) {
		gather_cancel(&job->gather);
		jobs_restart(&e->jobs, job);
	}
	engine_unlock(e);
}

static void
engine_swap_world(struct engine *e, const struct settings *settings)
{
	struct world next;
	int result = world_init(&next, e->loop, settings, e->swap_error);

	if (result == 0) {
		engine_requeue(e);
		world_fini(&e->world);
		e->world = next;
	}
	engine_lock(e);
	e->next_settings = NULL;
	e->swap_result = result;
	(void)pthread_cond_signal(&e->swapped);
	engine_unlock(e);
}

static void
engine_woken(evutil_socket_t fd, short what, void *arg)
{
	struct engine *e = arg;
	const struct settings *next;
	bool stopping;

	(void)fd;
	(void)what;
	engine_lock(e);
	next = e->next_settings;
	stopping = e->stopping;
	engine_unlock(e);
	if (stopping) {
		(void)event_base_loopbreak(e->loop);
		return;
	}
	if (next != NULL)
		engine_swap_world(e, next);
	engine_run_jobs(e);
}

static void *
engine_main(void *arg)
{
	struct engine *e = arg;

	(void)event_base_loop(e->loop, EVLOOP_NO_EXIT_ON_EMPTY);
	engine_requeue(e);
	return NULL;
}

/* The owner's thread. */

static void
engine_finish_job(struct engine *e, struct job *job)
{
	struct engine_wait *wait;

	if (job->failure != NULL && e->on_failure != NULL)
		e->on_failure(job->failure, e->on_failure_arg);
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
	if (e->wake_event != NULL)
		event_free(e->wake_event);
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
	e->loop = event_base_new();
	if (e->loop == NULL)
		return error_set(err, "no event loop for the engine");
	e->wake_event = event_new(e->loop, -1, EV_PERSIST, engine_woken, e);
	e->finished_event =
	    event_new(owner_loop, -1, EV_PERSIST, engine_finished, e);
	if (e->wake_event == NULL || e->finished_event == NULL)
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
engine_turn_away(struct engine *e, const char *domain)
{
	struct job *job = job_new(e, domain);

	e->counters.dropped++;
	TAILQ_INSERT_TAIL(&e->finished, job, entry);
	event_active(e->finished_event, EV_TIMEOUT, 0);
	return job;
}

/* The domain's job, queued now if it was not; NULL where there is no room. */
static struct job *
engine_submit(struct engine *e, const char *domain)
{
	struct job *job = jobs_find(&e->jobs, domain);

	if (job != NULL) {
		e->counters.joined++;
		return job;
	}
	if (e->jobs.n_queued >= ENGINE_QUEUE_MAX)
		return NULL;
	job = jobs_add(&e->jobs, e, domain);
	event_active(e->wake_event, EV_TIMEOUT, 0);
	return job;
}

void
engine_refresh(struct engine *e, const char *domain)
{
	engine_lock(e);
	if (engine_submit(e, domain) == NULL)
		e->counters.dropped++;
	engine_unlock(e);
}

void
engine_await(struct engine *e, const char *domain, engine_cb *done, void *arg,
    struct engine_wait **slot)
{
	struct engine_wait *wait = mem_zalloc(sizeof(*wait));

	wait->engine = e;
	wait->done = done;
	wait->arg = arg;
	wait->slot = slot;
	*slot = wait;
	engine_lock(e);
	wait->job = engine_submit(e, domain);
	if (wait->job != NULL)
		jobs_hurry(&e->jobs, wait->job);
	else
		wait->job = engine_turn_away(e, domain);
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
	engine_unlock(e);
}
