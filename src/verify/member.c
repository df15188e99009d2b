/* SPDX-License-Identifier: BSD-2-Clause */
/* Members of JSON that anybody may have written. */

#include "verify/member.h"

#include <openssl/evp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/error.h"
#include "base/mem.h"

#define MEMBER_QUOTE_MOST 60         /* octets of text in an error */
#define MEMBER_BASE64_MAX (8u << 20) /* characters */

int
member_fail(struct member_reader *r, const char *name, const char *format, ...)
{
	va_list ap;
	char *text;

	va_start(ap, format);
	text = mem_vprintf(format, ap);
	va_end(ap);
	(void)error_set(r->err, "%s%s%s: %s", r->path,
	    r->len > 0 && name != NULL ? "." : "", name != NULL ? name : "",
	    text);
	free(text);
	return -1;
}

static void
member_append(struct member_reader *r, const char *text)
{
	size_t room = sizeof(r->path) - r->len - 1;
	size_t len = strlen(text) < room ? strlen(text) : room;

	memcpy(r->path + r->len, text, len);
	r->len += len;
	r->path[r->len] = '\0';
}

size_t
member_enter(struct member_reader *r, const char *name, size_t at)
{
	size_t back = r->len;
	char index[32] = "";

	if (back > 0)
		member_append(r, ".");
	member_append(r, name);
	if (at != SIZE_MAX)
		(void)snprintf(index, sizeof(index), "[%zu]", at);
	member_append(r, index);
	return back;
}

void
member_leave(struct member_reader *r, size_t back)
{
	r->len = back;
	r->path[back] = '\0';
}

static const char *
member_kind(const json_t *value)
{
	switch (json_typeof(value)) {
	case JSON_OBJECT:
		return "an object";
	case JSON_ARRAY:
		return "a list";
	case JSON_STRING:
		return "text";
	case JSON_INTEGER:
		return "an integer";
	case JSON_REAL:
		return "a number with a fraction";
	case JSON_TRUE:
		return "true";
	case JSON_FALSE:
		return "false";
	case JSON_NULL:
		return "null";
	}
	return "something else";
}

int
member_check_object(
    struct member_reader *r, const json_t *value, const char *const *known)
{
	const char *name;
	json_t *member;

	if (!json_is_object(value))
		return member_fail(
		    r, NULL, "found %s, wanted an object", member_kind(value));
	/* jansson's macro wants what is not const */
	json_object_foreach((json_t *)(uintptr_t)value, name, member)
	{
		size_t i = 0;

		while (known[i] != NULL && strcmp(known[i], name) != 0)
			i++;
		if (known[i] == NULL)
			return member_fail(r, NULL,
			    "found an unknown member \"%.*s\"",
			    MEMBER_QUOTE_MOST, name);
	}
	return 0;
}

int
member_bool(
    struct member_reader *r, const json_t *object, const char *name, bool *out)
{
	const json_t *value = json_object_get(object, name);

	if (value == NULL)
		return 0;
	if (!json_is_boolean(value))
		return member_fail(r, name, "found %s, wanted true or false",
		    member_kind(value));
	*out = json_is_true(value);
	return 0;
}

int
member_integer(struct member_reader *r, const json_t *object, const char *name,
    int64_t least, int64_t most, int64_t *out)
{
	const json_t *value = json_object_get(object, name);

	if (value == NULL)
		return 0;
	if (!json_is_integer(value))
		return member_fail(r, name,
		    "found %s, wanted %" JSON_INTEGER_FORMAT
		    " to %" JSON_INTEGER_FORMAT,
		    member_kind(value), (json_int_t)least, (json_int_t)most);
	if (json_integer_value(value) < least ||
	    json_integer_value(value) > most)
		return member_fail(r, name,
		    "found %" JSON_INTEGER_FORMAT
		    ", wanted %" JSON_INTEGER_FORMAT
		    " to %" JSON_INTEGER_FORMAT,
		    json_integer_value(value), (json_int_t)least,
		    (json_int_t)most);
	*out = json_integer_value(value);
	return 0;
}

