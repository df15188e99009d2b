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
#define CERT_NAMES_MAX 1000      /* names kept of each kind; more are counted */

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
	bool self_signed;              /* its own key verifies it */

	/* subjectAltName: dNSName in lower case without a final dot, wildcards
	 * as they stand; what holds odd octets is left out and counted */
	char **dns_names;
	size_t n_dns_names;
	/* rfc822Name, and SmtpUTF8Mailbox (RFC 9598), domain in A-labels */
	char **emails;
	size_t n_emails;
	size_t n_names_left_out; /* over CERT_NAMES_MAX, or unreadable */

	unsigned eku;      /* CERT_EKU_* */
	int64_t sct_time;  /* earliest embedded SCT (RFC 6962 section 3.3), in
			   * seconds since 1970; 0: none */
	unsigned key_bits; /* of the public key */
};

enum {
	CERT_EKU_PRESENT = 1 << 0, /* without it all of these are allowed */
	CERT_EKU_SERVER = 1 << 1,
	CERT_EKU_CLIENT = 1 << 2,
	CERT_EKU_EMAIL = 1 << 3,
	CERT_EKU_ANY = 1 << 4,
	CERT_EKU_OTHER = 1 << 5,
};

/* When the certificate was issued, as nearly as it says itself: the earliest
 * embedded SCT, else notBefore. */
int64_t cert_facts_issued(const struct cert_facts *);

/*
 * The dNSName that stands for this host (canonical), by RFC 9525 section 6.3:
 * the name itself before a wildcard, which is a whole leftmost label for
 * exactly one.  Lent by *facts; NULL if none does.  The subject plays no part.
 */
const char *cert_facts_match(const struct cert_facts *, const char *host);

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
