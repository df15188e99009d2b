/* SPDX-License-Identifier: BSD-2-Clause */
/* An SPF record: its terms, by the ABNF of RFC 7208. */

#include "records/spf.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/mem.h"
#include "base/text.h"
#include "dns/answer.h"
#include "records/spf_network.h"

#define SPF_VERSION "v=spf1"
#define SPF_VERSION_LEN (sizeof(SPF_VERSION) - 1)

enum spf_argument {
	ARGUMENT_NONE,
	ARGUMENT_DOMAIN,          /* required */
	ARGUMENT_DOMAIN_OPTIONAL, /* ptr */
	ARGUMENT_DOMAIN_CIDR,     /* a, mx */
	ARGUMENT_IP4,
	ARGUMENT_IP6,
};

static const struct spf_mechanism {
	const char *name;
	enum spf_kind kind;
	enum spf_argument argument;
} spf_mechanisms[] = {
    {"all", SPF_ALL, ARGUMENT_NONE},
    {"include", SPF_INCLUDE, ARGUMENT_DOMAIN},
    {"a", SPF_A, ARGUMENT_DOMAIN_CIDR},
    {"mx", SPF_MX, ARGUMENT_DOMAIN_CIDR},
    {"ptr", SPF_PTR, ARGUMENT_DOMAIN_OPTIONAL},
    {"ip4", SPF_IP4, ARGUMENT_IP4},
    {"ip6", SPF_IP6, ARGUMENT_IP6},
    {"exists", SPF_EXISTS, ARGUMENT_DOMAIN},
};

bool
spf_is_record(const char *text, size_t len)
{
	return len >= SPF_VERSION_LEN &&
	       text_equal_fold(
		   text, SPF_VERSION_LEN, SPF_VERSION, SPF_VERSION_LEN) &&
	       (len == SPF_VERSION_LEN || text[SPF_VERSION_LEN] == ' ');
}

static const struct spf_mechanism *
spf_mechanism_find(const char *name, size_t len)
{
	for (size_t i = 0;
	     i < sizeof(spf_mechanisms) / sizeof(spf_mechanisms[0]); i++)
		if (text_equal_fold(name, len, spf_mechanisms[i].name,
			strlen(spf_mechanisms[i].name)))
			return &spf_mechanisms[i];
	return NULL;
}

bool
spf_term_asks(const struct spf_term *t)
{
	switch (t->kind) {
	case SPF_INCLUDE:
	case SPF_A:
	case SPF_MX:
	case SPF_PTR:
	case SPF_EXISTS:
	case SPF_REDIRECT:
		return true;
	case SPF_ALL:
	case SPF_IP4:
	case SPF_IP6:
	case SPF_EXP:
	case SPF_UNKNOWN:
		break;
	}
	return false;
}

/* The name of a mechanism or modifier: a letter, then name octets. */
static size_t
spf_name_len(const char *text, size_t len)
{
	size_t n = 0;

	while (n < len && (text_is_alnum(text[n]) ||
			      (n > 0 && memchr("-_.", text[n], 3) != NULL)))
		n++;
	return n > 0 && text_is_digit(text[0]) ? 0 : n;
}

bool
spf_term_is_ignored_mechanism(const struct spf_term *t)
{
	return t->kind == SPF_UNKNOWN &&
	       spf_mechanism_find(
		   t->text, spf_name_len(t->text, t->text_len)) != NULL;
}

static int
spf_take_domain(
    struct spf_term *t, const char *text, size_t len, struct error *err)
{
	if (spf_macro_check(text, len, true, err) == -1)
		return -1;
	t->domain = text;
	t->domain_len = len;
	return 0;
}

/* `:domain-spec` and dual-cidr-length, both optional. */
static int
spf_take_domain_cidr(
    struct spf_term *t, const char *text, size_t len, struct error *err)
{
	if (spf_cidr_cut(text, &len, &t->prefix4, &t->prefix6, err) == -1)
		return -1;
	if (len == 0)
		return 0;
	if (text[0] != ':')
		return error_set(err, "after its name : or / is wanted");
	return spf_take_domain(t, text + 1, len - 1, err);
}

/* What follows a mechanism's name. */
static int
spf_take_argument(struct spf_term *t, enum spf_argument argument,
    const char *text, size_t len, struct error *err)
{
	bool has_colon = len > 0 && text[0] == ':';

	switch (argument) {
	case ARGUMENT_NONE:
		return len == 0 ? 0 : error_set(err, "it takes no argument");
	case ARGUMENT_DOMAIN_CIDR:
		return spf_take_domain_cidr(t, text, len, err);
	case ARGUMENT_DOMAIN_OPTIONAL:
		if (len == 0)
			return 0;
		break;
	case ARGUMENT_DOMAIN:
	case ARGUMENT_IP4:
	case ARGUMENT_IP6:
		break;
	}
	if (!has_colon)
		return error_set(err, "it lacks a colon and %s",
		    argument == ARGUMENT_IP4 || argument == ARGUMENT_IP6
			? "an address"
			: "a domain");
	if (argument == ARGUMENT_IP4)
		return spf_ip4_parse(
		    text + 1, len - 1, t->address, &t->prefix4, err);
	if (argument == ARGUMENT_IP6)
		return spf_ip6_parse(
		    text + 1, len - 1, t->address, &t->prefix6, err);
	return spf_take_domain(t, text + 1, len - 1, err);
}

static int
spf_take_modifier(
    struct spf_term *t, const char *name, size_t name_len, struct error *err)
{
	const char *value = name + name_len + 1;
	size_t len = t->text_len - name_len - 1;

