/* SPDX-License-Identifier: BSD-2-Clause */
/* check_host() of RFC 7208 section 4, for one address, from answers. */

#include "records/spf_walk.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/text.h"
#include "dns/answer.h"
#include "dns/name.h"
#include "records/spf_identity.h"

#define CHECK_NAME_SHOWN 80 /* octets of a name in what decided */

struct check {
	const struct spf_source *source;
	struct spf_who who;
	bool pending; /* an answer is missing: nothing is decided any more */
	struct spf_verdict *verdict;
};

/* What became of one mechanism. */
enum match { MATCH_NO, MATCH_YES, MATCH_TEMPERROR, MATCH_PERMERROR };

static enum spf_result check_host(struct check *, const char *domain);

static void
check_decided(struct check *c, const struct spf_term *t, const char *domain,
    const char *why)
{
	struct buf shown = BUF_INIT;

	if (c->verdict->decided[0] != '\0')
		return;
	if (t != NULL)
		text_put_escaped(
		    &shown, t->text, t->text_len, SPF_TERM_SHOWN / 2);
	if (t != NULL && domain != NULL)
		buf_puts(&shown, " of ");
	if (domain != NULL)
		text_put_escaped(
		    &shown, domain, strlen(domain), CHECK_NAME_SHOWN);
	(void)snprintf(c->verdict->decided, sizeof(c->verdict->decided),
	    "%s%s%s", buf_text(&shown), why[0] != '\0' ? ": " : "", why);
	buf_fini(&shown);
}

/* A definite answer, or NULL with *match set to what its lack means. */
static const struct dns_answer *
check_ask(struct check *c, const char *name, uint16_t type, enum match *match)
{
	const struct dns_answer *answer =
	    c->source->lookup(c->source->arg, name, type);

	*match = MATCH_NO;
	if (answer == NULL)
		c->pending = true;
	else if (!dns_answer_is_definite(answer))
		*match = MATCH_TEMPERROR;
	else
		return answer;
	return NULL;
}

/* 1: name holds the target; 0: it hangs on what is not known; -1: none. */
static int
check_target(struct check *c, const struct spf_term *t, const char *domain,
    char name[DNS_NAME_SIZE])
{
	struct spf_macros macros = c->who.macros;

	if (t->domain == NULL) {
		memcpy(name, domain, strlen(domain) + 1);
		return 1;
	}
	macros.domain = domain;
	return spf_macro_name(t->domain, t->domain_len, &macros, name);
}

static enum match
check_address(struct check *c, const struct spf_term *t, const char *host)
{
	uint16_t type = c->who.is_v6 ? DNS_TYPE_AAAA : DNS_TYPE_A;
	size_t octets = c->who.is_v6 ? 16 : 4;
	enum match match;
	const struct dns_answer *answer = check_ask(c, host, type, &match);

	for (size_t i = 0; answer != NULL && i < answer->n_records; i++)
		if (answer->records[i].len == octets &&
		    spf_who_within(&c->who, answer->records[i].data,
			c->who.is_v6 ? t->prefix6 : t->prefix4))
			return MATCH_YES;
	return match;
}

static enum match
check_mx(struct check *c, const struct spf_term *t, const char *name)
{
	enum match match, worst = MATCH_NO;
	const struct dns_answer *answer =
	    check_ask(c, name, DNS_TYPE_MX, &match);
	char host[DNS_NAME_SIZE];
	uint16_t preference;

	if (answer == NULL)
		return match;
	if (answer->n_records > SPF_MX_MAX)
		return MATCH_PERMERROR;
	for (size_t i = 0; i < answer->n_records; i++) {
		if (dns_record_mx(&answer->records[i], &preference, host) ==
			-1 ||
		    strcmp(host, ".") == 0)
			continue;
		match = check_address(c, t, host);
		if (match == MATCH_YES)
			return worst == MATCH_NO ? match : worst;
		if (match != MATCH_NO)
			worst = match;
	}
	return worst;
}

/* One name of the address: at or below the target, and leading back? */
static bool
check_ptr_name(struct check *c, const struct dns_record *r, const char *target)
{
	static const struct spf_term exact = {.prefix4 = 32, .prefix6 = 128};
	char name[DNS_NAME_SIZE];

	return dns_name_from_wire(r->data, r->len, name) != -1 &&
	       dns_name_at_or_below(name, target) &&
	       check_address(c, &exact, name) == MATCH_YES;
}

/* Errors of the DNS are no match here (section 5.5). */
static enum match
check_ptr(struct check *c, const char *target)
{
	char *reverse = spf_who_reverse(&c->who);
	enum match match;
	const struct dns_answer *answer =
	    check_ask(c, reverse, DNS_TYPE_PTR, &match);
	bool found = false;

	free(reverse);
	if (answer == NULL)
		return MATCH_NO;
	for (size_t i = 0; i < answer->n_records && i < SPF_PTR_MAX; i++)
		found = found || check_ptr_name(c, &answer->records[i], target);
	return found ? MATCH_YES : MATCH_NO;
}

/* Section 5.2: what the included record says, as a match. */
static enum match
check_include(struct check *c, const char *name)
{
	enum match match = MATCH_NO;

	switch (check_host(c, name)) {
	case SPF_TEMPERROR:
		return MATCH_TEMPERROR;
	case SPF_NONE:
	case SPF_PERMERROR:
		return MATCH_PERMERROR;
	case SPF_PASS:
		match = MATCH_YES;
		break;
	case SPF_NEUTRAL:
	case SPF_FAIL:
	case SPF_SOFTFAIL:
	case SPF_PENDING:
		break;
	}
	c->verdict->decided[0] = '\0'; /* it is the include that decides */
	return match;
}

