/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the DNS said to one question.  Plain data, made by the resolver, a zone
 * file, saved evidence or a test; read by everything above.  An answer is
 * counted by its references and belongs to one thread.
 */

#ifndef DNS_ANSWER_H
#define DNS_ANSWER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct buf;

enum {
	DNS_TYPE_A = 1,
	DNS_TYPE_NS = 2,
	DNS_TYPE_CNAME = 5,
	DNS_TYPE_SOA = 6,
	DNS_TYPE_PTR = 12,
	DNS_TYPE_MX = 15,
	DNS_TYPE_TXT = 16,
	DNS_TYPE_AAAA = 28,
	DNS_TYPE_DNAME = 39,
	DNS_TYPE_TLSA = 52,
	DNS_TYPE_CAA = 257
};

/* Only the first three are answers; all others leave the question open. */
enum dns_status {
	DNS_RECORDS,    /* at least one record of the type asked */
	DNS_NODATA,     /* the name, or its alias's target, has none */
	DNS_NXDOMAIN,   /* there is no such name */
	DNS_FAILED,     /* SERVFAIL, REFUSED, NOTIMP, FORMERR...: see rcode */
	DNS_BOGUS,      /* DNSSEC validation failed (RFC 4035 section 5) */
	DNS_TIMEOUT,    /* no server answered in time */
	DNS_TRUNCATED,  /* cut short over UDP and not to be had over TCP */
	DNS_ALIAS_LOOP, /* a proven loop of CNAMEs */
	DNS_ALIAS_LONG, /* more than DNS_ALIASES_MAX links: not proven a loop */
	DNS_MALFORMED,  /* the message can't be read */
};

const char *dns_status_text(enum dns_status); /* `alias-loop`, ... */
int dns_status_from_text(const char *text, enum dns_status *out); /* or -1 */

#define DNS_ALIASES_MAX 16
#define DNS_EDE_NONE (-1)

struct dns_record {
	const uint8_t *data; /* RDATA, names in it uncompressed */
	size_t len;
};

struct dns_answer {
	char *name;    /* the name asked, canonical */
	uint16_t type; /* the type asked */
	enum dns_status status;
	uint8_t rcode;  /* RFC 1035 section 4.1.1; 0 where none came */
	int ede;        /* extended error, RFC 8914, or DNS_EDE_NONE */
	bool ad;        /* authenticated, by a server whose AD bit we believe */
	uint32_t ttl;   /* seconds: the smallest of all that led here; where
			 * empty RFC 2308's; 0 where the question is open */
	char *server;   /* who said so: `127.0.0.1:53`, `zone FILE`, ... */
	char **aliases; /* targets of CNAMEs, in the order followed */
	size_t n_aliases;
	struct dns_record *records;
	size_t n_records;
	unsigned references;
};

/* A new answer with one reference, ttl 0, ede none, no server. */
struct dns_answer *
dns_answer_new(const char *name, uint16_t type, enum dns_status status);
void dns_answer_add_record(struct dns_answer *, const void *rdata, size_t len);
void dns_answer_drop_records(struct dns_answer *); /* all of them */
void dns_answer_add_alias(struct dns_answer *, const char *target);
void dns_answer_set_server(struct dns_answer *, const char *server);

struct dns_answer *dns_answer_ref(struct dns_answer *);
void dns_answer_free(struct dns_answer **); /* gives one reference back */

#define DNS_SERVER_ZONE "zone " /* before the path, where a file answered */

bool dns_answer_is_of_zone_file(const struct dns_answer *);

/* Did the DNS answer (records, or definitely none)? */
bool dns_answer_is_definite(const struct dns_answer *);

/* `NOERROR`, `NXDOMAIN`, `SERVFAIL`, ... and `TIMEOUT`, `BOGUS`, `TRUNCATED`,
 * `ALIAS-LOOP`, `MALFORMED` where no code tells it; static text. */
const char *dns_answer_rcode_text(const struct dns_answer *);

/* A sentence's end for people: `the server answered SERVFAIL`, `no server
 * answered in time`, `DNSSEC validation failed (signature expired)`... */
void dns_answer_put_reason(const struct dns_answer *, struct buf *out);

/* `CAA`, `MX`, ...: static text; `TYPE` where it is none of ours. */
const char *dns_type_text(uint16_t type);

/* The character-strings of a TXT record joined without anything between
 * (RFC 7208 section 3.3), put after what *out holds; octets as they are.  -1
 * where the RDATA is none; *out is as before then. */
int dns_record_txt(const struct dns_record *, struct buf *out);

#define DNS_ADDRESS_SIZE 46 /* of a numeric address, with the final NUL */

/* The numeric address of an A or AAAA record; -1 where the RDATA is none. */
int dns_record_address(
    const struct dns_record *, uint16_t type, char out[DNS_ADDRESS_SIZE]);

/* The fields of an MX record, host canonical (DNS_NAME_SIZE octets); -1 where
 * the RDATA is none. */
int dns_record_mx(
    const struct dns_record *, uint16_t *preference_out, char *host_out);

#endif
