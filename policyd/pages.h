/* SPDX-License-Identifier: BSD-2-Clause */
/* What HTTP tells: figures, health, and what is known of a domain. */

#ifndef POLICYD_PAGES_H
#define POLICYD_PAGES_H

#include "daemon/monitor.h"

struct http_reply;
struct server;
struct service;
struct settings;

/* Where the pages look; filled and kept up to date by the program. */
struct pages {
	struct monitor monitor;
	const struct settings *settings;
	const struct server *server;
	const struct service *service;
};

/* For the monitor, with a struct pages. */
extern const struct monitor_ops pages_ops;

/*
 * For http_new, with a struct pages: /metrics, /healthz, /readyz and
 * /v1/domains/NAME, where NAME is canonical.
 */
void pages_get(void *pages, const char *path, struct http_reply *);

#endif
