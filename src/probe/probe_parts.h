/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Between the prober, its visits and who waits for them (internal): probe.c has
 * those who ask and are told, visit.c the looks that they wait for, prober.c
 * the settings and what all of them share.
 */

#ifndef PROBE_PROBE_PARTS_H
#define PROBE_PROBE_PARTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/queue.h>

#include "probe/look.h"
#include "probe/probe.h"
#include "probe/table.h"
#include "probe/turns.h"

struct event;
struct guard;
struct probe_result;
struct pump;
struct recall;
struct tls_roots;

TAILQ_HEAD(probe_list, probe);
TAILQ_HEAD(visit_list, visit);

struct probe { /* one who waits */
	struct prober *prober;
	struct visit *visit;         /* NULL: the result is there */
	struct probe_result *result; /* NULL: not yet */
	probe_cb *done;
	void *arg;
	struct probe **slot;
	TAILQ_ENTRY(probe) entry;
};

struct visit {                    /* one look, wanted by one or more */
	struct table_entry entry; /* first */
	char *key;                /* target and address */
	char *lane;               /* address and port */
	bool listed;              /* others may join */
	struct prober *prober;
	struct probe_result *target; /* an empty result that names it */
	struct probe_list waiters;
	struct turn turn;
	struct look *look; /* NULL: waits for its turn */
	enum turn_end end;
	struct probe_result *failure; /* that `end` is for */
	TAILQ_ENTRY(visit) all;
};

struct prober {
	struct look_world world;
	char *helo;
	struct guard *guard;
	struct tls_roots *roots;
	struct pump *pump;
	struct turns *turns;
	struct recall *recall;
	struct table visits; /* by key: those that may be joined */
	struct visit_list all;
	struct probe_list ready; /* who has a result to be told */
	size_t n_ready;
	struct event *tell; /* tells them */
	struct event *wake; /* the end of a pause */
	bool *gone;         /* set where we are freed while telling */
	int64_t every;
	struct probe_counters counters;
};

/* One who waits no more, and is not told. */
void probe_release(struct probe *);

/* The result is there: who waits is told from the event loop. */
void probe_ready(struct probe *, struct probe_result *);

/* A timer's callback that tells everybody who is ready; the prober. */
void probe_on_tell(int fd, short what, void *prober);

/* A look that waits for its turn, listed for others to join. */
struct visit *visit_new(struct prober *, struct probe_result *target,
    const char *key, const char *lane, const char *domain);

/* Who asks for this domain waits for it, too. */
void visit_join(struct visit *, const char *domain);

/* Whatever it was doing; nobody waits for it any more. */
void visit_free(struct visit *);

/* The result that needs no connection, or NULL: it needs one. */
struct probe_result *
visit_spare(struct prober *, struct probe_result *target, const char *lane);

/* Begin whatever may begin now. */
void visits_run(struct prober *);

/* The end of a pause: a timer's callback; the prober. */
void visits_on_wake(int fd, short what, void *prober);

#endif
