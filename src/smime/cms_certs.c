/* SPDX-License-Identifier: BSD-2-Clause */
/* The certificates that a CMS object holds, in whatever order. */

#include <openssl/err.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <stdlib.h>

#include "base/mem.h"
#include "cert/chain.h"
#include "smime/cms_parts.h"

static void
certs_add(struct cms_signed *s, const struct buf *der)
{
	const unsigned char *at = (const unsigned char *)der->data;
	X509 *cert = d2i_X509(NULL, &at, (long)der->len);

	if (cert != NULL) {
		s->certs.list[s->certs.n++] = cert;
		s->certs.octets += der->len;
	} else {
		s->n_left_out++;
	}
	ERR_clear_error();
}

/* What is no certificate of X.509 (attribute certificates) is passed over. */
void
cms_certs_take(
    struct der *der, const struct der_head *head, struct cms_signed *s)
{
	struct der_inside set;
	struct der_head member;

	if (!der_enter(der, head, &set))
		return;
	while (der_more(der, &set, &member)) {
		struct buf element = BUF_INIT;
		bool kept = false, ok;

		if (member.tag != DER_SEQUENCE) {
			ok = der_skip(der, &member);
		} else if (s->certs.n == SMIME_CERTS_MAX) {
			s->n_left_out++;
			ok = der_skip(der, &member);
		} else {
			ok = der_take(der, &member,
			    SMIME_CERTS_OCTETS_MAX - s->certs.octets, &element,
			    &kept);
			if (ok && kept)
				certs_add(s, &element);
			else
				s->n_left_out++;
		}
		buf_fini(&element);
		if (!ok)
			return;
	}
}

void
cms_certs_fini(struct cms_certs *certs)
{
	for (size_t i = 0; i < certs->n; i++)
		X509_free(certs->list[i]);
	certs->n = 0;
}

/* Certificates of a chain while it is put together: few, as each signature is
 * tried with all keys that the issuer's name fits. */
#define LINKS_MAX 8
struct links {
	X509 *list[LINKS_MAX];
	size_t n;
};

static bool
links_have(const struct links *links, const X509 *cert)
{
	for (size_t i = 0; i < links->n; i++)
		if (links->list[i] == cert)
			return true;
	return false;
}

/* All that could have issued what is there; which of them did is told by
 * their signatures, by whoever makes the chain. */
static void
links_gather(struct links *links, const struct cms_certs *certs)
{
	for (size_t at = 0; at < links->n; at++)
		for (size_t i = 0; i < certs->n; i++) {
			X509 *other = certs->list[i];

			if (links->n == LINKS_MAX)
				return;
			if (!links_have(links, other) &&
			    X509_check_issued(other, links->list[at]) ==
				X509_V_OK)
				links->list[links->n++] = other;
		}
}

struct cert_chain *
cms_certs_chain(const struct cms_certs *certs, X509 *leaf, size_t *keep_left)
{
	struct links links = {.list = {leaf}, .n = 1};
	struct cert_der ders[LINKS_MAX];
	unsigned char *octets[LINKS_MAX] = {NULL};
	struct cert_chain *chain = NULL;
	size_t total = CMS_CHAIN_COST;

	links_gather(&links, certs);
	for (size_t i = 0; i < links.n; i++) {
		int len = i2d_X509(links.list[i], &octets[i]);

		ders[i] =
		    (struct cert_der){octets[i], len > 0 ? (size_t)len : 0};
		total += ders[i].len;
	}
	if (total <= *keep_left &&
	    cert_chain_new(ders, links.n, &chain, NULL) == 0)
		*keep_left -= total;
	for (size_t i = 0; i < links.n; i++)
		OPENSSL_free(octets[i]);
	ERR_clear_error();
	return chain;
}

static bool
certs_have_leaf(const struct cms_certs *certs)
{
	for (size_t i = 0; i < certs->n; i++)
		if (X509_check_ca(certs->list[i]) != 1)
			return true;
	return false;
}

void
cms_certs_list(
    const struct cms_certs *certs, struct smime_part *part, size_t *keep_left)
{
	bool leaves = certs_have_leaf(certs);

	part->certs = mem_array(SMIME_LISTED_MAX, sizeof(*part->certs));
	for (size_t i = 0; i < certs->n; i++) {
		struct cert_chain *chain = NULL;

		if (leaves && X509_check_ca(certs->list[i]) == 1)
			continue;
		if (part->n_certs < SMIME_LISTED_MAX)
			chain =
			    cms_certs_chain(certs, certs->list[i], keep_left);
		if (chain != NULL)
			part->certs[part->n_certs++] = chain;
		else
			part->n_left_out++;
	}
}
