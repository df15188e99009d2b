/* SPDX-License-Identifier: BSD-2-Clause */
/* One question on its way through zones and servers. */

#include "dns/question_parts.h"

#include <event2/event.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"
#include "dns/answer.h"
#include "dns/message.h"
#include "dns/name.h"
#include "dns/trail.h"
#include "dns/upstream.h"
#include "dns/window.h"
#include "dns/zone.h"

#define QUESTION_SLOW_PART 16 /* of a timeout: a slow answer takes as long */

static void question_on_step(evutil_socket_t, short, void *);
static void question_on_deadline(evutil_socket_t, short, void *);

static struct question *
question_next(const struct question_world *w)
{
	struct question *first = TAILQ_FIRST(&w->again);

	return first != NULL ? first : TAILQ_FIRST(&w->waiting);
}

/* It goes to the one that waits longest. */
static void
question_on_room(void *arg)
{
	const struct question_world *w = arg;
	struct question *next = question_next(w);

	if (next != NULL)
		event_active(next->step, EV_TIMEOUT, 1);
}

void
question_world_init(
    struct question_world *w, struct event_base *base, unsigned timeout_ms)
{
	memset(w, 0, sizeof(*w));
	w->base = base;
	w->timeout_ms = timeout_ms;
	w->window = window_new(
	    base, timeout_ms / QUESTION_SLOW_PART, question_on_room, w);
	TAILQ_INIT(&w->waiting);
	TAILQ_INIT(&w->again);
}

void
question_world_fini(struct question_world *w)
{
	for (size_t i = 0; i < w->n_upstreams; i++)
		upstream_free(&w->upstreams[i]);
	window_free(&w->window);
	for (size_t i = 0; i < w->n_zones; i++)
		dns_zone_free(&w->zones[i]);
	free(w->upstreams);
	free(w->zones);
}

struct question *
question_new(struct question_world *world, const char *name, uint16_t type,
    question_done_cb *done)
{
	struct question *q = mem_zalloc(sizeof(*q));

	q->world = world;
	q->done = done;
	q->so_far = dns_answer_new(name, type, DNS_NODATA);
	TAILQ_INIT(&q->waiters);
	q->step = event_new(world->base, -1, 0, question_on_step, q);
	q->deadline = evtimer_new(world->base, question_on_deadline, q);
	event_active(q->step, EV_TIMEOUT, 1);
	return q;
}

static void
question_wait(struct question *q)
{
	if (q->waiting != NULL)
		return;
	q->waiting = q->has_begun ? &q->world->again : &q->world->waiting;
	TAILQ_INSERT_TAIL(q->waiting, q, waiting_entry);
}

static void
question_unwait(struct question *q)
{
	if (q->waiting != NULL)
		TAILQ_REMOVE(q->waiting, q, waiting_entry);
	q->waiting = NULL;
}

static void
question_leave(struct question *q)
{
	if (q->waiting != NULL) {
		question_unwait(q);
		question_on_room(q->world);
	}
	upstream_forget(&q->try);
}

void
question_free(struct question **qp)
{
	struct question *q = *qp;

	*qp = NULL;
	if (q == NULL)
		return;
	question_leave(q);
	event_free(q->step);
	event_free(q->deadline);
	dns_answer_free(&q->so_far);
	dns_answer_free(&q->answer);
	dns_answer_free(&q->servfail);
	free(q);
}

void
question_finish(struct question *q, struct dns_answer *answer)
{
	(void)evtimer_del(q->deadline);
	question_leave(q);
	q->done(q, answer);
	dns_answer_free(&answer);
}

/* Go on from here: the trail so far ends where this answer does. */
void
question_continue(struct question *q, struct dns_answer *answer)
{
	dns_answer_free(&q->so_far);
	q->so_far = answer;
	dns_answer_free(&q->servfail);
	q->confirming = false;
	q->first = q->server;
	q->round = 0;
	q->tcp = false;
	q->classified = 0;
}

static void
question_fail(struct question *q, enum dns_status status, uint8_t rcode,
    const char *server)
{
	struct dns_answer *a = trail_fork(q->so_far, status);

	a->rcode = rcode;
	if (server != NULL)
		dns_answer_set_server(a, server);
	trail_finish(a);
	question_finish(q, a);
}

