/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The store: LMDB under one folder, shared by all programs of one machine.  It
 * keeps octets by key and knows nothing of what they mean.  A read is a memory
 * access.  A write that returned 0 survives a crash of any process.  It is
 * flushed once, without its meta page (MDB_NOMETASYNC): a power cut may take
 * back the last write, never damage the file.
 */

#ifndef STORE_STORE_H
#define STORE_STORE_H

#include <stddef.h>
#include <stdint.h>

struct error;
struct store;
struct store_reader;

enum store_table { STORE_STATUS, STORE_TABLES };

#define STORE_FORMAT_VERSION 1
#define STORE_KEY_MAX 511 /* octets: LMDB's own limit */
#define STORE_READERS_MAX 256

#define STORE_SIZE_MIN 65536 /* octets */

/*
 * Open the store in folder `path` (made with mode 0750 if missing; its file is
 * 0640; as root, new files get the owner of the folder); it never grows past
 * `size` octets.  A store of another format version or a damaged one is an
 * error that says so and what to do; damage inside a page is seen only as far
 * as LMDB sees it.  A process opens a store once and not across fork().
 */
int store_open(const char *path, uint64_t size, struct store **store_out,
    struct error *err);
void store_close(struct store **);

/* A reader belongs to one thread at a time.  Close it before the store. */
int store_reader_new(
    struct store *, struct store_reader **reader_out, struct error *err);
void store_reader_free(struct store_reader **);

enum store_found { STORE_FOUND, STORE_ABSENT, STORE_FAILED };

/*
 * Look a key up.  FOUND: *data_out is lent until store_release, which must
 * follow at once: a reader that lingers makes the file grow.
 */
enum store_found store_read(struct store_reader *, enum store_table,
    const void *key, size_t key_len, const void **data_out, size_t *len_out);
void store_release(struct store_reader *);

/* Why the last store_read of this reader FAILED, for a log line. */
const char *store_failure(const struct store_reader *);

/* Any thread; writers take turns, across processes too. */
int store_write(struct store *, enum store_table, const void *key,
    size_t key_len, const void *data, size_t len, struct error *err);
int store_delete(struct store *, enum store_table, const void *key,
    size_t key_len, struct error *err);

/* Call `each` for every record of the table, in the order of keys, until it
 * returns other than 0, which is then returned; -1 also if reading fails. */
typedef int store_each_cb(
    const void *key, size_t key_len, const void *data, size_t len, void *arg);
int store_each(
    struct store_reader *, enum store_table, store_each_cb *each, void *arg);

#endif
