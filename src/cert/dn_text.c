/* SPDX-License-Identifier: BSD-2-Clause */
/* Distinguished names as text: RFC 4514, and the way CCADB writes them. */

#include <stdint.h>
#include <string.h>

#include "base/error.h"
#include "base/text.h"
#include "cert/dn_parts.h"

#define DN_SPECIAL ",+\"\\<>;" /* RFC 4514, section 2.4 */

static int
dn_fail(const char *what, const char *at, struct error *err)
{
	return error_set(
	    err, "%s in a distinguished name at `%.40s`", what, at);
}

static const char *
dn_skip_spaces(const char *at)
{
	return at + strspn(at, " ");
}

/* `\,` or `\2C`, after the backslash; returns what it took, 0 if neither. */
static size_t
dn_unescape(const char *at, struct buf *out)
{
	uint8_t octet;

	if (at[0] != '\0' && at[1] != '\0' &&
	    text_from_hex(at, 2, &octet, 1) == 1) {
		buf_u8(out, octet);
		return 2;
	}
	if (at[0] == '\0' || strchr(DN_SPECIAL " #=", at[0]) == NULL)
		return 0;
	buf_putc(out, at[0]);
	return 1;
}

/* The value up to an unescaped comma or plus; NULL and *err if none. */
static const char *
dn_parse_string(struct dn *dn, const char *at, struct error *err)
{
	size_t kept = dn->octets.len; /* spaces after that are not meant */
	size_t n;

	while (*at != '\0' && *at != ',' && *at != '+') {
		if (*at != '\\') {
			n = *at == ' ' ? strspn(at, " ") : strcspn(at, "\\,+ ");
			buf_put(&dn->octets, at, n);
			if (*at != ' ')
				kept = dn->octets.len;
			at += n;
			continue;
		}
		n = dn_unescape(at + 1, &dn->octets);
		if (n == 0) {
			(void)dn_fail("a backslash before neither a special"
				      " character nor two hexadecimal digits",
			    at, err);
			return NULL;
		}
		at += 1 + n;
		kept = dn->octets.len;
	}
	dn->octets.len = kept;
	dn_end(dn);
	return at;
}

static const char *
dn_parse_quoted(struct dn *dn, const char *at, struct error *err)
{
	const char *start = at++;

	while (*at != '"') {
		size_t n = 0;

		if (*at == '\0' || (*at == '\\' && (n = dn_unescape(at + 1,
							&dn->octets)) == 0)) {
			(void)dn_fail("a quote that never closes", start, err);
			return NULL;
		}
		if (*at != '\\')
			buf_putc(&dn->octets, *at);
		at += 1 + n;
	}
	dn_end(dn);
	return dn_skip_spaces(at + 1);
}

static const char *
dn_parse_hex(struct dn *dn, const char *at, struct error *err)
{
	uint8_t octets[DN_TEXT_MAX / 2];
	size_t len = strcspn(at + 1, ",+ ");
	int n = text_from_hex(at + 1, len, octets, sizeof(octets));

	if (n <= 0) {
		(void)dn_fail(
		    "`#` without pairs of hexadecimal digits", at, err);
		return NULL;
	}
	buf_put(&dn->octets, octets, (size_t)n);
	dn_end_binary(dn);
	return dn_skip_spaces(at + 1 + len);
}

static const char *
dn_parse_part(struct dn *dn, const char *at, struct error *err)
{
	const char *type = dn_skip_spaces(at);
	size_t len = strcspn(type, "=,+");
	size_t type_len = len;

	if (type[len] != '=') {
		(void)dn_fail("no `=`", type, err);
		return NULL;
	}
	while (type_len > 0 && type[type_len - 1] == ' ')
		type_len--;
	if (dn_begin(dn, type, type_len, err) == -1)
		return NULL;
	at = dn_skip_spaces(type + len + 1);
	if (*at == '#')
		return dn_parse_hex(dn, at, err);
	if (*at == '"')
		return dn_parse_quoted(dn, at, err);
	return dn_parse_string(dn, at, err);
}

static int
dn_check_text(const char *text, struct error *err)
{
	size_t len = strnlen(text, DN_TEXT_MAX + 1);

	if (len > DN_TEXT_MAX)
		return error_set(err,
		    "a distinguished name of more than %d octets", DN_TEXT_MAX);
	if (text_utf8_prefix(text, len) < len)
		return error_set(err, "a distinguished name that is no UTF-8");
	return 0;
}

