/* SPDX-License-Identifier: BSD-2-Clause */
/* A hash table of things that come and go. */

#include "probe/table.h"

#include <event2/util.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

#define TABLE_SIZE_FIRST 64

void
table_init(struct table *t)
{
	t->size = TABLE_SIZE_FIRST;
	t->n = 0;
	t->buckets = mem_array(t->size, sizeof(struct table_entry *));
	evutil_secure_rng_get_bytes(&t->seed, sizeof(t->seed));
}

void
table_fini(struct table *t)
{
	free(t->buckets);
	t->buckets = NULL;
	t->size = t->n = 0;
}

/* FNV-1a from a secret start, mixed once more as the size is a power of 2. */
static uint64_t
table_hash(const struct table *t, const char *key)
{
	uint64_t hash = 0xcbf29ce484222325u ^ t->seed;

	for (; *key != '\0'; key++)
		hash = (hash ^ (uint8_t)*key) * 0x100000001b3u;
	return hash ^ hash >> 32;
}

static struct table_entry **
table_bucket(const struct table *t, uint64_t hash)
{
	return &t->buckets[hash & (t->size - 1)];
}

struct table_entry *
table_find(const struct table *t, const char *key)
{
	uint64_t hash = table_hash(t, key);
	struct table_entry *e = *table_bucket(t, hash);

	while (e != NULL && (e->hash != hash || strcmp(e->key, key) != 0))
		e = e->next;
	return e;
}

static void
table_link(struct table *t, struct table_entry *e)
{
	struct table_entry **bucket = table_bucket(t, e->hash);

	e->next = *bucket;
	*bucket = e;
}

static void
table_grow(struct table *t)
{
	struct table_entry **old = t->buckets;
	size_t old_size = t->size;

	t->size *= 2;
	t->buckets = mem_array(t->size, sizeof(struct table_entry *));
	for (size_t i = 0; i < old_size; i++)
		while (old[i] != NULL) {
			struct table_entry *e = old[i];

			old[i] = e->next;
			table_link(t, e);
		}
	free(old);
}

void
table_add(struct table *t, struct table_entry *e, const char *key)
{
	if (t->n == t->size)
		table_grow(t);
	e->key = key;
	e->hash = table_hash(t, key);
	table_link(t, e);
	t->n++;
}

void
table_remove(struct table *t, struct table_entry *e)
{
	struct table_entry **at = table_bucket(t, e->hash);

	while (*at != e)
		at = &(*at)->next;
	*at = e->next;
	t->n--;
}
