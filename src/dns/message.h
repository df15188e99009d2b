/* SPDX-License-Identifier: BSD-2-Clause */
/* Inside dns: questions and responses as messages (RFC 1035 section 4). */

#ifndef DNS_MESSAGE_H
#define DNS_MESSAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct buf;
struct dns_answer;

#define MESSAGE_UDP_SIZE 1232 /* what we take over UDP: DNS flag day 2020 */

enum {
	MESSAGE_RCODE_NOERROR = 0,
	MESSAGE_RCODE_FORMERR = 1,
	MESSAGE_RCODE_SERVFAIL = 2,
	MESSAGE_RCODE_NXDOMAIN = 3
};

struct message_query {
	uint16_t id;
	uint16_t type;
	const char *name; /* canonical */
	bool cd;          /* do not validate */
	bool edns;        /* with an OPT record: the last 11 octets */
};

/* -1 where the name is none. */
int message_put_query(struct buf *out, const struct message_query *);

struct message_notes {
	bool has_opt;
	bool goes_on; /* the last alias's target was not looked up */
};

/*
 * What a response says to the question at the end of so_far's trail: a new
 * answer with that trail, its TTL and what came now.  Where the response is
 * cut short, the status is DNS_TRUNCATED; `ad` is what it claims.
 */
struct dns_answer *message_read(const void *data, size_t len,
    const struct dns_answer *so_far, struct message_notes *);

#endif
