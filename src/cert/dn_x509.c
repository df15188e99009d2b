/* SPDX-License-Identifier: BSD-2-Clause */
/* Distinguished names out of certificates. */

#include <openssl/asn1.h>
#include <openssl/objects.h>
#include <openssl/x509.h>

#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/mem.h"
#include "cert/dn_parts.h"

static bool
dn_is_string_type(int type)
{
	return type == V_ASN1_UTF8STRING || type == V_ASN1_PRINTABLESTRING ||
	       type == V_ASN1_T61STRING || type == V_ASN1_IA5STRING ||
	       type == V_ASN1_NUMERICSTRING || type == V_ASN1_VISIBLESTRING ||
	       type == V_ASN1_BMPSTRING || type == V_ASN1_UNIVERSALSTRING;
}

/* Text where it is a string that can be read, else false. */
static bool
dn_put_string(struct dn *dn, const ASN1_STRING *s)
{
	unsigned char *utf8 = NULL;
	int len;

	if (!dn_is_string_type(ASN1_STRING_type(s)))
		return false;
	len = ASN1_STRING_to_UTF8(&utf8, s);
	if (len < 0)
		return false;
	buf_put(&dn->octets, utf8, (size_t)len);
	OPENSSL_free(utf8);
	return true;
}

void
dn_end_binary(struct dn *dn)
{
	struct dn_part *part = &dn->parts[dn->n];
	size_t len = dn->octets.len - part->at;
	char *ber = mem_dup(dn->octets.data + part->at, len);
	const unsigned char *at = (const unsigned char *)ber;
	ASN1_TYPE *value = d2i_ASN1_TYPE(NULL, &at, (long)len);
	bool text = false;

	if (value != NULL && at == (const unsigned char *)ber + len &&
	    dn_is_string_type(ASN1_TYPE_get(value))) {
		dn->octets.len = part->at;
		text = dn_put_string(dn, value->value.asn1_string);
		if (!text)
			buf_put(&dn->octets, ber, len);
	}
	ASN1_TYPE_free(value);
	free(ber);
	dn_end(dn);
	if (!text)
		part->binary = true;
}

/* A string that is no text: as DER, which RFC 4514 writes after `#`. */
static int
dn_put_der(struct dn *dn, ASN1_STRING *s, struct error *err)
{
	ASN1_TYPE value = {.type = ASN1_STRING_type(s), .value.asn1_string = s};
	unsigned char *der = NULL;
	int len = i2d_ASN1_TYPE(&value, &der);

	if (len < 0)
		return error_set(err, "a distinguished name with a value that"
				      " cannot be encoded");
	buf_put(&dn->octets, der, (size_t)len);
	OPENSSL_free(der);
	return 0;
}

static int
dn_add_entry(struct dn *dn, const X509_NAME_ENTRY *entry, struct error *err)
{
	const ASN1_OBJECT *object = X509_NAME_ENTRY_get_object(entry);
	ASN1_STRING *value = X509_NAME_ENTRY_get_data(entry);
	char oid[DN_TYPE_SIZE];
	int len = OBJ_obj2txt(oid, sizeof(oid), object, 1);
	struct dn_part *part = &dn->parts[dn->n];

	if (len <= 0 || len >= (int)sizeof(oid))
		return error_set(err,
		    "a distinguished name with an attribute"
		    " type of more than %d characters",
		    DN_TYPE_SIZE - 1);
	if (dn_begin(dn, oid, (size_t)len, err) == -1)
		return -1;
	if (dn_put_string(dn, value)) {
		dn_end(dn);
		return 0;
	}
	if (dn_put_der(dn, value, err) == -1)
		return -1;
	dn_end(dn);
	part->binary = true;
	return 0;
}

int
dn_from_x509(struct dn *dn, const X509_NAME *name, struct error *err)
{
	int last_set = -1;

	for (int i = X509_NAME_entry_count(name) - 1; i >= 0; i--) {
		const X509_NAME_ENTRY *entry = X509_NAME_get_entry(name, i);
		int set = X509_NAME_ENTRY_set(entry);

		if (dn_add_entry(dn, entry, err) == -1)
			return -1;
		if (dn->octets.len > DN_TEXT_MAX / 4)
			return error_set(err,
			    "a distinguished name of more"
			    " than %d octets",
			    DN_TEXT_MAX / 4);
		dn->parts[dn->n - 1].joined = set == last_set;
		last_set = set;
	}
	return 0;
}

int
dn_text_from_x509(const X509_NAME *name, struct buf *out, struct error *err)
{
	struct dn dn;
	int ret;

	dn_init(&dn);
	ret = dn_from_x509(&dn, name, err);
	if (ret == 0)
		dn_put_text(&dn, out);
	dn_fini(&dn);
	return ret;
}
