/* SPDX-License-Identifier: BSD-2-Clause */
/* TLSA against chains: a table, and OpenSSL's own DANE as a second opinion. */

#include "tests/unit/unit.h"

#include <openssl/ssl.h>
#include <openssl/x509_vfy.h>
#include <stdbool.h>
#include <stdlib.h>

#include "base/buf.h"
#include "base/mem.h"
#include "cert/chain.h"
#include "dns/answer.h"
#include "records/tlsa.h"
#include "verify/tlsa_match.h"

#define NOW 1796083200 /* 2026-12-01T00:00:00Z */
#define LIST_MAX 4

static const char *const names[] = {"mx.good.test", "good.test"};

static X509 *
load(const char *name)
{
	const char *root = getenv("CAAGATE_SRCDIR");
	char *path = mem_printf(
	    "%s/tests/evidence/certs/%s.pem", root != NULL ? root : ".", name);
	struct cert_bag bag;

	assert_int_equal(cert_bag_load(path, &bag, NULL), 0);
	free(path);
	assert_int_equal(bag.n, 1);
	return bag.certs[0];
}

static struct cert_chain *
load_chain(const char *const *files)
{
	struct cert_der ders[LIST_MAX];
	struct cert_chain *chain;
	size_t n = 0;

	for (; n < LIST_MAX && files[n] != NULL; n++) {
		X509 *cert = load(files[n]);
		unsigned char *der = NULL;

		ders[n].len = (size_t)i2d_X509(cert, &der);
		ders[n].data = der;
		X509_free(cert);
	}
	assert_int_equal(cert_chain_new(ders, n, &chain, NULL), 0);
	for (size_t i = 0; i < n; i++)
		free((void *)(uintptr_t)ders[i].data);
	return chain;
}

/* The record that stands for this certificate. */
static void
make_tlsa(const char *file, uint8_t usage, uint8_t selector, uint8_t matching,
    struct buf *data, struct tlsa *out)
{
	X509 *cert = load(file);
	unsigned char *der = NULL, digest[EVP_MAX_MD_SIZE];
	unsigned int n = 0;
	int len = selector == 0
		      ? i2d_X509(cert, &der)
		      : i2d_X509_PUBKEY(X509_get_X509_PUBKEY(cert), &der);

	buf_clear(data);
	if (matching == 0)
		buf_put(data, der, (size_t)len);
	else {
		assert_int_equal(
		    EVP_Digest(der, (size_t)len, digest, &n,
			matching == 1 ? EVP_sha256() : EVP_sha512(), NULL),
		    1);
		buf_put(data, digest, n);
	}
	OPENSSL_free(der);
	X509_free(cert);
	*out = (struct tlsa){
	    usage, selector, matching, (const uint8_t *)data->data, data->len};
}

static enum tlsa_match
match(const struct tlsa *t, const struct cert_chain *chain, int64_t now)
{
	struct tlsa_peer peer = {chain, names, 2, now};

	return tlsa_match(t, &peer);
}

/* What a mail server linked with OpenSSL would say. */
static bool
openssl_says(SSL_CTX *tls, const struct tlsa *t, const struct cert_chain *chain,
    int64_t now)
{
	X509_STORE *store = X509_STORE_new();
	STACK_OF(X509) *rest = sk_X509_new_null();
	X509_STORE_CTX *ctx = X509_STORE_CTX_new();
	X509_VERIFY_PARAM *param = X509_STORE_CTX_get0_param(ctx);
	bool is_good;
	SSL *ssl;

	ssl = SSL_new(tls);
	assert_int_equal(SSL_dane_enable(ssl, names[0]), 1);
	(void)SSL_dane_set_flags(ssl, DANE_FLAG_NO_DANE_EE_NAMECHECKS);
	assert_int_equal(SSL_add1_host(ssl, names[1]), 1);
	assert_int_equal(SSL_dane_tlsa_add(ssl, t->usage, t->selector,
			     t->matching, t->data, t->len),
	    1);
	for (size_t i = 0; i < chain->bag.n; i++)
		assert_int_not_equal(
		    sk_X509_push(rest, chain->bag.certs[i]), 0);
	assert_int_equal(
	    X509_STORE_CTX_init(ctx, store, chain->bag.certs[0], rest), 1);
	X509_STORE_CTX_set0_dane(ctx, SSL_get0_dane(ssl));
	(void)X509_STORE_CTX_set_default(ctx, "ssl_server");
	param = X509_STORE_CTX_get0_param(ctx);
	(void)X509_VERIFY_PARAM_set1(param, SSL_get0_param(ssl));
	X509_VERIFY_PARAM_set_time(param, now);
	is_good = X509_verify_cert(ctx) == 1;
	X509_STORE_CTX_free(ctx);
	sk_X509_free(rest);
	X509_STORE_free(store);
	SSL_free(ssl);
	return is_good;
}

