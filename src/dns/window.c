/* SPDX-License-Identifier: BSD-2-Clause */
/* How many messages may be on their way at once. */

#include "dns/window.h"

#include <event2/event.h>
#include <stdlib.h>

#include "base/mem.h"

TAILQ_HEAD(window_places, window_place);

struct window {
	window_room_cb *room;
	void *arg;
	struct event *timer; /* while someone waits: when the oldest is slow */
	unsigned counted_ms;
	struct window_places places; /* those that count, the oldest first */
	unsigned n_counting, n_unanswered;
	unsigned width;
	unsigned answers; /* that came while the window was full */
	bool is_full;     /* someone was refused since it was half empty */
	uint64_t n_entered, n_at_halving;
};

static void
window_on_timer(evutil_socket_t fd, short what, void *arg)
{
	const struct window *w = arg;

	(void)fd;
	(void)what;
	w->room(w->arg);
}

struct window *
window_new(struct event_base *base, unsigned counted_ms, window_room_cb *room,
    void *arg)
{
	struct window *w = mem_zalloc(sizeof(*w));

	w->room = room;
	w->arg = arg;
	w->timer = evtimer_new(base, window_on_timer, w);
	w->counted_ms = counted_ms;
	w->width = WINDOW_FIRST;
	TAILQ_INIT(&w->places);
	return w;
}

void
window_free(struct window **wp)
{
	if (*wp == NULL)
		return;
	event_free((*wp)->timer);
	free(*wp);
	*wp = NULL;
}

static void
window_uncount(struct window *w, struct window_place *place)
{
	if (!place->counts)
		return;
	TAILQ_REMOVE(&w->places, place, entry);
	place->counts = false;
	w->n_counting--;
}

/* When the oldest that counts will count no more. */
static void
window_arm(struct window *w, int64_t now_ms)
{
	const struct window_place *oldest = TAILQ_FIRST(&w->places);
	int64_t ms;
	struct timeval tv;

	if (oldest == NULL || evtimer_pending(w->timer, NULL))
		return;
	ms = oldest->since + w->counted_ms - now_ms;
	tv.tv_sec = (time_t)(ms / 1000);
	tv.tv_usec = (suseconds_t)(ms % 1000 * 1000);
	(void)evtimer_add(w->timer, &tv);
}

bool
window_has_room(struct window *w, int64_t now_ms)
{
	struct window_place *oldest;

	while ((oldest = TAILQ_FIRST(&w->places)) != NULL &&
	       now_ms - oldest->since >= w->counted_ms)
		window_uncount(w, oldest);
	if (w->n_counting < w->width / 2)
		w->is_full = false;
	if (w->n_counting < w->width && w->n_unanswered < WINDOW_MOST)
		return true;
	w->is_full = true;
	window_arm(w, now_ms);
	return false;
}

void
window_enter(struct window *w, struct window_place *place, int64_t now_ms)
{
	place->since = now_ms;
	place->number = w->n_entered++;
	place->counts = true;
	TAILQ_INSERT_TAIL(&w->places, place, entry);
	w->n_counting++;
	w->n_unanswered++;
}

static void
window_grow(struct window *w)
{
	if (!w->is_full || ++w->answers < w->width || w->width == WINDOW_MOST)
		return;
	w->width++;
	w->answers = 0;
}

static void
window_halve(struct window *w, const struct window_place *lost)
{
	unsigned half = w->width / 2;

	if (lost->number < w->n_at_halving)
		return;
	w->width = half > WINDOW_LEAST ? half : WINDOW_LEAST;
	w->answers = 0;
	w->n_at_halving = w->n_entered;
}

void
window_leave(
    struct window *w, struct window_place *place, enum upstream_end end)
{
	window_uncount(w, place);
	w->n_unanswered--;
	if (end == UPSTREAM_RESPONSE)
		window_grow(w);
	else if (end == UPSTREAM_TIMEOUT)
		window_halve(w, place);
	w->room(w->arg);
}

unsigned
window_width(const struct window *w)
{
	return w->width;
}
