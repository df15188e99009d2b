/* SPDX-License-Identifier: BSD-2-Clause */
/* The names of a certificate, and which one stands for a host. */

#include "tests/unit/unit.h"

#include <openssl/evp.h>
#include <openssl/x509v3.h>

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "base/error.h"
#include "cert/facts.h"
#include "tests/support/certs.h"

#define MANY 10000

static EVP_PKEY *key;

static int
make_key(void **state)
{
	(void)state;
	key = certs_key();
	return 0;
}

static int
free_key(void **state)
{
	(void)state;
	EVP_PKEY_free(key);
	return 0;
}

struct name {
	int type; /* GEN_DNS, GEN_EMAIL; GEN_OTHERNAME: SmtpUTF8Mailbox */
	const char *text;
	int len;          /* 0: strlen */
	const char *want; /* NULL: left out */
};

static GENERAL_NAME *
name_make(const struct name *n)
{
	int utf8 = n->type == GEN_OTHERNAME;
	ASN1_STRING *s =
	    ASN1_STRING_type_new(utf8 ? V_ASN1_UTF8STRING : V_ASN1_IA5STRING);
	GENERAL_NAME *name = GENERAL_NAME_new();

	ASN1_STRING_set(
	    s, n->text, n->len != 0 ? n->len : (int)strlen(n->text));
	if (utf8) {
		ASN1_TYPE *value = ASN1_TYPE_new();

		ASN1_TYPE_set(value, V_ASN1_UTF8STRING, s);
		GENERAL_NAME_set0_othername(
		    name, OBJ_nid2obj(NID_id_on_SmtpUTF8Mailbox), value);
	} else {
		GENERAL_NAME_set0_value(name, n->type, s);
	}
	return name;
}

/* Facts of a certificate with these names, each `times` times. */
static void
facts_of(
    const struct name *names, size_t n, size_t times, struct cert_facts *facts)
{
	X509 *cert = certs_make("x", key, NULL, key, false, false);
	GENERAL_NAMES *list = sk_GENERAL_NAME_new_null();
	struct error err = {""};

	for (size_t i = 0; i < n * times; i++)
		sk_GENERAL_NAME_push(list, name_make(&names[i % n]));
	assert_int_equal(X509_add1_ext_i2d(cert, NID_subject_alt_name, list, 0,
			     X509V3_ADD_DEFAULT),
	    1);
	if (cert_facts_read(cert, facts, &err) == -1)
		fail_msg("%s", err.text);
	GENERAL_NAMES_free(list);
	X509_free(cert);
}

static void
names_are_canonical_and_odd_ones_left_out(void **state)
{
	static const struct name names[] = {
	    {GEN_DNS, "MX.Example.ORG", 0, "mx.example.org"},
	    {GEN_DNS, "mx.example.org.", 0, "mx.example.org"},
	    {GEN_DNS, "*.Example.org", 0, "*.example.org"},
	    {GEN_DNS, "a_b.example", 0, "a_b.example"},
	    {GEN_DNS, "mx.example.org\0.evil.example", 28, NULL},
	    {GEN_DNS, "mx example", 0, NULL},
	    {GEN_DNS, "mx..example", 0, NULL},
	    {GEN_DNS, ".example", 0, NULL},
	    {GEN_DNS, ".", 0, NULL},
	    {GEN_DNS, "caf\xc3\xa9.example", 0, NULL},
	    {GEN_DNS,
		"a123456789b123456789c123456789d123456789e123456789"
		"f123456789g123.example",
		0, NULL},
	    {GEN_EMAIL, "Some.One@Example.ORG", 0, "Some.One@example.org"},
	    {GEN_EMAIL, "\"a@b\"@example.org", 0, "\"a@b\"@example.org"},
	    {GEN_EMAIL, "nobody", 0, NULL},
	    {GEN_EMAIL, "@example.org", 0, NULL},
	    {GEN_EMAIL, "x@", 0, NULL},
	    {GEN_EMAIL, "x@[192.0.2.1]", 0, NULL},
	    {GEN_EMAIL, "x@a.example\0b", 13, NULL},
	    {GEN_EMAIL, "x\r\n@a.example", 0, NULL},
	    {GEN_EMAIL, "\xc3\xa9@a.example", 0, NULL},
	    {GEN_OTHERNAME, "\xc3\xa9@caf\xc3\xa9.example", 0,
		"\xc3\xa9@xn--caf-dma.example"},
	    {GEN_OTHERNAME, "\xc3@a.example", 0, NULL},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		const char *want = names[i].want, *found = NULL;
		struct cert_facts facts;

		facts_of(&names[i], 1, 1, &facts);
		if (facts.n_dns_names + facts.n_emails == 1)
			found = facts.n_dns_names ? facts.dns_names[0]
						  : facts.emails[0];
		if ((want == NULL) != (found == NULL) ||
		    (want != NULL && strcmp(want, found) != 0))
			fail_msg("%zu: %s", i, found != NULL ? found : "none");
		assert_int_equal(facts.n_names_left_out, want == NULL);
		assert_int_equal(facts.n_dns_names > 0,
		    want != NULL && names[i].type == GEN_DNS);
		cert_facts_fini(&facts);
	}
}

