/* SPDX-License-Identifier: BSD-2-Clause */
/* What one look at a domain adds to the history. */

#include "verify/remember.h"

#include <openssl/sha.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "cert/chain.h"
#include "cert/issuer.h"
#include "dns/answer.h"
#include "history/history.h"
#include "history/value.h"
#include "probe/result.h"
#include "verify/evidence.h"
#include "verify/live_issuer.h"
#include "verify/rules_sts.h"
#include "verify/run.h"

static void
remember_value(struct history_subject *s, int64_t when, struct buf *value,
    const struct history_item *like)
{
	struct history_item item = *like;

	item.first = item.last = when;
	item.value = (uint8_t *)value->data;
	item.len = value->len;
	history_append(s, &item);
	buf_fini(value);
}

/* flags: what it is said to be, beside AD. */
static void
remember_answer(
    struct history *h, const struct dns_answer *a, int64_t when, unsigned flags)
{
	enum history_kind kind =
	    a->type == DNS_TYPE_CAA ? HISTORY_CAA : HISTORY_TLSA;
	struct history_item like = {
	    .ttl = a->ttl, .flags = flags | (a->ad ? HISTORY_AD : 0)};
	struct buf value = BUF_INIT;

	if ((a->type != DNS_TYPE_CAA && a->type != DNS_TYPE_TLSA) ||
	    dns_answer_is_of_zone_file(a))
		return;
	if (dns_answer_is_definite(a))
		history_put_records(a, &value);
	else
		like.flags = flags | HISTORY_ENDED;
	remember_value(history_subject(h, kind, a->name), when, &value, &like);
}

static enum history_issuer
remember_state(enum cert_issuer_state state)
{
	switch (state) {
	case CERT_ISSUER_IDENTIFIED:
		return HISTORY_ISSUER_KNOWN;
	case CERT_ISSUER_WEAK:
		return HISTORY_ISSUER_WEAK;
	case CERT_ISSUER_NOT_PROVEN:
	case CERT_ISSUER_UNKNOWN:
		break;
	case CERT_ISSUER_PRIVATE:
	case CERT_ISSUER_SELF_SIGNED:
		return HISTORY_ISSUER_PRIVATE;
	}
	return HISTORY_ISSUER_UNKNOWN;
}

static void
remember_identifiers(
    struct history_cert *cert, const char *const *list, size_t n)
{
	for (size_t i = 0;
	     i < n && cert->n_identifiers < HISTORY_IDENTIFIERS_MAX; i++) {
		size_t len = strlen(list[i]);

		if (len <= HISTORY_IDENTIFIER_MAX)
			cert->identifiers[cert->n_identifiers++] =
			    (struct history_text){list[i], len};
	}
}

static void
remember_certificate(struct history *h, const struct probe_result *p,
    const struct judge_context *context)
{
	const struct cert_facts *leaf = cert_chain_leaf(p->chain);
	static const struct history_item like = {.ttl = 0};
	struct buf name = BUF_INIT, value = BUF_INIT;
	struct cert_issuer issuer;
	struct history_cert cert = {.sha256 = leaf->cert_sha256,
	    .spki = leaf->spki_sha256,
	    .issued = cert_facts_issued(leaf),
	    .not_before = leaf->not_before,
	    .not_after = leaf->not_after};

	live_issuer(context, p, &issuer);
	cert.state = remember_state(issuer.state);
	if (issuer.state <= CERT_ISSUER_WEAK) {
		const struct ca_match *m = &issuer.match;

		remember_identifiers(&cert, m->domains, m->n_domains);
		remember_identifiers(&cert, m->weak_domains, m->n_weak_domains);
	}
	cert_issuer_put_name(leaf, &name);
	cert.issuer = (struct history_text){buf_text(&name), name.len};
	history_put_cert(&cert, &value);
	remember_value(
	    history_subject(h, HISTORY_CERT, p->host), p->time, &value, &like);
	buf_fini(&name);
}

/* What a sender does by the policy, whatever else stands in it. */
static void
remember_terms(const struct mta_sts_policy *p, uint8_t out[HISTORY_HASH])
{
	struct buf text = BUF_INIT;

	buf_printf(&text, "%s %lld", mta_sts_mode_text(p->mode),
	    (long long)p->max_age);
	for (size_t i = 0; i < p->n_mx; i++) {
		buf_putc(&text, '\n');
		buf_put(&text, p->mx[i].pattern.text, p->mx[i].pattern.len);
	}
	(void)SHA256((const uint8_t *)buf_text(&text), text.len, out);
	buf_fini(&text);
}

bool
sts_view_policy(const struct sts_view *v, struct history_policy *out)
{
	if (v->state != STS_ONE || v->served == NULL || v->served->body_cut ||
	    mta_sts_id_check(&v->record.id, NULL) == -1 ||
	    v->record.id.len > HISTORY_ID_MAX ||
	    !mta_sts_policy_is_usable(&v->policy))
		return false;
	memset(out, 0, sizeof(*out));
	out->mode = (uint8_t)v->policy.mode;
	out->max_age = v->policy.max_age < MTA_STS_MAX_AGE_MAX
			   ? v->policy.max_age
			   : MTA_STS_MAX_AGE_MAX;
	memcpy(out->id, v->record.id.text, v->record.id.len);
	(void)SHA256(
	    (const uint8_t *)v->served->body, v->served->body_len, out->body);
	remember_terms(&v->policy, out->terms);
	return true;
}

/* Another address may serve another policy: then which counts is not known. */
static bool
remember_is_alike(const struct sts_view *v)
{
	const struct probe_result *r;

	for (size_t at = 0; (r = sts_view_probe(v, &at)) != NULL;)
		if (r->body != NULL &&
		    (r->body_len != v->served->body_len ||
			memcmp(r->body, v->served->body, r->body_len) != 0))
			return false;
	return true;
}

/*
 * Record and policy as they stood together: so the policy was fetched after the
 * record was read, and not remembered from before.
 */
static void
remember_policy(struct history *h, struct judge_run *run)
{
	int64_t now = evidence_time(run->evidence);
	static const struct history_item like = {.ttl = 0};
	struct buf value = BUF_INIT;
	struct history_policy policy;
	struct sts_view v;

	sts_view_init(&v, run);
	if (sts_view_policy(&v, &policy) && v.served->time >= now &&
	    remember_is_alike(&v) && !dns_answer_is_of_zone_file(v.txt)) {
		history_put_policy(&policy, &value);
		remember_value(history_subject(h, HISTORY_POLICY, v.domain),
		    now, &value, &like);
	}
	sts_view_fini(&v);
}

struct history *
remember(const struct evidence *e, const struct judge_context *context)
{
	struct judge_run run = {.evidence = e, .context = context};
	struct history *h = history_new();

	for (size_t i = 0; i < evidence_answer_count(e); i++)
		remember_answer(
		    h, evidence_answer_at(e, i), evidence_time(e), 0);
	for (size_t i = 0; i < evidence_probe_count(e); i++) {
		const struct probe_result *p = evidence_probe_at(e, i);

		if (p->chain != NULL)
			remember_certificate(h, p, context);
	}
	remember_policy(h, &run);
	return h;
}

struct history *
remember_others(const struct evidence *e)
{
	struct history *h = history_new();

	for (size_t i = 0; i < evidence_answer_count(e); i++) {
		const struct dns_answer *a = evidence_answer_at(e, i);

		if (a->type == DNS_TYPE_CAA)
			remember_answer(h, a, evidence_time(e), HISTORY_OTHERS);
	}
	return h;
}
