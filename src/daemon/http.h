/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A small HTTP/1 server for monitoring, on the loop that serves mail: so
 * everything about it is bounded.  One request a connection, GET and HEAD only.
 */

#ifndef DAEMON_HTTP_H
#define DAEMON_HTTP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "daemon/http_request.h"

struct error;
struct event_base;
struct http;
struct listener;
struct listener_options;

#define HTTP_CONNECTIONS_MAX 32 /* at once; one more is closed at once */
#define HTTP_SECONDS 5          /* that a connection lives */
#define HTTP_LINGER_MAX 65536   /* octets read and dropped after the answer */

struct http_reply {
	int status;
	const char *type; /* of the body */
	struct buf body;
};

/* Fill the reply (404 and text/plain to begin with) for a path: lent for the
 * call, NUL-terminated. */
typedef void http_page_cb(void *arg, const char *path, struct http_reply *);

/* Its status, and a sentence. */
void http_say(struct http_reply *, int status, const char *sentence);

struct http *http_new(struct event_base *, http_page_cb *page, void *arg);
void http_free(struct http **);

/*
 * Listen here from now on, and no more where it was; "": nowhere.  `where` is
 * as in http.listen.  -1: *err, and nothing has changed.
 */
int http_listen(struct http *, const char *where,
    const struct listener_options *, struct error *err);

/* Answer on this socket too, until http_free; *listener is NULL then. */
void http_adopt_own(struct http *, struct listener **listener);

/* The endpoint, as daemon/listener.h has it, of an http.listen that is not
 * empty; the caller frees. */
char *http_endpoint(const char *where);

struct http_counters {
	uint64_t answered; /* requests, with whatever status */
	uint64_t refused;  /* connections over HTTP_CONNECTIONS_MAX */
	uint64_t late;     /* connections that HTTP_SECONDS ended */
};
void http_counters(const struct http *, struct http_counters *out);

#endif
