/* SPDX-License-Identifier: BSD-2-Clause */
/* Tag-lists (RFC 6376 section 3.2) and the base64 in them. */

#include "records/dkim_tags.h"

#include <stdint.h>
#include <string.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/text.h"

#define SHOWN 40 /* octets of foreign text in a sentence */

static bool
tags_is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static void
tags_trim(const char **text, size_t *len)
{
	while (*len > 0 && tags_is_space(**text))
		(*text)++, (*len)--;
	while (*len > 0 && tags_is_space((*text)[*len - 1]))
		(*len)--;
}

static enum dkim_fault
tags_fault(enum dkim_fault fault, struct error *err, const char *what,
    const char *text, size_t len)
{
	struct buf shown = BUF_INIT;

	text_put_escaped(&shown, text, len, SHOWN);
	(void)error_set(err, "%s \"%s\"", what, buf_text(&shown));
	buf_fini(&shown);
	return fault;
}

static bool
tags_name_is_good(const struct dkim_tag *t)
{
	if (t->name_len == 0 || text_is_digit(t->name[0]) || t->name[0] == '_')
		return false;
	for (size_t i = 0; i < t->name_len; i++)
		if (!text_is_alnum(t->name[i]) && t->name[i] != '_')
			return false;
	return true;
}

/* VALCHARs, and white space between them. */
static bool
tags_value_is_good(const struct dkim_tag *t)
{
	for (size_t i = 0; i < t->value_len; i++)
		if (!tags_is_space(t->value[i]) &&
		    (t->value[i] < '!' || t->value[i] > '~'))
			return false;
	return true;
}

static bool
tags_has(const struct dkim_tags *tags, const struct dkim_tag *t)
{
	for (size_t i = 0; i < tags->n; i++)
		if (tags->list[i].name_len == t->name_len &&
		    memcmp(tags->list[i].name, t->name, t->name_len) == 0)
			return true;
	return false;
}

/* One tag-spec, without its semicolon. */
static enum dkim_fault
tags_add(
    struct dkim_tags *tags, const char *text, size_t len, struct error *err)
{
	const char *equals = memchr(text, '=', len);
	struct dkim_tag t;

	if (equals == NULL) {
		tags_trim(&text, &len);
		return tags_fault(DKIM_FAULT_SYNTAX, err,
		    len == 0 ? "has an empty tag:"
			     : "has a part that is not NAME=VALUE:",
		    text, len);
	}
	t = (struct dkim_tag){text, equals + 1, (size_t)(equals - text),
	    len - (size_t)(equals - text) - 1};
	tags_trim(&t.name, &t.name_len);
	tags_trim(&t.value, &t.value_len);
	if (!tags_name_is_good(&t))
		return tags_fault(DKIM_FAULT_SYNTAX, err,
		    "has a tag with the name", t.name, t.name_len);
	if (tags_has(tags, &t))
		return tags_fault(DKIM_FAULT_DUPLICATE, err,
		    "has twice the tag", t.name, t.name_len);
	if (tags->n == DKIM_TAGS_MAX) {
		(void)error_set(err, "has more than %d tags", DKIM_TAGS_MAX);
		return DKIM_FAULT_SYNTAX;
	}
	tags->list[tags->n++] = t;
	if (!tags_value_is_good(&t))
		return tags_fault(DKIM_FAULT_SYNTAX, err,
		    "has odd octets in the tag", t.name, t.name_len);
	return DKIM_FAULT_NONE;
}

