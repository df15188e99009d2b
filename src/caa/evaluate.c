/* SPDX-License-Identifier: BSD-2-Clause */
/* May this CA issue?  RFC 8659 section 4, RFC 8657, RFC 9495. */

#include "caa/evaluate.h"

#include <string.h>

#include "base/text.h"
#include "caa/binding.h"
#include "caa/climb.h"
#include "caa/set.h"
#include "dns/answer.h"

enum caa_tag
caa_deciding_tag(const struct caa_set *set, enum caa_kind kind)
{
	switch (kind) {
	case CAA_KIND_TLS:
		return CAA_TAG_ISSUE;
	case CAA_KIND_TLS_WILDCARD:
		return set->n_tagged[CAA_TAG_ISSUEWILD] > 0 ? CAA_TAG_ISSUEWILD
							    : CAA_TAG_ISSUE;
	case CAA_KIND_SMIME:
		return CAA_TAG_ISSUEMAIL;
	case CAA_KIND_VMC:
		return CAA_TAG_ISSUEVMC;
	}
	return CAA_TAG_UNKNOWN;
}

/* Stops at the first octet that differs, so no length of issuer is needed. */
static bool
caa_issuer_is(const struct caa_span *span, const char *issuer)
{
	for (size_t i = 0; i < span->len; i++)
		if (text_lower(span->text[i]) != text_lower(issuer[i]))
			return false;
	return issuer[span->len] == '\0';
}

static bool
caa_entry_names(const struct caa_entry *e, const struct caa_request *req)
{
	for (size_t i = 0; i < req->n_issuers; i++)
		if (caa_issuer_is(&e->value.issuer, req->issuers[i]))
			return true;
	return false;
}

static enum caa_reason
caa_judge_account(const struct caa_entry *e, const struct caa_request *req)
{
	switch (e->account) {
	case CAA_BINDING_ABSENT:
		return CAA_REASON_AUTHORIZED;
	case CAA_BINDING_DUPLICATE:
		return CAA_REASON_ACCOUNTURI_DUPLICATE;
	case CAA_BINDING_INVALID:
		return CAA_REASON_ACCOUNTURI_INVALID;
	case CAA_BINDING_PRESENT:
		break;
	}
	if (req->account_uri == NULL ||
	    (strlen(req->account_uri) == e->account_uri.len &&
		memcmp(req->account_uri, e->account_uri.text,
		    e->account_uri.len) == 0))
		return CAA_REASON_AUTHORIZED;
	return CAA_REASON_ACCOUNTURI_MISMATCH;
}

static enum caa_reason
caa_judge_method(const struct caa_entry *e, const struct caa_request *req)
{
	switch (e->methods) {
	case CAA_BINDING_ABSENT:
		return CAA_REASON_AUTHORIZED;
	case CAA_BINDING_DUPLICATE:
		return CAA_REASON_METHOD_DUPLICATE;
	case CAA_BINDING_INVALID:
		return CAA_REASON_METHOD_INVALID;
	case CAA_BINDING_PRESENT:
		break;
	}
	if (e->method_list.len == 0)
		return CAA_REASON_METHOD_MISMATCH;
	if (req->method == NULL ||
	    caa_method_list_has(&e->method_list, req->method))
		return CAA_REASON_AUTHORIZED;
	return CAA_REASON_METHOD_MISMATCH;
}

/* What one property of the deciding tag says to the request. */
static enum caa_reason
caa_judge_entry(const struct caa_entry *e, const struct caa_request *req)
{
	enum caa_reason reason;

	if (!e->well_formed)
		return CAA_REASON_MALFORMED_VALUE;
	if (e->value.issuer.len == 0)
		return CAA_REASON_NO_ISSUER;
	if (!caa_entry_names(e, req))
		return CAA_REASON_NOT_AUTHORIZED;
	reason = caa_judge_account(e, req);
	return reason != CAA_REASON_AUTHORIZED ? reason
					       : caa_judge_method(e, req);
}

/* Properties add up: the best answer of any of them counts, and the reasons
 * are numbered from the best to the least telling. */
static void
caa_judge_entries(const struct caa_set *set, enum caa_tag tag,
    const struct caa_request *req, struct caa_result *out)
{
	for (size_t i = 0; i < set->n_entries; i++) {
		const struct caa_entry *e = &set->entries[i];
		enum caa_reason reason;

		if (e->property.id != tag)
			continue;
		reason = caa_judge_entry(e, req);
		if (out->entry != NULL && reason >= out->reason)
			continue;
		out->reason = reason;
		out->entry = e;
		if (reason == CAA_REASON_AUTHORIZED)
			break;
	}
	out->verdict =
	    out->reason == CAA_REASON_AUTHORIZED ? CAA_PERMIT : CAA_DENY;
}

