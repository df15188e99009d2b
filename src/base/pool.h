/* SPDX-License-Identifier: BSD-2-Clause */
/* Text that lives as long as its pool: many small strings, one release. */

#ifndef BASE_POOL_H
#define BASE_POOL_H

#include <stddef.h>

struct pool_piece;

/* All zero is an empty pool. */
struct pool {
	struct pool_piece *pieces;
	size_t used, size; /* of the newest piece */
};

/* A copy, with a final NUL; it never moves. */
char *pool_put(struct pool *, const void *data, size_t len);
void pool_fini(struct pool *);

#endif
