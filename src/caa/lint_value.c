/* SPDX-License-Identifier: BSD-2-Clause */
/* Values of each tag that say what was not meant. */

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "base/text.h"
#include "caa/lint_parts.h"
#include "caa/value.h"

static void
caa_lint_blanks(struct caa_lint *lint)
{
	const struct caa_property *p = &lint->property;
	const char *value = (const char *)p->value;
	size_t from = 0, to = p->value_len;
	char *trimmed;

	while (from < to && (value[from] == ' ' || value[from] == '\t'))
		from++;
	while (to > from && (value[to - 1] == ' ' || value[to - 1] == '\t'))
		to--;
	if (to - from == p->value_len &&
	    (to == 0 || memchr(value, '\t', to) == NULL))
		return;
	trimmed = mem_strndup(value + from, to - from);
	for (char *c = trimmed; *c != '\0'; c++)
		if (*c == '\t')
			*c = ' ';
	caa_lint_note(lint, CAA_LINT_VALUE_BLANKS,
	    caa_lint_with_value(lint, trimmed),
	    "The value has tabs, or blanks at its ends; not every CA drops "
	    "them.");
	free(trimmed);
}

/* The value with another issuer; the caller frees. */
static char *
caa_with_issuer(
    const struct caa_lint *lint, const struct caa_value *v, const char *issuer)
{
	const struct caa_property *p = &lint->property;
	const char *after = v->issuer.text + v->issuer.len;
	const char *end = (const char *)p->value + p->value_len;
	char *value = mem_printf("%s%.*s", issuer, (int)(end - after), after);
	char *record = caa_lint_with_value(lint, value);

	free(value);
	return record;
}

static void
caa_lint_unrecognised(struct caa_lint *lint, const struct caa_value *v,
    const char *issuer, const struct caa_lint_cas *cas)
{
	const char *near =
	    cas->nearest != NULL ? cas->nearest(cas->arg, issuer) : NULL;
	char *meant;

	if (near != NULL) {
		caa_lint_note(lint, CAA_LINT_ISSUER_MISSPELT,
		    caa_with_issuer(lint, v, near),
		    "No CA is known to recognise `%s'; is it meant to be "
		    "`%s'?",
		    issuer, near);
		return;
	}
	meant = strchr(issuer, '.') == NULL ? caa_lint_identifier(issuer, cas)
					    : NULL;
	if (meant != NULL)
		caa_lint_note(lint, CAA_LINT_ISSUER_NAME,
		    caa_with_issuer(lint, v, meant),
		    "`%s' is a CA's name for people; in CAA it is `%s'.",
		    issuer, meant);
	else if (cas->recognises != NULL)
		caa_lint_note(lint, CAA_LINT_ISSUER_UNKNOWN, NULL,
		    "No CA is known to recognise `%s', so perhaps nobody may "
		    "issue.",
		    issuer);
	free(meant);
}

static void
caa_lint_issuer(struct caa_lint *lint, const struct caa_value *v,
    const struct caa_lint_cas *cas)
{
	char *issuer;

	if (v->issuer.len == 0) {
		if (v->n_parameters > 0)
			caa_lint_note(lint, CAA_LINT_ISSUER_MISSING, NULL,
			    "Parameters without an issuer: the record only "
			    "says that nobody may issue.");
		return;
	}
	issuer = mem_strndup(v->issuer.text, v->issuer.len);
	text_lower_in_place(issuer);
	if (cas->recognises == NULL || !cas->recognises(cas->arg, issuer))
		caa_lint_unrecognised(lint, v, issuer, cas);
	free(issuer);
}

static void
caa_lint_malformed(
    struct caa_lint *lint, size_t offset, const struct caa_lint_cas *cas)
{
	const struct caa_property *p = &lint->property;
	size_t index = lint->n_notes;
	char *at = caa_lint_printable(
	    p->value + offset, offset < p->value_len ? 1 : 0);
	char *mended;

