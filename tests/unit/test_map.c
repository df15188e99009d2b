/* SPDX-License-Identifier: BSD-2-Clause */
/* Map, pool and file: what their headers promise. */

#include "tests/unit/unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/file.h"
#include "base/map.h"
#include "base/mem.h"
#include "base/pool.h"

#define MANY 10000

static void
a_key_leads_to_its_value(void **state)
{
	struct map *m = map_new();
	struct pool pool = {NULL, 0, 0};

	(void)state;
	for (size_t i = 0; i < MANY; i++) {
		char text[32];
		int n = snprintf(text, sizeof(text), "key %zu", i);
		char *key = pool_put(&pool, text, (size_t)n);

		assert_null(map_find(m, key, (size_t)n));
		*map_slot(m, key, (size_t)n) = key;
		assert_int_equal(map_count(m), i + 1);
	}
	for (size_t i = 0; i < MANY; i++) {
		char text[32];
		int n = snprintf(text, sizeof(text), "key %zu", i);
		char *value = map_find(m, text, (size_t)n);

		assert_string_equal(value, text);
		assert_ptr_equal(*map_slot(m, text, (size_t)n), value);
	}
	assert_int_equal(map_count(m), MANY);
	map_free(&m);
	assert_null(m);
	map_free(&m);
	pool_fini(&pool);
}

static void
a_slot_left_empty_is_no_key(void **state)
{
	static char value[] = "v";
	struct map *m = map_new();

	(void)state;
	assert_null(*map_slot(m, "a", 1));
	assert_int_equal(map_count(m), 0);
	assert_null(map_find(m, "a", 1));
	for (size_t i = 0; i < 200; i++)
		assert_null(*map_slot(m, &value[i % 2], 1));
	*map_slot(m, "", 0) = value;
	assert_ptr_equal(map_find(m, "", 0), value);
	assert_int_equal(map_count(m), 1);
	map_free(&m);
}

static void
pooled_text_never_moves(void **state)
{
	struct pool pool = {NULL, 0, 0};
	char *large = mem_zalloc(200001);
	const char *first = pool_put(&pool, "first", 5);
	const char *second;

	(void)state;
	memset(large, 'x', 200000);
	second = pool_put(&pool, large, 200000);
	for (size_t i = 0; i < 20000; i++)
		(void)pool_put(&pool, "filler", 6);
	assert_string_equal(first, "first");
	assert_string_equal(second, large);
	assert_string_equal(pool_put(&pool, NULL, 0), "");
	pool_fini(&pool);
	free(large);
}

static void
a_file_is_read_within_its_bound(void **state)
{
	char path[] = "/tmp/test_map.XXXXXX";
	int fd = mkstemp(path);
	struct buf text = BUF_INIT;
	struct error err = {""};

	(void)state;
	assert_int_equal(write(fd, "12345", 5), 5);
	(void)close(fd);
	buf_puts(&text, "0");
	assert_int_equal(file_read(path, 4, &text, &err), -1);
	assert_non_null(strstr(err.text, path));
	assert_string_equal(buf_text(&text), "0");
	assert_int_equal(file_read(path, 5, &text, &err), 0);
	assert_string_equal(buf_text(&text), "012345");
	(void)unlink(path);
	assert_int_equal(file_read(path, 5, &text, &err), -1);
	assert_int_equal(file_read("/tmp", 5, &text, &err), -1);
	buf_fini(&text);
}

static void
a_file_is_replaced_whole_and_keeps_its_mode(void **state)
{
	char path[] = "/tmp/test_map.XXXXXX";
	int fd = mkstemp(path);
	struct buf text = BUF_INIT;
	struct error err = {""};
	struct stat st;

	(void)state;
	assert_int_equal(fchmod(fd, 0640), 0);
	(void)close(fd);
	assert_int_equal(file_replace(path, "new", 3, &err), 0);
	assert_int_equal(file_read(path, 10, &text, &err), 0);
	assert_string_equal(buf_text(&text), "new");
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0640);
	assert_int_equal(file_replace("/nowhere/x", "new", 3, &err), -1);
	(void)unlink(path);
	buf_fini(&text);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_key_leads_to_its_value),
	    cmocka_unit_test(a_slot_left_empty_is_no_key),
	    cmocka_unit_test(pooled_text_never_moves),
	    cmocka_unit_test(a_file_is_read_within_its_bound),
	    cmocka_unit_test(a_file_is_replaced_whole_and_keeps_its_mode),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
