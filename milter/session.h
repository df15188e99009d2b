/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * One connection of an MTA, and the message that is under way on it.  The
 * callbacks of one connection come one after another, on different threads.
 */

#ifndef MILTER_SESSION_H
#define MILTER_SESSION_H

#include <stdbool.h>
#include <stdint.h>

#include "milter/client.h"
#include "milter/head.h"
#include "milter/negotiate.h"
#include "milter/recipients.h"

struct milter;
struct spool;
struct terms;

struct message {
	bool is_open; /* counted as running */
	char *sender; /* of the envelope, without brackets */
	struct recipients recipients;
	struct head head;
	struct spool *spool;  /* NULL: the body is not wanted */
	const char *no_spool; /* why it could not be kept; NULL: it could */
};

struct session {
	struct milter *milter;
	struct terms *terms;
	struct agreement agreement;
	char *id; /* authserv-id, without a final dot */
	struct client client;
	struct message message;
};

struct session *session_new(struct milter *);
void session_free(struct session **);

/* A message begins: false where it is not looked at.  host is the MTA's name,
 * or NULL. */
bool session_begin(struct session *, const char *sender, const char *host);

/* It has ended, or never will. */
void session_end(struct session *);

/* Start looking at what the recipient's domain will need. */
void session_add_recipient(
    struct session *, const char *address, const char *mailer);

void session_add_header(struct session *, const char *name, const char *value);

/* The header has ended: is the body to be kept? */
void session_end_header(struct session *);

/* false: no more of the body is needed. */
bool session_add_body(struct session *, const void *data, size_t len);

#endif
