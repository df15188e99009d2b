/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The CAs of the table by their common names, which is all that an MTA tells of
 * the issuer of a client's certificate.  Such a name is not unique and changes
 * every year or two, so what it says is weak, and where CAs of different
 * identifiers share one nothing is said.
 */

#ifndef MILTER_ISSUER_NAMES_H
#define MILTER_ISSUER_NAMES_H

struct ca_entry;
struct ca_table;
struct issuer_names;

/* The table is lent. */
struct issuer_names *issuer_names_new(const struct ca_table *);
void issuer_names_free(struct issuer_names **);

/* An entry that speaks for all CAs of this name, and of this organisation if it
 * is not NULL; NULL: there is none, or they differ.  A common name may be an
 * organisation's (Postfix). */
const struct ca_entry *issuer_names_find(const struct issuer_names *,
    const char *common_name, const char *organisation);

#endif
