/* SPDX-License-Identifier: BSD-2-Clause */
/* A CAA RRset, parsed once and asked many times. */

#ifndef CAA_SET_H
#define CAA_SET_H

#include <stdbool.h>
#include <stddef.h>

#include "caa/property.h"
#include "caa/value.h"

struct dns_answer;

/* What RFC 8657 parameters of one property come to, whoever asks. */
enum caa_binding {
	CAA_BINDING_ABSENT,    /* the parameter is not there: no restriction */
	CAA_BINDING_PRESENT,   /* there, once, well formed: compare it */
	CAA_BINDING_DUPLICATE, /* more than once: nobody satisfies it */
	CAA_BINDING_INVALID,   /* no URI, or a bad list: the same */
};

struct caa_entry {
	struct caa_property property;
	bool restricts;   /* issue, issuewild, issuemail or issuevmc */
	bool well_formed; /* its value matches the grammar */
	struct caa_value value;
	enum caa_binding account; /* issue and issuewild only */
	struct caa_span account_uri;
	enum caa_binding methods;
	struct caa_span method_list; /* empty and PRESENT: lists no method */
};

struct caa_set {
	struct caa_entry *entries; /* identical records are one; in canonical
				    * order (RFC 4034 section 6.3), so that
				    * the answer's order plays no part */
	size_t n_entries;
	size_t n_tagged[CAA_TAG_CONTACTPHONE + 1]; /* entries per tag */
	const struct caa_entry *critical_unknown;  /* the first, or NULL */
	enum caa_rdata_fault fault; /* framing of some record broken: the
				     * whole set can't be trusted */
	struct dns_answer *answer;  /* a reference: the entries point into it */
};

/* From an answer of status DNS_RECORDS to a CAA question; keeps a reference.
 * The caller frees. */
struct caa_set *caa_set_new(struct dns_answer *);
void caa_set_free(struct caa_set **);

#endif
