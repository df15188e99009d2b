/* SPDX-License-Identifier: BSD-2-Clause */
/* A store for who goes on whatever happens to it: store_open_anyway. */

#include "tests/unit/unit.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"
#include "store/store.h"
#include "tests/unit/store_format.h"

#define SIZE (UINT64_C(4) << 20)
#define RECORDS 1500
#define PAGE 4096
#define JUNK_ROUNDS 100
#define CLOCK_TICK_US 20000 /* more than one of a file's times */

struct fixture {
	char top[64], path[96], data[128];
	struct store *store;
	struct store_reader *reader;
	struct store_report report;
};

static void
start(struct fixture *f)
{
	struct error err;

	if (store_open_anyway(f->path, SIZE, &f->store, &err) == -1)
		fail_msg("%s", err.text);
	store_tend(f->store, &f->report);
	assert_int_equal(store_reader_new(f->store, &f->reader, &err), 0);
}

static void
stop(struct fixture *f)
{
	store_reader_free(&f->reader);
	store_close(&f->store);
}

static int
set_up(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));

	assert_non_null(f);
	(void)snprintf(f->top, sizeof(f->top), "/tmp/test_lasting.XXXXXX");
	assert_non_null(mkdtemp(f->top));
	(void)snprintf(f->path, sizeof(f->path), "%s/s", f->top);
	(void)snprintf(f->data, sizeof(f->data), "%s/data.mdb", f->path);
	*state = f;
	return 0;
}

/* Remove every file of the folder whose name begins so; how many. */
static int
remove_files(const char *folder, const char *prefix)
{
	DIR *dir = opendir(folder);
	struct dirent *entry;
	int n = 0;

	while (dir != NULL && (entry = readdir(dir)) != NULL) {
		char path[512];

		if (entry->d_name[0] == '.' ||
		    strncmp(entry->d_name, prefix, strlen(prefix)) != 0)
			continue;
		(void)snprintf(
		    path, sizeof(path), "%s/%s", folder, entry->d_name);
		n += unlink(path) == 0;
	}
	if (dir != NULL)
		(void)closedir(dir);
	return n;
}

static int
tear_down(void **state)
{
	struct fixture *f = *state;

	stop(f);
	(void)remove_files(f->path, "");
	(void)rmdir(f->path);
	(void)rmdir(f->top);
	free(f);
	return 0;
}

static int
put(struct fixture *f, const char *key, const char *value)
{
	return store_write(f->store, STORE_STATUS, key, strlen(key), value,
	    strlen(value), NULL);
}

static bool
has(struct fixture *f, const char *key, const char *value)
{
	const void *data;
	size_t len;
	bool same = store_read(f->reader, STORE_STATUS, key, strlen(key), &data,
			&len) == STORE_FOUND &&
		    len == strlen(value) && memcmp(data, value, len) == 0;

	store_release(f->reader);
	return same;
}

static const char *
name_of(int i)
{
	static char name[32];

	(void)snprintf(name, sizeof(name), "d%d.test", i);
	return name;
}

/* Enough for branches above the leaves, and one value of several pages. */
static int
change_fill(struct store_change *c, void *arg, struct error *err)
{
	static const char large[3 * PAGE], small[400];

	(void)arg;
	(void)err;
	for (int i = 0; i < RECORDS; i++)
		store_change_write(c, STORE_STATUS, name_of(i),
		    strlen(name_of(i)), small, sizeof(small));
	store_change_write(c, STORE_USE, "large", 5, large, sizeof(large));
	return 0;
}

static void
fill(struct fixture *f)
{
	assert_int_equal(store_change(f->store, change_fill, NULL, NULL), 0);
	assert_int_equal(put(f, "kept.test", "kept"), 0);
}

static off_t
length(const struct fixture *f)
{
	struct stat st;

	assert_int_equal(stat(f->data, &st), 0);
	return st.st_size;
}

enum junk { ZEROS, ONES, RANDOM, OTHER_PAGE };

