/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The domains that wait for a verification or are in one: each task at most
 * once, those first that somebody waits for.  Not locked: the engine holds its
 * lock round these.
 */

#ifndef ENGINE_JOBS_H
#define ENGINE_JOBS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <sys/queue.h>

#include "engine/task.h"

struct engine;
struct gather;
struct told;

struct engine_wait {
	TAILQ_ENTRY(engine_wait) entry;
	struct engine *engine;
	struct job *job;
	void (*done)(void *arg);
	void *arg;
	struct engine_wait **slot;
};

TAILQ_HEAD(engine_waits, engine_wait);

struct job {
	TAILQ_ENTRY(job)
	entry;             /* in the queue, the running, the held or the
				 * finished */
	struct job *chain; /* in its bucket */
	struct engine *engine;
	struct gather *gather; /* while running */
	struct engine_waits waits;
	enum engine_task task;
	char *key;          /* task_key: of its lease, and among the jobs */
	const char *domain; /* within the key */
	bool is_running;
	bool is_held;
	bool is_hurried;   /* somebody waits, or has waited */
	int64_t leased;    /* when its lease was last taken; 0: it has none */
	int64_t held;      /* since another process verifies it; 0: none did */
	bool is_first;     /* nothing was known of its domain */
	char *failure;     /* why what it found could not be stored, or
			    * NULL */
	struct told *told; /* how its domain stands now, or NULL */
};

TAILQ_HEAD(job_list, job);

#define JOBS_BUCKETS 4096 /* a power of two */

struct jobs {
	struct job *buckets[JOBS_BUCKETS]; /* queued and running */
	struct job_list queue;
	struct job_list running;
	struct job_list held; /* another process verifies these */
	size_t n_queued, n_running;
};

void jobs_init(struct jobs *);

/* The job of this task and domain that is queued or running, or NULL. */
struct job *
jobs_find(const struct jobs *, enum engine_task, const char *domain);

/* A job in no list. */
struct job *job_new(struct engine *, enum engine_task, const char *domain);

/* A new job at the end of the queue; task and domain have none yet. */
struct job *
jobs_add(struct jobs *, struct engine *, enum engine_task, const char *domain);

/* Somebody waits for it: if it is queued it goes to the head. */
void jobs_hurry(struct jobs *, struct job *);

/* Take the first of the queue into the running; NULL if there is none, or, with
 * hurried_only, if nobody waits for it. */
struct job *jobs_start(struct jobs *, bool hurried_only);

/* Back to the head of the queue, to be started again. */
void jobs_restart(struct jobs *, struct job *);

/* A running job that has to wait; and all those back to the head of the
 * queue: false where there are none. */
void jobs_hold(struct jobs *, struct job *);
bool jobs_unhold(struct jobs *);

/* A running job has ended: it is the caller's now. */
void jobs_finish(struct jobs *, struct job *);

/* Free a job that is in no list any more; its waits have gone. */
void job_free(struct job *);

/* Free every job; the waits are detached and freed, their slots emptied. */
void jobs_fini(struct jobs *);

/* Take a wait out of its job, empty its slot, free it. */
void job_drop_wait(struct engine_wait *);

#endif
