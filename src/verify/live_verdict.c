/* SPDX-License-Identifier: BSD-2-Clause */
/* One live certificate's issuer against the CAA records of now. */

#include "verify/live_verdict.h"

#include "caa/climb.h"
#include "caa/set.h"
#include "cert/issuer.h"

static bool
verdict_is_satisfiable(enum caa_binding binding)
{
	return binding == CAA_BINDING_ABSENT || binding == CAA_BINDING_PRESENT;
}

static bool
verdict_lets_somebody(const struct caa_entry *e)
{
	return e->well_formed && e->value.issuer.len > 0 &&
	       verdict_is_satisfiable(e->account) &&
	       verdict_is_satisfiable(e->methods) &&
	       (e->methods == CAA_BINDING_ABSENT || e->method_list.len > 0);
}

bool
live_leaves_somebody(const struct caa_set *set, enum caa_kind kind)
{
	enum caa_tag tag = caa_deciding_tag(set, kind);

	if (set->critical_unknown != NULL)
		return false;
	if (set->n_tagged[tag] == 0)
		return true;
	for (size_t i = 0; i < set->n_entries; i++)
		if (set->entries[i].property.id == tag &&
		    verdict_lets_somebody(&set->entries[i]))
			return true;
	return false;
}

/* What the records say to these identifiers of the CA. */
static enum caa_verdict
verdict_ask(const struct caa_climb *climb, struct caa_request *req,
    const char *const *ids, size_t n, struct live_answer *out)
{
	req->issuers = ids;
	req->n_issuers = n;
	caa_evaluate(climb, req, &out->result);
	return out->result.verdict;
}

/* Any identifier of the CA will do; weak ones confirm and never contradict. */
static enum live_verdict
verdict_of_identifiers(const struct cert_issuer *issuer,
    const struct caa_climb *climb, struct caa_request *req,
    struct live_answer *out)
{
	const struct ca_match *m = &issuer->match;
	bool strong = issuer->state == CERT_ISSUER_IDENTIFIED;
	struct caa_result refused;

	if (!strong && issuer->state != CERT_ISSUER_WEAK)
		return LIVE_UNKNOWN_ISSUER;
	if (verdict_ask(climb, req, m->domains, m->n_domains, out) ==
	    CAA_PERMIT)
		return strong ? LIVE_CONSISTENT : LIVE_CONSISTENT_WEAK;
	refused = out->result;
	if (verdict_ask(climb, req, m->weak_domains, m->n_weak_domains, out) ==
	    CAA_PERMIT)
		return LIVE_CONSISTENT_WEAK;
	out->result = refused;
	return strong ? LIVE_INCONSISTENT_NOW : LIVE_UNKNOWN_ISSUER;
}

static enum live_verdict
verdict_of_set(const struct cert_issuer *issuer, const struct caa_climb *climb,
    struct caa_request *req, struct live_answer *out)
{
	const struct caa_set *set = caa_climb_set(climb);

	if (!live_leaves_somebody(set, req->kind)) {
		out->nobody = true;
		(void)verdict_ask(climb, req, issuer->match.domains,
		    issuer->match.n_domains, out);
		return LIVE_INCONSISTENT_NOW;
	}
	if (set->n_tagged[caa_deciding_tag(set, req->kind)] == 0) {
		(void)verdict_ask(climb, req, NULL, 0, out);
		return LIVE_NO_POLICY;
	}
	return verdict_of_identifiers(issuer, climb, req, out);
}

void
live_judge(const struct cert_issuer *issuer, const struct caa_climb *climb,
    enum caa_kind kind, const char *account_uri, const char *method,
    struct live_answer *out)
{
	struct caa_request req = {
	    .kind = kind, .account_uri = account_uri, .method = method};

	*out = (struct live_answer){.verdict = LIVE_NOT_APPLICABLE};
	if (issuer->state == CERT_ISSUER_PRIVATE ||
	    issuer->state == CERT_ISSUER_SELF_SIGNED)
		return;
	switch (caa_climb_outcome(climb)) {
	case CAA_CLIMB_OPEN:
	case CAA_CLIMB_FAILED:
		(void)verdict_ask(climb, &req, NULL, 0, out);
		out->verdict = LIVE_UNKNOWN_DNS;
		break;
	case CAA_CLIMB_EMPTY:
		(void)verdict_ask(climb, &req, NULL, 0, out);
		out->verdict = LIVE_NO_POLICY;
		break;
	case CAA_CLIMB_FOUND:
		out->verdict = verdict_of_set(issuer, climb, &req, out);
		break;
	}
}

const char *
live_verdict_text(enum live_verdict verdict)
{
	switch (verdict) {
	case LIVE_NOT_APPLICABLE:
		return "not-applicable";
	case LIVE_NO_POLICY:
		return "no-policy";
	case LIVE_CONSISTENT:
		return "consistent";
	case LIVE_CONSISTENT_WEAK:
		return "consistent-weak";
	case LIVE_INCONSISTENT_NOW:
		return "inconsistent-now";
	case LIVE_INCONSISTENT_AT_ISSUANCE:
		return "inconsistent-at-issuance";
	case LIVE_UNKNOWN_ISSUER:
		return "unknown-issuer";
	case LIVE_UNKNOWN_DNS:
		break;
	}
	return "unknown-dns";
}
