/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The MIME tree of a view: one pass over its lines, with the boundaries of all
 * that is open on a stack.  Nothing of a body is kept but where it stands.
 */

#include "smime/walk.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "smime/lines.h"
#include "smime/media.h"

struct frame { /* a multipart, or a message in a message */
	char boundary[WALK_BOUNDARY_MAX];
	size_t boundary_len; /* 0: a message */
	unsigned child;      /* number of the part at hand; 0: none yet, or a
			      * message that takes its multipart's number */
	bool is_signed, is_digest;
	int64_t first_start, first_end; /* of the first part */
};

struct entity { /* what its header said */
	struct buf type, disposition;
	enum view_encoding encoding;
	bool has_type, has_encoding, has_disposition;
};

struct walk {
	const struct walk_query *q;
	struct walk_result *result;
	struct lines lines;
	struct header header;
	struct entity entity;
	struct frame frames[SMIME_DEPTH_MAX];
	size_t depth;
	bool in_header;
	bool first_header;
	struct walk_found *open; /* its end is still to come */
};

static void
walk_field(void *arg, enum header_field field, const char *value, size_t len)
{
	struct walk *w = arg;
	struct entity *e = &w->entity;

	if (field == HEADER_CONTENT_TYPE && !e->has_type) {
		e->has_type = true;
		buf_put(&e->type, value, len);
	} else if (field == HEADER_ENCODING && !e->has_encoding) {
		e->has_encoding = true;
		e->encoding = media_encoding(value, len);
	} else if (field == HEADER_DISPOSITION && !e->has_disposition) {
		e->has_disposition = true;
		buf_put(&e->disposition, value, len);
	}
	if (w->first_header && w->q->field != NULL)
		w->q->field(w->q->arg, field, value, len);
}

static void
entity_reset(struct entity *e)
{
	buf_clear(&e->type);
	buf_clear(&e->disposition);
	e->encoding = VIEW_IDENTITY;
	e->has_type = e->has_encoding = e->has_disposition = false;
}

static struct frame *
walk_top(struct walk *w)
{
	return w->depth > 0 ? &w->frames[w->depth - 1] : NULL;
}

static bool
walk_in_multipart(const struct walk *w)
{
	return w->depth > 0 && w->frames[w->depth - 1].boundary_len > 0;
}

static char *
walk_where(const struct walk *w)
{
	struct buf where = BUF_INIT;

	buf_puts(&where, w->q->prefix);
	for (size_t i = 0; i < w->depth; i++)
		if (w->frames[i].child > 0)
			buf_printf(&where, "%s%u", where.len > 0 ? "." : "",
			    w->frames[i].child);
	if (!walk_in_multipart(w))
		buf_puts(&where, where.len > 0 ? ".1" : "1");
	return buf_steal(&where);
}

static struct frame *
walk_push(struct walk *w)
{
	if (w->depth == SMIME_DEPTH_MAX) {
		w->result->truncated = true;
		return NULL;
	}
	w->frames[w->depth] = (struct frame){.child = 0};
	return &w->frames[w->depth++];
}

static void
walk_begin_header(struct walk *w)
{
	if (*w->q->entities_left == 0) {
		w->result->truncated = true;
		w->depth = 0; /* nothing that follows is looked at */
		return;
	}
	(*w->q->entities_left)--;
	entity_reset(&w->entity);
	w->in_header = true;
}

static void
walk_begin_message(struct walk *w)
{
	unsigned number = walk_in_multipart(w) ? 0 : 1;
	struct frame *f = walk_push(w);

	if (f == NULL)
		return;
	f->child = number;
	walk_begin_header(w);
}

static void
walk_begin_multipart(struct walk *w, const char *type)
{
	struct buf boundary = BUF_INIT;
	struct frame *f;

	(void)media_parameter(buf_text(&w->entity.type), w->entity.type.len,
	    "boundary", &boundary);
	while (boundary.len > 0 && boundary.data[boundary.len - 1] == ' ')
		boundary.len--;
	if (boundary.len > 0 && boundary.len <= WALK_BOUNDARY_MAX &&
	    (f = walk_push(w)) != NULL) {
		memcpy(f->boundary, boundary.data, boundary.len);
		f->boundary_len = boundary.len;
		f->is_signed = strcmp(type, "multipart/signed") == 0;
		f->is_digest = strcmp(type, "multipart/digest") == 0;
	}
	buf_fini(&boundary);
}

static bool
entity_has_smime_name(const struct entity *e)
{
	struct buf name = BUF_INIT, filename = BUF_INIT;
	bool is;

	(void)media_parameter(buf_text(&e->type), e->type.len, "name", &name);
	(void)media_parameter(buf_text(&e->disposition), e->disposition.len,
	    "filename", &filename);
	is = media_is_smime_name(&name) || media_is_smime_name(&filename);
	buf_fini(&name);
	buf_fini(&filename);
	return is;
}

