/* SPDX-License-Identifier: BSD-2-Clause */
/* What the engine does beside verifying, a little each second. */

#ifndef ENGINE_UPKEEP_H
#define ENGINE_UPKEEP_H

#include <stdbool.h>
#include <stdint.h>

#include "engine/history_prune.h"
#include "engine/prune.h"
#include "engine/sweep.h"

struct error;
struct ledger;
struct store;
struct store_reader;

#define UPKEEP_WRITE_TICKS 5   /* between two writes of the ledger */
#define UPKEEP_WRITE_CHANGES 5 /* of the store, then */

/* After a write that failed nothing is renewed: it would not be stored. */
#define UPKEEP_PAUSE_SECONDS 60

struct upkeep {
	struct ledger *ledger;
	struct sweep sweep;
	struct history_prune history_prune;
	int64_t history_keep; /* s, set before each tick */
	struct prune prune;
	unsigned ticks;
	bool is_behind;    /* the ledger had more than was written */
	int64_t failed_ms; /* steady: when a write last failed; 0: never */
};

void upkeep_init(struct upkeep *);
void upkeep_fini(struct upkeep *);

/* A write failed, elsewhere or here. */
void upkeep_failed(struct upkeep *);

/* Once a second: what the turn welcomes is renewed.  -1 and *err: something
 * could not be stored. */
int upkeep_tick(struct upkeep *, struct sweep_turn *, struct store *,
    struct store_reader *, struct error *err);

/* Write all that the ledger has, at the end. */
void upkeep_flush(struct upkeep *, struct store *);

#endif
