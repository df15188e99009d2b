/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Which names were seen, at eight octets each: a hash stands for a name.  Of
 * 1,000,000 names one pair is taken for one with a chance of one in 37
 * million, so this is for what may be missed.
 */

#ifndef ENGINE_SEEN_H
#define ENGINE_SEEN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* All zero is an empty one. */
struct seen {
	uint64_t *slots; /* 0: free */
	size_t size, n;
};

/* false: it was seen before. */
bool seen_add(struct seen *, const void *name, size_t len);
void seen_fini(struct seen *); /* empty, memory freed */

#endif
