/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The domains that wait for a verification or are in one: each at most once,
 * those first that somebody waits for.  Not locked: the engine holds its lock
 * round these.
 */

#ifndef ENGINE_JOBS_H
#define ENGINE_JOBS_H

#include <stdbool.h>
#include <stddef.h>

#include <sys/queue.h>

struct engine;
struct gather;

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
	TAILQ_ENTRY(job) entry; /* in the queue, the running or the finished */
	struct job *chain;      /* in its bucket */
	struct engine *engine;
	struct gather *gather; /* while running */
	struct engine_waits waits;
	char *domain;
	bool is_running;
	char *failure; /* why its status could not be stored, or NULL */
};

TAILQ_HEAD(job_list, job);

#define JOBS_BUCKETS 4096 /* a power of two */

struct jobs {
	struct job *buckets[JOBS_BUCKETS]; /* queued and running */
	struct job_list queue;
	struct job_list running;
	size_t n_queued, n_running;
};

void jobs_init(struct jobs *);

/* The job of this domain that is queued or running, or NULL. */
struct job *jobs_find(const struct jobs *, const char *domain);

/* A job in no list. */
struct job *job_new(struct engine *, const char *domain);

/* A new job at the end of the queue; the domain has none yet. */
struct job *jobs_add(struct jobs *, struct engine *, const char *domain);

/* Somebody waits for it: if it is queued it goes to the head. */
void jobs_hurry(struct jobs *, struct job *);

/* Take the first of the queue into the running; NULL if there is none. */
struct job *jobs_start(struct jobs *);

/* Back to the head of the queue, to be started again. */
void jobs_restart(struct jobs *, struct job *);

/* A running job has ended: it is the caller's now. */
void jobs_finish(struct jobs *, struct job *);

/* Free a job that is in no list any more; its waits have gone. */
void job_free(struct job *);

/* Free every job; the waits are detached and freed, their slots emptied. */
void jobs_fini(struct jobs *);

/* Take a wait out of its job, empty its slot, free it. */
void job_drop_wait(struct engine_wait *);

#endif
