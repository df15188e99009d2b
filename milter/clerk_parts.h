/* SPDX-License-Identifier: BSD-2-Clause */
/* Inside the clerk: what the threads that ask and the loop share. */

#ifndef MILTER_CLERK_PARTS_H
#define MILTER_CLERK_PARTS_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/queue.h>

#include "base/pool.h"
#include "milter/clerk.h"

struct engine_wait;
struct event;
struct map;
struct readers;
struct store;

/*
 * Somebody waits for a domain.  Freed by who waited where it came to an end,
 * else by the loop when it is told that nobody waits any more.
 */
struct clerk_ticket {
	struct clerk *clerk;
	pthread_cond_t changed;
	bool done;                /* under the clerk's lock */
	struct engine_wait *wait; /* the loop's alone */
};

enum clerk_order {
	CLERK_REFRESH,
	CLERK_AWAIT,
	CLERK_LEAVE, /* nobody waits for the ticket */
	CLERK_LEARN, /* `DOMAIN s=SELECTOR` or `DOMAIN d=SIGNER` of DKIM */
};

struct clerk_call {
	STAILQ_ENTRY(clerk_call) entry;
	enum clerk_order order;
	enum engine_task task;
	struct clerk_ticket *ticket;
	char domain[];
};

STAILQ_HEAD(clerk_calls, clerk_call);

struct clerk {
	struct engine *engine;
	struct store *store;
	struct readers *readers;
	struct event *wake;
	_Atomic uint64_t failures;
	pthread_mutex_t lock;
	struct clerk_calls calls; /* under the lock */
	size_t n_calls;
	/* selectors told on since then; under the lock */
	struct map *selectors;
	struct pool selector_names;
	int64_t selectors_since_ms;
};

/* Tell the loop; false where too many wait and it is no matter. */
bool clerk_call(struct clerk *, enum clerk_order, enum engine_task,
    const char *domain, struct clerk_ticket *);

/* On the loop: store what CLERK_LEARN has; what can't be stored is told again
 * later. */
void clerk_learn(struct clerk *, const char *what);

/* Wait for the engine to have stored what it found; false: too late. */
bool clerk_wait(struct clerk *, enum engine_task, const char *domain,
    struct clerk_patience *);

#endif
