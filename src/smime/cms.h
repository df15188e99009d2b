/* SPDX-License-Identifier: BSD-2-Clause */
/* Inside smime: one CMS object (RFC 5652), read as a stream. */

#ifndef SMIME_CMS_H
#define SMIME_CMS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct smime_part;
struct view;

/* octets that a chain of certificates counts for, besides its DER */
#define CMS_CHAIN_COST 16384u
#define CMS_KEPT_MAX \
	(4u << 20) /* octets of names and certificates, a message */

struct cms_query {
	struct view *object; /* lent; decoded */
	/* what a detached signature signs, as it stands in the message; NULL:
	 * it is not there.  Not read while `object` is. */
	struct view *detached;
	size_t *keep_left; /* of CMS_KEPT_MAX */
};

/* Signed content that may be a message itself. */
struct cms_content {
	bool found;
	int64_t offset; /* of its octet string, in the object */
};

/* Fill the part; its `where` is the caller's. */
void cms_read(
    const struct cms_query *, struct smime_part *, struct cms_content *out);

/* The content as a view; the object is lent. */
struct view *cms_content_view(struct view *object, const struct cms_content *);

#endif
