/* SPDX-License-Identifier: BSD-2-Clause */
/* The store: what it keeps, what it survives, and what it says when broken. */

#include "tests/unit/unit.h"

#include <fcntl.h>
#include <lmdb.h>
#include <stdbool.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/error.h"
#include "store/store.h"
#include "tests/unit/store_format.h"

#define SIZE (UINT64_C(4) << 20)

struct folder {
	char top[64];
	char store[96];
	char data[128];
	char lock[128];
};

static int
make_folder(void **state)
{
	struct folder *f = calloc(1, sizeof(*f));

	assert_non_null(f);
	(void)snprintf(f->top, sizeof(f->top), "/tmp/test_store.XXXXXX");
	assert_non_null(mkdtemp(f->top));
	(void)snprintf(f->store, sizeof(f->store), "%s/s", f->top);
	(void)snprintf(f->data, sizeof(f->data), "%s/data.mdb", f->store);
	(void)snprintf(f->lock, sizeof(f->lock), "%s/lock.mdb", f->store);
	*state = f;
	return 0;
}

static int
remove_folder(void **state)
{
	struct folder *f = *state;

	(void)unlink(f->data);
	(void)unlink(f->lock);
	(void)rmdir(f->store);
	(void)rmdir(f->top);
	free(f);
	return 0;
}

static struct store *
must_open(const struct folder *f, uint64_t size)
{
	struct error err = {""};
	struct store *s = NULL;

	if (store_open(f->store, size, &s, &err) == -1)
		fail_msg("%s", err.text);
	return s;
}

static struct store_reader *
must_read(struct store *s)
{
	struct error err = {""};
	struct store_reader *r = NULL;

	if (store_reader_new(s, &r, &err) == -1)
		fail_msg("%s", err.text);
	return r;
}

static void
must_write(struct store *s, const char *key, const char *value)
{
	struct error err = {""};

	if (store_write(s, STORE_STATUS, key, strlen(key), value, strlen(value),
		&err) == -1)
		fail_msg("%s", err.text);
}

/* value NULL: the key is absent. */
static void
assert_holds(struct store_reader *r, const char *key, const char *value)
{
	const void *data;
	size_t len;
	enum store_found found =
	    store_read(r, STORE_STATUS, key, strlen(key), &data, &len);

	if (value == NULL) {
		assert_int_equal(found, STORE_ABSENT);
		return;
	}
	assert_int_equal(found, STORE_FOUND);
	assert_int_equal(len, strlen(value));
	assert_memory_equal(data, value, len);
	store_release(r);
}

static void
assert_open_fails(const struct folder *f, const char *text)
{
	struct error err = {""};
	struct store *s = NULL;

	assert_int_equal(store_open(f->store, SIZE, &s, &err), -1);
	assert_null(s);
	if (strstr(err.text, text) == NULL)
		fail_msg("\"%s\" lacks \"%s\"", err.text, text);
}

static void
what_is_written_is_read_until_deleted(void **state)
{
	struct store *s = must_open(*state, SIZE);
	struct store_reader *r = must_read(s);
	struct error err;

	assert_holds(r, "a.test", NULL);
	must_write(s, "a.test", "one");
	assert_holds(r, "a.test", "one");
	must_write(s, "a.test", "another");
	assert_holds(r, "a.test", "another");
	assert_int_equal(store_delete(s, STORE_STATUS, "a.test", 6, &err), 0);
	assert_holds(r, "a.test", NULL);
	assert_int_equal(store_delete(s, STORE_STATUS, "a.test", 6, &err), 0);
	store_reader_free(&r);
	store_close(&s);
	assert_null(r);
	assert_null(s);
	store_close(&s);
	store_reader_free(&r);
}

static void
a_store_opened_again_has_what_it_had(void **state)
{
	struct store *s = must_open(*state, SIZE);
	struct store_reader *r;

	must_write(s, "a.test", "kept");
	store_close(&s);
	s = must_open(*state, SIZE);
	r = must_read(s);
	assert_holds(r, "a.test", "kept");
	store_reader_free(&r);
	store_close(&s);
}

