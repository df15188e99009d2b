/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Octets as they are looked at: a file, a stretch of a view, a decoded one.
 * Nothing is ever held but a small buffer, so going back means reading again;
 * a budget that all views of a message share bounds how much.
 */

#ifndef SMIME_VIEW_H
#define SMIME_VIEW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

struct view;

struct view_budget {
	int64_t left;   /* octets that may yet be read from the file */
	bool exhausted; /* somebody wanted more */
	bool failed;    /* reading the file failed */
};

/* How a MIME body is encoded (RFC 2045 section 6). */
enum view_encoding {
	VIEW_IDENTITY, /* 7bit, 8bit, binary, and what nobody knows */
	VIEW_BASE64,
	VIEW_QUOTED_PRINTABLE,
};

/* The file from its start; fd is lent. */
struct view *view_file(int fd, struct view_budget *);

/* Octets start..end of another view, which is lent: views that share one are
 * read one after the other, each after a view_seek. */
struct view *view_range(struct view *, int64_t start, int64_t end);
struct view *view_decoded(struct view *, enum view_encoding);
void view_free(struct view **);

/*
 * 0: the end, a failure, or the budget is spent.  Fewer octets than asked for
 * mean nothing.
 */
size_t view_read(struct view *, void *out, size_t size);

/* The next octet read is the one at `offset`; past the end nothing is. */
void view_seek(struct view *, int64_t offset);

/* For views that other files make. */
struct view_ops {
	size_t (*read)(void *self, uint8_t *out, size_t size);
	void (*restart)(void *self); /* back to offset 0 */
	void (*fini)(void *self);
};
struct view *
view_new_own(const struct view_ops *, void *self, struct view_budget *);
struct view_budget *view_budget(const struct view *);

#endif
