/* SPDX-License-Identifier: BSD-2-Clause */
/* What readers and changes share: transactions, and the two environments. */

#include "store/internal.h"

#include <errno.h>
#include <sched.h>
#include <string.h>

#include "store/guard.h"

#define STORE_GROW_TRIES 1000

void
store_note_trouble(struct store *s, const struct store_env *e, int rc)
{
	if (e == &s->main &&
	    (rc == MDB_CORRUPTED || rc == MDB_PAGE_NOTFOUND ||
		rc == MDB_INVALID || rc == MDB_PANIC || rc == GUARD_UNREADABLE))
		atomic_store(&s->trouble, rc);
}

/* With nobody in the map.  A damaged header asks for any size: LMDB would give
 * up the map that it has. */
static int
store_grow_now(struct store *s)
{
	int fd;

	if (s->main.env == NULL)
		return STORE_CLOSED;
	if (mdb_env_get_fd(s->main.env, &fd) != 0 ||
	    !store_head_is_sound(fd, s->main.page_size))
		return MDB_CORRUPTED;
	return mdb_env_set_mapsize(s->main.env, 0);
}

int
store_grow_map(struct store *s)
{
	int rc = EBUSY;

	/*
	 * No transaction may be open meanwhile.  The caller's thread may hold
	 * one itself (a write from within store_each): so this gives up.
	 */
	for (int i = 0; i < STORE_GROW_TRIES; i++) {
		rc = pthread_rwlock_trywrlock(&s->map_lock);
		if (rc == 0)
			break;
		(void)sched_yield();
	}
	if (rc != 0)
		return MDB_MAP_RESIZED;
	rc = store_grow_now(s);
	(void)pthread_rwlock_unlock(&s->map_lock);
	store_note_trouble(s, &s->main, rc);
	return rc;
}

int
store_begin_txn(struct store_env *e, unsigned flags, MDB_txn **txn)
{
	if (e->env == NULL)
		return STORE_CLOSED;
	if (*txn != NULL)
		return guard_txn_renew(*txn);
	return guard_txn_begin(e->env, flags, txn);
}

int
store_look(struct store_env *e, MDB_txn *txn, enum store_table table,
    const void *key, size_t key_len, MDB_val *value)
{
	/* mdb_get() only reads what key points at */
	MDB_val k = {key_len, (void *)(uintptr_t)key};

	if (e->env == NULL || e->tables[table] == STORE_NO_TABLE)
		return MDB_NOTFOUND;
	return guard_get(txn, e->tables[table], &k, value);
}

int
store_look_both(struct store *s, MDB_txn *main, MDB_txn *spare,
    enum store_table table, const void *key, size_t key_len, MDB_val *value)
{
	int rc = store_look(&s->spare, spare, table, key, key_len, value);

	if (rc != MDB_NOTFOUND)
		return rc;
	rc = store_look(&s->main, main, table, key, key_len, value);
	store_note_trouble(s, &s->main, rc);
	return rc;
}
