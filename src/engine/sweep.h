/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A walk over all that is stored, a little at a time: statuses of domains in
 * use are renewed before they expire, and what nobody asks for any more is
 * forgotten.  Knows no clock: each turn is told the time.
 */

#ifndef ENGINE_SWEEP_H
#define ENGINE_SWEEP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "dns/name.h"

struct error;
struct status;
struct store;
struct store_reader;

#define SWEEP_LOOKS 2000  /* statuses looked at in a turn */
#define SWEEP_RENEWALS 20 /* verifications begun in a turn, at the most */
#define SWEEP_FORGETS 100 /* records forgotten in a turn, a table */

#define SWEEP_USED_SECONDS ((int64_t)86400) /* in use: sent mail since then */
#define SWEEP_KEPT_SECONDS ((int64_t)30 * 86400)

/* Without mail no domain is verified more often. */
#define SWEEP_LEAST_SECONDS 300

/* Between two looks at waivers and leases. */
#define SWEEP_PRUNE_SECONDS 3600

struct sweep {                  /* zeroed at first */
	char at[DNS_NAME_SIZE]; /* the last domain looked at */
	size_t at_len;
	int64_t pruned; /* when the other tables were last looked at */
};

/* Verify this domain; false: it is none of ours, and does not count. */
typedef bool sweep_renew_cb(const char *domain, void *arg);

struct sweep_turn {
	int64_t now;
	size_t renewals; /* that are welcome; at most SWEEP_RENEWALS count */
	sweep_renew_cb *renew;
	void *arg;

	/* what was done */
	size_t looked, renewed, forgotten;
};

/* -1: *err; what could not be forgotten is met again. */
int sweep_turn(struct sweep *, struct sweep_turn *, struct store *,
    struct store_reader *, struct error *err);

/*
 * Is it time to renew?  In the last quarter of the status' life, at a moment
 * that differs from domain to domain, where the domain was in use within
 * SWEEP_USED_SECONDS.
 */
bool sweep_is_due(const struct status *, const char *domain, size_t domain_len,
    int64_t used, int64_t now);

#endif
