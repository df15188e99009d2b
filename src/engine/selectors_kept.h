/* SPDX-License-Identifier: BSD-2-Clause */
/* What mail of a domain is signed with, as octets of the store. */

#ifndef ENGINE_SELECTORS_KEPT_H
#define ENGINE_SELECTORS_KEPT_H

#include <stddef.h>
#include <stdint.h>

#include "dns/name.h"
#include "engine/selectors.h"

struct buf;

struct selectors_name {
	int64_t seen; /* last, in seconds of the clock */
	char name[DNS_NAME_SIZE];
};

struct selectors_names {
	struct selectors_name list[SELECTORS_MAX];
	size_t n;
};

struct selectors_kept {
	struct selectors_names of[SELECTORS_KINDS];
};

/* What can be read of it and is not too old: what is damaged ends it, and
 * octets of another version are none. */
void selectors_decode(
    const void *data, size_t len, int64_t now, struct selectors_kept *out);
void selectors_encode(const struct selectors_kept *, struct buf *out);

/* A canonical name was seen: where there is no room the one longest unseen
 * makes some. */
void selectors_put(struct selectors_kept *, enum selectors_kind,
    const char *name, int64_t seen);

#endif
