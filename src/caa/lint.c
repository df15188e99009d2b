/* SPDX-License-Identifier: BSD-2-Clause */
/* What an operator typed as a CAA record: the whole, flags and tag. */

#include "caa/lint.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/mem.h"
#include "base/text.h"
#include "caa/lexer.h"
#include "caa/lint_parts.h"
#include "caa/value.h"

#define CAA_LINT_TAG_SIZE 64 /* longer is no misspelling */

void
caa_lint_change(struct caa_lint *lint, const char *format, ...)
{
	struct error sentence;
	va_list ap;

	va_start(ap, format);
	(void)vsnprintf(sentence.text, sizeof(sentence.text), format, ap);
	va_end(ap);
	lint->changes = mem_resize(
	    lint->changes, lint->n_changes + 1, sizeof(lint->changes[0]));
	lint->changes[lint->n_changes++] = mem_strdup(sentence.text);
}

void
caa_lint_note(struct caa_lint *lint, enum caa_lint_id id, char *fix,
    const char *format, ...)
{
	struct error sentence;
	struct caa_lint_note *note;
	va_list ap;

	va_start(ap, format);
	(void)vsnprintf(sentence.text, sizeof(sentence.text), format, ap);
	va_end(ap);
	lint->notes =
	    mem_resize(lint->notes, lint->n_notes + 1, sizeof(lint->notes[0]));
	note = &lint->notes[lint->n_notes++];
	note->id = id;
	note->text = mem_strdup(sentence.text);
	note->fix = fix;
}

char *
caa_lint_printable(const void *text, size_t len)
{
	struct buf out = BUF_INIT;

	text_put_escaped(&out, text, len, CAA_LINT_QUOTE_MOST);
	return buf_steal(&out);
}

static char *
caa_lint_text(const struct caa_property *p)
{
	struct buf out = BUF_INIT;

	caa_property_put_text(p, &out);
	return buf_steal(&out);
}

char *
caa_lint_with_value(const struct caa_lint *lint, const char *value)
{
	struct caa_property p = lint->property;

	p.value = (const uint8_t *)value;
	p.value_len = strlen(value);
	return caa_lint_text(&p);
}

static char *
caa_lint_with_flags(const struct caa_lint *lint, uint8_t flags)
{
	struct caa_property p = lint->property;

	p.flags = flags;
	return caa_lint_text(&p);
}

static char *
caa_lint_with_tag(const struct caa_lint *lint, enum caa_tag tag)
{
	struct caa_property p = lint->property;

	p.tag = (const uint8_t *)caa_tag_text(tag);
	p.tag_len = strlen(caa_tag_text(tag));
	return caa_lint_text(&p);
}

enum caa_tag
caa_lint_tag_near(const uint8_t *tag, size_t len)
{
	char word[CAA_LINT_TAG_SIZE];

	if (len >= sizeof(word) || memchr(tag, '\0', len) != NULL)
		return CAA_TAG_UNKNOWN;
	memcpy(word, tag, len);
	word[len] = '\0';
	text_lower_in_place(word);
	for (unsigned edits = 0; edits <= CAA_LINT_EDITS; edits++)
		for (unsigned t = CAA_TAG_ISSUE; t <= CAA_TAG_CONTACTPHONE; t++)
			if (text_distance(word, caa_tag_text((enum caa_tag)t),
				CAA_LINT_EDITS) == edits)
				return (enum caa_tag)t;
	return CAA_TAG_UNKNOWN;
}

static bool
caa_lint_tag_is(const struct caa_property *p, const char *tag)
{
	return text_equal_fold(
	    (const char *)p->tag, p->tag_len, tag, strlen(tag));
}

