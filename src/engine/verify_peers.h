/* SPDX-License-Identifier: BSD-2-Clause */
/* From evidence of other people's domains to a stored record
 * (peers/peers.h). */

#ifndef ENGINE_VERIFY_PEERS_H
#define ENGINE_VERIFY_PEERS_H

#include <stdbool.h>

#include "engine/task.h"

struct error;
struct evidence;
struct history;
struct lease_holder;
struct store;
struct store_reader;
struct world;

struct verify_peers_end {
	enum engine_task task; /* ENGINE_PEERS or ENGINE_CAA */
	bool early; /* servers are still to answer: the record is stale at once,
		     * and says that they are not all known */
	const struct history *seen; /* to be kept, where there is room; NULL:
				     * nothing */
	const struct lease_holder *done; /* NULL: this is not the end of it;
					  * else who held the lease, and lets
					  * it go */
};

/*
 * Give the evidence the history of the names whose CAA records it has, where
 * the settings want one, and return what it adds to that; the caller frees.
 */
struct history *verify_peers_recall(
    struct evidence *, const struct world *, struct store_reader *);

/*
 * Judged and written as one, with how the servers looked (engine/kept.h).  A
 * record without servers, or an early one, never
 * replaces a fresh one with servers.  0; or -1 and *err where it could not be
 * written.
 */
int verify_peers(const struct evidence *, const struct world *,
    const struct verify_peers_end *, struct store *, struct error *);

#endif
