/* SPDX-License-Identifier: BSD-2-Clause */
/* Who issued a presented certificate, by verified signatures only. */

#include "cert/issuer.h"

#include <string.h>

#include "base/buf.h"
#include "base/text.h"
#include "cert/chain.h"
#include "cert/dn.h"

static bool
issuer_is_internal(
    const struct cert_issuer_query *q, const struct cert_facts *ca)
{
	struct buf hex = BUF_INIT;
	bool found = false;

	text_put_hex(&hex, ca->spki_sha256, sizeof(ca->spki_sha256));
	for (size_t i = 0; i < q->n_internal && !found; i++)
		found = text_equal_fold(
		    q->internal[i], strlen(q->internal[i]), hex.data, hex.len);
	buf_fini(&hex);
	return found;
}

/* Is this CA in the table, by the hash of its certificate or of its key? */
static bool
issuer_in_table(const struct cert_issuer_query *q, const struct cert_facts *ca,
    struct ca_match *match)
{
	const struct ca_query by_hash = {
	    .cert_sha256 = ca->cert_sha256, .spki_sha256 = ca->spki_sha256};

	if (q->table == NULL)
		return false;
	ca_table_find(q->table, &by_hash, match);
	return match->basis != CA_BASIS_NONE;
}

/* What the table would say of the name that the leaf gives its issuer. */
static void
issuer_hint(const struct cert_issuer_query *q, struct cert_issuer *out)
{
	struct ca_query by_name;

	out->state = CERT_ISSUER_NOT_PROVEN;
	if (q->table == NULL)
		return;
	cert_query_issuer(cert_chain_leaf(q->chain), &by_name);
	ca_table_find(q->table, &by_name, &out->match);
}

static void
issuer_settle(const struct cert_issuer_query *q, int signer, int found,
    struct cert_issuer *out)
{
	if (found == -1) {
		out->position = signer;
		out->state =
		    q->untrusted ? CERT_ISSUER_PRIVATE : CERT_ISSUER_UNKNOWN;
		return;
	}
	out->position = found;
	if (out->match.n_domains == 0 && out->match.n_weak_domains == 0)
		out->state = CERT_ISSUER_UNKNOWN;
	else if (found != signer || out->match.n_domains == 0)
		out->state = CERT_ISSUER_WEAK;
	else
		out->state = CERT_ISSUER_IDENTIFIED;
}

/* From signer to signer, until the table has one or the chain ends. */
static void
issuer_climb(
    const struct cert_issuer_query *q, int signer, struct cert_issuer *out)
{
	int at = signer, found = -1;

	for (size_t steps = 0; at != -1 && steps < q->chain->bag.n; steps++) {
		const struct cert_facts *ca = &q->chain->facts[at];
		int next = cert_chain_signer(q->chain, (size_t)at);

		if (issuer_is_internal(q, ca)) {
			out->position = at;
			out->state = CERT_ISSUER_PRIVATE;
			return;
		}
		if (found == -1 && issuer_in_table(q, ca, &out->match))
			found = at;
		/* a leaf's key that signs makes nobody a CA */
		at = next != at && ca->is_ca ? next : -1;
	}
	issuer_settle(q, signer, found, out);
}

void
cert_issuer_find(const struct cert_issuer_query *q, struct cert_issuer *out)
{
	int signer = cert_chain_signer(q->chain, 0);

	*out = (struct cert_issuer){.position = -1};
	if (cert_chain_leaf(q->chain)->self_signed)
		out->state = CERT_ISSUER_SELF_SIGNED;
	else if (signer == -1)
		issuer_hint(q, out);
	else
		issuer_climb(q, signer, out);
}

enum ca_recognition
cert_issuer_recognises(const struct cert_issuer *issuer, const char *identifier)
{
	enum ca_recognition recognition;

	switch (issuer->state) {
	case CERT_ISSUER_IDENTIFIED:
		return ca_match_recognises(&issuer->match, identifier);
	case CERT_ISSUER_WEAK:
		recognition = ca_match_recognises(&issuer->match, identifier);
		return recognition >= CA_RECOGNITION_WEAK
			   ? CA_RECOGNITION_WEAK
			   : CA_RECOGNITION_UNKNOWN;
	case CERT_ISSUER_NOT_PROVEN:
	case CERT_ISSUER_UNKNOWN:
	case CERT_ISSUER_PRIVATE:
	case CERT_ISSUER_SELF_SIGNED:
		break;
	}
	return CA_RECOGNITION_UNKNOWN;
}

void
cert_issuer_put_dn(const char *dn, struct buf *out)
{
	struct buf name = BUF_INIT;

	if (!dn_text_value(dn, "CN", &name) && !dn_text_value(dn, "O", &name))
		buf_puts(&name, dn);
	text_put_escaped(out, name.data, name.len, CERT_ISSUER_SHOWN);
	buf_fini(&name);
}

void
cert_issuer_put_name(const struct cert_facts *leaf, struct buf *out)
{
	cert_issuer_put_dn(leaf->issuer_dn, out);
}

static void
issuer_put_hint(const struct cert_issuer *issuer, struct buf *out)
{
	buf_puts(out, "its certificate was not presented");
	if (issuer->match.n_domains == 0)
		return;
	buf_printf(out, "; by %s it may be the CA of %s",
	    issuer->match.basis == CA_BASIS_KEY_ID ? "name and key identifier"
						   : "name alone",
	    issuer->match.domains[0]);
}

static void
issuer_put_weak(const struct cert_issuer *issuer,
    const struct cert_chain *chain, struct buf *out)
{
	if (issuer->position == cert_chain_signer(chain, 0)) {
		buf_puts(out, "the CA table has only weak evidence of its "
			      "identifiers");
		return;
	}
	buf_puts(out, "the CA table does not have it, but ");
	cert_issuer_put_dn(chain->facts[issuer->position].subject_dn, out);
	buf_puts(out, " above it");
}

void
cert_issuer_put_basis(const struct cert_issuer *issuer,
    const struct cert_chain *chain, struct buf *out)
{
	switch (issuer->state) {
	case CERT_ISSUER_IDENTIFIED:
		buf_printf(out,
		    "its signature verifies, and its %s is in the CA table",
		    ca_basis_text(issuer->match.basis));
		break;
	case CERT_ISSUER_WEAK:
		issuer_put_weak(issuer, chain, out);
		break;
	case CERT_ISSUER_NOT_PROVEN:
		issuer_put_hint(issuer, out);
		break;
	case CERT_ISSUER_UNKNOWN:
		buf_puts(out, "the CA table knows no identifiers of it");
		break;
	case CERT_ISSUER_PRIVATE:
		buf_puts(out, "a private CA");
		break;
	case CERT_ISSUER_SELF_SIGNED:
		buf_puts(out, "the certificate is self-signed");
		break;
	}
}

const char *
cert_issuer_state_text(enum cert_issuer_state state)
{
	switch (state) {
	case CERT_ISSUER_IDENTIFIED:
		return "identified";
	case CERT_ISSUER_WEAK:
		return "identified-weakly";
	case CERT_ISSUER_NOT_PROVEN:
		return "not-proven";
	case CERT_ISSUER_UNKNOWN:
		return "unknown";
	case CERT_ISSUER_PRIVATE:
		return "private";
	case CERT_ISSUER_SELF_SIGNED:
		break;
	}
	return "self-signed";
}
