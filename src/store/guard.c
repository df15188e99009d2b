/* SPDX-License-Identifier: BSD-2-Clause */
/* Calls of LMDB that a damaged file does not take with it. */

#include "store/guard.h"

#include <setjmp.h>
#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <ucontext.h>

#define GUARD_PAGE 4096
/* Longer than anything that is ever stored: the length itself is damaged. */
#define GUARD_VALUE_MAX (UINT64_C(64) << 20)

/* Where the call under way in this thread comes back to; NULL: none is. */
static _Thread_local sigjmp_buf *guard_point;
static _Thread_local volatile int guard_code;

static void
guard_leave(int code)
{
	sigjmp_buf *point = guard_point;

	guard_point = NULL;
	guard_code = code;
	siglongjmp(*point, 1);
}

/* A jump leaves the signals blocked that a handler has blocked. */
static void
guard_unblock(const ucontext_t *interrupted)
{
	(void)pthread_sigmask(SIG_SETMASK, &interrupted->uc_sigmask, NULL);
}

static void
guard_signal(int number, siginfo_t *info, void *context)
{
	(void)info;
	if (guard_point != NULL) {
		guard_unblock(context);
		guard_leave(GUARD_UNREADABLE);
	}
	/* the same access happens again, and ends the program */
	(void)signal(number, SIG_DFL);
}

static void
guard_assertion(MDB_env *env, const char *text)
{
	(void)env, (void)text;
	if (guard_point != NULL)
		guard_leave(MDB_CORRUPTED);
}

void
guard_catch(void)
{
	struct sigaction act = {
	    .sa_sigaction = guard_signal, .sa_flags = SA_SIGINFO};

	(void)sigaction(SIGBUS, &act, NULL);
	(void)sigaction(SIGSEGV, &act, NULL);
}

void
guard_env(MDB_env *env)
{
	(void)mdb_env_set_assert(env, guard_assertion);
}

/*
 * Nothing that is jumped over holds a lock of the C library: LMDB touches the
 * map only to compare and to copy.
 */
#define GUARDED(call)                 \
	sigjmp_buf point;             \
	int rc;                       \
	if (sigsetjmp(point, 0) != 0) \
		return guard_code;    \
	guard_point = &point;         \
	rc = (call);                  \
	guard_point = NULL;           \
	return rc

/* 0, or MDB_CORRUPTED; an octet that can't be read does not return. */
static int
guard_touch(const MDB_val *value)
{
	const volatile uint8_t *octets = value->mv_data;

	if (value->mv_size > GUARD_VALUE_MAX)
		return MDB_CORRUPTED;
	for (size_t i = 0; i < value->mv_size; i += GUARD_PAGE)
		(void)octets[i];
	if (value->mv_size > 0)
		(void)octets[value->mv_size - 1];
	return 0;
}

static int
guard_get_all(MDB_txn *txn, MDB_dbi dbi, MDB_val *key, MDB_val *value)
{
	int rc = mdb_get(txn, dbi, key, value);

	return rc == 0 ? guard_touch(value) : rc;
}

static int
guard_cursor_get_all(
    MDB_cursor *cursor, MDB_val *key, MDB_val *value, MDB_cursor_op op)
{
	int rc = mdb_cursor_get(cursor, key, value, op);

	if (rc == 0)
		rc = guard_touch(key);
	return rc == 0 ? guard_touch(value) : rc;
}

static int
guard_look(MDB_env *env)
{
	MDB_envinfo info;

	GUARDED(mdb_env_info(env, &info));
}

static int
guard_last_txn_all(MDB_env *env, size_t *txn)
{
	MDB_envinfo info;
	int rc = mdb_env_info(env, &info);

	*txn = info.me_last_txnid;
	return rc;
}

int
guard_last_txn(MDB_env *env, size_t *txn)
{
	GUARDED(guard_last_txn_all(env, txn));
}

static int
guard_txn_begin_reading(MDB_env *env, unsigned flags, MDB_txn **txn)
{
	GUARDED(mdb_txn_begin(env, NULL, flags, txn));
}

/*
 * A transaction begins with a look at the header, and one that writes has taken
 * the lock for writers by then, which nobody could give back after a jump: so
 * whether the header can be read is found out before that, and where it can't
 * be a moment later the program ends.
 */