static void
caa_lint_unknown_tag(struct caa_lint *lint)
{
	const struct caa_property *p = &lint->property;
	enum caa_tag near = caa_lint_tag_near(p->tag, p->tag_len);
	char *tag = caa_lint_printable(p->tag, p->tag_len);

	if (caa_lint_tag_is(p, "auth") || caa_lint_tag_is(p, "path") ||
	    caa_lint_tag_is(p, "policy"))
		caa_lint_note(lint, CAA_LINT_TAG_RESERVED, NULL,
		    "The tag `%s' is reserved and has no meaning.", tag);
	else if (near != CAA_TAG_UNKNOWN)
		caa_lint_note(lint, CAA_LINT_TAG_MISSPELT,
		    caa_lint_with_tag(lint, near),
		    "The tag `%s' is unknown to CAs; is it meant to be `%s'?",
		    tag, caa_tag_text(near));
	else
		caa_lint_note(lint, CAA_LINT_TAG_UNKNOWN, NULL,
		    "The tag `%s' is unknown to CAs and restricts nobody.",
		    tag);
	if (caa_property_is_critical(p))
		caa_lint_note(lint, CAA_LINT_CRITICAL_UNKNOWN,
		    near != CAA_TAG_UNKNOWN ? caa_lint_with_tag(lint, near)
					    : caa_lint_with_flags(lint, 0),
		    "With flags %u this unknown tag forbids every certificate "
		    "from every CA.",
		    (unsigned)p->flags);
	free(tag);
}

static void
caa_lint_tag(struct caa_lint *lint)
{
	const struct caa_property *p = &lint->property;

	if (p->id == CAA_TAG_UNKNOWN) {
		caa_lint_unknown_tag(lint);
		return;
	}
	if (memcmp(p->tag, caa_tag_text(p->id), p->tag_len) != 0)
		caa_lint_note(lint, CAA_LINT_TAG_CASE,
		    caa_lint_with_tag(lint, p->id),
		    "The tag has capitals; some name servers and CAs know it "
		    "in lower case only.");
}

static void
caa_lint_flags(struct caa_lint *lint)
{
	unsigned flags = lint->property.flags;
	uint8_t kept = flags & CAA_FLAG_CRITICAL;

	if (flags == kept)
		return;
	caa_lint_note(lint, CAA_LINT_RESERVED_FLAGS,
	    caa_lint_with_flags(lint, kept),
	    "Flags %u set reserved bits, which mean nothing: write 128 for "
	    "critical, else 0.",
	    flags);
}

/* What follows the value of a record after an unquoted semicolon, or NULL. */
static const char *
caa_lint_comment(const char *text, size_t len, const char **end_out)
{
	struct caa_lexer lex = {.at = text, .end = text + len};
	struct caa_word w;

	for (int i = 0; i < 3; i++) /* flags, tag, value */
		if (caa_lex_next(&lex, &w) != CAA_LEX_WORD)
			return NULL;
	while (lex.at < lex.end && (*lex.at == ' ' || *lex.at == '\t'))
		lex.at++;
	if (lex.at == lex.end || *lex.at != ';')
		return NULL;
	*end_out = lex.at;
	while (*end_out < lex.end && **end_out != '\n')
		(*end_out)++;
	return lex.at;
}

/* A comment that reads as parameters was meant as parameters. */
static void
caa_lint_cut(struct caa_lint *lint, const char *text, size_t len)
{
	const struct caa_property *p = &lint->property;
	const char *end, *comment = caa_lint_comment(text, len, &end);
	struct buf whole = BUF_INIT;
	struct caa_value v;

	if (comment == NULL || memchr(text, '\0', len) != NULL)
		return;
	buf_put(&whole, p->value, p->value_len);
	buf_put(&whole, comment, (size_t)(end - comment));
	caa_lint_plain(&whole);
	caa_lint_trim(&whole, " \t\"'`");
	if (caa_value_parse((const uint8_t *)whole.data, whole.len, &v, NULL) &&
	    v.n_parameters > 0)
		caa_lint_note(lint, CAA_LINT_COMMENT_CUT,
		    caa_lint_with_value(lint, buf_text(&whole)),
		    "Outside quotation marks a semicolon starts a comment: the "
		    "parameters are cut off.");
	caa_value_fini(&v);
	buf_fini(&whole);
}

/* RDATA to everything that is told about it. */
static void
caa_lint_fill(struct caa_lint *lint, struct buf *wire)
{
	struct buf generic = BUF_INIT;

	lint->readable = true;
	lint->rdata_len = wire->len;
	lint->rdata = (uint8_t *)buf_steal(wire);
	(void)caa_property_parse(lint->rdata, lint->rdata_len, &lint->property);
	lint->canonical = caa_lint_text(&lint->property);
	caa_property_put_generic(&lint->property, &generic);
	lint->generic = buf_steal(&generic);
}

