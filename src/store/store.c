/* SPDX-License-Identifier: BSD-2-Clause */
/* Reading from and writing to an open store. */

#include "store/internal.h"

#include <errno.h>
#include <sched.h>
#include <stdbool.h>
#include <stdlib.h>

#include "base/error.h"
#include "base/mem.h"

#define STORE_GROW_TRIES 1000
#define STORE_CHECK_EVERY 64 /* writes between two looks for dead readers */

struct store_reader {
	struct store *store;
	MDB_txn *txn; /* reset while nothing is lent */
	bool lent;
	int failure;
};

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
	rc = mdb_env_set_mapsize(s->env, 0);
	(void)pthread_rwlock_unlock(&s->map_lock);
	return rc;
}

/* Begin, or with *txn given begin again.  On success the map lock is held. */
static int
store_begin(struct store *s, unsigned flags, MDB_txn **txn)
{
	MDB_txn *again = *txn;
	int rc = MDB_MAP_RESIZED;

	for (int tries = 0; rc == MDB_MAP_RESIZED && tries < 2; tries++) {
		if (tries > 0 && (rc = store_grow_map(s)) != 0)
			return rc;
		(void)pthread_rwlock_rdlock(&s->map_lock);
		rc = again != NULL ? mdb_txn_renew(again)
				   : mdb_txn_begin(s->env, NULL, flags, txn);
		if (rc != 0)
			(void)pthread_rwlock_unlock(&s->map_lock);
	}
	return rc;
}

int
store_reader_new(
    struct store *s, struct store_reader **reader_out, struct error *err)
{
	struct store_reader *r;
	MDB_txn *txn = NULL;
	int dead, rc = store_begin(s, MDB_RDONLY, &txn);

	if (rc == MDB_READERS_FULL && mdb_reader_check(s->env, &dead) == 0 &&
	    dead > 0)
		rc = store_begin(s, MDB_RDONLY, &txn);
	if (rc != 0)
		return store_error(s, rc, "reading", err);
	mdb_txn_reset(txn);
	(void)pthread_rwlock_unlock(&s->map_lock);
	r = mem_zalloc(sizeof(*r));
	r->store = s;
	r->txn = txn;
	*reader_out = r;
	return 0;
}

void
store_reader_free(struct store_reader **rp)
{
	struct store_reader *r = *rp;

	if (r == NULL)
		return;
	*rp = NULL;
	store_release(r);
	mdb_txn_abort(r->txn);
	free(r);
}

static int
store_renew(struct store_reader *r)
{
	int rc;

	store_release(r);
	rc = store_begin(r->store, MDB_RDONLY, &r->txn);
	r->lent = rc == 0;
	return rc;
}

enum store_found
store_read(struct store_reader *r, enum store_table table, const void *key,
    size_t key_len, const void **data_out, size_t *len_out)
{
	/* mdb_get() only reads what key points at */
	MDB_val k = {key_len, (void *)(uintptr_t)key};
	MDB_val value;
	int rc = store_renew(r);

	if (rc == 0)
		rc = mdb_get(r->txn, r->store->tables[table], &k, &value);
	if (rc == 0) {
		*data_out = value.mv_data;
		*len_out = value.mv_size;
		return STORE_FOUND;
	}
	store_release(r);
	if (rc == MDB_NOTFOUND)
		return STORE_ABSENT;
	r->failure = rc;
	return STORE_FAILED;
}

void
store_release(struct store_reader *r)
{
	if (!r->lent)
		return;
	mdb_txn_reset(r->txn);
	r->lent = false;
	(void)pthread_rwlock_unlock(&r->store->map_lock);
}

const char *
store_failure(const struct store_reader *r)
{
	return mdb_strerror(r->failure);
}

/* Put (value given) or delete one record; 0 or an LMDB code. */
static int
store_change(
    struct store *s, enum store_table table, MDB_val *key, MDB_val *value)
{
	MDB_txn *txn = NULL;
	int dead, rc = store_begin(s, 0, &txn);

	if (rc != 0)
		return rc;
	if (s->writes++ % STORE_CHECK_EVERY == 0)
		(void)mdb_reader_check(s->env, &dead);
	rc = value != NULL ? mdb_put(txn, s->tables[table], key, value, 0)
			   : mdb_del(txn, s->tables[table], key, NULL);
	if (rc == 0)
		rc = mdb_txn_commit(txn);
	else
		mdb_txn_abort(txn);
	(void)pthread_rwlock_unlock(&s->map_lock);
	return rc;
}

int
store_write(struct store *s, enum store_table table, const void *key,
    size_t key_len, const void *data, size_t len, struct error *err)
{
	MDB_val k = {key_len, (void *)(uintptr_t)key};
	MDB_val value = {len, (void *)(uintptr_t)data};
	int dead, rc = store_change(s, table, &k, &value);

	/* pages kept for readers that died may be all that is missing */
	if (rc == MDB_MAP_FULL && mdb_reader_check(s->env, &dead) == 0 &&
	    dead > 0)
		rc = store_change(s, table, &k, &value);
	return rc == 0 ? 0 : store_error(s, rc, "writing", err);
}

int
store_delete(struct store *s, enum store_table table, const void *key,
    size_t key_len, struct error *err)
{
	MDB_val k = {key_len, (void *)(uintptr_t)key};
	int rc = store_change(s, table, &k, NULL);

	if (rc == 0 || rc == MDB_NOTFOUND)
		return 0;
	return store_error(s, rc, "writing", err);
}

int
store_each(struct store_reader *r, enum store_table table, store_each_cb *each,
    void *arg)
{
	MDB_cursor *cursor;
	MDB_val key, value;
	int ret = 0, rc = store_renew(r);

	if (rc == 0)
		rc = mdb_cursor_open(r->txn, r->store->tables[table], &cursor);
	if (rc != 0) {
		r->failure = rc;
		store_release(r);
		return -1;
	}
	while (ret == 0 &&
	       (rc = mdb_cursor_get(cursor, &key, &value, MDB_NEXT)) == 0)
		ret = each(key.mv_data, key.mv_size, value.mv_data,
		    value.mv_size, arg);
	mdb_cursor_close(cursor);
	store_release(r);
	if (ret == 0 && rc != MDB_NOTFOUND) {
		r->failure = rc;
		return -1;
	}
	return ret;
}
