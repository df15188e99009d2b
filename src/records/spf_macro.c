/* SPDX-License-Identifier: BSD-2-Clause */
/* The macro language of SPF (RFC 7208 section 7). */

#include "records/spf.h"

#include <string.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/text.h"
#include "dns/name.h"

#define MACRO_LETTERS "slodiphcrtv"
#define MACRO_LETTERS_EXP "crt" /* of explanations only (section 7.2) */
#define MACRO_DELIMITERS ".-+,/_="
#define MACRO_NAME_MAX 253  /* octets of a name (section 7.3) */
#define MACRO_DIGITS_MAX 99 /* more labels than a name has */
#define MACRO_PARTS_MAX 256 /* of one value; what is over is left out */
#define MACRO_LABEL_MAX 63

struct macro {
	char letter; /* as written: upper case asks for URL escapes */
	unsigned digits;
	bool reverse;
	const char *delimiters;
	size_t n_delimiters;
};

static bool
macro_is_one_of(char c, const char *set)
{
	return c != '\0' && strchr(set, c) != NULL;
}

/* What stands between `%{` and `}`. */
static int
macro_parse(const char *text, size_t len, struct macro *out, struct error *err)
{
	struct macro m = {.digits = 0};
	size_t at = 1;
	bool has_digits = false;

	if (len == 0 || !macro_is_one_of(text_lower(text[0]), MACRO_LETTERS))
		return error_set(err, "a macro letter is one of s, l, o, d, i, "
				      "p, h, c, r, t and v");
	m.letter = text[0];
	for (; at < len && text_is_digit(text[at]); at++) {
		m.digits = m.digits * 10 + (unsigned)(text[at] - '0');
		if (m.digits > MACRO_DIGITS_MAX)
			m.digits = MACRO_DIGITS_MAX;
		has_digits = true;
	}
	if (has_digits && m.digits == 0)
		return error_set(err, "a macro can't keep 0 labels");
	if (at < len && text_lower(text[at]) == 'r') {
		m.reverse = true;
		at++;
	}
	m.delimiters = text + at;
	m.n_delimiters = len - at;
	for (; at < len; at++)
		if (!macro_is_one_of(text[at], MACRO_DELIMITERS))
			return error_set(err,
			    "a macro's delimiters are of " MACRO_DELIMITERS);
	*out = m;
	return 0;
}

/*
 * The macro at text, which begins with a percent sign: the octets it takes; 0
 * and *err where it is none.  *out has letter NUL for `%%`, `%_` and `%-`.
 */
static size_t
macro_take(const char *text, size_t len, struct macro *out, struct error *err)
{
	const char *close;

	*out = (struct macro){.letter = '\0'};
	if (len >= 2 && macro_is_one_of(text[1], "%_-"))
		return 2;
	if (len < 2 || text[1] != '{') {
		(void)error_set(err, "after %% one of {, %%, _ and - is "
				     "wanted");
		return 0;
	}
	close = memchr(text, '}', len);
	if (close == NULL) {
		(void)error_set(err, "a macro lacks its closing brace");
		return 0;
	}
	if (macro_parse(text + 2, (size_t)(close - text) - 2, out, err) == -1)
		return 0;
	return (size_t)(close - text) + 1;
}

/* toplabel: letters, digits, inner hyphens, and not digits only. */
static bool
macro_is_toplabel(const char *text, size_t len)
{
	bool all_digits = true;

	if (len == 0 || text[0] == '-' || text[len - 1] == '-')
		return false;
	for (size_t i = 0; i < len; i++) {
		if (!text_is_alnum(text[i]) && text[i] != '-')
			return false;
		all_digits &= text_is_digit(text[i]);
	}
	return !all_digits;
}

/* literal: octets after the last macro, which end the domain-spec. */
static int
macro_check_end(const char *literal, size_t len, struct error *err)
{
	const char *dot;

	if (len > 0 && literal[len - 1] == '.')
		len--;
	dot = memrchr(literal, '.', len);
	if (dot != NULL &&
	    macro_is_toplabel(dot + 1, (size_t)(literal + len - dot - 1)))
		return 0;
	return error_set(err, "a domain ends in a dot and a top-level label, "
			      "or in a macro");
}

static int
macro_check_letter(const struct macro *m, bool domain, struct error *err)
{
	if (domain && macro_is_one_of(text_lower(m->letter), MACRO_LETTERS_EXP))
		return error_set(
		    err, "%%{%c} is for explanations only", m->letter);
	return 0;
}

int
spf_macro_check(const char *text, size_t len, bool domain, struct error *err)
{
	size_t at = 0, literal = 0;

	if (domain && len == 0)
		return error_set(err, "the domain is empty");
	while (at < len) {
		struct macro m;
		size_t taken;

		if (text[at] < 0x21 || text[at] > 0x7e)
			return error_set(err, "octet %u is not allowed",
			    (unsigned)(uint8_t)text[at]);
		if (text[at] != '%') {
			at++;
			continue;
		}
		taken = macro_take(text + at, len - at, &m, err);
		if (taken == 0 || macro_check_letter(&m, domain, err) == -1)
			return -1;
		at += taken;
		literal = at;
	}
	if (!domain || (literal == len && len > 0))
		return 0;
	return macro_check_end(text + literal, len - literal, err);
}

