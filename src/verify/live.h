/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Inside verify: the certificates that probes were presented, each beside the
 * host that it was to stand for, its issuer, and the CAA records of now.
 */

#ifndef VERIFY_LIVE_H
#define VERIFY_LIVE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "caa/evaluate.h"
#include "cert/issuer.h"
#include "verify/live_issuance.h"
#include "verify/live_verdict.h"

struct buf;
struct caa_climb;
struct cert_chain;
struct cert_facts;
struct judge_run;
struct probe_result;

#define LIVE_USES_MAX 256 /* (host, certificate) pairs; more are counted */
#define LIVE_NAMES_MAX 32 /* names of one certificate that are climbed */
#define LIVE_PLACES_MAX 4 /* addresses told of a pair; more are counted */

/* A certificate at a host; one, at however many addresses and services. */
struct live_use {
	const char *host; /* lent by the evidence, as the chain */
	const struct cert_chain *chain;
	const struct cert_facts *leaf;
	struct cert_issuer issuer;
	bool controlled; /* the host is the operator's */
	bool dane_ee;    /* a validated TLSA record of usage 3 matches */

	/* The name that stands for the host; NULL: none does, and then there
	 * is no climb either. */
	const char *name;
	enum caa_kind kind;
	const char *base; /* where the climb starts: name without `*.` */
	struct caa_climb *climb;
	struct live_answer answer;   /* by the records of now */
	enum live_verdict verdict;   /* by those of its issuance, too */
	struct live_issuance issued; /* inconsistent-at-issuance: the proof */

	int64_t window;                 /* its renewal window begins */
	size_t places[LIVE_PLACES_MAX]; /* probes that saw it, by position */
	size_t n_places;                /* all, also those not kept */
};

struct live {
	struct live_use *uses;
	size_t n;
	size_t n_left_out;
};

struct live *live_new(const struct judge_run *);
void live_free(struct live **);

/* Does a validated TLSA record of usage 3 (DANE-EE) match this SMTP server's
 * certificate?  Then no CA vouches for it (RFC 7671 section 5.1). */
bool live_is_dane_ee(const struct judge_run *, const struct probe_result *);

/* Is this pair for CAA to judge: the operator's host, a name that stands for
 * it, a public CA, no DANE-EE? */
bool live_is_judged(const struct live_use *);

/* When the renewal window of a certificate begins. */
int64_t live_window(const struct judge_run *, const struct cert_facts *);

/* Is the certificate in its renewal window, or expired? */
bool live_is_due(const struct judge_run *, const struct live_use *);

/*
 * "No authorised CA left": the CA that issued is not authorised now, and none
 * that has issued another live certificate of this domain is.
 */
bool live_is_locked_out(const struct live *, const struct live_use *);

/*
 * Does every known live certificate that depends on the RRset at this
 * relevant name have time until its renewal window?  False where none is
 * known.
 */
bool live_has_time(const struct judge_run *, const char *relevant);

/* `2027-02-01` */
#define LIVE_DAY_SIZE 11
const char *live_day(int64_t when, char out[LIVE_DAY_SIZE]);

/* Whole days from the evidence's time to the end; negative: expired. */
int64_t live_days_left(const struct judge_run *, const struct live_use *);

/* The owner of a relevant RRset: its name, or what that is an alias for. */
const char *live_owner(const struct caa_climb *);

#endif
