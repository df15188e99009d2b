/* SPDX-License-Identifier: BSD-2-Clause */
/* What the engine does beside verifying, a little each second. */

#include "engine/upkeep.h"

#include "base/clock.h"
#include "engine/ledger.h"

void
upkeep_init(struct upkeep *u)
{
	*u = (struct upkeep){.ledger = ledger_new()};
}

void
upkeep_fini(struct upkeep *u)
{
	ledger_free(&u->ledger);
}

void
upkeep_failed(struct upkeep *u)
{
	u->failed_ms = clock_steady_ms();
}

static bool
upkeep_is_paused(const struct upkeep *u)
{
	return u->failed_ms != 0 && clock_steady_ms() - u->failed_ms <
					UPKEEP_PAUSE_SECONDS * INT64_C(1000);
}

/* What comes faster is written with the next turns. */
static int
upkeep_write(struct upkeep *u, struct store *store, struct error *err)
{
	int n = 1;

	for (int i = 0; i < UPKEEP_WRITE_CHANGES && n > 0; i++)
		n = ledger_write(u->ledger, store, err);
	u->is_behind = n > 0;
	return n == -1 ? -1 : 0;
}

int
upkeep_tick(struct upkeep *u, struct sweep_turn *turn, struct store *store,
    struct store_reader *reader, struct error *err)
{
	size_t pruned;
	int ret = 0;

	if ((++u->ticks % UPKEEP_WRITE_TICKS == 0 || u->is_behind) &&
	    upkeep_write(u, store, err) == -1)
		ret = -1;
	if (ret == 0 && upkeep_is_paused(u))
		turn->renewals = 0;
	if (ret == 0)
		ret = sweep_turn(&u->sweep, turn, store, reader, err);
	if (ret == 0)
		ret = prune_turn(&u->prune, turn->now, store, reader, err);
	if (ret == 0)
		ret = history_prune_turn(&u->history_prune, turn->now,
		    u->history_keep, store, reader, &pruned, err);
	if (ret == -1)
		upkeep_failed(u);
	return ret;
}

void
upkeep_flush(struct upkeep *u, struct store *store)
{
	while (ledger_write(u->ledger, store, NULL) > 0)
		continue;
}
