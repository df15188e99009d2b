/* SPDX-License-Identifier: BSD-2-Clause */
/* A report while it is merged; between the files ccadb*.c only. */

#ifndef CERT_CCADB_PARTS_H
#define CERT_CCADB_PARTS_H

#include <stdbool.h>

#include "base/pool.h"
#include "cert/ccadb.h"

struct map;

/* What a report says of one CA key, or of one CA that the table has not. */
struct ccadb_claim {
	struct identifiers ids;
	struct ccadb_row *row;     /* first of that key; NULL: a new CA */
	const char *subject, *ski; /* of a new CA: CCADB's text, hex */
	struct ccadb_claim *next;
};

struct ccadb_row { /* of the table */
	size_t place;
	const char *subject; /* loose key, "" if none */
	const char *owner;
	size_t owner_len; /* without `(previously ...)` */
	struct ccadb_row *next_of_key, *next_of_ski, *next_of_subject;
	struct ccadb_claim *claim; /* at the first of a key */
};

struct ccadb {
	struct ca_file *file;
	const char *date;
	struct ccadb_summary sum;
	struct pool pool;
	bool by_owner; /* else V2 */

	struct ccadb_row *rows;
	size_t n;
	/* To the first row of each; rows without key are their own first. */
	struct map *by_key, *by_ski, *by_subject;

	struct ccadb_claim *claims; /* in no order */
	struct map *new_claims;
};

void ccadb_init(struct ccadb *, struct ca_file *, const char *date);
void ccadb_fini(struct ccadb *);

/* Without `(previously ...)` and spaces at the end. */
size_t ccadb_owner_len(const char *owner);

/* Take a row whose cell of identifiers was parsed. */
void ccadb_claim_v2(struct ccadb *, const char *subject, const char *ski,
    const struct identifiers *);
void ccadb_claim_owner(
    struct ccadb *, const char *owner, const struct identifiers *);

/* Change the table as claimed. */
void ccadb_apply(struct ccadb *);

#endif
