/* SPDX-License-Identifier: BSD-2-Clause */
/* Opening a store: its folder, its files, its format, and what is damaged. */

#include "store/internal.h"

#include <errno.h>
#include <inttypes.h>
#include <setjmp.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"
#include "base/mem.h"

#define STORE_FOLDER_MODE 0750
#define STORE_FILE_MODE 0640
#define STORE_META "meta"
static char store_format_key[] = "format"; /* an MDB_val is not const */
#define STORE_FORMAT_TEXT_MAX 32

/*
 * LMDB does not write pages at the end that one transaction both took and gave
 * back, so a sound file may be short by a few pages; more is damage.
 */
#define STORE_SHORT_MAX 1048576

static const char *const store_table_names[] = {"status"};

static int
store_damaged(const struct store *s, const char *how, struct error *err)
{
	return error_set(err,
	    "%s/data.mdb: %s; stop the programs and remove data.mdb and "
	    "lock.mdb: what was known is verified anew",
	    s->path, how);
}

int
store_error(
    const struct store *s, int code, const char *doing, struct error *err)
{
	switch (code) {
	case MDB_MAP_FULL:
		return error_set(err,
		    "%s: the store is full (%" PRIu64 " octets); "
		    "raise store.size",
		    s->path, s->size);
	case MDB_INVALID:
	case MDB_CORRUPTED:
	case MDB_PAGE_NOTFOUND:
	case MDB_INCOMPATIBLE:
		return store_damaged(s, "the store is damaged", err);
	case MDB_VERSION_MISMATCH:
		return store_damaged(s, "a file of another LMDB version", err);
	case MDB_READERS_FULL:
		return error_set(err,
		    "%s: %d programs and threads read the "
		    "store already",
		    s->path, STORE_READERS_MAX);
	default: /* errno values and the rarer of LMDB's */
		return error_set(
		    err, "%s: %s: %s", s->path, doing, mdb_strerror(code));
	}
}

static int
store_make_folder(const char *path, struct error *err)
{
	struct stat st;

	if (mkdir(path, STORE_FOLDER_MODE) == 0) {
		/* mkdir(2) took the umask off */
		if (chmod(path, STORE_FOLDER_MODE) == -1)
			return error_set(
			    err, "%s: chmod: %s", path, strerror(errno));
		return 0;
	}
	if (errno != EEXIST)
		return error_set(err,
		    "%s: the folder of the store can't be "
		    "made: %s",
		    path, strerror(errno));
	if (stat(path, &st) == -1 || !S_ISDIR(st.st_mode))
		return error_set(err, "%s: store.path is to be a folder", path);
	return 0;
}

/* Root's first look at a store must not lock the daemons out of it. */
static int
store_give_to_owner(const struct store *s, struct error *err)
{
	static const char *const files[] = {"data.mdb", "lock.mdb"};
	struct stat folder;
	int ret = 0;

	if (geteuid() != 0)
		return 0;
	if (stat(s->path, &folder) == -1)
		return error_set(err, "%s: %s", s->path, strerror(errno));
	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
		char *path = mem_printf("%s/%s", s->path, files[i]);
		struct stat st;

		if (ret == 0 && lstat(path, &st) == 0 && st.st_uid == 0 &&
		    folder.st_uid != 0 &&
		    lchown(path, folder.st_uid, folder.st_gid) == -1)
			ret = error_set(
			    err, "%s: chown: %s", path, strerror(errno));
		free(path);
	}
	return ret;
}

/*
 * A page that the file is too short for would end the program by SIGBUS when
 * read.  With the lock for writers held nobody else changes the length.
 */
static int
store_check_length(struct store *s, bool *short_out, struct error *err)
{
	MDB_envinfo info;
	MDB_stat page;
	struct stat st;
	uint64_t wanted;
	int fd;

	*short_out = false;
	(void)mdb_env_info(s->env, &info);
	(void)mdb_env_stat(s->env, &page);
	if (mdb_env_get_fd(s->env, &fd) != 0 || fstat(fd, &st) == -1)
		return error_set(err, "%s: %s", s->path, strerror(errno));
	wanted = ((uint64_t)info.me_last_pgno + 1) * page.ms_psize;
	if ((uint64_t)st.st_size >= wanted)
		return 0;
	if (wanted - (uint64_t)st.st_size > STORE_SHORT_MAX)
		return store_damaged(s, "the file is cut short", err);
	*short_out = true;
	if (ftruncate(fd, (off_t)wanted) == -1)
		return error_set(err, "%s: %s", s->path, strerror(errno));
	return 0;
}

