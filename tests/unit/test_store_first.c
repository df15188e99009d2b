/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A store as the first version made it: one table, and records as they were
 * encoded then.  What is here may never change; a program that can't read it
 * needs another STORE_FORMAT_VERSION.
 */

#include "tests/unit/unit.h"

#include <lmdb.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"
#include "base/text.h"
#include "gate/status.h"
#include "history/codec.h"
#include "store/store.h"

#define SIZE (UINT64_C(4) << 20)
#define OCTETS_MAX 512

static struct {
	char top[64];
	char data[96];
	char lock[96];
} folder;

/* A status of good.test: CAA-08 fails since 1795350800. */
static const char first_status[] =
    "02" /* version */
    "000000006b02ef20000000006b02ef20000000006b02f030"
    "01" /* findings */
    "006c"
    "01"
    "02"
    "02"
    "01"
    "03"
    "000000006b02e110000000006b02ef20000000006b02ef20"
    "0009"
    "676f6f642e74657374"
    "0009"
    "6974206661696c73"
    "21";

/* What the history had of CAA at good.test, and of a certificate. */
static const char first_caa[] = "01"
				"0002" /* version, items */
				"000000006b02e110000000006b02ef20"
				"00000e10"
				"01"
				"0017"
				"0015"
				"00056973737565"
				"612d63612e746573743b20783d79"
				"000000006b02f000000000006b02f000"
				"0000003c"
				"02"
				"0000";

static void
put(MDB_txn *txn, const char *table, const char *key, const char *octets,
    size_t len)
{
	MDB_val k = {strlen(key), (void *)(uintptr_t)key};
	MDB_val v = {len, (void *)(uintptr_t)octets};
	MDB_dbi dbi;

	assert_int_equal(mdb_dbi_open(txn, table, MDB_CREATE, &dbi), 0);
	assert_int_equal(mdb_put(txn, dbi, &k, &v, 0), 0);
}

static size_t
octets(const char *hex, uint8_t out[OCTETS_MAX])
{
	int n = text_from_hex(hex, strlen(hex), out, OCTETS_MAX);

	assert_true(n > 0);
	return (size_t)n;
}

static int
make_first_store(void **state)
{
	uint8_t status[OCTETS_MAX];
	size_t len = octets(first_status, status);
	MDB_env *env;
	MDB_txn *txn;

	(void)state;
	(void)snprintf(
	    folder.top, sizeof(folder.top), "/tmp/test_first.XXXXXX");
	assert_non_null(mkdtemp(folder.top));
	(void)snprintf(
	    folder.data, sizeof(folder.data), "%s/data.mdb", folder.top);
	(void)snprintf(
	    folder.lock, sizeof(folder.lock), "%s/lock.mdb", folder.top);
	assert_int_equal(mdb_env_create(&env), 0);
	assert_int_equal(mdb_env_set_maxdbs(env, 2), 0);
	assert_int_equal(mdb_env_set_mapsize(env, SIZE), 0);
	assert_int_equal(mdb_env_open(env, folder.top, MDB_NOTLS, 0640), 0);
	assert_int_equal(mdb_txn_begin(env, NULL, 0, &txn), 0);
	put(txn, "meta", "format", "1", 1);
	put(txn, "status", "good.test", (const char *)status, len);
	assert_int_equal(mdb_txn_commit(txn), 0);
	mdb_env_close(env);
	return 0;
}

static int
remove_store(void **state)
{
	(void)state;
	(void)unlink(folder.data);
	(void)unlink(folder.lock);
	(void)rmdir(folder.top);
	return 0;
}

static void
the_status_is_read(struct store_reader *reader)
{
	struct status s;
	const void *data;
	size_t len;

	assert_int_equal(
	    store_read(reader, STORE_STATUS, "good.test", 9, &data, &len),
	    STORE_FOUND);
	assert_int_equal(status_decode(data, len, &s), 0);
	assert_int_equal(s.n_findings, 1);
	assert_int_equal(s.findings[0].rule, RULE_CAA_08);
	assert_int_equal(s.findings[0].result, FINDING_FAIL);
	assert_int_equal(s.findings[0].severity, SEVERITY_BLOCK);
	assert_int_equal(s.findings[0].harm, HARM_H3);
	assert_true(s.findings[0].candidate);
	assert_memory_equal(s.findings[0].subject, "good.test", 9);
	store_release(reader);
}

static void
the_first_store_opens_and_gets_the_tables_that_came_later(void **state)
{
	struct store_reader *reader;
	struct store *s = NULL;
	struct error err = {""};
	const void *data;
	size_t len;

	(void)state;
	for (int again = 0; again < 2; again++) {
		if (store_open(folder.top, SIZE, &s, &err) == -1)
			fail_msg("%s", err.text);
		assert_int_equal(store_reader_new(s, &reader, &err), 0);
		the_status_is_read(reader);
		for (int t = STORE_STATUS + 1; t < STORE_TABLES; t++) {
			enum store_found found = store_read(
			    reader, (enum store_table)t, "key", 3, &data, &len);

			assert_int_equal(
			    found, again ? STORE_FOUND : STORE_ABSENT);
			store_release(reader);
			assert_int_equal(store_write(s, (enum store_table)t,
					     "key", 3, "value", 5, &err),
			    0);
		}
		store_reader_free(&reader);
		store_close(&s);
	}
}

static void
looking_into_it_changes_nothing(void **state)
{
	struct store_reader *reader;
	struct store *s = NULL;
	struct error err = {""};
	struct stat before, after;
	const void *data;
	size_t len;

	(void)state;
	assert_int_equal(stat(folder.data, &before), 0);
	if (store_open_reading(folder.top, &s, &err) == -1)
		fail_msg("%s", err.text);
	assert_int_equal(store_reader_new(s, &reader, &err), 0);
	the_status_is_read(reader);
	assert_int_equal(
	    store_read(reader, STORE_HISTORY, "key", 3, &data, &len),
	    STORE_ABSENT);
	assert_int_equal(
	    store_write(s, STORE_STATUS, "key", 3, "value", 5, &err), -1);
	store_reader_free(&reader);
	store_close(&s);
	assert_int_equal(stat(folder.data, &after), 0);
	assert_int_equal(before.st_size, after.st_size);
	assert_int_equal(before.st_mtime, after.st_mtime);

	/* nothing is made where there is none */
	(void)unlink(folder.data);
	(void)unlink(folder.lock);
	assert_int_equal(store_open_reading(folder.top, &s, &err), -1);
	assert_int_equal(access(folder.data, F_OK), -1);
	assert_int_equal(access(folder.lock, F_OK), -1);
}

static void
the_first_history_is_read(void **state)
{
	struct history *h = history_new();
	struct history_subject *s =
	    history_subject(h, HISTORY_CAA, "good.test");
	uint8_t caa[OCTETS_MAX];
	size_t len = octets(first_caa, caa);

	(void)state;
	assert_int_equal(history_decode(caa, len, s), 0);
	assert_int_equal(s->n, 2);
	assert_int_equal(s->items[0].first, 1795350800);
	assert_int_equal(s->items[0].ttl, 3600);
	assert_int_equal(s->items[0].flags, HISTORY_AD);
	assert_int_equal(s->items[1].len, 0);
	assert_int_equal(s->items[1].flags, HISTORY_ENDED);
	history_free(&h);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(
		the_first_store_opens_and_gets_the_tables_that_came_later,
		make_first_store, remove_store),
	    cmocka_unit_test_setup_teardown(looking_into_it_changes_nothing,
		make_first_store, remove_store),
	    cmocka_unit_test(the_first_history_is_read),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
