/* SPDX-License-Identifier: BSD-2-Clause */
/* The domains that wait for a verification or are in one. */

#include "engine/jobs.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "engine/told.h"

void
jobs_init(struct jobs *jobs)
{
	memset(jobs, 0, sizeof(*jobs));
	TAILQ_INIT(&jobs->queue);
	TAILQ_INIT(&jobs->running);
	TAILQ_INIT(&jobs->held);
}

static size_t
jobs_bucket(const char *key)
{
	uint64_t h = UINT64_C(0xcbf29ce484222325);

	for (; *key != '\0'; key++)
		h = (h ^ (uint8_t)*key) * UINT64_C(0x100000001b3);
	return (size_t)(h ^ h >> 32) & (JOBS_BUCKETS - 1);
}

struct job *
jobs_find(const struct jobs *jobs, enum engine_task task, const char *domain)
{
	char *key = task_key(task, domain);
	struct job *job = jobs->buckets[jobs_bucket(key)];

	while (job != NULL && strcmp(job->key, key) != 0)
		job = job->chain;
	free(key);
	return job;
}

struct job *
job_new(struct engine *engine, enum engine_task task, const char *domain)
{
	struct job *job = mem_zalloc(sizeof(*job));

	job->engine = engine;
	job->task = task;
	job->key = task_key(task, domain);
	job->domain = task_domain(task, job->key);
	TAILQ_INIT(&job->waits);
	return job;
}

struct job *
jobs_add(struct jobs *jobs, struct engine *engine, enum engine_task task,
    const char *domain)
{
	struct job *job = job_new(engine, task, domain);
	struct job **bucket = &jobs->buckets[jobs_bucket(job->key)];

	job->chain = *bucket;
	*bucket = job;
	TAILQ_INSERT_TAIL(&jobs->queue, job, entry);
	jobs->n_queued++;
	return job;
}

void
jobs_hurry(struct jobs *jobs, struct job *job)
{
	job->is_hurried = true;
	if (job->is_running || job->is_held)
		return;
	TAILQ_REMOVE(&jobs->queue, job, entry);
	TAILQ_INSERT_HEAD(&jobs->queue, job, entry);
}

struct job *
jobs_start(struct jobs *jobs, bool hurried_only)
{
	struct job *job = TAILQ_FIRST(&jobs->queue);

	if (job == NULL || (hurried_only && !job->is_hurried))
		return NULL;
	TAILQ_REMOVE(&jobs->queue, job, entry);
	jobs->n_queued--;
	TAILQ_INSERT_TAIL(&jobs->running, job, entry);
	job->is_running = true;
	jobs->n_running++;
	return job;
}

void
jobs_restart(struct jobs *jobs, struct job *job)
{
	TAILQ_REMOVE(&jobs->running, job, entry);
	jobs->n_running--;
	job->is_running = false;
	TAILQ_INSERT_HEAD(&jobs->queue, job, entry);
	jobs->n_queued++;
}

void
jobs_hold(struct jobs *jobs, struct job *job)
{
	TAILQ_REMOVE(&jobs->running, job, entry);
	jobs->n_running--;
	job->is_running = false;
	job->is_held = true;
	TAILQ_INSERT_TAIL(&jobs->held, job, entry);
}

bool
jobs_unhold(struct jobs *jobs)
{
	struct job *job;
	bool any = false;

	while ((job = TAILQ_LAST(&jobs->held, job_list)) != NULL) {
		TAILQ_REMOVE(&jobs->held, job, entry);
		job->is_held = false;
		TAILQ_INSERT_HEAD(&jobs->queue, job, entry);
		jobs->n_queued++;
		any = true;
	}
	return any;
}

void
jobs_finish(struct jobs *jobs, struct job *job)
{
	struct job **link = &jobs->buckets[jobs_bucket(job->key)];

	while (*link != job)
		link = &(*link)->chain;
	*link = job->chain;
	TAILQ_REMOVE(&jobs->running, job, entry);
	jobs->n_running--;
}

void
job_free(struct job *job)
{
	free(job->failure);
	told_free(&job->told);
	free(job->key);
	free(job);
}

void
job_drop_wait(struct engine_wait *wait)
{
	TAILQ_REMOVE(&wait->job->waits, wait, entry);
	*wait->slot = NULL;
	free(wait);
}

static void
jobs_free_list(struct job_list *list)
{
	struct job *job;
	struct engine_wait *wait;

	while ((job = TAILQ_FIRST(list)) != NULL) {
		TAILQ_REMOVE(list, job, entry);
		while ((wait = TAILQ_FIRST(&job->waits)) != NULL)
			job_drop_wait(wait);
		job_free(job);
	}
}

void
jobs_fini(struct jobs *jobs)
{
	jobs_free_list(&jobs->queue);
	jobs_free_list(&jobs->running);
	jobs_free_list(&jobs->held);
}
