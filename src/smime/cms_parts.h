/* SPDX-License-Identifier: BSD-2-Clause */
/* Inside the reading of one CMS object. */

#ifndef SMIME_CMS_PARTS_H
#define SMIME_CMS_PARTS_H

#include <openssl/types.h>

#include "base/buf.h"
#include "smime/cms.h"
#include "smime/der.h"
#include "smime/digests.h"
#include "smime/smime.h"

#define CMS_OID_MAX 32 /* octets */

struct cms_oid {
	uint8_t octets[CMS_OID_MAX];
	size_t len;
};

/* The certificates that an object holds. */
struct cms_certs {
	X509 *list[SMIME_CERTS_MAX];
	size_t n;
	size_t octets;
};

/* What SignedData holds, less its content. */
struct cms_signed {
	struct cms_oid content_type;
	bool has_content;
	struct digests digests;
	struct cms_certs certs;
	struct buf signers[SMIME_SIGNERS_MAX]; /* SignerInfo, each whole */
	size_t n_signers;
	bool any_signer; /* kept or not */
	size_t n_left_out;
};

/* After its head; false where it is none (or der->fault is set). */
bool cms_take_oid(struct der *, const struct der_head *, struct cms_oid *out);

/* Append what makes a ContentInfo of the octets of one structure. */
void cms_put_info(
    struct buf *out, const struct cms_oid *type, const struct buf *content);
void cms_put_oid(struct buf *out, const struct cms_oid *);

/* SignedData, EnvelopedData, AuthEnvelopedData: after the head of the
 * structure itself.  False where it can't be read: der->fault. */
bool cms_read_signed(struct der *, const struct der_head *,
    const struct cms_query *, struct smime_part *, struct cms_content *out);
bool cms_read_enveloped(struct der *, const struct der_head *,
    const struct cms_query *, struct smime_part *);

void cms_certs_take(struct der *, const struct der_head *, struct cms_signed *);
void cms_certs_fini(struct cms_certs *);
/* The certificate and those above it; NULL where a limit is reached. */
struct cert_chain *
cms_certs_chain(const struct cms_certs *, X509 *leaf, size_t *keep_left);
/* Fill the list of a certs-only part. */
void cms_certs_list(
    const struct cms_certs *, struct smime_part *, size_t *keep_left);

/* Fill the part's signers, each verified. */
void
cms_verify(struct cms_signed *, struct smime_part *, const struct cms_query *);

/* Issuer and serial, or a key identifier.  False: it can't be read, or is over
 * the limit, and *out is as before. */
bool cms_id(const X509_NAME *issuer, const ASN1_INTEGER *serial,
    const ASN1_OCTET_STRING *key_id, size_t *keep_left, struct smime_id *out);
void cms_id_fini(struct smime_id *);

extern const struct cms_oid cms_oid_signed, cms_oid_enveloped, cms_oid_data;

#endif
