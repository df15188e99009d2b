/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * From a request to its decision: the table of domains, the stored status,
 * the gate; and the engine where nothing is stored yet.
 */

#ifndef POLICYD_SERVICE_H
#define POLICYD_SERVICE_H

#include "policyd/server.h"

struct engine;
struct error;
struct event_base;
struct service;
struct settings;
struct store;

/* So long a status that knows nothing is answered and verified again behind;
 * after that a request waits for it. */
#define SERVICE_UNKNOWN_SECONDS 300

/* A status so much ahead of the clock is stale. */
#define SERVICE_CLOCK_SECONDS 60

/* All are lent until service_free; settings until service_set_settings. */
int service_new(struct event_base *, const struct settings *, struct store *,
    struct engine *, struct service **service_out, struct error *err);
void service_free(struct service **);

struct counters;
const struct counters *service_counters(const struct service *);

void service_set_settings(struct service *, const struct settings *);

/*
 * For server_new, with the address of a pointer to the service as arg, since
 * sockets are bound before a service can be made.  A status is answered from
 * the store; one that is not fresh is also verified again behind.  Where there
 * is none, or none that still counts (older than max_stale, or one that knows
 * nothing and is not fresh), the request waits for the engine up to
 * policy.deadline, and is then decided as unknown.
 */
extern const struct server_ops service_ops;

#endif
