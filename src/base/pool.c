/* SPDX-License-Identifier: BSD-2-Clause */
/* Text that lives as long as its pool. */

#include "base/pool.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

#define POOL_PIECE_FIRST 1024 /* each is twice as large as the last */
#define POOL_PIECE_MOST 32768

struct pool_piece {
	struct pool_piece *older;
	char data[];
};

static void
pool_grow(struct pool *p, size_t least)
{
	size_t size = p->size == 0 ? POOL_PIECE_FIRST : p->size * 2;
	struct pool_piece *piece;

	if (size > POOL_PIECE_MOST)
		size = POOL_PIECE_MOST;
	if (size < least)
		size = least;
	piece = mem_resize(NULL, sizeof(*piece) + size, 1);
	piece->older = p->pieces;
	p->pieces = piece;
	p->used = 0;
	p->size = size;
}

char *
pool_put(struct pool *p, const void *data, size_t len)
{
	char *text;

	if (len >= p->size - p->used)
		pool_grow(p, len + 1);
	text = p->pieces->data + p->used;
	if (len > 0)
		memcpy(text, data, len);
	text[len] = '\0';
	p->used += len + 1;
	return text;
}

void
pool_fini(struct pool *p)
{
	while (p->pieces != NULL) {
		struct pool_piece *older = p->pieces->older;

		free(p->pieces);
		p->pieces = older;
	}
	*p = (struct pool){NULL, 0, 0};
}
