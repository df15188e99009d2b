/* SPDX-License-Identifier: BSD-2-Clause */
/* Which domains sent mail, until that is written: some thirty octets each. */

#ifndef ENGINE_USES_H
#define ENGINE_USES_H

#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "engine/seen.h"

struct store_change;

/* All zero is an empty one. */
struct uses {
	struct seen seen; /* within this span of time */
	int64_t span;     /* which one: LEDGER_USE_SECONDS since 1970 */
	struct buf news;  /* to be written, the oldest first */
	size_t taken;     /* octets of that */
};

/* The first use of a span is news. */
void uses_note(struct uses *, const char *domain, int64_t now);

/* Move up to `most` of the news to *out; how many that were. */
size_t uses_take(struct uses *, size_t most, struct buf *out);

/* Within a change: write what was taken. */
void uses_write(struct store_change *, const struct buf *taken);

void uses_fini(struct uses *); /* empty, memory freed */

#endif
