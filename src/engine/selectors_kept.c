/* SPDX-License-Identifier: BSD-2-Clause */
/* What mail of a domain is signed with, as octets of the store. */

#include "engine/selectors_kept.h"

#include <string.h>

#include "base/buf.h"
#include "base/cursor.h"

#define SELECTORS_VERSION 2

static bool
selectors_is_fresh(int64_t seen, int64_t now)
{
	return seen >= 0 &&
	       (seen >= now || now - seen <= SELECTORS_KEPT_SECONDS);
}

/* One name, to *name where it is any. */
static bool
selectors_decode_name(struct cursor *c, struct selectors_name *out)
{
	char text[DNS_NAME_SIZE];
	size_t len;
	const uint8_t *octets;

	out->seen = (int64_t)cursor_u64(c);
	len = cursor_u16(c);
	octets = cursor_take(c, len);
	if (!c->ok || len >= sizeof(text))
		return false;
	memcpy(text, octets, len);
	text[len] = '\0';
	return strlen(text) == len &&
	       dns_name_canonical(text, out->name, NULL) == 0 &&
	       strcmp(text, out->name) == 0;
}

void
selectors_decode(
    const void *data, size_t len, int64_t now, struct selectors_kept *out)
{
	struct cursor c;

	for (unsigned kind = 0; kind < SELECTORS_KINDS; kind++)
		out->of[kind].n = 0;
	cursor_init(&c, data, len);
	if (cursor_u8(&c) != SELECTORS_VERSION)
		return;
	while (c.ok && c.left > 0) {
		unsigned kind = cursor_u8(&c);
		struct selectors_name name;

		if (!selectors_decode_name(&c, &name) ||
		    kind >= SELECTORS_KINDS)
			return;
		if (selectors_is_fresh(name.seen, now))
			selectors_put(out, (enum selectors_kind)kind, name.name,
			    name.seen);
	}
}

void
selectors_encode(const struct selectors_kept *s, struct buf *out)
{
	buf_u8(out, SELECTORS_VERSION);
	for (unsigned kind = 0; kind < SELECTORS_KINDS; kind++)
		for (size_t i = 0; i < s->of[kind].n; i++) {
			const struct selectors_name *n = &s->of[kind].list[i];
			size_t len = strlen(n->name);

			buf_u8(out, (uint8_t)kind);
			buf_u64(out, (uint64_t)n->seen);
			buf_u16(out, (uint16_t)len);
			buf_put(out, n->name, len);
		}
}

void
selectors_put(struct selectors_kept *s, enum selectors_kind kind,
    const char *name, int64_t seen)
{
	struct selectors_names *names = &s->of[kind];
	struct selectors_name *slot = &names->list[0];

	for (size_t i = 0; i < names->n; i++) {
		if (strcmp(names->list[i].name, name) == 0) {
			names->list[i].seen = seen;
			return;
		}
		if (names->list[i].seen < slot->seen)
			slot = &names->list[i];
	}
	if (names->n < SELECTORS_MAX)
		slot = &names->list[names->n++];
	slot->seen = seen;
	(void)memcpy(slot->name, name, strlen(name) + 1);
}
