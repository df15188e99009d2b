/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The words of a record as a zone file has it (RFC 1035 section 5.1): quoted or
 * not, between blanks; an unquoted semicolon starts a comment, and within
 * parentheses a line may break.
 */

#ifndef CAA_LEXER_H
#define CAA_LEXER_H

#include <stdbool.h>
#include <stddef.h>

struct error;

/* A word without its quotation marks, its escapes still there. */
struct caa_word {
	const char *text;
	size_t len;
	bool quoted;
};

enum caa_lex { CAA_LEX_WORD, CAA_LEX_END, CAA_LEX_BAD };

struct caa_lexer {
	const char *at, *end;
	unsigned depth;     /* of parentheses */
	const char *reason; /* set where something is bad: a static word */
	struct error *err;  /* and the sentence about it; may be NULL */
};

/* The next word.  BAD fills reason and *err. */
enum caa_lex caa_lex_next(struct caa_lexer *, struct caa_word *out);

/* Note what is bad.  Always -1. */
int caa_lex_bad(struct caa_lexer *, const char *reason, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

#endif
