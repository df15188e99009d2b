/* SPDX-License-Identifier: BSD-2-Clause */
/* Inside peers: how each MX host looked, told apart by certificate. */

#ifndef PEERS_LOOKS_H
#define PEERS_LOOKS_H

#include <stddef.h>

#include "cert/issuer.h"
#include "peers/peers.h"

struct evidence;
struct judge_context;
struct probe_result;

struct look {
	const char *host; /* lent by the evidence, as the result */
	enum peers_seen seen;
	const struct probe_result *result; /* NULL: there is none */
	struct cert_issuer issuer;         /* where it has a chain */
};

struct looks {
	struct look list[PEERS_HOSTS_MAX];
	size_t n, n_left_out;
};

/* In the order of preference.  What tells nothing of a host is left out beside
 * what does. */
void looks_make(
    const struct evidence *, const struct judge_context *, struct looks *out);

#endif
