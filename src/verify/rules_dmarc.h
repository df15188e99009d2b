/* SPDX-License-Identifier: BSD-2-Clause */
/* Inside verify: what the rules of DMARC look at, made once. */

#ifndef VERIFY_RULES_DMARC_H
#define VERIFY_RULES_DMARC_H

#include "dns/name.h"
#include "records/dmarc_walk.h"
#include "verify/run.h"

struct dmarc_scene {
	struct judge_run *run;
	const char *domain;
	char owner[DNS_NAME_SIZE];        /* `_dmarc.DOMAIN` */
	char record_owner[DNS_NAME_SIZE]; /* where the record is */
	struct dmarc_discovery d;
	enum dmarc_policy policy; /* in force for the domain */
};

void rules_dmarc_found(const struct dmarc_scene *);    /* DMARC-01 */
void rules_dmarc_enforced(const struct dmarc_scene *); /* DMARC-02 */
void rules_dmarc_tags(const struct dmarc_scene *);    /* DMARC-03, 04, 05, 07 */
void rules_dmarc_reports(const struct dmarc_scene *); /* DMARC-06 */
void rules_dmarc_signers(const struct dmarc_scene *); /* DKIM-07 */

/* The rule can't be judged, as the DNS did not say what records there are:
 * every rule says the same, so that a reader meets it once. */
void
rules_dmarc_open(const struct dmarc_scene *, enum rule_id, const char *subject);

/* The record without what does not count, as the fix. */
void rules_dmarc_rewrite(const struct dmarc_scene *, struct finding *);

/* A finding on the record that was found. */
struct finding *
dmarc_say(const struct dmarc_scene *, enum rule_id, enum finding_result,
    const char *format, ...) __attribute__((format(printf, 4, 5)));

#endif
