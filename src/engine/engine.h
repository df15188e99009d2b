/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The verification thread: gathers, judges, merges and stores.  One job a
 * domain at a time, however many ask, also across processes of one store
 * (engine/lease.h).  Statuses of domains in use are renewed before they
 * expire, and what is not asked for any more is forgotten
 * (engine/sweep.h).  Its owner calls from one thread that runs an event loop;
 * the engine never touches that loop but to wake it.
 */

#ifndef ENGINE_ENGINE_H
#define ENGINE_ENGINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "dns/resolver.h"
#include "engine/task.h"
#include "probe/probe.h"

struct engine;
struct engine_wait;
struct error;
struct event_base;
struct gate_decision;
struct settings;
struct store;
struct told;

#define ENGINE_JOBS_MAX 256 /* verifications under way at once */
/*
 * Verifications begun in a second that no request waits for: so much is asked
 * of the resolver after a start with many domains known and stale.
 */
#define ENGINE_REFRESHES 500
/*
 * Domains waiting for their turn.  A refresh over that is dropped: it comes
 * again with the next request.  A wait over that ends at once.
 */
#define ENGINE_QUEUE_MAX 100000

/*
 * Can a resolver be made of these settings, and every zone file be read?  0;
 * or -1 and *err.  Before any thread runs.
 */
int engine_check(const struct settings *, struct error *err);

/*
 * Start the thread.  loop is the caller's, made after evthread_use_pthreads().
 * The store and the settings are lent until engine_free; settings may be
 * replaced by engine_set_settings.
 */
int engine_new(struct event_base *loop, const struct settings *, struct store *,
    struct engine **engine_out, struct error *err);

/* What was found could not be stored: `DOMAIN: why`, lent for the call.  Runs
 * from the caller's loop; NULL: nobody wants to know. */
typedef void engine_failure_cb(const char *sentence, void *arg);
void engine_on_failure(struct engine *, engine_failure_cb *, void *arg);

/* A domain's standing has changed (engine/told.h); lent for the call.  Runs
 * from the caller's loop; NULL: nobody wants to know. */
typedef void engine_told_cb(const struct told *, void *arg);
void engine_on_change(struct engine *, engine_told_cb *, void *arg);

/* Ends the thread; waits are cancelled, jobs under way are dropped. */
void engine_free(struct engine **);

/* Verify with these settings from now on; returns when the thread has let go
 * of the old ones.  -1: *err, and the old settings stay. */
int engine_set_settings(
    struct engine *, const struct settings *, struct error *err);

/* Verify this domain (canonical) soon, unless that is under way. */
void engine_refresh(struct engine *, enum engine_task, const char *domain);

/*
 * A request was decided: its domain is in use, and what is not to pass is
 * counted (gate/shadow.h).  Cheap; written behind, within some seconds.
 */
void engine_note(struct engine *, const char *domain,
    const struct gate_decision *, int64_t now);

/* What was found has just been stored; or nothing is, because storing failed
 * or the queue is full. */
typedef void engine_cb(void *arg);

/*
 * As engine_refresh, but ahead of what nobody waits for, and call `done` when
 * what was found is stored: once, from the caller's loop, never before this
 * function returns, with *slot NULL again.
 */
void engine_await(struct engine *, enum engine_task, const char *domain,
    engine_cb *done, void *arg, struct engine_wait **slot);

/* Give up waiting (the verification goes on): `done` will not run.  Empties
 * *slot; empty is fine. */
void engine_cancel(struct engine_wait **slot);

struct engine_counters {
	uint64_t started, finished, joined, dropped, store_errors;
	uint64_t renewed; /* ahead of expiry, with no request for it */
	uint64_t held;    /* times that a job had to wait for another process */
	size_t queued, running; /* now */
	/* since engine_new, as of the last ping or the last job's end */
	struct dns_counters dns;
	struct probe_counters probe;
};
void engine_counters(struct engine *, struct engine_counters *out);

/*
 * Ask the thread for a sign of life.  Returns for how many milliseconds an
 * earlier call has gone unanswered; 0: it was answered, or this is the first.
 */
int64_t engine_ping(struct engine *);

#endif