static enum match
check_exists(struct check *c, const char *name)
{
	enum match match;
	const struct dns_answer *answer =
	    check_ask(c, name, DNS_TYPE_A, &match);

	if (answer == NULL)
		return match;
	return answer->n_records > 0 ? MATCH_YES : MATCH_NO;
}

static enum match
check_by_name(struct check *c, const struct spf_term *t, const char *domain)
{
	char name[DNS_NAME_SIZE];
	int known = check_target(c, t, domain, name);

	if (known != 1 && t->kind == SPF_INCLUDE)
		return MATCH_PERMERROR;
	if (known != 1)
		return MATCH_NO;
	if (t->kind == SPF_INCLUDE)
		return check_include(c, name);
	if (t->kind == SPF_MX)
		return check_mx(c, t, name);
	if (t->kind == SPF_PTR)
		return check_ptr(c, name);
	return t->kind == SPF_A ? check_address(c, t, name)
				: check_exists(c, name);
}

static enum match
check_term(struct check *c, const struct spf_term *t, const char *domain)
{
	switch (t->kind) {
	case SPF_ALL:
		return MATCH_YES;
	case SPF_IP4:
		return !c->who.is_v6 &&
			       spf_who_within(&c->who, t->address, t->prefix4)
			   ? MATCH_YES
			   : MATCH_NO;
	case SPF_IP6:
		return c->who.is_v6 &&
			       spf_who_within(&c->who, t->address, t->prefix6)
			   ? MATCH_YES
			   : MATCH_NO;
	case SPF_INCLUDE:
	case SPF_A:
	case SPF_MX:
	case SPF_PTR:
	case SPF_EXISTS:
		return check_by_name(c, t, domain);
	case SPF_REDIRECT:
	case SPF_EXP:
	case SPF_UNKNOWN:
		break;
	}
	return MATCH_NO;
}

static enum spf_result
check_redirect(struct check *c, const struct spf_record *r, const char *domain)
{
	char name[DNS_NAME_SIZE];
	enum spf_result result;

	if (r->redirect == NULL) {
		check_decided(c, NULL, domain, "no term matches");
		return SPF_NEUTRAL;
	}
	if (++c->verdict->terms > SPF_LOOKUPS_MAX) {
		check_decided(
		    c, r->redirect, domain, "more than 10 terms need the DNS");
		return SPF_PERMERROR;
	}
	if (check_target(c, r->redirect, domain, name) != 1)
		result = SPF_NONE;
	else
		result = check_host(c, name);
	if (result != SPF_NONE)
		return result;
	check_decided(c, r->redirect, domain, "there is no record");
	return SPF_PERMERROR;
}

static const char *
check_why(const struct spf_term *t, enum match match)
{
	switch (match) {
	case MATCH_TEMPERROR:
		return "the DNS did not answer";
	case MATCH_PERMERROR:
		return t->kind == SPF_MX ? "more than 10 MX hosts"
					 : "there is no record";
	case MATCH_NO:
	case MATCH_YES:
		break;
	}
	return "";
}

/* The record's terms, from the left (section 4.6.2). */
static enum spf_result
check_record(struct check *c, const struct spf_record *r, const char *domain)
{
	for (size_t i = 0; i < r->n_terms; i++) {
		const struct spf_term *t = &r->terms[i];
		enum match match;

		if (t->kind >= SPF_REDIRECT)
			continue;
		if (spf_term_asks(t) && ++c->verdict->terms > SPF_LOOKUPS_MAX) {
			check_decided(
			    c, t, domain, "more than 10 terms need the DNS");
			return SPF_PERMERROR;
		}
		match = check_term(c, t, domain);
		if (match == MATCH_NO)
			continue;
		check_decided(c, t, domain, check_why(t, match));
		if (match == MATCH_YES)
			return t->qualifier;
		return match == MATCH_TEMPERROR ? SPF_TEMPERROR : SPF_PERMERROR;
	}
	return check_redirect(c, r, domain);
}

static enum spf_result
check_text(struct check *c, const struct buf *text, const char *domain)
{
	struct spf_record r;
	enum spf_result result;

	if (spf_parse(buf_text(text), text->len, &r, NULL) == -1) {
		check_decided(c, NULL, domain, "syntax error");
		return SPF_PERMERROR;
	}
	result = check_record(c, &r, domain);
	spf_record_fini(&r);
	return result;
}

static enum spf_result
check_host(struct check *c, const char *domain)
{
	enum match match;
	const struct dns_answer *answer =
	    check_ask(c, domain, DNS_TYPE_TXT, &match);
	struct buf text = BUF_INIT;
	enum spf_result result = SPF_NONE;
	size_t n;

	if (answer == NULL) {
		if (match == MATCH_TEMPERROR)
			check_decided(
			    c, NULL, domain, "the DNS did not answer");
		return match == MATCH_TEMPERROR ? SPF_TEMPERROR : SPF_PENDING;
	}
	n = spf_select(answer, &text);
	if (n > 1) {
		check_decided(c, NULL, domain, "more than one record");
		result = SPF_PERMERROR;
	} else if (n == 1) {
		result = check_text(c, &text, domain);
	}
	buf_fini(&text);
	return result;
}

void
spf_check(const struct spf_source *source, const char *domain,
    const struct spf_identity *identity, struct spf_verdict *out)
{
	struct check c = {.source = source, .verdict = out};

	*out = (struct spf_verdict){.result = SPF_NEUTRAL};
	spf_who_init(&c.who, domain, identity);
	if (c.who.has_address)
		out->result = check_host(&c, domain);
	if (c.pending)
		out->result = SPF_PENDING;
	else if (out->result == SPF_NONE)
		check_decided(&c, NULL, domain, "there is no SPF record");
	spf_who_fini(&c.who);
}
