/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Has anybody written to the file but LMDB?  It believes what stands in a page,
 * and writing to one of junk spoils the program's memory.  A file that has
 * changed while its last transaction has not was not changed by LMDB.
 */

#include "store/internal.h"

#include <sys/stat.h>

#include "store/guard.h"

static bool
foreign_look(struct store_env *e, int *fd, struct timespec *changed)
{
	struct stat st;

	if (mdb_env_get_fd(e->env, fd) != 0 || fstat(*fd, &st) == -1)
		return false;
	*changed = st.st_mtim;
	return true;
}

static void
foreign_remember(struct store *s, size_t txn, struct timespec changed)
{
	(void)pthread_mutex_lock(&s->lock);
	s->main.last_txn = txn;
	s->main.changed = changed;
	(void)pthread_mutex_unlock(&s->lock);
}

/* Was it so when a change of ours had ended, but for the time? */
static bool
foreign_is_suspect(struct store *s, size_t txn, struct timespec changed)
{
	const struct store_env *e = &s->main;
	bool is;

	(void)pthread_mutex_lock(&s->lock);
	is = e->last_txn == txn && (e->changed.tv_sec != changed.tv_sec ||
				       e->changed.tv_nsec != changed.tv_nsec);
	(void)pthread_mutex_unlock(&s->lock);
	return is;
}

void
store_note_own_change(struct store *s)
{
	struct timespec changed;
	size_t txn;
	int fd;

	/* in this order: what another process adds makes it another one's */
	if (guard_last_txn(s->main.env, &txn) == 0 &&
	    foreign_look(&s->main, &fd, &changed))
		foreign_remember(s, txn, changed);
}

int
store_check_foreign(struct store *s, MDB_txn *txn)
{
	size_t last = mdb_txn_id(txn) - 1;
	struct timespec changed;
	int fd;

	if (!foreign_look(&s->main, &fd, &changed) ||
	    !foreign_is_suspect(s, last, changed))
		return 0;
	if (store_examine(fd, s->main.page_size, NULL) == -1)
		return MDB_CORRUPTED;
	foreign_remember(s, last, changed);
	return 0;
}
