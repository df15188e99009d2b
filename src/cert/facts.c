/* SPDX-License-Identifier: BSD-2-Clause */
/* Facts of X.509 certificates. */

#include "cert/facts.h"

#include <openssl/asn1.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/file.h"
#include "base/mem.h"
#include "base/text.h"
#include "cert/dn.h"

#define CERT_PEM_MARK "-----BEGIN "
#define CERT_PEM_BEGIN CERT_PEM_MARK "CERTIFICATE-----"
#define CERT_PEM_BEGIN_OLD CERT_PEM_MARK "X509 CERTIFICATE-----"
#define CERT_SERIAL_MAX 64 /* octets; RFC 5280 wants 20 at most */

void
cert_bag_fini(struct cert_bag *bag)
{
	for (size_t i = 0; i < bag->n; i++)
		X509_free(bag->certs[i]);
	bag->n = 0;
}

static int
cert_bag_add_der(struct cert_bag *bag, const char *name,
    const unsigned char *der, size_t len, struct error *err)
{
	const unsigned char *at = der;
	X509 *cert;

	if (bag->n == CERT_BAG_MAX)
		return error_set(
		    err, "%s: more than %d certificates", name, CERT_BAG_MAX);
	cert = d2i_X509(NULL, &at, (long)len);
	if (cert == NULL || at != der + len) {
		X509_free(cert);
		return error_set(
		    err, "%s: certificate %zu is damaged", name, bag->n + 1);
	}
	bag->certs[bag->n++] = cert;
	return 0;
}

/*
 * OpenSSL's own reader refuses lines of uneven length and an empty line first,
 * both of which CCADB's reports have; so this is the lax way of RFC 7468.
 */
static int
cert_bag_add_base64(struct cert_bag *bag, const char *name, const char *text,
    size_t len, struct error *err)
{
	struct buf compact = BUF_INIT;
	unsigned char *der;
	size_t pad = 0;
	int n, ret = -1;

	for (size_t i = 0; i < len; i++)
		if (strchr(" \t\r\n", text[i]) == NULL)
			buf_putc(&compact, text[i]);
	while (pad < 2 && pad < compact.len &&
	       compact.data[compact.len - 1 - pad] == '=')
		pad++;
	der = mem_zalloc(compact.len);
	n = EVP_DecodeBlock(
	    der, (const unsigned char *)buf_text(&compact), (int)compact.len);
	if (n <= (int)pad)
		(void)error_set(
		    err, "%s: certificate %zu is no base64", name, bag->n + 1);
	else
		ret = cert_bag_add_der(bag, name, der, (size_t)n - pad, err);
	free(der);
	buf_fini(&compact);
	return ret;
}

static int
cert_bag_read_pem(const char *name, const char *text, size_t len,
    struct cert_bag *bag, struct error *err)
{
	static const char *const begins[] = {
	    CERT_PEM_BEGIN, CERT_PEM_BEGIN_OLD};
	const char *end = text + len;
	const char *at = text;

	while ((at = memmem(at, (size_t)(end - at), CERT_PEM_MARK,
		    strlen(CERT_PEM_MARK))) != NULL) {
		const char *stop;
		size_t n = 0;

		for (size_t i = 0; i < 2 && n == 0; i++)
			if (strncmp(at, begins[i], strlen(begins[i])) == 0)
				n = strlen(begins[i]);
		if (n == 0) { /* a key, a CRL */
			at += strlen(CERT_PEM_MARK);
			continue;
		}
		at += n;
		stop = memmem(at, (size_t)(end - at), "-----END ", 9);
		if (stop == NULL)
			return error_set(err, "%s: certificate %zu has no end",
			    name, bag->n + 1);
		if (cert_bag_add_base64(
			bag, name, at, (size_t)(stop - at), err) == -1)
			return -1;
		at = stop;
	}
	return 0;
}

static int
cert_bag_fill(const char *name, const char *data, size_t len,
    struct cert_bag *bag, struct error *err)
{
	if (memmem(data, len, CERT_PEM_MARK, strlen(CERT_PEM_MARK)) == NULL) {
		if (len == 0 || data[0] != 0x30)
			return error_set(
			    err, "%s: no certificate, want PEM or DER", name);
		return cert_bag_add_der(
		    bag, name, (const unsigned char *)data, len, err);
	}
	if (cert_bag_read_pem(name, data, len, bag, err) == -1)
		return -1;
	if (bag->n == 0)
		return error_set(err, "%s: PEM without a certificate", name);
	return 0;
}

int
cert_bag_read(const char *name, const void *data, size_t len,
    struct cert_bag *out, struct error *err)
{
	struct cert_bag bag = {.n = 0};
	struct buf text = BUF_INIT; /* so that a NUL ends it */
	int ret;

	if (len > CERT_FILE_MAX)
		return error_set(
		    err, "%s: more than %u octets", name, CERT_FILE_MAX);
	buf_put(&text, data, len);
	ret = cert_bag_fill(name, text.data, len, &bag, err);
	buf_fini(&text);
	ERR_clear_error();
	if (ret == -1)
		cert_bag_fini(&bag);
	else
		*out = bag;
	return ret;
}

int
cert_bag_load(const char *path, struct cert_bag *out, struct error *err)
{
	struct buf text = BUF_INIT;
	int ret = file_read(path, CERT_FILE_MAX, &text, err);

	if (ret == 0)
		ret = cert_bag_read(path, buf_text(&text), text.len, out, err);
	buf_fini(&text);
	return ret;
}

