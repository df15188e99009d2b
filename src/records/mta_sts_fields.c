/* SPDX-License-Identifier: BSD-2-Clause */
/* Version and fields of the TXT records of MTA-STS and TLS-RPT. */

#include "records/mta_sts_fields.h"

#include <string.h>

#include "base/error.h"
#include "base/text.h"

#define SHOWN_MAX 60 /* octets of a record in a sentence */

bool
sts_span_is(const struct sts_span *span, const char *text)
{
	return span->len == strlen(text) &&
	       memcmp(span->text, text, span->len) == 0;
}

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t';
}

static bool
is_plain(char c)
{
	return c > 0x20 && c < 0x7f && c != '=' && c != ';';
}

bool
sts_value_is_plain(const struct sts_span *value)
{
	for (size_t i = 0; i < value->len; i++)
		if (!is_plain(value->text[i]))
			return false;
	return value->len > 0;
}

enum sts_version
sts_version_of(const char *text, size_t len, const char *version)
{
	size_t want = strlen(version), at = want, skip = 0;

	if (len >= want && memcmp(text, version, want) == 0) {
		while (at < len && is_blank(text[at]))
			at++;
		return at < len && text[at] == ';' ? STS_VERSION_IS
						   : STS_VERSION_CLOSE;
	}
	while (skip < len && (is_blank(text[skip]) || text[skip] == '"'))
		skip++;
	if (len - skip >= want &&
	    text_equal_fold(text + skip, want, version, want))
		return STS_VERSION_CLOSE;
	return STS_VERSION_NOT;
}

static size_t
skip_blanks(const char *text, size_t len, size_t at)
{
	while (at < len && is_blank(text[at]))
		at++;
	return at;
}

/* Letters, digits, `_`, `-` and `.`, the first a letter or a digit. */
static bool
name_is_good(const struct sts_span *name)
{
	if (name->len == 0 || name->len > STS_NAME_MAX ||
	    !text_is_alnum(name->text[0]))
		return false;
	for (size_t i = 0; i < name->len; i++)
		if (!text_is_alnum(name->text[i]) &&
		    (name->text[i] == '\0' ||
			strchr("_-.", name->text[i]) == NULL))
			return false;
	return true;
}

static int
split_field(
    const char *text, size_t len, struct sts_fields *out, struct error *err)
{
	const char *equals = memchr(text, '=', len);
	struct sts_field field;
	int shown = len < SHOWN_MAX ? (int)len : SHOWN_MAX;

	if (equals == NULL)
		return error_set(
		    err, "found `%.*s`, wanted NAME=VALUE", shown, text);
	field.name = (struct sts_span){text, (size_t)(equals - text)};
	field.value = (struct sts_span){equals + 1, len - field.name.len - 1};
	if (!name_is_good(&field.name))
		return error_set(err,
		    "found `%.*s`, wanted a name of 1 to %d letters, digits, "
		    "`_`, `-` and `.` before the equals sign",
		    shown, text, STS_NAME_MAX);
	if (field.value.len == 0)
		return error_set(
		    err, "found `%.*s` without a value", shown, text);
	if (is_blank(field.value.text[0]))
		return error_set(err,
		    "found a blank after the equals sign of "
		    "`%.*s`",
		    (int)field.name.len, field.name.text);
	if (out->n == STS_FIELDS_MAX)
		return error_set(
		    err, "found more than %d fields", STS_FIELDS_MAX);
	out->list[out->n++] = field;
	return 0;
}

int
sts_fields_split(const char *text, size_t len, const char *version,
    struct sts_fields *out, struct error *err)
{
	size_t at = strlen(version);

	*out = (struct sts_fields){.blank = at < len && is_blank(text[at])};
	at = skip_blanks(text, len, at);
	while (at < len && text[at] == ';') {
		size_t start = skip_blanks(text, len, at + 1);
		const char *end = memchr(text + start, ';', len - start);
		size_t stop = end != NULL ? (size_t)(end - text) : len;

		at = stop;
		while (stop > start && is_blank(text[stop - 1]))
			stop--;
		/* a delimiter may end the record, but not an empty one */
		if (stop == start && at == len && out->n > 0)
			return 0;
		if (stop == start)
			return error_set(err,
			    at == len ? "found no field after the version"
				      : "found two semicolons with nothing "
					"between");
		if (split_field(text + start, stop - start, out, err) == -1)
			return -1;
	}
	if (at < len || out->n == 0)
		return error_set(err, "found no semicolon after the version");
	/* the grammar has no blanks but round a semicolon */
	if (is_blank(text[len - 1]))
		return error_set(err, "found a blank at the end");
	return 0;
}

const struct sts_field *
sts_fields_find(
    const struct sts_fields *fields, const char *name, size_t *n_out)
{
	const struct sts_field *first = NULL;
	size_t n = 0;

	for (size_t i = 0; i < fields->n; i++)
		if (sts_span_is(&fields->list[i].name, name)) {
			if (n++ == 0)
				first = &fields->list[i];
		}
	if (n_out != NULL)
		*n_out = n;
	return first;
}