static void
ten_thousand_names_are_counted_quickly(void **state)
{
	static const struct name names[] = {{GEN_DNS, "a.example", 0, NULL},
	    {GEN_EMAIL, "b@c.example", 0, NULL}};
	struct cert_facts facts;
	clock_t began;

	(void)state;
	began = clock();
	facts_of(names, 2, MANY, &facts);
	assert_int_equal(facts.n_dns_names, CERT_NAMES_MAX);
	assert_int_equal(facts.n_emails, CERT_NAMES_MAX);
	assert_int_equal(facts.n_names_left_out, 2 * (MANY - CERT_NAMES_MAX));
	assert_true(clock() - began < 2 * CLOCKS_PER_SEC);
	cert_facts_fini(&facts);
}

static void
two_name_extensions_are_none(void **state)
{
	static const struct name one = {GEN_DNS, "a.example", 0, NULL};
	X509 *cert = certs_make("x", key, NULL, key, false, false);
	GENERAL_NAMES *list = sk_GENERAL_NAME_new_null();
	struct cert_facts facts;

	(void)state;
	sk_GENERAL_NAME_push(list, name_make(&one));
	for (int i = 0; i < 2; i++)
		X509_add1_ext_i2d(
		    cert, NID_subject_alt_name, list, 0, X509V3_ADD_APPEND);
	assert_int_equal(cert_facts_read(cert, &facts, NULL), 0);
	assert_int_equal(facts.n_dns_names, 0);
	assert_int_equal(facts.n_names_left_out, 1);
	cert_facts_fini(&facts);
	GENERAL_NAMES_free(list);
	X509_free(cert);
}

static void
a_host_matches_as_rfc_9525_says(void **state)
{
	static const struct {
		const char *host, *want; /* NULL: none stands for it */
	} cases[] = {
	    {"mx.good.test", "mx.good.test"}, /* the name before a wildcard */
	    {"other.good.test", "*.good.test"},
	    {"good.test", NULL},
	    {"a.b.good.test", NULL},  /* exactly one label */
	    {"mxx.part.test", NULL},  /* m*.part.test: part of a label */
	    {"a.x.inner.test", NULL}, /* a.*.inner.test */
	    {"a.b.two.test", NULL},   /* *.*.two.test */
	    {"*.good.test", NULL},    /* a host has no wildcard */
	    {"test", NULL},           /* not even by `*` */
	    {"xn--caf-dma.good.test", "*.good.test"},
	    {"x.evilgood.test", NULL},
	};
	static const struct name names[] = {
	    {GEN_DNS, "*.good.test", 0, NULL},
	    {GEN_DNS, "mx.good.test", 0, NULL},
	    {GEN_DNS, "m*.part.test", 0, NULL},
	    {GEN_DNS, "a.*.inner.test", 0, NULL},
	    {GEN_DNS, "*.*.two.test", 0, NULL},
	    {GEN_DNS, "*", 0, NULL},
	};
	struct cert_facts facts;

	(void)state;
	facts_of(names, sizeof(names) / sizeof(names[0]), 1, &facts);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const char *found = cert_facts_match(&facts, cases[i].host);

		if ((found == NULL) != (cases[i].want == NULL) ||
		    (found != NULL && strcmp(found, cases[i].want) != 0))
			fail_msg("%s: %s", cases[i].host,
			    found != NULL ? found : "none");
	}
	cert_facts_fini(&facts);
}

static void
the_subject_stands_for_no_host(void **state)
{
	X509 *cert = certs_make("mx.test", key, NULL, key, false, false);
	struct cert_facts facts;

	(void)state;
	assert_int_equal(cert_facts_read(cert, &facts, NULL), 0);
	assert_null(cert_facts_match(&facts, "mx.test"));
	cert_facts_fini(&facts);
	X509_free(cert);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(names_are_canonical_and_odd_ones_left_out),
	    cmocka_unit_test(ten_thousand_names_are_counted_quickly),
	    cmocka_unit_test(two_name_extensions_are_none),
	    cmocka_unit_test(a_host_matches_as_rfc_9525_says),
	    cmocka_unit_test(the_subject_stands_for_no_host),
	};

	return cmocka_run_group_tests(tests, make_key, free_key);
}