static void
folder_and_file_are_closed_to_others(void **state)
{
	const struct folder *f = *state;
	struct stat st;
	mode_t mask = umask(0);
	struct store *s = must_open(f, SIZE);

	assert_int_equal(stat(f->store, &st), 0);
	assert_int_equal(st.st_mode & 07777, 0750);
	assert_int_equal(stat(f->data, &st), 0);
	assert_int_equal(st.st_mode & 07777, 0640);
	assert_int_equal(stat(f->lock, &st), 0);
	assert_int_equal(st.st_mode & 07777, 0640);
	(void)umask(mask);
	store_close(&s);
}

static void
a_strict_umask_does_not_narrow_the_modes(void **state)
{
	const struct folder *f = *state;
	struct stat st;
	mode_t mask = umask(077);
	struct store *s = must_open(f, SIZE);

	(void)umask(mask);
	assert_int_equal(stat(f->store, &st), 0);
	assert_int_equal(st.st_mode & 07777, 0750);
	assert_int_equal(stat(f->data, &st), 0);
	assert_int_equal(st.st_mode & 07777, 0640);
	store_close(&s);
}

static int
collect(
    const void *key, size_t key_len, const void *data, size_t len, void *arg)
{
	char *text = arg;

	(void)strncat(text, key, key_len);
	(void)strcat(text, "=");
	(void)strncat(text, data, len);
	(void)strcat(text, " ");
	return 0;
}

static int
stop_at_once(
    const void *key, size_t key_len, const void *data, size_t len, void *arg)
{
	(void)key, (void)key_len, (void)data, (void)len;
	++*(int *)arg;
	return 7;
}

static void
records_come_in_the_order_of_keys_until_told_to_stop(void **state)
{
	struct store *s = must_open(*state, SIZE);
	struct store_reader *r = must_read(s);
	char text[256] = "";
	int seen = 0;

	assert_int_equal(store_each(r, STORE_STATUS, collect, text), 0);
	assert_string_equal(text, "");
	must_write(s, "b.test", "2");
	must_write(s, "a.test", "1");
	must_write(s, "c.test", "3");
	assert_int_equal(store_each(r, STORE_STATUS, collect, text), 0);
	assert_string_equal(text, "a.test=1 b.test=2 c.test=3 ");
	assert_int_equal(store_each(r, STORE_STATUS, stop_at_once, &seen), 7);
	assert_int_equal(seen, 1);
	store_reader_free(&r);
	store_close(&s);
}

static void
a_key_that_can_not_be_is_an_error_and_absent(void **state)
{
	struct store *s = must_open(*state, SIZE);
	struct store_reader *r = must_read(s);
	struct error err = {""};
	char key[STORE_KEY_MAX + 1];
	const void *data;
	size_t len;

	memset(key, 'k', sizeof(key));
	assert_int_equal(
	    store_write(s, STORE_STATUS, key, sizeof(key), "", 0, &err), -1);
	assert_int_equal(store_write(s, STORE_STATUS, "", 0, "", 0, &err), -1);
	assert_int_equal(
	    store_write(s, STORE_STATUS, key, STORE_KEY_MAX, "", 0, &err), 0);
	assert_int_equal(
	    store_read(r, STORE_STATUS, "", 0, &data, &len), STORE_FAILED);
	assert_true(strlen(store_failure(r)) > 0);
	assert_int_equal(
	    store_read(r, STORE_STATUS, key, STORE_KEY_MAX, &data, &len),
	    STORE_FOUND);
	store_reader_free(&r);
	store_close(&s);
}

/* Runs in a process of its own, and never returns. */
static void
child_writes(const struct folder *f, int ready)
{
	struct error err;
	struct store *s;
	char key[32], text[32];

	if (store_open(f->store, SIZE, &s, &err) == -1)
		_exit(1);
	for (int i = 0;; i++) {
		(void)snprintf(key, sizeof(key), "d%d.test", i % 50);
		(void)snprintf(text, sizeof(text), "%d", i);
		if (store_write(s, STORE_STATUS, key, strlen(key), text,
			strlen(text), &err) == -1)
			_exit(2);
		if (write(ready, &i, sizeof(i)) != sizeof(i))
			_exit(3);
	}
}

