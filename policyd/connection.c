/* SPDX-License-Identifier: BSD-2-Clause */
/* One client of the policy server. */

#include "policyd/connection.h"

#include <errno.h>
#include <event2/event.h>
#include <event2/event_struct.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/error.h"
#include "base/log.h"
#include "base/mem.h"
#include "daemon/peer.h"
#include "policyd/server.h"

/* Octets that wait: the rest of a read, or a request that is not whole. */
struct connection_rest {
	struct buf octets;
	struct request_parser parser;
	struct event timer; /* pending while a request is not whole */
};

/* While it is idle this is all that a connection costs us. */
struct connection {
	struct event event; /* reading, or writing while `unsent` is there */
	struct connections *all;
	struct connection *next, **prev;
	struct connection_rest *rest; /* NULL: none */
	struct buf *unsent;           /* NULL: none; else nothing is read */
	void *job;   /* a decision that comes later; nothing is read */
	int fd, out; /* the same for a socket */
};

static void connection_readable(evutil_socket_t, short, void *);
static void connection_writable(evutil_socket_t, short, void *);
static void connection_late(evutil_socket_t, short, void *);

static void
connection_drop_rest(struct connection *c)
{
	if (c->rest == NULL)
		return;
	(void)event_del(&c->rest->timer);
	buf_fini(&c->rest->octets);
	free(c->rest);
	c->rest = NULL;
}

static void
connection_close(struct connection *c)
{
	struct connections *all = c->all;

	(void)event_del(&c->event);
	if (c->job != NULL)
		all->ops->cancel(all->arg, c->job);
	connection_drop_rest(c);
	if (c->unsent != NULL)
		buf_fini(c->unsent);
	free(c->unsent);
	if (c->out != c->fd)
		(void)close(c->out);
	(void)close(c->fd);
	*c->prev = c->next;
	if (c->next != NULL)
		c->next->prev = c->prev;
	free(c);
	if (--all->n == 0)
		all->empty(all);
}

static void
connection_refuse(struct connection *c, const char *why)
{
	struct buf peer = BUF_INIT;

	c->all->refused++;
	peer_put(&peer, c->fd);
	log_printf(
	    LOG_LEVEL_WARN, "%s: connection closed: %s", buf_text(&peer), why);
	buf_fini(&peer);
	connection_close(c);
}

/* Wait for one kind of event only. */
static void
connection_want(struct connection *c, short what)
{
	(void)event_del(&c->event);
	(void)event_assign(&c->event, c->all->base,
	    what == EV_READ ? c->fd : c->out, (short)(what | EV_PERSIST),
	    what == EV_READ ? connection_readable : connection_writable, c);
	(void)event_add(&c->event, NULL);
}

/* Send now, or keep what the client does not take; -1: it has gone. */
static int
connection_send(struct connection *c, const char *data, size_t len)
{
	ssize_t n = write(c->out, data, len);

	if (n == (ssize_t)len)
		return 0;
	if (n == -1 && errno != EAGAIN && errno != EINTR) {
		connection_close(c);
		return -1;
	}
	c->unsent = mem_zalloc(sizeof(*c->unsent));
	buf_put(
	    c->unsent, data + (n > 0 ? n : 0), len - (size_t)(n > 0 ? n : 0));
	connection_want(c, EV_WRITE);
	return 0;
}

static struct connection_rest *
connection_rest(struct connection *c)
{
	if (c->rest == NULL) {
		c->rest = mem_zalloc(sizeof(*c->rest));
		(void)evtimer_assign(
		    &c->rest->timer, c->all->base, connection_late, c);
	}
	return c->rest;
}

/* Keep what was not used: data is all->input or the rest itself. */
static void
connection_keep(struct connection *c, const char *data, size_t used, size_t len,
    const struct request_parser *parser)
{
	static const struct timeval late = {SERVER_REQUEST_SECONDS, 0};
	struct connection_rest *rest;

	if (used == len) {
		connection_drop_rest(c);
		return;
	}
	rest = connection_rest(c);
	if (data == c->all->input)
		buf_put(&rest->octets, data + used, len - used);
	else
		buf_consume(&rest->octets, used);
	rest->parser = *parser;
	if (c->job != NULL || c->unsent != NULL)
		(void)event_del(&rest->timer); /* it is we who are late */
	else if (used > 0 || evtimer_pending(&rest->timer, NULL) == 0)
		(void)evtimer_add(&rest->timer, &late);
}

