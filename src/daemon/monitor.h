/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What each daemon tells those who monitor it, by HTTP: /healthz, /readyz with
 * the reason, and /metrics, with its own figures first.
 */

#ifndef DAEMON_MONITOR_H
#define DAEMON_MONITOR_H

#include <stdbool.h>

#include "daemon/figures.h"
#include "daemon/storekeeper.h"

struct buf;
struct engine;
struct error;
struct http;
struct http_reply;

/* What differs from daemon to daemon. */
struct monitor_ops {
	void (*figures)(struct buf *out, void *arg);
	/* 0; or -1 and *why: can it not serve mail as it should?  NULL: only
	 * what each daemon needs */
	int (*check)(void *arg, struct error *why);
	const char *elsewhere; /* the sentence of a 404 */
};

struct monitor {
	const struct monitor_ops *ops;
	void *arg;
	struct http *http;
	struct engine *engine;
	/* the program's to fill and to keep up to date */
	struct storekeeper keeper;
	bool ending;
	struct figures_process process;
};

/* The program has started, just now; all is lent. */
void monitor_start(struct monitor *, const struct monitor_ops *, void *arg,
    struct engine *, struct http *);

/* For http_new, with a struct monitor; from then on. */
void monitor_get(void *monitor, const char *path, struct http_reply *);

#endif
