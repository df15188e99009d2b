/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Who issued a presented certificate, and by which identifiers CAA records may
 * name that CA.  Only verified signatures count: a name or a key identifier
 * that fits is told as a hint, and proves nothing.
 */

#ifndef CERT_ISSUER_H
#define CERT_ISSUER_H

#include <stdbool.h>
#include <stddef.h>

#include "cert/ca_table.h"

struct buf;
struct cert_chain;
struct cert_facts;

#define CERT_ISSUER_SHOWN 120 /* octets of a CA's name in a sentence */

enum cert_issuer_state {
	/* the signer's certificate or key is in the table */
	CERT_ISSUER_IDENTIFIED,
	/* only a CA above the signer is, or the table's evidence is weak: its
	 * identifiers may confirm, and contradict nothing */
	CERT_ISSUER_WEAK,
	/* the signer's certificate was not presented */
	CERT_ISSUER_NOT_PROVEN,
	/* it was, but the table knows no identifiers of it */
	CERT_ISSUER_UNKNOWN,
	/* a CA of the operator's own, or one without a public root */
	CERT_ISSUER_PRIVATE,
	CERT_ISSUER_SELF_SIGNED,
};

struct cert_issuer_query {
	const struct cert_chain *chain; /* leaf first */
	const struct ca_table *table;   /* NULL: none */
	/* SHA-256 of keys of private CAs, lower-case hexadecimal */
	const char *const *internal;
	size_t n_internal;
	bool untrusted; /* it was verified, and leads to no trusted root */
};

struct cert_issuer {
	enum cert_issuer_state state;
	/* Which certificate of the chain: the CA that `match` is of, else the
	 * signer; -1 where there is none. */
	int position;
	/* IDENTIFIED, WEAK: the table's answer (WEAK: all its identifiers are
	 * weak).  NOT_PROVEN: a hint, by key identifier or name, or none. */
	struct ca_match match;
};

/* What is lent by chain and table stays so. */
void cert_issuer_find(const struct cert_issuer_query *, struct cert_issuer *);

/*
 * Does this CA recognise the identifier?  NO and YES only where the signer is
 * IDENTIFIED; WEAK where some evidence says that it does.
 */
enum ca_recognition
cert_issuer_recognises(const struct cert_issuer *, const char *identifier);

/* The issuer's name as people know it (CN, else O, else the whole), escaped
 * and bounded: the leaf's own words. */
void cert_issuer_put_name(const struct cert_facts *leaf, struct buf *out);
void cert_issuer_put_dn(const char *dn, struct buf *out); /* of any name */

/*
 * How that is known, the end of a sentence: `its certificate was presented and
 * is in the CA table`, `its certificate was not presented; ...`.
 */
void cert_issuer_put_basis(
    const struct cert_issuer *, const struct cert_chain *, struct buf *out);

const char *cert_issuer_state_text(enum cert_issuer_state); /* `not-proven` */

#endif
