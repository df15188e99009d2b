/* SPDX-License-Identifier: BSD-2-Clause */
/* One sentence about what went wrong, written by whoever found it. */

#include "base/error.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static void
error_make_printable(char *text)
{
	for (; *text != '\0'; text++) {
		unsigned char c = (unsigned char)*text;

		if (c < 0x20 || c == 0x7f)
			*text = '?';
	}
}

int
error_set(struct error *err, const char *format, ...)
{
	va_list ap;

	if (err == NULL)
		return -1;
	va_start(ap, format);
	(void)vsnprintf(err->text, sizeof(err->text), format, ap);
	va_end(ap);
	error_make_printable(err->text);
	return -1;
}

void
error_prefix(struct error *err, const char *format, ...)
{
	char sentence[ERROR_TEXT_SIZE];
	va_list ap;
	int n;

	if (err == NULL)
		return;
	memcpy(sentence, err->text, sizeof(sentence));
	va_start(ap, format);
	n = vsnprintf(err->text, sizeof(err->text), format, ap);
	va_end(ap);
	if (n >= 0 && (size_t)n < sizeof(err->text)) {
		size_t room = sizeof(err->text) - (size_t)n;

		(void)snprintf(err->text + n, room, ": %.*s",
		    (int)(room > 3 ? room - 3 : 0), sentence);
	}
	error_make_printable(err->text);
}
