/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The certificates that a server presented, leaf first, with the facts of
 * each.  Never changed once made; counted by references, of one thread.
 */

#ifndef CERT_CHAIN_H
#define CERT_CHAIN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "cert/facts.h"

struct error;

#define CERT_CHAIN_MAX 16                /* certificates */
#define CERT_CHAIN_OCTETS_MAX (1u << 20) /* of all of them, in DER */

struct cert_chain {
	struct cert_bag bag;
	struct cert_facts *facts;    /* of each; bag.n of them */
	int signers[CERT_CHAIN_MAX]; /* of each: cert_chain_signer */
	unsigned references;
};

struct cert_der {
	const uint8_t *data;
	size_t len;
};

/*
 * From DER, leaf first.  -1 and *err where the leaf is none or its facts can't
 * be read, where there is none, or a limit is exceeded; a later certificate
 * that can't be read is left out.  The caller frees.
 */
int cert_chain_new(const struct cert_der *, size_t n,
    struct cert_chain **chain_out, struct error *err);
struct cert_chain *cert_chain_ref(struct cert_chain *);
void cert_chain_free(struct cert_chain **); /* gives a reference back */

/* The leaf's facts. */
const struct cert_facts *cert_chain_leaf(const struct cert_chain *);

/* Position of the certificate whose key signed the one at i (the signature is
 * verified), or -1; a self-signed certificate signs itself. */
int cert_chain_signer(const struct cert_chain *, size_t i);

#endif
