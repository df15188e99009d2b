/* SPDX-License-Identifier: BSD-2-Clause */
/* From the evidence of a recipient domain to what is told of its servers. */

#include "peers/peers.h"

#include <string.h>

#include "base/buf.h"
#include "base/text.h"
#include "caa/set.h"
#include "cert/chain.h"
#include "dns/answer.h"
#include "dns/name.h"
#include "peers/looks.h"
#include "probe/result.h"
#include "verify/about.h"
#include "verify/climb.h"
#include "verify/dane_verdict.h"
#include "verify/evidence.h"
#include "verify/judge.h"
#include "verify/live_issuance.h"
#include "verify/mx_hosts.h"
#include "verify/sts_verdict.h"

#define PEERS_NAME_MAX 255 /* octets of a certificate's name that are kept */

struct judging {
	const struct evidence *evidence;
	const struct caa_climb *climb; /* the domain's own */
	struct peers *out;
};

static const char *
judging_text(struct judging *j, const char *text, size_t len)
{
	return pool_put(&j->out->text, text, len);
}

static const char *
judging_buf(struct judging *j, struct buf *text)
{
	const char *kept = judging_text(j, buf_text(text), text->len);

	buf_fini(text);
	return kept;
}

/* Names of certificates hold printable octets only, but are as long as their
 * CA liked. */
static const char *
judging_name(struct judging *j, const char *name, size_t len)
{
	struct buf text = BUF_INIT;

	text_put_escaped(&text, name, len, PEERS_NAME_MAX);
	return judging_buf(j, &text);
}

static bool
name_is_wildcard(const char *name)
{
	return strncmp(name, "*.", 2) == 0;
}

/*
 * Of a CA that is not authorised now: was it when it issued?  One that is
 * authorised by now is left alone: nothing fails of it, and it stops no mail.
 */
static enum live_verdict
judge_back(const struct judging *j, const struct look *look, const char *base,
    enum caa_kind kind)
{
	struct live_issuance proof;

	return live_verdict_with_history(evidence_history(j->evidence),
	    &look->issuer, base, kind, cert_chain_leaf(look->result->chain),
	    LIVE_INCONSISTENT_NOW, &proof);
}

/*
 * One issuer against the records of one name, where the climb starts.  What is
 * not known of an issuer is no fault of anybody's, even where the records let
 * nobody issue.
 */
static void
judge_against(const struct judging *j, const struct look *look,
    const char *base, const struct caa_climb *climb, enum caa_kind kind,
    struct live_answer *out)
{
	static const struct cert_issuer unseen = {
	    .state = CERT_ISSUER_NOT_PROVEN, .position = -1};
	bool presented = look->result != NULL && look->result->chain != NULL;

	live_judge(
	    presented ? &look->issuer : &unseen, climb, kind, NULL, NULL, out);
	if (out->verdict == LIVE_INCONSISTENT_NOW)
		out->verdict = presented ? judge_back(j, look, base, kind)
					 : LIVE_UNKNOWN_ISSUER;
}

static const char *
judge_identifier(struct judging *j, const struct look *look,
    const struct live_answer *by_host, const struct live_answer *by_domain)
{
	const struct live_answer *answers[] = {by_host, by_domain};
	const struct ca_match *m = &look->issuer.match;

	for (size_t i = 0; i < 2; i++) {
		const struct live_answer *a = answers[i];

		if ((a->verdict == LIVE_CONSISTENT ||
			a->verdict == LIVE_CONSISTENT_WEAK) &&
		    a->result.entry != NULL)
			return judging_name(j,
			    a->result.entry->value.issuer.text,
			    a->result.entry->value.issuer.len);
	}
	if (look->issuer.state > CERT_ISSUER_WEAK)
		return "";
	if (m->n_domains > 0)
		return judging_name(j, m->domains[0], strlen(m->domains[0]));
	if (m->n_weak_domains > 0)
		return judging_name(
		    j, m->weak_domains[0], strlen(m->weak_domains[0]));
	return "";
}

