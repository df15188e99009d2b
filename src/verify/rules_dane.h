/* SPDX-License-Identifier: BSD-2-Clause */
/* Inside verify: what the DANE rules of one MX host share. */

#ifndef VERIFY_RULES_DANE_H
#define VERIFY_RULES_DANE_H

#include <stdbool.h>
#include <stddef.h>

#include "records/tlsa.h"
#include "verify/dane.h"
#include "verify/tlsa_match.h"
#include "verify/where.h"

struct buf;
struct cert_chain;
struct finding;
struct judge_run;
struct probe_result;

/* One record of the RRset. */
struct dane_record {
	struct tlsa tlsa;
	bool is_read;   /* has its three numbers */
	bool is_usable; /* by SMTP */
};

/* Addresses that look alike. */
struct dane_group {
	struct where where;
	const struct probe_result *first;
};

struct dane_host {
	struct judge_run *run;
	const char *host;
	struct dane_set set;
	struct dane_record *records; /* as many as the answer has */
	size_t n_records;
	size_t n_usable;
	bool is_secure; /* senders may rely on records and addresses */

	/* what was seen on port 25 */
	struct dane_group match[TLSA_MATCHES + 1]; /* by the best record */
	struct dane_group plain;                   /* no STARTTLS */
	struct dane_group broken;                  /* TLS failed */
	struct dane_group unseen;                  /* not testable */
};

/* The presented chain of each address, one after the other: from *at on, NULL
 * at the end. */
const struct probe_result *dane_next(const struct dane_host *, size_t *at);

/* Likewise, of those whose handshake was completed. */
const struct probe_result *
dane_next_chain(const struct dane_host *, size_t *at);

/* Is the record of something that some address presents? */
bool dane_is_presented(const struct dane_host *, const struct dane_record *);

/* How this record fares with a chain that the host presented. */
enum tlsa_match dane_match(
    const struct dane_host *, const struct tlsa *, const struct cert_chain *);

/* Tells to publish `OWNER. IN TLSA usage 1 1 HEX`, of the key of the
 * certificate at this position of the chain. */
void dane_publish(const struct dane_host *, struct finding *, unsigned usage,
    const struct cert_chain *, size_t at);
void dane_remove(const struct dane_host *, struct finding *, size_t record);

void dane_ref_records(const struct dane_host *, struct finding *);
void dane_ref_probe(struct finding *, const struct probe_result *);

/* DANE-01 of a host whose TLSA look-up found none. */
void rules_dane_absent(const struct dane_host *);

/* DANE-01, which also fills in `match` and what follows it. */
void rules_dane_match(struct dane_host *);

void rules_dane_anchors(const struct dane_host *);  /* DANE-03 */
void rules_dane_rollover(const struct dane_host *); /* DANE-04, DANE-06 */

#endif
