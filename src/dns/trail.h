/* SPDX-License-Identifier: BSD-2-Clause */
/* Inside dns: how an answer grows along its aliases, and its TTL with it. */

#ifndef DNS_TRAIL_H
#define DNS_TRAIL_H

#include <stdint.h>

#include "dns/answer.h"

/* Before the first record: no TTL has been seen. */
void trail_begin(struct dns_answer *);

/* A record with this TTL led here; RFC 2181 section 8 for too large ones. */
void trail_ttl(struct dns_answer *, uint32_t ttl);

/* The name, or the last alias. */
const char *trail_end(const struct dns_answer *);

/* Go on to target.  -1 where that proves a loop or is a link too many: the
 * status says which, and the alias is kept for those who explain. */
int trail_follow(struct dns_answer *, const char *target, uint32_t ttl);

/* A new answer that begins where so_far has come to. */
struct dns_answer *
trail_fork(const struct dns_answer *so_far, enum dns_status status);

/* After the last record. */
void trail_finish(struct dns_answer *);

#endif
