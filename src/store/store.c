/* SPDX-License-Identifier: BSD-2-Clause */
/* Reading from an open store. */

#include "store/internal.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/mem.h"
#include "store/guard.h"

/* For reading, where there is something: in main, in the spare, or in both. */
static int
store_begin_reader(struct store_reader *r)
{
	struct store *s = r->store;
	int rc = store_begin_txn(&s->main, MDB_RDONLY, &r->main);

	if (rc != 0 && (rc != STORE_CLOSED || s->spare.env == NULL))
		return rc;
	if (s->spare.env == NULL)
		return 0;
	rc = store_begin_txn(&s->spare, MDB_RDONLY, &r->spare);
	if (rc != 0 && r->main != NULL)
		mdb_txn_reset(r->main);
	return rc;
}

/* On success the map lock is held. */
static int
store_renew(struct store_reader *r)
{
	struct store *s = r->store;
	int rc = MDB_MAP_RESIZED;

	store_release(r);
	for (int tries = 0; rc == MDB_MAP_RESIZED && tries < 2; tries++) {
		if (tries > 0 && (rc = store_grow_map(s)) != 0)
			return rc;
		(void)pthread_rwlock_rdlock(&s->map_lock);
		rc = store_begin_reader(r);
		if (rc != 0) {
			store_note_trouble(s, &s->main, rc);
			(void)pthread_rwlock_unlock(&s->map_lock);
		}
	}
	r->lent = rc == 0;
	return rc;
}

int
store_reader_new(
    struct store *s, struct store_reader **reader_out, struct error *err)
{
	struct store_reader *r = mem_zalloc(sizeof(*r));
	int dead, rc;

	r->store = s;
	rc = store_renew(r);
	if (rc == MDB_READERS_FULL &&
	    mdb_reader_check(s->main.env, &dead) == 0 && dead > 0)
		rc = store_renew(r);
	if (rc != 0 && !s->is_lasting) {
		free(r);
		return store_error(&s->main, rc, "reading", err);
	}
	store_release(r);
	(void)pthread_mutex_lock(&s->lock);
	LIST_INSERT_HEAD(&s->readers, r, entry);
	(void)pthread_mutex_unlock(&s->lock);
	*reader_out = r;
	return 0;
}

void
store_reader_free(struct store_reader **rp)
{
	struct store_reader *r = *rp;
	struct store *s;

	if (r == NULL)
		return;
	*rp = NULL;
	s = r->store;
	store_release(r);
	(void)pthread_rwlock_rdlock(&s->map_lock);
	mdb_txn_abort(r->main);
	mdb_txn_abort(r->spare);
	(void)pthread_mutex_lock(&s->lock);
	LIST_REMOVE(r, entry);
	(void)pthread_mutex_unlock(&s->lock);
	(void)pthread_rwlock_unlock(&s->map_lock);
	free(r);
}

static enum store_found
store_get(struct store_reader *r, enum store_table table, const void *key,
    size_t key_len, const void **data_out, size_t *len_out)
{
	MDB_val value;
	int rc = store_look_both(
	    r->store, r->main, r->spare, table, key, key_len, &value);

	if (rc == 0) {
		*data_out = value.mv_data;
		*len_out = value.mv_size;
		return STORE_FOUND;
	}
	if (rc == MDB_NOTFOUND)
		return STORE_ABSENT;
	r->failure = rc;
	return STORE_FAILED;
}

enum store_found
store_read(struct store_reader *r, enum store_table table, const void *key,
    size_t key_len, const void **data_out, size_t *len_out)
{
	enum store_found found = STORE_FAILED;
	int rc = store_renew(r);

	if (rc == 0)
		found = store_get(r, table, key, key_len, data_out, len_out);
	else
		r->failure = rc;
	if (found != STORE_FOUND)
		store_release(r);
	return found;
}

enum store_found
store_begin_reading(struct store_reader *r)
{
	int rc = store_renew(r);

	if (rc == 0)
		return STORE_FOUND;
	r->failure = rc;
	return STORE_FAILED;
}

