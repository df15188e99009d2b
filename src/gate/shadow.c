/* SPDX-License-Identifier: BSD-2-Clause */
/* Shadow counts as octets of the store. */

#include "gate/shadow.h"

#include "base/buf.h"
#include "base/cursor.h"

#define SHADOW_NO_RULE 0 /* in place of a rule's code */
#define SHADOW_DAY_SECONDS 86400

uint32_t
shadow_day(int64_t now)
{
	return now > 0 ? (uint32_t)(now / SHADOW_DAY_SECONDS) : 0;
}

int
shadow_key_decode(const void *data, size_t len, struct shadow_key *out)
{
	struct cursor c;
	unsigned code;

	cursor_init(&c, data, len);
	out->day = cursor_u32(&c);
	code = cursor_u16(&c);
	out->rule = code == SHADOW_NO_RULE ? RULES : rule_from_code(code);
	out->domain_len = c.left;
	out->domain = (const char *)cursor_take(&c, c.left);
	return c.ok && (code == SHADOW_NO_RULE || out->rule != RULES) ? 0 : -1;
}

void
shadow_key_encode(const struct shadow_key *key, struct buf *out)
{
	buf_u32(out, key->day);
	buf_u16(out, key->rule == RULES ? SHADOW_NO_RULE
					: (uint16_t)rule_get(key->rule)->code);
	buf_put(out, key->domain, key->domain_len);
}

int
shadow_counts_decode(const void *data, size_t len, struct shadow_counts *out)
{
	struct cursor c;

	cursor_init(&c, data, len);
	if (cursor_u8(&c) != SHADOW_VERSION)
		return -1;
	out->rejects = cursor_u64(&c);
	out->defers = cursor_u64(&c);
	out->enforced = cursor_u64(&c);
	return c.ok && c.left == 0 ? 0 : -1;
}

void
shadow_counts_encode(const struct shadow_counts *counts, struct buf *out)
{
	buf_u8(out, SHADOW_VERSION);
	buf_u64(out, counts->rejects);
	buf_u64(out, counts->defers);
	buf_u64(out, counts->enforced);
}

void
shadow_counts_add(struct shadow_counts *to, const struct shadow_counts *more)
{
	to->rejects += more->rejects;
	to->defers += more->defers;
	to->enforced += more->enforced;
}
