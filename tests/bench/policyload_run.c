/* SPDX-License-Identifier: BSD-2-Clause */
/* Connecting all clients, warming up, and measuring. */

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include "load.h"
#include "policyload.h"

#define EVENTS 512
#define LOOK_MS 5         /* how often timeouts are looked for */
#define CONNECTING_MAX 64 /* so that no backlog overflows */

/* When the n-th request of a steady rate is due. */
static uint64_t
run_due(const struct load *load, unsigned long n)
{
	return load->began +
	       (uint64_t)((double)n / load->options.rate * (double)LOAD_SECOND);
}

static bool
run_is_steady(const struct load *load)
{
	return load->options.rate > 0 && load->measuring;
}

/* Ask what may be asked by now. */
static void
run_ask(struct load *load)
{
	while (load->issued < load->target) {
		uint64_t now = load_now(), due = now;
		struct client *c;

		if (run_is_steady(load))
			due = run_due(load, load->issued);
		if (due > now || (c = client_next_idle(load)) == NULL)
			return;
		request_make(c);
		c->state = CLIENT_BUSY;
		c->sent = now;
		c->due = due;
		load->issued++;
		client_send(c);
	}
}

static void
run_look_after(struct load *load, uint64_t now)
{
	for (unsigned i = 0; i < load->options.clients; i++) {
		struct client *c = &load->clients[i];

		if (c->state == CLIENT_BUSY &&
		    now - c->sent > load->options.timeout)
			client_fail(c, &load->failures.timeout);
		if (c->state == CLIENT_DOWN && now >= c->retry_at)
			client_open(c);
	}
}

/* Wake up when the next request is due. */
static void
run_set_timer(struct load *load)
{
	uint64_t due;
	struct itimerspec at = {{0, 0}, {0, 0}};

	if (!run_is_steady(load) || load->issued >= load->target ||
	    load->first_idle == NULL)
		return;
	due = run_due(load, load->issued);
	at.it_value.tv_sec = (time_t)(due / LOAD_SECOND);
	at.it_value.tv_nsec = (long)(due % LOAD_SECOND);
	(void)timerfd_settime(load->timer, TFD_TIMER_ABSTIME, &at, NULL);
}

static void
run_wait(struct load *load)
{
	struct epoll_event events[EVENTS];
	int n = epoll_wait(load->epoll, events, EVENTS, LOOK_MS);

	for (int i = 0; i < n; i++) {
		uint64_t ticks;

		if (events[i].data.ptr != NULL)
			client_ready(events[i].data.ptr, events[i].events);
		else if (read(load->timer, &ticks, sizeof(ticks)) == -1)
			continue;
		if (events[i].data.ptr == NULL || load->options.rate <= 0)
			run_ask(load);
	}
}

/* Until all requests of the phase are finished, or the time is up. */
static void
run_phase(struct load *load)
{
	uint64_t now = load_now(), next_look = now;
	uint64_t end = now + load->options.limit;

	while (load->finished < load->target && (now = load_now()) < end) {
		if (now >= next_look || load->options.reconnect > 0)
			run_look_after(load, now);
		if (now >= next_look)
			next_look = now + LOOK_MS * LOAD_SECOND / 1000;
		run_ask(load);
		run_set_timer(load);
		run_wait(load);
	}
}

static unsigned
run_count(const struct load *load, enum client_state state)
{
	unsigned n = 0;

	for (unsigned i = 0; i < load->options.clients; i++)
		n += load->clients[i].state == state;
	return n;
}

static void
run_connect_some(struct load *load)
{
	unsigned connecting = run_count(load, CLIENT_CONNECTING);
	uint64_t now = load_now();

	for (unsigned i = 0; i < load->options.clients; i++) {
		struct client *c = &load->clients[i];

		if (connecting >= CONNECTING_MAX)
			return;
		if (c->state == CLIENT_DOWN && c->retry_at <= now) {
			client_open(c);
			connecting += c->state == CLIENT_CONNECTING;
		}
	}
}

void
run_connect(struct load *load)
{
	const struct options *o = &load->options;
	uint64_t end = load_now() + o->connect_limit;
	unsigned up;

	while ((up = run_count(load, CLIENT_IDLE)) < o->clients &&
	       load_now() < end) {
		run_connect_some(load);
		run_wait(load);
	}
	if (up == 0)
		load_die(POLICYLOAD_USAGE,
		    "no connection could be made to %s (connect errors: %lu)",
		    o->endpoint, load->failures.connect);
	if (up < o->clients)
		(void)fprintf(stderr,
		    "policyload: only %u of %u connections were made in "
		    "%.0f s\n",
		    up, o->clients,
		    (double)o->connect_limit / (double)LOAD_SECOND);
}

void
run_warm_up(struct load *load)
{
	if (load->options.warm == 0)
		return;
	load->target = load->options.warm;
	run_phase(load);
	if (load->finished < load->target)
		(void)fprintf(stderr,
		    "policyload: warm-up not finished: %lu of %lu\n",
		    load->finished, load->target);
	/* requests that are still out belong to no phase */
	for (unsigned i = 0; i < load->options.clients; i++)
		if (load->clients[i].state == CLIENT_BUSY)
			client_close(&load->clients[i], 0);
}

static void
run_count_waiting(struct load *load, uint64_t end)
{
	struct waiting *w = &load->waiting;

	for (unsigned i = 0; i < load->options.clients; i++) {
		const struct client *c = &load->clients[i];
		uint64_t waited = end - c->due;

		if (c->state != CLIENT_BUSY)
			continue;
		w->n++;
		w->over_1s += waited > LOAD_SECOND;
		if (waited > w->oldest)
			w->oldest = waited;
	}
}

void
run_measure(struct load *load, double *seconds_out)
{
	uint64_t end;

	load->failures = (struct failures){0, 0, 0, 0, 0};
	load->issued = load->finished = load->answered = 0;
	load->next_domain = 0;
	load->target = load->options.requests;
	load->measuring = true;
	load->began = load_now();
	run_phase(load);
	end = load_now();
	run_count_waiting(load, end);
	*seconds_out = (double)(end - load->began) / (double)LOAD_SECOND;
}
