/* SPDX-License-Identifier: BSD-2-Clause */
/* What the two files of the store share. */

#ifndef STORE_INTERNAL_H
#define STORE_INTERNAL_H

#include <lmdb.h>
#include <pthread.h>
#include <stdint.h>

#include "store/store.h"

struct store {
	MDB_env *env;
	MDB_dbi tables[STORE_TABLES];
	char *path;
	uint64_t size;
	/*
	 * Held for reading by each transaction, for writing while the map is
	 * made larger because another process has a larger one.
	 */
	pthread_rwlock_t map_lock;
	unsigned writes; /* guarded by LMDB's own lock for writers */
};

/* LMDB's code, or the system's, as a sentence about this store. */
int store_error(
    const struct store *, int code, const char *doing, struct error *err);

/* Take over the larger map of another process: 0, or an LMDB code. */
int store_grow_map(struct store *);

#endif
