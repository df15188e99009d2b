/* SPDX-License-Identifier: BSD-2-Clause */
/* Content-Type and its like, as leniently as mail needs. */

#include "smime/media.h"

#include <string.h>

#include "base/buf.h"
#include "base/text.h"

static bool
media_is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

struct scan {
	const char *at, *end;
};

static void
scan_comment(struct scan *s)
{
	unsigned depth = 0;

	for (; s->at < s->end; s->at++) {
		if (*s->at == '(')
			depth++;
		else if (*s->at == ')' && --depth == 0)
			break;
		else if (*s->at == '\\' && s->at + 1 < s->end)
			s->at++;
	}
	if (s->at < s->end)
		s->at++;
}

static void
scan_blank(struct scan *s)
{
	while (s->at < s->end) {
		if (*s->at == '(')
			scan_comment(s);
		else if (media_is_space(*s->at))
			s->at++;
		else
			return;
	}
}

void
media_type(const char *value, size_t len, char out[MEDIA_TYPE_SIZE])
{
	struct scan s = {value, value + len};
	size_t n = 0;

	for (scan_blank(&s); s.at < s.end && *s.at != ';'; scan_blank(&s)) {
		if (n == MEDIA_TYPE_SIZE - 1) {
			n = 0;
			break;
		}
		out[n++] = text_lower(*s.at++);
	}
	out[n] = '\0';
}

struct parameter {
	const char *name;
	size_t name_len;
	struct buf value;
};

static void
scan_quoted(struct scan *s, struct buf *out)
{
	for (s->at++; s->at < s->end && *s->at != '"'; s->at++) {
		if (*s->at == '\\' && s->at + 1 < s->end)
			s->at++;
		buf_putc(out, *s->at);
	}
	if (s->at < s->end)
		s->at++;
}

/* The next `; name=value`; false at the end. */
static bool
scan_parameter(struct scan *s, struct parameter *p)
{
	while (s->at < s->end && *s->at != ';')
		if (*s->at == '(')
			scan_comment(s);
		else
			s->at++;
	if (s->at == s->end)
		return false;
	s->at++;
	scan_blank(s);
	p->name = s->at;
	while (s->at < s->end && *s->at != '=' && *s->at != ';' &&
	       !media_is_space(*s->at))
		s->at++;
	p->name_len = (size_t)(s->at - p->name);
	buf_clear(&p->value);
	scan_blank(s);
	if (s->at == s->end || *s->at != '=')
		return true;
	s->at++;
	scan_blank(s);
	if (s->at < s->end && *s->at == '"') {
		scan_quoted(s, &p->value);
		return true;
	}
	while (s->at < s->end && *s->at != ';' && !media_is_space(*s->at))
		buf_putc(&p->value, *s->at++);
	return true;
}

/* `name`, `name*`, `name*0`, `name*0*`. */
struct piece_name {
	size_t number; /* MEDIA_PIECES_MAX: a plain one */
	bool encoded;
};

static bool
piece_of(const struct parameter *p, const char *name, struct piece_name *out)
{
	size_t len = strlen(name);
	const char *at = p->name + len, *end = p->name + p->name_len;

	if (p->name_len < len || !text_equal_fold(p->name, len, name, len))
		return false;
	*out = (struct piece_name){.number = MEDIA_PIECES_MAX};
	if (at == end)
		return true;
	if (*at++ != '*')
		return false;
	out->number = 0;
	out->encoded = at == end;
	while (at < end && text_is_digit(*at) && out->number < 100)
		out->number = out->number * 10 + (size_t)(*at++ - '0');
	if (at < end && *at == '*') {
		out->encoded = true;
		at++;
	}
	return at == end && out->number < MEDIA_PIECES_MAX;
}

/* %XX; the first piece has `charset'language'` before it. */
static void
piece_decode(const struct buf *value, bool first, struct buf *out)
{
	const char *at = buf_text(value), *end = at + value->len;

	for (int quotes = 0; first && quotes < 2; quotes++) {
		const char *quote = memchr(at, '\'', (size_t)(end - at));

		if (quote == NULL)
			break;
		at = quote + 1;
	}
	while (at < end) {
		uint8_t octet;

		if (*at == '%' && end - at >= 3 &&
		    text_from_hex(at + 1, 2, &octet, 1) == 1) {
			buf_u8(out, octet);
			at += 3;
		} else {
			buf_putc(out, *at++);
		}
	}
}

bool
media_parameter(
    const char *value, size_t len, const char *name, struct buf *out)
{
	struct scan s = {value, value + len};
	struct parameter p = {.value = BUF_INIT};
	struct buf pieces[MEDIA_PIECES_MAX + 1] = {BUF_INIT};
	bool found[MEDIA_PIECES_MAX + 1] = {false};
	struct piece_name piece;
	bool any;

	while (scan_parameter(&s, &p)) {
		if (!piece_of(&p, name, &piece) || found[piece.number])
			continue;
		found[piece.number] = true;
		if (piece.encoded)
			piece_decode(
			    &p.value, piece.number == 0, &pieces[piece.number]);
		else
			buf_put(
			    &pieces[piece.number], p.value.data, p.value.len);
	}
	any = found[0] || found[MEDIA_PIECES_MAX];
	if (!found[0])
		buf_put(out, pieces[MEDIA_PIECES_MAX].data,
		    pieces[MEDIA_PIECES_MAX].len);
	for (size_t i = 0; i < MEDIA_PIECES_MAX && found[i]; i++)
		buf_put(out, pieces[i].data, pieces[i].len);
	for (size_t i = 0; i <= MEDIA_PIECES_MAX; i++)
		buf_fini(&pieces[i]);
	buf_fini(&p.value);
	return any;
}

enum view_encoding
media_encoding(const char *value, size_t len)
{
	char word[MEDIA_TYPE_SIZE];

	media_type(value, len, word);
	if (strcmp(word, "base64") == 0)
		return VIEW_BASE64;
	return strcmp(word, "quoted-printable") == 0 ? VIEW_QUOTED_PRINTABLE
						     : VIEW_IDENTITY;
}

bool
media_is_smime(const char *type)
{
	static const char *const types[] = {"application/pkcs7-mime",
	    "application/x-pkcs7-mime", "application/pkcs7-signature",
	    "application/x-pkcs7-signature",
	    "application/x-pkcs7-certificates"};

	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++)
		if (strcmp(type, types[i]) == 0)
			return true;
	return false;
}

bool
media_is_smime_name(const struct buf *name)
{
	static const char *const ends[] = {
	    ".p7m", ".p7s", ".p7c", ".p7z", ".p7b"};

	for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++)
		if (name->len >= 4 &&
		    text_equal_fold(name->data + name->len - 4, 4, ends[i], 4))
			return true;
	return false;
}
