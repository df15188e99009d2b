/* SPDX-License-Identifier: BSD-2-Clause */
/* The line that is logged when a domain's standing changes. */

#ifndef POLICYD_CHANGELINE_H
#define POLICYD_CHANGELINE_H

struct buf;
struct told;

/*
 * Put `status=... was=... domain=... profile=... enforce=... rule=...
 * subject=... since=... confirmed=N/N acts=TIME will=... waived=... until=...
 * reason="..." text="..."`, always in that order; what there is none of is `-`.
 * confirmed=start: the domain was never seen without the fault.
 */
void changeline_put(struct buf *out, const struct told *);

#endif
