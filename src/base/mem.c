/* SPDX-License-Identifier: BSD-2-Clause */
/* Memory that never comes back as NULL. */

#include "base/mem.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static _Noreturn void
mem_exhausted(size_t size)
{
	(void)fprintf(
	    stderr, "caagate: out of memory, wanted %zu octets\n", size);
	abort();
}

void *
mem_zalloc(size_t size)
{
	void *mem = calloc(1, size > 0 ? size : 1);

	if (mem == NULL)
		mem_exhausted(size);
	return mem;
}

void *
mem_array(size_t count, size_t size)
{
	void *mem = calloc(count > 0 ? count : 1, size > 0 ? size : 1);

	if (mem == NULL)
		mem_exhausted(count);
	return mem;
}

void *
mem_resize(void *mem, size_t count, size_t size)
{
	void *resized;

	if (size > 0 && count > SIZE_MAX / size)
		mem_exhausted(SIZE_MAX);
	resized = realloc(mem, count * size > 0 ? count * size : 1);
	if (resized == NULL)
		mem_exhausted(count * size);
	return resized;
}

void *
mem_dup(const void *mem, size_t size)
{
	void *copy = mem_zalloc(size);

	if (size > 0)
		memcpy(copy, mem, size);
	return copy;
}

char *
mem_strdup(const char *text)
{
	return mem_dup(text, strlen(text) + 1);
}

char *
mem_strndup(const char *text, size_t len)
{
	char *copy = mem_zalloc(len + 1);

	if (len > 0)
		memcpy(copy, text, len);
	return copy;
}

char *
mem_vprintf(const char *format, va_list ap)
{
	char *text;

	if (vasprintf(&text, format, ap) == -1)
		mem_exhausted(0);
	return text;
}

char *
mem_printf(const char *format, ...)
{
	va_list ap;
	char *text;

	va_start(ap, format);
	text = mem_vprintf(format, ap);
	va_end(ap);
	return text;
}
