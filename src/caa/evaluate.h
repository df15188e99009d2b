/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * May this CA issue?  RFC 8659 section 4, RFC 8657, RFC 9495.  Pure: a climb
 * that has ended, or a parsed set, and a request; no I/O, no allocation.
 */

#ifndef CAA_EVALUATE_H
#define CAA_EVALUATE_H

#include <stddef.h>

#include "caa/property.h"

struct caa_climb;
struct caa_entry;
struct caa_set;

enum caa_kind {
	CAA_KIND_TLS,          /* a certificate for a plain name: issue */
	CAA_KIND_TLS_WILDCARD, /* for *.name: issuewild, else issue */
	CAA_KIND_SMIME,        /* for a mail address: issuemail, RFC 9495 */
	CAA_KIND_VMC,          /* a mark certificate: issuevmc */
};

enum caa_verdict {
	CAA_PERMIT,
	CAA_DENY,
	CAA_ERROR, /* undetermined: neither a permission nor an accusation */
};

/* Of several that apply, the first within its verdict is the one told. */
enum caa_reason {
	/* permit */
	CAA_REASON_NO_CAA,
	CAA_REASON_NO_RESTRICTION,
	CAA_REASON_AUTHORIZED,
	/* deny */
	CAA_REASON_CRITICAL_UNKNOWN,
	CAA_REASON_ACCOUNTURI_MISMATCH,
	CAA_REASON_ACCOUNTURI_DUPLICATE,
	CAA_REASON_ACCOUNTURI_INVALID,
	CAA_REASON_METHOD_MISMATCH,
	CAA_REASON_METHOD_DUPLICATE,
	CAA_REASON_METHOD_INVALID,
	CAA_REASON_NOT_AUTHORIZED,
	CAA_REASON_MALFORMED_VALUE,
	CAA_REASON_NO_ISSUER,
	/* error */
	CAA_REASON_LOOKUP_FAILURE,
	CAA_REASON_DNSSEC_BOGUS,
	CAA_REASON_TRUNCATED,
	CAA_REASON_ALIAS_LOOP,
	CAA_REASON_MALFORMED_RDATA,
};

struct caa_request {
	enum caa_kind kind;
	const char *const *issuers; /* the identifiers of one CA: any matches */
	size_t n_issuers;
	const char *account_uri; /* NULL: not known, so not compared */
	const char *method;      /* NULL: likewise */
};

struct caa_result {
	enum caa_verdict verdict;
	enum caa_reason reason;
	const char *relevant;          /* lent by the climb; NULL if none */
	const struct caa_entry *entry; /* the property that decided; lent by
					 * the set; NULL if none did */
};

/* The climb has ended (its outcome is not OPEN). */
void caa_evaluate(const struct caa_climb *, const struct caa_request *,
    struct caa_result *out);

/* The same of one relevant set; out->relevant is left NULL. */
void caa_evaluate_set(
    const struct caa_set *, const struct caa_request *, struct caa_result *out);

/* The tag whose properties decide a request of this kind in this set. */
enum caa_tag caa_deciding_tag(const struct caa_set *, enum caa_kind);

const char *caa_kind_text(enum caa_kind);       /* `tls`, `tls-wildcard`, ... */
const char *caa_verdict_text(enum caa_verdict); /* `permit`, ... */
const char *caa_reason_text(enum caa_reason);   /* `not-authorized`, ... */

#endif
