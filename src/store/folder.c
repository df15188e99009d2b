/* SPDX-License-Identifier: BSD-2-Clause */
/* The folder of a store: made, given to its owner, and with room in it. */

#include "store/internal.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "base/mem.h"

#define STORE_FOLDER_MODE 0750

/* lock.mdb is written through a map: without room for it that is a SIGBUS. */
#define STORE_ROOM (UINT64_C(256) << 10)

int
store_make_folder(struct store_env *e, struct error *err)
{
	const char *path = e->path;
	struct stat st;

	if (mkdir(path, STORE_FOLDER_MODE) == 0) {
		/* mkdir(2) took the umask off */
		if (chmod(path, STORE_FOLDER_MODE) == -1)
			return error_set(
			    err, "%s: chmod: %s", path, strerror(errno));
		return 0;
	}
	if (errno != EEXIST) {
		e->code = errno;
		return error_set(err,
		    "%s: the folder of the store can't be "
		    "made: %s",
		    path, strerror(errno));
	}
	if (stat(path, &st) == -1 || !S_ISDIR(st.st_mode))
		return error_set(err, "%s: store.path is to be a folder", path);
	return 0;
}

int
store_give_to_owner(const struct store_env *e, struct error *err)
{
	static const char *const files[] = {STORE_DATA_FILE, STORE_LOCK_FILE};
	struct stat folder;
	int ret = 0;

	if (geteuid() != 0)
		return 0;
	if (stat(e->path, &folder) == -1)
		return error_set(err, "%s: %s", e->path, strerror(errno));
	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
		char *path = mem_printf("%s/%s", e->path, files[i]);
		struct stat st;

		if (ret == 0 && lstat(path, &st) == 0 && st.st_uid == 0 &&
		    folder.st_uid != 0 &&
		    lchown(path, folder.st_uid, folder.st_gid) == -1)
			ret = error_set(
			    err, "%s: chown: %s", path, strerror(errno));
		free(path);
	}
	return ret;
}

int
store_check_room(struct store_env *e, struct error *err)
{
	char *path = mem_printf("%s/" STORE_LOCK_FILE, e->path);
	struct statvfs fs;
	struct stat st;
	bool has_blocks = stat(path, &st) == 0 && st.st_size > 0 &&
			  (uint64_t)st.st_blocks * 512 >= (uint64_t)st.st_size;

	free(path);
	if (has_blocks || statvfs(e->path, &fs) == -1 ||
	    (uint64_t)fs.f_bavail * fs.f_frsize >= STORE_ROOM ||
	    (fs.f_flag & ST_RDONLY) != 0)
		return 0;
	return store_fail(e, ENOSPC, "opening", err);
}
