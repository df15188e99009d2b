/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a TLS handshake shows, whatever becomes of it: the chain as presented,
 * what the roots say of it, protocol, cipher, and why it failed.  Servers are
 * to be seen as they are, so everything that OpenSSL still speaks is offered;
 * nothing is ever sent that old protocols would give away.
 */

#ifndef PROBE_TLS_H
#define PROBE_TLS_H

#include <openssl/types.h>

#include <stdbool.h>
#include <stddef.h>

struct cert_chain;
struct error;
struct tls_roots;

/* ca_file NULL or "": the system's.  -1 and *err where it can't be read. */
int tls_roots_new(
    const char *ca_file, struct tls_roots **roots_out, struct error *err);
void tls_roots_free(struct tls_roots **);

struct tls_sight {
	const struct tls_roots *roots;
	SSL_CTX *ctx; /* NULL: no handshake was begun */

	bool answered;      /* the server sent something of TLS */
	bool done;          /* the handshake was completed */
	bool closed;        /* the connection ended within the handshake */
	const char *alert;  /* that the server sent; static; NULL */
	const char *reason; /* OpenSSL's word for what failed; static; NULL */

	const char *protocol, *cipher; /* static; NULL before they are known */
	struct cert_chain *chain;      /* NULL where none can be read */
	size_t presented;              /* certificates */
	char *trouble; /* why there is no chain though there were
				   * certificates; NULL */
	long verify;
};

/* All zero but for the roots. */
void tls_sight_init(struct tls_sight *, const struct tls_roots *);
void tls_sight_fini(struct tls_sight *);

/* Watch the handshake of this context, from CURLOPT_SSL_CTX_FUNCTION.  The
 * sight stays where it is until tls_sight_fini; connections that outlive that
 * no longer know of it.  -1 where OpenSSL has no memory. */
int tls_sight_watch(struct tls_sight *, SSL_CTX *);

#endif
