/* SPDX-License-Identifier: BSD-2-Clause */
/* What the parts of a report ask with: who knows, on which terms, how long. */

#ifndef MILTER_ASKING_H
#define MILTER_ASKING_H

#include <stdbool.h>

#include "milter/clerk.h"

struct caa_climb;
struct cert_issuer_query;
struct terms;

struct asking {
	struct clerk *clerk;
	const struct terms *terms;
	struct clerk_patience patience;
};

/* The CAA climb of a domain; NULL: not known in time.  The caller frees. */
struct caa_climb *asking_climb(struct asking *, const char *domain);

/* A query for the issuer of a certificate, without its chain. */
void asking_query(const struct asking *, struct cert_issuer_query *out);

#endif
