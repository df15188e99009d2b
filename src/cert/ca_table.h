/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Issuing CA -> the issuer domain names that it recognises in CAA records,
 * from conf/caa-identifiers.csv (CCADB data) and the operator's own rows.
 */

#ifndef CERT_CA_TABLE_H
#define CERT_CA_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct ca_table;
struct error;

#define CA_TABLE_ROWS_MAX 200000
#define CA_HASH_SIZE 32 /* SHA-256 */

enum ca_basis {               /* how a CA was recognised, best first */
	CA_BASIS_NONE,        /* it was not */
	CA_BASIS_CERTIFICATE, /* hash of the issuer certificate */
	CA_BASIS_KEY,         /* hash of the issuer's public key */
	CA_BASIS_KEY_ID,      /* authority key identifier and issuer name */
	CA_BASIS_NAME,        /* issuer name alone, only if unambiguous */
};

/* One CA certificate (a row); text is lent by the table, "" where unknown. */
struct ca_entry {
	const char *owner;
	const char *subject_dn; /* RFC 4514, most specific RDN first */
	const char *operator_name;
	const char *ski;                    /* hex */
	const char *spki_sha256;            /* hex */
	const char *cert_sha256;            /* hex */
	const char *not_before, *not_after; /* YYYY-MM-DD */
	const char *purposes;
	const char *caa_basis;   /* the column of that name */
	const char *caa_sources; /* evidence classes behind `domains` */
	const char *source, *source_date;
	const char *const *domains; /* recognised identifiers, lower case */
	size_t n_domains;
	const char *const *weak_domains; /* may confirm, never contradict */
	size_t n_weak_domains;
};

/* What is known of an issuer; unset fields are NULL. */
struct ca_query {
	const uint8_t *cert_sha256; /* of the issuer's certificate */
	const uint8_t *spki_sha256; /* of the issuer's public key */
	const uint8_t *key_id;      /* authorityKeyIdentifier */
	size_t key_id_len;
	const char *issuer_dn; /* RFC 4514 */
};

struct ca_match {
	enum ca_basis basis;
	const struct ca_entry *entry; /* NULL if none; of several certificates
					 the one that ends last */
	size_t n_entries;  /* certificates that what was asked fits */
	bool one_operator; /* all of them are run by one; else do not name
			      the entry's owner as the issuer */
	/*
	 * The identifiers, sorted and lent by the table: those of the entry
	 * or, where several certificates fit, those that all of them have.  If
	 * one of them has none known, or they agree on none: empty, which is
	 * "unknown".  What only some of them have is weak.
	 */
	const char *const *domains;
	size_t n_domains;
	const char *const *weak_domains;
	size_t n_weak_domains;
};

enum ca_recognition {
	CA_RECOGNITION_UNKNOWN, /* nothing is known of this CA's identifiers */
	CA_RECOGNITION_NO,      /* its identifiers are known: not this one */
	CA_RECOGNITION_WEAK,    /* some evidence that it does */
	CA_RECOGNITION_YES,
};

/*
 * Load a table; more files may be added.  *err names file and line; the table
 * is as before then.  A row of a later file wins over all earlier ones that
 * speak of the same certificate or public key or, where it has neither hash,
 * of the same subject (and ski, if it has one): its identifiers, weak
 * ones too, replace theirs.  Entries stay where they are, but change.
 */
int
ca_table_load(const char *path, struct ca_table **table_out, struct error *err);
int ca_table_add(struct ca_table *, const char *path, struct error *err);
void ca_table_free(struct ca_table **);
size_t ca_table_count(const struct ca_table *);
const struct ca_entry *ca_table_at(const struct ca_table *, size_t i);

/*
 * Resolution order: certificate, key, key id with name, name.  The first that
 * the table has decides.  Names compare without regard to the order of their
 * parts (dn_key_loose), because CCADB's report has an order of its own.
 */
void ca_table_find(
    const struct ca_table *, const struct ca_query *, struct ca_match *out);

/* Does the CA recognise this identifier (any case)?  A weak one is never a
 * reason for NO, and where `domains` is empty the answer is never NO. */
enum ca_recognition
ca_match_recognises(const struct ca_match *, const char *identifier);

/* Does any CA recognise this identifier (any case), be it weakly? */
bool ca_table_recognises(const struct ca_table *, const char *identifier);

/*
 * The identifier that this one surely misspells (`letsecrypt.org`), or NULL;
 * lent by the table.  It has as many labels and differs in one edit, or in
 * two if it is long.  What is recognised itself misspells nothing.
 */
const char *ca_table_nearest(const struct ca_table *, const char *identifier);

const char *ca_basis_text(enum ca_basis); /* `certificate`, `key`, ... */

#endif
