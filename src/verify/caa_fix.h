/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Mends of CAA records as zone-file lines: never more than the record at
 * fault, merged with what is there.
 */

#ifndef VERIFY_CAA_FIX_H
#define VERIFY_CAA_FIX_H

#include <stdbool.h>

#include "caa/property.h"

struct buf;
struct caa_entry;
struct caa_set;
struct finding;

/* `OWNER. IN CAA 0 issue "ca.example"`, exactly as it is in the DNS: capitals
 * of the tag too, the form of RFC 3597 where a tag has odd octets. */
void caa_fix_put_line(
    const char *owner, const struct caa_property *, struct buf *out);

void caa_fix_remove(
    struct finding *, const char *owner, const struct caa_property *);

/* Publish the one, without reserved flags, and remove the other; false, and
 * neither is told, where what is to be published would be at fault itself. */
bool caa_fix_replace(struct finding *, const char *owner,
    const struct caa_property *was, const struct caa_property *now);

/*
 * Publish a record of this tag that names the CA, and remove those of the tag
 * that name nobody, which it would make vain.
 */
void caa_fix_authorise(struct finding *, const struct caa_set *,
    const char *owner, enum caa_tag, const char *identifier);

/* The entry's value with other parameters: NULL keeps what is there. */
void caa_fix_put_value(const struct caa_entry *, const char *account,
    const char *methods, struct buf *out);

/* Publish the entry with that value; replace: and remove it as it is. */
bool caa_fix_bind(struct finding *, const struct caa_entry *, const char *owner,
    const char *account, const char *methods, bool replace);

#endif
