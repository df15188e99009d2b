/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The policy protocol over many connections on one event loop: octets in,
 * requests to whoever decides, replies out, in order.  All calls come from the
 * thread of the loop.
 */

#ifndef POLICYD_SERVER_H
#define POLICYD_SERVER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct buf;
struct connection;
struct error;
struct event_base;
struct listener;
struct listener_options;
struct request;
struct server;

/* A request that was begun and not ended within this ends its connection. */
#define SERVER_REQUEST_SECONDS 100 /* Postfix itself gives up after that */

struct server_ops {
	/*
	 * Decide on a request, lent for the call.  Put the reply and return
	 * NULL; or return a job, and call server_answer(connection, ...) for
	 * it once, later.
	 */
	void *(*decide)(void *arg, const struct request *, struct connection *,
	    struct buf *reply);
	/* The connection ends: server_answer must not be called any more. */
	void (*cancel)(void *arg, void *job);
};

struct server *
server_new(struct event_base *, const struct server_ops *, void *arg);

/* Ends all connections, cancelling their jobs. */
void server_free(struct server **);

/*
 * Listen on these endpoints from now on: new ones are opened, those that are
 * gone are closed, and connections that were accepted stay.  -1: *err, and
 * nothing has changed; so too where there would be no place left to listen.
 */
int server_listen(struct server *, const char *const *endpoints, size_t n,
    const struct listener_options *, struct error *err);

/* Listen on this socket too, to the end; *listener is NULL then.  An endpoint
 * at its address is not opened. */
void server_adopt_own(struct server *, struct listener **listener);

/* Serve one client that is there already; when it has gone the loop breaks. */
void server_serve(struct server *, int in, int out);

/* The reply to the request that `decide` returned a job for. */
void server_answer(struct connection *, const char *reply, size_t len);

/*
 * Accept nothing more, answer what has been asked, close each connection as
 * soon as nothing is owed to it; then break the loop, after `seconds` at the
 * latest.
 */
void server_drain(struct server *, int seconds);

size_t server_connections(const struct server *); /* now */

bool server_is_listening(const struct server *);

struct server_counters {
	size_t connections; /* now */
	uint64_t accepted;  /* since the start */
	uint64_t refused;   /* closed for what was sent on them */
};
void server_counters(const struct server *, struct server_counters *out);

#endif
