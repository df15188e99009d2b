/* SPDX-License-Identifier: BSD-2-Clause */
/* A message from a file, as an MTA hands it to a milter. */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "load.h"
#include "milterload.h"

static void
mail_read_file(const char *path, struct buf *out)
{
	FILE *f = strcmp(path, "-") == 0 ? stdin : fopen(path, "rb");
	char part[65536];
	size_t n;

	if (f == NULL)
		load_die(EX_NOINPUT, "%s: %s", path, strerror(errno));
	while ((n = fread(part, 1, sizeof(part), f)) > 0)
		buf_put(out, part, n);
	if (ferror(f) != 0)
		load_die(EX_NOINPUT, "%s: read error", path);
	if (f != stdin)
		(void)fclose(f);
}

/* A line without its end; *next is where the following one begins. */
static size_t
mail_line(const char *text, const char *end, const char **next)
{
	const char *lf = memchr(text, '\n', (size_t)(end - text));
	size_t len = (size_t)((lf != NULL ? lf : end) - text);

	*next = lf != NULL ? lf + 1 : end;
	return len > 0 && text[len - 1] == '\r' ? len - 1 : len;
}

static bool
mail_is_folded(const char *text, const char *end)
{
	return text < end && (*text == ' ' || *text == '\t');
}

/* NULL where `text` is no field, else what follows it. */
static const char *
mail_read_field(struct mail *m, const char *text, const char *end)
{
	const char *next;
	size_t len = mail_line(text, end, &next);
	const char *colon = memchr(text, ':', len);
	size_t name = colon != NULL ? (size_t)(colon - text) : 0;
	struct buf value = BUF_INIT;

	if (name == 0 || mail_is_folded(text, end))
		return NULL;
	buf_put(&value, colon + 1, len - name - 1);
	while (mail_is_folded(next, end)) {
		const char *line = next;

		len = mail_line(line, end, &next);
		buf_putc(&value, '\n');
		buf_put(&value, line, len);
	}
	while (name > 0 && (text[name - 1] == ' ' || text[name - 1] == '\t'))
		name--;
	m->fields = mem_resize(m->fields, m->n_fields + 1, sizeof(*m->fields));
	m->fields[m->n_fields].name = mem_strndup(text, name);
	m->fields[m->n_fields++].value = mem_strdup(buf_text(&value));
	buf_fini(&value);
	return next;
}

static void
mail_read_body(struct mail *m, const char *text, const char *end)
{
	for (const char *c = text; c < end; c++) {
		if (*c == '\n' && (c == text || c[-1] != '\r'))
			buf_putc(&m->body, '\r');
		buf_putc(&m->body, *c);
	}
}

void
mail_read(struct mail *m, const char *path)
{
	struct buf whole = BUF_INIT;
	const char *at, *end, *next;

	*m = (struct mail){NULL, 0, BUF_INIT};
	mail_read_file(path, &whole);
	at = buf_text(&whole);
	end = at + whole.len;
	while (at < end) {
		if (mail_line(at, end, &next) == 0) {
			at = next;
			break;
		}
		next = mail_read_field(m, at, end);
		if (next == NULL)
			break; /* no field: the body begins here */
		at = next;
	}
	mail_read_body(m, at, end);
	buf_fini(&whole);
}

void
mail_fini(struct mail *m)
{
	for (size_t i = 0; i < m->n_fields; i++) {
		free(m->fields[i].name);
		free(m->fields[i].value);
	}
	free(m->fields);
	buf_fini(&m->body);
}
