/* SPDX-License-Identifier: BSD-2-Clause */
/* Lanes: whether one is ready, running, paused or idle. */

#include <stdlib.h>

#include "base/mem.h"
#include "probe/result.h"
#include "probe/turns_parts.h"

static void
lane_unlink(struct turns *t, struct turn_lane *lane)
{
	if (lane->list == &t->idle)
		t->n_idle--;
	if (lane->list != NULL)
		TAILQ_REMOVE(lane->list, lane, link);
	if (lane->party != NULL && TAILQ_EMPTY(&lane->party->ready))
		TAILQ_REMOVE(&t->ready, lane->party, link);
	lane->list = NULL;
	lane->party = NULL;
}

void
lane_drop(struct turns *t, struct turn_lane *lane)
{
	lane_unlink(t, lane);
	table_remove(&t->lanes, &lane->entry);
	probe_result_free(&lane->failure);
	free(lane->key);
	free(lane);
}

struct turn_lane *
lane_find(const struct turns *t, const char *key)
{
	return (struct turn_lane *)(void *)table_find(&t->lanes, key);
}

struct turn_lane *
lane_new(struct turns *t, const char *key)
{
	struct turn_lane *lane = mem_zalloc(sizeof(*lane));

	lane->key = mem_strdup(key);
	TAILQ_INIT(&lane->waiting);
	table_add(&t->lanes, &lane->entry, lane->key);
	return lane;
}

int64_t
lane_start(const struct turn_lane *lane)
{
	int64_t spaced = lane->budget - TURNS_BURST * TURNS_SPACING_MS;

	return spaced > lane->not_before ? spaced : lane->not_before;
}

static void
lane_put(struct lane_list *list, struct turn_lane *lane)
{
	TAILQ_INSERT_TAIL(list, lane, link);
	lane->list = list;
}

static void
lane_put_paused(struct turns *t, struct turn_lane *lane)
{
	struct turn_lane *before = TAILQ_LAST(&t->paused, lane_list);

	while (before != NULL && lane_start(before) > lane_start(lane))
		before = TAILQ_PREV(before, lane_list, link);
	if (before != NULL)
		TAILQ_INSERT_AFTER(&t->paused, before, lane, link);
	else
		TAILQ_INSERT_HEAD(&t->paused, lane, link);
	lane->list = &t->paused;
}

static void
lane_put_ready(struct turns *t, struct turn_lane *lane)
{
	struct turn_party *party = TAILQ_FIRST(&lane->waiting)->party;

	if (TAILQ_EMPTY(&party->ready))
		TAILQ_INSERT_TAIL(&t->ready, party, link);
	lane_put(&party->ready, lane);
	lane->party = party;
}

/* A lane without turns is remembered for what would hold up the next one. */
static void
lane_put_idle(struct turns *t, struct turn_lane *lane, int64_t now)
{
	if (lane->pause_ms == 0 && lane->budget <= now) {
		lane_drop(t, lane);
		return;
	}
	lane_put(&t->idle, lane);
	if (++t->n_idle > TURNS_LANES_MAX)
		lane_drop(t, TAILQ_FIRST(&t->idle));
}

void
lane_settle(struct turns *t, struct turn_lane *lane, int64_t now)
{
	const struct turn *first = TAILQ_FIRST(&lane->waiting);

	if (!lane->busy && first != NULL && first->party == lane->party)
		return; /* keeps its place among those that are ready */
	lane_unlink(t, lane);
	if (lane->busy)
		lane_put(&t->running, lane);
	else if (first == NULL)
		lane_put_idle(t, lane, now);
	else if (lane_start(lane) <= now)
		lane_put_ready(t, lane);
	else
		lane_put_paused(t, lane);
}

void
lane_pause(struct turn_lane *lane, int64_t least, struct probe_result *result,
    int64_t now)
{
	lane->pause_ms *= 2;
	if (lane->pause_ms < least)
		lane->pause_ms = least;
	if (lane->pause_ms > TURNS_PAUSE_MAX_MS)
		lane->pause_ms = TURNS_PAUSE_MAX_MS;
	lane->not_before = now + lane->pause_ms;
	probe_result_free(&lane->failure);
	lane->failure = probe_result_ref(result);
}

void
lane_forgive(struct turn_lane *lane)
{
	lane->pause_ms = 0;
	lane->not_before = 0;
	probe_result_free(&lane->failure);
}
