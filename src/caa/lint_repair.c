/* SPDX-License-Identifier: BSD-2-Clause */
/* From what a form or a pasted line holds to RDATA, if that is beyond doubt. */

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "base/text.h"
#include "caa/lint_parts.h"
#include "caa/value.h"

#define CAA_RECORD_WORDS 4 /* owner, TTL, class, type */

static const char blanks[] = " \t\r\n";
static const char marks[] = "\"'`";

/* A repair step: true where it changed *text and noted so. */
typedef bool caa_repair_step(struct buf *text, struct caa_lint *lint);

static struct caa_span
caa_trim(const char *text, size_t len, const char *set)
{
	while (len > 0 && strchr(set, text[0]) != NULL) {
		text++;
		len--;
	}
	while (len > 0 && strchr(set, text[len - 1]) != NULL)
		len--;
	return (struct caa_span){text, len};
}

/* The next word between blanks; of length 0 at the end. */
static struct caa_span
caa_take_word(const char **at)
{
	struct caa_span word;

	*at += strspn(*at, blanks);
	word.text = *at;
	word.len = strcspn(*at, blanks);
	*at += word.len;
	return word;
}

static bool
caa_is_number(const struct caa_span *s)
{
	for (size_t i = 0; i < s->len; i++)
		if (!text_is_digit(s->text[i]))
			return false;
	return s->len > 0;
}

static bool
caa_word_is(const struct caa_span *s, const char *word)
{
	return text_equal_fold(s->text, s->len, word, strlen(word));
}

static void
caa_replace(struct buf *text, struct buf *with)
{
	buf_fini(text);
	*text = *with;
	*with = (struct buf)BUF_INIT;
}

enum caa_tag
caa_lint_tag_meant(const char *word, size_t len)
{
	struct buf plain = BUF_INIT;
	enum caa_tag tag;

	for (size_t i = 0; i < len; i++)
		if (strchr("-_:=\"'", word[i]) == NULL)
			buf_putc(&plain, word[i]);
	tag = caa_tag_from_text((const uint8_t *)buf_text(&plain), plain.len);
	buf_fini(&plain);
	return tag;
}

/* {"flags": 0, "tag": "issue", "value": "ca.example"}, perhaps in "data" */
static bool
caa_repair_json(struct buf *text, struct caa_lint *lint)
{
	json_t *root = json_loadb(buf_text(text), text->len, 0, NULL);
	const json_t *data = json_object_get(root, "data");
	const json_t *fields = json_is_object(data) ? data : root;
	const json_t *flags = json_object_get(fields, "flags");
	const char *flags_text = json_string_value(flags);
	const char *tag = json_string_value(json_object_get(fields, "tag"));
	const char *value = json_string_value(json_object_get(fields, "value"));
	struct buf record = BUF_INIT;
	bool found = tag != NULL && value != NULL;

	if (found) {
		if (flags_text != NULL)
			buf_printf(&record, "%s %s \"", flags_text, tag);
		else
			buf_printf(&record, "%lld %s \"",
			    (long long)json_integer_value(flags), tag);
		text_put_escaped(&record, value, strlen(value), SIZE_MAX);
		buf_putc(&record, '"');
		caa_replace(text, &record);
		caa_lint_change(
		    lint, "Flags, tag and value taken out of JSON.");
	}
	json_decref(root);
	return found;
}

static const struct {
	const char *from, *to;
} caa_typography[] = {
    {"\xe2\x80\x9c", "\""}, /* left double quotation mark */
    {"\xe2\x80\x9d", "\""}, /* right */
    {"\xe2\x80\x9e", "\""}, /* low */
    {"\xc2\xab", "\""},     /* left guillemet */
    {"\xc2\xbb", "\""},     /* right */
    {"\xe2\x80\x98", "'"},  /* left single quotation mark */
    {"\xe2\x80\x99", "'"},  /* right */
    {"\xc2\xa0", " "},      /* no-break space */
    {"\xe2\x80\x8b", ""},   /* zero-width space */
    {"\xef\xbb\xbf", ""},   /* byte order mark */
};

static size_t
caa_typographic_at(const char *at, const char **to_out)
{
	for (size_t i = 0;
	     i < sizeof(caa_typography) / sizeof(caa_typography[0]); i++) {
		size_t len = strlen(caa_typography[i].from);

		if (strncmp(at, caa_typography[i].from, len) == 0) {
			*to_out = caa_typography[i].to;
			return len;
		}
	}
	return 0;
}

bool
caa_lint_plain(struct buf *text)
{
	struct buf plain = BUF_INIT;
	const char *at = buf_text(text), *to;
	bool changed = false;

	while (*at != '\0') {
		size_t len = caa_typographic_at(at, &to);

		if (len > 0)
			buf_puts(&plain, to);
		else
			buf_putc(&plain, *at);
		changed = changed || len > 0;
		at += len > 0 ? len : 1;
	}
	caa_replace(text, &plain);
	return changed;
}