static void
walk_find(struct walk *w, bool message, int64_t start)
{
	const struct frame *f = walk_top(w);
	struct walk_found *found;

	if (w->result->n == SMIME_PARTS_MAX) {
		w->result->n_left_out++;
		return;
	}
	found = &w->result->list[w->result->n++];
	*found = (struct walk_found){.where = walk_where(w),
	    .start = start,
	    .end = INT64_MAX,
	    .encoding = w->entity.encoding,
	    .message = message};
	if (f != NULL && f->is_signed && f->child > 1) {
		found->signed_start = f->first_start;
		found->signed_end = f->first_end;
	}
	w->open = found;
}

/* The header has ended; the body begins at `start`. */
static void
walk_begin_body(struct walk *w, int64_t start)
{
	const struct frame *f = walk_top(w);
	char type[MEDIA_TYPE_SIZE];

	w->in_header = false;
	header_end(&w->header);
	w->first_header = false;
	media_type(buf_text(&w->entity.type), w->entity.type.len, type);
	if (!w->entity.has_type && f != NULL && f->is_digest)
		strcpy(type, "message/rfc822");
	if (strncmp(type, "multipart/", 10) == 0)
		walk_begin_multipart(w, type);
	else if (strcmp(type, "message/rfc822") == 0 ||
		 strcmp(type, "message/global") == 0) {
		if (w->entity.encoding == VIEW_IDENTITY)
			walk_begin_message(w);
		else
			walk_find(w, true, start);
	} else if (media_is_smime(type) || entity_has_smime_name(&w->entity))
		walk_find(w, false, start);
}

/* Which of the open multiparts this line ends a part of; NULL: none. */
static struct frame *
walk_delimits(struct walk *w, const struct line *line, bool *last)
{
	const char *text = line->data + 2;
	size_t len = line->len;

	if (len < 3 || line->data[0] != '-' || line->data[1] != '-')
		return NULL;
	while (len > 2 &&
	       (line->data[len - 1] == ' ' || line->data[len - 1] == '\t'))
		len--;
	len -= 2;
	for (size_t i = w->depth; i-- > 0;) {
		struct frame *f = &w->frames[i];
		size_t n = f->boundary_len;

		if (n == 0 || len < n || memcmp(text, f->boundary, n) != 0)
			continue;
		*last = len == n + 2 && text[n] == '-' && text[n + 1] == '-';
		if (*last || len == n)
			return f;
	}
	return NULL;
}

static void
walk_end_part(struct walk *w, struct frame *f, int64_t end, int64_t next)
{
	if (w->in_header) {
		header_end(&w->header);
		w->in_header = false;
	}
	if (w->open != NULL)
		w->open->end = end;
	w->open = NULL;
	if (f->child == 1)
		f->first_end = end;
	w->depth = (size_t)(f - w->frames) + 1;
	f->child++;
	if (f->child == 1)
		f->first_start = next;
}

/* Is there anything that another line could change? */
static bool
walk_is_over(const struct walk *w)
{
	if (w->in_header)
		return false;
	for (size_t i = 0; i < w->depth; i++)
		if (w->frames[i].boundary_len > 0)
			return false;
	return true;
}

static void
walk_lines(struct walk *w)
{
	struct line line;
	int64_t end = 0; /* of the line before */

	while (!walk_is_over(w) && lines_next(&w->lines, &line)) {
		bool last = false;
		struct frame *f = walk_delimits(w, &line, &last);

		if (f != NULL) {
			walk_end_part(w, f, end, w->lines.offset);
			if (last)
				w->depth--;
			else
				walk_begin_header(w);
		} else if (w->in_header && line.len == 0) {
			walk_begin_body(w, w->lines.offset);
		} else if (w->in_header) {
			header_line(&w->header, line.data, line.len);
		}
		end = line.end;
	}
}

void
walk(const struct walk_query *q, struct walk_result *out)
{
	struct walk *w = mem_zalloc(sizeof(*w));

	*out = (struct walk_result){.n = 0};
	w->q = q;
	w->result = out;
	w->header = (struct header){
	    .current = HEADER_OTHER, .field = walk_field, .arg = w};
	w->first_header = true;
	lines_init(&w->lines, q->view);
	walk_begin_header(w);
	walk_lines(w);
	if (w->in_header)
		header_end(&w->header);
	header_fini(&w->header);
	buf_fini(&w->entity.type);
	buf_fini(&w->entity.disposition);
	free(w);
}

void
walk_result_fini(struct walk_result *r)
{
	for (size_t i = 0; i < r->n; i++)
		free(r->list[i].where);
	r->n = 0;
}