	if (offset < p->value_len)
		caa_lint_note(lint, CAA_LINT_VALUE_MALFORMED, NULL,
		    "The value breaks the grammar at octet %zu (`%s'), so it "
		    "authorizes nobody and forbids all others.",
		    offset + 1, at);
	else
		caa_lint_note(lint, CAA_LINT_VALUE_MALFORMED, NULL,
		    "The value ends too early, after octet %zu, so it "
		    "authorizes nobody and forbids all others.",
		    offset);
	mended = caa_lint_mend(lint, cas);
	if (mended != NULL)
		lint->notes[index].fix = caa_lint_with_value(lint, mended);
	free(mended);
	free(at);
}

static void
caa_lint_issue(struct caa_lint *lint, const struct caa_lint_cas *cas)
{
	const struct caa_property *p = &lint->property;
	struct caa_value v;
	size_t offset;

	if (!caa_value_parse(p->value, p->value_len, &v, &offset)) {
		caa_lint_malformed(lint, offset, cas);
		return;
	}
	caa_lint_blanks(lint);
	caa_lint_issuer(lint, &v, cas);
	caa_lint_parameters(lint, &v);
	caa_value_fini(&v);
}

static bool
caa_value_starts(const struct caa_property *p, const char *with)
{
	size_t len = strlen(with);

	return p->value_len >= len &&
	       text_equal_fold((const char *)p->value, len, with, len);
}

static bool
caa_value_has(const struct caa_property *p, char c)
{
	return p->value_len > 0 && memchr(p->value, c, p->value_len) != NULL;
}

/* The record with text put before its value, or octets cut off there. */
static char *
caa_with_start(const struct caa_lint *lint, const char *before, size_t cut)
{
	const struct caa_property *p = &lint->property;
	struct caa_property q = *p;
	struct buf value = BUF_INIT, record = BUF_INIT;

	buf_puts(&value, before);
	buf_put(&value, p->value + cut, p->value_len - cut);
	q.value = (const uint8_t *)buf_text(&value);
	q.value_len = value.len;
	caa_property_put_text(&q, &record);
	buf_fini(&value);
	return buf_steal(&record);
}

static void
caa_lint_iodef(struct caa_lint *lint)
{
	const struct caa_property *p = &lint->property;

	if (caa_value_starts(p, "mailto:") || caa_value_starts(p, "http://") ||
	    caa_value_starts(p, "https://"))
		return;
	caa_lint_note(lint, CAA_LINT_IODEF_SCHEME,
	    caa_value_has(p, '@') && !caa_value_has(p, ':')
		? caa_with_start(lint, "mailto:", 0)
		: NULL,
	    "The value of iodef is a URL that starts with mailto:, http:// or "
	    "https://; nothing else is ever reported to.");
}

static void
caa_lint_contact(
    struct caa_lint *lint, const char *scheme, char sign, const char *wanted)
{
	const struct caa_property *p = &lint->property;

	if (caa_value_starts(p, scheme))
		caa_lint_note(lint, CAA_LINT_CONTACT_FORM,
		    caa_with_start(lint, "", strlen(scheme)),
		    "The value is %s, without `%s'.", wanted, scheme);
	else if (!caa_value_has(p, sign))
		caa_lint_note(lint, CAA_LINT_CONTACT_FORM, NULL,
		    "The value is not %s.", wanted);
}

void
caa_lint_value(struct caa_lint *lint, const struct caa_lint_cas *cas)
{
	switch (lint->property.id) {
	case CAA_TAG_UNKNOWN:
		break;
	case CAA_TAG_ISSUE:
	case CAA_TAG_ISSUEWILD:
	case CAA_TAG_ISSUEMAIL:
	case CAA_TAG_ISSUEVMC:
		caa_lint_issue(lint, cas);
		break;
	case CAA_TAG_IODEF:
		caa_lint_iodef(lint);
		break;
	case CAA_TAG_CONTACTEMAIL:
		caa_lint_contact(lint, "mailto:", '@', "one mail address");
		break;
	case CAA_TAG_CONTACTPHONE:
		caa_lint_contact(lint, "tel:", '+',
		    "one telephone number with its country code (+...)");
		break;
	}
}
