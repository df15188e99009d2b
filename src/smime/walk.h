/* SPDX-License-Identifier: BSD-2-Clause */
/* Inside smime: the MIME tree of a view, in one pass. */

#ifndef SMIME_WALK_H
#define SMIME_WALK_H

#include <stdbool.h>
#include <stdint.h>

#include "smime/header.h"
#include "smime/smime.h"
#include "smime/view.h"

#define WALK_BOUNDARY_MAX 200 /* octets; RFC 2046 has 70 */

/* What may be an S/MIME object, or a message that is encoded. */
struct walk_found {
	char *where;
	int64_t start, end; /* of its body */
	enum view_encoding encoding;
	bool message; /* a message, to be walked itself */
	/* the part of multipart/signed that it signs; both 0: none */
	int64_t signed_start, signed_end;
};

struct walk_result {
	struct walk_found list[SMIME_PARTS_MAX];
	size_t n;
	size_t n_left_out;
	bool truncated;
};

struct walk_query {
	struct view *view;  /* lent */
	const char *prefix; /* of positions: "" or `1.2` */
	/* fields of the first header; NULL: not wanted */
	header_field_cb *field;
	void *arg;
	size_t *entities_left;
};

void walk(const struct walk_query *, struct walk_result *out);
void walk_result_fini(struct walk_result *);

#endif
