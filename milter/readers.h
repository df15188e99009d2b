/* SPDX-License-Identifier: BSD-2-Clause */
/* Readers of the store for threads that come and go: a reader is had for a
 * moment and given back. */

#ifndef MILTER_READERS_H
#define MILTER_READERS_H

#define READERS_MAX 32 /* at once; one more waits for a moment */

struct readers;
struct store;
struct store_reader;

struct readers *readers_new(struct store *);
void readers_free(struct readers **); /* all have been given back */

/* NULL where the store gives no more readers and none will come back. */
struct store_reader *readers_take(struct readers *);
void readers_give(struct readers *, struct store_reader *);

#endif