enum dkim_fault
dkim_tags_parse(
    const char *text, size_t len, struct dkim_tags *out, struct error *err)
{
	enum dkim_fault first = DKIM_FAULT_NONE;

	out->n = 0;
	if (len == 0)
		return tags_fault(
		    DKIM_FAULT_SYNTAX, err, "is empty:", text, len);
	while (len > 0) {
		const char *end = memchr(text, ';', len);
		size_t n = end != NULL ? (size_t)(end - text) : len;
		size_t used = end != NULL ? n + 1 : n;
		const char *rest = text;
		size_t rest_len = n;
		enum dkim_fault fault = DKIM_FAULT_NONE;

		tags_trim(&rest, &rest_len);
		/* one semicolon may stand at the end */
		if (rest_len > 0 || end != NULL || out->n == 0)
			fault = tags_add(out, text, n,
			    first == DKIM_FAULT_NONE ? err : NULL);
		if (first == DKIM_FAULT_NONE)
			first = fault;
		text += used;
		len -= used;
	}
	return first;
}

const struct dkim_tag *
dkim_tags_find(const struct dkim_tags *tags, const char *name)
{
	for (size_t i = 0; i < tags->n; i++)
		if (tags->list[i].name_len == strlen(name) &&
		    memcmp(tags->list[i].name, name, strlen(name)) == 0)
			return &tags->list[i];
	return NULL;
}

bool
dkim_tag_is(const struct dkim_tag *t, const char *value)
{
	return t->value_len == strlen(value) &&
	       memcmp(t->value, value, t->value_len) == 0;
}

bool
dkim_tag_lists(const struct dkim_tag *t, const char *word)
{
	const char *at = t->value, *end = t->value + t->value_len;

	while (at <= end) {
		const char *colon = memchr(at, ':', (size_t)(end - at));
		const char *stop = colon != NULL ? colon : end;
		const char *item = at;
		size_t len = (size_t)(stop - at);

		tags_trim(&item, &len);
		if (len == strlen(word) && memcmp(item, word, len) == 0)
			return true;
		at = stop + 1;
	}
	return false;
}

static int
base64_value(char c)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				     "abcdefghijklmnopqrstuvwxyz0123456789+/";
	const char *at = c != '\0' ? strchr(digits, c) : NULL;

	return at != NULL ? (int)(at - digits) : -1;
}

static int
base64_odd(const char *text, size_t at, struct error *err)
{
	struct buf shown = BUF_INIT;

	text_put_escaped(&shown, text + at, 1, SHOWN);
	(void)error_set(err,
	    "has \"%s\" at octet %zu of p=, which is not of "
	    "base64",
	    buf_text(&shown), at + 1);
	buf_fini(&shown);
	return -1;
}

/* Digits and padding counted; -1 where an octet is neither. */
static int
base64_read(const char *text, size_t len, struct buf *bits, size_t *pads_out,
    struct error *err)
{
	size_t pads = 0;

	for (size_t i = 0; i < len; i++) {
		int value = base64_value(text[i]);

		if (tags_is_space(text[i]))
			continue;
		if (text[i] == '=' && pads < 2) {
			pads++;
			continue;
		}
		if (value == -1 || pads > 0)
			return base64_odd(text, i, err);
		buf_putc(bits, (char)value);
	}
	*pads_out = pads;
	return 0;
}

static void
base64_join(const struct buf *digits, struct buf *out)
{
	uint32_t acc = 0;
	unsigned n = 0;

	for (size_t i = 0; i < digits->len; i++) {
		acc = (acc << 6 | (uint8_t)digits->data[i]) & 0xffffff;
		n += 6;
		if (n >= 8) {
			n -= 8;
			buf_u8(out, (uint8_t)(acc >> n));
		}
	}
}

int
dkim_base64(const char *text, size_t len, struct buf *out, struct error *err)
{
	struct buf digits = BUF_INIT;
	size_t pads = 0;
	int ret = base64_read(text, len, &digits, &pads, err);

	if (ret == 0 && (digits.len + pads) % 4 != 0)
		ret = error_set(err,
		    "has %zu octets of base64 in p=, wanted a multiple of 4: "
		    "the key is cut short, or lacks its final \"=\"",
		    digits.len + pads);
	if (ret == 0)
		base64_join(&digits, out);
	buf_fini(&digits);
	return ret;
}
