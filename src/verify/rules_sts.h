/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Inside verify: what all rules of MTA-STS look at, made once from the
 * evidence.
 */

#ifndef VERIFY_RULES_STS_H
#define VERIFY_RULES_STS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/error.h"
#include "records/mta_sts_policy.h"
#include "records/mta_sts_record.h"
#include "verify/run.h"

struct history_policy;
struct history_subject;
struct probe_result;
struct probe_target;

enum sts_state {
	STS_OPEN,      /* the DNS did not say */
	STS_NONE,      /* no record begins v=STSv1; */
	STS_ATTEMPT,   /* likewise, but one was surely meant to */
	STS_MANY,      /* more than one does: none counts */
	STS_MALFORMED, /* one does, and the grammar does not allow it */
	STS_ONE,
};

struct sts_view {
	struct judge_run *run;
	const char *domain, *host; /* host: the policy host */
	char *owner;               /* `_mta-sts.DOMAIN` */
	const struct dns_answer *txt;

	enum sts_state state;
	size_t at;       /* which record: of ATTEMPT, MALFORMED and ONE */
	struct buf text; /* of that record */
	struct mta_sts_record record; /* MALFORMED as far as it goes */
	struct error fault;           /* of the grammar */

	/* The result that the policy was read from; NULL: there is none, and
	 * the policy is empty. */
	const struct probe_result *served;
	struct mta_sts_policy policy;

	/* Of the history: policies served before; NULL: none known. */
	const struct history_subject *past;
	int64_t kept;     /* senders may keep one until then; 0: none */
	int64_t enforced; /* one of mode enforce, likewise */

	bool wanted;    /* the domain has, or tries to have, MTA-STS */
	bool effective; /* new senders find a policy that they can use */
};

void sts_view_init(struct sts_view *, struct judge_run *);
void sts_view_fini(struct sts_view *);

/* The i-th probe of the policy, or NULL; call with *at 0 first. */
const struct probe_result *sts_view_probe(const struct sts_view *, size_t *at);

/* What is served, with the record's id, as the history has it; false where
 * senders would take neither. */
bool sts_view_policy(const struct sts_view *, struct history_policy *out);

/* Does the host's address follow from the evidence: 1 it has one, 0 it has
 * none, -1 the DNS did not say. */
int sts_has_address(const struct judge_run *, const char *host);

/* `20261201T000000` of the evidence's time. */
#define STS_ID_SIZE 32
const char *sts_new_id(const struct sts_view *, char out[STS_ID_SIZE]);

/* A probe as what a finding rests on. */
void sts_ref_probe(struct finding *, const struct probe_result *);

/* A finding of the record, whose text is taken over. */
struct finding *sts_say_record(
    struct sts_view *, enum rule_id, enum finding_result, char *text);

/* Where the record's alias leads, or NULL: behind one, the record is for its
 * target's owner to change. */
const char *sts_alias_target(const struct sts_view *);

/* Tells to publish the record with a new id. */
void sts_fix_id(const struct sts_view *, struct finding *);

/* What the view has of the history. */
void sts_view_past(struct sts_view *);

/* Since when the mode is testing, as far as that was seen; 0: not known. */
int64_t sts_testing_since(const struct sts_view *);

/* A finding of the policy's text, which is taken over. */
struct finding *sts_say_policy(
    struct sts_view *, enum rule_id, enum finding_result, char *text);

/* In quotation marks, escaped and cut; the caller frees. */
char *sts_shown(const struct sts_span *);

void rules_sts_record(struct sts_view *);     /* STS-01, 02 */
void rules_sts_delegation(struct sts_view *); /* STS-03, 17 */
void rules_sts_history(struct sts_view *);    /* STS-15, 16 */
void rules_sts_host(struct sts_view *);       /* STS-04 to 08 */
void rules_sts_policy(struct sts_view *);     /* STS-09, and */
void rules_sts_terms(struct sts_view *);      /* STS-10, 11, 14 */
void rules_sts_mx(struct sts_view *);         /* STS-12, 13 */

/* The harm of findings from `first` on, where senders remember a policy. */
void rules_sts_remembered(struct sts_view *, size_t first);

#endif
