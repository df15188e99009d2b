/* SPDX-License-Identifier: BSD-2-Clause */
/* The TLSA RRset that speaks for port 25 of an MX host (RFC 7672 section 2). */

#ifndef VERIFY_DANE_H
#define VERIFY_DANE_H

#include <stdbool.h>
#include <stdint.h>

#include "dns/name.h"

struct cert_chain;
struct dns_answer;
struct evidence;

/* `_25._tcp.HOST`; -1 where that is no name for its length. */
int dane_owner(const char *host, char out[DNS_NAME_SIZE]);

/* The name that the MX host is an alias for, as its address look-ups tell, or
 * NULL; lent. */
const char *dane_alias(const struct evidence *, const char *host);

struct dane_set {
	const char *base; /* the TLSA base domain: the host, or the name that
			   * it is an alias for; lent */
	char owner[DNS_NAME_SIZE];
	struct dns_answer *answer; /* lent; NULL: not asked */
};

/*
 * Where the host is an alias its target's records count, else its own; a
 * failed look-up at the target hides its own (RFC 7672 section 2.2.3).
 */
void dane_find(const struct evidence *, const char *host, struct dane_set *out);

/* Are the host's addresses DNSSEC-validated?  Senders ask for TLSA records only
 * then (RFC 7672 section 2.2.2). */
bool dane_addresses_are_secure(const struct evidence *, const char *host);

/*
 * Do TLSA records that senders may rely on (DNSSEC-validated) vouch for this
 * chain's leaf with usage 3?  Then CAA says nothing about it (RFC 7671 section
 * 5.1), nor do its names and dates.
 */
bool dane_ee_vouches(
    const struct evidence *, const char *host, const struct cert_chain *);

#endif
