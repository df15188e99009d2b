/* SPDX-License-Identifier: BSD-2-Clause */
/* A store as another version of the program would leave it. */

#include "tests/unit/store_format.h"

#include <lmdb.h>
#include <stdint.h>
#include <string.h>

#include "tests/unit/unit.h"

void
write_format(const char *folder, const char *version)
{
	MDB_env *env;
	MDB_txn *txn;
	MDB_dbi meta;
	MDB_val key = {6, (void *)(uintptr_t) "format"};
	MDB_val value = {strlen(version), (void *)(uintptr_t)version};

	assert_int_equal(mdb_env_create(&env), 0);
	assert_int_equal(mdb_env_set_maxdbs(env, 4), 0);
	assert_int_equal(mdb_env_open(env, folder, 0, 0640), 0);
	assert_int_equal(mdb_txn_begin(env, NULL, 0, &txn), 0);
	assert_int_equal(mdb_dbi_open(txn, "meta", MDB_CREATE, &meta), 0);
	assert_int_equal(mdb_put(txn, meta, &key, &value, 0), 0);
	assert_int_equal(mdb_txn_commit(txn), 0);
	mdb_env_close(env);
}
