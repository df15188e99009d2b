/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * One client of the policy server.  It is never closed by us while it keeps to
 * the protocol: each close costs a busy Postfix session a second.
 */

#ifndef POLICYD_CONNECTION_H
#define POLICYD_CONNECTION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "policyd/request.h"

struct connection;
struct event_base;
struct server_ops;

/* What the connections of one server share. */
struct connections {
	struct event_base *base;
	const struct server_ops *ops;
	void *arg;
	struct connection *first;
	size_t n;
	uint64_t accepted; /* since the start */
	uint64_t refused;  /* closed for what was sent on them */
	bool draining;     /* close what nothing is owed to */
	bool once;         /* there is one connection, and it is all */
	void (*empty)(struct connections *); /* the last one has gone */
	struct buf reply;
	char input[REQUEST_MAX]; /* what one read() brings */
};

/* Serve a connected, non-blocking socket (or two descriptors of other kinds,
 * one to read and one to write), and close it in the end. */
void connection_new(struct connections *, int in, int out);

/* Read what has arrived, answer it, and close all that nothing is owed to. */
void connections_drain(struct connections *);

/* End them all. */
void connections_close(struct connections *);

#endif