static bool
caa_repair_typography(struct buf *text, struct caa_lint *lint)
{
	if (!caa_lint_plain(text))
		return false;
	caa_lint_change(
	    lint, "Typographic quotation marks and blanks made plain ones.");
	return true;
}

/* "0 issue ca.example", '0 issue "ca.example"', "0 issue \"ca.example\"" */
static bool
caa_repair_outer_marks(struct buf *text, struct caa_lint *lint)
{
	const char *all = buf_text(text);
	struct caa_span in = caa_trim(all, text->len, blanks);
	struct buf plain = BUF_INIT;
	char mark = in.len > 1 ? in.text[0] : 'x';

	if (strchr(marks, mark) == NULL || in.text[in.len - 1] != mark)
		return false;
	in.text++;
	in.len -= 2;
	/* Marks that close before the first blank are of one field only. */
	if (memchr(in.text, mark, strcspn(in.text, blanks)) != NULL)
		return false;
	for (size_t i = 0; i < in.len; i++)
		if (in.text[i] != '\\' || i + 1 == in.len ||
		    in.text[i + 1] != mark)
			buf_putc(&plain, in.text[i]);
	caa_replace(text, &plain);
	caa_lint_change(
	    lint, "The quotation marks around the whole record removed.");
	return true;
}

/* Where the RDATA of a whole record starts; NULL where it is none. */
static const char *
caa_after_type(const char *text)
{
	const char *at = text;
	struct caa_span word;

	for (int i = 0; i < CAA_RECORD_WORDS; i++) {
		word = caa_take_word(&at);
		if (caa_word_is(&word, "CAA") || caa_word_is(&word, "TYPE257"))
			return at;
	}
	at = text;
	word = caa_take_word(&at);
	if (word.len > 0 && word.text[0] != '"' &&
	    (memchr(word.text, '.', word.len) != NULL ||
		caa_word_is(&word, "@"))) {
		const char *rest = at;

		word = caa_take_word(&rest);
		if (caa_is_number(&word))
			return at;
	}
	return NULL;
}

/* example.org. 3600 IN CAA 0 issue "ca.example" */
static bool
caa_repair_prefix(struct buf *text, struct caa_lint *lint)
{
	const char *all = buf_text(text), *rdata = caa_after_type(all);
	struct caa_span prefix;
	char *shown;

	if (rdata == NULL)
		return false;
	prefix = caa_trim(all, (size_t)(rdata - all), blanks);
	shown = caa_lint_printable(prefix.text, prefix.len);
	rdata += strspn(rdata, blanks);
	caa_lint_change(lint, "`%s' in front of the RDATA removed.", shown);
	buf_consume(text, (size_t)(rdata - all));
	free(shown);
	return true;
}

/* 0,issue,"ca.example" and [0, "issue", "ca.example"] */
static bool
caa_repair_commas(struct buf *text, struct caa_lint *lint)
{
	struct caa_span all = caa_trim(buf_text(text), text->len, " \t[]{}()");
	const char *first = memchr(all.text, ',', all.len), *second;
	const char *end = all.text + all.len;
	struct caa_span flags, tag;
	struct buf plain = BUF_INIT;

	if (first == NULL)
		return false;
	second = memchr(first + 1, ',', (size_t)(end - first - 1));
	if (second == NULL)
		return false;
	flags = caa_trim(all.text, (size_t)(first - all.text), " \t\"'");
	tag = caa_trim(first + 1, (size_t)(second - first - 1), " \t\"'");
	if (!caa_is_number(&flags) ||
	    caa_lint_tag_meant(tag.text, tag.len) == CAA_TAG_UNKNOWN)
		return false;
	buf_printf(&plain, "%.*s %.*s %.*s", (int)flags.len, flags.text,
	    (int)tag.len, tag.text, (int)(end - second - 1), second + 1);
	caa_replace(text, &plain);
	caa_lint_change(lint, "Commas between the fields removed.");
	return true;
}

/* "0" "issue" "ca.example" */
static bool
caa_repair_field_marks(struct buf *text, struct caa_lint *lint)
{
	const char *at = buf_text(text);
	struct caa_span flags = caa_take_word(&at), tag = caa_take_word(&at);
	struct caa_span plain_flags = caa_trim(flags.text, flags.len, marks);
	struct caa_span plain_tag = caa_trim(tag.text, tag.len, marks);
	struct buf plain = BUF_INIT;

	if (plain_flags.len + plain_tag.len == flags.len + tag.len ||
	    !caa_is_number(&plain_flags) || plain_tag.len == 0)
		return false;
	buf_printf(&plain, "%.*s %.*s%s", (int)plain_flags.len,
	    plain_flags.text, (int)plain_tag.len, plain_tag.text, at);
	caa_replace(text, &plain);
	caa_lint_change(lint, "Quotation marks around flags and tag removed.");
	return true;
}

