/* SPDX-License-Identifier: BSD-2-Clause */
/* Would a sender accept this server's TLS: what verify/tls_verdict.h says. */

#include "tests/unit/unit.h"

#include <openssl/x509.h>
#include <openssl/x509_vfy.h>

#include <stdbool.h>
#include <stdlib.h>

#include "base/buf.h"
#include "base/mem.h"
#include "cert/chain.h"
#include "probe/result.h"
#include "tests/support/certs.h"
#include "verify/evidence.h"
#include "verify/tls_verdict.h"

#define NOW 1795341600 /* within the life of all certificates */
#define PAST (NOW - 86400)

/* leaf, its signer, that one's signer, cross-signed by a root that is not
 * presented. */
enum { LEAF, SUB, CROSS, CHAIN };

static struct cert_chain *
make_chain(size_t n)
{
	EVP_PKEY *keys[CHAIN + 1];
	X509 *certs[CHAIN + 1];
	struct cert_der der[CHAIN];
	struct cert_chain *chain;

	for (int i = CHAIN; i >= 0; i--) {
		static const char *const names[] = {
		    "mx.good.test", "sub", "cross", "root"};

		keys[i] = certs_key();
		certs[i] = certs_make(names[i], keys[i],
		    i < CHAIN ? certs[i + 1] : NULL,
		    i < CHAIN ? keys[i + 1] : keys[i], i > LEAF, true);
	}
	for (size_t i = 0; i < n; i++) {
		unsigned char *data = NULL;
		int len = i2d_X509(certs[i], &data);

		der[i] = (struct cert_der){data, (size_t)len};
	}
	assert_int_equal(cert_chain_new(der, n, &chain, NULL), 0);
	for (size_t i = 0; i < n; i++)
		OPENSSL_free((void *)(uintptr_t)der[i].data);
	for (int i = 0; i <= CHAIN; i++) {
		X509_free(certs[i]);
		EVP_PKEY_free(keys[i]);
	}
	return chain;
}

static struct probe_result *
make_result(enum probe_outcome outcome, size_t n)
{
	const struct probe_target target = {
	    PROBE_SMTP, 25, "mx.good.test", NULL};
	struct probe_result *r = probe_result_new(&target, "192.0.2.25");
	struct cert_facts *leaf;

	r->outcome = outcome;
	if (n == 0)
		return r;
	r->chain = make_chain(n);
	leaf = &r->chain->facts[LEAF];
	leaf->dns_names = mem_array(1, sizeof(leaf->dns_names[0]));
	leaf->dns_names[0] = mem_strdup("mx.good.test");
	leaf->n_dns_names = 1;
	return r;
}

static void
judge(struct probe_result *r, enum tls_verdict verdict, const char *why)
{
	struct buf text = BUF_INIT;

	assert_int_equal(tls_judge(r, NOW, &text), verdict);
	assert_string_equal(buf_text(&text), why);
	buf_fini(&text);
	probe_result_free(&r);
}

static void
a_good_chain_is_good(void **state)
{
	(void)state;
	judge(make_result(PROBE_DONE, 2), TLS_GOOD, "");
}

static void
each_fault_has_its_own_words(void **state)
{
	struct probe_result *r;

	(void)state;
	r = make_result(PROBE_DONE, 2);
	r->chain->facts[LEAF].not_after = PAST;
	judge(r, TLS_BAD, "has a certificate that expired on 2026-11-21");
	r = make_result(PROBE_DONE, 2);
	r->chain->facts[LEAF].not_before = NOW + 86400;
	judge(r, TLS_BAD,
	    "has a certificate that is not valid before 2026-11-23");
	r = make_result(PROBE_DONE, 2);
	memcpy(r->chain->facts[LEAF].dns_names[0], "ab.good.test", 12);
	r->verify = X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY;
	judge(r, TLS_BAD,
	    "has a certificate that is for ab.good.test, not for mx.good.test "
	    "and does not lead to a public CA");
	r = make_result(PROBE_DONE, 1);
	r->verify = X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY;
	judge(r, TLS_BAD,
	    "has a certificate that does not lead to a public CA (no "
	    "intermediate certificate is presented)");
	r = make_result(PROBE_DONE, 1);
	r->chain->facts[LEAF].self_signed = true;
	r->verify = X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT;
	judge(r, TLS_BAD, "has a certificate that is self-signed");
	r = make_result(PROBE_DONE, 2);
	r->chain->facts[LEAF].eku = CERT_EKU_PRESENT | CERT_EKU_CLIENT;
	judge(r, TLS_BAD, "has a certificate that is not for servers");
}

