/* SPDX-License-Identifier: BSD-2-Clause */
/* The certificates of S/MIME mail against issuemail. */

#include "peers/smime_verdict.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "base/text.h"
#include "caa/climb.h"
#include "cert/chain.h"
#include "cert/dn.h"
#include "cert/facts.h"
#include "dns/name.h"

/* What a name is worth: the identifiers that all CAs of that name have. */
static enum smime_basis
issuer_by_name(struct cert_issuer *issuer)
{
	const struct ca_match *m = &issuer->match;

	if (m->n_domains == 0 && m->n_weak_domains == 0)
		return SMIME_BASIS_NONE;
	issuer->state =
	    m->n_domains > 0 ? CERT_ISSUER_IDENTIFIED : CERT_ISSUER_WEAK;
	return SMIME_BASIS_NAME;
}

void
smime_issuer_find(const struct cert_issuer_query *q, struct smime_issuer *out)
{
	const struct cert_facts *leaf = cert_chain_leaf(q->chain);

	*out = (struct smime_issuer){.basis = SMIME_BASIS_PROVEN,
	    .chain = q->chain,
	    .dn = leaf->issuer_dn,
	    .issued = cert_facts_issued(leaf)};
	cert_issuer_find(q, &out->issuer);
	if (out->issuer.state == CERT_ISSUER_NOT_PROVEN)
		out->basis = issuer_by_name(&out->issuer);
}

void
smime_issuer_named(
    const char *dn, const struct ca_table *table, struct smime_issuer *out)
{
	const struct ca_query q = {.issuer_dn = dn};

	*out = (struct smime_issuer){.basis = SMIME_BASIS_NONE,
	    .issuer = {.state = CERT_ISSUER_NOT_PROVEN, .position = -1},
	    .dn = dn};
	if (dn == NULL || table == NULL)
		return;
	ca_table_find(table, &q, &out->issuer.match);
	out->basis = issuer_by_name(&out->issuer);
}

void
smime_judge(const struct smime_issuer *issuer, const struct caa_climb *climb,
    struct live_answer *out)
{
	live_judge(&issuer->issuer, climb, CAA_KIND_SMIME, NULL, NULL, out);
	if (issuer->basis == SMIME_BASIS_NAME &&
	    out->verdict == LIVE_CONSISTENT)
		out->verdict = LIVE_CONSISTENT_WEAK;
}

bool
smime_is_early(const struct smime_issuer *issuer)
{
	return issuer->issued != 0 && issuer->issued < SMIME_ISSUEMAIL_BINDS;
}

static void
basis_put_name(const struct smime_issuer *issuer, struct buf *out)
{
	const struct ca_match *m = &issuer->issuer.match;

	buf_puts(out, m->basis == CA_BASIS_KEY_ID
			  ? "known by name and key identifier alone"
			  : "known by name alone");
	if (m->n_entries > 1)
		buf_printf(out, ", which %zu certificates in the CA table have",
		    m->n_entries);
}

void
smime_put_basis(const struct smime_issuer *issuer, struct buf *out)
{
	switch (issuer->basis) {
	case SMIME_BASIS_PROVEN:
		cert_issuer_put_basis(&issuer->issuer, issuer->chain, out);
		return;
	case SMIME_BASIS_NAME:
		basis_put_name(issuer, out);
		return;
	case SMIME_BASIS_NONE:
		break;
	}
	if (issuer->dn == NULL)
		buf_puts(out, "the message does not name it");
	else if (issuer->issuer.match.n_entries > 1)
		buf_printf(out,
		    "%zu certificates in the CA table have that name, and "
		    "share no identifier",
		    issuer->issuer.match.n_entries);
	else if (issuer->issuer.match.n_entries == 1)
		buf_puts(out, "the CA table knows no identifiers of it");
	else
		buf_puts(out, "the CA table does not have that name");
}

