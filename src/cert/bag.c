/* SPDX-License-Identifier: BSD-2-Clause */
/* Certificates from a file, and who of them signed whom. */

#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/x509.h>

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/file.h"
#include "base/mem.h"
#include "cert/facts.h"

#define CERT_PEM_MARK "-----BEGIN "
#define CERT_PEM_BEGIN CERT_PEM_MARK "CERTIFICATE-----"
#define CERT_PEM_BEGIN_OLD CERT_PEM_MARK "X509 CERTIFICATE-----"

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
