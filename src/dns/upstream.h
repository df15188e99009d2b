/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Inside dns: one server, over UDP and TCP.  One try is one message and what
 * comes of it: retries are the questions' own, who know which server said
 * what.
 */

#ifndef DNS_UPSTREAM_H
#define DNS_UPSTREAM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct error;
struct event_base;
struct server_address;
struct upstream;
struct upstream_try;
struct window;

#define UPSTREAM_SILENT_MS 30000

enum upstream_end {
	UPSTREAM_RESPONSE,
	UPSTREAM_TIMEOUT,
	UPSTREAM_UNREACHABLE, /* connection refused and its like */
};

struct upstream_request {
	const char *name; /* canonical */
	uint16_t type;
	bool tcp, cd;
};

/* data is the response, lent for the call; `plain` tells that the question
 * went out without EDNS.  May ask and forget tries. */
typedef void upstream_done_cb(
    void *arg, enum upstream_end, const void *data, size_t len, bool plain);

/* Each try enters the window, lent, and leaves it when it ends, be it forgotten
 * or not. */
int upstream_new(struct event_base *, const struct server_address *,
    unsigned timeout_ms, struct window *, struct upstream **out,
    struct error *err);
void upstream_free(struct upstream **); /* tries end silently */

const char *upstream_name(const struct upstream *); /* ADDR:PORT */

/* For who asks: is the server's AD bit to be believed?  At first not. */
void upstream_set_believe_ad(struct upstream *, bool);
bool upstream_believe_ad(const struct upstream *);

/* Did a try end without a response in the last UPSTREAM_SILENT_MS, and
 * none with one since? */
bool upstream_is_silent(const struct upstream *);

/* The server does not know EDNS: leave it out from now on. */
void upstream_set_plain(struct upstream *, bool tcp);

/*
 * One try; *slot holds it until `done` runs: once, and perhaps before this
 * returns.
 */
void upstream_ask(struct upstream *, const struct upstream_request *,
    upstream_done_cb *done, void *arg, struct upstream_try **slot);

/* `done` will not run.  Empties *slot; empty is fine. */
void upstream_forget(struct upstream_try **slot);

#endif
