/* SPDX-License-Identifier: BSD-2-Clause */
/* A finding: one rule's result for one subject. */

#ifndef VERIFY_FINDING_H
#define VERIFY_FINDING_H

#include <stdbool.h>
#include <stddef.h>

enum harm {
	HARM_H1, /* receivers reject or junk outbound mail now */
	HARM_H2, /* the way back is cut now: replies, bounces, call-backs */
	HARM_H3, /* works today, breaks at the next renewal */
	HARM_H4, /* hygiene */
	HARMS
};

enum severity { SEVERITY_INFO, SEVERITY_WARN, SEVERITY_BLOCK };

enum finding_result {
	FINDING_PASS,
	FINDING_FAIL,
	FINDING_UNKNOWN, /* the DNS did not say */
	FINDING_NOT_APPLICABLE,
	FINDING_NOT_TESTABLE,
};

enum rule_id {
#define RULE(id, name, severity, harm, refusal, spec, title) RULE_##id,
#include "verify/rules.tbl"
#undef RULE
	RULES
};

/* What a failing rule may lead to at the most, whatever the profile says. */
enum refusal {
	REFUSAL_PERMANENT, /* REJECT */
	REFUSAL_TEMPORARY, /* DEFER_IF_PERMIT: the fault may be in our path to
			    * the DNS, or mend by itself */
};

struct rule {
	const char *name; /* `CAA-04`: public, stable */
	enum severity severity;
	enum harm harm;
	enum refusal refusal;
	const char *spec;
	const char *title;
};

const struct rule *rule_get(enum rule_id);

/* `CAA-04`, `CAA_04` or `caa-04` to its id; RULES where there is none. */
enum rule_id rule_from_name(const char *name);

struct finding {
	enum rule_id rule;
	enum finding_result result;
	enum severity severity; /* the rule's own, unless this case differs */
	/*
	 * The rule's condition for blocking holds ("block-candidate"): the
	 * profile `strict` makes it SEVERITY_BLOCK.
	 */
	bool candidate;
	char *subject; /* the name it speaks of */
	char *text;    /* one sentence, printable ASCII */
	char **fixes;  /* zone-file lines or sentences */
	size_t n_fixes;
};

struct findings {
	struct finding *list;
	size_t n;
};

#define FINDINGS_MAX \
	1024 /* of one domain; what is over is left out, and a
			   * last finding says so */

/* Takes text over from the caller. */
struct finding *findings_add_own(struct findings *, enum rule_id,
    enum finding_result, const char *subject, char *text);
void finding_add_fix(struct finding *, const char *fix);
void findings_fini(struct findings *);

const char *harm_text(enum harm);                     /* `H1` */
const char *severity_text(enum severity);             /* `block` */
const char *finding_result_text(enum finding_result); /* `fail` */

/* `H1`..`H4` to *out; -1 otherwise. */
int harm_from_text(const char *text, enum harm *out);

#endif
