/* SPDX-License-Identifier: BSD-2-Clause */
/* Certificate files and facts: what cert/facts.h promises. */

#include "tests/unit/unit.h"

#include <openssl/evp.h>
#include <openssl/x509.h>

#include <stdlib.h>

#include "base/buf.h"
#include "base/error.h"
#include "cert/facts.h"
#include "tests/support/certs.h"

struct chain {
	EVP_PKEY *ca_key, *other_key, *leaf_key;
	X509 *ca, *impostor, *leaf;
};

static int
make_chain(void **state)
{
	static struct chain c;

	c.ca_key = certs_key();
	c.other_key = certs_key();
	c.leaf_key = certs_key();
	c.ca = certs_make("CA", c.ca_key, NULL, c.ca_key, true, true);
	c.impostor =
	    certs_make("CA", c.other_key, NULL, c.other_key, true, true);
	c.leaf = certs_make("leaf", c.leaf_key, c.ca, c.ca_key, false, true);
	*state = &c;
	return 0;
}

static int
free_chain(void **state)
{
	struct chain *c = *state;

	X509_free(c->ca);
	X509_free(c->impostor);
	X509_free(c->leaf);
	EVP_PKEY_free(c->ca_key);
	EVP_PKEY_free(c->other_key);
	EVP_PKEY_free(c->leaf_key);
	return 0;
}

static void
read_good(const struct buf *text, struct cert_bag *bag)
{
	struct error err = {""};

	if (cert_bag_read("f.pem", text->data, text->len, bag, &err) == -1)
		fail_msg("%s", err.text);
}

static void
pem_and_der_are_read(void **state)
{
	const struct chain *c = *state;
	struct buf text = BUF_INIT;
	struct cert_bag bag = {.n = 0};
	unsigned char *der = NULL;
	int len = i2d_X509(c->leaf, &der);

	buf_puts(&text, "a leaf\n-----BEGIN PRIVATE KEY-----\nxx\n"
			"-----END PRIVATE KEY-----\n");
	certs_put_pem(c->leaf, &text);
	buf_puts(&text, "and a CA\r\n");
	certs_put_pem(c->ca, &text);
	read_good(&text, &bag);
	assert_int_equal(bag.n, 2);
	assert_int_equal(X509_cmp(bag.certs[0], c->leaf), 0);
	assert_int_equal(X509_cmp(bag.certs[1], c->ca), 0);
	cert_bag_fini(&bag);
	buf_clear(&text);
	buf_put(&text, der, (size_t)len);
	read_good(&text, &bag);
	assert_int_equal(bag.n, 1);
	cert_bag_fini(&bag);
	OPENSSL_free(der);
	buf_fini(&text);
}

static void
crooked_lines_are_fine(void **state)
{
	const struct chain *c = *state;
	struct buf text = BUF_INIT, crooked = BUF_INIT;
	struct cert_bag bag = {.n = 0};

	certs_put_pem(c->leaf, &text);
	for (size_t i = 0; i < text.len; i++) {
		buf_putc(&crooked, text.data[i]);
		if (text.data[i] == '\n' || (i > 40 && i < 200 && i % 7 == 0))
			buf_puts(&crooked, "\r\n");
	}
	read_good(&crooked, &bag);
	assert_int_equal(X509_cmp(bag.certs[0], c->leaf), 0);
	cert_bag_fini(&bag);
	buf_fini(&text);
	buf_fini(&crooked);
}

