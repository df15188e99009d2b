/* SPDX-License-Identifier: BSD-2-Clause */
/* A damaged file of ours gets another name, and makes room for a new one. */

#include "store/internal.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/mem.h"

#define ASIDE_PREFIX STORE_DATA_FILE ".damaged-"
#define ASIDE_KEPT 3 /* files; each may be as large as the store */
#define ASIDE_TIME_SIZE 32

/* Only what this program has written itself may be moved by it. */
static int
aside_check_owner(int folder, const char *path, struct error *err)
{
	struct stat file, above;

	if (fstatat(folder, STORE_DATA_FILE, &file, AT_SYMLINK_NOFOLLOW) ==
		-1 ||
	    fstat(folder, &above) == -1)
		return error_set(
		    err, "%s/" STORE_DATA_FILE ": %s", path, strerror(errno));
	if (!S_ISREG(file.st_mode) ||
	    (file.st_uid != geteuid() && file.st_uid != above.st_uid))
		return error_set(
		    err, "%s/" STORE_DATA_FILE ": not a file of ours", path);
	return 0;
}

/* `data.mdb.damaged-20261129T231502Z`, with a number where there is one. */
static char *
aside_name(int folder)
{
	time_t now = (time_t)clock_wall();
	char when[ASIDE_TIME_SIZE];
	struct stat st;
	struct tm tm;

	(void)strftime(
	    when, sizeof(when), "%Y%m%dT%H%M%SZ", gmtime_r(&now, &tm));
	for (unsigned i = 1;; i++) {
		char *name = i == 1 ? mem_printf(ASIDE_PREFIX "%s", when)
				    : mem_printf(ASIDE_PREFIX "%s-%u", when, i);

		if (fstatat(folder, name, &st, AT_SYMLINK_NOFOLLOW) == -1)
			return name;
		free(name);
	}
}

static int
aside_is_one(const struct dirent *entry)
{
	return strncmp(entry->d_name, ASIDE_PREFIX, strlen(ASIDE_PREFIX)) == 0;
}

/* The oldest leave; their names are in the order of time. */
static void
aside_prune(int folder)
{
	struct dirent **list;
	int n = scandirat(folder, ".", &list, aside_is_one, alphasort);

	if (n == -1)
		return;
	for (int i = 0; i < n; i++) {
		if (i < n - ASIDE_KEPT)
			(void)unlinkat(folder, list[i]->d_name, 0);
		free(list[i]);
	}
	free(list);
}

int
store_put_aside(const char *path, char **name_out, struct error *err)
{
	int folder = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	char *name = NULL;
	int ret = -1;

	if (folder == -1)
		return error_set(err, "%s: %s", path, strerror(errno));
	if (aside_check_owner(folder, path, err) == -1)
		goto out;
	name = aside_name(folder);
	if (renameat(folder, STORE_DATA_FILE, folder, name) == -1) {
		(void)error_set(err, "%s/" STORE_DATA_FILE ": rename: %s", path,
		    strerror(errno));
		goto out;
	}
	(void)unlinkat(folder, STORE_LOCK_FILE, 0);
	aside_prune(folder);
	*name_out = name;
	name = NULL;
	ret = 0;
out:
	free(name);
	(void)close(folder);
	return ret;
}
