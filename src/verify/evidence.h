/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What was seen of a mail domain: the answers to every question asked about
 * it, and who its MX hosts are.  Judged by pure rules, now or later.
 */

#ifndef VERIFY_EVIDENCE_H
#define VERIFY_EVIDENCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct dns_answer;
struct evidence;

#define EVIDENCE_MX_MAX 100 /* hosts looked at; more are counted, not asked */

/* domain is canonical; time in seconds since 1970.  The caller frees. */
struct evidence *evidence_new(const char *domain, int64_t time);
void evidence_free(struct evidence **);

const char *evidence_domain(const struct evidence *);
int64_t evidence_time(const struct evidence *);

/* Keep an answer (a reference); a second one to the same question is
 * ignored. */
void evidence_put(struct evidence *, struct dns_answer *);

/* The answer to (name, type), or NULL where it was not asked or has not come;
 * lent as long as the evidence lives. */
struct dns_answer *
evidence_answer(const struct evidence *, const char *name, uint16_t type);

/* MX hosts in the order of preference, at most EVIDENCE_MX_MAX; none while
 * the MX answer is missing, for a Null MX (RFC 7505) and where the domain's
 * own address is its exchange (RFC 5321 section 5.1). */
size_t evidence_mx_count(const struct evidence *);
const char *evidence_mx_host(const struct evidence *, size_t i);

/* `mta-sts.DOMAIN` (RFC 8461 section 3.3). */
const char *evidence_policy_host(const struct evidence *);

/* Smallest TTL of all definite answers, in seconds. */
uint32_t evidence_ttl(const struct evidence *);

#endif
