/* SPDX-License-Identifier: BSD-2-Clause */
/* A message in a temporary file that has no name. */

#include "milter/spool.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/error.h"
#include "base/mem.h"

struct spool {
	int fd;
	int64_t len;
	size_t held; /* octets of buffer that are not written yet */
	char *folder;
	char buffer[SPOOL_BUFFER];
};

static int
spool_fail(const char *folder, struct error *err)
{
	return error_set(err, "milter.spool: %s: %s", folder, strerror(errno));
}

/* Where the file system has no files without a name, it is made with one. */
static int
spool_open(const char *folder)
{
	int fd = open(folder, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
	char *path;

	if (fd != -1 || (errno != EOPNOTSUPP && errno != EISDIR))
		return fd;
	path = mem_printf("%s/caagate-XXXXXX", folder);
	fd = mkostemp(path, O_CLOEXEC);
	if (fd != -1)
		(void)unlink(path);
	free(path);
	return fd;
}

int
spool_new(const char *folder, struct spool **spool_out, struct error *err)
{
	int fd = spool_open(folder);
	struct spool *s;

	if (fd == -1)
		return spool_fail(folder, err);
	s = mem_zalloc(sizeof(*s));
	s->fd = fd;
	s->folder = mem_strdup(folder);
	*spool_out = s;
	return 0;
}

void
spool_free(struct spool **sp)
{
	struct spool *s = *sp;

	if (s == NULL)
		return;
	*sp = NULL;
	(void)close(s->fd);
	free(s->folder);
	free(s);
}

static int
spool_write(struct spool *s, const char *data, size_t len, struct error *err)
{
	while (len > 0) {
		ssize_t n = write(s->fd, data, len);

		if (n == -1 && errno == EINTR)
			continue;
		if (n <= 0)
			return spool_fail(s->folder, err);
		data += n;
		len -= (size_t)n;
	}
	return 0;
}

static int
spool_flush(struct spool *s, struct error *err)
{
	size_t held = s->held;

	s->held = 0;
	return spool_write(s, s->buffer, held, err);
}

int
spool_put(struct spool *s, const void *data, size_t len, struct error *err)
{
	s->len += (int64_t)len;
	if (len <= sizeof(s->buffer) - s->held) {
		memcpy(s->buffer + s->held, data, len);
		s->held += len;
		return 0;
	}
	if (spool_flush(s, err) == -1)
		return -1;
	return spool_write(s, data, len, err);
}

int64_t
spool_len(const struct spool *s)
{
	return s->len;
}

int
spool_file(struct spool *s, int *fd_out, struct error *err)
{
	if (spool_flush(s, err) == -1)
		return -1;
	if (lseek(s->fd, 0, SEEK_SET) == -1)
		return spool_fail(s->folder, err);
	*fd_out = s->fd;
	return 0;
}
