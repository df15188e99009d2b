/* SPDX-License-Identifier: BSD-2-Clause */
/* A store for who has to go on whatever happens to it. */

#include "store/internal.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/mem.h"
#include "store/guard.h"

/* A write succeeded, and none has failed for so long: all is well again. */
#define LASTING_SETTLE_MS 5000

/* The same of a full store: what is small finds room in it now and then. */
#define LASTING_SETTLE_FULL_MS 60000

/* To wait for another program that puts the same file aside. */
#define LASTING_LOCK_TRIES 200
#define LASTING_LOCK_US 10000

static int
lasting_stat(const struct store *s, struct stat *out)
{
	char *path = mem_printf("%s/" STORE_DATA_FILE, s->main.path);
	int ret = stat(path, out);

	free(path);
	return ret;
}

/* Damaged and not to be moved: not looked at again before it changes. */
static bool
lasting_is_left(const struct store *s)
{
	struct stat st;

	return s->left_inode != 0 && lasting_stat(s, &st) == 0 &&
	       st.st_ino == s->left_inode &&
	       st.st_ctim.tv_sec == s->left_changed.tv_sec &&
	       st.st_ctim.tv_nsec == s->left_changed.tv_nsec;
}

static void
lasting_leave(struct store *s)
{
	struct stat st;

	if (lasting_stat(s, &st) == -1)
		return;
	s->left_inode = st.st_ino;
	s->left_changed = st.st_ctim;
}

/* One program at a time puts files aside: a descriptor, or -1. */
static int
lasting_take_folder(const char *path, struct error *err)
{
	int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (fd == -1)
		return error_set(err, "%s: %s", path, strerror(errno));
	for (int i = 0; i < LASTING_LOCK_TRIES; i++) {
		if (flock(fd, LOCK_EX | LOCK_NB) == 0)
			return fd;
		(void)usleep(LASTING_LOCK_US);
	}
	(void)close(fd);
	return error_set(err, "%s: another program has held its lock for %d s",
	    path, LASTING_LOCK_TRIES / (1000000 / LASTING_LOCK_US));
}

/* Open it; LMDB's own verdict on this very file stands. */
static int
lasting_try(
    struct store *s, struct store_env *e, unsigned how, struct error *err)
{
	struct stat st;

	if (store_env_open(e, how, err) == -1)
		return -1;
	if (s->condemned == 0 || lasting_stat(s, &st) == -1 ||
	    st.st_ino != s->condemned)
		return 0;
	store_env_close(e);
	e->is_damaged = true;
	return error_set(err,
	    "%s/" STORE_DATA_FILE ": the store is damaged: a page is not what "
	    "it should be",
	    e->path);
}

/* With the folder's lock held. */
static int
lasting_begin_anew(struct store *s, struct store_env *e,
    struct store_report *out, struct error *err)
{
	struct error why;
	char *name;

	if (store_put_aside(e->path, &name, &why) == -1) {
		error_prefix(&why, "%s; it is left alone", err->text);
		*err = why;
		lasting_leave(s);
		return -1;
	}
	s->put_aside++;
	(void)error_set(&out->news,
	    "%s; it is now %s, and a new store is begun: domains are verified "
	    "anew, waivers have to be given again",
	    err->text, name);
	free(name);
	return store_env_open(e, STORE_RENEWED, err);
}

/* What is damaged is replaced, unless another program has done so by now. */
static int
lasting_replace(struct store *s, struct store_env *e, unsigned how,
    struct store_report *out, struct error *err)
{
	int ret, folder = lasting_take_folder(e->path, err);

	if (folder == -1)
		return -1;
	ret = lasting_try(s, e, how, err);
	if (ret == -1 && e->is_damaged)
		ret = lasting_begin_anew(s, e, out, err);
	(void)close(folder);
	return ret;
}

/* Open main, if it can be. */
static void
lasting_open_main(struct store *s, unsigned how, struct store_report *out)
{
	struct store_env e = {.path = s->main.path, .size = s->main.size};
	int ret;

	if (lasting_is_left(s))
		return;
	if (s->had_main)
		how |= STORE_RENEWED;
	ret = lasting_try(s, &e, how, &s->main_why);
	if (ret == -1 && e.code == EROFS)
		ret = store_env_open(&e, how | STORE_READ_ONLY, NULL);
	else if (ret == -1 && e.is_damaged)
		ret = lasting_replace(s, &e, how, out, &s->main_why);
	if (ret == -1)
		return;
	s->left_inode = 0;
	s->condemned = 0;
	s->seen_size = 0;
	s->had_main = true;
	store_env_publish(s, &s->main, &e);
	store_note_own_change(s);
}

