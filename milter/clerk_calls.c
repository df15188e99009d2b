/* SPDX-License-Identifier: BSD-2-Clause */
/* How the loop that owns the engine is told what to do, and waited for. */

#include <errno.h>
#include <event2/event.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/clock.h"
#include "base/error.h"
#include "base/map.h"
#include "base/mem.h"
#include "engine/engine.h"
#include "milter/clerk_parts.h"
#include "milter/readers.h"

static struct clerk_ticket *
ticket_new(struct clerk *c)
{
	struct clerk_ticket *t = mem_zalloc(sizeof(*t));
	pthread_condattr_t attr;

	t->clerk = c;
	(void)pthread_condattr_init(&attr);
	(void)pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
	(void)pthread_cond_init(&t->changed, &attr);
	(void)pthread_condattr_destroy(&attr);
	return t;
}

static void
ticket_free(struct clerk_ticket *t)
{
	(void)pthread_cond_destroy(&t->changed);
	free(t);
}

bool
clerk_call(struct clerk *c, enum clerk_order order, enum engine_task task,
    const char *domain, struct clerk_ticket *ticket)
{
	size_t size = strlen(domain) + 1;
	struct clerk_call *call;
	bool taken;

	(void)pthread_mutex_lock(&c->lock);
	taken = (order != CLERK_REFRESH && order != CLERK_LEARN) ||
		c->n_calls < CLERK_QUEUE_MAX;
	if (taken) {
		call = mem_zalloc(sizeof(*call) + size);
		call->order = order;
		call->task = task;
		call->ticket = ticket;
		memcpy(call->domain, domain, size);
		STAILQ_INSERT_TAIL(&c->calls, call, entry);
		c->n_calls++;
	}
	(void)pthread_mutex_unlock(&c->lock);
	if (taken)
		event_active(c->wake, EV_TIMEOUT, 0);
	return taken;
}

/* On the loop: what was waited for is stored. */
static void
clerk_done(void *arg)
{
	struct clerk_ticket *t = arg;

	(void)pthread_mutex_lock(&t->clerk->lock);
	t->done = true;
	(void)pthread_cond_signal(&t->changed);
	(void)pthread_mutex_unlock(&t->clerk->lock);
}

static void
clerk_obey(struct clerk *c, const struct clerk_call *call)
{
	struct clerk_ticket *t = call->ticket;

	switch (call->order) {
	case CLERK_REFRESH:
		engine_refresh(c->engine, call->task, call->domain);
		break;
	case CLERK_AWAIT:
		engine_await(c->engine, call->task, call->domain, clerk_done, t,
		    &t->wait);
		break;
	case CLERK_LEAVE:
		engine_cancel(&t->wait);
		ticket_free(t);
		break;
	case CLERK_LEARN:
		clerk_learn(c, call->domain);
		break;
	}
}

static struct clerk_call *
clerk_next(struct clerk *c)
{
	struct clerk_call *call;

	(void)pthread_mutex_lock(&c->lock);
	call = STAILQ_FIRST(&c->calls);
	if (call != NULL) {
		STAILQ_REMOVE_HEAD(&c->calls, entry);
		c->n_calls--;
	}
	(void)pthread_mutex_unlock(&c->lock);
	return call;
}

static void
clerk_woken(evutil_socket_t fd, short what, void *arg)
{
	struct clerk *c = arg;
	struct clerk_call *call;

	(void)fd, (void)what;
	while ((call = clerk_next(c)) != NULL) {
		clerk_obey(c, call);
		free(call);
	}
}

/* Under the lock: until the time given or the ticket is done. */
static void
clerk_sleep(struct clerk *c, struct clerk_ticket *t, int64_t until_ms)
{
	struct timespec until = {
	    .tv_sec = (time_t)(until_ms / 1000),
	    .tv_nsec = (long)(until_ms % 1000) * 1000000,
	};

	while (!t->done && pthread_cond_timedwait(
			       &t->changed, &c->lock, &until) != ETIMEDOUT)
		;
}

bool
clerk_wait(struct clerk *c, enum engine_task task, const char *domain,
    struct clerk_patience *p)
{
	struct clerk_ticket *t = ticket_new(c);
	int64_t now;
	bool done;

	p->waits++;
	(void)clerk_call(c, CLERK_AWAIT, task, domain, t);
	(void)pthread_mutex_lock(&c->lock);
	while (!t->done && (now = clock_steady_ms()) < p->until_ms) {
		int64_t next = now + CLERK_IDLE_MS;

		clerk_sleep(c, t, next < p->until_ms ? next : p->until_ms);
		if (t->done || p->idle == NULL || next >= p->until_ms)
			continue;
		(void)pthread_mutex_unlock(&c->lock);
		p->idle(p->arg);
		(void)pthread_mutex_lock(&c->lock);
	}
	done = t->done;
	(void)pthread_mutex_unlock(&c->lock);
	if (done) {
		ticket_free(t);
		return true;
	}
	p->late++;
	(void)clerk_call(c, CLERK_LEAVE, task, domain, t);
	return false;
}

int
clerk_new(struct event_base *loop, struct engine *engine, struct store *store,
    struct clerk **clerk_out, struct error *err)
{
	struct clerk *c = mem_zalloc(sizeof(*c));

	c->engine = engine;
	c->store = store;
	c->readers = readers_new(store);
	STAILQ_INIT(&c->calls);
	(void)pthread_mutex_init(&c->lock, NULL);
	c->wake = event_new(loop, -1, EV_PERSIST, clerk_woken, c);
	if (c->wake == NULL) {
		clerk_free(&c);
		return error_set(err, "no event for the clerk");
	}
	*clerk_out = c;
	return 0;
}

void
clerk_free(struct clerk **cp)
{
	struct clerk *c = *cp;
	struct clerk_call *call;

	if (c == NULL)
		return;
	*cp = NULL;
	while ((call = clerk_next(c)) != NULL) {
		if (call->order == CLERK_LEAVE)
			clerk_obey(c, call);
		free(call);
	}
	if (c->wake != NULL)
		event_free(c->wake);
	readers_free(&c->readers);
	map_free(&c->selectors);
	pool_fini(&c->selector_names);
	(void)pthread_mutex_destroy(&c->lock);
	free(c);
}
