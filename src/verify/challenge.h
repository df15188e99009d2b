/* SPDX-License-Identifier: BSD-2-Clause */
/* Delegated DNS validation: the alias _acme-challenge.NAME (RFC 8555 section
 * 8.4). */

#ifndef VERIFY_CHALLENGE_H
#define VERIFY_CHALLENGE_H

#include "dns/name.h"

#define CHALLENGE_SIZE (DNS_NAME_SIZE + 16)

/* `_acme-challenge.NAME`; returns out. */
const char *challenge_name(const char *name, char out[CHALLENGE_SIZE]);

/*
 * What shows that the zone of an alias's target is there: the target's
 * ancestor of two labels, or the target itself where it has no more.  The
 * target itself exists only while a certificate is being issued.
 */
const char *challenge_zone(const char *target);

#endif