static const struct {
	const char *chain[LIST_MAX + 1];
	const char *cert;
	uint8_t usage, selector, matching;
	enum tlsa_match match;
} cases[] = {
    /* usage 3: the leaf alone */
    {{"mx", "ca-a-sub"}, "mx", 3, 0, 0, TLSA_MATCHES},
    {{"mx", "ca-a-sub"}, "mx", 3, 0, 1, TLSA_MATCHES},
    {{"mx", "ca-a-sub"}, "mx", 3, 0, 2, TLSA_MATCHES},
    {{"mx", "ca-a-sub"}, "mx", 3, 1, 0, TLSA_MATCHES},
    {{"mx", "ca-a-sub"}, "mx", 3, 1, 1, TLSA_MATCHES},
    {{"mx", "ca-a-sub"}, "mx", 3, 1, 2, TLSA_MATCHES},
    {{"mx", "ca-a-sub"}, "ca-a-sub", 3, 1, 1, TLSA_DIFFERS},
    {{"mx-self"}, "mx-self", 3, 1, 1, TLSA_MATCHES},
    /* neither its dates nor its names */
    {{"mx-expired", "ca-a-sub"}, "mx-expired", 3, 1, 1, TLSA_MATCHES},
    {{"other-name", "ca-a-sub"}, "other-name", 3, 1, 1, TLSA_MATCHES},
    /* usage 2: above the leaf, presented */
    {{"mx", "ca-a-sub"}, "ca-a-sub", 2, 1, 1, TLSA_MATCHES},
    {{"mx", "ca-a-sub"}, "ca-a-sub", 2, 0, 2, TLSA_MATCHES},
    {{"mx", "ca-a-sub", "ca-a"}, "ca-a", 2, 0, 1, TLSA_MATCHES},
    {{"mx", "ca-a", "ca-a-sub"}, "ca-a", 2, 1, 1, TLSA_MATCHES},
    {{"mx", "ca-a-sub"}, "ca-a", 2, 0, 1, TLSA_DIFFERS},
    {{"mx"}, "ca-a-sub", 2, 1, 1, TLSA_DIFFERS},
    {{"mx", "ca-a-sub"}, "mx", 2, 1, 1, TLSA_DIFFERS},
    {{"mx-self"}, "mx-self", 2, 1, 1, TLSA_DIFFERS},
    /* signatures must lead there */
    {{"mx", "ca-a-sub", "ca-b"}, "ca-b", 2, 1, 1, TLSA_NOT_LINKED},
    {{"mx", "ca-a"}, "ca-a", 2, 1, 1, TLSA_NOT_LINKED},
    /* a whole anchor in the record need not be presented */
    {{"mx"}, "ca-a-sub", 2, 0, 0, TLSA_MATCHES},
    {{"mx", "ca-a-sub"}, "ca-a", 2, 0, 0, TLSA_MATCHES},
    {{"mx", "ca-a-sub"}, "ca-a", 2, 1, 0, TLSA_MATCHES},
    {{"mx", "ca-a-sub"}, "ca-b", 2, 0, 0, TLSA_DIFFERS},
    {{"mx", "ca-a-sub"}, "ca-b", 2, 1, 0, TLSA_DIFFERS},
    /* dates and names count */
    {{"mx-expired", "ca-a-sub"}, "ca-a-sub", 2, 1, 1, TLSA_EXPIRED},
    {{"mx-expired"}, "ca-a-sub", 2, 0, 0, TLSA_EXPIRED},
    {{"other-name", "ca-a-sub"}, "ca-a-sub", 2, 1, 1, TLSA_OTHER_NAME},
    {{"mx-wild", "ca-a-sub"}, "ca-a-sub", 2, 1, 1, TLSA_MATCHES},
    /* not for SMTP */
    {{"mx", "ca-a-sub"}, "mx", 1, 1, 1, TLSA_UNUSABLE},
    {{"mx", "ca-a-sub"}, "ca-a-sub", 0, 1, 1, TLSA_UNUSABLE},
};

