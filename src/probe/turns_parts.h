/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Between turns and their lanes (internal).  A lane is in one list: running,
 * paused, idle, or ready: then it is one of those of the party whose turn is
 * its first.
 */

#ifndef PROBE_TURNS_PARTS_H
#define PROBE_TURNS_PARTS_H

#include <stdbool.h>

#include "probe/table.h"
#include "probe/turns.h"

TAILQ_HEAD(turn_list, turn);
TAILQ_HEAD(lane_list, turn_lane);
TAILQ_HEAD(party_list, turn_party);

struct turn_party {
	struct table_entry entry; /* first */
	char *key;
	size_t n, held;               /* turns: all; those that were taken */
	struct lane_list ready;       /* the next one is first */
	TAILQ_ENTRY(turn_party) link; /* where `ready` holds one */
};

struct turn_lane {
	struct table_entry entry; /* first */
	char *key;
	struct turn_list waiting;
	bool busy;
	int64_t pause_ms;             /* the last one; 0: none since all
				       * went well */
	int64_t not_before;           /* its end */
	int64_t budget;               /* when the whole burst is there again */
	struct probe_result *failure; /* that it is left alone for */
	struct lane_list *list;       /* that it is in */
	struct turn_party *party;     /* whose list that is; NULL */
	TAILQ_ENTRY(turn_lane) link;
};

struct turns {
	struct table lanes, parties;
	struct lane_list running; /* one turn each */
	struct lane_list paused;  /* the soonest is first */
	struct lane_list idle;    /* the longest idle is first */
	struct party_list ready;  /* the next one is first */
	size_t n_running, n_waiting, n_idle;
	unsigned jobs;
};

/* NULL: there is none. */
struct turn_lane *lane_find(const struct turns *, const char *key);
struct turn_lane *lane_new(struct turns *, const char *key);
void lane_drop(struct turns *, struct turn_lane *);

/* When its next turn may begin. */
int64_t lane_start(const struct turn_lane *);

/* Into the list where it belongs now. */
void lane_settle(struct turns *, struct turn_lane *, int64_t now_ms);

void lane_pause(struct turn_lane *, int64_t least_ms,
    struct probe_result *because, int64_t now_ms);
void lane_forgive(struct turn_lane *);

#endif
