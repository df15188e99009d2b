/* SPDX-License-Identifier: BSD-2-Clause */
/* The addresses that one sentence speaks of: `192.0.2.1 and 2001:db8::1`. */

#ifndef VERIFY_WHERE_H
#define VERIFY_WHERE_H

#include <stddef.h>

#include "base/buf.h"

#define WHERE_SHOWN 4 /* addresses in a sentence; more are counted */

struct where {
	const char *shown[WHERE_SHOWN]; /* lent */
	size_t n;                       /* of all */
};

void where_add(struct where *, const char *address); /* lent */

/* `A`, `A and B`, `A, B, C, D and 3 more`. */
void where_put(const struct where *, struct buf *out);

#endif
