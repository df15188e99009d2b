/* SPDX-License-Identifier: BSD-2-Clause */
/* Whole files: read within a bound, replaced in one step. */

#ifndef BASE_FILE_H
#define BASE_FILE_H

#include <stddef.h>

struct buf;
struct error;

/* Append the file to *out.  -1 and *err where it cannot be read or has more
 * than `most` octets; *out is as before then. */
int
file_read(const char *path, size_t most, struct buf *out, struct error *err);

/*
 * Put a file in place of path: readers see the old one or the new one, whole.
 * The mode of an old file is kept, else it is 0644 less the umask.
 */
int
file_replace(const char *path, const void *data, size_t len, struct error *err);

#endif
