/* SPDX-License-Identifier: BSD-2-Clause */
/* What is to be said of the certificates in an S/MIME message. */

#include "milter/report_smime.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "caa/climb.h"
#include "cert/chain.h"
#include "milter/address.h"
#include "milter/asking.h"
#include "milter/recipients.h"
#include "milter/report.h"
#include "milter/report_smime_parts.h"
#include "peers/smime_verdict.h"
#include "smime/smime.h"

static enum report_signature
smime_signature(enum smime_signature signature)
{
	switch (signature) {
	case SMIME_SIGNATURE_VALID:
		return REPORT_SIGNATURE_VALID;
	case SMIME_SIGNATURE_INVALID:
		return REPORT_SIGNATURE_INVALID;
	case SMIME_SIGNATURE_NOT_CHECKED:
		break;
	}
	return REPORT_SIGNATURE_NOT_CHECKED;
}

struct report_entry *
smime_entry(struct smime_telling *t)
{
	struct report_entry *e = report_add(t->report, REPORT_SMIME);

	if (e == NULL)
		return NULL;
	e->part = report_text(t->report, t->part->where);
	e->smime = smime_kind_text(t->part->kind);
	e->tag = "issuemail";
	return e;
}

/* The CA's name as people know it. */
static const char *
smime_ca(struct report *r, const struct smime_issuer *issuer)
{
	struct buf name = BUF_INIT;
	const char *text;

	if (issuer->chain != NULL)
		cert_issuer_put_name(cert_chain_leaf(issuer->chain), &name);
	else if (issuer->dn != NULL)
		buf_puts(&name, issuer->dn);
	text = report_text(r, buf_text(&name));
	buf_fini(&name);
	return text;
}

/* The CA's identifier that decided it, else its first. */
static const char *
smime_identifier(const struct smime_issuer *issuer)
{
	const struct ca_match *m = &issuer->issuer.match;

	if (issuer->basis == SMIME_BASIS_NONE)
		return NULL;
	return m->n_domains > 0        ? m->domains[0]
	       : m->n_weak_domains > 0 ? m->weak_domains[0]
				       : NULL;
}

void
smime_fill(struct smime_telling *t, struct report_entry *e,
    const struct smime_issuer *issuer, const char *domain)
{
	e->domain = report_text(t->report, domain);
	e->by_name = issuer->basis != SMIME_BASIS_PROVEN;
	e->issuer = smime_ca(t->report, issuer);
	e->identifier = report_text(t->report, smime_identifier(issuer));
}

static enum report_verdict
smime_ask(struct smime_telling *t, const struct smime_issuer *issuer,
    const char *domain)
{
	struct caa_climb *climb = asking_climb(t->asking, domain);
	struct live_answer answer;

	if (climb == NULL)
		return REPORT_UNFINISHED;
	smime_judge(issuer, climb, &answer);
	caa_climb_free(&climb);
	return report_verdict(answer.verdict);
}

static bool
smime_is_from(const struct smime_message *m, const char *address)
{
	for (size_t i = 0; i < m->n_from; i++)
		if (smime_address_equal(m->from[i], address))
			return true;
	return false;
}

static const char *
smime_signer_note(struct smime_telling *t, const struct smime_issuer *issuer,
    const char *address, bool from_dn)
{
	const char *early =
	    smime_is_early(issuer) ? "; issued before issuemail bound CAs" : "";
	const char *from = smime_is_from(t->message, address)
			       ? ""
			       : "; not the address of From";

	return report_printf(t->report, "%s by %s%s%s%s",
	    smime_kind_text(t->part->kind), address,
	    from_dn ? ", which only its name says" : "", from, early);
}

/* One address of a certificate. */
static void
smime_add_address(struct smime_telling *t, const struct smime_issuer *issuer,
    const struct smime_signer *signer, const char *address, bool from_dn)
{
	char domain[DNS_NAME_SIZE];
	struct report_entry *e;

	if (address_domain(address, domain) == -1 ||
	    (e = smime_entry(t)) == NULL)
		return;
	smime_fill(t, e, issuer, domain);
	e->verdict = smime_ask(t, issuer, domain);
	e->address = report_text(t->report, address);
	e->note = smime_signer_note(t, issuer, address, from_dn);
	if (signer == NULL)
		return;
	e->signature = smime_signature(signer->signature);
	e->serial = report_text(t->report, signer->id.serial);
	e->issuer_dn = report_text(t->report, signer->id.issuer_dn);
}

