/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Inside dns: the logical lines of a zone file (RFC 1035 section 5.1), without
 * comments and parentheses, and the fields that such a line begins with.
 */

#ifndef DNS_ZONE_TEXT_H
#define DNS_ZONE_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct buf;
struct error;

struct zone_text {
	const char *at, *end;
	unsigned line; /* of `at` */
};

void zone_text_init(struct zone_text *, const char *data, size_t len);

/*
 * The next logical line replaces what *line holds: quoted strings as they
 * stand, everything else that separates as blanks, so that a line whose owner
 * is inherited begins with one.  *number_out is the line that it begins on.
 * 1, 0 at the end, or -1 and *err (which line is in *number_out).
 */
int zone_text_next(struct zone_text *, struct buf *line, unsigned *number_out,
    struct error *err);

struct zone_field {
	const char *text; /* not terminated */
	size_t len;       /* 0: there is none */
};

/* The field at *at, which is moved behind it. */
struct zone_field zone_field_next(const char **at);

bool zone_field_is(const struct zone_field *, const char *word); /* any case */

/* `3600`, `1h30m`: whether the field is one, RFC 2308 section 8.  Too large a
 * time is none. */
bool zone_field_ttl(const struct zone_field *, uint32_t *ttl_out);

#endif
