/* SPDX-License-Identifier: BSD-2-Clause */
/* What the files of the store share. */

#ifndef STORE_INTERNAL_H
#define STORE_INTERNAL_H

#include <errno.h>
#include <lmdb.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/queue.h>
#include <sys/types.h>
#include <time.h>

#include "base/error.h"
#include "store/store.h"

#define STORE_DATA_FILE "data.mdb" /* LMDB's names */
#define STORE_LOCK_FILE "lock.mdb"

#define STORE_NO_TABLE UINT32_MAX /* read-only, and made by an older program */

/* One folder with an LMDB environment. */
struct store_env {
	char *path;
	uint64_t size;
	MDB_env *env; /* NULL: not open */
	MDB_dbi tables[STORE_TABLES];
	size_t page_size; /* octets */
	bool is_read_only;
	int64_t renewed; /* when it was begun after a loss; 0: never */

	/* of main, with the store's lock: as it was when we last looked */
	size_t last_txn;
	struct timespec changed;

	/* of the opening that failed */
	int code;        /* LMDB's or the system's; 0: another reason */
	bool is_damaged; /* for certain */
};

enum store_how {
	STORE_READ_ONLY = 1,
	STORE_CAREFULLY = 2,    /* look at every page of a file that is small */
	STORE_SUSPICIOUSLY = 4, /* look at every page */
	STORE_RENEWED = 8,      /* what was known is lost: note when, if new */
};

LIST_HEAD(store_readers, store_reader);

struct store {
	struct store_env main;
	struct store_env spare; /* lasting stores only: while main can't be
				 * written, what is new goes there */
	bool is_lasting;
	/*
	 * Held for reading by each transaction, for writing while the map is
	 * made larger because another process has a larger one, and while an
	 * environment is opened or closed.
	 */
	pthread_rwlock_t map_lock;
	atomic_uint writes; /* of both */

	pthread_mutex_t lock; /* of the following */
	struct store_readers readers;
	struct error why; /* the last write that failed */
	int why_code;
	int64_t failed_ms;  /* when that was; 0: never, or settled */
	int64_t written_ms; /* the last write of main that did not */

	atomic_int trouble; /* the code for which main is opened again, or 0 */

	/* of the thread that tends it */
	int64_t seen_size; /* of main's file, which never shrinks */
	bool had_main;
	struct error main_why; /* why main is not open, or read-only */
	enum store_health health;
	ino_t condemned;  /* LMDB found this file damaged; 0: none */
	ino_t left_inode; /* damaged, and not ours; 0: none */
	struct timespec left_changed;
	uint64_t put_aside;
};

/* Two transactions, reset while nothing is lent; NULL: none yet. */
struct store_reader {
	LIST_ENTRY(store_reader) entry;
	struct store *store;
	MDB_txn *main, *spare;
	bool lent;
	int failure;
};

/* LMDB's code, or the system's, as a sentence about this environment. */
int store_error(
    const struct store_env *, int code, const char *doing, struct error *err);

/* Opening failed with this code: noted, and told as by store_error. */
int
store_fail(struct store_env *, int code, const char *doing, struct error *err);

int store_make_folder(struct store_env *, struct error *err);

/* Root's first look at a store must not lock the daemons out of it. */
int store_give_to_owner(const struct store_env *, struct error *err);

/* Is there room for a lock.mdb that has no blocks yet? */
int store_check_room(struct store_env *, struct error *err);

/* Within a transaction: begin the format of a new store, or compare it. */
int store_check_format(
    struct store_env *, MDB_txn *, unsigned how, struct error *err);

/* Open what path and size name; -1: code and is_damaged tell. */
int store_env_open(struct store_env *, unsigned how, struct error *err);
void store_env_close(struct store_env *); /* path and size stay */

/*
 * Read every page of an LMDB file that can be reached; -1: *err says which one
 * is damaged.  The caller keeps others from writing.
 */
int store_examine(int fd, size_t page_size, struct error *err);

/*
 * With the lock for writers, which txn of main holds: if the file has changed
 * since the last change of ours, and not by LMDB, it is examined.  0, or
 * MDB_CORRUPTED.  A change within the clock tick of ours is not seen.
 */
int store_check_foreign(struct store *, MDB_txn *);

/* Main was opened, or a change of it was committed. */
void store_note_own_change(struct store *);

/* Is the header one that LMDB has written? */
bool store_head_is_sound(int fd, size_t page_size);

/*
 * Give data.mdb of this folder another name, DATA_FILE.damaged-TIME (of some
 * such files the newest ones are kept), and remove lock.mdb; *name_out is to be
 * freed.  -1: *err, also where the file belongs to somebody else.
 */
int store_put_aside(const char *path, char **name_out, struct error *err);

#define STORE_CLOSED ENOTCONN /* that environment is not open */

/* Begin, or with *txn given begin again; with the map lock held. */
int store_begin_txn(struct store_env *, unsigned flags, MDB_txn **txn);

/* After some failures the file has to be opened again: this notes which. */
void store_note_trouble(struct store *, const struct store_env *, int code);

/* Take over the larger map of another process: 0, or a code. */
int store_grow_map(struct store *);

/* Look into one environment: 0, or a code. */
int store_look(struct store_env *, MDB_txn *, enum store_table, const void *key,
    size_t key_len, MDB_val *value_out);

/* What is in the spare is newer than what main has of the same key. */
int store_look_both(struct store *, MDB_txn *main, MDB_txn *spare,
    enum store_table, const void *key, size_t key_len, MDB_val *value_out);

/* From now on others see what was opened; or see it no more, and it is closed.
 */
void store_env_publish(
    struct store *, struct store_env *, const struct store_env *opened);
void store_env_withdraw(struct store *, struct store_env *);

/* Unless there is one already, or none can be made. */
void store_make_spare(struct store *);
void store_drop_spare(struct store *);

/* Write something small to main. */
int store_probe(struct store *, struct error *err);

int store_check_size(uint64_t size, struct error *err);
struct store *store_new(const char *path, uint64_t size);

#endif
