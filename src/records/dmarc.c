/* SPDX-License-Identifier: BSD-2-Clause */
/* A DMARC record: tags, and what counts where they are wrong (RFC 9989). */

#include "records/dmarc.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "base/text.h"
#include "dns/answer.h"
#include "records/dmarc_uri.h"

#define DMARC_VERSION "DMARC1" /* in this case only */

static bool
dmarc_is_blank(char c)
{
	return c == ' ' || c == '\t';
}

static void
dmarc_trim(const char **text, size_t *len)
{
	while (*len > 0 && dmarc_is_blank(**text)) {
		(*text)++;
		(*len)--;
	}
	while (*len > 0 && dmarc_is_blank((*text)[*len - 1]))
		(*len)--;
}

static bool
dmarc_is_value(const char *text, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (text[i] < 0x20 || text[i] > 0x7e)
			return false;
	return len > 0;
}

static bool
dmarc_is_name(const char *text, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (!text_is_alnum(text[i]) || text_is_digit(text[i]))
			return false;
	return len > 0;
}

/* `name = value` between two semicolons. */
static struct dmarc_tag
dmarc_split_tag(const char *text, size_t len)
{
	const char *equals = memchr(text, '=', len);
	struct dmarc_tag t = {.standing = DMARC_TAG_BROKEN};

	t.name = text;
	t.name_len = equals != NULL ? (size_t)(equals - text) : len;
	t.value = equals != NULL ? equals + 1 : text + len;
	t.value_len = equals != NULL ? len - t.name_len - 1 : 0;
	dmarc_trim(&t.name, &t.name_len);
	dmarc_trim(&t.value, &t.value_len);
	if (equals != NULL && dmarc_is_name(t.name, t.name_len) &&
	    dmarc_is_value(t.value, t.value_len))
		t.standing = DMARC_TAG_UNKNOWN;
	return t;
}

static bool
dmarc_is(const char *text, size_t len, const char *word)
{
	return text_equal_fold(text, len, word, strlen(word));
}

bool
dmarc_is_record(const char *text, size_t len)
{
	const char *end = memchr(text, ';', len);
	struct dmarc_tag t =
	    dmarc_split_tag(text, end != NULL ? (size_t)(end - text) : len);

	/* the record begins with its version: no blank before it */
	return len > 0 && !dmarc_is_blank(text[0]) &&
	       dmarc_is(t.name, t.name_len, "v") &&
	       t.value_len == strlen(DMARC_VERSION) &&
	       memcmp(t.value, DMARC_VERSION, t.value_len) == 0;
}

static bool
dmarc_take_policy(const struct dmarc_tag *t, enum dmarc_policy *out)
{
	*out = DMARC_WRONG;
	for (unsigned p = DMARC_NONE; p <= DMARC_REJECT; p++)
		if (dmarc_is(t->value, t->value_len,
			dmarc_policy_text((enum dmarc_policy)p)))
			*out = (enum dmarc_policy)p;
	return *out != DMARC_WRONG;
}

/* One letter of two; the first is what false stands for. */
static bool
dmarc_take_letter(const struct dmarc_tag *t, const char *letters, bool *out)
{
	char c = t->value_len == 1 ? text_lower(t->value[0]) : '\0';

	if (c == letters[1])
		*out = true;
	return c == letters[0] || c == letters[1];
}

static bool
dmarc_take_psd(const struct dmarc_tag *t, enum dmarc_psd *out)
{
	char c = t->value_len == 1 ? text_lower(t->value[0]) : '\0';

	if (c == 'y')
		*out = DMARC_PSD_Y;
	else if (c == 'n')
		*out = DMARC_PSD_N;
	return c == 'y' || c == 'n' || c == 'u';
}

static bool
dmarc_take_fo(const struct dmarc_tag *t)
{
	for (size_t i = 0; i < t->value_len; i++)
		if (i % 2 == 0 ? strchr("01dsDS", t->value[i]) == NULL
			       : t->value[i] != ':')
			return false;
	return t->value_len % 2 == 1;
}

/* True where the value is allowed. */
static bool
dmarc_take_value(struct dmarc_record *r, const struct dmarc_tag *t)
{
	if (dmarc_is(t->name, t->name_len, "p"))
		return dmarc_take_policy(t, &r->p);
	if (dmarc_is(t->name, t->name_len, "sp"))
		return dmarc_take_policy(t, &r->sp);
	if (dmarc_is(t->name, t->name_len, "np"))
		return dmarc_take_policy(t, &r->np);
	if (dmarc_is(t->name, t->name_len, "t"))
		return dmarc_take_letter(t, "ny", &r->testing);
	if (dmarc_is(t->name, t->name_len, "adkim"))
		return dmarc_take_letter(t, "rs", &r->strict_dkim);
	if (dmarc_is(t->name, t->name_len, "aspf"))
		return dmarc_take_letter(t, "rs", &r->strict_spf);
	if (dmarc_is(t->name, t->name_len, "psd"))
		return dmarc_take_psd(t, &r->psd);
	if (dmarc_is(t->name, t->name_len, "rua"))
		return dmarc_uris_parse(
		    t->value, t->value_len, &r->rua, &r->cut);
	if (dmarc_is(t->name, t->name_len, "ruf"))
		return dmarc_uris_parse(
		    t->value, t->value_len, &r->ruf, &r->cut);
	return dmarc_take_fo(t);
}

