/* SPDX-License-Identifier: BSD-2-Clause */
/* Whole files: read within a bound, replaced in one step. */

#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/mem.h"

static int
file_fail(const char *path, struct error *err)
{
	return error_set(err, "%s: %s", path, strerror(errno));
}

static int
file_read_all(
    int fd, const char *path, size_t most, struct buf *out, struct error *err)
{
	char piece[16384];
	size_t total = 0;

	for (;;) {
		ssize_t n = read(fd, piece, sizeof(piece));

		if (n == -1 && errno == EINTR)
			continue;
		if (n == -1)
			return file_fail(path, err);
		if (n == 0)
			return 0;
		total += (size_t)n;
		if (total > most)
			return error_set(err,
			    "%s: more than the %zu octets that are read", path,
			    most);
		buf_put(out, piece, (size_t)n);
	}
}

int
file_read(const char *path, size_t most, struct buf *out, struct error *err)
{
	struct buf text = BUF_INIT;
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	int ret;

	if (fd == -1)
		return file_fail(path, err);
	ret = file_read_all(fd, path, most, &text, err);
	if (ret == 0)
		buf_put(out, buf_text(&text), text.len);
	(void)close(fd);
	buf_fini(&text);
	return ret;
}

static mode_t
file_mode(const char *path)
{
	struct stat st;
	mode_t mask;

	if (stat(path, &st) == 0)
		return st.st_mode & 0777;
	mask = umask(0);
	(void)umask(mask);
	return 0644 & ~mask;
}

static int
file_write_all(int fd, const char *data, size_t len)
{
	while (len > 0) {
		ssize_t n = write(fd, data, len);

		if (n == -1 && errno != EINTR)
			return -1;
		if (n > 0) {
			data += n;
			len -= (size_t)n;
		}
	}
	return fsync(fd);
}

int
file_replace(const char *path, const void *data, size_t len, struct error *err)
{
	char *fresh = mem_printf("%s.XXXXXX", path);
	int fd = mkostemp(fresh, O_CLOEXEC);
	int ret = -1;

	if (fd == -1) {
		(void)file_fail(fresh, err);
		free(fresh);
		return -1;
	}
	if (fchmod(fd, file_mode(path)) == 0 &&
	    file_write_all(fd, data, len) == 0 && rename(fresh, path) == 0)
		ret = 0;
	else
		(void)file_fail(path, err);
	(void)close(fd);
	if (ret == -1)
		(void)unlink(fresh);
	free(fresh);
	return ret;
}
