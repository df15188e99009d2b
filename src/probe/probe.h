/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Look at TLS services: one prober for all protocols, on libcurl.  A prober
 * belongs to one event loop.  It never sends MAIL FROM, follows no redirect,
 * uses no proxy of the environment, and never connects where the guard
 * (probe/guard.h) forbids it.
 *
 * It is polite: one connection at a time to an address and port, not too many
 * in a row (probe/turns.h), identical probes under way are one, a result is
 * remembered for `every` seconds, and an address that answered 421 or not at
 * all is left alone for a while that doubles.  A probe that would have to wait
 * for that longer than a probe may take gets the outcome that began the pause.
 */

#ifndef PROBE_PROBE_H
#define PROBE_PROBE_H

#include <stddef.h>
#include <stdint.h>

struct error;
struct event_base;
struct probe;
struct probe_result;
struct probe_target;
struct prober;

struct probe_settings {
	const char *const *allow; /* networks that the guard lets pass:
				   * `127.0.0.0/8`, `::1`, ... */
	size_t n_allow;
	const char *ca_file; /* roots to trust; NULL or "": the system's */
	const char *helo;    /* name for EHLO; NULL or "": the host's own */
	unsigned timeout_ms; /* for a whole probe */
	unsigned jobs;       /* connections at once */
	int64_t every;       /* seconds that a result is remembered; 0: not */
};

#define PROBE_SETTINGS_DEFAULT                       \
	{                                            \
		NULL, 0, NULL, NULL, 10000, 64, 3600 \
	}

#define PROBE_TIMEOUT_MAX_MS \
	300000u /* RFC 5321 section 4.5.3.2 gives a
				      * greeting 5 minutes */
#define PROBE_EVERY_MAX ((int64_t)366 * 86400)
#define PROBE_UNSURE_SECONDS \
	300                       /* the most that a result is remembered that
				   * is not definite */
#define PROBE_JOBS_MAX 1024       /* the most that `jobs` may be */
#define PROBE_QUEUE_MAX 65536     /* probes that wait for their turn */
#define PROBE_REMEMBERED_MAX 4096 /* results; the oldest go first */

/* The settings are copied.  -1 and *err: `allow` holds no network, ca_file
 * can't be read, ...  The caller frees the prober before the loop. */
int prober_new(struct event_base *, const struct probe_settings *,
    struct prober **prober_out, struct error *err);

/* All probes under way are cancelled, silently. */
void prober_free(struct prober **);

/* The result is lent for the call; probe_result_ref keeps it. */
typedef void probe_cb(struct probe_result *, void *arg);

/*
 * Look at target at this numeric address.  *slot holds the handle until `done`
 * runs: once, from the event loop, never before this function returns, with
 * *slot NULL again.  Every probe ends: with PROBE_TIMEOUT at the latest
 * timeout_ms after its turn came, and at once where PROBE_QUEUE_MAX wait.
 * domain: for whose sake; domains share the connections (probe/turns.h).  All
 * texts are copied.
 */
void
probe_start(struct prober *, const struct probe_target *, const char *address,
    const char *domain, probe_cb *done, void *arg, struct probe **slot);

/* Give up waiting: `done` will not run.  Empties *slot; empty is fine. */
void probe_cancel(struct probe **slot);

/* Forget what is remembered of this host, and pauses that began because of it
 * (the operator has mended it). */
void prober_forget(struct prober *, const char *host);

struct probe_counters {
	uint64_t asked;      /* calls of probe_start */
	uint64_t joined;     /* that joined a probe under way */
	uint64_t remembered; /* that were answered from memory */
	uint64_t guarded;    /* that the guard forbade */
	uint64_t connected;  /* connections tried */
};
void prober_counters(const struct prober *, struct probe_counters *out);

#endif
