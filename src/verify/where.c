/* SPDX-License-Identifier: BSD-2-Clause */
/* The addresses that one sentence speaks of. */

#include "verify/where.h"

void
where_add(struct where *w, const char *address)
{
	if (w->n < WHERE_SHOWN)
		w->shown[w->n] = address;
	w->n++;
}

void
where_put(const struct where *w, struct buf *out)
{
	size_t shown = w->n < WHERE_SHOWN ? w->n : WHERE_SHOWN;

	for (size_t i = 0; i < shown; i++) {
		if (i > 0)
			buf_puts(out, i + 1 == w->n ? " and " : ", ");
		buf_puts(out, w->shown[i]);
	}
	if (w->n > shown)
		buf_printf(out, " and %zu more", w->n - shown);
}
