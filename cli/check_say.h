/* SPDX-License-Identifier: BSD-2-Clause */
/* Sentences about a domain's result. */

#ifndef CLI_CHECK_SAY_H
#define CLI_CHECK_SAY_H

#include <stdbool.h>

struct buf;
struct check;
struct finding;

const char *check_say_domain(const struct check *);

/* `: pass (41 pass); looked at ...` behind the domain. */
void check_say_summary(const struct check *, struct buf *out);

/* The finding that a reader wants to hear of first, or NULL. */
const struct finding *check_say_worst(const struct check *);

/* Do both sentences speak of their own subject, and say the same of it? */
bool check_same_of_each(const struct finding *, const struct finding *);

/* The sentence, with its subject as `each` on demand. */
void check_put_sentence(const struct finding *, bool of_each, struct buf *out);

#endif
