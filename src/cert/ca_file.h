/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The CA table as a file: its columns as text, to be changed and written
 * again.  Column by column it is described in doc/ca-table.md.
 */

#ifndef CERT_CA_FILE_H
#define CERT_CA_FILE_H

#include <stddef.h>

struct buf;
struct error;

#define CA_FILE_ROWS_MAX 200000
#define CA_KEY_ID_MAX 64 /* octets of a key identifier */

enum ca_column { /* in the order of the file */
	CA_OWNER,
	CA_OWNER_BASIS,
	CA_OPERATOR,
	CA_RECORD,
	CA_SUBJECT_DN,
	CA_SUBJECT_CN,
	CA_SUBJECT_O,
	CA_SUBJECT_C,
	CA_ISSUER_DN,
	CA_SKI,
	CA_SPKI_SHA256,
	CA_CERT_SHA256,
	CA_NOT_BEFORE,
	CA_NOT_AFTER,
	CA_PURPOSES,
	CA_PURPOSES_BASIS,
	CA_ROOT_STORES,
	CA_DOMAINS,
	CA_DOMAINS_WEAK,
	CA_CAA_BASIS,
	CA_INFERRED,
	CA_CAA_SOURCES,
	CA_SOURCE,
	CA_SOURCE_DATE,
	CA_COLUMNS,
};

struct ca_row {
	const char *text[CA_COLUMNS]; /* lent by the file; never NULL */
	size_t line;                  /* 0: not from a file */
};

struct ca_file;

/*
 * Read one.  `caa_domains` and a column that says which CA (`subject_dn`,
 * `spki_sha256` or `cert_sha256`) are needed, the others may be missing.
 * -1 and *err, with file and line, where a row names no CA or a name, a hash or
 * an identifier is none.  Hexadecimal is lower case without colons then.
 */
int ca_file_load(const char *path, struct ca_file **out, struct error *err);
void ca_file_free(struct ca_file **);

/* Free the rows; their text stays with the file. */
void ca_file_drop_rows(struct ca_file *);

size_t ca_file_count(const struct ca_file *);
const struct ca_row *ca_file_at(const struct ca_file *, size_t i);

/* Change a cell, add an empty row (returns its place); the text is copied. */
void ca_file_set(struct ca_file *, size_t i, enum ca_column, const char *text);
size_t ca_file_add(struct ca_file *);

/*
 * Put it as CSV, sorted as ever: by owner and operator without ASCII case
 * (no owner comes last), subject, first day, hash.
 */
void ca_file_put(const struct ca_file *, struct buf *out);

#endif
