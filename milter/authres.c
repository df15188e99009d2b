/* SPDX-License-Identifier: BSD-2-Clause */
/* Writing an Authentication-Results field. */

#include "milter/authres.h"

#include <stdbool.h>
#include <string.h>

#include "base/buf.h"
#include "base/text.h"

static bool
authres_is_printable(char c)
{
	return c >= 0x20 && c <= 0x7e;
}

/* RFC 2045 section 5.1; `@` too, which a pvalue may have outside of quotes. */
static bool
authres_is_token(const char *text)
{
	for (const char *c = text; *c != '\0'; c++)
		if (!authres_is_printable(*c) || *c == ' ' ||
		    strchr("()<>@,;:\\\"/[]?=", *c) != NULL)
			return false;
	return text[0] != '\0';
}

/*
 * Put the text so that it reads as itself between these delimiters; what is not
 * printable ASCII reads as \DDD.  No more than `most` octets, `...` after it.
 */
static void
authres_put_quoted(
    struct buf *out, const char *text, const char *special, size_t most)
{
	size_t end = out->len + most;

	for (const char *c = text; *c != '\0'; c++) {
		size_t need = authres_is_printable(*c) ? 2 : 5;

		if (out->len + need + 3 > end && strlen(c) + out->len > end) {
			buf_puts(out, "...");
			return;
		}
		if (!authres_is_printable(*c)) {
			buf_printf(
			    out, "\\\\%03u", (unsigned)(unsigned char)*c);
		} else {
			if (*c == '\\' || strchr(special, *c) != NULL)
				buf_putc(out, '\\');
			buf_putc(out, *c);
		}
	}
}

/* A value as it stands in a field: bare where it may be. */
static void
authres_put_value(struct buf *out, const char *text, size_t most)
{
	if (strlen(text) <= most && authres_is_token(text)) {
		buf_puts(out, text);
		return;
	}
	buf_putc(out, '"');
	authres_put_quoted(out, text, "\"", most);
	buf_putc(out, '"');
}

/* Put a piece that is never folded inside, on a new line if it is too long for
 * this one. */
static void
authres_put_piece(struct authres *a, const struct buf *piece)
{
	if (a->column + 1 + piece->len > AUTHRES_LINE) {
		buf_puts(a->out, "\n\t");
		a->column = 8;
	} else {
		buf_putc(a->out, ' ');
		a->column++;
	}
	buf_put(a->out, piece->data, piece->len);
	a->column += piece->len;
}

void
authres_begin(struct authres *a, struct buf *out, const char *id)
{
	size_t before = out->len;

	a->out = out;
	authres_put_value(out, id, AUTHRES_ID_MAX);
	a->column = strlen(AUTHRES_FIELD ": ") + out->len - before;
}

void
authres_result(struct authres *a, const char *method, const char *result)
{
	size_t before;

	buf_puts(a->out, ";\n\t");
	before = a->out->len;
	buf_printf(a->out, "%s=%s", method, result);
	a->column = 8 + a->out->len - before;
}

void
authres_none(struct authres *a)
{
	buf_puts(a->out, "; none");
	a->column += 6;
}

void
authres_comment(struct authres *a, const char *text)
{
	struct buf piece = BUF_INIT;

	if (text == NULL || text[0] == '\0')
		return;
	buf_putc(&piece, '(');
	authres_put_quoted(&piece, text, "()", AUTHRES_COMMENT_MAX);
	buf_putc(&piece, ')');
	authres_put_piece(a, &piece);
	buf_fini(&piece);
}

void
authres_property(struct authres *a, const char *name, const char *value)
{
	struct buf piece = BUF_INIT;

	if (value == NULL || value[0] == '\0')
		return;
	buf_printf(&piece, "%s=", name);
	authres_put_value(&piece, value, AUTHRES_VALUE_MAX);
	authres_put_piece(a, &piece);
	buf_fini(&piece);
}
