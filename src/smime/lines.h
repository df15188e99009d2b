/* SPDX-License-Identifier: BSD-2-Clause */
/* Inside smime: a view line by line, however long lines are. */

#ifndef SMIME_LINES_H
#define SMIME_LINES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct view;

#define LINES_SEEN_MAX 16384 /* octets of a line that are shown */
#define LINES_SIZE (4 * LINES_SEEN_MAX)

struct lines {
	struct view *view;
	char buf[LINES_SIZE];
	size_t at, n;
	char seen[LINES_SEEN_MAX]; /* of a line longer than the buffer */
	int64_t offset;            /* of the next line */
};

struct line {
	const char *data; /* lent until the next call */
	size_t len;       /* without its end; of a long line what is shown */
	int64_t start;    /* offset of its first octet */
	int64_t end;      /* offset of its end (CRLF, LF, or of the view) */
};

/* From the start of the view, which is lent. */
void lines_init(struct lines *, struct view *);
bool lines_next(struct lines *, struct line *out);

#endif
