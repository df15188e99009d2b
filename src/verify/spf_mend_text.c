/* SPDX-License-Identifier: BSD-2-Clause */
/* SPF records spelled right, and several in one. */

#include "verify/spf_mend.h"

#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "base/text.h"
#include "dns/answer.h"

#define MEND_VERSION "v=spf1"

/* Does this one term make a record? */
static bool
mend_term_reads(const char *term)
{
	char *text = mem_printf(MEND_VERSION " %s", term);
	struct spf_record r;
	bool good = strchr(term, ' ') == NULL && term[0] != '\0' &&
		    spf_parse(text, strlen(text), &r, NULL) == 0;

	if (good) {
		good = !spf_term_is_ignored_mechanism(&r.terms[0]);
		spf_record_fini(&r);
	}
	free(text);
	return good;
}

/* `ip4:` or `ip6:` before what is an address or a network. */
static bool
mend_address(const char *sign, const char *value, struct buf *out)
{
	static const char *const kinds[] = {"ip4", "ip6"};

	for (size_t i = 0; i < 2; i++) {
		buf_clear(out);
		buf_printf(out, "%s%s:%s", sign, kinds[i], value);
		if (mend_term_reads(buf_text(out)))
			return true;
	}
	return false;
}

static bool
mend_term_as(struct buf *out, const char *sign, const char *name, size_t len,
    char between, const char *value)
{
	buf_clear(out);
	buf_printf(out, "%s%.*s%c%s", sign, (int)len, name, between, value);
	return mend_term_reads(buf_text(out));
}

/* A term without what often stands at its end: `,` and `;`. */
static void
mend_trim(char *term)
{
	size_t len = strlen(term);

	while (len > 0 && strchr(",;\"'", term[len - 1]) != NULL)
		term[--len] = '\0';
}

static bool
mend_term(char *term, struct buf *out)
{
	char sign[2] = {'\0', '\0'};
	const char *name, *value;
	size_t len;

	mend_trim(term);
	if (term[0] == '\0')
		return true; /* nothing is left of it */
	buf_puts(out, term);
	if (mend_term_reads(term))
		return true;
	if (strchr("+-~?", term[0]) != NULL)
		sign[0] = *term++;
	name = term;
	len = strcspn(term, ":=");
	if (term[len] == '\0')
		return mend_address(sign, term, out);
	value = term + len + 1;
	return mend_address(sign, value, out) ||
	       mend_term_as(out, sign, name, len, ':', value) ||
	       mend_term_as(out, "", name, len, '=', value);
}

bool
spf_mend_spelling(const char *text, size_t len, struct buf *out)
{
	char *copy = mem_strndup(text, len), *rest = copy, *term;
	struct buf mended = BUF_INIT;
	struct spf_record r;
	bool good = strlen(copy) == len && spf_is_record(text, len);

	if (good)
		buf_puts(out, strsep(&rest, " "));
	while (good && (term = strsep(&rest, " ")) != NULL) {
		if (term[0] == '\0')
			continue;
		buf_clear(&mended);
		good = mend_term(term, &mended);
		if (mended.len > 0)
			buf_printf(out, " %s", buf_text(&mended));
	}
	good = good && spf_parse(buf_text(out), out->len, &r, NULL) == 0;
	if (good)
		spf_record_fini(&r);
	buf_fini(&mended);
	free(copy);
	return good;
}

/* How much a result lets through. */
static int
mend_mildness(enum spf_result result)
{
	return result == SPF_FAIL ? 0 : result == SPF_SOFTFAIL ? 1 : 2;
}

/* Is this term in the text already? */
static bool
mend_holds(const struct buf *out, const struct spf_term *t)
{
	char *term = mem_printf(" %.*s ", (int)t->text_len, t->text);
	char *text = mem_printf("%s ", buf_text(out));
	bool holds = strcasestr(text, term) != NULL;

	free(term);
	free(text);
	return holds;
}

/* One record's terms; *mildest is that of `all` so far, or -1. */
static void
mend_merge_one(const struct spf_record *r, struct buf *out, int *mildest)
{
	for (size_t i = 0; i < r->n_terms; i++) {
		const struct spf_term *t = &r->terms[i];
		int mild = mend_mildness(t->qualifier);

		if (t->kind == SPF_ALL) {
			*mildest = mild > *mildest ? mild : *mildest;
		} else if (t->kind < SPF_REDIRECT && !mend_holds(out, t)) {
			buf_putc(out, ' ');
			buf_put(out, t->text, t->text_len);
		}
	}
	if (r->redirect != NULL && r->all == NULL)
		buf_printf(out, " include:%.*s", (int)r->redirect->domain_len,
		    r->redirect->domain);
}

bool
spf_mend_merge(const struct dns_answer *answer, struct buf *out)
{
	static const char *const ends[] = {"-all", "~all", "?all"};
	struct buf text = BUF_INIT;
	bool good = true;
	int mildest = -1;

	buf_puts(out, MEND_VERSION);
	for (size_t i = 0; good && i < answer->n_records; i++) {
		struct spf_record r;

		buf_clear(&text);
		if (dns_record_txt(&answer->records[i], &text) == -1 ||
		    !spf_is_record(buf_text(&text), text.len))
			continue;
		good = spf_parse(buf_text(&text), text.len, &r, NULL) == 0;
		if (!good)
			break;
		mend_merge_one(&r, out, &mildest);
		spf_record_fini(&r);
	}
	buf_printf(out, " %s", ends[mildest >= 0 ? mildest : 1]);
	buf_fini(&text);
	return good;
}
