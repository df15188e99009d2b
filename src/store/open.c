/* SPDX-License-Identifier: BSD-2-Clause */
/* Opening a store: its folder, its files, its format, and what is damaged. */

#include "store/internal.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"
#include "store/guard.h"

#define STORE_FILE_MODE 0640
/* A file of so many pages (64 MiB) is looked at whole before it is used. */
#define STORE_CAREFUL_PAGES 16384

static const char *const store_table_names[STORE_TABLES] = {"status", "waivers",
    "shadow", "leases", "use", "rechecks", "peers", "probes", "history", "told",
    "selectors"};

static int
store_damaged(struct store_env *e, const char *how, struct error *err)
{
	e->is_damaged = true;
	return error_set(err, "%s/" STORE_DATA_FILE ": %s", e->path, how);
}

int
store_error(
    const struct store_env *e, int code, const char *doing, struct error *err)
{
	switch (code) {
	case MDB_MAP_FULL:
		return error_set(err,
		    "%s: the store is full (%" PRIu64 " octets); "
		    "raise store.size",
		    e->path, e->size);
	case MDB_INVALID:
	case MDB_CORRUPTED:
	case MDB_PAGE_NOTFOUND:
	case MDB_INCOMPATIBLE:
	case GUARD_UNREADABLE:
		return error_set(err,
		    "%s/" STORE_DATA_FILE ": %s: the store is damaged", e->path,
		    doing);
	case MDB_VERSION_MISMATCH:
		return error_set(err,
		    "%s/" STORE_DATA_FILE ": a file of another LMDB version; "
		    "use the program that made it, or remove it",
		    e->path);
	case MDB_READERS_FULL:
		return error_set(err,
		    "%s: %d programs and threads read the "
		    "store already",
		    e->path, STORE_READERS_MAX);
	default: /* errno values and the rarer of LMDB's */
		return error_set(
		    err, "%s: %s: %s", e->path, doing, mdb_strerror(code));
	}
}

int
store_fail(struct store_env *e, int code, const char *doing, struct error *err)
{
	e->code = code;
	switch (code) {
	case MDB_INVALID:
	case MDB_CORRUPTED:
	case MDB_PAGE_NOTFOUND:
	case MDB_INCOMPATIBLE:
		return store_damaged(e, "the store is damaged", err);
	default:
		return store_error(e, code, doing, err);
	}
}

/*
 * LMDB does not write pages at the end that one transaction both took and gave
 * back, so a sound file may be short by some that nothing leads to.  With the
 * lock for writers held nobody else changes the length.
 */
static int
store_check_pages(struct store_env *e, unsigned how, struct error *err)
{
	struct error found;
	MDB_envinfo info;
	MDB_stat page;
	struct stat st;
	uint64_t wanted;
	int fd;
	bool is_short;

	(void)mdb_env_info(e->env, &info);
	(void)mdb_env_stat(e->env, &page);
	if (mdb_env_get_fd(e->env, &fd) != 0 || fstat(fd, &st) == -1)
		return error_set(err, "%s: %s", e->path, strerror(errno));
	e->page_size = page.ms_psize;
	wanted = ((uint64_t)info.me_last_pgno + 1) * page.ms_psize;
	is_short = (uint64_t)st.st_size < wanted;
	if (!is_short && (how & STORE_SUSPICIOUSLY) == 0 &&
	    ((how & STORE_CAREFULLY) == 0 ||
		info.me_last_pgno >= STORE_CAREFUL_PAGES))
		return 0;
	if (store_examine(fd, page.ms_psize, &found) == -1) {
		error_prefix(&found, "the store is damaged");
		return store_damaged(e, found.text, err);
	}
	if (is_short && !e->is_read_only && ftruncate(fd, (off_t)wanted) == -1)
		return error_set(err, "%s: %s", e->path, strerror(errno));
	return 0;
}

/* One that was made by an older program may lack some. */
static int
store_open_table(struct store_env *e, MDB_txn *txn, int i)
{
	int rc = guard_dbi_open(txn, store_table_names[i],
	    e->is_read_only ? 0 : MDB_CREATE, &e->tables[i]);

	if (rc != MDB_NOTFOUND || !e->is_read_only)
		return rc;
	e->tables[i] = STORE_NO_TABLE;
	return 0;
}

