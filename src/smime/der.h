/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * BER and DER from a view, element by element, without holding what is passed
 * over: a signed message's certificates come after all of its content.
 */

#ifndef SMIME_DER_H
#define SMIME_DER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct buf;
struct view;

#define DER_DEPTH_MAX 32 /* constructed elements in one another */

enum { /* tags as they stand in the first octet */
	DER_OID = 0x06,
	DER_OCTETS = 0x04,
	DER_OCTETS_CONSTRUCTED = 0x24,
	DER_SEQUENCE = 0x30,
	DER_SET = 0x31,
	DER_CONTEXT_0 = 0xa0,
	DER_CONTEXT_1 = 0xa1,
};

struct der { /* a reader; plain data */
	struct view *view;
	uint8_t buf[8192];
	size_t at, n;
	int64_t offset; /* of the next octet */
	/* the first thing that was wrong, static text; NULL: nothing */
	const char *fault;
};

/* A constructed element that is being read. */
struct der_inside {
	int64_t end; /* -1: indefinite, ends with end-of-contents */
};

struct der_head {
	uint8_t tag;
	int64_t len; /* octets; -1: indefinite */
};

/* Start at an offset of the view, which is lent. */
void der_init(struct der *, struct view *, int64_t offset);

/* The next head; false and `fault` where it is none. */
bool der_head(struct der *, struct der_head *out);

/* After its head: go into a constructed element. */
bool der_enter(struct der *, const struct der_head *, struct der_inside *out);

/* Is there another element inside?  An end-of-contents is taken. */
bool der_more(struct der *, struct der_inside *, struct der_head *out);

/* After its head: pass over the element. */
bool der_skip(struct der *, const struct der_head *);

/* After its head: append the whole element, at most `most` octets; what is
 * longer is passed over, and *kept is false. */
bool der_take(struct der *, const struct der_head *, size_t most,
    struct buf *out, bool *kept);

/* Octets of the primitive element whose head was read. */
size_t der_read(struct der *, uint8_t *out, size_t size);

/* An OCTET STRING, whole or in pieces, as one stream. */
struct der_octets {
	struct der *der;
	struct der_inside inside[DER_DEPTH_MAX];
	unsigned depth;
	int64_t left; /* of the piece at hand */
};

/* After its head; false where the element is no octet string. */
bool
der_octets_init(struct der_octets *, struct der *, const struct der_head *);

/* 0 at the end (or der->fault is set). */
size_t der_octets_read(struct der_octets *, uint8_t *out, size_t size);

/* Append a head of definite length. */
void der_put_head(struct buf *out, uint8_t tag, size_t len);

#endif