	if (text_equal_fold(name, name_len, "redirect", 8))
		t->kind = SPF_REDIRECT;
	else if (text_equal_fold(name, name_len, "exp", 3))
		t->kind = SPF_EXP;
	else
		t->kind = SPF_UNKNOWN;
	if (t->kind == SPF_UNKNOWN)
		return spf_macro_check(value, len, false, err);
	return spf_take_domain(t, value, len, err);
}

static bool
spf_take_qualifier(struct spf_term *t)
{
	t->qualifier = SPF_PASS;
	switch (t->text[0]) {
	case '+':
		return true;
	case '-':
		t->qualifier = SPF_FAIL;
		return true;
	case '~':
		t->qualifier = SPF_SOFTFAIL;
		return true;
	case '?':
		t->qualifier = SPF_NEUTRAL;
		return true;
	default:
		return false;
	}
}

static int
spf_take_term(struct spf_term *t, struct error *err)
{
	size_t skip = spf_take_qualifier(t) ? 1 : 0;
	const char *name = t->text + skip;
	size_t len = t->text_len - skip;
	size_t name_len = spf_name_len(name, len);
	const struct spf_mechanism *m = spf_mechanism_find(name, name_len);

	t->prefix4 = 32;
	t->prefix6 = 128;
	if (skip == 0 && name_len > 0 && name_len < len &&
	    name[name_len] == '=')
		return spf_take_modifier(t, name, name_len, err);
	if (m == NULL)
		return error_set(err, "there is no such mechanism");
	t->kind = m->kind;
	return spf_take_argument(
	    t, m->argument, name + name_len, len - name_len, err);
}

/* Before the sentence in *err: which term it speaks of. */
static int
spf_blame(const struct spf_term *t, struct error *err)
{
	struct buf shown = BUF_INIT;

	text_put_escaped(&shown, t->text, t->text_len, SPF_TERM_SHOWN);
	error_prefix(err, "%s", buf_text(&shown));
	buf_fini(&shown);
	return -1;
}

/* redirect and exp come once at the most (section 6). */
static int
spf_note_term(struct spf_record *r, const struct spf_term *t, struct error *err)
{
	const struct spf_term **known = NULL;

	if (t->kind == SPF_REDIRECT)
		known = &r->redirect;
	else if (t->kind == SPF_EXP)
		known = &r->exp;
	else if (t->kind == SPF_ALL && r->all == NULL)
		r->all = t;
	if (known == NULL)
		return 0;
	if (*known != NULL)
		return error_set(err, "this modifier comes twice");
	*known = t;
	return 0;
}

/* Cut the text at its blanks. */
static int
spf_split(struct spf_record *r, struct error *err)
{
	const char *at = r->text + SPF_VERSION_LEN;
	const char *end = r->text + r->text_len;

	while (at < end) {
		const char *blank = memchr(at, ' ', (size_t)(end - at));
		size_t len = (size_t)((blank != NULL ? blank : end) - at);

		if (len > 0 && r->n_terms == SPF_TERMS_MAX)
			return error_set(err,
			    "the record has more than %d terms", SPF_TERMS_MAX);
		if (len > 0)
			r->terms[r->n_terms++] =
			    (struct spf_term){.text = at, .text_len = len};
		at += len + 1;
	}
	return 0;
}

static int
spf_parse_terms(struct spf_record *r, struct error *err)
{
	for (size_t i = 0; i < r->n_terms; i++)
		if (spf_take_term(&r->terms[i], err) == -1 ||
		    spf_note_term(r, &r->terms[i], err) == -1)
			return spf_blame(&r->terms[i], err);
	return 0;
}

int
spf_parse(
    const char *text, size_t len, struct spf_record *out, struct error *err)
{
	struct spf_record r = {.text_len = len};
	size_t room = len / 2 + 1; /* a term and the blank before it */

	if (!spf_is_record(text, len))
		return error_set(err, "it does not begin v=spf1 and a blank");
	if (len > SPF_OCTETS_MAX)
		return error_set(err,
		    "the record has %zu octets, want at most "
		    "%d",
		    len, SPF_OCTETS_MAX);
	r.text = mem_strndup(text, len);
	r.terms = mem_array(
	    room < SPF_TERMS_MAX ? room : SPF_TERMS_MAX, sizeof(*r.terms));
	if (spf_split(&r, err) == -1 || spf_parse_terms(&r, err) == -1) {
		spf_record_fini(&r);
		return -1;
	}
	*out = r;
	return 0;
}

void
spf_record_fini(struct spf_record *r)
{
	free(r->text);
	free(r->terms);
	*r = (struct spf_record){.text = NULL};
}

size_t
spf_select(const struct dns_answer *answer, struct buf *first_out)
{
	struct buf text = BUF_INIT;
	size_t n = 0;

	for (size_t i = 0; i < answer->n_records; i++) {
		buf_clear(&text);
		if (dns_record_txt(&answer->records[i], &text) == -1 ||
		    !spf_is_record(buf_text(&text), text.len))
			continue;
		if (n++ == 0 && first_out != NULL)
			buf_put(first_out, buf_text(&text), text.len);
	}
	buf_fini(&text);
	return n;
}

const char *
spf_result_text(enum spf_result result)
{
	switch (result) {
	case SPF_NONE:
		return "none";
	case SPF_NEUTRAL:
		return "neutral";
	case SPF_PASS:
		return "pass";
	case SPF_FAIL:
		return "fail";
	case SPF_SOFTFAIL:
		return "softfail";
	case SPF_TEMPERROR:
		return "temperror";
	case SPF_PERMERROR:
		return "permerror";
	case SPF_PENDING:
		break;
	}
	return "pending";
}
