/* SPDX-License-Identifier: BSD-2-Clause */
/* Can mail of the domain pass SPF and DKIM where the operator sends it? */

#ifndef VERIFY_AUTH_H
#define VERIFY_AUTH_H

#include <stddef.h>
#include <stdint.h>

#include "records/spf_walk.h"

struct dns_answer;
struct evidence;

enum auth_state {
	AUTH_UNTOLD, /* the operator names no address, no selector */
	AUTH_OPEN,   /* the DNS did not say */
	AUTH_NEVER,  /* definitely not */
	AUTH_PARTLY, /* from some addresses */
	AUTH_ALWAYS,
};

/* Fits spf_lookup_cb and dmarc_lookup_cb; arg is a struct evidence. */
const struct dns_answer *
auth_lookup(void *evidence, const char *name, uint16_t type);

/* check_host() for an address, with postmaster@DOMAIN as the sender. */
void auth_check(const struct evidence *, const char *domain,
    const char *address, struct spf_verdict *out);

/* The domain's SPF record and the addresses that mail leaves from. */
enum auth_state auth_spf(const struct evidence *);

/*
 * The keys of the selectors that sign; one that is usable is enough.  Of those
 * that were only seen in mail one that is not says nothing: whoever sends may
 * have written it.
 */
enum auth_state auth_dkim(const struct evidence *);

#endif