static int
store_check_format(struct store *s, MDB_txn *txn, struct error *err)
{
	char ours[STORE_FORMAT_TEXT_MAX];
	MDB_val key = {sizeof(store_format_key) - 1, store_format_key};
	MDB_val value;
	MDB_stat root;
	MDB_dbi meta, main_dbi;
	int rc;

	(void)snprintf(ours, sizeof(ours), "%d", STORE_FORMAT_VERSION);
	rc = mdb_dbi_open(txn, NULL, 0, &main_dbi);
	if (rc == 0)
		rc = mdb_stat(txn, main_dbi, &root);
	if (rc == 0)
		rc = mdb_dbi_open(txn, STORE_META,
		    root.ms_entries == 0 ? MDB_CREATE : 0, &meta);
	if (rc == MDB_NOTFOUND)
		return store_damaged(s, "not a store of caagate", err);
	if (rc != 0)
		return store_error(s, rc, "opening", err);
	if (root.ms_entries == 0) {
		value.mv_data = ours;
		value.mv_size = strlen(ours);
		rc = mdb_put(txn, meta, &key, &value, 0);
		return rc == 0 ? 0 : store_error(s, rc, "writing", err);
	}
	rc = mdb_get(txn, meta, &key, &value);
	if (rc == MDB_NOTFOUND)
		return store_damaged(s, "the store has no format version", err);
	if (rc != 0)
		return store_error(s, rc, "reading", err);
	if (value.mv_size == strlen(ours) &&
	    memcmp(value.mv_data, ours, value.mv_size) == 0)
		return 0;
	return error_set(err,
	    "%s: the store has format version %.*s, this program wants %s; "
	    "use the program that made it, or stop all and remove data.mdb "
	    "and lock.mdb: what was known is verified anew",
	    s->path,
	    value.mv_size < STORE_FORMAT_TEXT_MAX ? (int)value.mv_size
						  : STORE_FORMAT_TEXT_MAX,
	    (const char *)value.mv_data, ours);
}

static void
store_assertion_failed(MDB_env *env, const char *text)
{
	(void)text;
	longjmp(*(jmp_buf *)mdb_env_get_userctx(env), 1);
}

/*
 * Touch every record: where pages are missing, LMDB says so here, be it by an
 * assertion, which would end the program.  The transaction can only be aborted
 * after that.
 */
static int
store_walk(struct store *s, MDB_txn *txn, MDB_dbi table)
{
	jmp_buf failed;
	MDB_cursor *cursor;
	MDB_val key, value;
	volatile int rc = MDB_CORRUPTED;

	(void)mdb_env_set_userctx(s->env, &failed);
	(void)mdb_env_set_assert(s->env, store_assertion_failed);
	if (setjmp(failed) == 0) {
		rc = mdb_cursor_open(txn, table, &cursor);
		while (rc == 0)
			rc = mdb_cursor_get(cursor, &key, &value, MDB_NEXT);
		if (rc == MDB_NOTFOUND)
			mdb_cursor_close(cursor);
	} else {
		rc = MDB_CORRUPTED;
	}
	(void)mdb_env_set_assert(s->env, NULL);
	(void)mdb_env_set_userctx(s->env, NULL);
	return rc == MDB_NOTFOUND ? 0 : rc;
}

static int
store_open_tables(struct store *s, struct error *err)
{
	bool is_short;
	MDB_txn *txn;
	int rc = mdb_txn_begin(s->env, NULL, 0, &txn);

	if (rc != 0)
		return store_error(s, rc, "opening", err);
	if (store_check_length(s, &is_short, err) == -1 ||
	    store_check_format(s, txn, err) == -1)
		goto fail;
	for (int i = 0; i < STORE_TABLES; i++) {
		rc = mdb_dbi_open(
		    txn, store_table_names[i], MDB_CREATE, &s->tables[i]);
		if (rc == 0 && is_short)
			rc = store_walk(s, txn, s->tables[i]);
		if (rc != 0) {
			(void)store_error(s, rc, "opening", err);
			goto fail;
		}
	}
	rc = mdb_txn_commit(txn);
	return rc == 0 ? 0 : store_error(s, rc, "writing", err);
fail:
	mdb_txn_abort(txn);
	return -1;
}

static int
store_open_env(struct store *s, struct error *err)
{
	mode_t mask;
	int dead, rc = mdb_env_create(&s->env);

	if (rc != 0)
		return store_error(s, rc, "opening", err);
	(void)mdb_env_set_maxdbs(s->env, STORE_TABLES + 1);
	(void)mdb_env_set_maxreaders(s->env, STORE_READERS_MAX);
	rc = mdb_env_set_mapsize(s->env, (size_t)s->size);
	if (rc != 0)
		return store_error(s, rc, "setting the size", err);
	mask = umask(0777 & ~STORE_FILE_MODE);
	rc = mdb_env_open(
	    s->env, s->path, MDB_NOTLS | MDB_NOMETASYNC, STORE_FILE_MODE);
	(void)umask(mask);
	if (rc != 0)
		return store_error(s, rc, "opening", err);
	/* what died while it read would keep old pages for ever */
	(void)mdb_reader_check(s->env, &dead);
	return 0;
}

int
store_open(const char *path, uint64_t size, struct store **store_out,
    struct error *err)
{
	struct store *s;

	if (size < STORE_SIZE_MIN || size > SIZE_MAX / 2)
		return error_set(err,
		    "store.size of %" PRIu64 " octets, want %d or more", size,
		    STORE_SIZE_MIN);
	if (store_make_folder(path, err) == -1)
		return -1;
	s = mem_zalloc(sizeof(*s));
	s->path = mem_strdup(path);
	s->size = size / STORE_SIZE_MIN * STORE_SIZE_MIN; /* whole pages */
	(void)pthread_rwlock_init(&s->map_lock, NULL);
	if (store_open_env(s, err) == -1 || store_give_to_owner(s, err) == -1 ||
	    store_open_tables(s, err) == -1) {
		store_close(&s);
		return -1;
	}
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
	if (s->env != NULL)
		mdb_env_close(s->env);
	(void)pthread_rwlock_destroy(&s->map_lock);
	free(s->path);
	free(s);
}
