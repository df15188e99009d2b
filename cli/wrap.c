/* SPDX-License-Identifier: BSD-2-Clause */
/* Text for people in lines of a width. */

#include "cli/wrap.h"

#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#define WRAP_ROOM_MIN 20 /* a narrower terminal breaks the lines itself */

size_t
wrap_width(FILE *out)
{
	int fd = fileno(out);
	struct winsize size;

	if (fd == -1 || !isatty(fd))
		return 0;
	if (ioctl(fd, TIOCGWINSZ, &size) == -1 || size.ws_col == 0)
		return WRAP_WIDTH;
	return size.ws_col;
}

size_t
wrap_line(const char *text, size_t room, const char **next_out)
{
	size_t len = strlen(text);
	size_t end = 0, at = 0;

	*next_out = NULL;
	if (len <= room)
		return len;
	while (at < len && (end == 0 || at <= room)) {
		at += strcspn(text + at, " ");
		if (at > room && end > 0)
			break;
		end = at;
		at += strspn(text + at, " ");
	}
	if (end < len)
		*next_out = text + end + strspn(text + end, " ");
	return end;
}

void
wrap_put(
    FILE *out, const char *text, size_t column, size_t indent, size_t width)
{
	while (text != NULL) {
		size_t room = width > column + WRAP_ROOM_MIN ? width - column
							     : WRAP_ROOM_MIN;
		const char *next = NULL;
		size_t len =
		    width == 0 ? strlen(text) : wrap_line(text, room, &next);

		fwrite(text, 1, len, out);
		fputc('\n', out);
		if (next != NULL)
			fprintf(out, "%*s", (int)indent, "");
		text = next;
		column = indent;
	}
}
