/* SPDX-License-Identifier: BSD-2-Clause */
/* What the two threads of the engine share: the owner's (engine.c) and the
 * engine's own (thread.c). */

#ifndef ENGINE_INTERNAL_H
#define ENGINE_INTERNAL_H

#include <pthread.h>
#include <stdbool.h>

#include <event2/util.h>

#include "engine/engine.h"
#include "engine/jobs.h"
#include "engine/lease.h"
#include "engine/told.h"
#include "engine/upkeep.h"
#include "engine/world.h"

struct event;
struct store_reader;

struct engine {
	/* the owner's thread only */
	struct event *finished_event;
	pthread_t thread;
	engine_failure_cb *on_failure;
	void *on_failure_arg;
	engine_told_cb *on_change;
	void *on_change_arg;

	/* the engine's thread only, once it runs */
	struct event_base *loop;
	struct event *wake_event;
	struct world world;
	struct store *store;
	struct store_reader *reader;
	struct dns_counters past_dns; /* of worlds that are gone */
	struct probe_counters past_probe;
	struct event *tick_event;
	struct upkeep upkeep; /* but its ledger, which anybody may call */
	struct lease_holder holder;
	struct told_walk told_walk;
	size_t refreshes; /* begun since the last tick */

	/* both, under the lock */
	pthread_mutex_t lock;
	pthread_cond_t swapped;
	struct jobs jobs;
	struct job_list finished;
	const struct settings *next_settings; /* to be swapped in */
	struct error *swap_error;
	int swap_result;
	bool stopping;
	int64_t pinged_ms; /* since then a ping is unanswered; 0: none is */
	struct engine_counters counters;
};

void engine_lock(struct engine *);
void engine_unlock(struct engine *);

/* The engine's thread: what it runs, when it is woken, and each second. */
void *engine_main(void *engine);
void engine_woken(evutil_socket_t, short what, void *engine);
void engine_tick(evutil_socket_t, short what, void *engine);

/* The same thread: gather, judge and store what the job is for, and end it. */
void engine_run_job(struct engine *, struct job *);

/* A running job has ended; failure (NULL: none) is the job's from here on. */
void engine_end_job(struct engine *, struct job *, char *failure);

#endif
