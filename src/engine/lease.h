/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * One verification of a domain at a time, across the processes of one store:
 * who verifies a domain holds its lease, whose key is task_key's.  That of a
 * process that died ends by itself.
 */

#ifndef ENGINE_LEASE_H
#define ENGINE_LEASE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct error;
struct store;
struct store_change;
struct store_reader;

#define LEASE_SECONDS 60 /* so long a dead holder holds it */
#define LEASE_RENEW_SECONDS 20
#define LEASE_HOLDER_MAX 64 /* octets of a holder's name */

/* One a process: `NAME-PID-RANDOM`, which is printable. */
struct lease_holder {
	char name[LEASE_HOLDER_MAX];
};
void lease_holder_init(struct lease_holder *, const char *program);

struct lease {
	int64_t until;
	char holder[LEASE_HOLDER_MAX];
};

/* 0, or -1 where the octets are of another version or damaged. */
int lease_decode(const void *data, size_t len, struct lease *out);

/* Does another than this one hold it?  A lease that ends further ahead than
 * leases last was taken before the clock was set back, and holds no more. */
bool
lease_is_held(const struct lease *, const struct lease_holder *, int64_t now);

/* Within a change: take or renew; false where another holds it, with *other_out
 * (may be NULL) its lease. */
bool lease_take(struct store_change *, const char *key,
    const struct lease_holder *, int64_t now, struct lease *other_out);

/* Within a change: let it go, if it is this holder's. */
void
lease_drop(struct store_change *, const char *key, const struct lease_holder *);

#endif
