/* SPDX-License-Identifier: BSD-2-Clause */
/* Inside records: tag-lists (RFC 6376 section 3.2) and the base64 in them. */

#ifndef RECORDS_DKIM_TAGS_H
#define RECORDS_DKIM_TAGS_H

#include <stdbool.h>
#include <stddef.h>

#include "records/dkim.h"

struct dkim_tag {
	const char *name, *value; /* lent; without white space round them */
	size_t name_len, value_len;
};

struct dkim_tags {
	struct dkim_tag list[DKIM_TAGS_MAX];
	size_t n;
};

/*
 * DKIM_FAULT_NONE, or _SYNTAX or _DUPLICATE and *err: then *out has all that
 * could be read.  Of a tag that comes twice the first is kept.
 */
enum dkim_fault dkim_tags_parse(
    const char *text, size_t len, struct dkim_tags *out, struct error *err);

/* NULL where there is none; names are case-sensitive. */
const struct dkim_tag *dkim_tags_find(const struct dkim_tags *, const char *);

bool dkim_tag_is(const struct dkim_tag *, const char *value);

/* Is the word in this colon-separated list? */
bool dkim_tag_lists(const struct dkim_tag *, const char *word);

/* Octets to *out, put after what it holds; white space in the text is passed
 * over.  -1 and *err where it is no base64; *out is as before then. */
int
dkim_base64(const char *text, size_t len, struct buf *out, struct error *err);

#endif
