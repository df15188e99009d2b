/* SPDX-License-Identifier: BSD-2-Clause */
/* Inside verify: what the rules of one DKIM selector share. */

#ifndef VERIFY_RULES_DKIM_H
#define VERIFY_RULES_DKIM_H

#include <stdbool.h>

#include "base/error.h"
#include "dns/name.h"
#include "records/dkim.h"

struct dns_answer;
struct finding;
struct judge_run;

/* One selector's records, and the best that they say. */
struct dkim_look {
	struct judge_run *run;
	char owner[DNS_NAME_SIZE];
	const struct dns_answer *answer;
	struct dkim_key signer; /* where the operator told it */
	bool has_signer;
	bool is_told; /* something that may be no key */
	struct dkim_key key;
	bool has_key;
	enum dkim_fault fault;
	struct error why;
};

/* The same finding, which rests on the records. */
struct finding *dkim_ref(const struct dkim_look *, struct finding *);

/* To publish the signer's key in place of what is there. */
void dkim_mend_signer(const struct dkim_look *, struct finding *);

/* To publish the key that is there, without any fault. */
void dkim_mend_key(const struct dkim_look *, struct finding *);

/* DKIM-04, DKIM-05 and DKIM-06 of a look that has a key. */
void rules_dkim_key(const struct dkim_look *);

#endif
