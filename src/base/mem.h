/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Memory.  When it runs out the process ends here, with one line on standard
 * error; Postfix then defers the mail.  So none of these returns NULL.
 */

#ifndef BASE_MEM_H
#define BASE_MEM_H

#include <stdarg.h>
#include <stddef.h>

void *mem_zalloc(size_t size);              /* size octets, zeroed */
void *mem_array(size_t count, size_t size); /* zeroed; overflow ends us too */
void *mem_resize(void *mem, size_t count, size_t size); /* keeps what was */
void *mem_dup(const void *mem, size_t size);
char *mem_strdup(const char *text);
char *mem_strndup(const char *text, size_t len); /* adds the final NUL */
char *mem_printf(const char *format, ...) __attribute__((format(printf, 1, 2)));
char *
mem_vprintf(const char *format, va_list) __attribute__((format(printf, 1, 0)));

#endif
