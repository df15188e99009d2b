/* SPDX-License-Identifier: BSD-2-Clause */
/* The domains that wait for a verification or are in one. */

#include "engine/jobs.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

void
jobs_init(struct jobs *jobs)
{
	memset(jobs, 0, sizeof(*jobs));
	TAILQ_INIT(&jobs->queue);
	TAILQ_INIT(&jobs->running);
}

static size_t
jobs_bucket(const char *domain)
{
	uint64_t h = UINT64_C(0xcbf29ce484222325);

	for (; *domain != '\0'; domain++)
		h = (h ^ (uint8_t)*domain) * UINT64_C(0x100000001b3);
	return (size_t)(h ^ h >> 32) & (JOBS_BUCKETS - 1);
}

struct job *
jobs_find(const struct jobs *jobs, const char *domain)
{
	struct job *job = jobs->buckets[jobs_bucket(domain)];

	while (job != NULL && strcmp(job->domain, domain) != 0)
		job = job->chain;
	return job;
}

struct job *
job_new(struct engine *engine, const char *domain)
{
	struct job *job = mem_zalloc(sizeof(*job));

	job->engine = engine;
	job->domain = mem_strdup(domain);
	TAILQ_INIT(&job->waits);
	return job;
}

struct job *
jobs_add(struct jobs *jobs, struct engine *engine, const char *domain)
{
	struct job **bucket = &jobs->buckets[jobs_bucket(domain)];
	struct job *job = job_new(engine, domain);

	job->chain = *bucket;
	*bucket = job;
	TAILQ_INSERT_TAIL(&jobs->queue, job, entry);
	jobs->n_queued++;
	return job;
}

void
jobs_hurry(struct jobs *jobs, struct job *job)
{
	if (job->is_running)
		return;
	TAILQ_REMOVE(&jobs->queue, job, entry);
	TAILQ_INSERT_HEAD(&jobs->queue, job, entry);
}

struct job *
jobs_start(struct jobs *jobs)
{
	struct job *job = TAILQ_FIRST(&jobs->queue);

	if (job == NULL)
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
jobs_finish(struct jobs *jobs, struct job *job)
{
	struct job **link = &jobs->buckets[jobs_bucket(job->domain)];

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
	free(job->domain);
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
}
