/* SPDX-License-Identifier: BSD-2-Clause */
/* A hash table from octets to pointers, for tables that only ever grow. */

#ifndef BASE_MAP_H
#define BASE_MAP_H

#include <stddef.h>

struct map;

struct map *map_new(void);
void map_free(struct map **); /* neither keys nor values */

/*
 * The slot of a key; a new one holds NULL, which the caller replaces before
 * the next call.  The key is lent to the map for as long as the map lives.
 * The slot is lent until the next map_slot.
 */
void **map_slot(struct map *, const void *key, size_t len);

/* The value of a key, or NULL. */
void *map_find(const struct map *, const void *key, size_t len);

/* Keys in the map; those whose slot was left NULL are not counted. */
size_t map_count(const struct map *);

#endif
