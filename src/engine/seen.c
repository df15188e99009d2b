/* SPDX-License-Identifier: BSD-2-Clause */
/* Which names were seen: open addressing, at most three quarters full. */

#include "engine/seen.h"

#include <stdlib.h>

#include "base/mem.h"

#define SEEN_FIRST_SIZE 256 /* slots; always a power of two */

static uint64_t
seen_hash(const void *name, size_t len)
{
	const uint8_t *p = name;
	uint64_t h = UINT64_C(0xcbf29ce484222325); /* FNV-1a */

	for (size_t i = 0; i < len; i++)
		h = (h ^ p[i]) * UINT64_C(0x100000001b3);
	h = (h ^ h >> 32) * UINT64_C(0xd6e8feb86659fd93);
	h ^= h >> 32;
	return h != 0 ? h : 1;
}

/* Where it is, or where it would be. */
static uint64_t *
seen_slot(const struct seen *s, uint64_t hash)
{
	size_t at = (size_t)hash & (s->size - 1);

	while (s->slots[at] != 0 && s->slots[at] != hash)
		at = (at + 1) & (s->size - 1);
	return &s->slots[at];
}

static void
seen_grow(struct seen *s)
{
	struct seen wider = {
	    .size = s->size > 0 ? 2 * s->size : SEEN_FIRST_SIZE, .n = s->n};

	wider.slots = mem_array(wider.size, sizeof(*wider.slots));
	for (size_t i = 0; i < s->size; i++)
		if (s->slots[i] != 0)
			*seen_slot(&wider, s->slots[i]) = s->slots[i];
	free(s->slots);
	*s = wider;
}

bool
seen_add(struct seen *s, const void *name, size_t len)
{
	uint64_t hash = seen_hash(name, len), *slot;

	if (s->n >= s->size / 4 * 3)
		seen_grow(s);
	slot = seen_slot(s, hash);
	if (*slot == hash)
		return false;
	*slot = hash;
	s->n++;
	return true;
}

void
seen_fini(struct seen *s)
{
	free(s->slots);
	*s = (struct seen){NULL, 0, 0};
}
