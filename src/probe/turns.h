/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Whose turn it is to connect.  Pure: the time is given (clock_steady_ms), and
 * nothing is done.  Each address and port is a lane: one turn at a time, in
 * the order of coming, not too many in a row, and none while it is left alone.
 *
 * Who wants turns is a party.  Parties take turns, and one that holds more of
 * `jobs` than are left waits: n that want many get about jobs / (n + 1) each.
 * So servers that do not answer hold up those who named them, while whoever
 * comes finds something free.
 */

#ifndef PROBE_TURNS_H
#define PROBE_TURNS_H

#include <stddef.h>
#include <stdint.h>
#include <sys/queue.h>

struct probe_result;
struct turn_lane;
struct turn_party;
struct turns;

/* A lane may begin TURNS_BURST turns at once, then one each
 * TURNS_SPACING_MS. */
#define TURNS_BURST 20
#define TURNS_SPACING_MS 500

/* How long an address is left alone: doubled each time that it goes on. */
#define TURNS_BUSY_MS 2000    /* after a 421 */
#define TURNS_SILENT_MS 30000 /* after a timeout */
#define TURNS_PAUSE_MAX_MS (3600 * 1000)

#define TURNS_LANES_MAX 4096 /* idle lanes that are remembered */

struct turn {
	struct turn_lane *lane;
	struct turn_party *party;
	TAILQ_ENTRY(turn) entry;
};

enum turn_end {
	TURN_GOOD,      /* the server answered: no pause any more */
	TURN_BUSY,      /* 421 */
	TURN_SILENT,    /* timeout */
	TURN_CANCELLED, /* nothing was learnt */
};

struct turns *turns_new(unsigned jobs);
void turns_free(struct turns **); /* all turns have ended or left */

/* Wait in line; *turn is the caller's, zeroed. */
void turns_add(struct turns *, struct turn *, const char *lane_key,
    const char *party_key, int64_t now_ms);

/* Another party wants a turn that waits still: it counts for the one with
 * fewer turns. */
void turns_join(
    struct turns *, struct turn *, const char *party_key, int64_t now_ms);

/* The next one that may begin, or NULL; *wait_ms is then how long it takes at
 * least until there is one, -1 where only an end changes anything. */
struct turn *turns_take(struct turns *, int64_t now_ms, int64_t *wait_ms);

/* A turn that was taken is over.  result: why the lane is left alone, kept
 * (a reference) for TURN_BUSY and TURN_SILENT. */
void turns_end(struct turns *, struct turn *, enum turn_end,
    struct probe_result *result, int64_t now_ms);

/* A turn that was not taken wants none any more. */
void turns_leave(struct turns *, struct turn *, int64_t now_ms);

/* For how long the lane is left alone still; 0: it is not.  *why_out: because
 * of this result, lent. */
int64_t turns_pause(const struct turns *, const char *lane_key, int64_t now_ms,
    struct probe_result **why_out);

/* The first that waits in that lane, or NULL. */
struct turn *turns_waiting(const struct turns *, const char *lane_key);

/* The host was mended: pauses because of it are over. */
void turns_forgive(struct turns *, const char *host, int64_t now_ms);

size_t turns_count_waiting(const struct turns *);

#endif
