/* SPDX-License-Identifier: BSD-2-Clause */
/* Which jobs may run: the leases of their domains, taken, renewed and let go
 * for many jobs in one change of the store. */

#ifndef ENGINE_HOLD_H
#define ENGINE_HOLD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct job;
struct lease_holder;
struct store;
struct store_reader;

/*
 * Take the leases of these jobs.  leased is set where it was taken, and held
 * where another process has it.  Where the store can't be written neither is:
 * a verification too many is better than none.
 */
void hold_take(struct store *, const struct lease_holder *, struct job **,
    size_t n, int64_t now);

/* Renew those that this process has. */
void hold_renew(struct store *, const struct lease_holder *, struct job **,
    size_t n, int64_t now);

/* Let them go. */
void
hold_drop(struct store *, const struct lease_holder *, struct job **, size_t n);

/* Since this job was held, has another process stored what it is for? */
bool hold_is_settled(struct store_reader *, const struct job *);

#endif
