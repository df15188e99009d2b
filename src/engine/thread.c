/* SPDX-License-Identifier: BSD-2-Clause */
/* The engine's thread: runs jobs, keeps their leases, and sees to the store. */

#include "engine/internal.h"

#include <stdlib.h>

#include <event2/event.h>

#include "base/clock.h"
#include "base/error.h"
#include "base/mem.h"
#include "engine/hold.h"
#include "engine/recheck.h"
#include "engine/verify.h"
#include "gate/domains.h"
#include "settings/settings.h"
#include "store/store.h"
#include "verify/gather.h"

static void engine_run_jobs(struct engine *);

/* Under the lock. */
static void
engine_tally(struct engine *e)
{
	e->counters.dns = e->past_dns;
	e->counters.probe = e->past_probe;
	world_add_counters(&e->world, &e->counters.dns, &e->counters.probe);
}

void
engine_end_job(struct engine *e, struct job *job, char *failure)
{
	job->failure = failure;
	if (failure != NULL)
		upkeep_failed(&e->upkeep);
	engine_lock(e);
	jobs_finish(&e->jobs, job);
	TAILQ_INSERT_TAIL(&e->finished, job, entry);
	e->counters.finished++;
	engine_tally(e);
	if (failure != NULL)
		e->counters.store_errors++;
	engine_unlock(e);
	event_active(e->finished_event, EV_TIMEOUT, 0);
}

/* Jobs that are to begin now. */
static size_t
engine_next_jobs(struct engine *e, struct job *jobs[ENGINE_JOBS_MAX])
{
	size_t n = 0;
	struct job *job;

	engine_lock(e);
	while (!e->stopping && e->jobs.n_running < ENGINE_JOBS_MAX &&
	       (job = jobs_start(&e->jobs, e->refreshes >= ENGINE_REFRESHES)) !=
		   NULL) {
		jobs[n++] = job;
		e->refreshes += job->is_hurried ? 0 : 1;
	}
	engine_unlock(e);
	return n;
}

/* Another process verifies its domain, or has just done so. */
static void
engine_hold_job(struct engine *e, struct job *job)
{
	if (hold_is_settled(e->reader, job)) {
		engine_end_job(e, job, NULL);
		return;
	}
	engine_lock(e);
	jobs_hold(&e->jobs, job);
	e->counters.held++;
	engine_unlock(e);
}

/* What another process has settled needs no lease. */
static size_t
engine_end_settled(struct engine *e, struct job **jobs, size_t n)
{
	size_t left = 0;

	for (size_t i = 0; i < n; i++)
		if (hold_is_settled(e->reader, jobs[i]))
			engine_end_job(e, jobs[i], NULL);
		else
			jobs[left++] = jobs[i];
	return left;
}

static void
engine_start_job(struct engine *e, struct job *job)
{
	if (job->leased == 0 && job->held != 0) {
		engine_hold_job(e, job);
		return;
	}
	engine_lock(e);
	e->counters.started++;
	engine_unlock(e);
	engine_run_job(e, job);
}

static void
engine_run_jobs(struct engine *e)
{
	struct job *jobs[ENGINE_JOBS_MAX];
	size_t n = engine_next_jobs(e, jobs);

	if (n == 0)
		return;
	n = engine_end_settled(e, jobs, n);
	for (size_t i = 0; i < n; i++)
		if (jobs[i]->task == ENGINE_STATUS)
			recheck_forget(
			    e->reader, jobs[i]->domain, e->world.prober);
	hold_take(e->store, &e->holder, jobs, n, clock_wall());
	for (size_t i = 0; i < n; i++)
		engine_start_job(e, jobs[i]);
}

/* Leases of what takes long. */
static void
engine_renew_leases(struct engine *e, int64_t now)
{
	struct job *jobs[ENGINE_JOBS_MAX], *job;
	size_t n = 0;

	/* only this thread changes the running ones */
	TAILQ_FOREACH(job, &e->jobs.running, entry)
	if (job->leased != 0 && llabs(now - job->leased) >= LEASE_RENEW_SECONDS)
		jobs[n++] = job;
	hold_renew(e->store, &e->holder, jobs, n, now);
}