static void
overwrite(const struct fixture *f, off_t at, size_t len, enum junk junk)
{
	static unsigned seed = 1;
	char octets[2 * PAGE];
	int fd = open(f->data, O_RDWR);

	assert_true(fd >= 0 && len <= sizeof(octets));
	memset(octets, junk == ONES ? 0xff : 0, sizeof(octets));
	for (size_t i = 0; junk == RANDOM && i < len; i++)
		octets[i] = (char)rand_r(&seed);
	if (junk == OTHER_PAGE)
		assert_int_equal(
		    pread(fd, octets, len, at - (off_t)len), (ssize_t)len);
	assert_int_equal(pwrite(fd, octets, len, at), (ssize_t)len);
	(void)close(fd);
}

static int
touch(const void *key, size_t key_len, const void *data, size_t len, void *arg)
{
	unsigned *sum = arg;

	for (size_t i = 0; i < key_len; i++)
		*sum += ((const unsigned char *)key)[i];
	for (size_t i = 0; i < len; i++)
		*sum += ((const unsigned char *)data)[i];
	return 0;
}

/* Use all of it: whatever comes, the program goes on. */
static void
use(struct fixture *f)
{
	unsigned sum = 0;

	for (int i = 0; i < RECORDS; i += 10)
		(void)has(f, name_of(i), "");
	(void)store_each(f->reader, STORE_STATUS, touch, &sum);
	(void)store_each(f->reader, STORE_USE, touch, &sum);
}

static void
assert_works(struct fixture *f)
{
	assert_int_equal(put(f, "new.test", "new"), 0);
	assert_true(has(f, "new.test", "new"));
}

/* What happens to the file; length 0: cut it at `at`. */
static const struct {
	const char *name;
	double at; /* of the file's length; below 0: octets */
	size_t len;
	enum junk junk;
} damages[] = {
    {"the header is zeros", 0, 2 * PAGE, ZEROS},
    {"the header is junk", 0, 2 * PAGE, RANDOM},
    {"one of the headers is junk", 0, PAGE, RANDOM},
    {"a page is zeros", 0.5, PAGE, ZEROS},
    {"a page is ones", 0.5, PAGE, ONES},
    {"a page is junk", 0.5, PAGE, RANDOM},
    {"a page is its neighbour", 0.5, PAGE, OTHER_PAGE},
    {"it ends in the middle", 0.5, 0, ZEROS},
    {"it ends behind the header", -2.0 * PAGE, 0, ZEROS},
    {"it ends in the header", -100, 0, ZEROS},
};

#define DAMAGES (sizeof(damages) / sizeof(damages[0]))

static void
damage(const struct fixture *f, size_t i)
{
	double at = damages[i].at < 0 ? -damages[i].at
				      : damages[i].at * (double)length(f);
	off_t page = (off_t)at / PAGE * PAGE;

	if (damages[i].len == 0)
		assert_int_equal(truncate(f->data, (off_t)at), 0);
	else
		overwrite(f, page, damages[i].len, damages[i].junk);
}

static void
a_damaged_file_is_put_aside_at_the_start(void **state)
{
	struct fixture *f = *state;

	for (size_t i = 0; i < DAMAGES; i++) {
		start(f);
		fill(f);
		stop(f);
		damage(f, i);
		start(f);
		print_message("%s: %s\n", damages[i].name, f->report.news.text);
		assert_int_equal(f->report.health, STORE_SOUND);
		assert_int_equal(f->report.put_aside, 1);
		assert_non_null(
		    strstr(f->report.news.text, "it is now data.mdb.damaged-"));
		assert_false(has(f, "kept.test", "kept"));
		assert_works(f);
		stop(f);
		assert_int_equal(remove_files(f->path, "data.mdb.damaged-"), 1);
		(void)remove_files(f->path, "");
	}
}

static void
a_file_that_is_damaged_while_it_is_used_is_replaced(void **state)
{
	struct fixture *f = *state;

	for (size_t i = 0; i < DAMAGES; i++) {
		print_message("%s\n", damages[i].name);
		start(f);
		fill(f);
		(void)usleep(CLOCK_TICK_US);
		damage(f, i);
		use(f);
		(void)put(f, "new.test", "new");
		store_tend(f->store, &f->report);
		use(f);
		store_tend(f->store, &f->report);
		assert_int_equal(f->report.health, STORE_SOUND);
		assert_works(f);
		stop(f);
		/* what nobody saw is seen at the next start */
		start(f);
		assert_int_equal(f->report.health, STORE_SOUND);
		assert_works(f);
		stop(f);
		(void)remove_files(f->path, "");
	}
}

