/* SPDX-License-Identifier: BSD-2-Clause */
/* The CAA rules that one relevant RRset can be judged by. */

#ifndef VERIFY_RULES_CAA_H
#define VERIFY_RULES_CAA_H

struct caa_set;
struct findings;

/* Rules CAA-04, 05, 07 to 10 and 24 for the set relevant at `name`. */
void
rules_caa_set(const struct caa_set *, const char *name, struct findings *out);

#endif
