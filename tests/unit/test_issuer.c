/* SPDX-License-Identifier: BSD-2-Clause */
/* Who issued a presented certificate: what cert/issuer.h promises. */

#include "tests/unit/unit_file.h"

#include <openssl/evp.h>
#include <openssl/x509.h>

#include <stdlib.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/mem.h"
#include "base/text.h"
#include "cert/chain.h"
#include "cert/issuer.h"
#include "tests/support/certs.h"
#include "tests/support/evidence_certs.h"

static struct ca_table *
table_load(void)
{
	const char *top = getenv("CAAGATE_SRCDIR");
	char *path = mem_printf(
	    "%s/tests/evidence/ca-identifiers.csv", top != NULL ? top : ".");
	struct ca_table *table = NULL;
	struct error err = {""};

	if (ca_table_load(path, &table, &err) == -1)
		fail_msg("%s", err.text);
	free(path);
	return table;
}

struct issuer_case {
	const char *names[4]; /* the chain */
	bool untrusted;
	const char *state;
	int position;
	enum ca_recognition a, b; /* of a-ca.test, b-ca.test */
	const char *basis;        /* part of the sentence */
};

static const struct issuer_case cases[] = {
    {{"mx", "ca-a-sub", "ca-a"}, false, "identified", 1, CA_RECOGNITION_YES,
	CA_RECOGNITION_NO, "its certificate is in the CA table"},
    {{"mx", "ca-b", "ca-a-sub"}, false, "identified", 2, CA_RECOGNITION_YES,
	CA_RECOGNITION_NO, "its signature verifies"},
    {{"mx", "ca-a-sub"}, true, "identified", 1, CA_RECOGNITION_YES,
	CA_RECOGNITION_NO, ""},
    {{"mx-under-b", "ca-b-sub", "ca-b"}, false, "identified-weakly", 2,
	CA_RECOGNITION_UNKNOWN, CA_RECOGNITION_WEAK,
	"the CA table does not have it, but B Root above it"},
    {{"mx-under-b", "ca-b-sub"}, false, "unknown", 1, CA_RECOGNITION_UNKNOWN,
	CA_RECOGNITION_UNKNOWN, "knows no identifiers"},
    {{"mx-unknown", "ca-c"}, false, "unknown", 1, CA_RECOGNITION_UNKNOWN,
	CA_RECOGNITION_UNKNOWN, "knows no identifiers"},
    {{"mx"}, true, "not-proven", -1, CA_RECOGNITION_UNKNOWN,
	CA_RECOGNITION_UNKNOWN,
	"its certificate was not presented; by name alone it may be the CA of "
	"a-ca.test"},
    {{"mx", "ca-b"}, false, "not-proven", -1, CA_RECOGNITION_UNKNOWN,
	CA_RECOGNITION_UNKNOWN, "was not presented"},
    {{"mx-private", "ca-private"}, true, "private", 1, CA_RECOGNITION_UNKNOWN,
	CA_RECOGNITION_UNKNOWN, "private CA"},
    {{"mx-self"}, true, "self-signed", -1, CA_RECOGNITION_UNKNOWN,
	CA_RECOGNITION_UNKNOWN, "self-signed"},
};

static void
check_issuer(const struct issuer_case *c, const struct ca_table *table)
{
	size_t n = 0;
	struct cert_chain *chain;
	struct cert_issuer issuer;
	struct buf basis = BUF_INIT;

	while (c->names[n] != NULL)
		n++;
	chain = evidence_chain(c->names, n);
	cert_issuer_find(
	    &(struct cert_issuer_query){
		.chain = chain, .table = table, .untrusted = c->untrusted},
	    &issuer);
	assert_string_equal(cert_issuer_state_text(issuer.state), c->state);
	assert_int_equal(issuer.position, c->position);
	assert_int_equal(cert_issuer_recognises(&issuer, "A-CA.test"), c->a);
	assert_int_equal(cert_issuer_recognises(&issuer, "b-ca.test"), c->b);
	cert_issuer_put_basis(&issuer, chain, &basis);
	if (strstr(buf_text(&basis), c->basis) == NULL)
		fail_msg("%s: %s", c->names[0], buf_text(&basis));
	buf_fini(&basis);
	cert_chain_free(&chain);
}

static void
only_a_verified_signature_identifies(void **state)
{
	struct ca_table *table = table_load();

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		check_issuer(&cases[i], table);
	ca_table_free(&table);
}