int
guard_txn_begin(MDB_env *env, unsigned flags, MDB_txn **txn)
{
	int rc = guard_look(env);

	if (rc != 0)
		return rc;
	return (flags & MDB_RDONLY) != 0
		   ? guard_txn_begin_reading(env, flags, txn)
		   : mdb_txn_begin(env, NULL, flags, txn);
}

static int
guard_txn_renew_all(MDB_txn *txn)
{
	MDB_envinfo info;
	int rc = mdb_env_info(mdb_txn_env(txn), &info);

	return rc == 0 ? mdb_txn_renew(txn) : rc;
}

int
guard_txn_renew(MDB_txn *txn)
{
	GUARDED(guard_txn_renew_all(txn));
}

static int
guard_txn_commit_all(MDB_txn *txn, volatile bool *done)
{
	int rc = mdb_txn_commit(txn);

	*done = true;
	return rc;
}

static int
guard_txn_try_commit(MDB_txn *txn, volatile bool *done)
{
	GUARDED(guard_txn_commit_all(txn, done));
}

/*
 * A jump leaves the lock for writers with this thread: others would wait for
 * ever, and the C library's list of such locks would lead into a map that is
 * closed soon after.
 */
int
guard_txn_commit(MDB_txn *txn)
{
	volatile bool done = false;
	int rc = guard_txn_try_commit(txn, &done);

	if (!done)
		mdb_txn_abort(txn);
	return rc;
}

int
guard_dbi_open(MDB_txn *txn, const char *name, unsigned flags, MDB_dbi *dbi)
{
	GUARDED(mdb_dbi_open(txn, name, flags, dbi));
}

/* Opening looks for the table's root with the cursor allocated: mdb_stat does
 * so before, and has nothing to lose. */
static int
guard_cursor_open_all(MDB_txn *txn, MDB_dbi dbi, MDB_cursor **cursor)
{
	MDB_stat table;
	int rc = mdb_stat(txn, dbi, &table);

	return rc == 0 ? mdb_cursor_open(txn, dbi, cursor) : rc;
}

int
guard_cursor_open(MDB_txn *txn, MDB_dbi dbi, MDB_cursor **cursor)
{
	GUARDED(guard_cursor_open_all(txn, dbi, cursor));
}

/*
 * mdb_put() and mdb_del() have their cursor on the stack and enter it with the
 * transaction, whose end frees what is entered: after a jump that is not to be
 * freed.  One that was allocated is, and need not be closed.
 */
static int
guard_put_all(MDB_txn *txn, MDB_dbi dbi, MDB_val *key, MDB_val *value)
{
	MDB_cursor *cursor;
	int rc = guard_cursor_open_all(txn, dbi, &cursor);

	if (rc != 0)
		return rc;
	rc = mdb_cursor_put(cursor, key, value, 0);
	mdb_cursor_close(cursor);
	return rc;
}

static int
guard_del_all(MDB_txn *txn, MDB_dbi dbi, MDB_val *key)
{
	MDB_cursor *cursor;
	int rc = guard_cursor_open_all(txn, dbi, &cursor);

	if (rc != 0)
		return rc;
	rc = mdb_cursor_get(cursor, key, NULL, MDB_SET);
	if (rc == 0)
		rc = mdb_cursor_del(cursor, 0);
	mdb_cursor_close(cursor);
	return rc;
}

int
guard_put(MDB_txn *txn, MDB_dbi dbi, MDB_val *key, MDB_val *value)
{
	GUARDED(guard_put_all(txn, dbi, key, value));
}

int
guard_del(MDB_txn *txn, MDB_dbi dbi, MDB_val *key)
{
	GUARDED(guard_del_all(txn, dbi, key));
}

int
guard_env_open(MDB_env *env, const char *path, unsigned flags, mdb_mode_t mode)
{
	GUARDED(mdb_env_open(env, path, flags, mode));
}

int
guard_get(MDB_txn *txn, MDB_dbi dbi, MDB_val *key, MDB_val *value)
{
	GUARDED(guard_get_all(txn, dbi, key, value));
}

int
guard_cursor_get(
    MDB_cursor *cursor, MDB_val *key, MDB_val *value, MDB_cursor_op op)
{
	GUARDED(guard_cursor_get_all(cursor, key, value, op));
}
