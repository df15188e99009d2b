/* SPDX-License-Identifier: BSD-2-Clause */
/* Does a presented chain match a TLSA record (RFC 7672 section 3)? */

#include "verify/tlsa_match.h"

#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/x509.h>
#include <string.h>

#include "cert/chain.h"
#include "cert/facts.h"
#include "records/tlsa.h"

static bool
match_octets(const struct tlsa *t, const unsigned char *der, size_t len)
{
	unsigned char digest[EVP_MAX_MD_SIZE];
	unsigned int n = 0;
	const EVP_MD *md =
	    t->matching == TLSA_MATCHING_SHA256 ? EVP_sha256() : EVP_sha512();

	if (t->matching == TLSA_MATCHING_FULL)
		return len == t->len && memcmp(der, t->data, len) == 0;
	return EVP_Digest(der, len, digest, &n, md, NULL) == 1 && n == t->len &&
	       memcmp(digest, t->data, n) == 0;
}

static bool
match_cert(const struct tlsa *t, const X509 *cert)
{
	unsigned char *der = NULL;
	int len = t->selector == TLSA_SELECTOR_CERT
		      ? i2d_X509(cert, &der)
		      : i2d_X509_PUBKEY(X509_get_X509_PUBKEY(cert), &der);
	bool matches = len > 0 && match_octets(t, der, (size_t)len);

	OPENSSL_free(der);
	ERR_clear_error();
	return matches;
}

static bool
match_is_signed_by(const X509 *cert, EVP_PKEY *key)
{
	X509 *copy = X509_dup(cert); /* X509_verify wants to write */
	bool verified =
	    copy != NULL && key != NULL && X509_verify(copy, key) == 1;

	X509_free(copy);
	ERR_clear_error();
	return verified;
}

static bool
match_is_issued_by(const X509 *cert, const X509 *issuer)
{
	return X509_NAME_cmp(X509_get_issuer_name(cert),
		   X509_get_subject_name(issuer)) == 0 &&
	       match_is_signed_by(cert, X509_get0_pubkey(issuer));
}

static bool
match_is_valid(const struct cert_facts *f, int64_t now)
{
	return f->not_before <= now && now <= f->not_after;
}

/*
 * Mark what verified signatures of CAs lead to from the leaf; where a time is
 * given, only over certificates that are valid then.
 */
static void
match_reach(const struct cert_chain *chain, const int64_t *now, bool *reached)
{
	size_t todo[CERT_CHAIN_MAX], n = 0;

	memset(reached, 0, CERT_CHAIN_MAX * sizeof(*reached));
	if (now != NULL && !match_is_valid(&chain->facts[0], *now))
		return;
	reached[0] = true;
	todo[n++] = 0;
	while (n > 0) {
		const X509 *cert = chain->bag.certs[todo[--n]];

		for (size_t k = 1; k < chain->bag.n; k++) {
			if (reached[k] || !chain->facts[k].is_ca ||
			    (now != NULL &&
				!match_is_valid(&chain->facts[k], *now)) ||
			    !match_is_issued_by(cert, chain->bag.certs[k]))
				continue;
			reached[k] = true;
			todo[n++] = k;
		}
	}
}

/* Is the whole anchor in the record a CA, and valid at the time if one is
 * given? */
static bool
match_is_anchor(const X509 *anchor, const int64_t *now)
{
	struct cert_facts facts;
	bool is_anchor;

	if (anchor == NULL || cert_facts_read(anchor, &facts, NULL) == -1)
		return false;
	is_anchor =
	    facts.is_ca && (now == NULL || match_is_valid(&facts, *now));
	cert_facts_fini(&facts);
	return is_anchor;
}

static bool
match_is_signed_below(const struct cert_chain *chain, const bool *reached,
    const X509 *anchor, EVP_PKEY *key)
{
	for (size_t i = 0; i < chain->bag.n; i++) {
		const X509 *cert = chain->bag.certs[i];

		if (reached[i] &&
		    (anchor != NULL ? match_is_issued_by(cert, anchor)
				    : match_is_signed_by(cert, key)))
			return true;
	}
	return false;
}

/* A trust anchor that stands in the record as a whole need not be sent. */
static bool
match_full_anchor(const struct tlsa *t, const struct cert_chain *chain,
    const bool *reached, const int64_t *now)
{
	const unsigned char *at = t->data;
	bool matches = false;

	if (t->matching != TLSA_MATCHING_FULL)
		return false;
	if (t->selector == TLSA_SELECTOR_CERT) {
		X509 *anchor = d2i_X509(NULL, &at, (long)t->len);

		matches = match_is_anchor(anchor, now) &&
			  match_is_signed_below(chain, reached, anchor, NULL);
		X509_free(anchor);
	} else {
		EVP_PKEY *key = d2i_PUBKEY(NULL, &at, (long)t->len);

		matches = match_is_signed_below(chain, reached, NULL, key);
		EVP_PKEY_free(key);
	}
	ERR_clear_error();
	return matches;
}

static bool
match_anchor(
    const struct tlsa *t, const struct cert_chain *chain, const int64_t *now)
{
	bool reached[CERT_CHAIN_MAX];

	match_reach(chain, now, reached);
	for (size_t i = 1; i < chain->bag.n; i++)
		if (reached[i] && match_cert(t, chain->bag.certs[i]))
			return true;
	return match_full_anchor(t, chain, reached, now);
}

static bool
match_name(const struct tlsa_peer *peer)
{
	const struct cert_facts *leaf = cert_chain_leaf(peer->chain);

	for (size_t i = 0; i < peer->n_names; i++)
		if (cert_facts_match(leaf, peer->names[i]) != NULL)
			return true;
	return false;
}

bool
tlsa_is_of_chain(const struct tlsa *t, const struct cert_chain *chain)
{
	if (t->usage == TLSA_USAGE_DANE_EE || t->usage == TLSA_USAGE_PKIX_EE)
		return match_cert(t, chain->bag.certs[0]);
	for (size_t i = 1; i < chain->bag.n; i++)
		if (match_cert(t, chain->bag.certs[i]))
			return true;
	return false;
}

enum tlsa_match
tlsa_match(const struct tlsa *t, const struct tlsa_peer *peer)
{
	if (tlsa_fault(t) != TLSA_FAULT_NONE || t->usage < TLSA_USAGE_DANE_TA)
		return TLSA_UNUSABLE;
	if (t->usage == TLSA_USAGE_DANE_EE)
		return tlsa_is_of_chain(t, peer->chain) ? TLSA_MATCHES
							: TLSA_DIFFERS;
	if (!match_anchor(t, peer->chain, NULL))
		return tlsa_is_of_chain(t, peer->chain) ? TLSA_NOT_LINKED
							: TLSA_DIFFERS;
	if (!match_anchor(t, peer->chain, &peer->now))
		return TLSA_EXPIRED;
	return match_name(peer) ? TLSA_MATCHES : TLSA_OTHER_NAME;
}
