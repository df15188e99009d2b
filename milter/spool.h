/* SPDX-License-Identifier: BSD-2-Clause */
/* A message in a temporary file that has no name. */

#ifndef MILTER_SPOOL_H
#define MILTER_SPOOL_H

#include <stddef.h>
#include <stdint.h>

struct error;
struct spool;

#define SPOOL_BUFFER 65536 /* octets kept in memory before they are written */

/* folder is where the file goes.  -1: *err. */
int spool_new(const char *folder, struct spool **spool_out, struct error *err);
void spool_free(struct spool **);

int spool_put(struct spool *, const void *data, size_t len, struct error *err);

int64_t spool_len(const struct spool *); /* octets put so far */

/* The file from its start, all of it written; lent.  -1 and *err. */
int spool_file(struct spool *, int *fd_out, struct error *err);

#endif
