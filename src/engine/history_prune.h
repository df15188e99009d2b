/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The history in the store is bounded: what is older than the settings want
 * goes, and where the store comes near its size the oldest goes first, so that
 * statuses find room.  What was seen only for the sake of other people's mail
 * is kept for HISTORY_OTHERS_KEEP at most, and all of it goes before anything
 * of the operator's own domains has to.  A walk over the table, a little at a
 * time; knows no clock.
 */

#ifndef ENGINE_HISTORY_PRUNE_H
#define ENGINE_HISTORY_PRUNE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "store/store.h"

struct error;

#define HISTORY_PRUNE_LOOKS 2000       /* subjects looked at in a turn */
#define HISTORY_PRUNE_LOOKS_FULL 50000 /* likewise, while room is wanted */
#define HISTORY_PRUNE_WRITES 500       /* subjects made shorter in a turn */
#define HISTORY_PRUNE_PASS_SECONDS \
	3600                         /* from the start of a walk to the next */
#define HISTORY_PRUNE_USAGE_TURNS 10 /* between two looks at the store's size */
#define HISTORY_PRUNE_DAYS 4096      /* that are told apart by age */

/* Percent of the store's size: there the oldest begins to go, so far it goes,
 * and there nothing more is remembered. */
#define HISTORY_PRUNE_BEGIN 90
#define HISTORY_PRUNE_END 80
#define HISTORY_PRUNE_STOP 95

enum history_share { /* whose mail it was looked at for */
	HISTORY_SHARE_OWN,
	HISTORY_SHARE_OTHERS,
};
#define HISTORY_SHARES (HISTORY_SHARE_OTHERS + 1)

struct history_prune { /* zeroed at first */
	uint8_t at[STORE_KEY_MAX];
	size_t at_len;
	bool walking;
	bool recent;   /* the last walk found something of the last day: if not,
		      * the clock may be wrong, and age alone is no reason */
	int64_t began; /* the walk under way, or the last one */
	unsigned turns;

	/* octets of items, by whole days since each was last seen */
	uint64_t by_day[HISTORY_SHARES][HISTORY_PRUNE_DAYS];
	uint64_t wanted; /* octets that are to go; 0: there is room */
	/* s that an item may be old, for the room; 0: any */
	int64_t most[HISTORY_SHARES];
	bool stop; /* the store is so full that nothing is added */
};

/*
 * One turn; keep: s that history is kept.  pruned_out: items that went.  -1 and
 * *err where that could not be written; it is tried again.
 */
int history_prune_turn(struct history_prune *, int64_t now, int64_t keep,
    struct store *, struct store_reader *, size_t *pruned_out,
    struct error *err);

/*
 * The oldest whole days that come to so many octets are older than this many
 * seconds; 0 where all of it has to go.
 */
int64_t
history_prune_most(const uint64_t by_day[HISTORY_PRUNE_DAYS], uint64_t wanted);

#endif
