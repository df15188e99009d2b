/* SPDX-License-Identifier: BSD-2-Clause */
/* Opening a store only to look into it. */

#include "store/internal.h"

#include <stdbool.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/error.h"
#include "base/mem.h"

/* Nothing is made: the files have to be there, the lock file too. */
static bool
reading_is_there(const char *path)
{
	char *data = mem_printf("%s/" STORE_DATA_FILE, path);
	char *lock = mem_printf("%s/" STORE_LOCK_FILE, path);
	bool there = access(data, R_OK) == 0 && access(lock, R_OK | W_OK) == 0;

	free(data);
	free(lock);
	return there;
}

int
store_open_reading(
    const char *path, struct store **store_out, struct error *err)
{
	struct store *s;

	if (!reading_is_there(path))
		return error_set(
		    err, "%s: no store there that can be read", path);
	s = store_new(path, 0);
	if (store_env_open(&s->main, STORE_READ_ONLY, err) == -1) {
		store_close(&s);
		return -1;
	}
	*store_out = s;
	return 0;
}
