/* SPDX-License-Identifier: BSD-2-Clause */
/* The policy that a policy host serves: lines to keys and notes. */

#include "records/mta_sts_policy.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"

#define KEY_DIGITS_MAX 10   /* of max_age */
#define GUESS_MAX 32        /* octets of a key that may be misspelt */
#define MARK "\xef\xbb\xbf" /* U+FEFF in UTF-8 */

static const char *const keys[MTA_STS_KEYS] = {
    [MTA_STS_VERSION_KEY] = "version",
    [MTA_STS_MODE_KEY] = "mode",
    [MTA_STS_MAX_AGE_KEY] = "max_age",
    [MTA_STS_MX_KEY] = "mx",
};

static const char *const modes[] = {
    [MTA_STS_MODE_NONE] = "none",
    [MTA_STS_MODE_TESTING] = "testing",
    [MTA_STS_MODE_ENFORCE] = "enforce",
};

#define MODES (sizeof(modes) / sizeof(modes[0]))

const char *
mta_sts_key_text(enum mta_sts_key key)
{
	return keys[key];
}

const char *
mta_sts_mode_text(enum mta_sts_mode mode)
{
	return modes[mode];
}

struct line {
	struct sts_span text; /* without LF or CRLF */
	unsigned number;
	struct sts_span key, value;
};

static void
note(struct mta_sts_policy *p, enum mta_sts_fault fault,
    const struct line *line, enum mta_sts_key key)
{
	if (p->n_notes_total++ < MTA_STS_NOTES_MAX)
		p->notes[p->n_notes++] = (struct mta_sts_note){
		    fault, line->number, line->text, key, line->value};
}

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t';
}

static void
trim(struct sts_span *s)
{
	while (s->len > 0 && is_blank(s->text[0])) {
		s->text++;
		s->len--;
	}
	while (s->len > 0 && is_blank(s->text[s->len - 1]))
		s->len--;
}

/* The grammar of an extension's name; all known keys match it. */
static bool
key_is_good(const struct sts_span *key)
{
	if (key->len == 0 || key->len > STS_NAME_MAX ||
	    !text_is_alnum(key->text[0]))
		return false;
	for (size_t i = 0; i < key->len; i++)
		if (!text_is_alnum(key->text[i]) && key->text[i] != '_' &&
		    key->text[i] != '-' && key->text[i] != '.')
			return false;
	return true;
}

static enum mta_sts_key
key_of(const struct sts_span *text)
{
	for (unsigned k = 0; k < MTA_STS_KEYS; k++)
		if (sts_span_is(text, keys[k]))
			return (enum mta_sts_key)k;
	return MTA_STS_KEYS;
}

/* The known key that was surely meant: one slip off, two in the long ones.
 * What is no letter or digit at its ends does not count. */
static enum mta_sts_key
key_near(const struct sts_span *text)
{
	char guess[GUESS_MAX + 1];
	const char *from = text->text, *to = from + text->len;
	size_t len;

	while (from < to && !text_is_alnum(*from))
		from++;
	while (to > from && !text_is_alnum(to[-1]))
		to--;
	len = (size_t)(to - from);
	if (len == 0 || len > GUESS_MAX || memchr(from, '\0', len) != NULL)
		return MTA_STS_KEYS;
	memcpy(guess, from, len);
	guess[len] = '\0';
	text_lower_in_place(guess);
	for (unsigned k = 0; k < MTA_STS_KEYS; k++) {
		unsigned slips = k == MTA_STS_MX_KEY ? 1 : 2;

		/* `m` and `x` alone are as near to mx as any letter */
		if (len > 1 && text_distance(guess, keys[k], slips) <= slips)
			return (enum mta_sts_key)k;
	}
	return MTA_STS_KEYS;
}

static bool
mode_of(const struct sts_span *value, enum mta_sts_mode *out)
{
	for (unsigned m = 0; m < MODES; m++)
		if (sts_span_is(value, modes[m])) {
			*out = (enum mta_sts_mode)m;
			return true;
		}
	return false;
}

static bool
max_age_of(const struct sts_span *value, int64_t *out)
{
	int64_t seconds = 0;

	if (value->len == 0 || value->len > KEY_DIGITS_MAX)
		return false;
	for (size_t i = 0; i < value->len; i++) {
		if (!text_is_digit(value->text[i]))
			return false;
		seconds = seconds * 10 + (value->text[i] - '0');
	}
	*out = seconds;
	return true;
}

static bool
value_is_good(struct mta_sts_policy *p, enum mta_sts_key key,
    const struct sts_span *value)
{
	switch (key) {
	case MTA_STS_VERSION_KEY:
		return sts_span_is(value, "STSv1");
	case MTA_STS_MODE_KEY:
		return mode_of(value, &p->mode);
	case MTA_STS_MAX_AGE_KEY:
		return max_age_of(value, &p->max_age);
	case MTA_STS_MX_KEY:
		return mta_sts_pattern_is_good(value);
	case MTA_STS_KEYS:
		break;
	}
	return false;
}