void
caa_lint(const char *text, size_t len, const struct caa_lint_cas *cas,
    struct caa_lint *out)
{
	static const struct caa_lint_cas none = {NULL, NULL, NULL};
	struct buf wire = BUF_INIT, repaired = BUF_INIT;
	struct error err = {""};

	*out = (struct caa_lint){.ok = false};
	out->ok = caa_text_parse(text, len, &wire, &out->reason, &err) == 0;
	if (!out->ok) {
		out->error = mem_strdup(err.text);
		if (!caa_lint_repair(text, len, &repaired, out))
			goto out;
		text = buf_text(&repaired);
		len = repaired.len;
		if (caa_text_parse(text, len, &wire, NULL, NULL) == -1)
			goto out;
	}
	caa_lint_fill(out, &wire);
	caa_lint_cut(out, text, len);
	caa_lint_flags(out);
	caa_lint_tag(out);
	caa_lint_value(out, cas != NULL ? cas : &none);
out:
	buf_fini(&wire);
	buf_fini(&repaired);
}

void
caa_lint_fini(struct caa_lint *lint)
{
	for (size_t i = 0; i < lint->n_changes; i++)
		free(lint->changes[i]);
	for (size_t i = 0; i < lint->n_notes; i++) {
		free(lint->notes[i].text);
		free(lint->notes[i].fix);
	}
	free(lint->changes);
	free(lint->notes);
	free(lint->rdata);
	free(lint->canonical);
	free(lint->generic);
	free(lint->error);
	*lint = (struct caa_lint){.ok = false};
}

const char *
caa_lint_id_text(enum caa_lint_id id)
{
	static const char *const texts[] = {
	    [CAA_LINT_COMMENT_CUT] = "comment-cut",
	    [CAA_LINT_RESERVED_FLAGS] = "reserved-flags",
	    [CAA_LINT_TAG_MISSPELT] = "tag-misspelt",
	    [CAA_LINT_TAG_RESERVED] = "tag-reserved",
	    [CAA_LINT_TAG_UNKNOWN] = "tag-unknown",
	    [CAA_LINT_TAG_CASE] = "tag-case",
	    [CAA_LINT_CRITICAL_UNKNOWN] = "critical-unknown",
	    [CAA_LINT_VALUE_MALFORMED] = "value-malformed",
	    [CAA_LINT_VALUE_BLANKS] = "value-blanks",
	    [CAA_LINT_ISSUER_MISSING] = "issuer-missing",
	    [CAA_LINT_ISSUER_QUOTED] = "issuer-quoted",
	    [CAA_LINT_ISSUER_URL] = "issuer-url",
	    [CAA_LINT_ISSUER_AT] = "issuer-at",
	    [CAA_LINT_ISSUER_WILDCARD] = "issuer-wildcard",
	    [CAA_LINT_ISSUER_DOT] = "issuer-dot",
	    [CAA_LINT_ISSUER_LIST] = "issuer-list",
	    [CAA_LINT_ISSUER_ULABEL] = "issuer-ulabel",
	    [CAA_LINT_ISSUER_NAME] = "issuer-name",
	    [CAA_LINT_ISSUER_MISSPELT] = "issuer-misspelt",
	    [CAA_LINT_ISSUER_UNKNOWN] = "issuer-unknown",
	    [CAA_LINT_PARAMETER_FORM] = "parameter-form",
	    [CAA_LINT_PARAMETER_MISSPELT] = "parameter-misspelt",
	    [CAA_LINT_PARAMETER_IDLE] = "parameter-idle",
	    [CAA_LINT_ACCOUNT_DUPLICATE] = "account-duplicate",
	    [CAA_LINT_ACCOUNT_INVALID] = "account-invalid",
	    [CAA_LINT_METHOD_DUPLICATE] = "method-duplicate",
	    [CAA_LINT_METHOD_INVALID] = "method-invalid",
	    [CAA_LINT_METHOD_EMPTY] = "method-empty",
	    [CAA_LINT_METHOD_MISSPELT] = "method-misspelt",
	    [CAA_LINT_IODEF_SCHEME] = "iodef-scheme",
	    [CAA_LINT_CONTACT_FORM] = "contact-form",
	};

	return texts[id];
}