static bool
dmarc_is_one_of(const struct dmarc_tag *t, const char *const *words)
{
	for (; *words != NULL; words++)
		if (dmarc_is(t->name, t->name_len, *words))
			return true;
	return false;
}

static bool
dmarc_has(const struct dmarc_record *r, const struct dmarc_tag *t)
{
	for (size_t i = 0; i < r->n_tags; i++)
		if (r->tags[i].standing != DMARC_TAG_BROKEN &&
		    text_equal_fold(r->tags[i].name, r->tags[i].name_len,
			t->name, t->name_len))
			return true;
	return false;
}

static enum dmarc_standing
dmarc_judge_tag(struct dmarc_record *r, const struct dmarc_tag *t)
{
	static const char *const removed[] = {"pct", "rf", "ri", NULL};
	static const char *const known[] = {"p", "sp", "np", "t", "adkim",
	    "aspf", "psd", "rua", "ruf", "fo", NULL};

	if (t->standing == DMARC_TAG_BROKEN)
		return t->standing;
	if (dmarc_has(r, t))
		return DMARC_TAG_REPEATED;
	if (dmarc_is(t->name, t->name_len, "v"))
		return DMARC_TAG_KNOWN;
	if (dmarc_is_one_of(t, removed))
		return DMARC_TAG_REMOVED;
	if (!dmarc_is_one_of(t, known))
		return DMARC_TAG_UNKNOWN;
	return dmarc_take_value(r, t) ? DMARC_TAG_KNOWN : DMARC_TAG_WRONG;
}

static void
dmarc_add_tag(struct dmarc_record *r, const char *text, size_t len)
{
	struct dmarc_tag t;

	dmarc_trim(&text, &len);
	if (len == 0)
		return;
	if (r->n_tags == DMARC_TAGS_MAX) {
		r->cut = true;
		return;
	}
	t = dmarc_split_tag(text, len);
	t.standing = dmarc_judge_tag(r, &t);
	r->tags[r->n_tags++] = t;
}

int
dmarc_parse(const char *text, size_t len, struct dmarc_record *out)
{
	struct dmarc_record r = {.cut = len > DMARC_OCTETS_MAX};
	const char *at, *end;

	if (!dmarc_is_record(text, len))
		return -1;
	if (r.cut)
		len = DMARC_OCTETS_MAX;
	r.text = mem_strndup(text, len);
	r.tags = mem_array(DMARC_TAGS_MAX, sizeof(*r.tags));
	end = r.text + len;
	for (at = r.text; at < end;) {
		const char *next = memchr(at, ';', (size_t)(end - at));

		if (next == NULL)
			next = end;
		dmarc_add_tag(&r, at, (size_t)(next - at));
		at = next + 1;
	}
	*out = r;
	return 0;
}

void
dmarc_record_fini(struct dmarc_record *r)
{
	free(r->text);
	free(r->tags);
	free(r->rua.list);
	free(r->ruf.list);
	*r = (struct dmarc_record){.text = NULL};
}

size_t
dmarc_select(const struct dns_answer *answer, struct buf *first_out)
{
	struct buf text = BUF_INIT;
	size_t n = 0;

	for (size_t i = 0; i < answer->n_records; i++) {
		buf_clear(&text);
		if (dns_record_txt(&answer->records[i], &text) == -1 ||
		    !dmarc_is_record(buf_text(&text), text.len))
			continue;
		if (n++ == 0 && first_out != NULL)
			buf_put(first_out, buf_text(&text), text.len);
	}
	buf_fini(&text);
	return n;
}

/* Without these the receiver acts as on p=none, or not at all. */
static bool
dmarc_has_policy(const struct dmarc_record *r)
{
	return r->p >= DMARC_NONE && r->sp != DMARC_WRONG &&
	       r->np != DMARC_WRONG;
}

enum dmarc_policy
dmarc_own_policy(const struct dmarc_record *r)
{
	return dmarc_has_policy(r) ? r->p : DMARC_NONE;
}

enum dmarc_policy
dmarc_policy_below(const struct dmarc_record *r, bool name_exists)
{
	if (!dmarc_has_policy(r))
		return DMARC_NONE;
	if (!name_exists && r->np != DMARC_UNSET)
		return r->np;
	return r->sp != DMARC_UNSET ? r->sp : r->p;
}

enum dmarc_policy
dmarc_in_force(const struct dmarc_record *r, enum dmarc_policy policy)
{
	if (!r->testing)
		return policy;
	return policy == DMARC_REJECT ? DMARC_QUARANTINE : DMARC_NONE;
}

const char *
dmarc_policy_text(enum dmarc_policy policy)
{
	switch (policy) {
	case DMARC_UNSET:
		return "unset";
	case DMARC_WRONG:
		return "wrong";
	case DMARC_NONE:
		return "none";
	case DMARC_QUARANTINE:
		return "quarantine";
	case DMARC_REJECT:
		break;
	}
	return "reject";
}