void
caa_evaluate_set(const struct caa_set *set, const struct caa_request *req,
    struct caa_result *out)
{
	enum caa_tag tag = caa_deciding_tag(set, req->kind);

	*out = (struct caa_result){
	    .verdict = CAA_PERMIT, .reason = CAA_REASON_NO_RESTRICTION};
	if (set->fault != CAA_RDATA_OK) {
		out->verdict = CAA_ERROR;
		out->reason = CAA_REASON_MALFORMED_RDATA;
	} else if (set->critical_unknown != NULL) {
		out->verdict = CAA_DENY;
		out->reason = CAA_REASON_CRITICAL_UNKNOWN;
		out->entry = set->critical_unknown;
	} else if (set->n_tagged[tag] > 0) {
		caa_judge_entries(set, tag, req, out);
	}
}

static enum caa_reason
caa_failure_reason(const struct dns_answer *answer)
{
	switch (answer->status) {
	case DNS_RECORDS:
		return CAA_REASON_MALFORMED_RDATA;
	case DNS_BOGUS:
		return CAA_REASON_DNSSEC_BOGUS;
	case DNS_TRUNCATED:
		return CAA_REASON_TRUNCATED;
	case DNS_ALIAS_LOOP:
		return CAA_REASON_ALIAS_LOOP;
	case DNS_NODATA:
	case DNS_NXDOMAIN:
	case DNS_FAILED:
	case DNS_TIMEOUT:
	case DNS_ALIAS_LONG:
	case DNS_MALFORMED:
		break;
	}
	return CAA_REASON_LOOKUP_FAILURE;
}

void
caa_evaluate(const struct caa_climb *climb, const struct caa_request *req,
    struct caa_result *out)
{
	*out = (struct caa_result){
	    .verdict = CAA_ERROR, .reason = CAA_REASON_LOOKUP_FAILURE};
	switch (caa_climb_outcome(climb)) {
	case CAA_CLIMB_OPEN:
		break;
	case CAA_CLIMB_FOUND:
		caa_evaluate_set(caa_climb_set(climb), req, out);
		out->relevant = caa_climb_name(climb);
		break;
	case CAA_CLIMB_EMPTY:
		out->verdict = CAA_PERMIT;
		out->reason = CAA_REASON_NO_CAA;
		break;
	case CAA_CLIMB_FAILED:
		out->reason = caa_failure_reason(caa_climb_failure(climb));
		break;
	}
}

const char *
caa_kind_text(enum caa_kind kind)
{
	switch (kind) {
	case CAA_KIND_TLS:
		return "tls";
	case CAA_KIND_TLS_WILDCARD:
		return "tls-wildcard";
	case CAA_KIND_SMIME:
		return "smime";
	case CAA_KIND_VMC:
		return "vmc";
	}
	return "";
}

const char *
caa_verdict_text(enum caa_verdict verdict)
{
	switch (verdict) {
	case CAA_PERMIT:
		return "permit";
	case CAA_DENY:
		return "deny";
	case CAA_ERROR:
		return "error";
	}
	return "";
}

const char *
caa_reason_text(enum caa_reason reason)
{
	static const char *const texts[] = {
	    [CAA_REASON_NO_CAA] = "no-caa",
	    [CAA_REASON_NO_RESTRICTION] = "no-restriction",
	    [CAA_REASON_AUTHORIZED] = "authorized",
	    [CAA_REASON_CRITICAL_UNKNOWN] = "critical-unknown",
	    [CAA_REASON_ACCOUNTURI_MISMATCH] = "accounturi-mismatch",
	    [CAA_REASON_ACCOUNTURI_DUPLICATE] = "accounturi-duplicate",
	    [CAA_REASON_ACCOUNTURI_INVALID] = "accounturi-invalid",
	    [CAA_REASON_METHOD_MISMATCH] = "method-mismatch",
	    [CAA_REASON_METHOD_DUPLICATE] = "method-duplicate",
	    [CAA_REASON_METHOD_INVALID] = "method-invalid",
	    [CAA_REASON_NOT_AUTHORIZED] = "not-authorized",
	    [CAA_REASON_MALFORMED_VALUE] = "malformed-value",
	    [CAA_REASON_NO_ISSUER] = "no-issuer",
	    [CAA_REASON_LOOKUP_FAILURE] = "lookup-failure",
	    [CAA_REASON_DNSSEC_BOGUS] = "dnssec-bogus",
	    [CAA_REASON_TRUNCATED] = "truncated",
	    [CAA_REASON_ALIAS_LOOP] = "alias-loop",
	    [CAA_REASON_MALFORMED_RDATA] = "malformed-rdata",
	};

	return texts[reason];
}
