/* SPDX-License-Identifier: BSD-2-Clause */
/* What a store says of itself: its format, and whether it follows a loss. */

#include "store/internal.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "store/guard.h"

#define STORE_META "meta"
static char store_format_key[] = "format"; /* an MDB_val is not const */
static char store_renewed_key[] = "renewed";
#define STORE_TEXT_MAX 32

static int
store_put_text(MDB_txn *txn, MDB_dbi meta, char *name, char *text)
{
	MDB_val key = {strlen(name), name};
	MDB_val value = {strlen(text), text};

	return guard_put(txn, meta, &key, &value);
}

/* A store that has nothing yet: its format, and whether it follows a loss. */
static int
store_begin_format(struct store_env *e, MDB_txn *txn, MDB_dbi meta,
    unsigned how, struct error *err)
{
	char ours[STORE_TEXT_MAX], when[STORE_TEXT_MAX];
	int rc;

	(void)snprintf(ours, sizeof(ours), "%d", STORE_FORMAT_VERSION);
	rc = store_put_text(txn, meta, store_format_key, ours);
	if (rc == 0 && (how & STORE_RENEWED) != 0) {
		e->renewed = clock_wall();
		(void)snprintf(when, sizeof(when), "%" PRId64, e->renewed);
		rc = store_put_text(txn, meta, store_renewed_key, when);
	}
	return rc == 0 ? 0 : store_fail(e, rc, "writing", err);
}

static int
store_read_renewed(
    struct store_env *e, MDB_txn *txn, MDB_dbi meta, struct error *err)
{
	MDB_val key = {sizeof(store_renewed_key) - 1, store_renewed_key};
	MDB_val value;
	char text[STORE_TEXT_MAX] = "";
	int rc = guard_get(txn, meta, &key, &value);

	if (rc == MDB_NOTFOUND)
		return 0;
	if (rc != 0)
		return store_fail(e, rc, "reading", err);
	if (value.mv_size < sizeof(text))
		memcpy(text, value.mv_data, value.mv_size);
	e->renewed = strtoll(text, NULL, 10);
	return 0;
}

static int
store_compare_format(
    struct store_env *e, MDB_txn *txn, MDB_dbi meta, struct error *err)
{
	MDB_val key = {sizeof(store_format_key) - 1, store_format_key};
	char ours[STORE_TEXT_MAX];
	MDB_val value;
	int rc = guard_get(txn, meta, &key, &value);

	if (rc == MDB_NOTFOUND)
		return error_set(err,
		    "%s/" STORE_DATA_FILE ": the store has no format version",
		    e->path);
	if (rc != 0)
		return store_fail(e, rc, "reading", err);
	(void)snprintf(ours, sizeof(ours), "%d", STORE_FORMAT_VERSION);
	if (value.mv_size == strlen(ours) &&
	    memcmp(value.mv_data, ours, value.mv_size) == 0)
		return store_read_renewed(e, txn, meta, err);
	return error_set(err,
	    "%s: the store has format version %.*s, this program wants %s; "
	    "use the program that made it, or remove data.mdb and lock.mdb: "
	    "what was known is verified anew",
	    e->path,
	    value.mv_size < STORE_TEXT_MAX ? (int)value.mv_size
					   : STORE_TEXT_MAX,
	    (const char *)value.mv_data, ours);
}

int
store_check_format(
    struct store_env *e, MDB_txn *txn, unsigned how, struct error *err)
{
	MDB_stat root;
	MDB_dbi meta, main_dbi;
	bool is_new;
	int rc = guard_dbi_open(txn, NULL, 0, &main_dbi);

	if (rc == 0)
		rc = mdb_stat(txn, main_dbi, &root);
	is_new = rc == 0 && root.ms_entries == 0;
	if (rc == 0)
		rc = guard_dbi_open(txn, STORE_META,
		    is_new && !e->is_read_only ? MDB_CREATE : 0, &meta);
	if (rc == MDB_NOTFOUND)
		return error_set(err,
		    "%s/" STORE_DATA_FILE ": not a store of caagate", e->path);
	if (rc != 0)
		return store_fail(e, rc, "opening", err);
	return is_new ? store_begin_format(e, txn, meta, how, err)
		      : store_compare_format(e, txn, meta, err);
}
