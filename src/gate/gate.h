/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * From a status and what the operator wants to an action.  Pure: no I/O, no
 * allocation, no clock of its own.
 */

#ifndef GATE_GATE_H
#define GATE_GATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "verify/finding.h"

struct status;
struct status_finding;
struct waiver;
struct waivers;

enum gate_profile { PROFILE_STANDARD, PROFILE_STRICT, PROFILE_BULK, PROFILES };
enum gate_on_unknown { ON_UNKNOWN_PERMIT, ON_UNKNOWN_DEFER };

#define GATE_GRACE_PROFILE (-1) /* the profile's own */

struct gate_rule_override {
	bool set;
	enum harm harm; /* raised to SEVERITY_BLOCK with this harm */
};

struct gate_settings {
	enum gate_profile profile;
	bool enforce; /* false: decide and log, but change no mail */
	int confirmations;
	int64_t grace[HARMS]; /* seconds, or GATE_GRACE_PROFILE */
	int64_t max_stale;    /* seconds */
	enum gate_on_unknown on_unknown;
	struct gate_rule_override rules[RULES];
};

enum gate_action {
	GATE_PASS,
	GATE_DEFER,  /* DEFER_IF_PERMIT 4.7.1 */
	GATE_REJECT, /* REJECT 5.7.1 */
};

struct gate_decision {
	enum gate_action action; /* what the MTA is told */
	enum gate_action would;  /* what it would be told if enforced */
	bool unknown;            /* nothing definite is known */
	bool by_unknown;         /* that, and no finding, decides `would` */
	const struct status_finding *finding; /* the one that decides `would`,
					       * or, where that is GATE_PASS,
					       * the worst that is more than
					       * information; NULL if none */
	const struct waiver *waiver; /* without it `would` were more; or NULL */
	enum rule_id waived;         /* the rule that it holds back; RULES: that
			      * nothing is known */
};

/* status NULL: nothing is known of the domain. */
void gate_decide(const struct gate_settings *, const struct status *,
    int64_t now, struct gate_decision *out);

/*
 * The same where there are waivers (NULL: none): a finding that is waived, and
 * with a waiver for every rule a domain that is unknown, leads to nothing.
 * They need to be looked up only where gate_decide says `would`.
 */
void gate_decide_waived(const struct gate_settings *, const struct status *,
    const struct waivers *, int64_t now, struct gate_decision *out);

/* The severity and the harm that a finding of this rule has under these
 * settings; severity, candidate, hearsay and harm are those of the finding. */
enum severity gate_severity(const struct gate_settings *, enum rule_id,
    enum severity, bool candidate, bool hearsay);
enum harm gate_harm(const struct gate_settings *, enum rule_id, enum harm harm);

/* When a failing finding begins to be acted upon; 0: never.  *action_out is
 * the first thing that happens then. */
int64_t gate_acts_at(const struct gate_settings *,
    const struct status_finding *, enum gate_action *action_out);

const char *gate_action_text(enum gate_action); /* `dunno`, `defer`, ... */
/* The same of what would be: `waived` where only a waiver lets mail pass. */
const char *gate_would_text(const struct gate_decision *);
const char *gate_profile_text(enum gate_profile); /* `strict`, ... */

#endif
