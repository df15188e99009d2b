/* SPDX-License-Identifier: BSD-2-Clause */
/* The history in the store: what is recalled for a domain, and what is kept. */

#ifndef ENGINE_HISTORY_STORE_H
#define ENGINE_HISTORY_STORE_H

#include "history/history.h"

struct evidence;
struct store_change;
struct store_reader;

/*
 * Give the evidence the history of its domain, of all below it, and of each
 * subject of seen, with seen observed in it.  Where the store can't be read it
 * gets none.
 */
void history_store_recall(
    struct store_reader *, struct evidence *, const struct history *seen);

/* The same, with the subjects of seen alone: of other people's domains. */
void history_store_recall_seen(
    struct store_reader *, struct evidence *, const struct history *seen);

/* Within a change: observe what was seen.  What goes on unchanged is not
 * written. */
void history_store_write(struct store_change *, const struct history *seen);

/* Everything at or below the name, HISTORY_SUBJECTS_MAX at most; what can't be
 * read is passed over.  -1 where the store can't be read. */
int history_store_below(
    struct store_reader *, const char *name, struct history *into);

/* One subject, where it is stored; -1 likewise. */
int history_store_load(struct store_reader *, enum history_kind,
    const char *name, struct history *into);

#endif