/* One request; -1: the connection has gone. */
static int
connection_decide(struct connection *c, const struct request *r)
{
	struct connections *all = c->all;
	void *job;

	buf_clear(&all->reply);
	job = all->ops->decide(all->arg, r, c, &all->reply);
	if (job != NULL) {
		c->job = job;
		(void)event_del(&c->event);
		return 0;
	}
	return connection_send(c, all->reply.data, all->reply.len);
}

/* Answer what is whole in data; -1: the connection has gone. */
static int
connection_serve(struct connection *c, const char *data, size_t len,
    struct request_parser parser)
{
	enum request_state state = REQUEST_DONE;
	struct request request;
	struct error err;
	size_t used = 0, n;

	while (used < len && c->job == NULL && c->unsent == NULL) {
		state = request_parse(
		    &parser, data + used, len - used, &request, &n, &err);
		if (state == REQUEST_BAD) {
			connection_refuse(c, err.text);
			return -1;
		}
		if (state == REQUEST_MORE)
			break;
		used += n;
		if (connection_decide(c, &request) == -1)
			return -1;
	}
	connection_keep(c, data, used, len, &parser);
	if (c->all->draining && c->rest == NULL && c->job == NULL &&
	    c->unsent == NULL) {
		connection_close(c);
		return -1;
	}
	return 0;
}

/* Go on after something that held the connection up. */
static void
connection_resume(struct connection *c)
{
	struct connection_rest *rest = c->rest;
	int alive = rest != NULL ? connection_serve(c, rest->octets.data,
				       rest->octets.len, rest->parser)
				 : connection_serve(
				       c, NULL, 0, (struct request_parser){0});

	if (alive == 0 && c->job == NULL && c->unsent == NULL)
		connection_want(c, EV_READ);
}

static void
connection_readable(evutil_socket_t fd, short what, void *arg)
{
	struct connection *c = arg;
	struct connections *all = c->all;
	ssize_t n = read((int)fd, all->input, sizeof(all->input));

	(void)what;
	if (n == -1 && (errno == EAGAIN || errno == EINTR))
		return;
	if (n <= 0) {
		connection_close(c);
		return;
	}
	if (c->rest == NULL) {
		(void)connection_serve(
		    c, all->input, (size_t)n, (struct request_parser){0});
		return;
	}
	buf_put(&c->rest->octets, all->input, (size_t)n);
	(void)connection_serve(
	    c, c->rest->octets.data, c->rest->octets.len, c->rest->parser);
}

static void
connection_writable(evutil_socket_t fd, short what, void *arg)
{
	struct connection *c = arg;
	ssize_t n = write((int)fd, c->unsent->data, c->unsent->len);

	(void)what;
	if (n == -1 && (errno == EAGAIN || errno == EINTR))
		return;
	if (n == -1) {
		connection_close(c);
		return;
	}
	buf_consume(c->unsent, (size_t)n);
	if (c->unsent->len > 0)
		return;
	buf_fini(c->unsent);
	free(c->unsent);
	c->unsent = NULL;
	connection_resume(c);
}

static void
connection_late(evutil_socket_t fd, short what, void *arg)
{
	(void)fd, (void)what;
	connection_refuse(arg, "a request that was begun and not ended");
}

void
server_answer(struct connection *c, const char *reply, size_t len)
{
	c->job = NULL;
	if (connection_send(c, reply, len) == 0 && c->unsent == NULL)
		connection_resume(c);
}

void
connection_new(struct connections *all, int in, int out)
{
	struct connection *c = mem_zalloc(sizeof(*c));

	c->all = all;
	c->fd = in;
	c->out = out;
	c->next = all->first;
	c->prev = &all->first;
	if (c->next != NULL)
		c->next->prev = &c->next;
	all->first = c;
	all->n++;
	all->accepted++;
	(void)event_assign(&c->event, all->base, in, EV_READ | EV_PERSIST,
	    connection_readable, c);
	(void)event_add(&c->event, NULL);
}

void
connections_drain(struct connections *all)
{
	struct connection *next;

	all->draining = true;
	for (struct connection *c = all->first; c != NULL; c = next) {
		size_t n = all->n;

		next = c->next;
		if (c->job != NULL || c->unsent != NULL)
			continue;
		connection_readable(c->fd, EV_READ, c);
		/* nothing had arrived */
		if (all->n == n && c->job == NULL && c->unsent == NULL &&
		    c->rest == NULL)
			connection_close(c);
	}
}

void
connections_close(struct connections *all)
{
	while (all->first != NULL)
		connection_close(all->first);
	buf_fini(&all->reply);
}