/* What LMDB writes to a page of junk may go anywhere. */
static void
nothing_is_written_to_junk(void **state)
{
	struct fixture *f = *state;

	for (int round = 0; round < JUNK_ROUNDS; round++) {
		start(f);
		for (int i = 0; i < 5; i++)
			assert_int_equal(put(f, name_of(i), "small"), 0);
		(void)usleep(CLOCK_TICK_US);
		for (off_t at = 2 * PAGE; at < length(f); at += PAGE)
			overwrite(f, at, PAGE, RANDOM);
		(void)put(f, "new.test", "new");
		(void)store_delete(f->store, STORE_STATUS, name_of(2), 7, NULL);
		store_tend(f->store, &f->report);
		assert_works(f);
		stop(f);
		(void)remove_files(f->path, "");
	}
}

static int
cut_in_the_midst(struct store_change *c, void *arg, struct error *err)
{
	const struct fixture *f = arg;

	(void)err;
	store_change_write(c, STORE_STATUS, "half.test", 9, "half", 4);
	return truncate(f->data, (off_t)2 * PAGE);
}

/* The lock for writers is given back: who waited for it would do so for ever,
 * with the alarm as the end. */
static void
a_file_that_is_cut_in_the_midst_of_a_change_holds_nobody_up(void **state)
{
	struct fixture *f = *state;

	start(f);
	fill(f);
	assert_int_equal(put(f, "kept.test", "again"), 0);
	(void)alarm(60);
	assert_int_equal(store_change(f->store, cut_in_the_midst, f, NULL), -1);
	for (int i = 0; i < 3; i++) {
		store_tend(f->store, &f->report);
		assert_works(f);
	}
	(void)alarm(0);
	assert_int_equal(f->report.put_aside, 1);
}

/* Every page is overwritten in its turn: nothing takes the program with it. */
static void
no_page_is_believed(void **state)
{
	struct fixture *f = *state;
	off_t end;

	start(f);
	fill(f);
	stop(f);
	end = length(f);
	for (off_t at = 0; at < end; at += 7 * PAGE) {
		(void)remove_files(f->path, "");
		start(f);
		fill(f);
		stop(f);
		overwrite(f, at, PAGE, at % 2 == 0 ? RANDOM : ONES);
		start(f);
		assert_int_equal(f->report.health, STORE_SOUND);
		use(f);
		assert_works(f);
		fill(f);
		stop(f);
	}
}

static void
of_files_put_aside_three_are_kept(void **state)
{
	struct fixture *f = *state;

	for (int i = 0; i < 5; i++) {
		start(f);
		fill(f);
		stop(f);
		damage(f, 0);
	}
	start(f);
	stop(f);
	assert_int_equal(remove_files(f->path, "data.mdb.damaged-"), 3);
}

static void
a_sound_file_is_left_as_it_is(void **state)
{
	struct fixture *f = *state;

	start(f);
	fill(f);
	stop(f);
	start(f);
	assert_string_equal(f->report.news.text, "");
	assert_true(has(f, "kept.test", "kept"));
	store_tend(f->store, &f->report);
	assert_int_equal(f->report.health, STORE_SOUND);
	assert_string_equal(f->report.news.text, "");
	assert_int_equal(f->report.put_aside, 0);
}

static int
change_asks(struct store_change *c, void *arg, struct error *err)
{
	(void)err;
	*(int64_t *)arg = store_change_renewed(c);
	return -1;
}

static int64_t
renewed(struct fixture *f)
{
	int64_t at = -1;

	(void)store_change(f->store, change_asks, &at, NULL);
	return at;
}

static void
a_loss_is_remembered(void **state)
{
	struct fixture *f = *state;

	start(f);
	assert_int_equal(renewed(f), 0);
	fill(f);
	stop(f);
	start(f);
	assert_int_equal(renewed(f), 0);
	stop(f);
	damage(f, 1);
	start(f);
	assert_true(renewed(f) > 0);
	stop(f);
	start(f);
	assert_true(renewed(f) > 0);
}

