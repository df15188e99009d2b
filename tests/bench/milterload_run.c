/* SPDX-License-Identifier: BSD-2-Clause */
/* All clients of milterload, from the first message to the last. */

#include <string.h>
#include <sys/epoll.h>

#include "load.h"
#include "milterload.h"

#define EVENTS 256
#define MILLISECOND (LOAD_SECOND / 1000)
#define LOOK_EVERY (MILLISECOND / 2)
#define WAIT_MAX (LOAD_SECOND / 2)

static void
run_connected(struct client *c)
{
	int why = load_endpoint_outcome(c->fd);

	if (why != 0) {
		client_lose(c, strerror(why));
		return;
	}
	c->step = STEP_NEGOTIATE;
	if (!c->has_message && client_may_begin(c->load))
		client_begin_message(c);
}

static void
run_event(struct client *c, uint32_t events)
{
	if (c->fd < 0)
		return;
	if (c->step == STEP_CONNECTING)
		run_connected(c);
	else if ((events & (EPOLLIN | EPOLLHUP | EPOLLERR)) != 0)
		receive_all(c);
	say_on(c);
	client_send(c);
}

/* What it waited for is there: a place in the backlog, or its time. */
static void
run_resume(struct client *c)
{
	const struct load *load = c->load;

	if (c->fd < 0) {
		c->resume = 0;
		if (load->started < load->options.messages || c->has_message)
			client_open(c);
		return;
	}
	if (c->step == STEP_IDLE ||
	    (c->step == STEP_CONNECT && !c->has_message))
		c->resume = 0;
	say_on(c);
	client_send(c);
}

/* How long it may be left alone. */
static uint64_t
run_look_after(struct client *c, uint64_t now)
{
	if (c->resume > 0 && now >= c->resume)
		run_resume(c);
	if (c->resume > 0)
		return c->resume > now ? c->resume - now : 0;
	if (c->fd >= 0 && (c->awaits_reply || c->step == STEP_CONNECTING) &&
	    now > c->deadline)
		client_lose(c, "no reply in time");
	return WAIT_MAX;
}

/* How long all may be left alone, a millisecond at least. */
static uint64_t
run_look_after_all(struct load *load)
{
	const struct options *o = &load->options;
	uint64_t now = load_now(), wait = WAIT_MAX;

	if (o->wait == 0 && o->rate <= 0 && now - load->looked < LOOK_EVERY)
		return MILLISECOND;
	load->looked = now;
	for (unsigned i = 0; i < o->clients; i++) {
		uint64_t its = run_look_after(&load->clients[i], now);

		if (its < wait)
			wait = its;
	}
	return wait > MILLISECOND ? wait : MILLISECOND;
}

void
run_all(struct load *load)
{
	struct epoll_event events[EVENTS];

	load->began = load_now();
	for (unsigned i = 0; i < load->options.clients; i++)
		client_open(&load->clients[i]);
	while (load->finished < load->options.messages) {
		uint64_t wait = run_look_after_all(load);
		int n = epoll_wait(
		    load->epoll, events, EVENTS, (int)(wait / MILLISECOND));

		for (int i = 0; i < n; i++)
			run_event(events[i].data.ptr, events[i].events);
	}
}