int
dn_from_text(struct dn *dn, const char *rfc4514, struct error *err)
{
	const char *at = dn_skip_spaces(rfc4514);
	bool joined = false;

	if (dn_check_text(rfc4514, err) == -1)
		return -1;
	if (*at == '\0')
		return 0;
	for (;;) {
		at = dn_parse_part(dn, at, err);
		if (at == NULL)
			return -1;
		dn->parts[dn->n - 1].joined = joined;
		if (*at == '\0')
			return 0;
		if (*at != ',' && *at != '+')
			return dn_fail("text after a value", at, err);
		joined = *at++ == '+';
	}
}

/* Does `TYPE=` begin here? */
static bool
dn_at_type(const char *at)
{
	size_t n = 0;

	while (text_is_alnum(at[n]) || at[n] == '.')
		n++;
	return n > 0 && at[n] == '=';
}

/* The `; TYPE=` that ends a value, or the end. */
static const char *
dn_ccadb_end(const char *at)
{
	const char *end = at + strlen(at);

	while ((at = strstr(at, "; ")) != NULL) {
		if (dn_at_type(at + 2))
			return at;
		at += 2;
	}
	return end;
}

bool
dn_is_ccadb(const char *text)
{
	return *dn_ccadb_end(text) != '\0';
}

int
dn_from_ccadb(struct dn *dn, const char *text, struct error *err)
{
	const char *at = dn_skip_spaces(text);

	if (dn_check_text(text, err) == -1)
		return -1;
	while (*at != '\0') {
		const char *end = dn_ccadb_end(at);
		const char *value = strchr(at, '=');

		if (value == NULL || value >= end)
			return dn_fail("no `=`", at, err);
		if (dn_begin(dn, at, (size_t)(value - at), err) == -1)
			return -1;
		value++;
		buf_put(&dn->octets, value, (size_t)(end - value));
		dn_end(dn);
		at = dn_skip_spaces(*end != '\0' ? end + 1 : end);
	}
	return 0;
}

static void
dn_put_value(const char *text, size_t len, struct buf *out)
{
	for (size_t i = 0; i < len; i++) {
		unsigned char c = (unsigned char)text[i];
		bool edge = i == 0 || i == len - 1;

		if (c < 0x20 || c == 0x7f) {
			buf_printf(out, "\\%02x", c);
			continue;
		}
		if (strchr(DN_SPECIAL, (char)c) != NULL || (c == ' ' && edge) ||
		    (c == '#' && i == 0))
			buf_putc(out, '\\');
		buf_putc(out, (char)c);
	}
}

void
dn_put_text(const struct dn *dn, struct buf *out)
{
	buf_put(out, "", 0);
	for (size_t i = 0; i < dn->n; i++) {
		const struct dn_part *part = &dn->parts[i];
		const char *value = buf_text(&dn->octets) + part->at;

		if (i > 0)
			buf_putc(out, part->joined ? '+' : ',');
		buf_puts(out, dn_type_text(part->type));
		buf_putc(out, '=');
		if (part->binary) {
			buf_putc(out, '#');
			text_put_hex(out, value, part->len);
		} else {
			dn_put_value(value, part->len, out);
		}
	}
}

int
dn_text_from_ccadb(const char *text, struct buf *out, struct error *err)
{
	struct dn dn;
	int ret;

	dn_init(&dn);
	ret = dn_from_ccadb(&dn, text, err);
	if (ret == 0)
		dn_put_text(&dn, out);
	dn_fini(&dn);
	return ret;
}

bool
dn_text_value(const char *rfc4514, const char *type, struct buf *out)
{
	struct dn dn;
	bool found = false;

	dn_init(&dn);
	if (dn_from_text(&dn, rfc4514, NULL) == 0) {
		for (size_t i = 0; i < dn.n && !found; i++) {
			const struct dn_part *part = &dn.parts[i];

			found = !part->binary &&
				strcmp(dn_type_text(part->type), type) == 0;
			if (found)
				buf_put(out, buf_text(&dn.octets) + part->at,
				    part->len);
		}
	}
	dn_fini(&dn);
	return found;
}
