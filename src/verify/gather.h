/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Ask the world about a domain and decide nothing.  What the plans
 * (verify/plan.h) name is asked at once, and no question and no probe twice;
 * when answers have come the plans are asked again, until nothing is open and
 * nothing new is named.
 */

#ifndef VERIFY_GATHER_H
#define VERIFY_GATHER_H

#include <stdint.h>

struct dns_resolver;
struct evidence;
struct evidence_about;
struct gather;
struct probe_result;
struct probe_target;
struct prober;

/* Of one domain; what is over is counted in the evidence
 * (evidence_left_out). */
#define GATHER_QUESTIONS_MAX 2000
#define GATHER_PROBES_MAX 512

/* Whom to ask; lent until the gatherer has ended.  Both belong to one loop. */
struct gather_world {
	struct dns_resolver *resolver;
	struct prober *prober; /* NULL: the evidence is to hold no probes */
};

/* The evidence belongs to the callee. */
typedef void gather_cb(struct evidence *, void *arg);

/*
 * domain is canonical; about (NULL: nothing is said) is copied.  *slot holds
 * the handle until `done` runs: once, from the event loop, never before this
 * function returns, with *slot NULL again.
 */
void gather_start(const struct gather_world *, const char *domain, int64_t now,
    const struct evidence_about *about, gather_cb *done, void *arg,
    struct gather **slot);

/*
 * Where every question is answered but probes are still open: `quiet` runs,
 * once and from the event loop, with the evidence as it is, lent.  A probe
 * that asks for more does not change that it has run.
 */
typedef void gather_quiet_cb(const struct evidence *, void *arg);
void gather_on_quiet(struct gather *, gather_quiet_cb *quiet, void *arg);

/*
 * Before a probe is started: what is remembered of this target at this
 * address, elsewhere than in the prober?  A reference that the gatherer takes
 * over; NULL: the prober is asked.  To be said before the loop runs.
 */
typedef struct probe_result *
gather_recall_cb(void *arg, const struct probe_target *, const char *address);
void gather_on_recall(struct gather *, gather_recall_cb *recall, void *arg);

/* Give up: `done` will not run.  Empties *slot; empty is fine. */
void gather_cancel(struct gather **slot);

#endif