enum store_found
store_read_also(struct store_reader *r, enum store_table table, const void *key,
    size_t key_len, const void **data_out, size_t *len_out)
{
	return store_get(r, table, key, key_len, data_out, len_out);
}

void
store_release(struct store_reader *r)
{
	if (!r->lent)
		return;
	if (r->main != NULL)
		mdb_txn_reset(r->main);
	if (r->spare != NULL)
		mdb_txn_reset(r->spare);
	r->lent = false;
	(void)pthread_rwlock_unlock(&r->store->map_lock);
}

const char *
store_failure(const struct store_reader *r)
{
	if (r->failure == GUARD_UNREADABLE)
		return "its file is cut short, or the disk fails";
	if (r->failure == STORE_CLOSED)
		return "it is not open";
	return mdb_strerror(r->failure);
}

/* The first record after this key, or the very first. */
static int
store_seek(MDB_cursor *cursor, const void *from, size_t from_len, MDB_val *key,
    MDB_val *value)
{
	int rc;

	if (from_len == 0)
		return guard_cursor_get(cursor, key, value, MDB_NEXT);
	key->mv_data = (void *)(uintptr_t)from;
	key->mv_size = from_len;
	rc = guard_cursor_get(cursor, key, value, MDB_SET_RANGE);
	if (rc == 0 && key->mv_size == from_len &&
	    memcmp(key->mv_data, from, from_len) == 0)
		rc = guard_cursor_get(cursor, key, value, MDB_NEXT);
	return rc;
}

/* A record of main, or what the spare has in its place. */
static int
store_hand_over(struct store_reader *r, enum store_table table,
    const MDB_val *key, const MDB_val *value, store_each_cb *each, void *arg)
{
	struct store *s = r->store;
	MDB_val newer;

	if (s->main.env != NULL && store_look(&s->spare, r->spare, table,
				       key->mv_data, key->mv_size, &newer) == 0)
		value = &newer;
	return each(
	    key->mv_data, key->mv_size, value->mv_data, value->mv_size, arg);
}

/* The cursor of main, or of the spare where it is all that there is. */
static int
store_open_cursor(
    struct store_reader *r, enum store_table table, MDB_cursor **cursor)
{
	struct store *s = r->store;
	bool has_main = s->main.env != NULL;
	const struct store_env *e = has_main ? &s->main : &s->spare;

	if (e->tables[table] == STORE_NO_TABLE)
		return MDB_NOTFOUND;
	return guard_cursor_open(
	    has_main ? r->main : r->spare, e->tables[table], cursor);
}

/* With the reader renewed: how the walk ended. */
static int
store_walk(struct store_reader *r, enum store_table table, const void *from,
    size_t from_len, store_each_cb *each, void *arg, int *ret)
{
	MDB_cursor *cursor;
	MDB_val key, value;
	int rc = store_open_cursor(r, table, &cursor);

	if (rc != 0)
		return rc;
	rc = store_seek(cursor, from, from_len, &key, &value);
	while (rc == 0) {
		*ret = store_hand_over(r, table, &key, &value, each, arg);
		if (*ret != 0)
			break;
		rc = guard_cursor_get(cursor, &key, &value, MDB_NEXT);
	}
	mdb_cursor_close(cursor);
	store_note_trouble(r->store, &r->store->main, rc);
	return rc;
}

int
store_each_after(struct store_reader *r, enum store_table table,
    const void *from, size_t from_len, store_each_cb *each, void *arg)
{
	int ret = 0, rc = store_renew(r);

	if (rc == 0)
		rc = store_walk(r, table, from, from_len, each, arg, &ret);
	store_release(r);
	if (ret == 0 && rc != MDB_NOTFOUND) {
		r->failure = rc;
		return -1;
	}
	return ret;
}

int
store_each(struct store_reader *r, enum store_table table, store_each_cb *each,
    void *arg)
{
	return store_each_after(r, table, NULL, 0, each, arg);
}
