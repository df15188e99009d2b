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

#include "base/error.h"

struct store;
struct store_reader;

enum store_table {
	STORE_STATUS,    /* domain: its status (gate/status.h) */
	STORE_WAIVERS,   /* domain: its waivers (gate/waiver.h) */
	STORE_SHADOW,    /* day, rule, domain: counts (gate/shadow.h) */
	STORE_LEASES,    /* domain: who verifies it (engine/lease.h) */
	STORE_USE,       /* domain: when it last sent mail (engine/ledger.h) */
	STORE_RECHECKS,  /* domain: hosts looked at anew (engine/recheck.h) */
	STORE_PEERS,     /* domain: its servers' certificates (peers/peers.h) */
	STORE_PROBES,    /* what, address: how it looked (probe/kept.h) */
	STORE_HISTORY,   /* name, kind: what was seen (history/codec.h) */
	STORE_TOLD,      /* domain: what was last told of it (engine/told.h) */
	STORE_SELECTORS, /* domain: DKIM selectors seen (engine/selectors.h) */
	STORE_TABLES
};

/*
 * Of the records and their keys.  A table more is no other format: it is made
 * when a store without it is opened, and older programs pass it over.
 */
#define STORE_FORMAT_VERSION 1
#define STORE_KEY_MAX 511 /* octets: LMDB's own limit */
#define STORE_READERS_MAX 256

#define STORE_SIZE_MIN 65536 /* octets */

/*
 * Open the store in folder `path` (made with mode 0750 if missing; its file
 * is 0640; as root, new files get the owner of the folder); it never grows
 * past `size` octets.  A store of another format version or a damaged one is
 * an error that says so and what to do.  Every page of a file up to 64 MiB is
 * looked at, of a larger one where it is too short or a process died while it
 * read; else damage is seen when LMDB meets it.  A process opens a store once
 * and not across fork().
 */
int store_open(const char *path, uint64_t size, struct store **store_out,
    struct error *err);
void store_close(struct store **);

/*
 * Open one that is there only to read it: nothing is made, written or given
 * away; in a table that an older program did not make all is absent.
 */
int store_open_reading(
    const char *path, struct store **store_out, struct error *err);

/*
 * As store_open, for who has to go on whatever happens to the store (it never
 * fails, but for a size that can't be):
 *
 * - A damaged file that is ours gets another name, and a new one is begun.
 *   Every page of a file up to 64 MiB is looked at first.
 * - What can't be written (no room, a disk that became read-only) is kept in a
 *   folder in memory, and read from there in place of what the store has.
 * - So is everything where the store can't be used at all: another format, no
 *   permission, a damaged file of somebody else's.
 *
 * Reads fail only where there is no such folder either.  The owner calls
 * store_tend at once and then every few seconds, from one thread: it opens the
 * store, again where it was found damaged, removed or replaced meanwhile, and
 * when what can't be used can be used again.  SIGBUS
 * and SIGSEGV are caught from here on: an access to a page that the file does
 * not have any more fails as a read, and store_tend mends it.
 */
int store_open_anyway(const char *path, uint64_t size, struct store **store_out,
    struct error *err);

enum store_health {
	STORE_SOUND,
	STORE_UNWRITABLE, /* it is read; what is new is kept in memory */
	STORE_UNUSABLE,   /* all is kept in memory, or nothing is */
};

/* What that means, as the beginning of a sentence; "" for SOUND. */
const char *store_health_text(enum store_health);

struct store_report {
	enum store_health health;
	struct error why;   /* unless SOUND */
	struct error news;  /* what has happened since the last call, or "" */
	uint64_t put_aside; /* damaged files, since the start */
};

void store_tend(struct store *, struct store_report *out);

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

/* Begin what store_read_also goes on with, without a key: FOUND or FAILED. */
enum store_found store_begin_reading(struct store_reader *);

/*
 * Look another key up while a record is lent, or from within store_each: in the
 * same state of the store.  All that is lent stays so until store_release.
 */
enum store_found store_read_also(struct store_reader *, enum store_table,
    const void *key, size_t key_len, const void **data_out, size_t *len_out);

/* Why the last store_read of this reader FAILED, for a log line. */
const char *store_failure(const struct store_reader *);

/* Any thread; writers take turns, across processes too. */
int store_write(struct store *, enum store_table, const void *key,
    size_t key_len, const void *data, size_t len, struct error *err);
int store_delete(struct store *, enum store_table, const void *key,
    size_t key_len, struct error *err);

/*
 * Read and write as one: `change` sees no other writer and either all that it
 * wrote is stored or nothing; it may run a second time.  It returns 0, or -1
 * to have nothing changed (*err may be its own).  Within it only the calls
 * below are allowed.
 */
struct store_change;
typedef int
store_change_cb(struct store_change *, void *arg, struct error *err);
int store_change(
    struct store *, store_change_cb *change, void *arg, struct error *err);

/* FAILED makes the change fail whatever its callback returns.  *data_out is
 * lent until the change writes. */
enum store_found store_change_read(struct store_change *, enum store_table,
    const void *key, size_t key_len, const void **data_out, size_t *len_out);

/*
 * When what is stored was begun, because all that was known before is lost; 0:
 * nothing was.  What is not known may then be known for long.
 */
int64_t store_change_renewed(const struct store_change *);

/* A failure is that of the change, so nothing is returned. */
void store_change_write(struct store_change *, enum store_table,
    const void *key, size_t key_len, const void *data, size_t len);
void store_change_delete(
    struct store_change *, enum store_table, const void *key, size_t key_len);

/* Call `each` for every record of the table, in the order of keys, until it
 * returns other than 0, which is then returned; -1 also if reading fails. */
typedef int store_each_cb(
    const void *key, size_t key_len, const void *data, size_t len, void *arg);
int store_each(
    struct store_reader *, enum store_table, store_each_cb *each, void *arg);

/* The same from the first record after this key on; key_len 0: from the
 * start. */
int store_each_after(struct store_reader *, enum store_table, const void *key,
    size_t key_len, store_each_cb *each, void *arg);

/* Octets that records take, those freed not counted, and what they may take:
 * 0, or -1 where that can't be read. */
struct store_usage {
	uint64_t used, size;
};

int store_usage(struct store *, struct store_usage *out);

#endif
