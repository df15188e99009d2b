/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The DNS tree walk of RFC 9989, without input or output: which names to ask,
 * and from their answers the policy record and the organizational domain.
 */

#ifndef RECORDS_DMARC_WALK_H
#define RECORDS_DMARC_WALK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "records/dmarc.h"

struct dns_answer;

#define DMARC_WALK_MAX 8 /* queries */
#define DMARC_PREFIX "_dmarc."

/*
 * The domains at which a record is looked for, from the domain itself upward:
 * of names of 8 and more labels the second is the last 7.  They are parts of
 * `domain`, which is canonical.  Returns their number.
 */
size_t dmarc_walk_domains(const char *domain, const char *out[DMARC_WALK_MAX]);

/* The answer to (name, type), or NULL: not had yet, and to be asked. */
typedef const struct dns_answer *
dmarc_lookup_cb(void *arg, const char *name, uint16_t type);

enum dmarc_found {
	DMARC_FOUND_NOTHING,
	DMARC_FOUND_RECORD,
	DMARC_FOUND_OPEN, /* an answer that counts is missing or failed */
};

/* What was at one of the names. */
struct dmarc_stop {
	const char *domain; /* part of the domain asked for */
	bool open;          /* missing, or not definite */
	size_t n_records;   /* more than one: ignored */
};

struct dmarc_discovery {
	enum dmarc_found found;
	const char *at;  /* whose record it is */
	const char *org; /* the organizational domain, as far as is known */
	bool org_open;   /* an answer that could change that is missing */
	struct dmarc_record record; /* where one was found */
	struct dmarc_stop stops[DMARC_WALK_MAX];
	size_t n_stops; /* all names, also those above where the walk ends */
};

/*
 * All names are looked up, even where the walk ends below them, so that they
 * are asked at once.  The parts point into `domain`.  The caller ends with
 * dmarc_discovery_fini.
 */
void dmarc_discover(dmarc_lookup_cb *, void *arg, const char *domain,
    struct dmarc_discovery *out);
void dmarc_discovery_fini(struct dmarc_discovery *);

#endif