/* A server that was silent of late is asked last, not first. */
static size_t
question_first_server(const struct question_world *w)
{
	for (size_t i = 0; i < w->n_upstreams; i++)
		if (!upstream_is_silent(w->upstreams[i]))
			return i;
	return 0;
}

static void
question_begin(struct question *q)
{
	const struct question_world *w = q->world;
	uint64_t ms = (uint64_t)w->tries * w->n_upstreams * w->timeout_ms;
	struct timeval tv = {(time_t)(ms / 1000), (long)(ms % 1000) * 1000};

	if (q->has_begun)
		return;
	q->has_begun = true;
	q->first = q->server = question_first_server(w);
	(void)evtimer_add(q->deadline, &tv);
}

/* Nobody overtakes those who wait, but who has begun goes before others. */
static bool
question_has_room(const struct question *q)
{
	struct question_world *w = q->world;
	bool others =
	    q->has_begun ? !TAILQ_EMPTY(&w->again) : question_next(w) != NULL;

	return (q->waiting != NULL || !others) &&
	       window_has_room(w->window, clock_steady_ms());
}

struct upstream *
question_upstream(const struct question *q)
{
	return q->world->upstreams[q->server];
}

/* Keep what came; the next turn of the loop looks at it. */
static void
question_on_end(
    void *arg, enum upstream_end end, const void *data, size_t len, bool plain)
{
	struct question *q = arg;
	struct message_notes notes = {.has_opt = true};

	switch (end) {
	case UPSTREAM_RESPONSE:
		q->answer = message_read(data, len, q->so_far, &notes);
		q->answer->ad &= upstream_believe_ad(question_upstream(q));
		dns_answer_set_server(
		    q->answer, upstream_name(question_upstream(q)));
		break;
	case UPSTREAM_TIMEOUT:
		q->world->counters.timeouts++;
		q->answer = trail_fork(q->so_far, DNS_TIMEOUT);
		trail_finish(q->answer);
		break;
	case UPSTREAM_UNREACHABLE:
		q->answer = trail_fork(q->so_far, DNS_FAILED);
		trail_finish(q->answer);
		break;
	}
	q->may_be_plain = !plain && !notes.has_opt;
	q->goes_on = notes.goes_on;
	event_active(q->step, EV_TIMEOUT, 1);
}

/* The time of all tries together is over. */
static void
question_expire(struct question *q)
{
	struct dns_answer *servfail = q->servfail;

	q->servfail = NULL;
	if (servfail != NULL)
		question_finish(q, servfail);
	else if (q->tcp)
		question_fail(q, DNS_TRUNCATED, 0, NULL);
	else
		question_fail(q, DNS_TIMEOUT, 0, NULL);
}

static void
question_put_on_wire(struct question *q)
{
	struct upstream_request r = {.name = trail_end(q->so_far),
	    .type = q->so_far->type,
	    .tcp = q->tcp,
	    .cd = q->cd};

	question_begin(q);
	q->world->counters.sent++;
	upstream_ask(question_upstream(q), &r, question_on_end, q, &q->try);
}

void
question_send(struct question *q)
{
	if (q->is_late) {
		question_expire(q);
		return;
	}
	if (!question_has_room(q)) {
		question_wait(q);
		return;
	}
	question_unwait(q);
	question_put_on_wire(q);
	question_on_room(q->world); /* there may be more */
}

static void
question_on_step(evutil_socket_t fd, short what, void *arg)
{
	struct question *q = arg;
	struct dns_answer *a = q->answer;

	(void)fd;
	(void)what;
	q->answer = NULL;
	if (a != NULL) {
		question_on_answer(q, a);
		return;
	}
	if (question_ask_zones(q))
		return;
	if (q->world->n_upstreams == 0)
		question_fail(q, DNS_FAILED, MESSAGE_RCODE_SERVFAIL, "none");
	else
		question_send(q);
}

static void
question_on_deadline(evutil_socket_t fd, short what, void *arg)
{
	struct question *q = arg;

	(void)fd;
	(void)what;
	q->is_late = true;
	if (q->answer != NULL)
		return; /* it came just in time */
	q->world->counters.timeouts++;
	question_expire(q);
}
