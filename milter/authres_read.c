/* SPDX-License-Identifier: BSD-2-Clause */
/* Whose is an Authentication-Results field of a message that came in? */

#include "milter/authres_read.h"

#include <string.h>

#include "base/buf.h"
#include "base/text.h"

static bool
read_is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/* Past a comment that begins here; NULL where it does not end. */
static const char *
read_skip_comment(const char *at)
{
	int depth = 0;

	for (; *at != '\0'; at++) {
		if (*at == '\\' && at[1] != '\0') {
			at++;
		} else if (*at == '(') {
			if (++depth > AUTHRES_COMMENT_DEPTH)
				return NULL;
		} else if (*at == ')' && --depth == 0) {
			return at + 1;
		}
	}
	return NULL;
}

/* Past comments and white space; NULL where a comment does not end. */
static const char *
read_skip_cfws(const char *at)
{
	while (at != NULL && *at != '\0') {
		if (read_is_space(*at))
			at++;
		else if (*at == '(')
			at = read_skip_comment(at);
		else
			break;
	}
	return at;
}

static bool
read_is_token(char c)
{
	return c > 0x20 && c < 0x7f && strchr("()<>@,;:\\\"/[]?=", c) == NULL;
}

/* A quoted-string's text; NULL where it does not end. */
static const char *
read_quoted(const char *at, struct buf *out)
{
	for (at++; *at != '\0' && *at != '"'; at++) {
		if (*at == '\\' && at[1] != '\0')
			at++;
		if (*at != '\r' && *at != '\n')
			buf_putc(out, *at);
	}
	return *at == '"' ? at + 1 : NULL;
}

/* The authserv-id, or NULL where there is none: what follows it. */
static const char *
read_id(const char *value, struct buf *out)
{
	const char *at = read_skip_cfws(value);

	if (at == NULL)
		return NULL;
	if (*at == '"')
		return read_quoted(at, out);
	while (read_is_token(*at))
		buf_putc(out, *at++);
	return out->len > 0 ? at : NULL;
}

/* After the id: an optional version, then a semicolon or the end. */
static bool
read_is_end_of_id(const char *at)
{
	const char *next = read_skip_cfws(at);

	if (next == NULL)
		return false;
	if (next > at && text_is_digit(*next)) {
		while (text_is_digit(*next))
			next++;
		next = read_skip_cfws(next);
	}
	return next != NULL && (*next == ';' || *next == '\0');
}

static bool
read_is_our_id(const struct buf *id, const char *ours)
{
	size_t len = id->len;

	if (len > 0 && id->data[len - 1] == '.')
		len--;
	return text_equal_fold(buf_text(id), len, ours, strlen(ours));
}

enum authres_claim
authres_claim(const char *value, const char *id)
{
	struct buf found = BUF_INIT;
	enum authres_claim claim = AUTHRES_OTHER;
	const char *after = NULL;

	if (strnlen(value, AUTHRES_READ_MAX) < AUTHRES_READ_MAX)
		after = read_id(value, &found);
	if (after != NULL && read_is_our_id(&found, id))
		claim = AUTHRES_OURS;
	else if ((after == NULL || !read_is_end_of_id(after)) &&
		 strcasestr(value, id) != NULL)
		claim = AUTHRES_DOUBTFUL;
	buf_fini(&found);
	return claim;
}

bool
authres_names_our_method(const char *value)
{
	return strcasestr(value, "x-caa") != NULL ||
	       strcasestr(value, "smime") != NULL;
}