static void
a_killed_writer_loses_nothing_that_was_written(void **state)
{
	const struct folder *f = *state;
	int pipes[2], last = -1, i;
	char key[32], text[32];
	struct store *s;
	struct store_reader *r;
	pid_t child;

	assert_int_equal(pipe(pipes), 0);
	child = fork();
	assert_true(child >= 0);
	if (child == 0)
		child_writes(f, pipes[1]);
	(void)close(pipes[1]);
	while (last < 200 && read(pipes[0], &i, sizeof(i)) == sizeof(i))
		last = i;
	assert_int_equal(kill(child, SIGKILL), 0);
	while (read(pipes[0], &i, sizeof(i)) == sizeof(i))
		last = i;
	(void)close(pipes[0]);
	assert_int_equal(waitpid(child, &i, 0), child);
	assert_true(WIFSIGNALED(i));
	s = must_open(f, SIZE);
	r = must_read(s);
	for (i = last - 40; i <= last; i++) {
		const void *data;
		size_t len;

		/* the one after `last` may be stored and not told */
		(void)snprintf(key, sizeof(key), "d%d.test", i % 50);
		assert_int_equal(
		    store_read(r, STORE_STATUS, key, strlen(key), &data, &len),
		    STORE_FOUND);
		(void)snprintf(
		    text, sizeof(text), "%.*s", (int)len, (const char *)data);
		store_release(r);
		assert_int_equal(atoi(text), i);
	}
	must_write(s, "after.test", "the lock was let go");
	assert_holds(r, "after.test", "the lock was let go");
	store_reader_free(&r);
	store_close(&s);
}

static void
processes_see_what_the_other_wrote(void **state)
{
	const struct folder *f = *state;
	struct store *s;
	struct store_reader *r;
	struct error err;
	int to_child[2], from_child[2], status;
	char c = 0;
	pid_t child;

	assert_int_equal(pipe(to_child), 0);
	assert_int_equal(pipe(from_child), 0);
	child = fork();
	assert_true(child >= 0);
	if (child == 0) {
		if (read(to_child[0], &c, 1) != 1 ||
		    store_open(f->store, SIZE, &s, &err) == -1 ||
		    store_write(s, STORE_STATUS, "b.test", 6, "theirs", 6,
			&err) == -1 ||
		    write(from_child[1], &c, 1) != 1)
			_exit(1);
		_exit(0);
	}
	s = must_open(f, SIZE);
	r = must_read(s);
	must_write(s, "a.test", "ours");
	assert_int_equal(write(to_child[1], &c, 1), 1);
	assert_int_equal(read(from_child[0], &c, 1), 1);
	assert_holds(r, "a.test", "ours");
	assert_holds(r, "b.test", "theirs");
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(status, 0);
	store_reader_free(&r);
	store_close(&s);
	for (int i = 0; i < 2; i++) {
		(void)close(to_child[i]);
		(void)close(from_child[i]);
	}
}

/* Fill until it fails; returns how many records went in. */
static int
fill(struct store *s, struct error *err)
{
	static char value[8000];
	char key[32];

	for (int i = 0; i < 100000; i++) {
		(void)snprintf(key, sizeof(key), "d%d.test", i);
		if (store_write(s, STORE_STATUS, key, strlen(key), value,
			sizeof(value), err) == -1)
			return i;
	}
	return -1;
}

static void
a_full_store_says_what_to_raise_and_still_reads(void **state)
{
	struct store *s = must_open(*state, SIZE);
	struct store_reader *r = must_read(s);
	struct error err = {""};
	struct stat st;
	const struct folder *f = *state;
	const void *data;
	size_t len;

	assert_in_range(fill(s, &err), 100, 600);
	assert_non_null(strstr(
	    err.text, "the store is full (4194304 octets); raise store.size"));
	assert_int_equal(store_read(r, STORE_STATUS, "d0.test", 7, &data, &len),
	    STORE_FOUND);
	store_release(r);
	assert_int_equal(stat(f->data, &st), 0);
	assert_true((uint64_t)st.st_size <= SIZE);
	store_reader_free(&r);
	store_close(&s);
	s = must_open(*state, 2 * SIZE); /* raised, as told */
	must_write(s, "a.test", "fits");
	store_close(&s);
}

