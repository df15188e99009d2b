/* SPDX-License-Identifier: BSD-2-Clause */
/* How each MX host looked, told apart by certificate. */

#include "peers/looks.h"

#include <string.h>

#include "cert/chain.h"
#include "dns/answer.h"
#include "probe/result.h"
#include "verify/about.h"
#include "verify/evidence.h"
#include "verify/live_issuer.h"
#include "verify/mx_hosts.h"

static enum peers_seen
look_seen(const struct probe_result *p)
{
	switch (p->outcome) {
	case PROBE_DONE:
	case PROBE_HTTP_FAILED:
		return p->chain != NULL ? PEERS_SEEN : PEERS_NOT_TESTABLE;
	case PROBE_NO_STARTTLS:
		return PEERS_NO_STARTTLS;
	case PROBE_TLS_FAILED:
		return PEERS_TLS_FAILED;
	case PROBE_REFUSED:
	case PROBE_UNREACHABLE:
	case PROBE_TIMEOUT:
	case PROBE_BAD_PROTOCOL:
	case PROBE_GUARDED:
	case PROBE_OUTCOMES:
		break;
	}
	return PEERS_NOT_TESTABLE;
}

static bool
look_is_same(const struct look *look, const struct look *other)
{
	const struct cert_chain *a = look->result->chain;
	const struct cert_chain *b = other->result->chain;

	if (strcmp(look->host, other->host) != 0 || look->seen != other->seen)
		return false;
	if (a == NULL || b == NULL)
		return a == b;
	return memcmp(cert_chain_leaf(a)->cert_sha256,
		   cert_chain_leaf(b)->cert_sha256, CA_HASH_SIZE) == 0;
}

static void
looks_add(struct looks *looks, const struct look *look)
{
	if (looks->n == PEERS_HOSTS_MAX)
		looks->n_left_out++;
	else
		looks->list[looks->n++] = *look;
}

/* One address may present more of the chain than another: the one that proves
 * most counts. */
static void
looks_put(struct looks *looks, size_t first, const struct look *look)
{
	for (size_t i = first; i < looks->n; i++) {
		struct look *was = &looks->list[i];

		if (!look_is_same(was, look))
			continue;
		if (look->result->chain != NULL &&
		    look->issuer.state < was->issuer.state)
			*was = *look;
		return;
	}
	looks_add(looks, look);
}

static bool
looks_has_address(const struct evidence *e, const char *host)
{
	static const uint16_t types[] = {DNS_TYPE_A, DNS_TYPE_AAAA};

	for (size_t i = 0; i < 2; i++) {
		const struct dns_answer *a = evidence_answer(e, host, types[i]);

		if (a != NULL && a->status == DNS_RECORDS)
			return true;
	}
	return false;
}

/* A host of which nothing definite was seen. */
static void
looks_put_unseen(
    const struct evidence *e, const char *host, bool tried, struct looks *looks)
{
	struct look look = {.host = host, .seen = PEERS_NOT_TESTABLE};

	if (!tried && (!evidence_about(e)->probe || looks_has_address(e, host)))
		look.seen = PEERS_NOT_LOOKED;
	looks_add(looks, &look);
}

static void
looks_of_host(const struct evidence *e, const struct judge_context *context,
    const char *host, struct looks *looks)
{
	const size_t first = looks->n, left_out = looks->n_left_out;
	struct probe_target target;
	bool tried = false;

	mx_target(host, &target);
	for (size_t i = 0; i < evidence_probe_count(e); i++) {
		const struct probe_result *p = evidence_probe_at(e, i);
		struct look look = {.host = host, .result = p};

		if (p->service != target.service || p->port != target.port ||
		    strcmp(p->host, host) != 0)
			continue;
		tried = true;
		look.seen = look_seen(p);
		if (p->chain != NULL)
			live_issuer(context, p, &look.issuer);
		if (look.seen != PEERS_NOT_TESTABLE)
			looks_put(looks, first, &look);
	}
	if (looks->n == first && looks->n_left_out == left_out)
		looks_put_unseen(e, host, tried, looks);
}

void
looks_make(const struct evidence *e, const struct judge_context *context,
    struct looks *out)
{
	size_t n = mx_hosts_count(e);

	memset(out, 0, sizeof(*out));
	for (size_t i = 0; i < n; i++)
		looks_of_host(e, context, mx_hosts_at(e, i), out);
	out->n_left_out += evidence_mx_total(e) - evidence_mx_count(e);
}
