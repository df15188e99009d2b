/* SPDX-License-Identifier: BSD-2-Clause */
/* One sentence about what went wrong, written by whoever found it. */

#ifndef BASE_ERROR_H
#define BASE_ERROR_H

#define ERROR_TEXT_SIZE 512 /* octets, with the final NUL; longer is cut */

struct error {
	char text[ERROR_TEXT_SIZE];
};

/*
 * Put a sentence into *err: where, what was found, what was wanted.  Octets
 * that are not printable ASCII become `?`; UTF-8 is kept.  err may be NULL.
 * Always returns -1, so that a finder can write `return error_set(...)`.
 */
int error_set(struct error *err, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Put `prefix: ` before the sentence that *err holds already. */
void error_prefix(struct error *err, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

#endif