static void
engine_drop_leases(struct engine *e)
{
	struct job *jobs[ENGINE_JOBS_MAX], *job;
	size_t n = 0;

	TAILQ_FOREACH(job, &e->jobs.running, entry)
	jobs[n++] = job;
	hold_drop(e->store, &e->holder, jobs, n);
}

static bool
engine_renew(const char *domain, void *arg)
{
	struct engine *e = arg;

	if (domains_find(e->world.settings->domains, domain) == NULL)
		return false;
	engine_lock(e);
	if (jobs_find(&e->jobs, ENGINE_STATUS, domain) == NULL) {
		(void)jobs_add(&e->jobs, e, ENGINE_STATUS, domain);
		e->counters.renewed++;
	}
	engine_unlock(e);
	return true;
}

/* Something beside a verification could not be stored. */
static void
engine_tell(struct engine *e, const char *sentence)
{
	struct job *job = job_new(e, ENGINE_STATUS, "");

	job->failure = mem_strdup(sentence);
	engine_lock(e);
	TAILQ_INSERT_TAIL(&e->finished, job, entry);
	e->counters.store_errors++;
	engine_unlock(e);
	event_active(e->finished_event, EV_TIMEOUT, 0);
}

/* What changes by itself: a grace or a waiver has ended, say. */
static void
engine_tell_change(struct told **told, void *arg)
{
	struct engine *e = arg;
	struct job *job = job_new(e, ENGINE_STATUS, "");

	job->told = *told;
	*told = NULL;
	engine_lock(e);
	TAILQ_INSERT_TAIL(&e->finished, job, entry);
	engine_unlock(e);
	event_active(e->finished_event, EV_TIMEOUT, 0);
}

/* Mail goes first: nothing is renewed ahead of it while some waits. */
static size_t
engine_room(struct engine *e)
{
	size_t room;

	engine_lock(e);
	(void)jobs_unhold(&e->jobs);
	room = e->jobs.n_queued > 0 ? 0 : SWEEP_RENEWALS;
	engine_unlock(e);
	return room;
}

void
engine_tick(evutil_socket_t fd, short what, void *arg)
{
	struct engine *e = arg;
	struct sweep_turn turn = {
	    .now = clock_wall(), .renew = engine_renew, .arg = e};
	struct error err;

	(void)fd;
	(void)what;
	e->refreshes = 0;
	turn.renewals = engine_room(e);
	engine_renew_leases(e, turn.now);
	e->upkeep.history_keep = e->world.settings->store_history;
	if (upkeep_tick(&e->upkeep, &turn, e->store, e->reader, &err) == -1)
		engine_tell(e, err.text);
	told_turn(&e->told_walk, e->world.settings, e->store, e->reader,
	    turn.now, engine_tell_change, e);
	engine_run_jobs(e);
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
		world_add_counters(&e->world, &e->past_dns, &e->past_probe);
		world_fini(&e->world);
		e->world = next;
	}
	engine_lock(e);
	e->next_settings = NULL;
	e->swap_result = result;
	(void)pthread_cond_signal(&e->swapped);
	engine_unlock(e);
}

void
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
	e->pinged_ms = 0;
	engine_tally(e);
	engine_unlock(e);
	if (stopping) {
		(void)event_base_loopbreak(e->loop);
		return;
	}
	if (next != NULL)
		engine_swap_world(e, next);
	engine_run_jobs(e);
}

void *
engine_main(void *arg)
{
	struct engine *e = arg;

	(void)event_base_loop(e->loop, EVLOOP_NO_EXIT_ON_EMPTY);
	engine_drop_leases(e);
	engine_requeue(e);
	upkeep_flush(&e->upkeep, e->store);
	return NULL;
}
