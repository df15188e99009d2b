/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Ask the DNS.  One resolver belongs to one event loop.  Questions go out with
 * EDNS and AD=1 (RFC 6840 section 5.7), never with CD; truncated answers are
 * asked again over TCP; identical questions in flight are asked once.  Servers
 * are asked in their order, but one that was silent of late is asked last.
 */

#ifndef DNS_RESOLVER_H
#define DNS_RESOLVER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct dns_answer;
struct dns_query;
struct dns_resolver;
struct dns_zone;
struct error;
struct event_base;

struct dns_settings {
	const char *const *servers; /* `ADDR`, `ADDR:PORT`, `[ADDR6]:PORT`;
				     * none: the system's; `none` alone: every
				     * question fails with SERVFAIL */
	size_t n_servers;
	bool trust_ad;       /* believe AD of servers not on loopback */
	unsigned timeout_ms; /* for one try at one server */
	unsigned tries;      /* rounds over all servers, at least 1 */
};

#define DNS_SETTINGS_DEFAULT            \
	{                               \
		NULL, 0, false, 2000, 2 \
	}

#define DNS_QUERIES_MAX 4096 /* on the wire at once; the rest wait in turn */

/* The settings are copied.  The caller frees the resolver before the loop. */
int dns_resolver_new(struct event_base *, const struct dns_settings *,
    struct dns_resolver **resolver_out, struct error *err);

/* All waiting questions are cancelled, silently. */
void dns_resolver_free(struct dns_resolver **);

/* Answer for this zone from now on; *zone is NULL then.  Of nested zones the
 * innermost answers. */
void dns_resolver_add_zone(struct dns_resolver *, struct dns_zone **zone);

/*
 * The answer is lent for the call; dns_answer_ref keeps it.  `done` may ask,
 * cancel others, and free what it likes but the resolver.
 */
typedef void dns_answer_cb(struct dns_answer *, void *arg);

/*
 * Ask for (name, type); name is canonical.  *slot holds the handle until
 * `done` runs: once, from the event loop, never before this function returns,
 * and with *slot NULL again.  Every question ends: with DNS_TIMEOUT at the
 * latest after tries x servers x timeout_ms on the wire.  A SERVFAIL that an
 * extended error (RFC 8914) shows to be a failed validation is DNS_BOGUS, and
 * so is one that comes again after the same question with CD=1 brought data.
 */
void dns_ask(struct dns_resolver *, const char *name, uint16_t type,
    dns_answer_cb *done, void *arg, struct dns_query **slot);

/* Give up waiting: `done` will not run.  Empties *slot; empty is fine. */
void dns_cancel(struct dns_query **slot);

struct dns_counters {
	uint64_t asked;    /* calls of dns_ask */
	uint64_t joined;   /* that joined a question in flight */
	uint64_t sent;     /* messages handed to servers, retries too */
	uint64_t timeouts; /* tries that ended so */
};
void
dns_resolver_counters(const struct dns_resolver *, struct dns_counters *out);

#endif
