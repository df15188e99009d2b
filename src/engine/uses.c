/* SPDX-License-Identifier: BSD-2-Clause */
/* Which domains sent mail: a queue of (time, length, name) in one buffer. */

#include "engine/uses.h"

#include <string.h>

#include "base/cursor.h"
#include "engine/ledger.h"
#include "store/store.h"

#define USES_NAME_MAX UINT8_MAX
#define USES_HEAD 9 /* octets before the name */

void
uses_note(struct uses *u, const char *domain, int64_t now)
{
	size_t len = strlen(domain);

	if (u->seen.n >= LEDGER_USE_MAX || u->span != now / LEDGER_USE_SECONDS)
		seen_fini(&u->seen);
	u->span = now / LEDGER_USE_SECONDS;
	if (len > USES_NAME_MAX || !seen_add(&u->seen, domain, len))
		return;
	buf_u64(&u->news, (uint64_t)now);
	buf_u8(&u->news, (uint8_t)len);
	buf_put(&u->news, domain, len);
}

/* What was taken is let go of by halves, so that little is moved. */
static void
uses_shrink(struct uses *u)
{
	if (u->taken == u->news.len) {
		buf_fini(&u->news);
		u->taken = 0;
	} else if (u->taken > u->news.len / 2) {
		buf_consume(&u->news, u->taken);
		u->taken = 0;
	}
}

size_t
uses_take(struct uses *u, size_t most, struct buf *out)
{
	size_t n = 0, end = u->taken;

	while (n < most && end < u->news.len) {
		end += USES_HEAD + (uint8_t)u->news.data[end + USES_HEAD - 1];
		n++;
	}
	if (n > 0)
		buf_put(out, u->news.data + u->taken, end - u->taken);
	u->taken = end;
	uses_shrink(u);
	return n;
}

void
uses_write(struct store_change *c, const struct buf *taken)
{
	struct buf octets = BUF_INIT;
	struct cursor at;

	cursor_init(&at, taken->data, taken->len);
	while (at.left > 0) {
		int64_t used = (int64_t)cursor_u64(&at);
		size_t len = cursor_u8(&at);
		const void *domain = cursor_take(&at, len);

		buf_clear(&octets);
		use_encode(used, &octets);
		store_change_write(
		    c, STORE_USE, domain, len, octets.data, octets.len);
	}
	buf_fini(&octets);
}

void
uses_fini(struct uses *u)
{
	seen_fini(&u->seen);
	buf_fini(&u->news);
	u->taken = 0;
}
