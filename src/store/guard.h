/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Calls of LMDB that a damaged file does not take with it: an assertion of
 * LMDB's and, once guard_catch() was called, an access to a page that the file
 * does not have any more come back as a code.
 */

#ifndef STORE_GUARD_H
#define STORE_GUARD_H

#include <lmdb.h>

/* A page could not be read: the file is too short, or its disk fails. */
#define GUARD_UNREADABLE (-2)

/* Catch SIGBUS and SIGSEGV, for as long as the process lives: within a guarded
 * call they become GUARD_UNREADABLE, elsewhere they end the program as ever. */
void guard_catch(void);

/* Let assertions of this environment come back as MDB_CORRUPTED. */
void guard_env(MDB_env *);

/* As LMDB's calls of these names. */
int guard_txn_begin(MDB_env *, unsigned flags, MDB_txn **txn_out);
int guard_txn_renew(MDB_txn *);
int guard_txn_commit(MDB_txn *);
int
guard_dbi_open(MDB_txn *, const char *name, unsigned flags, MDB_dbi *dbi_out);
int guard_last_txn(MDB_env *, size_t *txn_out); /* me_last_txnid */
int guard_put(MDB_txn *, MDB_dbi, MDB_val *key, MDB_val *value);
int guard_del(MDB_txn *, MDB_dbi, MDB_val *key);
int guard_cursor_open(MDB_txn *, MDB_dbi, MDB_cursor **cursor_out);
int guard_env_open(MDB_env *, const char *path, unsigned flags, mdb_mode_t);

/* All of the value can be read as well, at least until another process cuts
 * the file short. */
int guard_get(MDB_txn *, MDB_dbi, MDB_val *key, MDB_val *value_out);
int
guard_cursor_get(MDB_cursor *, MDB_val *key, MDB_val *value_out, MDB_cursor_op);

#endif
