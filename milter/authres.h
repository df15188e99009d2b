/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Writing an Authentication-Results field (RFC 8601 section 2.2).  Whatever is
 * put, the field stays one field with the structure that the calls give it:
 * foreign text can neither end a value nor begin another result.
 */

#ifndef MILTER_AUTHRES_H
#define MILTER_AUTHRES_H

#include <stddef.h>

struct buf;

#define AUTHRES_FIELD "Authentication-Results"

#define AUTHRES_ID_MAX 255      /* octets of an authserv-id */
#define AUTHRES_VALUE_MAX 256   /* of a property; longer ends in `...` */
#define AUTHRES_COMMENT_MAX 400 /* of a comment, likewise */
#define AUTHRES_LINE 78         /* columns that are folded at, where possible */

struct authres {
	struct buf *out;
	size_t column; /* where the next octet goes */
};

/* Put the authserv-id. */
void authres_begin(struct authres *, struct buf *out, const char *id);

/* `; method=result`: both are our own words. */
void authres_result(struct authres *, const char *method, const char *result);

/* `(text)` after what was put last; "" puts nothing. */
void authres_comment(struct authres *, const char *text);

/* `ptype.property=value`; "" and NULL put nothing. */
void authres_property(struct authres *, const char *name, const char *value);

/* `; none`: there is no result. */
void authres_none(struct authres *);

#endif
