/* SPDX-License-Identifier: BSD-2-Clause */
/* Facts of X.509 certificates, and what they say of their issuer. */

#ifndef CERT_FACTS_H
#define CERT_FACTS_H

#include <openssl/types.h>

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "cert/ca_table.h"

struct error;

#define CERT_FILE_MAX (1u << 20) /* octets of a file of certificates */
#define CERT_BAG_MAX 64          /* certificates in it */
#define CERT_KEY_ID_MAX 64       /* octets; a longer one counts as none */

/* Certificates in the order found. */
struct cert_bag {
	X509 *certs[CERT_BAG_MAX];
	size_t n;
};

/*
 * Read a file: PEM (text round it, and other objects in it, are passed over)
 * or one certificate in DER.  -1 and *err where it has none, one is damaged,
 * or a limit is exceeded.
 */
int cert_bag_load(const char *path, struct cert_bag *out, struct error *err);
int cert_bag_read(const char *name, const void *data, size_t len,
    struct cert_bag *out, struct error *err); /* the same from memory */
void cert_bag_fini(struct cert_bag *);

struct cert_facts {
	uint8_t cert_sha256[CA_HASH_SIZE];
	uint8_t spki_sha256[CA_HASH_SIZE];
	uint8_t ski[CERT_KEY_ID_MAX]; /* subjectKeyIdentifier */
	size_t ski_len;               /* 0: none */
	uint8_t aki[CERT_KEY_ID_MAX]; /* authorityKeyIdentifier */
	size_t aki_len;
	char *subject_dn, *issuer_dn;  /* RFC 4514, UTF-8 */
	char *serial;                  /* hex */
	int64_t not_before, not_after; /* seconds since 1970 */
	bool is_ca;                    /* basicConstraints */
};

/* -1 and *err where a name, a time or the key cannot be read. */
int cert_facts_read(const X509 *, struct cert_facts *out, struct error *err);
void cert_facts_fini(struct cert_facts *);

/*
 * The certificate in the bag whose key signed this one, or NULL.  Its name is
 * the issuer's and the signature verifies; nothing else is asked of it.  A
 * self-signed certificate is its own issuer.
 */
const X509 *cert_bag_issuer(const struct cert_bag *, const X509 *cert);

/* Ask the table for a CA by its own certificate; *facts is lent to *q. */
void cert_query_self(const struct cert_facts *ca, struct ca_query *q);

/* Ask for the issuer by what a certificate says of it: key id and name. */
void cert_query_issuer(const struct cert_facts *cert, struct ca_query *q);

#endif
