/* SPDX-License-Identifier: BSD-2-Clause */
/* The CA table by owner: which identifiers a CA as a whole recognises. */

#ifndef CLI_OWNERS_H
#define CLI_OWNERS_H

#include <stdbool.h>
#include <stddef.h>

struct ca_table;
struct owners;

struct owner {
	const char *name;
	const char **ids; /* recognised by at least half of its CAs */
	size_t n_ids;
};

/* Text is lent by the table. */
struct owners *owners_new(const struct ca_table *);
void owners_free(struct owners **);

size_t owners_count(const struct owners *);
const struct owner *owners_at(const struct owners *, size_t i);

/* Whose identifier is this: the CA with the fewest others, or NULL. */
const struct owner *owners_of(const struct owners *, const char *id);

/* Is that part of the owner's name, in any case? */
bool owner_matches(const struct owner *, const char *part);

#endif