static int
member_text_of(struct member_reader *r, const json_t *object, const char *name,
    size_t most, const char **out)
{
	const json_t *value = json_object_get(object, name);

	if (value == NULL)
		return 0;
	if (!json_is_string(value) && !json_is_null(value))
		return member_fail(
		    r, name, "found %s, wanted text", member_kind(value));
	if (json_string_length(value) > most)
		return member_fail(r, name,
		    "found %zu octets, wanted at most %zu",
		    json_string_length(value), most);
	*out = json_string_value(value);
	return 0;
}

int
member_text(struct member_reader *r, const json_t *object, const char *name,
    const char **out)
{
	return member_text_of(r, object, name, MEMBER_TEXT_MAX, out);
}

int
member_list(struct member_reader *r, const json_t *object, const char *name,
    size_t most, const json_t **out)
{
	const json_t *value = json_object_get(object, name);

	if (value == NULL)
		return 0;
	if (!json_is_array(value))
		return member_fail(
		    r, name, "found %s, wanted a list", member_kind(value));
	if (json_array_size(value) > most)
		return member_fail(r, name,
		    "found %zu items, wanted at most %zu",
		    json_array_size(value), most);
	*out = value;
	return 0;
}

int
member_time(struct member_reader *r, const json_t *object, const char *name,
    int64_t *out)
{
	const char *text = NULL;
	int64_t when;

	if (!json_is_string(json_object_get(object, name)))
		return member_integer(
		    r, object, name, 0, MEMBER_TIME_MOST, out);
	if (member_text(r, object, name, &text) == -1)
		return -1;
	when = clock_time(text, NULL);
	if (when < 0 || when > MEMBER_TIME_MOST)
		return member_fail(r, name,
		    "found \"%.*s\", wanted a time such as "
		    "2026-12-01T00:00:00Z",
		    MEMBER_QUOTE_MOST, text);
	*out = when;
	return 0;
}

/* Is this the one way to write these octets? */
static bool
member_is_base64_of(const char *text, const unsigned char *octets, size_t n)
{
	unsigned char *again = mem_zalloc(strlen(text) + 5);
	bool same;

	(void)EVP_EncodeBlock(again, octets, (int)n);
	same = strcmp((const char *)again, text) == 0;
	free(again);
	return same;
}

int
member_from_base64(const char *text, char **out, size_t *len_out)
{
	size_t len = strlen(text), n = len / 4 * 3;
	unsigned char *octets;

	if (len % 4 != 0 || len > MEMBER_BASE64_MAX)
		return -1;
	for (size_t i = len; i + 2 > len && i > 0 && text[i - 1] == '='; i--)
		n--;
	octets = mem_zalloc(len / 4 * 3 + 1);
	if (EVP_DecodeBlock(octets, (const unsigned char *)text, (int)len) <
		0 ||
	    !member_is_base64_of(text, octets, n)) {
		free(octets);
		return -1;
	}
	*out = (char *)octets;
	*len_out = n;
	return 0;
}

int
member_octets(struct member_reader *r, const json_t *object, const char *name,
    size_t most, char **out, size_t *len_out)
{
	char *coded = mem_printf("%s" MEMBER_BASE64, name);
	const char *plain = NULL, *base64 = NULL;
	int ret = -1;

	if (member_text_of(r, object, name, most, &plain) == -1 ||
	    member_text_of(r, object, coded, most / 3 * 4 + 4, &base64) == -1)
		goto out;
	if (plain != NULL && base64 != NULL) {
		ret = member_fail(r, coded, "found beside %s", name);
	} else if (base64 != NULL) {
		ret = member_from_base64(base64, out, len_out);
		if (ret == -1)
			(void)member_fail(
			    r, coded, "found text, wanted base64");
	} else {
		if (plain != NULL) {
			*out = mem_strdup(plain);
			*len_out = strlen(plain);
		}
		ret = 0;
	}
out:
	free(coded);
	return ret;
}