static void
a_larger_map_of_another_process_is_taken_over(void **state)
{
	const struct folder *f = *state;
	struct store *s = must_open(f, SIZE);
	struct store_reader *r = must_read(s);
	struct error err = {""};
	struct store *theirs;
	int status;
	pid_t child;

	must_write(s, "a.test", "small");
	child = fork();
	assert_true(child >= 0);
	if (child == 0) {
		if (store_open(f->store, 4 * SIZE, &theirs, &err) == -1)
			_exit(1);
		(void)fill(theirs, &err);
		_exit(0);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(status, 0);
	assert_holds(r, "a.test", "small");
	assert_int_equal(store_delete(s, STORE_STATUS, "d1.test", 7, &err), 0);
	assert_holds(r, "d1.test", NULL);
	store_reader_free(&r);
	store_close(&s);
}

static void
overwrite(const char *path, off_t at, const char *data, size_t len)
{
	int fd = open(path, O_WRONLY);

	assert_true(fd >= 0);
	assert_int_equal(pwrite(fd, data, len, at), (ssize_t)len);
	(void)close(fd);
}

static void
a_file_that_is_no_store_is_named_and_left_alone(void **state)
{
	const struct folder *f = *state;
	struct store *s = must_open(f, SIZE);
	static const char junk[8192] = "From somebody Sat Nov 21 10:00:00 2026";
	char first[5] = "";
	int fd;

	store_close(&s);
	overwrite(f->data, 0, junk, sizeof(junk));
	assert_open_fails(f, "data.mdb: the store is damaged; "
			     "caagate-policyd puts it aside");
	fd = open(f->data, O_RDONLY);
	assert_int_equal(read(fd, first, 4), 4);
	(void)close(fd);
	assert_string_equal(first, "From");
}

static void
a_file_cut_short_is_damaged(void **state)
{
	const struct folder *f = *state;
	struct store *s = must_open(f, SIZE);
	struct error err;

	(void)fill(s, &err);
	store_close(&s);
	assert_int_equal(truncate(f->data, 3000000), 0);
	assert_open_fails(f, "data.mdb: the store is damaged: page ");
	assert_int_equal(truncate(f->data, 8192), 0);
	assert_open_fails(f, "data.mdb: ");
}

static void
a_file_short_by_some_pages_does_not_end_the_program(void **state)
{
	const struct folder *f = *state;
	struct store *s = must_open(f, SIZE);
	char key[32], value[512] = "";
	struct stat st;
	struct error err;

	for (int i = 0; i < 300; i++) {
		(void)snprintf(key, sizeof(key), "d%d.test", i);
		assert_int_equal(store_write(s, STORE_STATUS, key, strlen(key),
				     value, sizeof(value), &err),
		    0);
	}
	store_close(&s);
	assert_int_equal(stat(f->data, &st), 0);
	assert_int_equal(truncate(f->data, st.st_size / 4096 / 2 * 4096), 0);
	assert_open_fails(f, "data.mdb: ");
}

static void
a_store_of_another_format_is_refused(void **state)
{
	const struct folder *f = *state;
	struct store *s = must_open(f, SIZE);

	store_close(&s);
	write_format(f->store, "2");
	assert_open_fails(f, "the store has format version 2, this program "
			     "wants 1; ");
	write_format(f->store, "1");
	s = must_open(f, SIZE);
	store_close(&s);
}

/* As the first version of the program left it: two tables. */
static void
make_first_format(const struct folder *f)
{
	static char name[] = "one.test", known[] = "what was known";
	static char format[] = "format", one[] = "1";
	MDB_val key = {sizeof(format) - 1, format};
	MDB_val value = {sizeof(one) - 1, one};
	MDB_val domain = {sizeof(name) - 1, name};
	MDB_val status = {sizeof(known) - 1, known};
	MDB_env *env;
	MDB_txn *txn;
	MDB_dbi meta, table;

	assert_int_equal(mkdir(f->store, 0750), 0);
	assert_int_equal(mdb_env_create(&env), 0);
	assert_int_equal(mdb_env_set_maxdbs(env, 2), 0);
	assert_int_equal(mdb_env_open(env, f->store, 0, 0640), 0);
	assert_int_equal(mdb_txn_begin(env, NULL, 0, &txn), 0);
	assert_int_equal(mdb_dbi_open(txn, "meta", MDB_CREATE, &meta), 0);
	assert_int_equal(mdb_put(txn, meta, &key, &value, 0), 0);
	assert_int_equal(mdb_dbi_open(txn, "status", MDB_CREATE, &table), 0);
	assert_int_equal(mdb_put(txn, table, &domain, &status, 0), 0);
	assert_int_equal(mdb_txn_commit(txn), 0);
	mdb_env_close(env);
}

static void
a_store_of_the_first_format_opens_with_what_it_had(void **state)
{
	const struct folder *f = *state;
	struct store *s;
	struct store_reader *r;
	const void *data;
	size_t len;

	make_first_format(f);
	for (int i = 0; i < 2; i++) { /* the new tables are made once */
		s = must_open(f, SIZE);
		r = must_read(s);
		assert_holds(r, "one.test", "what was known");
		for (int t = STORE_STATUS + 1; t < STORE_TABLES; t++)
			assert_int_equal(store_read(r, (enum store_table)t,
					     "one.test", 8, &data, &len),
			    STORE_ABSENT);
		store_reader_free(&r);
		store_close(&s);
	}
}

struct swap {
	const char *from, *to;
	bool fails;
};

/* Move a record to another key and another table. */
static int
change_swap(struct store_change *c, void *arg, struct error *err)
{
	const struct swap *swap = arg;
	const void *data;
	size_t len;
	char copy[64];

	assert_int_equal(store_change_read(c, STORE_STATUS, swap->from,
			     strlen(swap->from), &data, &len),
	    STORE_FOUND);
	memcpy(copy, data, len);
	store_change_delete(c, STORE_STATUS, swap->from, strlen(swap->from));
	store_change_delete(c, STORE_STATUS, "never there", 11);
	store_change_write(c, STORE_USE, swap->to, strlen(swap->to), copy, len);
	assert_int_equal(store_change_read(c, STORE_STATUS, swap->from,
			     strlen(swap->from), &data, &len),
	    STORE_ABSENT);
	return swap->fails ? error_set(err, "not wanted") : 0;
}

static void
a_change_happens_as_a_whole_or_not_at_all(void **state)
{
	struct swap swap = {"a.test", "b.test", true};
	struct store *s = must_open(*state, SIZE);
	struct store_reader *r = must_read(s);
	struct error err = {""};
	const void *data;
	size_t len;

	must_write(s, "a.test", "one");
	assert_int_equal(store_change(s, change_swap, &swap, &err), -1);
	assert_string_equal(err.text, "not wanted");
	assert_holds(r, "a.test", "one");
	assert_int_equal(
	    store_read(r, STORE_USE, "b.test", 6, &data, &len), STORE_ABSENT);
	swap.fails = false;
	assert_int_equal(store_change(s, change_swap, &swap, &err), 0);
	assert_holds(r, "a.test", NULL);
	assert_int_equal(
	    store_read(r, STORE_USE, "b.test", 6, &data, &len), STORE_FOUND);
	store_release(r);
	store_reader_free(&r);
	store_close(&s);
}

static int
change_too_much(struct store_change *c, void *arg, struct error *err)
{
	static char much[2 * SIZE];

	(void)err;
	(void)arg;
	store_change_write(c, STORE_USE, "a.test", 6, "x", 1);
	store_change_write(c, STORE_USE, "b.test", 6, much, sizeof(much));
	store_change_write(c, STORE_USE, "c.test", 6, "x", 1);
	return 0;
}

static void
a_change_that_does_not_fit_says_so_and_changes_nothing(void **state)
{
	struct store *s = must_open(*state, SIZE);
	struct store_reader *r = must_read(s);
	struct error err = {""};
	const void *data;
	size_t len;

	assert_int_equal(store_change(s, change_too_much, NULL, &err), -1);
	assert_non_null(strstr(err.text, "the store is full"));
	assert_int_equal(
	    store_read(r, STORE_USE, "a.test", 6, &data, &len), STORE_ABSENT);
	store_reader_free(&r);
	store_close(&s);
}

static void
two_records_are_read_in_one_state_of_the_store(void **state)
{
	struct store *s = must_open(*state, SIZE);
	struct store_reader *r = must_read(s);
	const void *first, *second;
	size_t len;

	must_write(s, "a.test", "one");
	must_write(s, "b.test", "two");
	assert_int_equal(store_read(r, STORE_STATUS, "a.test", 6, &first, &len),
	    STORE_FOUND);
	must_write(s, "b.test", "new");
	assert_int_equal(
	    store_read_also(r, STORE_WAIVERS, "b.test", 6, &second, &len),
	    STORE_ABSENT);
	assert_int_equal(
	    store_read_also(r, STORE_STATUS, "b.test", 6, &second, &len),
	    STORE_FOUND);
	assert_memory_equal(second, "two", 3);
	assert_memory_equal(first, "one", 3);
	store_release(r);
	store_reader_free(&r);
	store_close(&s);
}

static int
note_key(
    const void *key, size_t key_len, const void *data, size_t len, void *arg)
{
	char *seen = arg;

	(void)data;
	(void)len;
	(void)strncat(seen, key, key_len);
	return strlen(seen) >= 2 ? 7 : 0;
}

static void
a_walk_goes_on_after_any_key(void **state)
{
	static const struct {
		const char *after, *seen;
	} cases[] = {{"", "ac"}, {"a", "ce"}, {"b", "ce"}, {"c", "e"},
	    {"e", ""}, {"zz", ""}};
	struct store *s = must_open(*state, SIZE);
	struct store_reader *r = must_read(s);

	must_write(s, "a", "1");
	must_write(s, "c", "1");
	must_write(s, "e", "1");
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		char seen[8] = "";
		int ret = store_each_after(r, STORE_STATUS, cases[i].after,
		    strlen(cases[i].after), note_key, seen);

		assert_string_equal(seen, cases[i].seen);
		assert_int_equal(ret, strlen(seen) == 2 ? 7 : 0);
	}
	store_reader_free(&r);
	store_close(&s);
}

