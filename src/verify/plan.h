/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What is worth asking next, given what is known.  Pure: a plan reads the
 * evidence and names every question and probe that follows from it and that it
 * does not hold yet.  The gatherer asks them all at once and comes back with
 * the answers, until nothing is named any more.
 */

#ifndef VERIFY_PLAN_H
#define VERIFY_PLAN_H

#include <stdint.h>

struct dns_answer;
struct evidence;
struct probe_result;
struct probe_target;

#define PLAN_ADDRESSES_MAX 16     /* of a host that are probed: A before AAAA */
#define PLAN_PEER_ADDRESSES_MAX 4 /* the same under EVIDENCE_PEERS */

typedef void plan_ask_cb(void *arg, const char *name, uint16_t type);

/* address is numeric; everything is lent for the call. */
typedef void
plan_probe_cb(void *arg, const struct probe_target *, const char *address);

struct plan {
	const struct evidence *evidence;
	plan_ask_cb *ask;
	plan_probe_cb *probe;
	void *arg;
};

/* The plans of what is to be known (evidence_about.scope), one after the other;
 * the same thing may be named twice. */
void plan_all(const struct plan *);

void plan_peers(const struct plan *); /* all of EVIDENCE_PEERS */

void plan_caa(const struct plan *);  /* climbs of the domain and its hosts */
void plan_live(const struct plan *); /* what certificates lead to */
void plan_services(const struct plan *); /* listed by the operator */
void plan_sts(const struct plan *);
void plan_sts_peers(const struct plan *); /* as senders ask */
void plan_rpt(const struct plan *);
void plan_spf(const struct plan *);
void plan_dkim(const struct plan *);
void plan_dmarc(const struct plan *);
void plan_dane(const struct plan *);
void plan_mx(const struct plan *); /* MX set, addresses, STARTTLS */

/* The answer if it is there; else NULL, and it is named to be asked. */
struct dns_answer *
plan_ask(const struct plan *, const char *name, uint16_t type);

/* All names of the CAA climb from name, which is canonical. */
void plan_climb(const struct plan *, const char *name);

/*
 * Addresses of target->host, then a probe of each, as far as the limit allows.
 * Where the evidence is to hold no probes (evidence_about.probe false) only
 * the addresses are asked.  A host that is an address literal is refused by
 * whoever makes targets.
 */
void plan_probe(const struct plan *, const struct probe_target *);

#endif
