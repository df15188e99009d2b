/* SPDX-License-Identifier: BSD-2-Clause */
/* What Postfix is told: one action, in octets that can't be misread. */

#ifndef POLICYD_REPLY_H
#define POLICYD_REPLY_H

#include <stddef.h>

struct buf;
struct gate_decision;

/*
 * Octets of a whole reply at most, so that Postfix's SMTP line stays within
 * the 512 of RFC 5321 section 4.5.3.1.5.
 */
#define REPLY_MAX 400

#define REPLY_DUNNO "action=DUNNO\n\n"

/*
 * Put `action=...` and the empty line: DUNNO, DEFER_IF_PERMIT 4.7.1 or REJECT
 * 5.7.1 with the domain, the rule in brackets, its sentence and where to read
 * more ("" for nowhere).  Printable ASCII whatever the DNS held; never `OK`,
 * never an empty action.
 */
void reply_put(struct buf *out, const struct gate_decision *,
    const char *domain, const char *help_url);

#endif
