/* SPDX-License-Identifier: BSD-2-Clause */
/* Whose turn it is to connect: who waits, who takes and who has had it. */

#include "probe/turns.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "probe/result.h"
#include "probe/turns_parts.h"

struct turns *
turns_new(unsigned jobs)
{
	struct turns *t = mem_zalloc(sizeof(*t));

	t->jobs = jobs;
	table_init(&t->lanes);
	table_init(&t->parties);
	TAILQ_INIT(&t->running);
	TAILQ_INIT(&t->ready);
	TAILQ_INIT(&t->paused);
	TAILQ_INIT(&t->idle);
	return t;
}

void
turns_free(struct turns **tp)
{
	struct turns *t = *tp;

	*tp = NULL;
	if (t == NULL)
		return;
	while (!TAILQ_EMPTY(&t->idle))
		lane_drop(t, TAILQ_FIRST(&t->idle));
	table_fini(&t->lanes);
	table_fini(&t->parties);
	free(t);
}

static struct turn_party *
party_join(struct turns *t, const char *key)
{
	struct turn_party *party =
	    (struct turn_party *)(void *)table_find(&t->parties, key);

	if (party == NULL) {
		party = mem_zalloc(sizeof(*party));
		party->key = mem_strdup(key);
		TAILQ_INIT(&party->ready);
		table_add(&t->parties, &party->entry, party->key);
	}
	party->n++;
	return party;
}

static void
party_leave(struct turns *t, struct turn_party **pp)
{
	struct turn_party *party = *pp;

	*pp = NULL;
	if (--party->n > 0)
		return;
	table_remove(&t->parties, &party->entry);
	free(party->key);
	free(party);
}

void
turns_add(struct turns *t, struct turn *turn, const char *key,
    const char *party, int64_t now)
{
	struct turn_lane *lane = lane_find(t, key);

	if (lane == NULL)
		lane = lane_new(t, key);
	turn->lane = lane;
	turn->party = party_join(t, party);
	TAILQ_INSERT_TAIL(&lane->waiting, turn, entry);
	t->n_waiting++;
	lane_settle(t, lane, now);
}

void
turns_join(struct turns *t, struct turn *turn, const char *key, int64_t now)
{
	struct turn_party *party = party_join(t, key), *old = turn->party;

	if (party->n < old->n) {
		turn->party = party;
		lane_settle(t, turn->lane, now);
		party = old;
	}
	party_leave(t, &party);
}

static void
turns_wake(struct turns *t, int64_t now)
{
	struct turn_lane *lane;

	while (
	    (lane = TAILQ_FIRST(&t->paused)) != NULL && lane_start(lane) <= now)
		lane_settle(t, lane, now);
}

/* Who holds more than are left waits: so something is left for who comes. */
static struct turn_party *
turns_next_party(const struct turns *t)
{
	size_t left = t->jobs - t->n_running;
	struct turn_party *party;

	TAILQ_FOREACH(party, &t->ready, link)
	if (left > 0 && party->held <= left)
		return party;
	return NULL;
}

/* The first of the party's; the party goes to the end of its line. */
static struct turn *
turns_begin(struct turns *t, struct turn_party *party, int64_t now)
{
	struct turn_lane *lane = TAILQ_FIRST(&party->ready);
	struct turn *turn = TAILQ_FIRST(&lane->waiting);

	TAILQ_REMOVE(&lane->waiting, turn, entry);
	t->n_waiting--;
	t->n_running++;
	party->held++;
	lane->busy = true;
	if (lane->budget < now)
		lane->budget = now;
	lane->budget += TURNS_SPACING_MS;
	lane_settle(t, lane, now);
	if (!TAILQ_EMPTY(&party->ready)) {
		TAILQ_REMOVE(&t->ready, party, link);
		TAILQ_INSERT_TAIL(&t->ready, party, link);
	}
	return turn;
}

struct turn *
turns_take(struct turns *t, int64_t now, int64_t *wait_ms)
{
	struct turn_party *party;

	turns_wake(t, now);
	*wait_ms = -1;
	party = turns_next_party(t);
	if (party != NULL)
		return turns_begin(t, party, now);
	if (t->n_running < t->jobs && !TAILQ_EMPTY(&t->paused))
		*wait_ms = lane_start(TAILQ_FIRST(&t->paused)) - now;
	return NULL;
}

void
turns_end(struct turns *t, struct turn *turn, enum turn_end end,
    struct probe_result *result, int64_t now)
{
	struct turn_lane *lane = turn->lane;

	switch (end) {
	case TURN_GOOD:
		lane_forgive(lane);
		break;
	case TURN_BUSY:
		lane_pause(lane, TURNS_BUSY_MS, result, now);
		break;
	case TURN_SILENT:
		lane_pause(lane, TURNS_SILENT_MS, result, now);
		break;
	case TURN_CANCELLED:
		break;
	}
	turn->lane = NULL;
	t->n_running--;
	lane->busy = false;
	lane_settle(t, lane, now);
	turn->party->held--;
	party_leave(t, &turn->party);
}

void
turns_leave(struct turns *t, struct turn *turn, int64_t now)
{
	struct turn_lane *lane = turn->lane;

	turn->lane = NULL;
	TAILQ_REMOVE(&lane->waiting, turn, entry);
	t->n_waiting--;
	lane_settle(t, lane, now);
	party_leave(t, &turn->party);
}

int64_t
turns_pause(const struct turns *t, const char *key, int64_t now,
    struct probe_result **why_out)
{
	const struct turn_lane *lane = lane_find(t, key);

	if (lane == NULL || lane->not_before <= now)
		return 0;
	*why_out = lane->failure;
	return lane->not_before - now;
}

struct turn *
turns_waiting(const struct turns *t, const char *key)
{
	const struct turn_lane *lane = lane_find(t, key);

	return lane != NULL ? TAILQ_FIRST(&lane->waiting) : NULL;
}

static void
turns_forgive_list(
    struct turns *t, struct lane_list *list, const char *host, int64_t now)
{
	struct turn_lane *lane = TAILQ_FIRST(list);

	while (lane != NULL) {
		struct turn_lane *next = TAILQ_NEXT(lane, link);

		if (lane->failure != NULL &&
		    strcmp(lane->failure->host, host) == 0) {
			lane_forgive(lane);
			lane_settle(t, lane, now);
		}
		lane = next;
	}
}

void
turns_forgive(struct turns *t, const char *host, int64_t now)
{
	turns_forgive_list(t, &t->paused, host, now);
	turns_forgive_list(t, &t->idle, host, now);
}

size_t
turns_count_waiting(const struct turns *t)
{
	return t->n_waiting;
}
