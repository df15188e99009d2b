/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * EnvelopedData (RFC 5652 section 6.1) and AuthEnvelopedData (RFC 5083): the
 * recipients stand at its beginning, and nothing after them is read.
 */

#include <openssl/cms.h>
#include <openssl/err.h>

#include <stdlib.h>

#include "base/mem.h"
#include "smime/cms_parts.h"

enum { /* RecipientInfo */
	RECIPIENT_AGREEMENT = 0xa1,
	RECIPIENT_KEY = 0xa2,
	RECIPIENT_PASSWORD = 0xa3,
};

struct recipients {
	struct smime_part *part;
	size_t *keep_left;
	size_t size; /* of the list */
};

static void
recipients_left_out(struct recipients *r)
{
	r->part->n_left_out++;
}

static void
recipients_add(struct recipients *r, const struct smime_recipient *one)
{
	struct smime_part *part = r->part;

	if (part->n_recipients == r->size) {
		r->size = r->size > 0 ? r->size * 2 : 4;
		part->recipients = mem_resize(
		    part->recipients, r->size, sizeof(*part->recipients));
	}
	part->recipients[part->n_recipients++] = *one;
}

static void
recipients_add_id(struct recipients *r, enum smime_recipient_kind kind,
    const X509_NAME *issuer, const ASN1_INTEGER *serial,
    const ASN1_OCTET_STRING *key_id)
{
	struct smime_recipient one = {.kind = kind};

	if (r->part->n_recipients < SMIME_RECIPIENTS_MAX &&
	    cms_id(issuer, serial, key_id, r->keep_left, &one.id))
		recipients_add(r, &one);
	else
		recipients_left_out(r);
}

static void
recipients_add_transport(struct recipients *r, CMS_RecipientInfo *info)
{
	ASN1_OCTET_STRING *key_id = NULL;
	X509_NAME *issuer = NULL;
	ASN1_INTEGER *serial = NULL;

	(void)CMS_RecipientInfo_ktri_get0_signer_id(
	    info, &key_id, &issuer, &serial);
	recipients_add_id(r, SMIME_RECIPIENT_TRANSPORT, issuer, serial, key_id);
}

static void
recipients_add_agreement(struct recipients *r, CMS_RecipientInfo *info)
{
	STACK_OF(CMS_RecipientEncryptedKey) *keys =
	    CMS_RecipientInfo_kari_get0_reks(info);

	for (int i = 0; i < sk_CMS_RecipientEncryptedKey_num(keys); i++) {
		ASN1_OCTET_STRING *key_id = NULL;
		X509_NAME *issuer = NULL;
		ASN1_INTEGER *serial = NULL;

		(void)CMS_RecipientEncryptedKey_get0_id(
		    sk_CMS_RecipientEncryptedKey_value(keys, i), &key_id, NULL,
		    NULL, &issuer, &serial);
		recipients_add_id(
		    r, SMIME_RECIPIENT_AGREEMENT, issuer, serial, key_id);
	}
}

/* An EnvelopedData that has this recipient alone, for OpenSSL to read. */
static CMS_ContentInfo *
recipients_parse(const struct buf *element)
{
	/* encryptedContentInfo: data, aes128-CBC without content */
	static const uint8_t nothing[] = {0x30, 0x2a, 0x06, 0x09, 0x2a, 0x86,
	    0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, 0x01, 0x30, 0x1d, 0x06, 0x09,
	    0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x01, 0x02, 0x04, 0x10, 0,
	    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0};
	struct buf content = BUF_INIT, whole = BUF_INIT;
	const unsigned char *at;
	CMS_ContentInfo *cms;

	buf_put(&content, "\x02\x01\x02", 3); /* the version */
	der_put_head(&content, DER_SET, element->len);
	buf_put(&content, element->data, element->len);
	buf_put(&content, nothing, sizeof(nothing));
	cms_put_info(&whole, &cms_oid_enveloped, &content);
	at = (const unsigned char *)whole.data;
	cms = d2i_CMS_ContentInfo(NULL, &at, (long)whole.len);
	buf_fini(&content);
	buf_fini(&whole);
	return cms;
}

static void
recipients_add_element(struct recipients *r, const struct buf *element)
{
	CMS_ContentInfo *cms = recipients_parse(element);
	STACK_OF(CMS_RecipientInfo) *infos =
	    cms != NULL ? CMS_get0_RecipientInfos(cms) : NULL;
	CMS_RecipientInfo *info = sk_CMS_RecipientInfo_num(infos) == 1
				      ? sk_CMS_RecipientInfo_value(infos, 0)
				      : NULL;

	if (info == NULL)
		recipients_left_out(r);
	else if (CMS_RecipientInfo_type(info) == CMS_RECIPINFO_TRANS)
		recipients_add_transport(r, info);
	else if (CMS_RecipientInfo_type(info) == CMS_RECIPINFO_AGREE)
		recipients_add_agreement(r, info);
	CMS_ContentInfo_free(cms);
	ERR_clear_error();
}

static bool
recipients_take(
    struct der *der, const struct der_head *head, struct recipients *r)
{
	struct buf element = BUF_INIT;
	struct smime_recipient one = {.kind = SMIME_RECIPIENT_OTHER};
	bool kept, ok;

	if (r->part->n_recipients >= SMIME_RECIPIENTS_MAX) {
		recipients_left_out(r);
		return der_skip(der, head);
	}
	if (head->tag != DER_SEQUENCE && head->tag != RECIPIENT_AGREEMENT) {
		if (head->tag == RECIPIENT_KEY)
			one.kind = SMIME_RECIPIENT_KEY;
		else if (head->tag == RECIPIENT_PASSWORD)
			one.kind = SMIME_RECIPIENT_PASSWORD;
		recipients_add(r, &one);
		return der_skip(der, head);
	}
	ok = der_take(der, head, SMIME_ELEMENT_MAX, &element, &kept);
	if (ok && kept)
		recipients_add_element(r, &element);
	else
		recipients_left_out(r);
	buf_fini(&element);
	return ok;
}

bool
cms_read_enveloped(struct der *der, const struct der_head *head,
    const struct cms_query *q, struct smime_part *part)
{
	struct recipients r = {.part = part, .keep_left = q->keep_left};
	struct der_inside in, set;
	struct der_head member;

	if (!der_enter(der, head, &in) || !der_more(der, &in, &member) ||
	    !der_skip(der, &member) || !der_more(der, &in, &member))
		return false;
	if (member.tag == DER_CONTEXT_0 && /* originatorInfo */
	    (!der_skip(der, &member) || !der_more(der, &in, &member)))
		return false;
	if (member.tag != DER_SET || !der_enter(der, &member, &set))
		return false;
	while (der_more(der, &set, &member))
		if (!recipients_take(der, &member, &r))
			return false;
	return der->fault == NULL;
}
