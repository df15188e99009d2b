/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the TXT records of MTA-STS (RFC 8461 section 3.1) and TLS-RPT (RFC 8460
 * section 3) have in common: a version, then `; NAME=VALUE` once or more.
 */

#ifndef RECORDS_MTA_STS_FIELDS_H
#define RECORDS_MTA_STS_FIELDS_H

#include <stdbool.h>
#include <stddef.h>

struct error;

/* Octets within a longer text, lent by it. */
struct sts_span {
	const char *text;
	size_t len;
};

bool sts_span_is(const struct sts_span *, const char *text);

#define STS_FIELDS_MAX 64 /* of one record; more are a fault */
#define STS_NAME_MAX 32   /* octets of a field's name */

struct sts_field {
	struct sts_span name;  /* matches the grammar of an extension's name */
	struct sts_span value; /* without blanks round it; any octets but `;` */
};

struct sts_fields {
	/* A blank stands before the first semicolon: the grammar allows it,
	 * yet readers that want the version and `;` pass the record over. */
	bool blank;
	struct sts_field list[STS_FIELDS_MAX];
	size_t n;
};

/* How far a text is a record of this version. */
enum sts_version {
	STS_VERSION_IS,    /* begins with it, then blanks or none, then `;` */
	STS_VERSION_CLOSE, /* it was surely meant: other case, blanks or a
			    * quotation mark before it, no semicolon */
	STS_VERSION_NOT,   /* something else */
};

/* version is, for example, `v=STSv1`. */
enum sts_version
sts_version_of(const char *text, size_t len, const char *version);

/*
 * Split a text that is STS_VERSION_IS.  -1 and *err where the grammar does not
 * allow it (values are left to the caller), with what came before the fault
 * in *out all the same.
 */
int sts_fields_split(const char *text, size_t len, const char *version,
    struct sts_fields *out, struct error *err);

/* The octets of an extension's value: visible, no `=` and no `;`. */
bool sts_value_is_plain(const struct sts_span *value);

/* The first field of this name, or NULL; *n_out (may be NULL) tells how often
 * it comes. */
const struct sts_field *
sts_fields_find(const struct sts_fields *, const char *name, size_t *n_out);

#endif