/* issue "ca.example" */
static bool
caa_repair_flags(struct buf *text, struct caa_lint *lint)
{
	const char *at = buf_text(text);
	struct caa_span first = caa_take_word(&at);
	struct buf plain = BUF_INIT;

	if (caa_lint_tag_meant(first.text, first.len) == CAA_TAG_UNKNOWN)
		return false;
	buf_printf(&plain, "0 %s", first.text);
	caa_replace(text, &plain);
	caa_lint_change(lint, "The flags were missing; 0 put in front.");
	return true;
}

/* 0 issue-mail "ca.example", 0 issue: "ca.example" */
static bool
caa_repair_tag(struct buf *text, struct caa_lint *lint)
{
	const char *at = buf_text(text);
	struct caa_span flags = caa_take_word(&at), tag = caa_take_word(&at);
	enum caa_tag meant = caa_lint_tag_meant(tag.text, tag.len);
	struct buf plain = BUF_INIT;
	char *shown;

	if (meant == CAA_TAG_UNKNOWN || caa_word_is(&tag, caa_tag_text(meant)))
		return false;
	shown = caa_lint_printable(tag.text, tag.len);
	caa_lint_change(
	    lint, "The tag `%s' written as `%s'.", shown, caa_tag_text(meant));
	free(shown);
	buf_printf(&plain, "%.*s %s%s", (int)flags.len, flags.text,
	    caa_tag_text(meant), at);
	caa_replace(text, &plain);
	return true;
}

/* The text of a value without marks around and pairs of them within; false
 * where a single mark within makes it unclear. */
static bool
caa_plain_value(const struct caa_span *value, struct buf *out)
{
	for (size_t i = 0; i < value->len; i++) {
		char c = value->text[i];

		if (c == '\\' && i + 1 == value->len)
			break;
		if (c == '\\')
			buf_putc(out, value->text[i++]);
		else if (c == '"' && i + 1 < value->len &&
			 value->text[i + 1] == '"') {
			i++;
			continue;
		} else if (c == '"')
			return false;
		buf_putc(out, value->text[i]);
	}
	return true;
}

/* 0 issue ""ca.example"", 0 issue "ca.example, 0 issue ;, 0 issue ca.example\;
 * a=1 */
static bool
caa_repair_value(struct buf *text, struct caa_lint *lint)
{
	const char *at = buf_text(text);
	struct caa_span flags = caa_take_word(&at), tag = caa_take_word(&at);
	struct caa_span rest = caa_trim(at, strlen(at), blanks);
	struct caa_span value = caa_trim(rest.text, rest.len, " \t\"'`");
	struct buf plain = BUF_INIT;
	bool lone = value.len == 1 && value.text[0] == ';';

	if (rest.len == 0 || (value.len > 0 && value.text[0] == ';' && !lone))
		return false;
	buf_printf(&plain, "%.*s %.*s \"", (int)flags.len, flags.text,
	    (int)tag.len, tag.text);
	if (!caa_plain_value(&value, &plain)) {
		buf_fini(&plain);
		return false;
	}
	buf_putc(&plain, '"');
	caa_replace(text, &plain);
	caa_lint_change(lint, "%s",
	    lone ? "The semicolon put in quotation marks; outside them it "
		   "starts a comment."
		 : "The value put in one pair of quotation marks.");
	return true;
}

static bool
caa_reads(const struct buf *text)
{
	struct buf wire = BUF_INIT;
	int ret = caa_text_parse(buf_text(text), text->len, &wire, NULL, NULL);

	buf_fini(&wire);
	return ret == 0;
}

static void
caa_forget_changes(struct caa_lint *lint)
{
	while (lint->n_changes > 0)
		free(lint->changes[--lint->n_changes]);
}

bool
caa_lint_repair(
    const char *text, size_t len, struct buf *repaired, struct caa_lint *lint)
{
	static caa_repair_step *const steps[] = {caa_repair_json,
	    caa_repair_typography, caa_repair_outer_marks, caa_repair_prefix,
	    caa_repair_outer_marks, caa_repair_commas, caa_repair_field_marks,
	    caa_repair_flags, caa_repair_tag, caa_repair_value};

	if (len > CAA_LINT_REPAIR_MAX || memchr(text, '\0', len) != NULL)
		return false;
	buf_put(repaired, text, len);
	for (size_t i = 0; i < sizeof(steps) / sizeof(steps[0]); i++)
		if (steps[i](repaired, lint) && caa_reads(repaired))
			return true;
	caa_forget_changes(lint);
	return false;
}
