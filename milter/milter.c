/* SPDX-License-Identifier: BSD-2-Clause */
/* What the connections of this program share. */

#include "milter/milter.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/mem.h"
#include "milter/counters.h"
#include "milter/terms.h"

/* Per cent of the descriptors at which the log tells of it. */
#define MILTER_DESCRIPTORS_HIGH 80

struct milter {
	struct clerk *clerk;
	size_t descriptors;
	struct counters counters;
	atomic_size_t connections, running;
	atomic_bool draining;
	_Atomic int64_t logged_ms;
	pthread_mutex_t lock;
	struct terms *terms; /* under the lock */
};

struct milter *
milter_new_own(struct terms **terms, size_t descriptors)
{
	struct milter *m = mem_zalloc(sizeof(*m));

	(void)pthread_mutex_init(&m->lock, NULL);
	m->descriptors = descriptors;
	m->terms = *terms;
	*terms = NULL;
	return m;
}

void
milter_free(struct milter **mp)
{
	struct milter *m = *mp;

	if (m == NULL)
		return;
	*mp = NULL;
	terms_free(&m->terms);
	(void)pthread_mutex_destroy(&m->lock);
	free(m);
}

void
milter_set_clerk(struct milter *m, struct clerk *clerk)
{
	m->clerk = clerk;
}

struct clerk *
milter_clerk(const struct milter *m)
{
	return m->clerk;
}

struct terms *
milter_terms(struct milter *m)
{
	struct terms *t;

	(void)pthread_mutex_lock(&m->lock);
	t = terms_ref(m->terms);
	(void)pthread_mutex_unlock(&m->lock);
	return t;
}

void
milter_set_terms_own(struct milter *m, struct terms **terms)
{
	struct terms *old;

	(void)pthread_mutex_lock(&m->lock);
	old = m->terms;
	m->terms = *terms;
	*terms = NULL;
	(void)pthread_mutex_unlock(&m->lock);
	terms_free(&old);
}

struct counters *
milter_counters(struct milter *m)
{
	return &m->counters;
}

bool
milter_may_log(struct milter *m)
{
	int64_t now = clock_steady_ms(), last = atomic_load(&m->logged_ms);

	if (last != 0 && now - last < MILTER_LOG_SECONDS * INT64_C(1000))
		return false;
	return atomic_compare_exchange_strong(&m->logged_ms, &last, now);
}

void
milter_connected(struct milter *m)
{
	size_t open = atomic_fetch_add(&m->connections, 1) + 1;

	counters_add(&m->counters.connections, 1);
	if (open > m->descriptors / 100 * MILTER_DESCRIPTORS_HIGH &&
	    milter_may_log(m))
		log_printf(LOG_LEVEL_WARN,
		    "%zu connections with a limit of %zu descriptors: raise "
		    "LimitNOFILE=, or new connections will not be answered",
		    open, m->descriptors);
}

void
milter_disconnected(struct milter *m)
{
	(void)atomic_fetch_sub(&m->connections, 1);
}

bool
milter_begin(struct milter *m)
{
	(void)atomic_fetch_add(&m->running, 1);
	if (!atomic_load(&m->draining))
		return true;
	milter_end(m);
	return false;
}

void
milter_end(struct milter *m)
{
	(void)atomic_fetch_sub(&m->running, 1);
}

void
milter_drain(struct milter *m)
{
	atomic_store(&m->draining, true);
}

bool
milter_is_draining(const struct milter *m)
{
	return atomic_load(&m->draining);
}

size_t
milter_connections(const struct milter *m)
{
	return atomic_load(&m->connections);
}

size_t
milter_running(const struct milter *m)
{
	return atomic_load(&m->running);
}
