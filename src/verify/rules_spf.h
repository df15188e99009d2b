/* SPDX-License-Identifier: BSD-2-Clause */
/* Inside verify: what the rules of SPF look at, made once. */

#ifndef VERIFY_RULES_SPF_H
#define VERIFY_RULES_SPF_H

#include <stdbool.h>
#include <stddef.h>

#include "records/spf_walk.h"
#include "verify/auth.h"
#include "verify/run.h"

/* Whose cure is the mended record; advice: where none can be told. */
struct spf_asker {
	size_t finding; /* index: the list of findings moves as it grows */
	char *advice;
};

/*
 * What is to be different in the domain's record.  The rules gather it, and
 * rules_spf_mend tells the one record that has all of it to all who asked: two
 * of them side by side would be a permanent error.
 */
struct spf_wanted {
	bool *drop;      /* by index: terms that go */
	const char *end; /* `-all`; NULL: as it is */
	bool egress;     /* addresses that would not pass are named first */
	bool spelling;   /* mechanisms written as modifiers are spelled right */
	struct spf_asker *askers;
	size_t n_askers;
};

struct spf_scene {
	struct judge_run *run;
	const char *domain;
	const struct dns_answer *txt; /* the domain's; definite */
	struct spf_record record;     /* the one that it has */
	struct spf_tally tally;
	struct spf_wanted *wanted; /* NULL: there is no record to mend */
	enum auth_state egress;
	bool parked; /* `v=spf1 -all` and a Null MX: no mail at all */
};

void rules_spf_limits(const struct spf_scene *);  /* SPF-03, 04, 05 */
void rules_spf_targets(const struct spf_scene *); /* SPF-02 beyond, SPF-08 */
void rules_spf_end(const struct spf_scene *);     /* SPF-07 */
void rules_spf_egress(const struct spf_scene *);  /* SPF-06 */
void rules_spf_helo(const struct spf_scene *);    /* SPF-09 */
void rules_spf_mend(const struct spf_scene *);    /* what those want */

/* A finding on the domain, resting on its TXT records. */
struct finding *
spf_say(const struct spf_scene *, enum rule_id, enum finding_result,
    const char *format, ...) __attribute__((format(printf, 4, 5)));

/*
 * Receivers stop at the first match: where all mail of the domain matches
 * before the fault, none of it is lost, and the fault is a warning that says
 * so.
 */
const char *spf_soften(const struct spf_scene *);
void spf_soften_finding(const struct spf_scene *, struct finding *);

void spf_wanted_init(struct spf_wanted *, const struct spf_record *);
void spf_wanted_fini(struct spf_wanted *);

/* The finding's cure is the mended record. */
void
spf_ask(const struct spf_scene *, const struct finding *, const char *advice);

/* ... without the terms that notes of these kinds speak of.  Where one of them
 * is in another's record there is only the advice. */
void spf_ask_drop(const struct spf_scene *, struct finding *, const bool *kinds,
    const char *advice);

#endif
