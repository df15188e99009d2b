/* SPDX-License-Identifier: BSD-2-Clause */
/* The CAA rules that one relevant RRset can be judged by. */

#ifndef VERIFY_RULES_CAA_H
#define VERIFY_RULES_CAA_H

#include <stdbool.h>

struct caa_set;
struct findings;

struct rules_set {
	const struct caa_set *set;
	const char *name;  /* where it is relevant */
	const char *owner; /* of the records; NULL: not the operator's */
	bool has_time;     /* all live certificates that depend on it are
			    * known to be outside of their renewal window, so
			    * that nothing is to be blocked yet */
	struct findings *findings;
};

/* Rules CAA-04, 05, 07 to 10 and 24. */
void rules_caa_set(const struct rules_set *);

#endif
