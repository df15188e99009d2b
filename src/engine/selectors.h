/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a sending domain of the operator's signs with, as its outgoing mail has
 * shown: so that its keys can be checked although nobody has named them in the
 * settings, and that a domain which others sign for is told.
 */

#ifndef ENGINE_SELECTORS_H
#define ENGINE_SELECTORS_H

#include <stdint.h>

struct error;
struct evidence_about;
struct store;
struct store_reader;

/* Of a domain, of each kind; the one longest unseen makes room.  So many
 * questions follow from what mail claims, and no more. */
#define SELECTORS_MAX 16

/* Since it was last seen: the key of a selector that is not used any more goes
 * from the DNS, which is no fault. */
#define SELECTORS_KEPT_SECONDS ((int64_t)3 * 86400)

enum selectors_kind {
	SELECTORS_OWN,     /* s= of a signature with d= of the domain itself */
	SELECTORS_SIGNERS, /* another d= */
	SELECTORS_KINDS
};

/* Mail of this domain was signed so; both names are canonical.  -1 and *err
 * where that can't be stored. */
int selectors_note(struct store *, const char *domain, enum selectors_kind,
    const char *name, int64_t now, struct error *err);

/* Add to what is said of the domain what is known: selectors that are not
 * there yet, and who signed, the domain itself first. */
void selectors_tell(struct store_reader *, const char *domain, int64_t now,
    struct evidence_about *);

#endif
