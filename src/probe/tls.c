/* SPDX-License-Identifier: BSD-2-Clause */
/* What a TLS handshake shows. */

#include "probe/tls.h"

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509_vfy.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/mem.h"
#include "cert/chain.h"

/* Sizes of keys and hashes in the chain that count as broken whatever the
 * roots say: OpenSSL's own default. */
#define TLS_AUTH_LEVEL 1

struct tls_roots {
	X509_STORE *store;
};

static pthread_once_t tls_once = PTHREAD_ONCE_INIT;
static int tls_index; /* of the sight in an SSL_CTX */

static void
tls_init_once(void)
{
	tls_index = SSL_CTX_get_ex_new_index(0, NULL, NULL, NULL, NULL);
}

int
tls_roots_new(
    const char *ca_file, struct tls_roots **roots_out, struct error *err)
{
	bool named = ca_file != NULL && *ca_file != '\0';
	struct tls_roots *roots = mem_zalloc(sizeof(*roots));
	int ok;

	(void)pthread_once(&tls_once, tls_init_once);
	roots->store = X509_STORE_new();
	if (roots->store == NULL)
		abort();
	ok = named ? X509_STORE_load_file(roots->store, ca_file)
		   : X509_STORE_set_default_paths(roots->store);
	if (ok != 1) {
		unsigned long code = ERR_peek_error();
		const char *why = ERR_SYSTEM_ERROR(code)
				      ? strerror(ERR_GET_REASON(code))
				      : ERR_reason_error_string(code);

		ERR_clear_error();
		tls_roots_free(&roots);
		return error_set(err,
		    "%s: no certificates that can be read (%s)",
		    named ? ca_file : "the system's roots",
		    why != NULL ? why : "unknown reason");
	}
	ERR_clear_error();
	*roots_out = roots;
	return 0;
}

void
tls_roots_free(struct tls_roots **rp)
{
	struct tls_roots *roots = *rp;

	*rp = NULL;
	if (roots == NULL)
		return;
	X509_STORE_free(roots->store);
	free(roots);
}

/* Does the chain lead to a root?  Time and name play no part. */
static long
tls_verify(
    const struct tls_roots *roots, X509 *leaf, STACK_OF(X509) * presented)
{
	X509_STORE_CTX *ctx = X509_STORE_CTX_new();
	long verify = X509_V_ERR_OUT_OF_MEM;

	if (ctx == NULL ||
	    X509_STORE_CTX_init(ctx, roots->store, leaf, presented) != 1 ||
	    X509_STORE_CTX_set_default(ctx, "ssl_server") != 1)
		goto out;
	X509_VERIFY_PARAM_set_auth_level(
	    X509_STORE_CTX_get0_param(ctx), TLS_AUTH_LEVEL);
	X509_STORE_CTX_set_flags(ctx, X509_V_FLAG_NO_CHECK_TIME);
	verify = X509_V_ERR_UNSPECIFIED;
	if (X509_verify_cert(ctx) == 1)
		verify = X509_V_OK;
	else if (X509_STORE_CTX_get_error(ctx) != X509_V_OK)
		verify = X509_STORE_CTX_get_error(ctx);
out:
	X509_STORE_CTX_free(ctx);
	return verify;
}

static void
tls_keep_chain(struct tls_sight *sight, const STACK_OF(X509) * presented)
{
	struct cert_der ders[CERT_CHAIN_MAX];
	unsigned char *made[CERT_CHAIN_MAX] = {NULL};
	struct error err = {""};
	size_t n = 0;

	sight->presented = (size_t)sk_X509_num(presented);
	while (n < sight->presented && n < CERT_CHAIN_MAX) {
		int len = i2d_X509(sk_X509_value(presented, (int)n), &made[n]);

		if (len <= 0)
			break;
		ders[n] = (struct cert_der){made[n], (size_t)len};
		n++;
	}
	if (cert_chain_new(ders, n, &sight->chain, &err) == -1)
		sight->trouble = mem_strdup(err.text);
	for (size_t i = 0; i < n; i++)
		OPENSSL_free(made[i]);
}

/* The handshake goes on whatever is found: whoever asked will judge. */
static int
tls_on_certificates(X509_STORE_CTX *given, void *arg)
{
	struct tls_sight *sight = SSL_CTX_get_ex_data(arg, tls_index);
	STACK_OF(X509) *presented = X509_STORE_CTX_get0_untrusted(given);

	if (sight == NULL || sight->presented > 0 ||
	    sk_X509_num(presented) <= 0)
		return 1;
	tls_keep_chain(sight, presented);
	sight->verify = tls_verify(
	    sight->roots, X509_STORE_CTX_get0_cert(given), presented);
	ERR_clear_error();
	return 1;
}

static void
tls_on_failure(struct tls_sight *sight)
{
	unsigned long code = ERR_peek_error();

	if (code == 0 || ERR_GET_LIB(code) == ERR_LIB_SYS)
		return;
	if (ERR_GET_REASON(code) == SSL_R_UNEXPECTED_EOF_WHILE_READING)
		sight->closed = true;
	else
		sight->reason = ERR_reason_error_string(code);
}

static void
tls_on_info(const SSL *ssl, int where, int ret)
{
	struct tls_sight *sight =
	    SSL_CTX_get_ex_data(SSL_get_SSL_CTX(ssl), tls_index);

	if (sight == NULL || sight->done)
		return;
	if ((where & SSL_CB_READ_ALERT) == SSL_CB_READ_ALERT) {
		sight->answered = true;
		if (ret >> 8 == SSL3_AL_FATAL)
			sight->alert = SSL_alert_desc_string_long(ret);
	}
	if ((where & SSL_CB_HANDSHAKE_DONE) != 0)
		sight->done = true;
	if (sight->done || ((where & SSL_CB_LOOP) != 0 &&
			       SSL_get_state(ssl) == TLS_ST_CR_SRVR_HELLO)) {
		sight->answered = true;
		sight->protocol = SSL_get_version(ssl);
		sight->cipher = SSL_get_cipher_name(ssl);
	}
	if (where == SSL_CB_CONNECT_EXIT && ret <= 0)
		tls_on_failure(sight);
}

void
tls_sight_init(struct tls_sight *sight, const struct tls_roots *roots)
{
	*sight = (struct tls_sight){.roots = roots};
}

void
tls_sight_fini(struct tls_sight *sight)
{
	if (sight->ctx != NULL) {
		(void)SSL_CTX_set_ex_data(sight->ctx, tls_index, NULL);
		SSL_CTX_free(sight->ctx);
	}
	cert_chain_free(&sight->chain);
	free(sight->trouble);
	tls_sight_init(sight, NULL);
}

int
tls_sight_watch(struct tls_sight *sight, SSL_CTX *ctx)
{
	if (sight->ctx != NULL || SSL_CTX_up_ref(ctx) != 1)
		return -1;
	sight->ctx = ctx;
	SSL_CTX_set_security_level(ctx, 0);
	if (SSL_CTX_set_ex_data(ctx, tls_index, sight) != 1 ||
	    SSL_CTX_set_min_proto_version(ctx, TLS1_VERSION) != 1 ||
	    SSL_CTX_set_cipher_list(ctx, "ALL:!aNULL:!eNULL") != 1)
		return -1;
	(void)SSL_CTX_set_options(ctx, SSL_OP_LEGACY_SERVER_CONNECT);
	SSL_CTX_set_cert_verify_callback(ctx, tls_on_certificates, ctx);
	SSL_CTX_set_info_callback(ctx, tls_on_info);
	return 0;
}
