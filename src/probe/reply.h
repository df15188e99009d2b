/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a server says in lines: the replies of SMTP, IMAP and POP3, and the
 * header of an HTTP response.  Nothing is kept but what is reported.
 */

#ifndef PROBE_REPLY_H
#define PROBE_REPLY_H

#include <stdbool.h>
#include <stddef.h>

#include "probe/result.h"

struct buf;

#define REPLY_OCTETS_MAX (64u * 1024) /* of all lines together */
#define REPLY_FIELD_MAX 1024          /* of one field's value, or one line */

struct reply {
	enum probe_service service;
	size_t octets;  /* so far */
	unsigned lines; /* so far */
	bool too_long;  /* more than REPLY_OCTETS_MAX */
	bool alien;     /* the first line is none of this protocol */

	char last[REPLY_FIELD_MAX]; /* the newest line; with a final NUL */
	size_t last_len;
	bool offers_tls; /* STARTTLS or STLS is among the capabilities */
	bool busy;       /* SMTP: the newest reply is a 421 */

	int status;        /* HTTP: of the newest response; 0: none */
	bool header_ended; /* HTTP: what comes now is a trailer */
	char *content_type, *location; /* the first of each; NULL */
};

void reply_init(struct reply *, enum probe_service);
void reply_fini(struct reply *);

/* One line, or a part of one that is too long for whoever reads; -1 where it
 * is one too many, shows that the server speaks something else, or ends the
 * session (421). */
int reply_take(struct reply *, const char *line, size_t len);

/* The newest line, made printable, at most `most` octets of it. */
void reply_put_last(const struct reply *, struct buf *out, size_t most);

#endif