static void
a_database_of_another_program_is_refused(void **state)
{
	const struct folder *f = *state;
	MDB_env *env;
	MDB_txn *txn;
	MDB_dbi other;

	assert_int_equal(mkdir(f->store, 0750), 0);
	assert_int_equal(mdb_env_create(&env), 0);
	assert_int_equal(mdb_env_set_maxdbs(env, 4), 0);
	assert_int_equal(mdb_env_open(env, f->store, 0, 0640), 0);
	assert_int_equal(mdb_txn_begin(env, NULL, 0, &txn), 0);
	assert_int_equal(mdb_dbi_open(txn, "mail", MDB_CREATE, &other), 0);
	assert_int_equal(mdb_txn_commit(txn), 0);
	mdb_env_close(env);
	assert_open_fails(f, "not a store of caagate");
}

static void
a_path_that_can_not_be_is_named(void **state)
{
	const struct folder *f = *state;
	struct error err;
	struct store *s = NULL;
	char path[256];

	(void)snprintf(path, sizeof(path), "%s/missing/s", f->top);
	assert_int_equal(store_open(path, SIZE, &s, &err), -1);
	assert_non_null(strstr(err.text, "missing/s: the folder of the store "
					 "can't be made: No such file"));
	assert_int_equal(store_open("/dev/null", SIZE, &s, &err), -1);
	assert_non_null(strstr(err.text, "store.path is to be a folder"));
	assert_int_equal(store_open(f->store, 1000, &s, &err), -1);
	assert_non_null(strstr(err.text, "store.size of 1000 octets"));
	assert_null(s);
}

