/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Inside dns: how many messages may be on their way at once.  A burst larger
 * than a server's socket buffer is lost, and each loss costs a whole timeout.
 * So messages count against a width.  It grows by one when as many answers as
 * it is wide have come while it was full, and is halved by a timeout: once for
 * all that were under way together.  A message that has waited long has left
 * the server's buffer and counts no more: slow names keep nobody waiting.
 */

#ifndef DNS_WINDOW_H
#define DNS_WINDOW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/queue.h>

#include "dns/resolver.h"
#include "dns/upstream.h"

struct event_base;
struct window;

#define WINDOW_FIRST 128 /* some 200 small messages fill Linux's default */
#define WINDOW_LEAST 64  /* more than one domain asks for at once */
#define WINDOW_MOST DNS_QUERIES_MAX /* also of all that are unanswered */

struct window_place { /* of one message */
	TAILQ_ENTRY(window_place) entry;
	int64_t since;   /* of the steady clock, in ms */
	uint64_t number; /* counted from the first message */
	bool counts;
};

/* There may be room for one that was refused. */
typedef void window_room_cb(void *arg);

/* A message counts until it is answered, but counted_ms at the longest. */
struct window *window_new(
    struct event_base *, unsigned counted_ms, window_room_cb *room, void *arg);
void window_free(struct window **); /* places are forgotten */

/* False: `room` runs as soon as asking again is worth it. */
bool window_has_room(struct window *, int64_t now_ms);

/* Each message enters, and leaves when it ends.  `room` may run. */
void window_enter(struct window *, struct window_place *, int64_t now_ms);
void
window_leave(struct window *, struct window_place *, enum upstream_end end);

unsigned window_width(const struct window *);

#endif
