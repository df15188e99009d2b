/* SPDX-License-Identifier: BSD-2-Clause */
/* A file with a given text, for a test that reads files. */

#ifndef UNIT_UNIT_FILE_H
#define UNIT_UNIT_FILE_H

#include <stdlib.h>
#include <unistd.h>

#include "base/file.h"
#include "base/mem.h"
#include "tests/unit/unit.h"

/* Its path; end with unit_file_drop. */
static inline char *
unit_file(const char *text)
{
	char *path = mem_strdup("/tmp/caagate-unit.XXXXXX");
	int fd = mkstemp(path);

	assert_int_not_equal(fd, -1);
	(void)close(fd);
	assert_int_equal(file_replace(path, text, strlen(text), NULL), 0);
	return path;
}

static inline void
unit_file_drop(char *path)
{
	(void)unlink(path);
	free(path);
}

#endif
