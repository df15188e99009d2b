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
struct evidence_about;
struct history;
struct probe_result;
struct probe_target;

#define EVIDENCE_MX_MAX 100 /* hosts looked at; more are counted, not asked */
#define EVIDENCE_PEER_MX_MAX 16 /* the same under EVIDENCE_PEERS */

/*
 * domain is canonical; time in seconds since 1970; about (copied; NULL: nothing
 * but that probes are wanted) is what the operator says of the domain.  The
 * caller frees.
 */
struct evidence *evidence_new(
    const char *domain, int64_t time, const struct evidence_about *about);
void evidence_free(struct evidence **);

const char *evidence_domain(const struct evidence *);
const struct evidence_about *evidence_about(const struct evidence *);
int64_t evidence_time(const struct evidence *);

/* The clock was set while it was gathered. */
void evidence_set_time(struct evidence *, int64_t time);

/* Keep an answer (a reference); a second one to the same question is
 * ignored. */
void evidence_put(struct evidence *, struct dns_answer *);

/* The answer to (name, type), or NULL where it was not asked or has not come;
 * lent as long as the evidence lives. */
struct dns_answer *
evidence_answer(const struct evidence *, const char *name, uint16_t type);

size_t evidence_answer_count(const struct evidence *);
struct dns_answer *evidence_answer_at(const struct evidence *, size_t i);

/* Keep a probe's result (a reference); a second one of the same target and
 * address is ignored. */
void evidence_put_probe(struct evidence *, struct probe_result *);

/* The result of this target at this address, or NULL; lent. */
struct probe_result *evidence_probe(
    const struct evidence *, const struct probe_target *, const char *address);

/* All of them, in the order in which they came. */
size_t evidence_probe_count(const struct evidence *);
struct probe_result *evidence_probe_at(const struct evidence *, size_t i);

/* What a gatherer's limits kept from being asked: a rule that finds nothing
 * may have missed something then. */
struct evidence_left_out {
	size_t questions;
	size_t probes;
};

const struct evidence_left_out *evidence_left_out(const struct evidence *);

/* So many more were left out. */
void evidence_leave_out(struct evidence *, size_t questions, size_t probes);

/* MX hosts in the order of preference, at most as many as the limit; none while
 * the MX answer is missing, for a Null MX (RFC 7505) and where the domain's
 * own address is its exchange (RFC 5321 section 5.1). */
size_t evidence_mx_count(const struct evidence *);
const char *evidence_mx_host(const struct evidence *, size_t i);

/* MX hosts in the answer, also those over the limit. */
size_t evidence_mx_total(const struct evidence *);

/* `mta-sts.DOMAIN` (RFC 8461 section 3.3). */
const char *evidence_policy_host(const struct evidence *);

/* What was seen before, this look included, where a history is kept; NULL
 * where none is.  Lent; one that is given belongs to the evidence. */
const struct history *evidence_history(const struct evidence *);
void evidence_set_history_own(struct evidence *, struct history *);

/* Smallest TTL of all definite answers, in seconds. */
uint32_t evidence_ttl(const struct evidence *);

#endif