static void
a_listed_key_is_private_whatever_the_table_says(void **state)
{
	static const char *const names[] = {"mx", "ca-a-sub", "ca-a"};
	struct ca_table *table = table_load();
	struct cert_chain *chain = evidence_chain(names, 3);
	struct cert_issuer issuer;
	struct buf hex = BUF_INIT;
	const char *internal[1];

	(void)state;
	text_put_hex(&hex, chain->facts[2].spki_sha256, CA_HASH_SIZE);
	internal[0] = buf_text(&hex);
	cert_issuer_find(&(struct cert_issuer_query){.chain = chain,
			     .table = table,
			     .internal = internal,
			     .n_internal = 1},
	    &issuer);
	assert_int_equal(issuer.state, CERT_ISSUER_PRIVATE);
	assert_int_equal(issuer.position, 2);
	buf_fini(&hex);
	cert_chain_free(&chain);
	ca_table_free(&table);
}

/* A chain of certificates that are made here; the caller frees. */
static struct cert_chain *
chain_of(X509 *const *certs, size_t n)
{
	struct cert_der ders[CERT_CHAIN_MAX];
	unsigned char *octets[CERT_CHAIN_MAX] = {NULL};
	struct cert_chain *chain = NULL;

	for (size_t i = 0; i < n; i++) {
		ders[i].len = (size_t)i2d_X509(certs[i], &octets[i]);
		ders[i].data = octets[i];
	}
	assert_int_equal(cert_chain_new(ders, n, &chain, NULL), 0);
	for (size_t i = 0; i < n; i++)
		OPENSSL_free(octets[i]);
	return chain;
}

static void
a_certificate_that_is_no_ca_s_leads_to_nobody(void **state)
{
	EVP_PKEY *key[3] = {certs_key(), certs_key(), certs_key()};
	X509 *ca = certs_make("CA", key[0], NULL, key[0], true, true);

	(void)state;
	for (int is_ca = 0; is_ca < 2; is_ca++) {
		X509 *mid = certs_make("mid", key[1], ca, key[0], is_ca, true);
		X509 *leaf =
		    certs_make("leaf", key[2], mid, key[1], false, true);
		X509 *certs[] = {leaf, mid, ca};
		struct cert_chain *chain = chain_of(certs, 3);
		struct buf csv = BUF_INIT;
		struct ca_table *table = NULL;
		struct cert_issuer issuer;
		char *path;

		buf_puts(&csv, "spki_sha256,caa_domains\n");
		text_put_hex(&csv, chain->facts[2].spki_sha256, CA_HASH_SIZE);
		buf_puts(&csv, ",x-ca.test\n");
		path = unit_file(buf_text(&csv));
		assert_int_equal(ca_table_load(path, &table, NULL), 0);
		cert_issuer_find(
		    &(struct cert_issuer_query){.chain = chain, .table = table},
		    &issuer);
		assert_int_equal(issuer.state,
		    is_ca ? CERT_ISSUER_WEAK : CERT_ISSUER_UNKNOWN);
		ca_table_free(&table);
		unit_file_drop(path);
		buf_fini(&csv);
		cert_chain_free(&chain);
		X509_free(mid);
		X509_free(leaf);
	}
	X509_free(ca);
	for (size_t i = 0; i < 3; i++)
		EVP_PKEY_free(key[i]);
}

static void
without_a_table_nobody_is_known(void **state)
{
	static const char *const names[] = {"mx", "ca-a-sub"};
	struct cert_chain *chain = evidence_chain(names, 2);
	struct cert_issuer issuer;
	struct buf name = BUF_INIT;

	(void)state;
	cert_issuer_find(&(struct cert_issuer_query){.chain = chain}, &issuer);
	assert_int_equal(issuer.state, CERT_ISSUER_UNKNOWN);
	cert_issuer_put_name(cert_chain_leaf(chain), &name);
	assert_string_equal(buf_text(&name), "A Issuing CA");
	buf_fini(&name);
	cert_chain_free(&chain);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(only_a_verified_signature_identifies),
	    cmocka_unit_test(a_listed_key_is_private_whatever_the_table_says),
	    cmocka_unit_test(a_certificate_that_is_no_ca_s_leads_to_nobody),
	    cmocka_unit_test(without_a_table_nobody_is_known),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
