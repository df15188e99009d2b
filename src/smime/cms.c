/* SPDX-License-Identifier: BSD-2-Clause */
/* One CMS object: what it is, and its content as a view. */

#include "smime/cms.h"

#include <openssl/err.h>

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "smime/cms_parts.h"
#include "smime/view.h"

/* RFC 5652 section 14, RFC 5083, RFC 3274. */
const struct cms_oid cms_oid_data = {
    {0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, 0x01}, 9};
const struct cms_oid cms_oid_signed = {
    {0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, 0x02}, 9};
const struct cms_oid cms_oid_enveloped = {
    {0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, 0x03}, 9};
static const struct cms_oid oid_auth_enveloped = {
    {0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x09, 0x10, 0x01, 0x17}, 11};
static const struct cms_oid oid_compressed = {
    {0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x09, 0x10, 0x01, 0x09}, 11};

static bool
oid_is(const struct cms_oid *a, const struct cms_oid *b)
{
	return a->len == b->len && memcmp(a->octets, b->octets, a->len) == 0;
}

bool
cms_take_oid(struct der *der, const struct der_head *head, struct cms_oid *out)
{
	struct buf whole = BUF_INIT;
	bool kept, ok;

	if (head->tag != DER_OID)
		return false;
	/* its own head is two octets, as it is that short */
	ok = der_take(der, head, CMS_OID_MAX, &whole, &kept) && kept;
	if (ok) {
		out->len = whole.len - 2;
		memcpy(out->octets, whole.data + 2, out->len);
	}
	buf_fini(&whole);
	return ok;
}

void
cms_put_oid(struct buf *out, const struct cms_oid *oid)
{
	der_put_head(out, DER_OID, oid->len);
	buf_put(out, oid->octets, oid->len);
}

void
cms_put_info(
    struct buf *out, const struct cms_oid *type, const struct buf *content)
{
	struct buf inside = BUF_INIT, tagged = BUF_INIT;

	der_put_head(&inside, DER_SEQUENCE, content->len);
	buf_put(&inside, content->data, content->len);
	cms_put_oid(&tagged, type);
	der_put_head(&tagged, DER_CONTEXT_0, inside.len);
	buf_put(&tagged, inside.data, inside.len);
	der_put_head(out, DER_SEQUENCE, tagged.len);
	buf_put(out, tagged.data, tagged.len);
	buf_fini(&inside);
	buf_fini(&tagged);
}

static const char cms_other[] =
    "its type is none of signed, enveloped, authEnveloped and compressed";

/* The structure of this type, after its head. */
static const char *
cms_dispatch(struct der *der, const struct cms_oid *type,
    const struct der_head *head, const struct cms_query *q,
    struct smime_part *part, struct cms_content *content)
{
	if (head->tag != DER_SEQUENCE)
		return "its content is no structure";
	if (oid_is(type, &cms_oid_signed))
		return cms_read_signed(der, head, q, part, content)
			   ? NULL
			   : "its signed-data can't be read";
	part->kind = oid_is(type, &cms_oid_enveloped) ? SMIME_ENVELOPED
						      : SMIME_AUTH_ENVELOPED;
	return cms_read_enveloped(der, head, q, part)
		   ? NULL
		   : "its recipients can't be read";
}

/* ContentInfo: NULL, or what was wrong. */
static const char *
cms_info(struct der *der, const struct cms_query *q, struct smime_part *part,
    struct cms_content *content)
{
	struct der_inside info, tagged;
	struct cms_oid type;
	struct der_head head;

	if (!der_head(der, &head))
		return "it is empty";
	if (head.tag != DER_SEQUENCE || !der_enter(der, &head, &info) ||
	    !der_more(der, &info, &head) || !cms_take_oid(der, &head, &type))
		return "it is no CMS object";
	if (oid_is(&type, &oid_compressed)) {
		part->kind = SMIME_COMPRESSED;
		return NULL;
	}
	if (!oid_is(&type, &cms_oid_signed) &&
	    !oid_is(&type, &cms_oid_enveloped) &&
	    !oid_is(&type, &oid_auth_enveloped))
		return cms_other;
	if (!der_more(der, &info, &head) || head.tag != DER_CONTEXT_0 ||
	    !der_enter(der, &head, &tagged) || !der_more(der, &tagged, &head))
		return "it has no content";
	return cms_dispatch(der, &type, &head, q, part, content);
}

void
cms_read(const struct cms_query *q, struct smime_part *part,
    struct cms_content *content)
{
	struct der *der = mem_zalloc(sizeof(*der));
	const char *wrong;

	content->found = false;
	der_init(der, q->object, 0);
	wrong = cms_info(der, q, part, content);
	if (wrong != NULL) {
		part->kind = SMIME_UNREADABLE;
		content->found = false;
		part->why = der->fault == NULL
				? mem_strdup(wrong)
				: mem_printf("%s: after %lld octets %s", wrong,
				      (long long)der->offset, der->fault);
	}
	free(der);
	ERR_clear_error();
}

struct content {
	struct view *object;
	int64_t offset;
	struct der der;
	struct der_octets octets;
	bool good;
};

static void
content_restart(void *self)
{
	struct content *c = self;
	struct der_head head;

	der_init(&c->der, c->object, c->offset);
	c->good = der_head(&c->der, &head) &&
		  der_octets_init(&c->octets, &c->der, &head);
}

static size_t
content_read(void *self, uint8_t *out, size_t size)
{
	struct content *c = self;

	return c->good ? der_octets_read(&c->octets, out, size) : 0;
}

static const struct view_ops content_ops = {
    .read = content_read, .restart = content_restart, .fini = free};

struct view *
cms_content_view(struct view *object, const struct cms_content *at)
{
	struct content *c = mem_zalloc(sizeof(*c));

	c->object = object;
	c->offset = at->offset;
	content_restart(c);
	return view_new_own(&content_ops, c, view_budget(object));
}