static enum peers_dane
judge_dane(struct judging *j, const struct look *look, bool *ee_out)
{
	switch (dane_judge(j->evidence, look->host, look->result, ee_out)) {
	case DANE_NONE:
		return PEERS_DANE_NONE;
	case DANE_INSECURE:
		return PEERS_DANE_INSECURE;
	case DANE_MATCH:
		return PEERS_DANE_MATCH;
	case DANE_MISMATCH:
		return PEERS_DANE_MISMATCH;
	case DANE_UNKNOWN:
		break;
	}
	return PEERS_DANE_UNKNOWN;
}

static void
judge_facts(struct judging *j, const struct look *look, struct peers_host *h)
{
	const struct cert_facts *leaf = cert_chain_leaf(look->result->chain);
	struct buf issuer = BUF_INIT, hex = BUF_INIT;

	cert_issuer_put_name(leaf, &issuer);
	h->issuer = judging_buf(j, &issuer);
	text_put_hex(&hex, leaf->cert_sha256, sizeof(leaf->cert_sha256));
	h->fingerprint = judging_buf(j, &hex);
	h->state = look->issuer.state;
	if (h->state <= CERT_ISSUER_WEAK)
		h->basis = ca_basis_text(look->issuer.match.basis);
	h->not_after = leaf->not_after;
	h->trusted = look->result->verify == 0;
}

/* By the records of the host's name in the certificate, and of the domain. */
static void
judge_presented(struct judging *j, const struct look *look, const char *name,
    struct peers_host *h)
{
	const char *domain = evidence_domain(j->evidence);
	bool wildcard = name != NULL && name_is_wildcard(name);
	enum caa_kind kind = wildcard ? CAA_KIND_TLS_WILDCARD : CAA_KIND_TLS;
	struct live_answer by_host = {.verdict = LIVE_NOT_APPLICABLE};
	struct live_answer by_domain;
	struct caa_climb *climb = NULL;

	if (name != NULL) {
		const char *base = name + (wildcard ? 2 : 0);

		climb = judge_climb(j->evidence, base);
		judge_against(j, look, base, climb, kind, &by_host);
	}
	/* a wildcard of somebody else's is none of the domain's */
	if (!dns_name_at_or_below(look->host, domain))
		kind = CAA_KIND_TLS;
	judge_against(j, look, domain, j->climb, kind, &by_domain);
	h->host_verdict = by_host.verdict;
	h->domain_verdict = by_domain.verdict;
	h->identifier = judge_identifier(j, look, &by_host, &by_domain);
	caa_climb_free(&climb);
}

static void
judge_unseen(struct judging *j, const struct look *look, struct peers_host *h)
{
	struct caa_climb *climb = judge_climb(j->evidence, look->host);
	struct live_answer answer;

	judge_against(j, look, look->host, climb, CAA_KIND_TLS, &answer);
	h->host_verdict = answer.verdict;
	judge_against(j, look, evidence_domain(j->evidence), j->climb,
	    CAA_KIND_TLS, &answer);
	h->domain_verdict = answer.verdict;
	caa_climb_free(&climb);
}

static void
judge_host(struct judging *j, const struct look *look)
{
	struct peers_host *h = &j->out->hosts[j->out->n_hosts++];
	bool presented = look->result != NULL && look->result->chain != NULL;
	const char *name = NULL;
	bool ee;

	*h = (struct peers_host){
	    .host = judging_text(j, look->host, strlen(look->host)),
	    .seen = look->seen,
	    .name = "",
	    .issuer = "",
	    .identifier = "",
	    .basis = "",
	    .fingerprint = "",
	    .state = CERT_ISSUER_NOT_PROVEN};
	h->dane = judge_dane(j, look, &ee);
	if (presented) {
		name = cert_facts_match(
		    cert_chain_leaf(look->result->chain), look->host);
		h->named = name != NULL;
		if (name != NULL)
			h->name = judging_name(j, name, strlen(name));
		judge_facts(j, look, h);
		judge_presented(j, look, name, h);
	} else if (look->seen != PEERS_NO_STARTTLS) {
		judge_unseen(j, look, h);
	}
	if (presented && ee)
		h->host_verdict = h->domain_verdict = LIVE_NOT_APPLICABLE;
}

static enum peers_sts
judge_sts(const struct evidence *e)
{
	switch (sts_judge(e)) {
	case STS_POLICY_NONE:
		return PEERS_STS_NONE;
	case STS_POLICY_OFF:
		return PEERS_STS_OFF;
	case STS_POLICY_TESTING:
		return PEERS_STS_TESTING;
	case STS_POLICY_ENFORCE:
		return PEERS_STS_ENFORCE;
	case STS_POLICY_UNKNOWN:
		break;
	}
	return PEERS_STS_UNKNOWN;
}

