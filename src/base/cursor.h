/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The one thing that touches octets of others: a cursor over a buffer.  A read
 * past the end marks the cursor (`ok` false, for good) and yields 0 or NULL,
 * so a parser reads all its fields and checks once.  Integers are big-endian.
 */

#ifndef BASE_CURSOR_H
#define BASE_CURSOR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct cursor {
	const uint8_t *at;
	size_t left; /* octets from `at` to the end */
	bool ok;
};

static inline void
cursor_init(struct cursor *c, const void *data, size_t len)
{
	c->at = data;
	c->left = len;
	c->ok = true;
}

/* The next len octets, lent as long as the buffer lives. */
static inline const uint8_t *
cursor_take(struct cursor *c, size_t len)
{
	const uint8_t *taken = c->at;

	if (!c->ok || len > c->left) {
		c->ok = false;
		return NULL;
	}
	if (len > 0)
		c->at += len;
	c->left -= len;
	return taken;
}

static inline uint8_t
cursor_u8(struct cursor *c)
{
	const uint8_t *p = cursor_take(c, 1);

	return p != NULL ? p[0] : 0;
}

static inline uint16_t
cursor_u16(struct cursor *c)
{
	const uint8_t *p = cursor_take(c, 2);

	return p != NULL ? (uint16_t)((p[0] << 8) | p[1]) : 0;
}

static inline uint32_t
cursor_u32(struct cursor *c)
{
	uint32_t high = cursor_u16(c);

	return high << 16 | cursor_u16(c);
}

static inline uint64_t
cursor_u64(struct cursor *c)
{
	uint64_t high = cursor_u32(c);

	return high << 32 | cursor_u32(c);
}

#endif
