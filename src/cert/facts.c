/* SPDX-License-Identifier: BSD-2-Clause */
/* Facts of X.509 certificates. */

#include "cert/facts.h"

#include <openssl/asn1.h>
#include <openssl/ct.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/mem.h"
#include "base/text.h"
#include "cert/dn.h"
#include "cert/facts_parts.h"

#define CERT_SERIAL_MAX 64 /* octets; RFC 5280 wants 20 at most */

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

static unsigned
cert_eku_bit(const ASN1_OBJECT *purpose)
{
	switch (OBJ_obj2nid(purpose)) {
	case NID_server_auth:
		return CERT_EKU_SERVER;
	case NID_client_auth:
		return CERT_EKU_CLIENT;
	case NID_email_protect:
		return CERT_EKU_EMAIL;
	case NID_anyExtendedKeyUsage:
		return CERT_EKU_ANY;
	default:
		return CERT_EKU_OTHER;
	}
}

/* One that can't be read, or stands there twice, allows nothing that we know
 * of. */
static unsigned
cert_eku(const X509 *cert)
{
	int found;
	EXTENDED_KEY_USAGE *purposes =
	    X509_get_ext_d2i(cert, NID_ext_key_usage, &found, NULL);
	unsigned eku = CERT_EKU_PRESENT;

	if (purposes == NULL)
		return found == -1 ? 0 : CERT_EKU_PRESENT | CERT_EKU_OTHER;
	for (int i = 0; i < sk_ASN1_OBJECT_num(purposes); i++)
		eku |= cert_eku_bit(sk_ASN1_OBJECT_value(purposes, i));
	EXTENDED_KEY_USAGE_free(purposes);
	return eku;
}

static int64_t
cert_sct_time(const X509 *cert)
{
	STACK_OF(SCT) *scts =
	    X509_get_ext_d2i(cert, NID_ct_precert_scts, NULL, NULL);
	uint64_t earliest = 0;

	for (int i = 0; i < sk_SCT_num(scts); i++) {
		const SCT *sct = sk_SCT_value(scts, i);
		uint64_t ms = SCT_get_timestamp(sct);

		if (SCT_get_version(sct) == SCT_VERSION_V1 && ms >= 1000 &&
		    (earliest == 0 || ms < earliest))
			earliest = ms;
	}
	SCT_LIST_free(scts);
	return (int64_t)(earliest / 1000);
}

static unsigned
cert_key_bits(const X509 *cert)
{
	const EVP_PKEY *key = X509_get0_pubkey(cert);
	int bits = key != NULL ? EVP_PKEY_get_bits(key) : 0;

	return bits > 0 ? (unsigned)bits : 0;
}

int64_t
cert_facts_issued(const struct cert_facts *f)
{
	return f->sct_time != 0 ? f->sct_time : f->not_before;
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
		f.self_signed = X509_self_signed(same, 1) == 1;
		f.serial = cert_serial(same);
		f.eku = cert_eku(same);
		f.sct_time = cert_sct_time(same);
		f.key_bits = cert_key_bits(same);
		cert_facts_read_names(same, &f);
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
	cert_facts_free_names(f);
	*f = (struct cert_facts){.is_ca = false};
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