static bool
judge_lacks_address(const struct evidence *e)
{
	static const uint16_t types[] = {DNS_TYPE_A, DNS_TYPE_AAAA};

	for (size_t i = 0; i < 2; i++) {
		const struct dns_answer *a =
		    evidence_answer(e, evidence_domain(e), types[i]);

		if (a == NULL || !dns_answer_is_definite(a))
			return false;
	}
	return true;
}

static enum peers_mx
judge_mx(const struct evidence *e)
{
	const struct dns_answer *mx =
	    evidence_answer(e, evidence_domain(e), DNS_TYPE_MX);

	if (mx == NULL || !dns_answer_is_definite(mx))
		return PEERS_MX_UNKNOWN;
	if (mx_is_implicit(e))
		return PEERS_MX_IMPLICIT;
	if (mx_hosts_count(e) > 0)
		return PEERS_MX_HOSTS;
	if (mx_has_null(e))
		return PEERS_MX_NULL;
	if (mx->status == DNS_NODATA && !judge_lacks_address(e))
		return PEERS_MX_UNKNOWN;
	return PEERS_MX_ABSENT;
}

/* Too many records to keep are as good as an answer that was cut short. */
static struct dns_answer *
judge_kept(struct dns_answer *answer)
{
	size_t octets = 0;

	for (size_t i = 0; i < answer->n_records; i++)
		octets += answer->records[i].len;
	if (answer->n_records <= PEERS_CAA_RECORDS_MAX &&
	    octets <= PEERS_CAA_OCTETS_MAX)
		return dns_answer_ref(answer);
	return dns_answer_new(answer->name, answer->type, DNS_TRUNCATED);
}

static void
judge_caa(const struct judging *j, struct peers *out)
{
	const char *name = caa_climb_name(j->climb);

	out->caa = caa_climb_outcome(j->climb);
	if (name == NULL)
		return;
	out->caa_answer =
	    judge_kept(evidence_answer(j->evidence, name, DNS_TYPE_CAA));
	if (!dns_answer_is_definite(out->caa_answer))
		out->caa = CAA_CLIMB_FAILED;
}

static void
judge_servers(
    struct judging *j, const struct judge_context *context, struct peers *out)
{
	struct looks looks;

	out->with_servers = true;
	out->mx = judge_mx(j->evidence);
	out->sts = judge_sts(j->evidence);
	looks_make(j->evidence, context, &looks);
	for (size_t i = 0; i < looks.n; i++)
		judge_host(j, &looks.list[i]);
	out->n_left_out = looks.n_left_out;
}

static bool
judge_left_open(const struct peers *p)
{
	for (size_t i = 0; i < p->n_hosts; i++)
		if (p->hosts[i].host_verdict == LIVE_UNKNOWN_DNS)
			return true;
	return !p->definite;
}

static int64_t
judge_freshness(const struct peers *p, uint32_t ttl)
{
	int64_t most =
	    judge_left_open(p) ? PEERS_FRESH_UNKNOWN : PEERS_FRESH_MOST;
	int64_t fresh = ttl < most ? ttl : most;

	return fresh > PEERS_FRESH_LEAST ? fresh : PEERS_FRESH_LEAST;
}

void
peers_judge(const struct evidence *e, const struct judge_context *context,
    struct peers *out)
{
	struct caa_climb *climb = judge_climb(e, evidence_domain(e));
	struct judging j = {e, climb, out};

	*out = (struct peers){.checked = evidence_time(e),
	    .mx = PEERS_MX_UNKNOWN,
	    .sts = PEERS_STS_UNKNOWN};
	judge_caa(&j, out);
	if (evidence_about(e)->scope != EVIDENCE_CAA)
		judge_servers(&j, context, out);
	out->definite =
	    (out->caa == CAA_CLIMB_FOUND || out->caa == CAA_CLIMB_EMPTY) &&
	    (!out->with_servers || out->mx != PEERS_MX_UNKNOWN);
	out->fresh_until = out->checked + judge_freshness(out, evidence_ttl(e));
	caa_climb_free(&climb);
}
