/* SPDX-License-Identifier: BSD-2-Clause */
/* How CMS names a certificate. */

#include <openssl/asn1.h>
#include <openssl/x509.h>

#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "cert/dn.h"
#include "smime/cms_parts.h"

#define SERIAL_MAX 64 /* octets, as in cert_facts */

static char *
id_serial(const ASN1_INTEGER *serial)
{
	int len = ASN1_STRING_length(serial);
	struct buf hex = BUF_INIT;

	if (ASN1_STRING_type(serial) == V_ASN1_NEG_INTEGER)
		buf_putc(&hex, '-');
	if (len > SERIAL_MAX)
		len = SERIAL_MAX;
	if (len > 0)
		text_put_hex(&hex, ASN1_STRING_get0_data(serial), (size_t)len);
	return buf_steal(&hex);
}

static bool
id_name(const X509_NAME *issuer, const ASN1_INTEGER *serial, size_t *keep_left,
    struct smime_id *out)
{
	struct buf dn = BUF_INIT;

	if (serial == NULL || dn_text_from_x509(issuer, &dn, NULL) == -1)
		return false;
	if (dn.len + SERIAL_MAX > *keep_left) {
		buf_fini(&dn);
		return false;
	}
	*keep_left -= dn.len + SERIAL_MAX;
	if (dn.len == 0)
		buf_puts(&dn, "");
	out->issuer_dn = buf_steal(&dn);
	out->serial = id_serial(serial);
	return true;
}

bool
cms_id(const X509_NAME *issuer, const ASN1_INTEGER *serial,
    const ASN1_OCTET_STRING *key_id, size_t *keep_left, struct smime_id *out)
{
	int len = key_id != NULL ? ASN1_STRING_length(key_id) : 0;

	if (issuer != NULL)
		return id_name(issuer, serial, keep_left, out);
	if (len <= 0 || len > (int)sizeof(out->key_id))
		return false;
	memcpy(out->key_id, ASN1_STRING_get0_data(key_id), (size_t)len);
	out->key_id_len = (size_t)len;
	return true;
}

void
cms_id_fini(struct smime_id *id)
{
	free(id->issuer_dn);
	free(id->serial);
	*id = (struct smime_id){.key_id_len = 0};
}
