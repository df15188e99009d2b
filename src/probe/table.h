/* SPDX-License-Identifier: BSD-2-Clause */
/* A hash table of things that come and go, by text; the entry is a member of
 * the thing, the key belongs to it too. */

#ifndef PROBE_TABLE_H
#define PROBE_TABLE_H

#include <stddef.h>
#include <stdint.h>

struct table_entry {
	struct table_entry *next;
	uint64_t hash;
	const char *key;
};

struct table {
	struct table_entry **buckets;
	size_t size, n;
	uint64_t seed; /* secret: strangers can't fill one bucket */
};

void table_init(struct table *);
void table_fini(struct table *); /* the entries are not touched */

struct table_entry *table_find(const struct table *, const char *key);
void table_add(struct table *, struct table_entry *, const char *key);
void table_remove(struct table *, struct table_entry *);

#endif
