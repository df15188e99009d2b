/* SPDX-License-Identifier: BSD-2-Clause */
/* The certificates of tests/evidence/certs, by name. */

#include "tests/support/evidence_certs.h"

#include <openssl/x509.h>

#include <stdio.h>
#include <stdlib.h>

#include "base/error.h"
#include "base/mem.h"
#include "cert/chain.h"

#define NAMES_MAX CERT_CHAIN_MAX

static void
die(const char *name, const struct error *err)
{
	fprintf(stderr, "%s: %s\n", name, err->text);
	abort();
}

static X509 *
load(const char *name)
{
	const char *top = getenv("CAAGATE_SRCDIR");
	char *path = mem_printf(
	    "%s/tests/evidence/certs/%s.pem", top != NULL ? top : ".", name);
	struct cert_bag bag = {.n = 0};
	struct error err = {""};
	X509 *cert;

	if (cert_bag_load(path, &bag, &err) == -1)
		die(name, &err);
	cert = X509_dup(bag.certs[0]);
	cert_bag_fini(&bag);
	free(path);
	return cert;
}

struct cert_chain *
evidence_chain(const char *const *names, size_t n)
{
	struct cert_der ders[NAMES_MAX] = {{NULL, 0}};
	unsigned char *octets[NAMES_MAX] = {NULL};
	struct cert_chain *chain = NULL;
	struct error err = {""};

	for (size_t i = 0; i < n; i++) {
		X509 *cert = load(names[i]);

		ders[i].len = (size_t)i2d_X509(cert, &octets[i]);
		ders[i].data = octets[i];
		X509_free(cert);
	}
	if (cert_chain_new(ders, n, &chain, &err) == -1)
		die(names[0], &err);
	for (size_t i = 0; i < n; i++)
		OPENSSL_free(octets[i]);
	return chain;
}
