/* SPDX-License-Identifier: BSD-2-Clause */
/* Changes of a store: as a whole or not at all, into what can be written. */

#include "store/internal.h"

#include <errno.h>

#include "base/clock.h"
#include "store/guard.h"

#define STORE_UNWANTED (-1)  /* a callback's, no code of LMDB's */
#define STORE_CHECK_EVERY 64 /* writes between two looks for dead readers */

struct store_change {
	struct store *store;
	struct store_env *into;
	MDB_txn *txn;
	MDB_txn *below; /* of main, while the change goes into the spare */
	int rc;         /* the first failure, or 0 */
};

static int
store_begin_change(struct store_change *c)
{
	struct store *s = c->store;
	int rc;

	if (c->into->is_read_only)
		return EROFS;
	/* what is written to a damaged file makes it worse */
	if (c->into == &s->main && atomic_load(&s->trouble) != 0)
		return atomic_load(&s->trouble);
	rc = store_begin_txn(c->into, 0, &c->txn);
	if (rc != 0)
		return rc;
	if (c->into == &s->main)
		rc = store_check_foreign(s, c->txn);
	else if (s->main.env != NULL)
		rc = store_begin_txn(&s->main, MDB_RDONLY, &c->below);
	if (rc != 0)
		mdb_txn_abort(c->txn);
	return rc;
}

static int
store_run_change(struct store_change *c, store_change_cb *change, void *arg,
    struct error *err)
{
	int dead, ret;

	if (atomic_fetch_add(&c->store->writes, 1) % STORE_CHECK_EVERY == 0)
		(void)mdb_reader_check(c->into->env, &dead);
	ret = change(c, arg, err);
	if (ret != 0 || c->rc != 0)
		mdb_txn_abort(c->txn);
	else if ((c->rc = guard_txn_commit(c->txn)) == 0 &&
		 c->into == &c->store->main)
		store_note_own_change(c->store);
	mdb_txn_abort(c->below);
	return c->rc != 0 ? c->rc : ret;
}

/* With the map lock held: may the same succeed now? */
static bool
store_is_worth_again(const struct store_env *e, int rc)
{
	int dead;

	/* pages kept for readers that died may be all that is missing */
	return rc == MDB_MAP_RESIZED ||
	       (rc == MDB_MAP_FULL && mdb_reader_check(e->env, &dead) == 0 &&
		   dead > 0);
}

/* 0, a code, or -1 where the callback wanted nothing changed. */
static int
store_try_change(struct store *s, struct store_env *into,
    store_change_cb *change, void *arg, struct error *err)
{
	bool again = true;
	int rc = 0;

	for (int tries = 0; again && tries < 2; tries++) {
		struct store_change c = {.store = s, .into = into};

		if (rc == MDB_MAP_RESIZED && (rc = store_grow_map(s)) != 0)
			return rc;
		(void)pthread_rwlock_rdlock(&s->map_lock);
		rc = store_begin_change(&c);
		if (rc == 0)
			rc = store_run_change(&c, change, arg, err);
		store_note_trouble(s, into, rc);
		again = store_is_worth_again(into, rc);
		(void)pthread_rwlock_unlock(&s->map_lock);
	}
	return rc;
}

/* A lasting store remembers how its last writes went. */
static void
store_note_change(struct store *s, int rc)
{
	int64_t now = clock_steady_ms();

	(void)pthread_mutex_lock(&s->lock);
	if (rc == 0) {
		s->written_ms = now;
	} else if (rc != STORE_UNWANTED && rc != STORE_CLOSED) {
		s->failed_ms = now;
		s->why_code = rc;
		(void)store_error(&s->main, rc, "writing", &s->why);
	}
	(void)pthread_mutex_unlock(&s->lock);
}

int
store_change(
    struct store *s, store_change_cb *change, void *arg, struct error *err)
{
	int again, rc = store_try_change(s, &s->main, change, arg, err);

	if (s->is_lasting)
		store_note_change(s, rc);
	if (rc == 0 || rc == STORE_UNWANTED)
		return rc;
	if (s->is_lasting) {
		again = store_try_change(s, &s->spare, change, arg, err);
		if (again == 0 || again == STORE_UNWANTED)
			return again;
	}
	return store_error(&s->main, rc, "writing", err);
}

enum store_found
store_change_read(struct store_change *c, enum store_table table,
    const void *key, size_t key_len, const void **data_out, size_t *len_out)
{
	struct store *s = c->store;
	MDB_val value;
	int rc = c->rc;

	if (rc == 0 && c->into == &s->main)
		rc = store_look(&s->main, c->txn, table, key, key_len, &value);
	else if (rc == 0)
		rc = store_look_both(
		    s, c->below, c->txn, table, key, key_len, &value);
	if (rc == 0) {
		*data_out = value.mv_data;
		*len_out = value.mv_size;
		return STORE_FOUND;
	}
	if (rc == MDB_NOTFOUND)
		return STORE_ABSENT;
	c->rc = rc;
	return STORE_FAILED;
}

int64_t
store_change_renewed(const struct store_change *c)
{
	return c->store->main.env != NULL ? c->store->main.renewed
					  : c->into->renewed;
}

void
store_change_write(struct store_change *c, enum store_table table,
    const void *key, size_t key_len, const void *data, size_t len)
{
	MDB_val k = {key_len, (void *)(uintptr_t)key};
	MDB_val value = {len, (void *)(uintptr_t)data};

	if (c->rc == 0)
		c->rc = guard_put(c->txn, c->into->tables[table], &k, &value);
}

void
store_change_delete(struct store_change *c, enum store_table table,
    const void *key, size_t key_len)
{
	MDB_val k = {key_len, (void *)(uintptr_t)key};
	int rc;

	if (c->rc != 0)
		return;
	rc = guard_del(c->txn, c->into->tables[table], &k);
	if (rc != MDB_NOTFOUND)
		c->rc = rc;
}

static int
store_change_probe(struct store_change *c, void *arg, struct error *err)
{
	static const char key[] = ".", value[] = "";

	(void)arg, (void)err;
	/* a name that no domain has: written and deleted, it changes pages */
	store_change_write(c, STORE_USE, key, 1, value, 1);
	store_change_delete(c, STORE_USE, key, 1);
	return 0;
}

int
store_probe(struct store *s, struct error *err)
{
	int rc = store_try_change(s, &s->main, store_change_probe, NULL, err);

	store_note_change(s, rc);
	return rc;
}

struct store_one { /* one record to put (data given) or delete */
	enum store_table table;
	const void *key;
	size_t key_len;
	const void *data;
	size_t len;
};

static int
store_change_one(struct store_change *c, void *arg, struct error *err)
{
	const struct store_one *one = arg;

	(void)err;
	if (one->data != NULL)
		store_change_write(
		    c, one->table, one->key, one->key_len, one->data, one->len);
	else
		store_change_delete(c, one->table, one->key, one->key_len);
	return 0;
}

int
store_write(struct store *s, enum store_table table, const void *key,
    size_t key_len, const void *data, size_t len, struct error *err)
{
	struct store_one one = {table, key, key_len, data, len};

	return store_change(s, store_change_one, &one, err);
}

int
store_delete(struct store *s, enum store_table table, const void *key,
    size_t key_len, struct error *err)
{
	struct store_one one = {table, key, key_len, NULL, 0};

	return store_change(s, store_change_one, &one, err);
}
