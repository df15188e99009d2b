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
#define RULE(                                                          \
    family, number, severity, harm, refusal, needs, spec, title, mend) \
	RULE_##family##_##number,
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

/* What a rule can't be judged without. */
enum rule_needs {
	NEEDS_DNS,
	NEEDS_PROBE,   /* a look at the servers themselves */
	NEEDS_CONFIG,  /* something that only the operator can tell */
	NEEDS_HISTORY, /* what was seen before */
	NEEDS_MAIL,    /* a message that passes */
	NEEDS_REPORTS, /* the reports of others */
};

struct rule {
	const char *name; /* `CAA-04`: public, stable */
	unsigned code;    /* the same as a number, for the store: stable too */
	enum severity severity;
	enum harm harm;
	enum refusal refusal;
	enum rule_needs needs;
	const char *spec;
	const char *title; /* what holds where the rule passes */
	const char *mend;  /* what to do where it fails */
};

const struct rule *rule_get(enum rule_id);

/* `CAA-04`, `CAA_04` or `caa-04` to its id; RULES where there is none. */
enum rule_id rule_from_name(const char *name);
enum rule_id rule_from_code(unsigned code); /* RULES where there is none */

/* How a fix is to be understood. */
enum fix_kind {
	FIX_ADVICE,  /* a sentence */
	FIX_PUBLISH, /* this zone-file line is to be there */
	FIX_REMOVE,  /* this one is not */
};

struct finding_fix {
	enum fix_kind kind;
	char *text;
};

/* A value that the sentence speaks of, for programs: `days` `12`. */
struct finding_arg {
	const char *name; /* static, lower case */
	char *value;
};

struct finding {
	enum rule_id rule;
	enum finding_result result;
	enum severity severity; /* the rule's own, unless this case differs */
	enum harm harm;         /* likewise */
	/*
	 * The rule's condition for blocking holds ("block-candidate"): the
	 * profile `strict` makes it SEVERITY_BLOCK.
	 */
	bool candidate;
	/* It rests on what mail claims, which anybody who sends may write: it
	 * never blocks, whatever the settings make of its rule. */
	bool hearsay;
	char *subject; /* the name it speaks of */
	char *text;    /* one sentence, printable ASCII */
	struct finding_fix *fixes;
	size_t n_fixes;
	struct finding_arg *args;
	size_t n_args;
	char *
	    *refs; /* what it rests on: `dns NAME TYPE`, `probe URL ADDRESS` */
	size_t n_refs;
};

struct findings {
	struct finding *list;
	size_t n;
};

/* Of one domain; what is over is left out, and a last finding says so.  A
 * hundred MX hosts, each with its own CAA RRset, come to some 3000, passes
 * included. */
#define FINDINGS_MAX 8192

/* Takes text over from the caller. */
struct finding *findings_add_own(struct findings *, enum rule_id,
    enum finding_result, const char *subject, char *text);

/* A sentence: imperative, small first letter, no full stop. */
void finding_advise(struct finding *, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/*
 * A whole zone-file line to publish or to remove: `NAME. IN TYPE RDATA`, name
 * absolute.  What is to be published is parsed and judged first
 * (verify/mend.h): a line that would be at fault itself is not added, and the
 * return value is false.
 */
bool finding_publish(struct finding *, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
void finding_remove(struct finding *, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* name is static text. */
void finding_arg(struct finding *, const char *name, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
void finding_ref(struct finding *, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* At most a warning from now on, and `why` ends its sentence (static text);
 * see hearsay above. */
void finding_mark_hearsay(struct finding *, const char *why);

/* It comes of what that rule says of that subject, so that people are told of
 * it there: the argument `follows`, as `CAA-17 mx.good.test`. */
void finding_follow(struct finding *, enum rule_id, const char *subject);

/* Is `cause` what f follows? */
bool finding_follows(const struct finding *f, const struct finding *cause);

void findings_fini(struct findings *);

const char *rule_needs_text(enum rule_needs);         /* `probe` */
const char *harm_text(enum harm);                     /* `H1` */
const char *severity_text(enum severity);             /* `block` */
const char *finding_result_text(enum finding_result); /* `fail` */

/* `H1`..`H4` to *out; -1 otherwise. */
int harm_from_text(const char *text, enum harm *out);

#endif
