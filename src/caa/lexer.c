/* SPDX-License-Identifier: BSD-2-Clause */
/* The words of a record as a zone file has it (RFC 1035 section 5.1). */

#include "caa/lexer.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/error.h"

int
caa_lex_bad(struct caa_lexer *lex, const char *reason, const char *format, ...)
{
	char sentence[ERROR_TEXT_SIZE];
	va_list ap;

	va_start(ap, format);
	(void)vsnprintf(sentence, sizeof(sentence), format, ap);
	va_end(ap);
	lex->reason = reason;
	return error_set(lex->err, "CAA record: %s", sentence);
}

static bool
caa_is_one_of(char c, const char *set)
{
	return c != '\0' && strchr(set, c) != NULL;
}

static bool
caa_is_blank(const struct caa_lexer *lex, char c)
{
	return c == ' ' || c == '\t' ||
	       (lex->depth > 0 && (c == '\n' || c == '\r'));
}

static void
caa_skip_comment(struct caa_lexer *lex)
{
	while (lex->at < lex->end && *lex->at != '\n')
		lex->at++;
}

/* Blanks, comments, parentheses.  -1 where a parenthesis has no partner. */
static int
caa_skip_blanks(struct caa_lexer *lex)
{
	for (; lex->at < lex->end; lex->at++) {
		if (*lex->at == ';')
			caa_skip_comment(lex);
		if (lex->at == lex->end)
			break;
		if (*lex->at == '(')
			lex->depth++;
		else if (*lex->at == ')' && lex->depth == 0)
			return caa_lex_bad(
			    lex, "fields", "a `)' that nothing opened");
		else if (*lex->at == ')')
			lex->depth--;
		else if (!caa_is_blank(lex, *lex->at))
			break;
	}
	return 0;
}

/* Only line ends may follow the last field of a record. */
static enum caa_lex
caa_lex_end(struct caa_lexer *lex)
{
	while (lex->at < lex->end && caa_is_one_of(*lex->at, " \t\r\n"))
		lex->at++;
	if (lex->at == lex->end && lex->depth == 0)
		return CAA_LEX_END;
	if (lex->at == lex->end)
		(void)caa_lex_bad(lex, "fields", "a `(' that nothing closes");
	else
		(void)caa_lex_bad(
		    lex, "fields", "text after the end of the line");
	return CAA_LEX_BAD;
}

static enum caa_lex
caa_lex_quoted(struct caa_lexer *lex, struct caa_word *out)
{
	out->quoted = true;
	out->text = ++lex->at;
	while (lex->at < lex->end && *lex->at != '"' && *lex->at != '\n') {
		if (*lex->at == '\\' && lex->end - lex->at > 1)
			lex->at++;
		lex->at++;
	}
	if (lex->at == lex->end || *lex->at == '\n') {
		(void)caa_lex_bad(
		    lex, "value", "a quotation mark opens and none closes");
		return CAA_LEX_BAD;
	}
	out->len = (size_t)(lex->at - out->text);
	lex->at++;
	if (lex->at < lex->end && !caa_is_one_of(*lex->at, " \t\r\n;()")) {
		(void)caa_lex_bad(
		    lex, "value", "text right after a closing quotation mark");
		return CAA_LEX_BAD;
	}
	return CAA_LEX_WORD;
}

static enum caa_lex
caa_lex_bare(struct caa_lexer *lex, struct caa_word *out)
{
	out->quoted = false;
	out->text = lex->at;
	while (lex->at < lex->end && !caa_is_one_of(*lex->at, " \t\r\n;()\"")) {
		if (*lex->at == '\\' && lex->end - lex->at > 1)
			lex->at++;
		lex->at++;
	}
	out->len = (size_t)(lex->at - out->text);
	if (lex->at < lex->end && *lex->at == '"') {
		(void)caa_lex_bad(
		    lex, "value", "a quotation mark inside unquoted text");
		return CAA_LEX_BAD;
	}
	return CAA_LEX_WORD;
}

enum caa_lex
caa_lex_next(struct caa_lexer *lex, struct caa_word *out)
{
	if (caa_skip_blanks(lex) == -1)
		return CAA_LEX_BAD;
	if (lex->at == lex->end || *lex->at == '\n' || *lex->at == '\r')
		return caa_lex_end(lex);
	if (*lex->at == '"')
		return caa_lex_quoted(lex, out);
	return caa_lex_bare(lex, out);
}