#define with_folder(test) \
	cmocka_unit_test_setup_teardown(test, make_folder, remove_folder)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    with_folder(what_is_written_is_read_until_deleted),
	    with_folder(a_store_opened_again_has_what_it_had),
	    with_folder(folder_and_file_are_closed_to_others),
	    with_folder(a_strict_umask_does_not_narrow_the_modes),
	    with_folder(records_come_in_the_order_of_keys_until_told_to_stop),
	    with_folder(a_key_that_can_not_be_is_an_error_and_absent),
	    with_folder(a_killed_writer_loses_nothing_that_was_written),
	    with_folder(processes_see_what_the_other_wrote),
	    with_folder(a_full_store_says_what_to_raise_and_still_reads),
	    with_folder(a_larger_map_of_another_process_is_taken_over),
	    with_folder(a_file_that_is_no_store_is_named_and_left_alone),
	    with_folder(a_file_cut_short_is_damaged),
	    with_folder(a_file_short_by_some_pages_does_not_end_the_program),
	    with_folder(a_store_of_another_format_is_refused),
	    with_folder(a_store_of_the_first_format_opens_with_what_it_had),
	    with_folder(a_change_happens_as_a_whole_or_not_at_all),
	    with_folder(a_change_that_does_not_fit_says_so_and_changes_nothing),
	    with_folder(two_records_are_read_in_one_state_of_the_store),
	    with_folder(a_walk_goes_on_after_any_key),
	    with_folder(a_database_of_another_program_is_refused),
	    with_folder(a_path_that_can_not_be_is_named),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
