/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Ask the world about a domain and decide nothing.  All that can be asked at
 * once is asked at once, and no question twice: the climbs of the domain and
 * of mta-sts.DOMAIN together with the MX set, then the climbs of the MX hosts.
 */

#ifndef VERIFY_GATHER_H
#define VERIFY_GATHER_H

#include <stdint.h>

struct dns_resolver;
struct evidence;
struct gather;

/* The evidence belongs to the callee. */
typedef void gather_cb(struct evidence *, void *arg);

/*
 * domain is canonical.  *slot holds the handle until `done` runs: once, from
 * the event loop, never before this function returns, with *slot NULL again.
 */
void gather_start(struct dns_resolver *, const char *domain, int64_t now,
    gather_cb *done, void *arg, struct gather **slot);

/* Give up: `done` will not run.  Empties *slot; empty is fine. */
void gather_cancel(struct gather **slot);

#endif
