/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The store of a daemon, which outlives it: whatever becomes of its file, mail
 * goes on, the log tells, and it is mended where that can be done.
 */

#ifndef DAEMON_STOREKEEPER_H
#define DAEMON_STOREKEEPER_H

#include <stdint.h>

#include "daemon/complaint.h"
#include "store/store.h"

struct error;

struct storekeeper {
	struct store *store;
	struct store_reader *reader; /* for the thread that tends */
	struct store_report report;  /* as of the last time */
	struct complaint complaint;
};

/* As store_open_anyway, and tend it.  What was zeroed may be closed. */
int storekeeper_open(
    struct storekeeper *, const char *path, uint64_t size, struct error *err);
void storekeeper_close(struct storekeeper *);

/* Every few seconds, from the thread that opened it: news are logged at once,
 * and every COMPLAINT_SECONDS what is still the matter. */
void storekeeper_tend(struct storekeeper *);

/* Is it read and written?  -1: *why is a sentence.  The same thread. */
int storekeeper_check(const struct storekeeper *, struct error *why);

#endif
