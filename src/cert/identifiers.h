/* SPDX-License-Identifier: BSD-2-Clause */
/* Sets of CAA issuer domain names, as tables and reports list them. */

#ifndef CERT_IDENTIFIERS_H
#define CERT_IDENTIFIERS_H

#include <stdbool.h>
#include <stddef.h>

struct buf;

#define IDENTIFIER_SIZE 254  /* octets of a domain name, with the final NUL */
#define IDENTIFIERS_MAX 1024 /* of a set */

enum identifier_fault { /* why a word is none */
	IDENTIFIER_GOOD,
	IDENTIFIER_ADDRESS,   /* `admin@example.com` */
	IDENTIFIER_ONE_LABEL, /* `None` */
	IDENTIFIER_MALFORMED, /* `N/A`, `https://example.com`, `e.g.` */
	IDENTIFIER_TOO_MANY,
};

#define IDENTIFIER_FAULTS (IDENTIFIER_TOO_MANY + 1)

/* `no domain name`, ... */
const char *identifier_fault_text(enum identifier_fault);

/*
 * A domain name of two labels or more: lower case, without a final dot.  The
 * last label has two characters or more and is no number.
 */
enum identifier_fault
identifier_canonical(const char *word, size_t len, char out[IDENTIFIER_SIZE]);

/* Sorted, each once. */
struct identifiers {
	char **ids;
	size_t n;
};

#define IDENTIFIERS_INIT \
	{                \
		NULL, 0  \
	}

/* Words between commas, semicolons and white space are added to the set;
 * those that are none are counted by fault, if `faults` is not NULL. */
void identifiers_parse(
    struct identifiers *, const char *cell, size_t faults[IDENTIFIER_FAULTS]);

bool identifiers_add(struct identifiers *, const char *id); /* false: full */
bool identifiers_has(const struct identifiers *, const char *id);
void identifiers_remove(struct identifiers *, const char *id);

/* Set arithmetic on the first. */
void identifiers_unite(struct identifiers *, const struct identifiers *);
void identifiers_subtract(struct identifiers *, const struct identifiers *);
void identifiers_intersect(struct identifiers *, const struct identifiers *);

void identifiers_put(const struct identifiers *, struct buf *out); /* spaces */
void identifiers_fini(struct identifiers *);

#endif
