/* SPDX-License-Identifier: BSD-2-Clause */
/* BER and DER from a view. */

#include "smime/der.h"

#include <string.h>

#include "base/buf.h"
#include "smime/view.h"

#define DER_LENGTH_OCTETS_MAX 7 /* so that sums stay within int64_t */
#define DER_TAG_OCTETS_MAX 5
#define DER_CONSTRUCTED 0x20
#define DER_TAG_LONG 0x1f
#define DER_INDEFINITE 0x80

static const char der_cut[] = "it ends too early";
static const char der_long[] =
    "an element is longer than the one that it is in";
static const char der_deep[] = "its elements are nested too deeply";

void
der_init(struct der *d, struct view *view, int64_t offset)
{
	d->view = view;
	d->at = d->n = 0;
	d->offset = offset;
	d->fault = NULL;
	view_seek(view, offset);
}

static bool
der_fail(struct der *d, const char *fault)
{
	if (d->fault == NULL)
		d->fault = fault;
	return false;
}

static bool
der_fill(struct der *d)
{
	if (d->at < d->n)
		return true;
	d->at = 0;
	d->n = view_read(d->view, d->buf, sizeof(d->buf));
	return d->n > 0 || der_fail(d, der_cut);
}

size_t
der_read(struct der *d, uint8_t *out, size_t size)
{
	size_t n;

	if (d->fault != NULL || size == 0 || !der_fill(d))
		return 0;
	n = d->n - d->at < size ? d->n - d->at : size;
	memcpy(out, d->buf + d->at, n);
	d->at += n;
	d->offset += (int64_t)n;
	return n;
}

/* The next octet, appended to *raw where that is wanted; 0 after a fault. */
static uint8_t
der_octet(struct der *d, struct buf *raw)
{
	uint8_t octet = 0;

	if (der_read(d, &octet, 1) == 1 && raw != NULL)
		buf_putc(raw, (char)octet);
	return octet;
}

static int64_t
der_length(struct der *d, struct buf *raw)
{
	uint8_t first = der_octet(d, raw);
	unsigned n = first & 0x7f;
	int64_t len = 0;

	if (first < DER_INDEFINITE)
		return first;
	if (first == DER_INDEFINITE)
		return -1;
	if (n > DER_LENGTH_OCTETS_MAX) {
		der_fail(d, "the length of an element is absurd");
		return 0;
	}
	while (n-- > 0)
		len = len << 8 | der_octet(d, raw);
	return len;
}

/* A head; its octets to *raw, too, if that is not NULL. */
static bool
der_head_raw(struct der *d, struct der_head *out, struct buf *raw)
{
	uint8_t tag = der_octet(d, raw);
	unsigned more = 0;

	if ((tag & DER_TAG_LONG) == DER_TAG_LONG)
		while ((der_octet(d, raw) & 0x80) != 0)
			if (++more == DER_TAG_OCTETS_MAX)
				return der_fail(d, "a tag is absurd");
	*out = (struct der_head){.tag = tag};
	out->len = der_length(d, raw);
	if (out->len == -1 && (tag & DER_CONSTRUCTED) == 0)
		return der_fail(
		    d, "a primitive element is of indefinite length");
	return d->fault == NULL;
}

bool
der_head(struct der *d, struct der_head *out)
{
	return der_head_raw(d, out, NULL);
}

bool
der_enter(struct der *d, const struct der_head *head, struct der_inside *out)
{
	if ((head->tag & DER_CONSTRUCTED) == 0)
		return der_fail(d, "an element that should have parts is one");
	out->end = head->len == -1 ? -1 : d->offset + head->len;
	return d->fault == NULL;
}

static bool
der_more_raw(struct der *d, const struct der_inside *in, struct der_head *out,
    struct buf *raw)
{
	if (d->fault != NULL)
		return false;
	if (in->end != -1 && d->offset > in->end)
		return der_fail(d, der_long);
	if (d->offset == in->end)
		return false;
	if (!der_head_raw(d, out, raw))
		return false;
	if (in->end == -1 && out->tag == 0 && out->len == 0)
		return false; /* end-of-contents */
	if (in->end != -1 && out->len != -1 && out->len > in->end - d->offset)
		return der_fail(d, der_long);
	return true;
}

bool
der_more(struct der *d, struct der_inside *in, struct der_head *out)
{
	return der_more_raw(d, in, out, NULL);
}

/* What an element is copied to: nothing once it is too long. */
struct der_copy {
	struct buf *out;
	size_t most; /* length of *out that is not to be exceeded */
	bool kept;
};