/* Main's file as it is open: has another taken its place, or is it shorter than
 * it was?  LMDB never makes it so. */
static bool
lasting_is_lost(struct store *s)
{
	struct stat here, there;
	int fd;

	if (mdb_env_get_fd(s->main.env, &fd) != 0 || fstat(fd, &here) == -1)
		return true;
	if (here.st_size < s->seen_size || lasting_stat(s, &there) == -1)
		return true;
	s->seen_size = here.st_size;
	return here.st_ino != there.st_ino || here.st_dev != there.st_dev;
}

static bool
lasting_is_writable_again(const struct store *s)
{
	return s->main.is_read_only && access(s->main.path, W_OK) == 0;
}

static void
lasting_forget_failure(struct store *s)
{
	(void)pthread_mutex_lock(&s->lock);
	s->failed_ms = 0;
	(void)pthread_mutex_unlock(&s->lock);
}

/* Open main again where that may help. */
static void
lasting_mend(struct store *s, struct store_report *out)
{
	int trouble = atomic_exchange(&s->trouble, 0);
	struct stat st;
	int fd;

	if (s->main.env != NULL) {
		if (trouble == 0 && !lasting_is_lost(s) &&
		    !lasting_is_writable_again(s))
			return;
		if (trouble != 0 && trouble != GUARD_UNREADABLE &&
		    trouble != MDB_PANIC &&
		    mdb_env_get_fd(s->main.env, &fd) == 0 &&
		    fstat(fd, &st) == 0)
			s->condemned = st.st_ino;
		store_make_spare(s);
		store_env_withdraw(s, &s->main);
	}
	lasting_open_main(
	    s, trouble != 0 ? STORE_SUSPICIOUSLY : STORE_CAREFULLY, out);
	if (trouble != MDB_PANIC) /* that of a write, and may come again */
		lasting_forget_failure(s);
}

/* Have writes failed lately?  Where they did one is tried; a full store may
 * take a small one and not the next, so it has to take others first. */
static bool
lasting_is_failing(struct store *s, struct error *why)
{
	int64_t now = clock_steady_ms(), failed;
	struct error ignored;
	int code, settles;
	bool settled;

	(void)pthread_mutex_lock(&s->lock);
	failed = s->failed_ms;
	code = s->why_code;
	(void)pthread_mutex_unlock(&s->lock);
	if (failed == 0)
		return false;
	settles =
	    code == MDB_MAP_FULL ? LASTING_SETTLE_FULL_MS : LASTING_SETTLE_MS;
	if (code != MDB_MAP_FULL)
		(void)store_probe(s, &ignored);
	(void)pthread_mutex_lock(&s->lock);
	settled = s->written_ms > s->failed_ms && now - s->failed_ms > settles;
	if (settled)
		s->failed_ms = 0;
	*why = s->why;
	(void)pthread_mutex_unlock(&s->lock);
	return !settled;
}

static enum store_health
lasting_health(struct store *s, struct error *why)
{
	if (s->main.env == NULL) {
		*why = s->main_why;
		return STORE_UNUSABLE;
	}
	if (s->main.is_read_only) {
		*why = s->main_why;
		return STORE_UNWRITABLE;
	}
	return lasting_is_failing(s, why) ? STORE_UNWRITABLE : STORE_SOUND;
}

const char *
store_health_text(enum store_health health)
{
	switch (health) {
	case STORE_SOUND:
		break;
	case STORE_UNWRITABLE:
		return "what is new is kept in memory, as the store can't be "
		       "written";
	case STORE_UNUSABLE:
		return "all is kept in memory, and nothing is known of before, "
		       "as the store can't be used";
	}
	return "";
}

void
store_tend(struct store *s, struct store_report *out)
{
	out->news.text[0] = out->why.text[0] = '\0';
	lasting_mend(s, out);
	out->health = lasting_health(s, &out->why);
	if (out->health == STORE_SOUND)
		store_drop_spare(s);
	else
		store_make_spare(s);
	if (out->news.text[0] == '\0' && s->health != out->health &&
	    out->health == STORE_SOUND)
		(void)error_set(
		    &out->news, "%s: the store is used again", s->main.path);
	s->health = out->health;
	out->put_aside = s->put_aside;
}

int
store_open_anyway(const char *path, uint64_t size, struct store **store_out,
    struct error *err)
{
	struct store *s;

	if (store_check_size(size, err) == -1)
		return -1;
	guard_catch();
	s = store_new(path, size);
	s->is_lasting = true;
	*store_out = s;
	return 0;
}
