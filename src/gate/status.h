/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A domain's status: its failing and undetermined findings over time.  It is
 * written to the store as octets and read in place, without allocation.
 */

#ifndef GATE_STATUS_H
#define GATE_STATUS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "verify/finding.h"

struct buf;
struct findings;

#define STATUS_VERSION 2
#define STATUS_FINDINGS_MAX 64 /* kept; blocking ones first */
#define STATUS_TEXT_MAX 400    /* octets of a finding's sentence kept */

struct status_finding {
	enum rule_id rule;
	enum finding_result result; /* FAIL or UNKNOWN */
	enum severity severity;
	enum harm harm;
	bool candidate;        /* as in struct finding */
	bool hearsay;          /* likewise */
	bool from_start;       /* the domain was never seen without it */
	uint8_t confirmations; /* definite failing results, spaced */
	int64_t since;         /* first failing result */
	int64_t confirmed;     /* last result that counted */
	int64_t seen;          /* last definite result */
	const char *subject;   /* not NUL-terminated */
	size_t subject_len;
	const char *text;
	size_t text_len;
};

struct status {
	int64_t checked;     /* last verification */
	int64_t definite;    /* last one that the DNS answered; 0: never */
	int64_t fresh_until; /* verify again after that */
	size_t n_findings;
	struct status_finding findings[STATUS_FINDINGS_MAX];
};

/* Octets as status_encode made them; 0, or -1 where they are of another
 * version or damaged.  Text is lent by data. */
int status_decode(const void *data, size_t len, struct status *out);
void status_encode(const struct status *, struct buf *out);

struct status_rules {
	int64_t confirm_interval; /* s between results that count */
	int64_t max_stale;        /* s that a finding outlives DNS trouble */
};

/*
 * Merge new findings into what was known.  previous may be NULL (first sight).
 * definite: the DNS answered about the domain itself and its MX set.  ttl: of
 * the evidence, in seconds.  Text in *out is lent by previous and by
 * findings.  A clock that stepped back never shortens a grace: times ahead of
 * now are taken as now.
 */
void status_merge(const struct status *previous, const struct findings *,
    bool definite, uint32_t ttl, int64_t now, const struct status_rules *,
    struct status *out);

#endif
