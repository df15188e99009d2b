/* SPDX-License-Identifier: BSD-2-Clause */
/* Identifier sets of a table, each distinct one kept once. */

#ifndef CERT_CA_SET_H
#define CERT_CA_SET_H

#include <stddef.h>

struct identifiers;

struct ca_set { /* sorted; equal sets of a store are one pointer */
	const char *const *ids;
	size_t n;
};

struct ca_sets;

struct ca_sets *ca_sets_new(void);
void ca_sets_free(struct ca_sets **);

/* The set of a cell (identifiers_parse), or of identifiers; lent. */
const struct ca_set *ca_sets_parse(struct ca_sets *, const char *cell);
const struct ca_set *ca_sets_put(struct ca_sets *, const struct identifiers *);

#endif