static void
keep_mx(struct mta_sts_policy *p, const struct line *line)
{
	bool good = mta_sts_pattern_is_good(&line->value);

	/* bounded by the octets that are read */
	if ((p->n_mx & (p->n_mx + 1)) == 0)
		p->mx = mem_resize(p->mx, 2 * (p->n_mx + 1), sizeof(p->mx[0]));
	p->mx[p->n_mx++] = (struct mta_sts_mx){line->value, line->number, good};
	if (!good)
		note(p, MTA_STS_FAULT_VALUE, line, MTA_STS_MX_KEY);
}

static void
keep(struct mta_sts_policy *p, enum mta_sts_key key, const struct line *line)
{
	struct mta_sts_entry *e = &p->keys[key];

	if (e->n++ == 0)
		e->line = line->number;
	if (key == MTA_STS_MX_KEY) {
		keep_mx(p, line);
		return;
	}
	if (e->n > 1) {
		if (e->n == 2)
			e->again = line->number;
		e->differs |=
		    e->value.len != line->value.len ||
		    memcmp(e->value.text, line->value.text, e->value.len) != 0;
		return;
	}
	e->value = line->value;
	e->good = value_is_good(p, key, &line->value);
	if (!e->good)
		note(p, MTA_STS_FAULT_VALUE, line, key);
}

static bool
octets_are_good(const struct sts_span *text)
{
	for (size_t i = 0; i < text->len; i++) {
		unsigned char c = (unsigned char)text->text[i];

		if ((c < 0x20 && c != '\t') || c == 0x7f)
			return false;
	}
	return text_utf8_prefix(text->text, text->len) == text->len;
}

static void
read_line(struct mta_sts_policy *p, struct line *line)
{
	const struct sts_span *t = &line->text;
	const char *colon = memchr(t->text, ':', t->len);
	enum mta_sts_key key;
	struct sts_span bare = *t;

	trim(&bare);
	line->key = (struct sts_span){
	    t->text, colon != NULL ? (size_t)(colon - t->text) : 0};
	line->value = (struct sts_span){t->text + t->len, 0};
	if (colon != NULL)
		line->value =
		    (struct sts_span){colon + 1, t->len - line->key.len - 1};
	trim(&line->value);
	if (bare.len == 0)
		note(p, MTA_STS_FAULT_EMPTY, line, MTA_STS_KEYS);
	else if (!octets_are_good(t))
		note(p, MTA_STS_FAULT_OCTET, line, key_near(&line->key));
	else if (colon == NULL || !key_is_good(&line->key))
		note(p, MTA_STS_FAULT_NO_KEY, line, key_near(&line->key));
	else if ((key = key_of(&line->key)) != MTA_STS_KEYS)
		keep(p, key, line);
	else if ((key = key_near(&line->key)) != MTA_STS_KEYS)
		note(p, MTA_STS_FAULT_MISSPELT, line, key);
	else if (line->value.len == 0)
		note(p, MTA_STS_FAULT_VALUE, line, MTA_STS_KEYS);
	else
		p->n_extensions++;
}

void
mta_sts_policy_parse(const char *text, size_t len, struct mta_sts_policy *out)
{
	size_t mark = sizeof(MARK) - 1, at = 0;
	struct line line = {.number = 0};

	memset(out, 0, sizeof(*out));
	if (len > MTA_STS_POLICY_MAX) {
		len = MTA_STS_POLICY_MAX;
		out->cut = true;
	}
	if (len >= mark && memcmp(text, MARK, mark) == 0) {
		line.number = 1;
		line.text = (struct sts_span){text, mark};
		note(out, MTA_STS_FAULT_MARK, &line, MTA_STS_KEYS);
		line.number = 0;
		at = mark;
	}
	while (at < len) {
		const char *end = memchr(text + at, '\n', len - at);
		size_t stop = end != NULL ? (size_t)(end - text) : len;

		line.number++;
		line.text = (struct sts_span){text + at, stop - at};
		if (line.text.len > 0 && text[stop - 1] == '\r')
			line.text.len--;
		read_line(out, &line);
		at = stop + 1;
	}
}

void
mta_sts_policy_fini(struct mta_sts_policy *p)
{
	free(p->mx);
	p->mx = NULL;
	p->n_mx = 0;
}

bool
mta_sts_policy_is_one(const struct mta_sts_policy *p)
{
	return p->keys[MTA_STS_VERSION_KEY].good;
}

bool
mta_sts_policy_is_usable(const struct mta_sts_policy *p)
{
	if (!mta_sts_policy_is_one(p) || !p->keys[MTA_STS_MODE_KEY].good ||
	    !p->keys[MTA_STS_MAX_AGE_KEY].good)
		return false;
	if (p->mode == MTA_STS_MODE_NONE)
		return true;
	for (size_t i = 0; i < p->n_mx; i++)
		if (p->mx[i].good)
			return true;
	return false;
}
