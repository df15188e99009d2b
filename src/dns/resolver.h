/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Ask the DNS.  One resolver belongs to one event loop.  Questions go out with
 * EDNS and AD=1 (RFC 6840 section 5.7), never with CD; truncated answers are
 * asked again over TCP; identical questions in flight are asked once.  Servers
 * are asked in their order, but one that was silent of late is asked last.
 *
 * A burst that overflows a server's socket buffer costs a timeout for each
 * question that is lost.  So at first 128 messages may be on the wire that
 * are younger than a sixteenth of timeout_ms; the number grows by one when as
 * many answers have come, and timeouts halve it, down to 64: what one domain
 * asks for at once always goes out at once.
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

#define DNS_QUERIES_MAX 4096 /* unanswered at once; the rest wait in turn */

/* The settings are copied.  The caller frees the resolver before the loop. */
int dns_resolver_new(struct event_base *, const struct dns_settings *,
    struct dns_resolver **resolver_out, struct error *err);

/* All waiting questions are cancelled, silently. */
void dns_resolver_free(struct dns_resolver **);

struct event_base *dns_resolver_loop(const struct dns_resolver *);

/* Answer for this zone from now on; *zone is NULL then.  Of nested zones the
 * innermost answers. */
void dns_resolver_add_zone(struct dns_resolver *, struct dns_zone **zone);

#define DNS_REMEMBERED_MAX 65536 /* what programs hand to the next */

/*
 * From now on definite answers of servers are remembered as long as their TTL
 * says, but an hour at the most, and at most `most` of them; 0: none, as at the
 * start.  Failures never are.
 */
void dns_resolver_remember(struct dns_resolver *, size_t most);

/*
 * The answer is lent for the call; dns_answer_ref keeps it.  `done` may ask,
 * cancel others, and free what it likes but the resolver.
 */
typedef void dns_answer_cb(struct dns_answer *, void *arg);

/*
 * Ask for (name, type); name is canonical.  *slot holds the handle until
 * `done` runs: once, from the event loop, never before this function returns,
 * and with *slot NULL again.  Every question ends: with DNS_TIMEOUT at the
 * latest tries x servers x timeout_ms after its first message.  A SERVFAIL
 * that an extended error (RFC 8914) shows to be a failed validation is
 * DNS_BOGUS, and so is one that comes again after the same question with CD=1
 * brought data.
 */
void dns_ask(struct dns_resolver *, const char *name, uint16_t type,
    dns_answer_cb *done, void *arg, struct dns_query **slot);

/* The same, but never from memory: what is mended counts at once. */
void dns_ask_anew(struct dns_resolver *, const char *name, uint16_t type,
    dns_answer_cb *done, void *arg, struct dns_query **slot);

/* Give up waiting: `done` will not run.  Empties *slot; empty is fine. */
void dns_cancel(struct dns_query **slot);

struct dns_counters {
	uint64_t asked;      /* calls of dns_ask */
	uint64_t joined;     /* that joined a question in flight */
	uint64_t remembered; /* that were answered from memory */
	uint64_t sent;       /* messages handed to servers, retries too */
	uint64_t timeouts;   /* tries that ended so */
};
void
dns_resolver_counters(const struct dns_resolver *, struct dns_counters *out);

#endif
