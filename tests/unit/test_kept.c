/* SPDX-License-Identifier: BSD-2-Clause */
/* Results of probes as octets: what probe/kept.h promises. */

#include "tests/unit/unit.h"

#include <openssl/evp.h>
#include <openssl/x509v3.h>

#include <stdlib.h>

#include "base/buf.h"
#include "base/mem.h"
#include "cert/chain.h"
#include "probe/kept.h"
#include "probe/result.h"
#include "tests/support/evidence_certs.h"

#define NOW INT64_C(1795341600)

static const struct probe_target smtp = {PROBE_SMTP, 25, "mx.good.test", NULL};
static const struct probe_target policy = {
    PROBE_HTTPS, 443, "mta-sts.good.test", PROBE_POLICY_PATH};

static struct probe_result *
a_result(const struct probe_target *target)
{
	static const char *const names[] = {"mx", "ca-a-sub"};
	struct probe_result *r = probe_result_new(target, "192.0.2.1");

	r->outcome = PROBE_DONE;
	r->time = NOW;
	r->protocol = mem_strdup("TLSv1.3");
	r->cipher = mem_strdup("TLS_AES_256_GCM_SHA384");
	r->verify = 20;
	r->verify_text = mem_strdup("unable to get local issuer");
	r->chain = evidence_chain(names, 2);
	return r;
}

static void
must_equal(const char *a, const char *b)
{
	assert_int_equal(a != NULL, b != NULL);
	if (a != NULL)
		assert_string_equal(a, b);
}

static struct probe_result *
back(const struct probe_result *r, const struct probe_target *target)
{
	struct buf octets = BUF_INIT;
	struct probe_result *b;

	probe_kept_encode(r, &octets);
	assert_int_equal(probe_kept_time(octets.data, octets.len), r->time);
	b = probe_kept_decode(octets.data, octets.len, target, r->address);
	assert_non_null(b);
	buf_fini(&octets);
	return b;
}

static void
assert_same(const struct probe_result *r, const struct probe_result *b)
{
	must_equal(r->host, b->host);
	must_equal(r->path, b->path);
	must_equal(r->address, b->address);
	must_equal(r->why, b->why);
	must_equal(r->protocol, b->protocol);
	must_equal(r->cipher, b->cipher);
	must_equal(r->verify_text, b->verify_text);
	must_equal(r->content_type, b->content_type);
	must_equal(r->location, b->location);
	assert_int_equal(r->outcome, b->outcome);
	assert_int_equal(r->time, b->time);
	assert_int_equal(r->verify, b->verify);
	assert_int_equal(r->http_status, b->http_status);
	assert_int_equal(r->body_len, b->body_len);
	assert_int_equal(r->body_cut, b->body_cut);
}

static void
a_result_comes_back_as_it_was(void **state)
{
	struct probe_result *r = a_result(&smtp), *b = back(r, &smtp);

	(void)state;
	assert_same(r, b);
	assert_int_equal(b->chain->bag.n, 2);
	assert_memory_equal(cert_chain_leaf(b->chain)->cert_sha256,
	    cert_chain_leaf(r->chain)->cert_sha256, CA_HASH_SIZE);
	assert_int_equal(cert_chain_signer(b->chain, 0), 1);
	probe_result_free(&r);
	probe_result_free(&b);
}

static void
every_outcome_comes_back(void **state)
{
	(void)state;
	for (int i = 0; i < PROBE_OUTCOMES; i++) {
		struct probe_result *r = probe_result_new(&smtp, "192.0.2.1");
		struct probe_result *b;

		r->outcome = (enum probe_outcome)i;
		free(r->why);
		r->why = mem_strdup("for a reason");
		b = back(r, &smtp);
		assert_same(r, b);
		assert_null(b->chain);
		assert_null(b->body);
		probe_result_free(&r);
		probe_result_free(&b);
	}
}

static void
a_long_body_is_cut_and_says_so(void **state)
{
	const struct {
		size_t len, kept;
		bool cut;
	} cases[] = {{0, 0, false},
	    {PROBE_KEPT_BODY_MAX, PROBE_KEPT_BODY_MAX, false},
	    {PROBE_KEPT_BODY_MAX + 1, PROBE_KEPT_BODY_MAX, true}};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct probe_result *r = a_result(&policy), *b;

		r->http_status = 200;
		r->content_type = mem_strdup("text/plain");
		r->body = mem_zalloc(cases[i].len + 1);
		r->body_len = cases[i].len;
		b = back(r, &policy);
		assert_non_null(b->body);
		assert_int_equal(b->body_len, cases[i].kept);
		assert_int_equal(b->body_cut, cases[i].cut);
		assert_int_equal(b->body[b->body_len], '\0');
		probe_result_free(&r);
		probe_result_free(&b);
	}
}

