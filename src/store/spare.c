/* SPDX-License-Identifier: BSD-2-Clause */
/* What can't be written is kept in memory: a second environment, which comes
 * and goes while others read. */

#include "store/internal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"

/* Of what is kept in memory. */
#define SPARE_SIZE (UINT64_C(64) << 20)

static const char *const spare_folders[] = {
    "/dev/shm", "/tmp", "/var/tmp", NULL};

/* Nobody reads or writes while an environment comes or goes. */
static void
spare_lock(struct store *s)
{
	(void)pthread_rwlock_wrlock(&s->map_lock);
}

static void
spare_unlock(struct store *s)
{
	(void)pthread_rwlock_unlock(&s->map_lock);
}

void
store_env_withdraw(struct store *s, struct store_env *e)
{
	struct store_reader *r;

	if (e->env == NULL)
		return;
	spare_lock(s);
	(void)pthread_mutex_lock(&s->lock);
	LIST_FOREACH(r, &s->readers, entry)
	{
		MDB_txn **txn = e == &s->main ? &r->main : &r->spare;

		mdb_txn_abort(*txn);
		*txn = NULL;
	}
	(void)pthread_mutex_unlock(&s->lock);
	store_env_close(e);
	spare_unlock(s);
}

void
store_env_publish(
    struct store *s, struct store_env *e, const struct store_env *opened)
{
	if (e->path == NULL) { /* main's are read without a lock */
		e->path = opened->path;
		e->size = opened->size;
	}
	spare_lock(s);
	e->env = opened->env;
	memcpy(e->tables, opened->tables, sizeof(e->tables));
	e->page_size = opened->page_size;
	e->is_read_only = opened->is_read_only;
	e->renewed = opened->renewed;
	spare_unlock(s);
}

/* The folder is gone as soon as its files are open: so nothing is left behind,
 * however the process ends. */
static int
spare_open(struct store_env *e, const char *folder, struct error *err)
{
	char *path = mem_printf("%s/caagate.XXXXXX", folder);
	int ret = -1;

	e->path = path;
	if (mkdtemp(path) == NULL)
		return error_set(err, "%s: %s", path, strerror(errno));
	ret = store_env_open(e, STORE_RENEWED, err);
	for (int i = 0; i < 2; i++) {
		char *file = mem_printf(
		    "%s/%s", path, i == 0 ? STORE_DATA_FILE : STORE_LOCK_FILE);

		(void)unlink(file);
		free(file);
	}
	(void)rmdir(path);
	return ret;
}

void
store_make_spare(struct store *s)
{
	if (s->spare.env != NULL)
		return;
	for (size_t i = 0; spare_folders[i] != NULL; i++) {
		struct store_env e = {.size = SPARE_SIZE};

		if (e.size > s->main.size)
			e.size = s->main.size;
		if (spare_open(&e, spare_folders[i], NULL) == 0) {
			store_env_publish(s, &s->spare, &e);
			return;
		}
		free(e.path);
	}
}

void
store_drop_spare(struct store *s)
{
	store_env_withdraw(s, &s->spare);
	free(s->spare.path);
	s->spare.path = NULL;
}
