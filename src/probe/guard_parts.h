/* SPDX-License-Identifier: BSD-2-Clause */
/* Between the guard and the kinds of addresses (internal). */

#ifndef PROBE_GUARD_PARTS_H
#define PROBE_GUARD_PARTS_H

#include "probe/guard.h"

#define GUARD_CARRIED_MAX 3 /* Teredo's two, and ISATAP's */

/* The IPv4 addresses that an IPv6 address carries: traffic to it may end up
 * at them.  Returns how many. */
unsigned guard_address_carried(
    const struct guard_address *, struct guard_address out[GUARD_CARRIED_MAX]);

#endif
