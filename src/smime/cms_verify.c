/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Is a signature that of the certificate's key over what the message holds?
 * Mathematics alone: whether anybody should trust the certificate is not asked.
 */

#include <openssl/cms.h>
#include <openssl/cmserr.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>

#include "base/mem.h"
#include "smime/cms_parts.h"

struct verdict {
	enum smime_signature signature;
	const char *why;
};

static const struct verdict verdict_valid = {SMIME_SIGNATURE_VALID, NULL};

static struct verdict
verdict_invalid(const char *why)
{
	return (struct verdict){SMIME_SIGNATURE_INVALID, why};
}

static struct verdict
verdict_open(const char *why)
{
	return (struct verdict){SMIME_SIGNATURE_NOT_CHECKED, why};
}

static const char unfit[] = "it was not made with the certificate's key";
static const char altered[] = "the content is not what was signed";
static const char algorithm[] = "its algorithm or key is not supported";

/* A SignedData that has this signer alone, for OpenSSL to read. */
static CMS_ContentInfo *
verify_parse(const struct cms_signed *s, const struct buf *signer)
{
	struct buf type = BUF_INIT, content = BUF_INIT, whole = BUF_INIT;
	const unsigned char *at;
	CMS_ContentInfo *cms;

	cms_put_oid(&type, &s->content_type);
	buf_put(&content, "\x02\x01\x01", 3); /* the version */
	der_put_head(&content, DER_SET, 0);
	der_put_head(&content, DER_SEQUENCE, type.len);
	buf_put(&content, type.data, type.len);
	der_put_head(&content, DER_SET, signer->len);
	buf_put(&content, signer->data, signer->len);
	cms_put_info(&whole, &cms_oid_signed, &content);
	at = (const unsigned char *)whole.data;
	cms = d2i_CMS_ContentInfo(NULL, &at, (long)whole.len);
	buf_fini(&type);
	buf_fini(&content);
	buf_fini(&whole);
	return cms;
}

static X509 *
verify_find_cert(const struct cms_certs *certs, CMS_SignerInfo *info)
{
	for (size_t i = 0; i < certs->n; i++)
		if (CMS_SignerInfo_cert_cmp(info, certs->list[i]) == 0)
			return certs->list[i];
	return NULL;
}

/* RFC 5652 section 5.4: the signature is over the attributes, one of which is
 * the digest of the content. */
static struct verdict
verify_attributes(CMS_SignerInfo *info, const struct digest *digest)
{
	ASN1_OCTET_STRING *claimed = CMS_signed_get0_data_by_OBJ(info,
	    OBJ_nid2obj(NID_pkcs9_messageDigest), -3, V_ASN1_OCTET_STRING);

	if (claimed == NULL)
		return verdict_invalid("it does not say what it signs");
	ERR_clear_error();
	if (CMS_SignerInfo_verify(info) != 1)
		return ERR_GET_REASON(ERR_peek_last_error()) ==
			       CMS_R_VERIFICATION_FAILURE
			   ? verdict_invalid(unfit)
			   : verdict_open(algorithm);
	if (!digest_is(digest, ASN1_STRING_get0_data(claimed),
		(size_t)ASN1_STRING_length(claimed)))
		return verdict_invalid(altered);
	return verdict_valid;
}

static bool
verify_digest(X509 *cert, const EVP_MD *md, const ASN1_OCTET_STRING *signature,
    const uint8_t *value)
{
	EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new(X509_get0_pubkey(cert), NULL);
	bool good = ctx != NULL && EVP_PKEY_verify_init(ctx) == 1 &&
		    EVP_PKEY_CTX_set_signature_md(ctx, md) == 1 &&
		    EVP_PKEY_verify(ctx, ASN1_STRING_get0_data(signature),
			(size_t)ASN1_STRING_length(signature), value,
			(size_t)EVP_MD_get_size(md)) == 1;

	EVP_PKEY_CTX_free(ctx);
	return good;
}

/* Without attributes it is over the content itself. */
static struct verdict
verify_content(CMS_SignerInfo *info, X509 *cert, const struct digest *digest,
    const X509_ALGOR *algor)
{
	const ASN1_OBJECT *oid;
	const ASN1_OCTET_STRING *signature =
	    CMS_SignerInfo_get0_signature(info);
	int type = EVP_PKEY_get_base_id(X509_get0_pubkey(cert));

	X509_ALGOR_get0(&oid, NULL, NULL, algor);
	if ((type != EVP_PKEY_RSA && type != EVP_PKEY_EC) ||
	    OBJ_obj2nid(oid) == NID_rsassaPss)
		return verdict_open(algorithm);
	if (verify_digest(cert, digest->md, signature, digest->raw_value) ||
	    (digest->canonical != NULL &&
		verify_digest(
		    cert, digest->md, signature, digest->canonical_value)))
		return verdict_valid;
	return verdict_invalid(
	    "the certificate's key has not signed this content");
}

static struct verdict
verify_with(const struct cms_signed *s, CMS_SignerInfo *info, X509 *cert)
{
	X509_ALGOR *digest_algor = NULL, *algor = NULL;
	const ASN1_OBJECT *oid = NULL;
	const struct digest *digest;

	CMS_SignerInfo_get0_algs(info, NULL, NULL, &digest_algor, &algor);
	X509_ALGOR_get0(&oid, NULL, NULL, digest_algor);
	if (!s->digests.complete)
		return verdict_open("what was signed is not in the message");
	digest = digests_find(&s->digests, OBJ_obj2nid(oid));
	if (digest == NULL || X509_get0_pubkey(cert) == NULL)
		return verdict_open(algorithm);
	CMS_SignerInfo_set1_signer_cert(info, cert);
	return CMS_signed_get_attr_count(info) >= 0
		   ? verify_attributes(info, digest)
		   : verify_content(info, cert, digest, algor);
}

/* False where the signer can't be read or is over a limit. */
static bool
verify_info(struct cms_signed *s, CMS_SignerInfo *info, size_t *keep_left,
    struct smime_signer *out)
{
	ASN1_OCTET_STRING *key_id = NULL;
	X509_NAME *issuer = NULL;
	ASN1_INTEGER *serial = NULL;
	X509 *cert = verify_find_cert(&s->certs, info);
	struct verdict v;

	if (CMS_SignerInfo_get0_signer_id(info, &key_id, &issuer, &serial) !=
		1 ||
	    !cms_id(issuer, serial, key_id, keep_left, &out->id))
		return false;
	v = cert != NULL
		? verify_with(s, info, cert)
		: verdict_open("the message does not hold its certificate");
	out->signature = v.signature;
	out->why = v.why;
	if (cert != NULL)
		out->chain = cms_certs_chain(&s->certs, cert, keep_left);
	return true;
}

void
cms_verify(
    struct cms_signed *s, struct smime_part *part, const struct cms_query *q)
{
	part->signers = mem_array(s->n_signers, sizeof(*part->signers));
	for (size_t i = 0; i < s->n_signers; i++) {
		CMS_ContentInfo *cms = verify_parse(s, &s->signers[i]);
		STACK_OF(CMS_SignerInfo) *infos =
		    cms != NULL ? CMS_get0_SignerInfos(cms) : NULL;
		struct smime_signer *out = &part->signers[part->n_signers];

		if (sk_CMS_SignerInfo_num(infos) == 1 &&
		    verify_info(s, sk_CMS_SignerInfo_value(infos, 0),
			q->keep_left, out))
			part->n_signers++;
		else
			part->n_left_out++;
		CMS_ContentInfo_free(cms);
		ERR_clear_error();
	}
}