static size_t
cert_key_id(const ASN1_OCTET_STRING *id, uint8_t out[CERT_KEY_ID_MAX])
{
	int len = id != NULL ? ASN1_STRING_length(id) : 0;

	if (len <= 0 || len > CERT_KEY_ID_MAX)
		return 0;
	memcpy(out, ASN1_STRING_get0_data(id), (size_t)len);
	return (size_t)len;
}

static int
cert_spki_hash(const X509 *cert, uint8_t out[CA_HASH_SIZE])
{
	unsigned char *der = NULL;
	int len = i2d_X509_PUBKEY(X509_get_X509_PUBKEY(cert), &der);
	int ok;

	if (len <= 0)
		return -1;
	ok = EVP_Digest(der, (size_t)len, out, NULL, EVP_sha256(), NULL);
	OPENSSL_free(der);
	return ok == 1 ? 0 : -1;
}

static int
cert_time(const ASN1_TIME *when, int64_t *out)
{
	ASN1_TIME *epoch = ASN1_TIME_set(NULL, 0);
	int days = 0, seconds = 0;
	int ok =
	    epoch != NULL && ASN1_TIME_diff(&days, &seconds, epoch, when) == 1;

	ASN1_TIME_free(epoch);
	if (!ok)
		return -1;
	*out = (int64_t)days * 86400 + seconds;
	return 0;
}

static char *
cert_serial(const X509 *cert)
{
	const ASN1_INTEGER *serial = X509_get0_serialNumber(cert);
	int len = ASN1_STRING_length(serial);
	struct buf hex = BUF_INIT;

	if (len > CERT_SERIAL_MAX)
		len = CERT_SERIAL_MAX;
	if (ASN1_STRING_type(serial) == V_ASN1_NEG_INTEGER)
		buf_putc(&hex, '-');
	if (len > 0)
		text_put_hex(&hex, ASN1_STRING_get0_data(serial), (size_t)len);
	return buf_steal(&hex);
}

static int
cert_names(const X509 *cert, struct cert_facts *f, struct error *err)
{
	struct buf subject = BUF_INIT, issuer = BUF_INIT;
	int ret = -1;

	if (dn_text_from_x509(X509_get_subject_name(cert), &subject, err) == -1)
		error_prefix(err, "subject");
	else if (dn_text_from_x509(X509_get_issuer_name(cert), &issuer, err) ==
		 -1)
		error_prefix(err, "issuer");
	else
		ret = 0;
	f->subject_dn = buf_steal(&subject);
	f->issuer_dn = buf_steal(&issuer);
	return ret;
}

static int
cert_hashes(const X509 *cert, struct cert_facts *f, struct error *err)
{
	if (X509_digest(cert, EVP_sha256(), f->cert_sha256, NULL) != 1)
		return error_set(err, "the certificate cannot be hashed");
	if (cert_spki_hash(cert, f->spki_sha256) == -1)
		return error_set(err, "the public key cannot be hashed");
	if (cert_time(X509_get0_notBefore(cert), &f->not_before) == -1 ||
	    cert_time(X509_get0_notAfter(cert), &f->not_after) == -1)
		return error_set(err, "the validity is no time");
	return 0;
}

int
cert_facts_read(const X509 *cert, struct cert_facts *out, struct error *err)
{
	struct cert_facts f = {.is_ca = false};
	X509 *same = X509_dup(cert); /* reading extensions caches in it */
	int ret = -1;

	if (same == NULL)
		return error_set(err, "the certificate cannot be read");
	if (cert_names(same, &f, err) == 0 && cert_hashes(same, &f, err) == 0) {
		f.ski_len = cert_key_id(X509_get0_subject_key_id(same), f.ski);
		f.aki_len =
		    cert_key_id(X509_get0_authority_key_id(same), f.aki);
		f.is_ca = X509_check_ca(same) == 1;
		f.serial = cert_serial(same);
		ret = 0;
	}
	X509_free(same);
	ERR_clear_error();
	if (ret == -1)
		cert_facts_fini(&f);
	else
		*out = f;
	return ret;
}

void
cert_facts_fini(struct cert_facts *f)
{
	free(f->subject_dn);
	free(f->issuer_dn);
	free(f->serial);
	*f = (struct cert_facts){.is_ca = false};
}

static bool
cert_signed_by(const X509 *cert, const X509 *issuer)
{
	X509 *copy = X509_dup(cert); /* X509_verify wants to write */
	bool verified =
	    copy != NULL && X509_verify(copy, X509_get0_pubkey(issuer)) == 1;

	X509_free(copy);
	ERR_clear_error();
	return verified;
}

const X509 *
cert_bag_issuer(const struct cert_bag *bag, const X509 *cert)
{
	for (size_t i = 0; i < bag->n; i++) {
		const X509 *other = bag->certs[i];

		if (X509_NAME_cmp(X509_get_subject_name(other),
			X509_get_issuer_name(cert)) == 0 &&
		    X509_get0_pubkey(other) != NULL &&
		    cert_signed_by(cert, other))
			return other;
	}
	return NULL;
}

void
cert_query_self(const struct cert_facts *ca, struct ca_query *q)
{
	*q = (struct ca_query){
	    .cert_sha256 = ca->cert_sha256,
	    .spki_sha256 = ca->spki_sha256,
	    .key_id = ca->ski_len > 0 ? ca->ski : NULL,
	    .key_id_len = ca->ski_len,
	    .issuer_dn = ca->subject_dn,
	};
}

void
cert_query_issuer(const struct cert_facts *cert, struct ca_query *q)
{
	*q = (struct ca_query){
	    .key_id = cert->aki_len > 0 ? cert->aki : NULL,
	    .key_id_len = cert->aki_len,
	    .issuer_dn = cert->issuer_dn,
	};
}
