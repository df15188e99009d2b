/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * An SPF record (RFC 7208 sections 4.5, 4.6, 5, 6 and 12): which TXT records
 * are one, and the terms of one.  A syntax error anywhere makes all of the
 * record a permanent error.
 */

#ifndef RECORDS_SPF_H
#define RECORDS_SPF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct buf;
struct dns_answer;
struct error;

#define SPF_OCTETS_MAX 65535 /* of a record: what one TXT record can hold */
#define SPF_TERMS_MAX 1024   /* of a record */
#define SPF_TERM_SHOWN 120   /* octets of a term in a sentence */

enum spf_kind {
	SPF_ALL,
	SPF_INCLUDE,
	SPF_A,
	SPF_MX,
	SPF_PTR,
	SPF_IP4,
	SPF_IP6,
	SPF_EXISTS,
	SPF_REDIRECT, /* from here on modifiers */
	SPF_EXP,
	SPF_UNKNOWN
};

/* What check_host() says (RFC 7208 section 2.6); a mechanism's qualifier is
 * one of pass, fail, softfail and neutral. */
enum spf_result {
	SPF_NONE,
	SPF_NEUTRAL,
	SPF_PASS,
	SPF_FAIL,
	SPF_SOFTFAIL,
	SPF_TEMPERROR,
	SPF_PERMERROR,
	SPF_PENDING, /* answers are still to come */
};

struct spf_term {
	enum spf_kind kind;
	enum spf_result qualifier; /* of a mechanism */
	const char *text;          /* as written, lent from the record */
	size_t text_len;
	const char *domain; /* domain-spec, macros in it; NULL: none */
	size_t domain_len;
	uint8_t address[16]; /* of ip4 (the first four octets) and ip6 */
	unsigned prefix4;    /* of ip4, a and mx; 32 where none is written */
	unsigned prefix6;    /* of ip6, a and mx; 128 where none is written */
};

struct spf_record {
	char *text; /* with a final NUL; it may hold others */
	size_t text_len;
	struct spf_term *terms; /* in the order written */
	size_t n_terms;
	const struct spf_term *all;      /* the first; NULL: none */
	const struct spf_term *redirect; /* NULL: none */
	const struct spf_term *exp;      /* NULL: none */
};

/* Is it `v=spf1`, then a blank or the end (section 4.5)? */
bool spf_is_record(const char *text, size_t len);

/*
 * Text that spf_is_record() to its terms.  0, and the caller ends with
 * spf_record_fini; or -1 and *err, which names the term and what is wrong.
 */
int spf_parse(
    const char *text, size_t len, struct spf_record *out, struct error *err);
void spf_record_fini(struct spf_record *);

/* Do receivers need the DNS for this term (section 4.6.4)?  exp is free. */
bool spf_term_asks(const struct spf_term *);

/* Is it a modifier that is spelled as a mechanism, such as `include=x.test`?
 * Receivers ignore it. */
bool spf_term_is_ignored_mechanism(const struct spf_term *);

/* SPF records in a TXT answer; the text of the first is put to *first_out
 * where it is not NULL. */
size_t spf_select(const struct dns_answer *, struct buf *first_out);

const char *spf_result_text(enum spf_result); /* `softfail` */

/*
 * A macro-string (section 7.1).  domain: it has to end as a domain-spec
 * does, and the letters of explanations (c, r, t) are refused.  0, or -1 and
 * *err.
 */
int
spf_macro_check(const char *text, size_t len, bool domain, struct error *err);

/* The values of macro letters; NULL where one is not known. */
struct spf_macros {
	const char *sender;  /* s */
	const char *local;   /* l */
	const char *origin;  /* o */
	const char *domain;  /* d */
	const char *address; /* i: dotted, IPv6 as nibbles */
	const char *shown;   /* c: the address as people write it */
	const char *helo;    /* h */
	const char *family;  /* v: `in-addr` or `ip6` */
};

/*
 * A macro-string that spf_macro_check() accepts, expanded to *out.  %{p} and
 * %{r} are `unknown`, %{t} is 0.  False where a value is not known; what was
 * put is then of no use.
 */
bool spf_macro_expand(
    const char *text, size_t len, const struct spf_macros *, struct buf *out);

/*
 * A domain-spec expanded, cut to 253 octets from the left (section 7.3) and
 * made canonical (DNS_NAME_SIZE octets): 1; 0 where a value is not known; -1
 * where it is no domain name of two or more labels.
 */
int spf_macro_name(
    const char *text, size_t len, const struct spf_macros *, char *out);

#endif
