/* SPDX-License-Identifier: BSD-2-Clause */
/* A view line by line. */

#include "smime/lines.h"

#include <string.h>

#include "smime/view.h"

void
lines_init(struct lines *l, struct view *view)
{
	l->view = view;
	l->at = l->n = 0;
	l->offset = 0;
	view_seek(view, 0);
}

/* More octets behind those that are there; false at the end, or when full. */
static bool
lines_fill(struct lines *l)
{
	size_t n;

	if (l->at > 0) {
		memmove(l->buf, l->buf + l->at, l->n - l->at);
		l->n -= l->at;
		l->at = 0;
	}
	if (l->n == LINES_SIZE)
		return false;
	n = view_read(l->view, l->buf + l->n, LINES_SIZE - l->n);
	l->n += n;
	return n > 0;
}

static void
lines_take(struct lines *l, size_t n)
{
	l->at += n;
	l->offset += (int64_t)n;
}

/* The line that is wholly in the buffer, `n` octets with its line feed. */
static void
lines_show(struct lines *l, size_t n, struct line *out)
{
	const char *data = l->buf + l->at;
	size_t len = n;

	if (len > 0 && data[len - 1] == '\n')
		len--;
	if (len < n && len > 0 && data[len - 1] == '\r')
		len--;
	out->data = data;
	out->start = l->offset;
	out->end = l->offset + (int64_t)len;
	out->len = len < LINES_SEEN_MAX ? len : LINES_SEEN_MAX;
	lines_take(l, n);
}

/* One that fills the buffer: its beginning is kept, the rest runs by. */
static void
lines_show_long(struct lines *l, struct line *out)
{
	bool after_cr = false;

	memcpy(l->seen, l->buf + l->at, LINES_SEEN_MAX);
	out->data = l->seen;
	out->len = LINES_SEEN_MAX;
	out->start = l->offset;
	for (;;) {
		const char *data = l->buf + l->at;
		const char *lf = memchr(data, '\n', l->n - l->at);
		size_t n = lf != NULL ? (size_t)(lf - data) : l->n - l->at;

		if (n > 0)
			after_cr = data[n - 1] == '\r';
		lines_take(l, n);
		out->end = l->offset;
		if (lf != NULL) {
			out->end -= after_cr;
			lines_take(l, 1);
			return;
		}
		if (!lines_fill(l))
			return;
	}
}

bool
lines_next(struct lines *l, struct line *out)
{
	size_t looked = 0;

	for (;;) {
		const char *data = l->buf + l->at;
		size_t n = l->n - l->at;
		const char *lf =
		    n > looked ? memchr(data + looked, '\n', n - looked) : NULL;

		if (lf != NULL) {
			lines_show(l, (size_t)(lf - data) + 1, out);
			return true;
		}
		looked = n;
		if (lines_fill(l))
			continue;
		if (l->n == 0)
			return false;
		if (l->n == LINES_SIZE)
			lines_show_long(l, out);
		else
			lines_show(l, l->n, out);
		return true;
	}
}
