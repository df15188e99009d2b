/* SPDX-License-Identifier: BSD-2-Clause */
/* Presented chains: what cert/chain.h promises, and facts of real files. */

#include "tests/unit/unit.h"

#include <openssl/crypto.h>
#include <openssl/x509.h>

#include <stdlib.h>

#include "base/error.h"
#include "base/mem.h"
#include "cert/chain.h"
#include "tests/support/evidence_certs.h"

#define DAY INT64_C(86400)
#define MX_NOT_BEFORE (INT64_C(20727) * DAY) /* 2026-10-01 */

static struct cert_chain *
chain_of(const char *const *names)
{
	size_t n = 0;

	while (names[n] != NULL)
		n++;
	return evidence_chain(names, n);
}

static void
the_signer_is_found_by_its_signature(void **state)
{
	static const struct {
		const char *names[5];
		int signers[4];
	} cases[] = {
	    {{"mx", "ca-a-sub", "ca-a"}, {1, 2, 2}},
	    {{"mx", "ca-a", "ca-a-sub"}, {2, 1, 1}}, /* in any order */
	    {{"mx", "ca-b", "ca-a"}, {-1, 1, 2}},
	    {{"mx"}, {-1}},
	    {{"mx-self", "ca-a"}, {0, 1}},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct cert_chain *chain = chain_of(cases[i].names);

		for (size_t k = 0; k < chain->bag.n; k++)
			assert_int_equal(
			    cert_chain_signer(chain, k), cases[i].signers[k]);
		cert_chain_free(&chain);
		assert_null(chain);
	}
}

static void
facts_of_the_leaf(void **state)
{
	static const char *const names[] = {"mx", "ca-a-sub", NULL};
	struct cert_chain *chain = chain_of(names);
	const struct cert_facts *leaf = cert_chain_leaf(chain);

	(void)state;
	assert_int_equal(leaf->n_dns_names, 4);
	assert_string_equal(leaf->dns_names[2], "mta-sts.good.test");
	assert_int_equal(leaf->n_names_left_out, 0);
	assert_int_equal(leaf->eku, CERT_EKU_PRESENT | CERT_EKU_SERVER);
	assert_int_equal(leaf->not_before, MX_NOT_BEFORE);
	assert_int_equal(leaf->sct_time, MX_NOT_BEFORE - 3600);
	assert_int_equal(cert_facts_issued(leaf), MX_NOT_BEFORE - 3600);
	assert_int_equal(leaf->key_bits, 256);
	assert_false(leaf->self_signed);
	assert_int_equal(chain->facts[1].eku, 0);
	cert_chain_free(&chain);
}

static void
other_facts_are_told_apart(void **state)
{
	static const char *const self[] = {"mx-self", NULL};
	static const char *const person[] = {"person", NULL};
	struct cert_chain *chain = chain_of(self);

	(void)state;
	assert_true(cert_chain_leaf(chain)->self_signed);
	assert_int_equal(
	    cert_facts_issued(cert_chain_leaf(chain)), MX_NOT_BEFORE);
	cert_chain_free(&chain);
	chain = chain_of(person);
	assert_int_equal(
	    cert_chain_leaf(chain)->eku, CERT_EKU_PRESENT | CERT_EKU_EMAIL);
	assert_int_equal(cert_chain_leaf(chain)->n_emails, 1);
	assert_string_equal(
	    cert_chain_leaf(chain)->emails[0], "person@good.test");
	cert_chain_free(&chain);
}

static void
a_chain_lives_as_long_as_its_references(void **state)
{
	static const char *const names[] = {"mx", NULL};
	struct cert_chain *chain = chain_of(names), *other;

	(void)state;
	other = cert_chain_ref(chain);
	cert_chain_free(&chain);
	assert_int_equal(cert_chain_leaf(other)->n_dns_names, 4);
	cert_chain_free(&other);
	cert_chain_free(&other); /* nothing to free */
}

static void
what_can_not_be_read_is_refused_or_left_out(void **state)
{
	static const char *const names[] = {"mx", NULL};
	static const uint8_t junk[] = {0x30, 0x03, 0x02, 0x01, 0x00};
	struct cert_chain *good = chain_of(names), *chain = NULL;
	unsigned char *der = NULL;
	int len = i2d_X509(good->bag.certs[0], &der);
	uint8_t *longer = mem_zalloc((size_t)len + 1);
	struct cert_der list[CERT_CHAIN_MAX + 1];
	struct error err = {""};

	(void)state;
	memcpy(longer, der, (size_t)len);
	for (size_t i = 0; i <= CERT_CHAIN_MAX; i++)
		list[i] = (struct cert_der){der, (size_t)len};
	assert_int_equal(cert_chain_new(list, 0, &chain, &err), -1);
	assert_int_equal(
	    cert_chain_new(list, CERT_CHAIN_MAX + 1, &chain, &err), -1);
	list[1] = (struct cert_der){junk, sizeof(junk)};
	assert_int_equal(cert_chain_new(&list[1], 1, &chain, &err), -1);
	assert_non_null(strstr(err.text, "5 octets that are no certificate"));
	list[2] = (struct cert_der){longer, (size_t)len + 1};
	assert_int_equal(cert_chain_new(&list[2], 1, &chain, &err), -1);
	list[2] = (struct cert_der){der, CERT_CHAIN_OCTETS_MAX};
	assert_int_equal(cert_chain_new(&list[1], 2, &chain, &err), -1);
	assert_null(chain);
	assert_int_equal(cert_chain_new(list, 2, &chain, &err), 0);
	assert_int_equal(chain->bag.n, 1); /* the junk behind is left out */
	cert_chain_free(&chain);
	cert_chain_free(&good);
	free(longer);
	OPENSSL_free(der);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(the_signer_is_found_by_its_signature),
	    cmocka_unit_test(facts_of_the_leaf),
	    cmocka_unit_test(other_facts_are_told_apart),
	    cmocka_unit_test(a_chain_lives_as_long_as_its_references),
	    cmocka_unit_test(what_can_not_be_read_is_refused_or_left_out),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
