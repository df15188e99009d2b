/* SPDX-License-Identifier: BSD-2-Clause */
/* A request of the Postfix policy protocol: its attributes, as they come. */

#ifndef POLICYD_REQUEST_H
#define POLICYD_REQUEST_H

#include <stddef.h>
#include <stdint.h>

struct error;

#define REQUEST_MAX 65536          /* octets of a whole request */
#define REQUEST_LINE_MAX 16384     /* octets of `name=value` */
#define REQUEST_ATTRIBUTES_MAX 256 /* Postfix 3.10 sends 31 */

struct request_text {
	const char *at; /* not NUL-terminated; any octet but LF */
	size_t len;
};

/* What is used of a request; empty where the client sent none. */
struct request {
	struct request_text sender;
	struct request_text recipient;
	struct request_text queue_id;
	struct request_text instance;
	struct request_text sasl_username;
	struct request_text policy_context;
};

enum request_attribute {
	REQUEST_REQUEST,
	REQUEST_SENDER,
	REQUEST_RECIPIENT,
	REQUEST_QUEUE_ID,
	REQUEST_INSTANCE,
	REQUEST_SASL_USERNAME,
	REQUEST_POLICY_CONTEXT,
	REQUEST_ATTRIBUTES
};

/* Zeroed: at the start of a request. */
struct request_parser {
	uint32_t line;    /* offset of the line under way */
	uint32_t scanned; /* octets known to hold no further line feed */
	uint32_t attributes;
	struct {
		uint32_t at, len;
	} found[REQUEST_ATTRIBUTES]; /* at 0: not seen */
};

enum request_state { REQUEST_MORE, REQUEST_DONE, REQUEST_BAD };

/*
 * Parse a request at the start of data, where each call brings all octets since
 * its start, at whatever address.  DONE: *out points into data, *used_out is
 * the length of the request; the parser is at a start again.  BAD: *err says
 * what is wrong with it.  Attributes may come in any order, and unknown ones
 * are passed over; of a repeated one the first counts.
 */
enum request_state request_parse(struct request_parser *, const char *data,
    size_t len, struct request *out, size_t *used_out, struct error *err);

/* A copy in one piece of memory, for free(). */
struct request *request_dup(const struct request *);

#endif