static void
another_format_is_left_alone_until_it_is_ours_again(void **state)
{
	struct fixture *f = *state;

	start(f);
	fill(f);
	stop(f);
	write_format(f->path, "2");
	start(f);
	assert_int_equal(f->report.health, STORE_UNUSABLE);
	assert_non_null(strstr(f->report.why.text, "format version 2"));
	assert_false(has(f, "kept.test", "kept"));
	assert_works(f);
	assert_true(renewed(f) > 0);
	store_tend(f->store, &f->report);
	assert_int_equal(f->report.health, STORE_UNUSABLE);
	assert_string_equal(f->report.news.text, "");
	write_format(f->path, "1");
	store_tend(f->store, &f->report);
	assert_int_equal(f->report.health, STORE_SOUND);
	assert_non_null(strstr(f->report.news.text, "used again"));
	assert_true(has(f, "kept.test", "kept"));
	assert_false(has(f, "new.test", "new"));
	assert_int_equal(renewed(f), 0);
	assert_int_equal(f->report.put_aside, 0);
}

static void
a_folder_that_is_missing_is_used_when_it_can_be_made(void **state)
{
	struct fixture *f = *state;

	(void)snprintf(f->path, sizeof(f->path), "%s/m/s", f->top);
	start(f);
	assert_int_equal(f->report.health, STORE_UNUSABLE);
	assert_non_null(strstr(f->report.why.text, "No such file"));
	assert_works(f);
	(void)snprintf(f->path, sizeof(f->path), "%s/m", f->top);
	assert_int_equal(mkdir(f->path, 0750), 0);
	store_tend(f->store, &f->report);
	assert_int_equal(f->report.health, STORE_SOUND);
	assert_works(f);
	stop(f);
	(void)snprintf(f->path, sizeof(f->path), "%s/m/s", f->top);
	(void)remove_files(f->path, "");
	(void)rmdir(f->path);
	(void)snprintf(f->path, sizeof(f->path), "%s/m", f->top);
}

static void
what_a_full_store_does_not_take_is_kept_in_memory(void **state)
{
	struct fixture *f = *state;
	static char value[8000];
	int n = 0;

	memset(value, 'x', sizeof(value) - 1);
	start(f);
	assert_int_equal(put(f, "kept.test", "old"), 0);
	while (put(f, name_of(n), value) == 0)
		assert_true(++n < 1000);
	store_tend(f->store, &f->report);
	assert_int_equal(f->report.health, STORE_UNWRITABLE);
	assert_non_null(strstr(f->report.why.text, "raise store.size"));
	assert_int_equal(put(f, name_of(n), value), 0);
	assert_true(has(f, name_of(n), value)); /* of memory */
	assert_true(has(f, name_of(0), value)); /* of the store */
	assert_true(has(f, "kept.test", "old"));
	for (int i = 0; i < n; i += 2)
		(void)store_delete(f->store, STORE_STATUS, name_of(i),
		    strlen(name_of(i)), NULL);
}

static void
a_store_that_is_removed_is_begun_anew(void **state)
{
	struct fixture *f = *state;

	start(f);
	fill(f);
	(void)remove_files(f->path, "");
	assert_true(has(f, "kept.test", "kept"));
	store_tend(f->store, &f->report);
	assert_int_equal(f->report.health, STORE_SOUND);
	assert_false(has(f, "kept.test", "kept"));
	assert_works(f);
	assert_true(renewed(f) > 0);
	assert_int_equal(access(f->data, F_OK), 0);
}

#define WITH_FOLDER(test) \
	cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    WITH_FOLDER(a_sound_file_is_left_as_it_is),
	    WITH_FOLDER(a_damaged_file_is_put_aside_at_the_start),
	    WITH_FOLDER(a_file_that_is_damaged_while_it_is_used_is_replaced),
	    WITH_FOLDER(nothing_is_written_to_junk),
	    WITH_FOLDER(
		a_file_that_is_cut_in_the_midst_of_a_change_holds_nobody_up),
	    WITH_FOLDER(no_page_is_believed),
	    WITH_FOLDER(of_files_put_aside_three_are_kept),
	    WITH_FOLDER(a_loss_is_remembered),
	    WITH_FOLDER(another_format_is_left_alone_until_it_is_ours_again),
	    WITH_FOLDER(a_folder_that_is_missing_is_used_when_it_can_be_made),
	    WITH_FOLDER(what_a_full_store_does_not_take_is_kept_in_memory),
	    WITH_FOLDER(a_store_that_is_removed_is_begun_anew),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
