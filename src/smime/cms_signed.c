/* SPDX-License-Identifier: BSD-2-Clause */
/* SignedData (RFC 5652 section 5.1): all of it but the content is kept. */

#include <openssl/objects.h>

#include <stdlib.h>

#include "base/mem.h"
#include "smime/cms_parts.h"
#include "smime/view.h"

#define SIGNED_READ_SIZE 16384

/* An AlgorithmIdentifier of the list of digests. */
static bool
signed_take_algorithm(
    struct der *der, const struct der_head *head, struct digests *digests)
{
	struct der_inside in;
	struct der_head member;
	struct cms_oid oid;
	struct buf raw = BUF_INIT;
	const unsigned char *at;
	ASN1_OBJECT *object;

	if (head->tag != DER_SEQUENCE || !der_enter(der, head, &in) ||
	    !der_more(der, &in, &member) || !cms_take_oid(der, &member, &oid))
		return false;
	cms_put_oid(&raw, &oid);
	at = (const unsigned char *)raw.data;
	object = d2i_ASN1_OBJECT(NULL, &at, (long)raw.len);
	digests_add(digests, OBJ_obj2nid(object));
	ASN1_OBJECT_free(object);
	buf_fini(&raw);
	while (der_more(der, &in, &member))
		if (!der_skip(der, &member))
			return false;
	return der->fault == NULL;
}

static bool
signed_take_algorithms(
    struct der *der, const struct der_head *head, struct digests *digests)
{
	struct der_inside set;
	struct der_head member;

	if (head->tag != DER_SET || !der_enter(der, head, &set))
		return false;
	while (der_more(der, &set, &member))
		if (!signed_take_algorithm(der, &member, digests))
			return false;
	return der->fault == NULL;
}

/* The content runs by, through the digests. */
static bool
signed_pass_content(struct der *der, const struct der_head *head,
    struct cms_signed *s, struct cms_content *content, int64_t start)
{
	uint8_t data[SIGNED_READ_SIZE];
	struct der_octets octets;
	size_t n;

	if (!der_octets_init(&octets, der, head))
		return der_skip(der, head); /* PKCS #7 had other types */
	content->found = true;
	content->offset = start;
	while ((n = der_octets_read(&octets, data, sizeof(data))) > 0)
		digests_update(&s->digests, data, n);
	if (der->fault != NULL)
		return false;
	digests_end(&s->digests);
	return true;
}

static bool
signed_take_content(struct der *der, const struct der_head *head,
    struct cms_signed *s, struct cms_content *content)
{
	struct der_inside in, tagged;
	struct der_head member;
	int64_t start;

	if (head->tag != DER_SEQUENCE || !der_enter(der, head, &in) ||
	    !der_more(der, &in, &member) ||
	    !cms_take_oid(der, &member, &s->content_type))
		return false;
	if (!der_more(der, &in, &member))
		return der->fault == NULL;
	if (member.tag != DER_CONTEXT_0 || !der_enter(der, &member, &tagged))
		return false;
	start = der->offset;
	if (!der_more(der, &tagged, &member))
		return der->fault == NULL;
	s->has_content = true;
	if (!signed_pass_content(der, &member, s, content, start))
		return false;
	/* to the end of both */
	while (der_more(der, &tagged, &member))
		if (!der_skip(der, &member))
			return false;
	while (der_more(der, &in, &member))
		if (!der_skip(der, &member))
			return false;
	return der->fault == NULL;
}

static bool
signed_take_signers(
    struct der *der, const struct der_head *head, struct cms_signed *s)
{
	struct der_inside set;
	struct der_head member;

	if (!der_enter(der, head, &set))
		return false;
	while (der_more(der, &set, &member)) {
		bool kept;

		s->any_signer = true;
		if (s->n_signers == SMIME_SIGNERS_MAX) {
			s->n_left_out++;
			if (!der_skip(der, &member))
				return false;
			continue;
		}
		if (!der_take(der, &member, SMIME_ELEMENT_MAX,
			&s->signers[s->n_signers], &kept))
			return false;
		if (kept)
			s->n_signers++;
		else
			s->n_left_out++;
	}
	return der->fault == NULL;
}

/* Certificates [0], revocation lists [1], signers. */
static bool
signed_take_rest(struct der *der, struct der_inside *in, struct cms_signed *s)
{
	struct der_head member;

	while (der_more(der, in, &member)) {
		bool ok;

		if (member.tag == DER_CONTEXT_0) {
			cms_certs_take(der, &member, s);
			ok = der->fault == NULL;
		} else if (member.tag == DER_SET) {
			ok = signed_take_signers(der, &member, s);
			return ok; /* nothing comes after it */
		} else {
			ok = der_skip(der, &member);
		}
		if (!ok)
			return false;
	}
	return false; /* there must be signers, if only an empty set */
}

static bool
signed_take(struct der *der, const struct der_head *head, struct cms_signed *s,
    struct cms_content *content)
{
	struct der_inside in;
	struct der_head member;

	if (!der_enter(der, head, &in) || !der_more(der, &in, &member) ||
	    !der_skip(der, &member)) /* the version */
		return false;
	if (!der_more(der, &in, &member) ||
	    !signed_take_algorithms(der, &member, &s->digests))
		return false;
	return der_more(der, &in, &member) &&
	       signed_take_content(der, &member, s, content) &&
	       signed_take_rest(der, &in, s);
}

static enum smime_kind
signed_kind(const struct cms_signed *s)
{
	if (!s->any_signer)
		return SMIME_CERTS_ONLY;
	return s->has_content ? SMIME_SIGNED_OPAQUE : SMIME_SIGNED_DETACHED;
}

static void
signed_settle(
    struct cms_signed *s, const struct cms_query *q, struct smime_part *part)
{
	part->kind = signed_kind(s);
	part->n_left_out += s->n_left_out;
	if (part->kind == SMIME_CERTS_ONLY) {
		cms_certs_list(&s->certs, part, q->keep_left);
		return;
	}
	if (!s->has_content && q->detached != NULL)
		digests_read_text(&s->digests, q->detached);
	cms_verify(s, part, q);
}

bool
cms_read_signed(struct der *der, const struct der_head *head,
    const struct cms_query *q, struct smime_part *part,
    struct cms_content *content)
{
	struct cms_signed *s = mem_zalloc(sizeof(*s));
	bool ok = signed_take(der, head, s, content);

	if (ok)
		signed_settle(s, q, part);
	for (size_t i = 0; i < SMIME_SIGNERS_MAX; i++)
		buf_fini(&s->signers[i]);
	cms_certs_fini(&s->certs);
	digests_fini(&s->digests);
	free(s);
	return ok;
}
