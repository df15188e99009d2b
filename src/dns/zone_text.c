/* SPDX-License-Identifier: BSD-2-Clause */
/* The logical lines of a zone file. */

#include "dns/zone_text.h"

#include <string.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/text.h"

#define ZONE_TTL_MAX 0x7fffffffu

void
zone_text_init(struct zone_text *t, const char *data, size_t len)
{
	t->at = data;
	t->end = data + len;
	t->line = 1;
}

/* Backslash and what it shields, which is never the end of the line. */
static int
zone_text_escape(struct zone_text *t, struct buf *line, struct error *err)
{
	if (t->end - t->at < 2 || t->at[1] == '\n' || t->at[1] == '\0')
		return error_set(err, "a backslash before nothing");
	buf_put(line, t->at, 2);
	t->at += 2;
	return 0;
}

static int
zone_text_quoted(struct zone_text *t, struct buf *line, struct error *err)
{
	buf_putc(line, *t->at++);
	while (t->at < t->end && *t->at != '\n' && *t->at != '\0') {
		if (*t->at == '\\') {
			if (zone_text_escape(t, line, err) == -1)
				return -1;
			continue;
		}
		buf_putc(line, *t->at);
		if (*t->at++ == '"')
			return 0;
	}
	return error_set(err, "a quotation mark that is not closed");
}

static void
zone_text_comment(struct zone_text *t)
{
	while (t->at < t->end && *t->at != '\n')
		t->at++;
}

/* A parenthesis: depth may be 0 or 1, for they do not nest. */
static int
zone_text_parenthesis(
    struct zone_text *t, struct buf *line, bool *open, struct error *err)
{
	bool opens = *t->at == '(';

	if (opens == *open)
		return error_set(err, "a parenthesis that does not %s",
		    opens ? "close before the next" : "open");
	*open = opens;
	t->at++;
	buf_putc(line, ' ');
	return 0;
}

/* One octet or more of the line: 1, 0 where the line has ended. */
static int
zone_text_step(
    struct zone_text *t, struct buf *line, bool *open, struct error *err)
{
	switch (*t->at) {
	case '\n':
		t->line++;
		t->at++;
		if (*open)
			buf_putc(line, ' ');
		return *open;
	case '\0':
		return error_set(err, "a NUL octet");
	case ';':
		zone_text_comment(t);
		return 1;
	case '(':
	case ')':
		return zone_text_parenthesis(t, line, open, err) == -1 ? -1 : 1;
	case '"':
		return zone_text_quoted(t, line, err) == -1 ? -1 : 1;
	case '\\':
		return zone_text_escape(t, line, err) == -1 ? -1 : 1;
	case ' ':
	case '\t':
	case '\r':
	case '\v':
	case '\f':
		buf_putc(line, ' ');
		break;
	default:
		buf_putc(line, *t->at);
		break;
	}
	t->at++;
	return 1;
}

int
zone_text_next(struct zone_text *t, struct buf *line, unsigned *number_out,
    struct error *err)
{
	bool open = false;
	int more = 1;

	buf_clear(line);
	*number_out = t->line;
	if (t->at == t->end)
		return 0;
	while (more == 1 && t->at < t->end)
		more = zone_text_step(t, line, &open, err);
	if (more == -1)
		return -1;
	if (open)
		return error_set(err, "a parenthesis that does not close");
	return 1;
}

struct zone_field
zone_field_next(const char **at)
{
	struct zone_field field;

	*at += strspn(*at, " ");
	field.text = *at;
	while (**at != '\0' && **at != ' ')
		*at += **at == '\\' && (*at)[1] != '\0' ? 2 : 1;
	field.len = (size_t)(*at - field.text);
	return field;
}

bool
zone_field_is(const struct zone_field *field, const char *word)
{
	return text_equal_fold(field->text, field->len, word, strlen(word));
}

/* Seconds in a unit, where there is one. */
static uint32_t
zone_unit(char c)
{
	switch (text_lower(c)) {
	case 's':
		return 1;
	case 'm':
		return 60;
	case 'h':
		return 3600;
	case 'd':
		return 86400;
	case 'w':
		return 604800;
	default:
		return 0;
	}
}

bool
zone_field_ttl(const struct zone_field *field, uint32_t *ttl_out)
{
	uint64_t sum = 0, number = 0;
	bool digits = false;

	for (size_t i = 0; i < field->len; i++) {
		char c = field->text[i];

		if (text_is_digit(c)) {
			number = number * 10 + (uint64_t)(c - '0');
			digits = true;
		} else if (digits && zone_unit(c) != 0) {
			sum += number * zone_unit(c);
			number = 0;
			digits = false;
		} else {
			return false;
		}
		if (number > ZONE_TTL_MAX || sum > ZONE_TTL_MAX)
			return false;
	}
	if (field->len == 0 || sum + number > ZONE_TTL_MAX)
		return false;
	*ttl_out = (uint32_t)(sum + number);
	return true;
}
