/* SPDX-License-Identifier: BSD-2-Clause */
/* The certificates that a server presented, leaf first. */

#include "cert/chain.h"

#include <openssl/err.h>
#include <openssl/x509.h>

#include <stdlib.h>

#include "base/error.h"
#include "base/mem.h"

static void
chain_fini(struct cert_chain *chain)
{
	for (size_t i = 0; i < chain->bag.n; i++)
		cert_facts_fini(&chain->facts[i]);
	free(chain->facts);
	cert_bag_fini(&chain->bag);
	free(chain);
}

static X509 *
chain_parse(const struct cert_der *der)
{
	const unsigned char *at = der->data;
	X509 *cert = d2i_X509(NULL, &at, (long)der->len);

	if (cert != NULL && at != der->data + der->len) {
		X509_free(cert);
		cert = NULL;
	}
	ERR_clear_error();
	return cert;
}

static int
chain_add(
    struct cert_chain *chain, const struct cert_der *der, struct error *err)
{
	X509 *cert = chain_parse(der);
	struct cert_facts facts;

	if (cert == NULL)
		return error_set(err,
		    "found %zu octets that are no certificate, wanted X.509 "
		    "in DER",
		    der->len);
	if (cert_facts_read(cert, &facts, err) == -1) {
		X509_free(cert);
		return -1;
	}
	chain->facts[chain->bag.n] = facts;
	chain->bag.certs[chain->bag.n++] = cert;
	return 0;
}

static int
chain_position(const struct cert_bag *bag, const X509 *cert)
{
	for (size_t k = 0; k < bag->n; k++)
		if (bag->certs[k] == cert)
			return (int)k;
	return -1;
}

/* Signatures are verified once, here: rules ask for them again and again. */
static void
chain_link(struct cert_chain *chain)
{
	for (size_t i = 0; i < chain->bag.n; i++)
		chain->signers[i] = chain_position(&chain->bag,
		    cert_bag_issuer(&chain->bag, chain->bag.certs[i]));
}

int
cert_chain_new(const struct cert_der *ders, size_t n,
    struct cert_chain **chain_out, struct error *err)
{
	struct cert_chain *chain;
	size_t octets = 0;

	for (size_t i = 0; i < n; i++)
		octets += ders[i].len;
	if (n == 0 || n > CERT_CHAIN_MAX || octets > CERT_CHAIN_OCTETS_MAX)
		return error_set(err,
		    "found %zu certificates of %zu octets, wanted 1 to %d of "
		    "at most %u",
		    n, octets, CERT_CHAIN_MAX, CERT_CHAIN_OCTETS_MAX);
	chain = mem_zalloc(sizeof(*chain));
	chain->references = 1;
	chain->facts = mem_array(n, sizeof(struct cert_facts));
	if (chain_add(chain, &ders[0], err) == -1) {
		chain_fini(chain);
		return -1;
	}
	for (size_t i = 1; i < n; i++)
		(void)chain_add(chain, &ders[i], NULL);
	chain_link(chain);
	*chain_out = chain;
	return 0;
}

struct cert_chain *
cert_chain_ref(struct cert_chain *chain)
{
	chain->references++;
	return chain;
}

void
cert_chain_free(struct cert_chain **chainp)
{
	struct cert_chain *chain = *chainp;

	*chainp = NULL;
	if (chain != NULL && --chain->references == 0)
		chain_fini(chain);
}

const struct cert_facts *
cert_chain_leaf(const struct cert_chain *chain)
{
	return &chain->facts[0];
}

int
cert_chain_signer(const struct cert_chain *chain, size_t i)
{
	return chain->signers[i];
}
