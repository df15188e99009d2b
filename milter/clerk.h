/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Who knows of domains: the one way by which libmilter's threads come to the
 * store and the engine.  The store is read on the thread that asks; the engine
 * has one owner, the event loop, which is told what to do.  Any thread may
 * call all of these but clerk_new and clerk_free.
 */

#ifndef MILTER_CLERK_H
#define MILTER_CLERK_H

#include <stdbool.h>
#include <stdint.h>

#include "engine/task.h"

struct clerk;
struct engine;
struct error;
struct event_base;
struct gate_decision;
struct peers;
struct status;
struct store;
struct waivers;

/* Requests that wait for the loop; refreshes over that are dropped. */
#define CLERK_QUEUE_MAX 100000

/* What was known is told for so long while it is looked at anew behind, so
 * that only the first mail to a domain waits. */
#define CLERK_STALE_SECONDS 86400

/* Domains with a selector or a signer that are told apart within an hour; over
 * that some are written again. */
#define CLERK_SELECTORS_MAX 10000
#define CLERK_SELECTOR_SECONDS 3600

/* Between two calls of `idle`: Sendmail has 10 s for each reply. */
#define CLERK_IDLE_MS 4000

/* The loop is the engine's owner's; all is lent until clerk_free. */
int clerk_new(struct event_base *, struct engine *, struct store *,
    struct clerk **clerk_out, struct error *err);

/* Nobody asks any more. */
void clerk_free(struct clerk **);

/* Times that the store could not be read. */
uint64_t clerk_failures(const struct clerk *);

/* Something of this domain (canonical) will be asked for: never waits. */
void clerk_prepare(struct clerk *, enum engine_task, const char *domain);

struct clerk_patience {
	int64_t until_ms;        /* of clock_steady_ms */
	void (*idle)(void *arg); /* while it waits; NULL: nothing */
	void *arg;
	uint64_t waits, late; /* counted: had to wait; in vain */
};

/* What is known of the domain, waiting for it as long as that goes: true, and
 * *out ends with peers_fini.  ENGINE_PEERS or ENGINE_CAA. */
bool clerk_ask_peers(struct clerk *, enum engine_task, const char *domain,
    struct clerk_patience *, struct peers *out);

/*
 * The status of a sending domain as the policy server has it: `use` is called
 * with what is lent for the call; status NULL: nothing is known.
 */
typedef void
clerk_status_cb(const struct status *, const struct waivers *, void *arg);
void clerk_ask_status(struct clerk *, const char *domain,
    struct clerk_patience *, clerk_status_cb *use, void *arg);

/* Verify a sending domain again, behind. */
void clerk_refresh_status(struct clerk *, const char *domain);

/* Outgoing mail of this domain was signed with this selector of its own, or by
 * this other domain; all canonical.  Each is told on once an hour. */
void
clerk_note_selector(struct clerk *, const char *domain, const char *selector);
void clerk_note_signer(struct clerk *, const char *domain, const char *signer);

/* A domain's mail was gated: counted as the policy server does. */
void clerk_note_decision(struct clerk *, const char *domain,
    const struct gate_decision *, int64_t now);

#endif
