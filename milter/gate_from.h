/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The domain of the header From, gated as the policy server gates that of the
 * envelope: the same statuses, settings and waivers, and the same count of what
 * would have been stopped.  It is the domain that DMARC speaks of, and nobody
 * but a milter sees it.
 */

#ifndef MILTER_GATE_FROM_H
#define MILTER_GATE_FROM_H

#include "gate/gate.h"
#include "milter/asking.h"

struct buf;
struct report;

#define GATE_FROM_TEXT_MAX 300 /* octets of the reason */

struct gate_from {
	const char *domain; /* of the report's pool; NULL: not gated */
	enum gate_action action, would;
	const char *rule; /* that decided; NULL: none */
	const char *text; /* for the SMTP client; of the pool */
};

/* address: the first of From, or NULL.  May wait. */
void gate_from(struct report *, struct asking *, const char *address,
    struct gate_from *out);

#endif