static int
store_open_tables(struct store_env *e, unsigned how, struct error *err)
{
	MDB_txn *txn;
	int rc =
	    guard_txn_begin(e->env, e->is_read_only ? MDB_RDONLY : 0, &txn);

	if (rc != 0)
		return store_fail(e, rc, "opening", err);
	if (store_check_pages(e, how, err) == -1 ||
	    store_check_format(e, txn, how, err) == -1)
		goto fail;
	for (int i = 0; i < STORE_TABLES; i++) {
		rc = store_open_table(e, txn, i);
		if (rc != 0) {
			(void)store_fail(e, rc, "opening", err);
			goto fail;
		}
	}
	rc = guard_txn_commit(txn);
	return rc == 0 ? 0 : store_fail(e, rc, "writing", err);
fail:
	mdb_txn_abort(txn);
	return -1;
}

static int
store_open_env(struct store_env *e, unsigned *how, struct error *err)
{
	unsigned flags = MDB_NOTLS | MDB_NOMETASYNC;
	mode_t mask;
	int dead = 0, rc = mdb_env_create(&e->env);

	if (rc != 0)
		return store_fail(e, rc, "opening", err);
	guard_env(e->env);
	if (e->is_read_only)
		flags |= MDB_RDONLY;
	(void)mdb_env_set_maxdbs(e->env, STORE_TABLES + 1);
	(void)mdb_env_set_maxreaders(e->env, STORE_READERS_MAX);
	rc = mdb_env_set_mapsize(e->env, (size_t)e->size);
	if (rc != 0)
		return store_fail(e, rc, "setting the size", err);
	mask = umask(0777 & ~STORE_FILE_MODE);
	rc = guard_env_open(e->env, e->path, flags, STORE_FILE_MODE);
	(void)umask(mask);
	if (rc == GUARD_UNREADABLE)
		e->env = NULL; /* half made: nobody can close it */
	if (rc != 0)
		return store_fail(e, rc, "opening", err);
	/* what died while it read would keep old pages for ever */
	(void)mdb_reader_check(e->env, &dead);
	if (dead > 0) /* and it may have died of what it read */
		*how |= STORE_SUSPICIOUSLY;
	return 0;
}

int
store_env_open(struct store_env *e, unsigned how, struct error *err)
{
	e->code = 0;
	e->is_damaged = false;
	e->is_read_only = (how & STORE_READ_ONLY) != 0;
	e->renewed = 0;
	if ((!e->is_read_only && (store_make_folder(e, err) == -1 ||
				     store_check_room(e, err) == -1)) ||
	    store_open_env(e, &how, err) == -1 ||
	    (!e->is_read_only && store_give_to_owner(e, err) == -1) ||
	    store_open_tables(e, how, err) == -1) {
		store_env_close(e);
		return -1;
	}
	return 0;
}

void
store_env_close(struct store_env *e)
{
	if (e->env != NULL)
		mdb_env_close(e->env);
	e->env = NULL;
}

struct store *
store_new(const char *path, uint64_t size)
{
	struct store *s = mem_zalloc(sizeof(*s));

	s->main.path = mem_strdup(path);
	s->main.size = size / STORE_SIZE_MIN * STORE_SIZE_MIN; /* whole pages */
	LIST_INIT(&s->readers);
	(void)pthread_rwlock_init(&s->map_lock, NULL);
	(void)pthread_mutex_init(&s->lock, NULL);
	return s;
}

int
store_check_size(uint64_t size, struct error *err)
{
	if (size >= STORE_SIZE_MIN && size <= SIZE_MAX / 2)
		return 0;
	return error_set(err,
	    "store.size of %" PRIu64 " octets, want %d or more", size,
	    STORE_SIZE_MIN);
}

int
store_open(const char *path, uint64_t size, struct store **store_out,
    struct error *err)
{
	struct error why;
	struct store *s;

	if (store_check_size(size, err) == -1)
		return -1;
	s = store_new(path, size);
	if (store_env_open(&s->main, STORE_CAREFULLY, &why) == -1) {
		(void)error_set(err, "%s%s", why.text,
		    s->main.is_damaged ? "; caagate-policyd puts it aside and "
					 "begins a new one"
				       : "");
		store_close(&s);
		return -1;
	}
	store_note_own_change(s);
	*store_out = s;
	return 0;
}

void
store_close(struct store **sp)
{
	struct store *s = *sp;

	if (s == NULL)
		return;
	*sp = NULL;
	store_env_close(&s->main);
	store_env_close(&s->spare);
	(void)pthread_rwlock_destroy(&s->map_lock);
	(void)pthread_mutex_destroy(&s->lock);
	free(s->main.path);
	free(s->spare.path);
	free(s);
}