/* A certificate as large as its signer liked. */
static void
pad(X509 *cert, size_t octets)
{
	ASN1_OCTET_STRING *padding = ASN1_OCTET_STRING_new();
	ASN1_OBJECT *oid = OBJ_txt2obj("1.2.3.4", 1);
	X509_EXTENSION *ext = NULL;
	unsigned char *zeros = mem_zalloc(octets);

	(void)ASN1_OCTET_STRING_set(padding, zeros, (int)octets);
	ext = X509_EXTENSION_create_by_OBJ(NULL, oid, 0, padding);
	assert_int_equal(X509_add_ext(cert, ext, -1), 1);
	X509_EXTENSION_free(ext);
	ASN1_OBJECT_free(oid);
	ASN1_OCTET_STRING_free(padding);
	free(zeros);
}

static X509 *
padded(size_t octets)
{
	EVP_PKEY *key = EVP_EC_gen("P-256");
	X509 *cert = X509_new();

	(void)ASN1_INTEGER_set(X509_get_serialNumber(cert), 1);
	(void)X509_set_version(cert, X509_VERSION_3);
	(void)X509_gmtime_adj(X509_getm_notBefore(cert), 0);
	(void)X509_gmtime_adj(X509_getm_notAfter(cert), 86400);
	(void)X509_set_pubkey(cert, key);
	(void)X509_NAME_add_entry_by_txt(X509_get_subject_name(cert), "CN",
	    MBSTRING_ASC, (const unsigned char *)"padded", -1, -1, 0);
	(void)X509_set_issuer_name(cert, X509_get_subject_name(cert));
	pad(cert, octets);
	assert_true(X509_sign(cert, key, EVP_sha256()) > 0);
	EVP_PKEY_free(key);
	return cert;
}

static struct cert_chain *
padded_chain(const size_t *octets, size_t n)
{
	struct cert_der ders[CERT_CHAIN_MAX];
	struct cert_chain *chain = NULL;

	for (size_t i = 0; i < n; i++) {
		X509 *cert = padded(octets[i]);
		unsigned char *der = NULL;
		int len = i2d_X509(cert, &der);

		ders[i] = (struct cert_der){der, (size_t)len};
		X509_free(cert);
	}
	assert_int_equal(cert_chain_new(ders, n, &chain, NULL), 0);
	for (size_t i = 0; i < n; i++)
		OPENSSL_free((void *)(uintptr_t)ders[i].data);
	return chain;
}

static void
certificates_that_do_not_fit_are_left_out(void **state)
{
	const struct {
		size_t octets[3], n;
	} cases[] = {
	    {{100, 100, 100}, 3}, {{100, PROBE_KEPT_CHAIN_MAX, 100}, 2},
	    {{PROBE_KEPT_CHAIN_MAX, 100, 100}, 0}, /* not without the leaf */
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct probe_result *r = probe_result_new(&smtp, "192.0.2.1");
		struct probe_result *b;

		r->chain = padded_chain(cases[i].octets, 3);
		b = back(r, &smtp);
		assert_int_equal(
		    b->chain != NULL ? b->chain->bag.n : 0, cases[i].n);
		probe_result_free(&r);
		probe_result_free(&b);
	}
}

static void
damaged_octets_are_no_result(void **state)
{
	struct probe_result *r = a_result(&policy);
	struct buf octets = BUF_INIT;

	(void)state;
	r->body = mem_strdup("version: STSv1");
	r->body_len = strlen(r->body);
	probe_kept_encode(r, &octets);
	for (size_t len = 0; len < octets.len; len++)
		assert_null(
		    probe_kept_decode(octets.data, len, &policy, "192.0.2.1"));
	octets.data[0] = PROBE_KEPT_VERSION + 1;
	assert_null(
	    probe_kept_decode(octets.data, octets.len, &policy, "192.0.2.1"));
	assert_int_equal(probe_kept_time(octets.data, octets.len), -1);
	octets.data[0] = PROBE_KEPT_VERSION;
	buf_u8(&octets, 0);
	assert_null(
	    probe_kept_decode(octets.data, octets.len, &policy, "192.0.2.1"));
	buf_fini(&octets);
	probe_result_free(&r);
}

static void
keys_differ_by_service_port_path_and_address(void **state)
{
	const struct {
		struct probe_target target;
		const char *address, *key;
	} cases[] = {
	    {smtp, "192.0.2.1", "smtp://mx.good.test 192.0.2.1"},
	    {{PROBE_SMTP, 26, "mx.good.test", NULL}, "2001:db8::1",
		"smtp://mx.good.test:26 2001:db8::1"},
	    {policy, "192.0.2.1",
		"https://mta-sts.good.test/.well-known/mta-sts.txt "
		"192.0.2.1"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct buf key = BUF_INIT;

		probe_kept_key(&cases[i].target, cases[i].address, &key);
		assert_string_equal(buf_text(&key), cases[i].key);
		buf_fini(&key);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_result_comes_back_as_it_was),
	    cmocka_unit_test(every_outcome_comes_back),
	    cmocka_unit_test(a_long_body_is_cut_and_says_so),
	    cmocka_unit_test(certificates_that_do_not_fit_are_left_out),
	    cmocka_unit_test(damaged_octets_are_no_result),
	    cmocka_unit_test(keys_differ_by_service_port_path_and_address),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
