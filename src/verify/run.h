/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Inside verify: one run of the rules over one domain's evidence, and the
 * words that all rules need.  Each family of rules is one function here.
 */

#ifndef VERIFY_RUN_H
#define VERIFY_RUN_H

#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>

#include "verify/climb.h"
#include "verify/finding.h"
#include "verify/judge.h"

struct caa_climb;
struct dns_answer;
struct evidence;
struct judge_seen;
struct live;

#define JUDGE_NAME_SHOWN 200 /* octets of a name in a sentence */

struct judge_run {
	const struct evidence *evidence;
	const struct judge_context *context;
	struct findings *findings;
	struct judge_seen *seen;
	struct live *live; /* certificates in use: verify/live.h */
};

/* One family each, in the order in which a reader meets them. */
void rules_caa(struct judge_run *);
void rules_live(struct judge_run *); /* CAA against live certificates */
void rules_sts(struct judge_run *);
void rules_rpt(struct judge_run *);
void rules_spf(struct judge_run *);
void rules_dkim(struct judge_run *);
void rules_dmarc(struct judge_run *);
void rules_dane(struct judge_run *);
void rules_mx(struct judge_run *);

/* A finding whose text is formatted; names in it are bounded by the caller. */
struct finding *judge_say(struct judge_run *, enum rule_id, enum finding_result,
    const char *subject, const char *format, ...)
    __attribute__((format(printf, 5, 6)));

/* The same of the TXT records at that name, which it refers to. */
struct finding *judge_say_of_txt(struct judge_run *, enum rule_id,
    enum finding_result, const char *name, const char *format, va_list)
    __attribute__((format(printf, 5, 0)));

/* True the first time that this rule is to speak of this subject. */
bool judge_first(struct judge_run *, enum rule_id, const char *subject);

/* The answer, with DNS_NODATA and so on for what it is; NULL: not asked. */
struct dns_answer *
judge_answer(const struct judge_run *, const char *name, uint16_t type);

/*
 * Is the answer missing or not definite?  Then the rule's finding is UNKNOWN,
 * `WHY when asked for WHAT of NAME`, and the return value is true.
 */
bool judge_is_open(struct judge_run *, enum rule_id, const char *subject,
    const char *name, uint16_t type);

/* Is this host the operator's: at or below the domain, or below another
 * domain of the table? */
bool judge_controls(const struct judge_run *, const char *host);

#endif