/* A signer whose certificate the message lacks, or that has no address. */
static void
smime_add_nameless(struct smime_telling *t, const struct smime_signer *signer)
{
	struct report_entry *e = smime_entry(t);

	if (e == NULL)
		return;
	e->verdict = REPORT_UNKNOWN_ISSUER;
	e->issuer = report_text(t->report, signer->id.issuer_dn);
	e->signature = smime_signature(signer->signature);
	e->serial = report_text(t->report, signer->id.serial);
	e->issuer_dn = report_text(t->report, signer->id.issuer_dn);
	e->note = signer->chain != NULL ? "its certificate is for no mail "
					  "address"
					: "its certificate is not in the "
					  "message";
}

/* signer NULL: a certificate alone. */
static void
smime_add_chain(struct smime_telling *t, const struct cert_chain *chain,
    const struct smime_signer *signer)
{
	struct cert_issuer_query query;
	struct smime_addresses addresses;
	struct smime_issuer issuer;

	asking_query(t->asking, &query);
	query.chain = chain;
	smime_issuer_find(&query, &issuer);
	smime_addresses_of(cert_chain_leaf(chain), &addresses);
	for (size_t i = 0; i < addresses.n && i < REPORT_SMIME_ADDRESSES_MAX;
	     i++)
		smime_add_address(
		    t, &issuer, signer, addresses.list[i], addresses.from_dn);
	if (addresses.n > REPORT_SMIME_ADDRESSES_MAX)
		t->report->n_left_out +=
		    addresses.n - REPORT_SMIME_ADDRESSES_MAX;
	if (addresses.n == 0 && signer != NULL)
		smime_add_nameless(t, signer);
	smime_addresses_fini(&addresses);
}

static void
smime_add_signed(struct smime_telling *t)
{
	for (size_t i = 0; i < t->part->n_signers; i++) {
		const struct smime_signer *signer = &t->part->signers[i];

		if (signer->chain != NULL)
			smime_add_chain(t, signer->chain, signer);
		else
			smime_add_nameless(t, signer);
	}
	for (size_t i = 0; i < t->part->n_certs; i++)
		smime_add_chain(t, t->part->certs[i], NULL);
}

void
smime_add_note(struct smime_telling *t, const char *note)
{
	struct report_entry *e = smime_entry(t);

	if (e == NULL)
		return;
	e->verdict = REPORT_NOTHING;
	e->note = report_printf(
	    t->report, "%s: %s", smime_kind_text(t->part->kind), note);
}

static void
smime_add_part(struct smime_telling *t)
{
	t->report->n_left_out += t->part->n_left_out;
	switch (t->part->kind) {
	case SMIME_SIGNED_DETACHED:
	case SMIME_SIGNED_OPAQUE:
	case SMIME_CERTS_ONLY:
		smime_add_signed(t);
		return;
	case SMIME_ENVELOPED:
	case SMIME_AUTH_ENVELOPED:
		smime_add_encrypted(t);
		return;
	case SMIME_COMPRESSED:
		smime_add_note(t, "not looked into");
		return;
	case SMIME_UNREADABLE:
		smime_add_note(t, t->part->why != NULL ? t->part->why : "?");
		return;
	}
}

/* A signer's certificate is most often for the address of From. */
static void
smime_prepare(struct asking *a, const struct smime_message *m)
{
	char domain[DNS_NAME_SIZE];

	for (size_t i = 0; i < m->n_from; i++)
		if (address_domain(m->from[i], domain) == 0)
			clerk_prepare(a->clerk, ENGINE_CAA, domain);
}

void
report_smime(struct report *r, struct asking *a, const struct smime_message *m,
    const struct recipients *to)
{
	struct smime_telling t = {r, a, m, to, NULL};

	smime_prepare(a, m);
	for (size_t i = 0; i < m->n_parts; i++) {
		t.part = &m->parts[i];
		smime_add_part(&t);
	}
	r->n_left_out += m->n_left_out;
}

void
report_smime_unseen(struct report *r, const char *why)
{
	struct report_entry *e = report_add(r, REPORT_SMIME);

	if (e == NULL)
		return;
	e->verdict = REPORT_NOTHING;
	e->note = report_printf(r, "not looked into: %s", why);
}