static void
records_match_what_they_should(void **state)
{
	struct buf data = BUF_INIT;

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct cert_chain *chain = load_chain(cases[i].chain);
		struct tlsa t;

		make_tlsa(cases[i].cert, cases[i].usage, cases[i].selector,
		    cases[i].matching, &data, &t);
		if (match(&t, chain, NOW) != cases[i].match)
			fail_msg("case %zu: %d", i, match(&t, chain, NOW));
		cert_chain_free(&chain);
	}
	buf_fini(&data);
}

static void
a_faulty_record_is_unusable(void **state)
{
	static const char *const files[] = {"mx", "ca-a-sub", NULL};
	struct cert_chain *chain = load_chain(files);
	struct buf data = BUF_INIT;
	struct tlsa t;

	(void)state;
	make_tlsa("mx", 3, 1, 1, &data, &t);
	t.len--;
	assert_int_equal(match(&t, chain, NOW), TLSA_UNUSABLE);
	t.len++;
	t.usage = 4;
	assert_int_equal(match(&t, chain, NOW), TLSA_UNUSABLE);
	cert_chain_free(&chain);
	buf_fini(&data);
}

#define LEAVES 4
static const char *const all[] = {
    "mx", "mx-expired", "mx-self", "other-name", "ca-a-sub", "ca-a", "ca-b"};
#define N_ALL (sizeof(all) / sizeof(all[0]))

/* Every record of a certificate, against one chain. */
static unsigned
compare_with_openssl(
    SSL_CTX *tls, const struct cert_chain *chain, const char *file)
{
	struct buf data = BUF_INIT;
	unsigned n = 0;

	for (uint8_t i = 0; i < 8; i++) {
		uint8_t usage = i < 4 ? 2 : 3, selector = i / 2 % 2;
		struct tlsa t;
		bool ours, theirs;

		make_tlsa(file, usage, selector, i % 2, &data, &t);
		ours = match(&t, chain, NOW) == TLSA_MATCHES;
		theirs = openssl_says(tls, &t, chain, NOW);
		if (ours != theirs)
			fail_msg("%s: %u %u %u of %s: %d, but OpenSSL %d",
			    chain->facts[0].subject_dn, usage, selector, i % 2,
			    file, ours, theirs);
		n += ours;
	}
	buf_fini(&data);
	return n;
}

static void
openssl_judges_likewise(void **state)
{
	static const char *const rests[][LIST_MAX] = {{NULL}, {"ca-a-sub"},
	    {"ca-a-sub", "ca-a"}, {"ca-a", "ca-a-sub"}, {"ca-a"}, {"ca-b"},
	    {"ca-b", "ca-a-sub"}};
	SSL_CTX *tls = SSL_CTX_new(TLS_client_method());
	unsigned matches = 0;

	(void)state;
	assert_int_equal(SSL_CTX_dane_enable(tls), 1);
	for (size_t leaf = 0; leaf < LEAVES; leaf++)
		for (size_t r = 0; r < sizeof(rests) / sizeof(rests[0]); r++) {
			const char *files[LIST_MAX + 1] = {
			    all[leaf], rests[r][0], rests[r][1]};
			struct cert_chain *chain = load_chain(files);

			for (size_t i = 0; i < N_ALL; i++)
				matches +=
				    compare_with_openssl(tls, chain, all[i]);
			cert_chain_free(&chain);
		}
	SSL_CTX_free(tls);
	assert_true(matches > 100);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(records_match_what_they_should),
	    cmocka_unit_test(a_faulty_record_is_unusable),
	    cmocka_unit_test(openssl_judges_likewise),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
