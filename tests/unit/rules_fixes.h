/* SPDX-License-Identifier: BSD-2-Clause */
/* The fixes of all findings of a case, as one who follows them all does. */

#ifndef UNIT_RULES_FIXES_H
#define UNIT_RULES_FIXES_H

#include <stdbool.h>

struct finding;
struct findings;

/* Is this failing finding's fix one to be followed? */
typedef bool rules_follow_fn(const struct finding *, const void *arg);

/* Every line to publish or to remove, once, as the fixes of one finding; their
 * texts are lent, the list is the caller's to free. */
void rules_fixes_all(const struct findings *, rules_follow_fn *,
    const void *arg, struct finding *out);

/*
 * Two lines that different findings publish, and that must not both be there:
 * TXT records of one owner and version; CAA or MX records that each take the
 * place of the same one.  Not so where what goes is an empty issuer: several
 * CAs may come in its place.
 */
bool rules_fixes_clash(const struct findings *, const char *clash_out[2]);

#endif
