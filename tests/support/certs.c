/* SPDX-License-Identifier: BSD-2-Clause */
/* Certificates made on the spot. */

#include "tests/support/certs.h"

#include <openssl/bio.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <stdlib.h>

#include "base/buf.h"

#define CERTS_NOT_BEFORE 1700000000 /* 2023-11-14 */
#define CERTS_NOT_AFTER 2000000000

EVP_PKEY *
certs_key(void)
{
	return EVP_EC_gen("P-256");
}

static void
certs_extend(X509 *cert, X509 *issuer, int nid, const char *value)
{
	X509V3_CTX ctx;
	X509_EXTENSION *ext;

	X509V3_set_ctx(&ctx, issuer, cert, NULL, NULL, 0);
	ext = X509V3_EXT_conf_nid(NULL, &ctx, nid, value);
	if (ext == NULL || X509_add_ext(cert, ext, -1) != 1)
		abort();
	X509_EXTENSION_free(ext);
}

X509 *
certs_make(const char *subject, EVP_PKEY *key, const X509 *issuer,
    EVP_PKEY *issuer_key, bool is_ca, bool key_ids)
{
	X509 *cert = X509_new();
	X509 *by = issuer != NULL ? X509_dup(issuer) : NULL;
	X509_NAME *name = X509_get_subject_name(cert);

	X509_set_version(cert, 2);
	ASN1_INTEGER_set(X509_get_serialNumber(cert), 0x1234);
	ASN1_TIME_set(X509_getm_notBefore(cert), CERTS_NOT_BEFORE);
	ASN1_TIME_set(X509_getm_notAfter(cert), CERTS_NOT_AFTER);
	X509_NAME_add_entry_by_txt(
	    name, "O", MBSTRING_UTF8, (const unsigned char *)"Test", -1, -1, 0);
	X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_UTF8,
	    (const unsigned char *)subject, -1, -1, 0);
	X509_set_issuer_name(
	    cert, by != NULL ? X509_get_subject_name(by) : name);
	X509_set_pubkey(cert, key);
	if (is_ca)
		certs_extend(
		    cert, cert, NID_basic_constraints, "critical,CA:TRUE");
	if (key_ids) {
		certs_extend(cert, cert, NID_subject_key_identifier, "hash");
		certs_extend(cert, by != NULL ? by : cert,
		    NID_authority_key_identifier, "keyid");
	}
	if (X509_sign(cert, issuer_key, EVP_sha256()) == 0)
		abort();
	X509_free(by);
	return cert;
}

void
certs_put_pem(const X509 *cert, struct buf *out)
{
	BIO *bio = BIO_new(BIO_s_mem());
	char *text;
	long len;

	if (bio == NULL || PEM_write_bio_X509(bio, cert) != 1)
		abort();
	len = BIO_get_mem_data(bio, &text);
	buf_put(out, text, (size_t)len);
	BIO_free(bio);
}
