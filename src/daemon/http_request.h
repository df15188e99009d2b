/* SPDX-License-Identifier: BSD-2-Clause */
/* The head of an HTTP/1 request, as far as it is used: method and path. */

#ifndef DAEMON_HTTP_REQUEST_H
#define DAEMON_HTTP_REQUEST_H

#include <stdbool.h>
#include <stddef.h>

#define HTTP_HEAD_MAX 8192 /* octets of request line and header fields */

enum {
	HTTP_MORE = 0,
	HTTP_OK = 200,
	HTTP_BAD_REQUEST = 400,
	HTTP_NOT_FOUND = 404,
	HTTP_BAD_METHOD = 405,
	HTTP_TOO_LARGE = 431,
	HTTP_UNAVAILABLE = 503,
	HTTP_BAD_VERSION = 505,
};

struct http_request {
	const char *path; /* printable ASCII from `/` on, without a query */
	size_t len;
	bool head; /* HEAD: the answer has no body */
};

/*
 * HTTP_MORE: the head is not whole yet.  HTTP_OK: *out points into data.  Else
 * the status to refuse it with.
 */
int http_request_parse(const char *data, size_t len, struct http_request *out);

/* `Not Found`. */
const char *http_status_text(int status);

#endif
