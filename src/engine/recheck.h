/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A domain that was verified anew by another program: what that left for the
 * engine, whose prober remembers how the servers were before.
 */

#ifndef ENGINE_RECHECK_H
#define ENGINE_RECHECK_H

struct evidence;
struct prober;
struct store_change;
struct store_reader;

/* Within a change: leave the hosts that were looked at. */
void recheck_leave(struct store_change *, const struct evidence *);

/* Let the prober (NULL: none) forget the hosts that were left for a domain. */
void recheck_forget(struct store_reader *, const char *domain, struct prober *);

/* Within a change: what was left is taken. */
void recheck_take(struct store_change *, const char *domain);

#endif
