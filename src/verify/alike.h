/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Inside verify: what was seen of one host at several addresses.  Addresses
 * where the same was seen are told in one sentence.
 */

#ifndef VERIFY_ALIKE_H
#define VERIFY_ALIKE_H

#include <stddef.h>

#include "verify/finding.h"

#define ALIKE_UNSEEN "could not be tested" /* then the reason, in brackets */
#define ALIKE_SHOWN 4 /* addresses in a sentence; more are counted */

struct alike {
	enum finding_result result;
	char *text; /* without the address */
	char *addresses[ALIKE_SHOWN];
	size_t n; /* also those that are not kept */
};

struct alikes {
	struct alike *list;
	size_t n;
};

void alikes_add(struct alikes *, enum finding_result, const char *text,
    const char *address);
void alikes_fini(struct alikes *);

/* `192.0.2.1`, `192.0.2.1 and 2001:db8::1`, `A, B, C, D and 3 more`; the
 * caller frees. */
char *alike_where(const struct alike *);

/* How many addresses gave this result? */
size_t alikes_count(const struct alikes *, enum finding_result);

#endif
