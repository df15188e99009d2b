/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The verification thread: gathers, judges, merges and stores.  One job a
 * domain at a time, however many ask.  Its owner calls from one thread that
 * runs an event loop; the engine never touches that loop but to wake it.
 */

#ifndef ENGINE_ENGINE_H
#define ENGINE_ENGINE_H

#include <stdbool.h>
#include <stdint.h>

struct engine;
struct engine_wait;
struct error;
struct event_base;
struct settings;
struct store;

#define ENGINE_JOBS_MAX 256 /* verifications under way at once */
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

/* A status could not be stored: `DOMAIN: why`, lent for the call.  Runs from
 * the caller's loop; NULL: nobody wants to know. */
typedef void engine_failure_cb(const char *sentence, void *arg);
void engine_on_failure(struct engine *, engine_failure_cb *, void *arg);

/* Ends the thread; waits are cancelled, jobs under way are dropped. */
void engine_free(struct engine **);

/* Verify with these settings from now on; returns when the thread has let go
 * of the old ones.  -1: *err, and the old settings stay. */
int engine_set_settings(
    struct engine *, const struct settings *, struct error *err);

/* Verify this domain (canonical) soon, unless that is under way. */
void engine_refresh(struct engine *, const char *domain);

/* The domain's status has just been stored; or there is none, because storing
 * failed or the queue is full. */
typedef void engine_cb(void *arg);

/*
 * As engine_refresh, but ahead of what nobody waits for, and call `done` when the status is stored: once, from the
 * caller's loop, never before this function returns, with *slot NULL again.
 */
void engine_await(struct engine *, const char *domain, engine_cb *done,
    void *arg, struct engine_wait **slot);

/* Give up waiting (the verification goes on): `done` will not run.  Empties
 * *slot; empty is fine. */
void engine_cancel(struct engine_wait **slot);

struct engine_counters {
	uint64_t started, finished, joined, dropped, store_errors;
};
void engine_counters(struct engine *, struct engine_counters *out);

#endif
