/* SPDX-License-Identifier: BSD-2-Clause */
/* How full a store is. */

#include "store/internal.h"

#include <string.h>

#include "store/guard.h"

#define USAGE_FREE_PAGES 0 /* the table of LMDB's own that has them */

/* Each record there is a list of pages, behind their number. */
static int
usage_free(MDB_txn *txn, uint64_t *pages_out)
{
	MDB_cursor *cursor;
	MDB_val key, value;
	uint64_t pages = 0;
	int rc = guard_cursor_open(txn, USAGE_FREE_PAGES, &cursor);

	if (rc != 0)
		return rc;
	while ((rc = guard_cursor_get(cursor, &key, &value, MDB_NEXT)) == 0) {
		size_t n = 0;

		if (value.mv_size >= sizeof(n))
			memcpy(&n, value.mv_data, sizeof(n));
		pages += n;
	}
	mdb_cursor_close(cursor);
	*pages_out = pages;
	return rc == MDB_NOTFOUND ? 0 : rc;
}

int
store_usage(struct store *s, struct store_usage *out)
{
	MDB_envinfo info;
	MDB_stat page;
	MDB_txn *txn = NULL;
	uint64_t unused = 0, pages;
	int rc;

	(void)pthread_rwlock_rdlock(&s->map_lock);
	rc = store_begin_txn(&s->main, MDB_RDONLY, &txn);
	if (rc == 0) {
		(void)mdb_env_info(s->main.env, &info);
		(void)mdb_env_stat(s->main.env, &page);
		rc = usage_free(txn, &unused);
		mdb_txn_abort(txn);
	}
	(void)pthread_rwlock_unlock(&s->map_lock);
	if (rc != 0)
		return -1;
	pages = (uint64_t)info.me_last_pgno + 1;
	out->used = (pages > unused ? pages - unused : 0) * page.ms_psize;
	out->size = info.me_mapsize;
	return 0;
}