static void
an_intermediate_that_the_leaf_needs_must_be_valid(void **state)
{
	struct probe_result *r = make_result(PROBE_DONE, CHAIN);

	(void)state;
	r->chain->facts[SUB].not_after = PAST;
	judge(r, TLS_BAD,
	    "has a certificate that is under an intermediate certificate that "
	    "expired on 2026-11-21");
	r = make_result(PROBE_DONE, 2);
	r->chain->facts[SUB].not_after = PAST;
	judge(r, TLS_BAD,
	    "has a certificate that is under an intermediate certificate that "
	    "expired on 2026-11-21");
}

static void
one_for_old_clients_may_have_expired(void **state)
{
	struct probe_result *r = make_result(PROBE_DONE, CHAIN);

	(void)state;
	r->chain->facts[CROSS].not_after = PAST;
	judge(r, TLS_GOOD, "");
}

static void
what_could_not_be_seen_is_not_bad(void **state)
{
	struct probe_result *r = make_result(PROBE_TIMEOUT, 0);

	(void)state;
	judge(r, TLS_UNSEEN, "could not be tested (timeout)");
	judge(make_result(PROBE_NO_STARTTLS, 0), TLS_BAD, "offers no STARTTLS");
	judge(make_result(PROBE_TLS_FAILED, 0), TLS_BAD,
	    "fails in the TLS handshake (tls-failed)");
	judge(make_result(PROBE_DONE, 0), TLS_UNSEEN,
	    "could not be tested (done)");
	r = make_result(PROBE_REFUSED, 0);
	free(r->why);
	r->why = mem_strdup("odd\n\xff");
	judge(r, TLS_UNSEEN, "could not be tested (odd\?\?)");
}

static void
no_way_to_one_address_is_aside_where_another_was_seen(void **state)
{
	struct evidence *e = evidence_new("good.test", NOW, NULL);
	const struct probe_target target = {
	    PROBE_SMTP, 25, "mx.good.test", NULL};
	struct probe_result *six = probe_result_new(&target, "2001:db8::1");
	struct probe_result *four = make_result(PROBE_DONE, 1);

	(void)state;
	six->outcome = PROBE_UNREACHABLE;
	evidence_put_probe(e, six);
	assert_false(tls_is_aside(e, six));
	evidence_put_probe(e, four);
	assert_true(tls_is_aside(e, six));
	assert_false(tls_is_aside(e, four));
	six->outcome = PROBE_TIMEOUT;
	assert_false(tls_is_aside(e, six));
	probe_result_free(&six);
	probe_result_free(&four);
	evidence_free(&e);
}

static void
the_end_is_told_in_the_last_third_of_a_short_life(void **state)
{
	static const struct {
		int64_t life, left; /* days */
		bool soon;
	} cases[] = {{200, 13, true}, {200, 15, false}, {6, 3, false},
	    {6, 1, true}, {90, 14, false}};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct cert_chain *chain = make_chain(2);
		int64_t end = NOW + cases[i].left * 86400, found;

		chain->facts[LEAF].not_after = end;
		chain->facts[LEAF].not_before = end - cases[i].life * 86400;
		assert_int_equal(
		    tls_ends_soon(chain, NOW, &found), cases[i].soon);
		assert_int_equal(found, end);
		cert_chain_free(&chain);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_good_chain_is_good),
	    cmocka_unit_test(each_fault_has_its_own_words),
	    cmocka_unit_test(an_intermediate_that_the_leaf_needs_must_be_valid),
	    cmocka_unit_test(one_for_old_clients_may_have_expired),
	    cmocka_unit_test(what_could_not_be_seen_is_not_bad),
	    cmocka_unit_test(
		no_way_to_one_address_is_aside_where_another_was_seen),
	    cmocka_unit_test(the_end_is_told_in_the_last_third_of_a_short_life),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
