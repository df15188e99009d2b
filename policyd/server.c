/* SPDX-License-Identifier: BSD-2-Clause */
/* The listeners and the connections of the policy server. */

#include "policyd/server.h"

#include <event2/event.h>
#include <event2/event_struct.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/mem.h"
#include "daemon/acceptor.h"
#include "daemon/listener.h"
#include "policyd/connection.h"

struct server {
	struct acceptor **acceptors;
	size_t n_acceptors;
	struct acceptor **passed; /* of whoever started us */
	size_t n_passed;
	struct event drain_timer;
	struct connections connections;
};

static void
server_accepted(void *arg, int fd)
{
	struct server *s = arg;

	connection_new(&s->connections, fd, fd);
}

static void
server_empty(struct connections *all)
{
	if (all->draining || all->once)
		(void)event_base_loopbreak(all->base);
}

static void
server_drain_late(evutil_socket_t fd, short what, void *arg)
{
	struct server *s = arg;

	(void)fd, (void)what;
	(void)event_base_loopbreak(s->connections.base);
}

struct server *
server_new(struct event_base *base, const struct server_ops *ops, void *arg)
{
	struct server *s = mem_zalloc(sizeof(*s));

	s->connections.base = base;
	s->connections.ops = ops;
	s->connections.arg = arg;
	s->connections.empty = server_empty;
	(void)evtimer_assign(&s->drain_timer, base, server_drain_late, s);
	return s;
}

static void
server_free_acceptors(struct acceptor ***list, size_t *n)
{
	for (size_t i = 0; i < *n; i++)
		acceptor_free(&(*list)[i]);
	free(*list);
	*list = NULL;
	*n = 0;
}

static void
server_stop_accepting(struct server *s)
{
	server_free_acceptors(&s->acceptors, &s->n_acceptors);
	server_free_acceptors(&s->passed, &s->n_passed);
}

void
server_free(struct server **sp)
{
	struct server *s = *sp;

	if (s == NULL)
		return;
	*sp = NULL;
	server_stop_accepting(s);
	(void)event_del(&s->drain_timer);
	connections_close(&s->connections);
	free(s);
}

static bool
server_is_at(const struct acceptor *a, const char *endpoint)
{
	return a != NULL && listener_is_at(acceptor_listener(a), endpoint);
}

/* Take the acceptor of this endpoint out of those that were, if it was. */
static struct acceptor *
server_take(struct server *s, const char *endpoint)
{
	for (size_t i = 0; i < s->n_acceptors; i++) {
		struct acceptor *a = s->acceptors[i];

		if (!server_is_at(a, endpoint))
			continue;
		s->acceptors[i] = NULL;
		return a;
	}
	return NULL;
}

static bool
server_has(struct acceptor *const *acceptors, size_t n, const char *endpoint)
{
	for (size_t i = 0; i < n; i++)
		if (server_is_at(acceptors[i], endpoint))
			return true;
	return false;
}

/* Open what is not open yet: all of it, or none. */
static int
server_open(struct server *s, const char *const *endpoints, size_t n,
    const struct listener_options *options, struct listener **opened,
    struct error *err)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (!server_has(s->passed, s->n_passed, endpoints[i]) &&
		    !server_has(s->acceptors, s->n_acceptors, endpoints[i]) &&
		    listener_open(endpoints[i], options, &opened[i], err) == -1)
			break;
	if (i == n)
		return 0;
	while (i-- > 0)
		listener_close(&opened[i]);
	return -1;
}

int
server_listen(struct server *s, const char *const *endpoints, size_t n,
    const struct listener_options *options, struct error *err)
{
	struct listener **opened;
	struct acceptor **acceptors;

	if (n == 0 && s->n_passed == 0)
		return error_set(err, "policy.listen: nowhere to listen");
	opened = mem_array(n, sizeof(struct listener *));
	if (server_open(s, endpoints, n, options, opened, err) == -1) {
		free(opened);
		return -1;
	}
	acceptors = mem_array(n, sizeof(struct acceptor *));
	for (size_t i = 0; i < n; i++)
		acceptors[i] = opened[i] != NULL
				   ? acceptor_new_own(s->connections.base,
					 &opened[i], server_accepted, s)
				   : server_take(s, endpoints[i]);
	free(opened);
	server_free_acceptors(&s->acceptors, &s->n_acceptors);
	s->acceptors = acceptors;
	s->n_acceptors = n;
	return 0;
}

void
server_adopt_own(struct server *s, struct listener **listener)
{
	s->passed =
	    mem_resize(s->passed, s->n_passed + 1, sizeof(struct acceptor *));
	s->passed[s->n_passed++] =
	    acceptor_new_own(s->connections.base, listener, server_accepted, s);
}

void
server_serve(struct server *s, int in, int out)
{
	s->connections.once = true;
	connection_new(&s->connections, in, out);
}

void
server_drain(struct server *s, int seconds)
{
	struct timeval late = {seconds, 0};

	server_stop_accepting(s);
	(void)evtimer_add(&s->drain_timer, &late);
	connections_drain(&s->connections);
	if (s->connections.n == 0)
		server_empty(&s->connections);
}

bool
server_is_listening(const struct server *s)
{
	return s->n_acceptors + s->n_passed > 0;
}

void
server_counters(const struct server *s, struct server_counters *out)
{
	out->connections = s->connections.n;
	out->accepted = s->connections.accepted;
	out->refused = s->connections.refused;
}

size_t
server_connections(const struct server *s)
{
	return s->connections.n;
}
