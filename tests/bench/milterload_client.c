/* SPDX-License-Identifier: BSD-2-Clause */
/* One connection of the MTA to the milter, its sessions and messages. */

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <arpa/inet.h>
#include <sys/epoll.h>
#include <unistd.h>

#include "base/mem.h"
#include "load.h"
#include "milterload.h"

#define CLIENT_RETRY (LOAD_SECOND / 1000)

static void
client_watch(struct client *c, int operation, bool for_room)
{
	struct epoll_event event = {
	    .events = EPOLLIN | (for_room ? EPOLLOUT : 0u), .data.ptr = c};

	if (epoll_ctl(c->load->epoll, operation, c->fd, &event) == -1)
		load_die(EX_OSERR, "epoll: %s", strerror(errno));
	c->watched_for_room = for_room;
}

static void
client_empty(struct client *c)
{
	buf_clear(&c->in);
	buf_clear(&c->out);
	c->sent = 0;
}

void
client_close(struct client *c)
{
	if (c->fd >= 0)
		(void)close(c->fd);
	c->fd = -1;
	client_empty(c);
	for (int stage = 0; stage < STAGES; stage++) {
		free(c->macros[stage]);
		c->macros[stage] = NULL;
	}
	c->awaits_reply = false;
}

void
client_open(struct client *c)
{
	client_empty(c);
	c->step = STEP_CONNECTING;
	c->deadline = load_now() + c->load->options.timeout;
	c->resume = 0;
	c->load->figures.connects++;
	c->fd = load_endpoint_connect(&c->load->endpoint);
	if (c->fd >= 0)
		client_watch(c, EPOLL_CTL_ADD, true);
	else if (errno == EAGAIN) /* the backlog of a UNIX socket is full */
		c->resume = load_now() + CLIENT_RETRY;
	else
		load_die(EX_UNAVAILABLE, "connect to %s: %s",
		    c->load->options.endpoint, strerror(errno));
}

void
client_fini(struct client *c)
{
	client_close(c);
	buf_fini(&c->in);
	buf_fini(&c->out);
}

bool
client_may_begin(const struct load *load)
{
	double passed =
	    (double)(load_now() - load->began) / (double)LOAD_SECOND;

	if (load->started >= load->options.messages)
		return false;
	return load->options.rate <= 0 ||
	       (double)load->started <= passed * load->options.rate;
}

void
client_begin_message(struct client *c)
{
	c->number = c->load->started++;
	c->mail = &c->load->mails[c->number % c->load->n_mails];
	(void)snprintf(c->queue_id, sizeof(c->queue_id), "4ML%08lX", c->number);
	c->has_message = true;
	c->began = load_now();
	c->at_end = 0;
	c->at = c->rcpts_taken = 0;
	c->skips_fields = c->skips_body = c->skips_rcpts = false;
	c->wanted_seen = 0;
}

static bool
client_is_as_expected(const struct client *c, enum result result)
{
	const struct options *o = &c->load->options;
	bool ok = result == RESULT_CONTINUE || result == RESULT_ACCEPT;

	if (o->expect != NULL &&
	    strcmp(o->expect, figures_result_name(result)) != 0 &&
	    !(strcmp(o->expect, "ok") == 0 && ok))
		return false;
	return o->wanted == NULL || c->wanted_seen > 0;
}

void
client_finish_message(struct client *c, enum result result)
{
	struct figures *f = &c->load->figures;
	uint64_t now = load_now();

	if (!c->has_message)
		return;
	c->has_message = false;
	c->load->finished++;
	c->said_in_session++;
	f->results[result]++;
	if (result != RESULT_ERROR)
		load_latency_add(&f->message, now - c->began);
	if (result != RESULT_ERROR && c->at_end != 0)
		load_latency_add(&f->end, now - c->at_end);
	if (c->load->options.verbose > 0)
		(void)printf(
		    "%s final %s\n", c->queue_id, figures_result_name(result));
	if (!client_is_as_expected(c, result))
		f->unexpected++;
}

static void
client_forget_session(struct client *c)
{
	c->said_in_session = 0;
	c->session = RESULT_CONTINUE;
}

/* QUIT_NC keeps the connection for the next session. */
void
client_end_session(struct client *c)
{
	struct load *load = c->load;
	bool more = load->started < load->options.messages;

	load->figures.sessions++;
	client_forget_session(c);
	c->at = 0;
	if (load->options.keep && more) {
		client_put(c, 'K', NULL, 0);
		c->step = STEP_CONNECT;
		return;
	}
	client_put(c, 'Q', NULL, 0);
	(void)send(
	    c->fd, c->out.data + c->sent, c->out.len - c->sent, MSG_NOSIGNAL);
	client_close(c);
	c->step = STEP_IDLE;
	if (more)
		client_open(c);
}

void
client_after_message(struct client *c)
{
	const struct load *load = c->load;

	if (c->said_in_session < load->options.per_session &&
	    load->started < load->options.messages &&
	    c->session == RESULT_CONTINUE)
		c->step = STEP_IDLE;
	else
		client_end_session(c);
}

void
client_put(struct client *c, char command, const void *data, size_t len)
{
	uint32_t size = htonl((uint32_t)len + 1);

	if (c->load->options.verbose > 1)
		(void)fprintf(stderr, "> %c %zu\n", command, len);
	buf_put(&c->out, &size, sizeof(size));
	buf_putc(&c->out, command);
	buf_put(&c->out, data, len);
	c->load->figures.octets += len + 5;
}

void
client_await(struct client *c)
{
	c->awaits_reply = true;
	c->deadline = load_now() + c->load->options.timeout;
}

void
client_send(struct client *c)
{
	if (c->fd < 0 || c->step == STEP_CONNECTING)
		return;
	while (c->sent < c->out.len) {
		ssize_t n = send(c->fd, c->out.data + c->sent,
		    c->out.len - c->sent, MSG_NOSIGNAL);

		if (n == -1 && errno == EINTR)
			continue;
		if (n == -1 && errno == EAGAIN) {
			if (!c->watched_for_room)
				client_watch(c, EPOLL_CTL_MOD, true);
			return;
		}
		if (n <= 0) {
			client_lose(c, strerror(errno));
			return;
		}
		c->sent += (size_t)n;
	}
	buf_clear(&c->out);
	c->sent = 0;
	if (c->watched_for_room)
		client_watch(c, EPOLL_CTL_MOD, false);
}

void
client_complain(struct client *c, const char *format, ...)
{
	unsigned long n = ++c->load->figures.errors;
	va_list args;

	if (n > MILTERLOAD_ERRORS_SHOWN && c->load->options.verbose == 0)
		return;
	(void)fprintf(stderr, "milterload: message %lu: ", c->number);
	va_start(args, format);
	(void)vfprintf(stderr, format, args);
	va_end(args);
	(void)fputc('\n', stderr);
}

void
client_lose(struct client *c, const char *why)
{
	struct load *load = c->load;

	client_complain(c, "%s", why);
	client_finish_message(c, RESULT_ERROR);
	client_close(c);
	client_forget_session(c);
	c->step = STEP_IDLE;
	if (load->figures.errors >= MILTERLOAD_ERRORS_MAX)
		load_die(MILTERLOAD_FAILED, "too many errors");
	if (load->started < load->options.messages)
		client_open(c);
}
