/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Does a presented chain match a TLSA record, as a mail server that follows
 * RFC 7672 would see it?
 */

#ifndef VERIFY_TLSA_MATCH_H
#define VERIFY_TLSA_MATCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct cert_chain;
struct tlsa;

/* In the order of merit: of several records the greatest counts. */
enum tlsa_match {
	TLSA_UNUSABLE,   /* faulty, or usage 0 or 1, which SMTP can't use
			   * (RFC 7672 section 3.1.3) */
	TLSA_DIFFERS,    /* of none of the certificates that are asked */
	TLSA_NOT_LINKED, /* usage 2: of a certificate in the chain to which no
			   * signatures lead from the leaf */
	TLSA_EXPIRED,    /* usage 2: a certificate on the way there is not
			   * valid at the time */
	TLSA_OTHER_NAME, /* usage 2: all is well, but the leaf stands for
			   * none of the names */
	TLSA_MATCHES,
};

/* What the chain is to stand for. */
struct tlsa_peer {
	const struct cert_chain *chain;
	const char *const *names; /* canonical: the TLSA base domain, the MX
				   * host, the mail domain (RFC 7672 section
				   * 3.2.2); only usage 2 asks for them */
	size_t n_names;
	int64_t now; /* seconds since 1970; likewise */
};

/*
 * Usage 3 asks for the leaf only, whatever its names and dates.  Usage 2 asks
 * for a certificate above the leaf to which verified signatures lead, or for
 * one that signed such a certificate and stands in full in the record.
 */
enum tlsa_match tlsa_match(const struct tlsa *, const struct tlsa_peer *);

/* Does the record speak of a certificate of the chain at all, be it linked or
 * not: of the leaf for usages 1 and 3, of another one for 0 and 2? */
bool tlsa_is_of_chain(const struct tlsa *, const struct cert_chain *);

#endif