const char *
smime_basis_text(enum smime_basis basis)
{
	switch (basis) {
	case SMIME_BASIS_PROVEN:
		return "proven";
	case SMIME_BASIS_NAME:
		return "name";
	case SMIME_BASIS_NONE:
		break;
	}
	return "none";
}

static int
verdict_rank(enum live_verdict verdict)
{
	switch (verdict) {
	case LIVE_CONSISTENT:
		return 0;
	case LIVE_CONSISTENT_WEAK:
		return 1;
	case LIVE_NO_POLICY:
		return 2;
	case LIVE_NOT_APPLICABLE:
		return 3;
	case LIVE_UNKNOWN_DNS:
		return 4;
	case LIVE_UNKNOWN_ISSUER:
		return 5;
	case LIVE_INCONSISTENT_NOW:
	case LIVE_INCONSISTENT_AT_ISSUANCE:
		break;
	}
	return 6;
}

enum live_verdict
smime_better(enum live_verdict a, enum live_verdict b)
{
	return verdict_rank(a) <= verdict_rank(b) ? a : b;
}

static void
fit_improve(struct smime_fit *fit, enum live_verdict verdict, size_t with)
{
	if (verdict_rank(verdict) < verdict_rank(fit->verdict))
		*fit = (struct smime_fit){verdict, with};
}

void
smime_fit(const struct smime_issuer *issuer, size_t n_issuers,
    const struct caa_climb *const *climbs, size_t n_domains,
    struct smime_fit *issuers, struct smime_fit *domains)
{
	for (size_t i = 0; i < n_issuers; i++)
		issuers[i] = (struct smime_fit){LIVE_INCONSISTENT_NOW, 0};
	for (size_t j = 0; j < n_domains; j++)
		domains[j] = (struct smime_fit){LIVE_INCONSISTENT_NOW, 0};
	for (size_t i = 0; i < n_issuers; i++)
		for (size_t j = 0; j < n_domains; j++) {
			struct live_answer answer;

			smime_judge(&issuer[i], climbs[j], &answer);
			fit_improve(&issuers[i], answer.verdict, j);
			fit_improve(&domains[j], answer.verdict, i);
		}
}

/* The subject's emailAddress, its domain made canonical; NULL if none. */
static char *
addresses_from_dn(const struct cert_facts *facts)
{
	struct buf text = BUF_INIT;
	char domain[DNS_NAME_SIZE];
	char *address = NULL;
	const char *at;

	if (dn_text_value(facts->subject_dn, "emailAddress", &text) ||
	    dn_text_value(facts->subject_dn, "1.2.840.113549.1.9.1", &text)) {
		at = strrchr(buf_text(&text), '@');
		if (at != NULL && at != text.data &&
		    strlen(text.data) == text.len &&
		    dns_name_canonical(at + 1, domain, NULL) == 0)
			address = mem_printf("%.*s@%s", (int)(at - text.data),
			    text.data, domain);
	}
	buf_fini(&text);
	return address;
}

void
smime_addresses_of(const struct cert_facts *facts, struct smime_addresses *out)
{
	*out = (struct smime_addresses){
	    .list = (const char *const *)facts->emails, .n = facts->n_emails};
	if (out->n > 0)
		return;
	out->own = addresses_from_dn(facts);
	if (out->own == NULL)
		return;
	out->one[0] = out->own;
	out->list = out->one;
	out->n = 1;
	out->from_dn = true;
}

void
smime_addresses_fini(struct smime_addresses *a)
{
	free(a->own);
	a->own = NULL;
	a->list = NULL;
	a->n = 0;
}

bool
smime_is_for_mail(const struct cert_facts *facts)
{
	return (facts->eku & CERT_EKU_PRESENT) == 0 ||
	       (facts->eku & (CERT_EKU_EMAIL | CERT_EKU_ANY)) != 0;
}

bool
smime_address_equal(const char *a, const char *b)
{
	return text_equal_fold(a, strlen(a), b, strlen(b));
}
