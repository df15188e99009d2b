/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A DNS server for tests: on 127.0.0.1, UDP and TCP at one port of the
 * system's choice, in a thread of its own, doing whatever its script says.
 */

#ifndef SUPPORT_FAKEDNS_H
#define SUPPORT_FAKEDNS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"

struct fakedns;

/* What to say; zeroed (`ede` -1, `copies` 1) before the script fills it. */
struct fakedns_reply {
	uint8_t rcode;
	bool ad;
	int ede;           /* RFC 8914 info code, or -1 */
	bool drop;         /* say nothing; TCP connections are closed */
	unsigned delay_ms; /* wait so long */
	unsigned copies;   /* say it so many times */
	bool truncate;     /* over UDP: TC and no records */
	bool wrong_id;     /* say it to another question */
	bool wrong_question;
	bool no_edns; /* know no EDNS: FORMERR to questions that have it */
	struct buf garbage;  /* if any: these octets after the id instead */
	struct buf sections; /* fakedns_add and its like put records here */
	unsigned n_answers, n_authority;
};

/* Called on the server's thread.  qname is canonical.  0, or -1 to drop. */
typedef int fakedns_script(void *arg, const char *qname, uint16_t qtype,
    bool tcp, bool cd, struct fakedns_reply *out);

/* Records of the answer; names in RDATA are for the caller to encode. */
void fakedns_add(struct fakedns_reply *, const char *owner, uint16_t type,
    uint32_t ttl, const void *rdata, size_t len);
void fakedns_add_cname(struct fakedns_reply *, const char *owner, uint32_t ttl,
    const char *target);
/* `0 TAG "VALUE"` */
void fakedns_add_caa(struct fakedns_reply *, const char *owner, uint32_t ttl,
    const char *tag, const char *value);
/* The SOA of a negative answer, in the authority section: after all others. */
void fakedns_add_soa(
    struct fakedns_reply *, const char *owner, uint32_t ttl, uint32_t minimum);

enum { FAKEDNS_NO_TCP = 1 }; /* refuse connections */

/* Runs until stopped; ends the process where it can't begin. */
struct fakedns *fakedns_start(fakedns_script *, void *arg, unsigned flags);
void fakedns_stop(struct fakedns **);

const char *fakedns_address(const struct fakedns *); /* 127.0.0.1:PORT */

/* Questions seen so far: for (name, type), or all where name is NULL. */
unsigned fakedns_asked(struct fakedns *, const char *name, uint16_t type);
/* Those of them that came over TCP, and that had CD set. */
unsigned fakedns_asked_tcp(struct fakedns *);
unsigned fakedns_asked_cd(struct fakedns *);

/* Have no room for more than so many answers that wait their delay_ms: drop
 * what comes then, as a full socket buffer does.  0, at first: no end. */
void fakedns_set_room(struct fakedns *, unsigned most);
/* The most that have waited at once. */
unsigned fakedns_most_waiting(struct fakedns *);

#endif