static void
copy_check(struct der_copy *copy)
{
	if (copy->kept && copy->out->len > copy->most)
		copy->kept = false;
}

static bool
copy_octets(struct der *d, int64_t len, struct der_copy *copy)
{
	if (copy->kept && len > (int64_t)(copy->most - copy->out->len))
		copy->kept = false;
	while (len > 0) {
		size_t n;

		if (d->fault != NULL || !der_fill(d))
			return false;
		n = d->n - d->at;
		if ((int64_t)n > len)
			n = (size_t)len;
		if (copy->kept)
			buf_put(copy->out, d->buf + d->at, n);
		d->at += n;
		d->offset += (int64_t)n;
		len -= (int64_t)n;
	}
	return d->fault == NULL;
}

/* The rest of an indefinite element, by its parts. */
static bool
copy_indefinite(struct der *d, struct der_copy *copy)
{
	struct der_inside indefinite = {.end = -1};
	struct der_head head;
	unsigned depth = 1;

	while (depth > 0) {
		struct buf *raw = copy->kept ? copy->out : NULL;

		if (!der_more_raw(d, &indefinite, &head, raw)) {
			if (d->fault != NULL)
				return false;
			depth--;
		} else if (head.len == -1) {
			if (++depth > DER_DEPTH_MAX)
				return der_fail(d, der_deep);
		} else if (!copy_octets(d, head.len, copy)) {
			return false;
		}
		copy_check(copy);
	}
	return true;
}

bool
der_skip(struct der *d, const struct der_head *head)
{
	struct der_copy nowhere = {.out = NULL};

	return head->len == -1 ? copy_indefinite(d, &nowhere)
			       : copy_octets(d, head->len, &nowhere);
}

bool
der_take(struct der *d, const struct der_head *head, size_t most,
    struct buf *out, bool *kept)
{
	size_t before = out->len;
	struct der_copy copy = {out, before + most, true};
	bool ok;

	if ((head->tag & DER_TAG_LONG) == DER_TAG_LONG) {
		*kept = false; /* nothing that is wanted has such a tag */
		return der_skip(d, head);
	}
	buf_putc(out, (char)head->tag);
	if (head->len == -1) {
		buf_putc(out, (char)DER_INDEFINITE);
		ok = copy_indefinite(d, &copy);
	} else {
		out->len = before;
		der_put_head(out, head->tag, (size_t)head->len);
		ok = copy_octets(d, head->len, &copy);
	}
	copy_check(&copy);
	if (!copy.kept || !ok)
		out->len = before;
	*kept = copy.kept;
	return ok;
}

bool
der_octets_init(
    struct der_octets *o, struct der *d, const struct der_head *head)
{
	o->der = d;
	o->depth = 0;
	o->left = 0;
	if (head->tag == DER_OCTETS) {
		o->left = head->len;
		return true;
	}
	if (head->tag != DER_OCTETS_CONSTRUCTED)
		return false;
	return der_enter(d, head, &o->inside[o->depth++]);
}

/* To the next piece that has octets. */
static bool
octets_next(struct der_octets *o)
{
	struct der_head head;

	while (o->left == 0 && o->depth > 0) {
		if (!der_more(o->der, &o->inside[o->depth - 1], &head)) {
			if (o->der->fault != NULL)
				return false;
			o->depth--;
		} else if (head.tag == DER_OCTETS) {
			o->left = head.len;
		} else if (head.tag != DER_OCTETS_CONSTRUCTED) {
			return der_fail(o->der, "its content is in pieces that "
						"are no octet strings");
		} else if (o->depth == DER_DEPTH_MAX) {
			return der_fail(o->der, der_deep);
		} else if (!der_enter(o->der, &head, &o->inside[o->depth++])) {
			return false;
		}
	}
	return o->left > 0;
}

size_t
der_octets_read(struct der_octets *o, uint8_t *out, size_t size)
{
	size_t n;

	if (!octets_next(o))
		return 0;
	if ((int64_t)size > o->left)
		size = (size_t)o->left;
	n = der_read(o->der, out, size);
	o->left -= (int64_t)n;
	return n;
}

void
der_put_head(struct buf *out, uint8_t tag, size_t len)
{
	unsigned octets = 1;

	buf_u8(out, tag);
	if (len < 0x80) {
		buf_u8(out, (uint8_t)len);
		return;
	}
	while (octets < sizeof(len) && len >> (8 * octets) != 0)
		octets++;
	buf_u8(out, (uint8_t)(0x80 | octets));
	while (octets-- > 0)
		buf_u8(out, (uint8_t)(len >> (8 * octets)));
}
