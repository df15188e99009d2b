/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * One look at one service: one connection, from the first packet to the
 * goodbye.  Whose turn it is is none of its business.
 */

#ifndef PROBE_LOOK_H
#define PROBE_LOOK_H

#include <stdbool.h>

struct guard;
struct look;
struct probe_result;
struct probe_target;
struct pump;
struct tls_roots;

#define LOOK_GOODBYE_MS 2000 /* for the answer to QUIT, at most */

struct look_world { /* lent */
	struct pump *pump;
	struct guard *guard;
	const struct tls_roots *roots;
	const char *helo;    /* fit for a URL; "": the host's own */
	unsigned timeout_ms; /* until `seen` */
};

struct look_calls {
	/* What was seen, once; lent.  busy: the server said 421. */
	void (*seen)(struct probe_result *, bool busy, void *arg);
	/* The connection is closed, once, after `seen`: here at the latest
	 * the look is freed. */
	void (*over)(void *arg);
	void *arg;
};

/* Calls come from the event loop, never before this returns. */
struct look *look_start(const struct look_world *, const struct probe_target *,
    const char *address, const struct look_calls *);
void look_free(struct look **); /* at any time; no more calls */

#endif
