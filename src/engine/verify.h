/* SPDX-License-Identifier: BSD-2-Clause */
/* From evidence to a stored status: judge, merge with what was known, write. */

#ifndef ENGINE_VERIFY_H
#define ENGINE_VERIFY_H

#include <stdbool.h>

struct error;
struct evidence;
struct history;
struct lease_holder;
struct store;
struct store_reader;
struct told;
struct world;

enum verify_stage {
	VERIFY_AGAIN, /* merged with what was known */
	VERIFY_EARLY, /* the first time, and servers are not seen yet: what
		       * certificates may yet excuse does not block */
	VERIFY_FIRST, /* the first time: what was stored early is forgotten */
};

/*
 * Merged and written as one, whoever else writes.  done (NULL: this is not the
 * end of it): who held the domain's lease, and lets it go.  recheck: leave for
 * others that their prober is to look anew.  seen (NULL: nothing): what goes
 * into the history.  told (NULL: nobody tells): what is to be told of the
 * domain now (engine/told.h), the caller's; NULL at first.  0, or -1 and *err
 * where the status could not be written.
 */
struct verify_end {
	enum verify_stage stage;
	const struct lease_holder *done;
	bool recheck;
	const struct history *seen;
	struct told **told;
};
int verify_and_store(const struct evidence *, const struct world *,
    const struct verify_end *, struct store *, struct error *);

/*
 * What this look adds to the history, which the caller frees; the evidence is
 * given what is stored of its names, and this.  NULL, and the evidence is given
 * none, where the settings want no history.
 */
struct history *
verify_recall(struct evidence *, const struct world *, struct store_reader *);

/* Is anything stored of this domain? */
bool verify_is_known(struct store_reader *, const char *domain);

#endif
