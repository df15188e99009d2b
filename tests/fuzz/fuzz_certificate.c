/* SPDX-License-Identifier: BSD-2-Clause */
/* Octets as a presented chain of two: facts, signers, names of hosts. */

#include <assert.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/error.h"
#include "cert/chain.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
check_facts(const struct cert_facts *f)
{
	assert(f->n_dns_names <= CERT_NAMES_MAX);
	assert(f->n_emails <= CERT_NAMES_MAX);
	assert(f->subject_dn != NULL && f->issuer_dn != NULL);
	for (size_t i = 0; i < f->n_dns_names; i++) {
		const char *name = f->dns_names[i];
		const char *found = cert_facts_match(f, name);

		assert(strlen(name) > 0 && strlen(name) <= 253);
		assert(strchr(name, '*') != NULL
			   ? found == NULL
			   : found != NULL && strcmp(found, name) == 0);
	}
	for (size_t i = 0; i < f->n_emails; i++)
		assert(strchr(f->emails[i], '@') != NULL);
	(void)cert_facts_match(f, "mx.good.test");
	(void)cert_facts_match(f, "");
	(void)cert_facts_match(f, ".");
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	size_t half = size > 1 ? ((size_t)data[0] << 8 | data[1]) : 0;
	struct cert_der ders[2];
	struct cert_chain *chain;
	struct error err;

	if (size < 2 || half > size - 2)
		return 0;
	ders[0] = (struct cert_der){data + 2, half};
	ders[1] = (struct cert_der){data + 2 + half, size - 2 - half};
	if (cert_chain_new(ders, 2, &chain, &err) == -1) {
		assert(err.text[0] != '\0');
		return 0;
	}
	for (size_t i = 0; i < chain->bag.n; i++) {
		check_facts(&chain->facts[i]);
		assert(cert_chain_signer(chain, i) < (int)chain->bag.n);
	}
	cert_chain_free(&chain);
	return 0;
}