static const char *
macro_value(const struct spf_macros *values, char letter)
{
	switch (text_lower(letter)) {
	case 's':
		return values->sender;
	case 'l':
		return values->local;
	case 'o':
		return values->origin;
	case 'd':
		return values->domain;
	case 'i':
		return values->address;
	case 'c':
		return values->shown;
	case 'h':
		return values->helo;
	case 'v':
		return values->family;
	case 't':
		return "0";
	default:
		return "unknown"; /* p and r */
	}
}

static bool
macro_is_unreserved(char c)
{
	return text_is_alnum(c) || macro_is_one_of(c, "-._~");
}

/* The value cut, turned round, shortened and joined with dots. */
static void
macro_transform(const struct macro *m, const char *value, struct buf *out)
{
	struct {
		const char *text;
		size_t len;
	} parts[MACRO_PARTS_MAX];
	size_t n = 0, first = 0;

	for (const char *at = value; n < MACRO_PARTS_MAX; at++) {
		parts[n].text = at;
		while (*at != '\0' &&
		       (m->n_delimiters > 0 ? memchr(m->delimiters, *at,
						  m->n_delimiters) == NULL
					    : *at != '.'))
			at++;
		parts[n].len = (size_t)(at - parts[n].text);
		n++;
		if (*at == '\0')
			break;
	}
	if (m->digits > 0 && m->digits < n)
		first = n - m->digits;
	for (size_t i = first; i < n; i++) {
		/* the last labels of what is in order by then */
		size_t part = m->reverse ? n - 1 - i : i;

		if (i > first)
			buf_putc(out, '.');
		buf_put(out, parts[part].text, parts[part].len);
	}
}

static bool
macro_put(
    const struct macro *m, const struct spf_macros *values, struct buf *out)
{
	const char *value = macro_value(values, m->letter);
	struct buf plain = BUF_INIT;

	if (value == NULL)
		return false;
	macro_transform(m, value, &plain);
	for (size_t i = 0; i < plain.len; i++)
		if (m->letter >= 'A' && m->letter <= 'Z' &&
		    !macro_is_unreserved(plain.data[i]))
			buf_printf(out, "%%%02X", (uint8_t)plain.data[i]);
		else
			buf_putc(out, plain.data[i]);
	buf_fini(&plain);
	return true;
}

bool
spf_macro_expand(const char *text, size_t len, const struct spf_macros *values,
    struct buf *out)
{
	for (size_t at = 0; at < len;) {
		struct macro m;
		size_t taken;

		if (text[at] != '%') {
			buf_putc(out, text[at++]);
			continue;
		}
		taken = macro_take(text + at, len - at, &m, NULL);
		if (taken == 0)
			return false;
		if (m.letter != '\0') {
			if (!macro_put(&m, values, out))
				return false;
		} else {
			buf_puts(out, text[at + 1] == '%'   ? "%"
				      : text[at + 1] == '_' ? " "
							    : "%20");
		}
		at += taken;
	}
	return true;
}

/* Plain text, dots between labels, to canonical text. */
static int
macro_canonical(const char *text, size_t len, char *out)
{
	uint8_t wire[DNS_NAME_WIRE_MAX + 1];
	size_t n = 0, labels = 0;

	if (len > 0 && text[len - 1] == '.')
		len--;
	for (const char *end = text + len; text <= end; labels++) {
		const char *dot = memchr(text, '.', (size_t)(end - text));
		size_t label = (size_t)((dot != NULL ? dot : end) - text);

		if (label == 0 || label > MACRO_LABEL_MAX ||
		    n + label + 2 > DNS_NAME_WIRE_MAX)
			return -1;
		wire[n++] = (uint8_t)label;
		memcpy(wire + n, text, label);
		n += label;
		text += label + 1;
	}
	wire[n++] = 0;
	if (labels < 2 || dns_name_from_wire(wire, n, out) == -1)
		return -1;
	return 1;
}

int
spf_macro_name(
    const char *text, size_t len, const struct spf_macros *values, char *out)
{
	struct buf name = BUF_INIT;
	int ret = 0;

	if (spf_macro_expand(text, len, values, &name)) {
		const char *at = buf_text(&name);
		const char *dot;

		while (name.len - (size_t)(at - buf_text(&name)) >
			   MACRO_NAME_MAX &&
		       (dot = strchr(at, '.')) != NULL)
			at = dot + 1;
		ret = macro_canonical(
		    at, name.len - (size_t)(at - buf_text(&name)), out);
	}
	buf_fini(&name);
	return ret;
}
