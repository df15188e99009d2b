/* SPDX-License-Identifier: BSD-2-Clause */
/* caagate judge: is the file a message? */

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/text.h"
#include "cli/judge.h"

#define MAIL_LOOK 65536 /* octets in which a known field must come */

/* A line that only the header of a message has. */
static bool
mail_is_field(const char *line, size_t len)
{
	static const char *const names[] = {"content-type:", "date:",
	    "delivered-to:", "dkim-signature:", "from:", "message-id:",
	    "mime-version:", "received:", "return-path:"};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		size_t n = strlen(names[i]);

		if (len >= n && text_equal_fold(line, n, names[i], n))
			return true;
	}
	return false;
}

bool
judge_is_mail(const char *path)
{
	char *text = mem_zalloc(MAIL_LOOK);
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t n = fd != -1 ? pread(fd, text, MAIL_LOOK, 0) : -1;
	const char *at = text, *end = n > 0 ? text + n : text;
	bool is = false;

	while (at < end && !is) {
		const char *lf = memchr(at, '\n', (size_t)(end - at));
		size_t len = (size_t)((lf != NULL ? lf : end) - at);

		is = mail_is_field(at, len);
		if (lf == NULL || len == 0 || (len == 1 && at[0] == '\r'))
			break;
		at = lf + 1;
	}
	if (fd != -1)
		close(fd);
	free(text);
	return is;
}
