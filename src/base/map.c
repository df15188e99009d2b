/* SPDX-License-Identifier: BSD-2-Clause */
/* A hash table from octets to pointers: open addressing, linear probing. */

#include "base/map.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

#define MAP_FIRST_SIZE 64 /* slots; always a power of two */

struct map_entry {
	const void *key;
	size_t len;
	uint64_t hash;
	void *value; /* NULL: the place is free */
};

struct map {
	struct map_entry *entries;
	size_t size;
	size_t count; /* an upper bound while the last slot is unfilled */
	struct map_entry *pending; /* slot given out, perhaps still NULL */
};

static uint64_t
map_hash(const void *key, size_t len)
{
	const uint8_t *p = key;
	uint64_t h = 0xcbf29ce484222325u; /* FNV-1a */

	for (size_t i = 0; i < len; i++)
		h = (h ^ p[i]) * 0x100000001b3u;
	return h ^ h >> 32; /* the probe looks at low bits only */
}

struct map *
map_new(void)
{
	struct map *m = mem_zalloc(sizeof(*m));

	m->size = MAP_FIRST_SIZE;
	m->entries = mem_array(m->size, sizeof(*m->entries));
	return m;
}

void
map_free(struct map **mp)
{
	if (*mp == NULL)
		return;
	free((*mp)->entries);
	free(*mp);
	*mp = NULL;
}

static struct map_entry *
map_probe(const struct map *m, const void *key, size_t len, uint64_t hash)
{
	size_t i = (size_t)hash & (m->size - 1);

	for (;;) {
		struct map_entry *e = &m->entries[i];

		if (e->value == NULL)
			return e;
		if (e->hash == hash && e->len == len &&
		    (len == 0 || memcmp(e->key, key, len) == 0))
			return e;
		i = (i + 1) & (m->size - 1);
	}
}

static void
map_grow(struct map *m)
{
	struct map_entry *old = m->entries;
	size_t old_size = m->size;

	m->size *= 2;
	m->entries = mem_array(m->size, sizeof(*m->entries));
	for (size_t i = 0; i < old_size; i++)
		if (old[i].value != NULL)
			*map_probe(m, old[i].key, old[i].len, old[i].hash) =
			    old[i];
	free(old);
}

static void
map_settle(struct map *m)
{
	if (m->pending != NULL && m->pending->value == NULL)
		m->count--;
	m->pending = NULL;
}

void **
map_slot(struct map *m, const void *key, size_t len)
{
	uint64_t hash = map_hash(key, len);
	struct map_entry *e;

	map_settle(m);
	if (m->count >= m->size / 2)
		map_grow(m);
	e = map_probe(m, key, len, hash);
	if (e->value == NULL) {
		*e = (struct map_entry){key, len, hash, NULL};
		m->count++;
		m->pending = e;
	}
	return &e->value;
}

void *
map_find(const struct map *m, const void *key, size_t len)
{
	return map_probe(m, key, len, map_hash(key, len))->value;
}

size_t
map_count(const struct map *m)
{
	return m->count - (m->pending != NULL && m->pending->value == NULL);
}
