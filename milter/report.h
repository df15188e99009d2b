/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What is to be said of one message: each certificate behind it, who issued
 * it, and what the CAA records say to that.  Headers, log line, figures and
 * reply are made from this and from nothing else.
 */

#ifndef MILTER_REPORT_H
#define MILTER_REPORT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/pool.h"
#include "verify/live_verdict.h"

#define REPORT_ENTRIES_MAX 128 /* more are counted */

enum report_kind {
	REPORT_SERVERS, /* of a recipient's domain */
	REPORT_CLIENT,  /* the connecting client's certificate */
	REPORT_SMIME,   /* a certificate of an S/MIME part */
};
#define REPORT_KINDS (REPORT_SMIME + 1)

enum report_verdict {   /* in the order of weight, the gravest last */
	REPORT_NOTHING, /* nothing to compare: no server seen, no TLS */
	REPORT_NOT_APPLICABLE,
	REPORT_NO_POLICY,
	REPORT_CONSISTENT,
	REPORT_CONSISTENT_WEAK,
	REPORT_UNKNOWN_ISSUER,
	REPORT_UNKNOWN_DNS,
	REPORT_UNFINISHED, /* not known by the deadline */
	REPORT_INCONSISTENT_NOW,
	REPORT_INCONSISTENT_AT_ISSUANCE,
};
#define REPORT_VERDICTS (REPORT_INCONSISTENT_AT_ISSUANCE + 1)

/* RFC 7281 section 3: of an S/MIME part, apart from CAA. */
enum report_signature {
	REPORT_SIGNATURE_NONE, /* nothing is signed */
	REPORT_SIGNATURE_VALID,
	REPORT_SIGNATURE_INVALID,
	REPORT_SIGNATURE_NOT_CHECKED,
};

/* Text is of the report's pool, or NULL; foreign text as it came. */
struct report_entry {
	enum report_kind kind;
	enum report_verdict verdict;
	bool hidden;  /* not for the field: it would give a blind copy away */
	bool by_name; /* weak evidence: the issuer is known by name alone */
	const char *domain;     /* whose CAA records */
	const char *host;       /* SERVERS: of the gravest certificate */
	const char *issuer;     /* as people know it */
	const char *identifier; /* its CAA identifier */
	const char *tag;        /* `issue`, `issuemail` */
	const char *dane, *sts; /* SERVERS */
	const char *address;    /* SMIME, CLIENT: who the certificate is for */
	const char *serial, *issuer_dn, *part; /* SMIME */
	const char *smime; /* SMIME: `signed`, `encrypted`, ... */
	enum report_signature signature;
	const char *note; /* for people */
};

struct report {
	struct report_entry entries[REPORT_ENTRIES_MAX];
	size_t n, n_left_out;
	struct pool pool;
};

void report_init(struct report *);
void report_fini(struct report *);

/* A new entry, empty; NULL where there is no room, which is counted. */
struct report_entry *report_add(struct report *, enum report_kind);

/* A copy of the text, of the report's pool; NULL stays NULL. */
const char *report_text(struct report *, const char *text);
const char *report_printf(struct report *, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

enum report_verdict report_verdict(enum live_verdict);
const char *report_verdict_text(enum report_verdict); /* `inconsistent-now` */
const char *report_kind_text(enum report_kind);       /* `tls`, `smime` */

/* The result of RFC 8601 for a verdict: `pass`, `fail`, `none`, `neutral`,
 * `temperror`. */
const char *report_result(enum report_verdict);

/* The gravest of all, or of those that the field may tell; REPORT_NOTHING where
 * there is none. */
enum report_verdict report_gravest(const struct report *, bool hidden_too);

#endif
