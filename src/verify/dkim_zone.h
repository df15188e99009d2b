/* SPDX-License-Identifier: BSD-2-Clause */
/* Where DKIM keys stand in the DNS, and how they are written there. */

#ifndef VERIFY_DKIM_ZONE_H
#define VERIFY_DKIM_ZONE_H

#include <stdbool.h>

#include "dns/name.h"

struct buf;
struct dkim_key;

/* `SELECTOR._domainkey.DOMAIN`; -1 where that is no name for its length. */
int
dkim_owner(const char *selector, const char *domain, char out[DNS_NAME_SIZE]);

/* `OWNER. IN TXT "..." "..."`: strings of at most 255 octets (RFC 6376 section
 * 3.6.2.2). */
void dkim_put_line(const char *owner, const struct dkim_key *, struct buf *out);

/*
 * The key as it should be published, lent from those that are given: the
 * signer's where there is one (it may be NULL) and it is another, else this one
 * without what keeps verifiers from using it.  Returns whether that is
 * different.  All rules tell this one, as two records would be a fault.
 */
bool dkim_mended(const struct dkim_key *, const struct dkim_key *signer,
    struct dkim_key *out);

#endif