static void
what_is_no_certificate_is_refused(void **state)
{
	static const struct {
		const char *text, *error;
	} cases[] = {
	    {"", "f.pem: no certificate"},
	    {"hello", "f.pem: no certificate"},
	    {"0x", "f.pem: certificate 1 is damaged"},
	    {"-----BEGIN CERTIFICATE-----\n", "f.pem: certificate 1 has no"},
	    {"-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n",
		"f.pem: certificate 1 is no base64"},
	    {"-----BEGIN CERTIFICATE-----\n====\n-----END CERTIFICATE-----\n",
		"f.pem: certificate 1 is "},
	    {"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
		"f.pem: certificate 1 is damaged"},
	    {"-----BEGIN CERTIFICATE-----\n!\n-----END CERTIFICATE-----\n",
		"f.pem: certificate 1 is no base64"},
	    {"-----BEGIN X509 CRL-----\nAAAA\n-----END X509 CRL-----\n",
		"f.pem: PEM without a certificate"},
	};
	const struct chain *c = *state;
	struct buf text = BUF_INIT;
	struct cert_bag bag = {.n = 0};
	struct error err = {""};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		assert_int_equal(cert_bag_read("f.pem", cases[i].text,
				     strlen(cases[i].text), &bag, &err),
		    -1);
		if (strncmp(err.text, cases[i].error, strlen(cases[i].error)) !=
		    0)
			fail_msg("%zu: %s", i, err.text);
		assert_int_equal(bag.n, 0);
	}
	for (size_t i = 0; i <= CERT_BAG_MAX; i++)
		certs_put_pem(c->leaf, &text);
	assert_int_equal(
	    cert_bag_read("f.pem", text.data, text.len, &bag, &err), -1);
	assert_string_equal(err.text, "f.pem: more than 64 certificates");
	while (text.len <= CERT_FILE_MAX)
		buf_puts(&text, "padding padding padding");
	assert_int_equal(
	    cert_bag_read("f.pem", text.data, text.len, &bag, &err), -1);
	assert_int_equal(cert_bag_load("/nowhere/f.pem", &bag, &err), -1);
	buf_fini(&text);
}

static void
facts_are_those_of_the_certificate(void **state)
{
	const struct chain *c = *state;
	struct cert_facts ca, leaf;
	struct error err = {""};

	assert_int_equal(cert_facts_read(c->ca, &ca, &err), 0);
	assert_int_equal(cert_facts_read(c->leaf, &leaf, &err), 0);
	assert_string_equal(leaf.subject_dn, "CN=leaf,O=Test");
	assert_string_equal(leaf.issuer_dn, "CN=CA,O=Test");
	assert_string_equal(leaf.serial, "1234");
	assert_int_equal(leaf.not_before, 1700000000);
	assert_int_equal(leaf.not_after, 2000000000);
	assert_false(leaf.is_ca);
	assert_true(ca.is_ca);
	assert_int_equal(ca.ski_len, 20);
	assert_int_equal(leaf.aki_len, 20);
	assert_memory_equal(leaf.aki, ca.ski, 20);
	assert_memory_not_equal(leaf.spki_sha256, ca.spki_sha256, 32);
	cert_facts_fini(&ca);
	cert_facts_fini(&leaf);
	assert_null(leaf.subject_dn);
}

static void
the_issuer_is_who_signed(void **state)
{
	const struct chain *c = *state;
	struct cert_bag bag = {.certs = {c->leaf, c->impostor, c->ca}, .n = 3};

	assert_ptr_equal(cert_bag_issuer(&bag, c->leaf), c->ca);
	assert_ptr_equal(cert_bag_issuer(&bag, c->ca), c->ca);
	bag.n = 2; /* the same name, another key */
	assert_null(cert_bag_issuer(&bag, c->leaf));
}

static void
a_query_holds_what_is_known(void **state)
{
	const struct chain *c = *state;
	X509 *bare =
	    certs_make("bare", c->leaf_key, c->ca, c->ca_key, false, false);
	struct cert_facts facts;
	struct ca_query q;
	struct error err = {""};

	assert_int_equal(cert_facts_read(c->leaf, &facts, &err), 0);
	cert_query_issuer(&facts, &q);
	assert_null(q.cert_sha256);
	assert_null(q.spki_sha256);
	assert_ptr_equal(q.key_id, facts.aki);
	assert_string_equal(q.issuer_dn, "CN=CA,O=Test");
	cert_query_self(&facts, &q);
	assert_ptr_equal(q.cert_sha256, facts.cert_sha256);
	assert_ptr_equal(q.key_id, facts.ski);
	assert_string_equal(q.issuer_dn, "CN=leaf,O=Test");
	cert_facts_fini(&facts);
	assert_int_equal(cert_facts_read(bare, &facts, &err), 0);
	cert_query_issuer(&facts, &q);
	assert_null(q.key_id);
	cert_facts_fini(&facts);
	X509_free(bare);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(pem_and_der_are_read),
	    cmocka_unit_test(crooked_lines_are_fine),
	    cmocka_unit_test(what_is_no_certificate_is_refused),
	    cmocka_unit_test(facts_are_those_of_the_certificate),
	    cmocka_unit_test(the_issuer_is_who_signed),
	    cmocka_unit_test(a_query_holds_what_is_known),
	};

	return cmocka_run_group_tests(tests, make_chain, free_chain);
}
