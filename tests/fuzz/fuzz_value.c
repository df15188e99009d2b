/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Issue values: the parser against a second matcher, a table of states written
 * from the ABNF of RFC 8659 section 4.2 and nothing else.
 */

#include <stdlib.h>
#include <string.h>

#include "caa/value.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum state {
	START,        /* *WSP before the issuer; may end */
	LABEL,        /* in an issuer label, after a letter or digit; may end */
	LABEL_HYPHEN, /* after a hyphen of it */
	LABEL_DOT,    /* after a dot */
	ISSUER_WSP,   /* after issuer and blanks; may end */
	SEMICOLON,    /* after the first semicolon and blanks; may end */
	TAG,          /* in a parameter tag, after a letter or digit */
	TAG_HYPHEN,   /* after a hyphen of it */
	TAG_WSP,      /* blanks before the equals sign */
	EQUALS,       /* after it, and blanks; may end: the value is empty */
	VALUE,        /* in a value; may end */
	VALUE_WSP,    /* blanks after it; may end */
	NEXT,         /* after a semicolon between parameters */
	DEAD,
};

static bool
may_end(enum state s)
{
	return s == START || s == LABEL || s == ISSUER_WSP || s == SEMICOLON ||
	       s == EQUALS || s == VALUE || s == VALUE_WSP;
}

enum kind { ALNUM, HYPHEN, DOT, WSP, SEMI, EQ, OTHER_VALUE, NONE };

static enum kind
class_of(uint8_t c)
{
	if ((c >= 0x30 && c <= 0x39) || (c >= 0x41 && c <= 0x5a) ||
	    (c >= 0x61 && c <= 0x7a))
		return ALNUM;
	if (c == 0x2d)
		return HYPHEN;
	if (c == 0x2e)
		return DOT;
	if (c == 0x20 || c == 0x09)
		return WSP;
	if (c == 0x3b)
		return SEMI;
	if (c == 0x3d)
		return EQ;
	return c >= 0x21 && c <= 0x7e ? OTHER_VALUE : NONE;
}

/*                     ALNUM  HYPHEN        DOT        WSP         SEMI
 *                     EQ     OTHER_VALUE   NONE */
static const enum state next[][8] = {
    [START] = {LABEL, DEAD, DEAD, START, SEMICOLON, DEAD, DEAD, DEAD},
    [LABEL] = {LABEL, LABEL_HYPHEN, LABEL_DOT, ISSUER_WSP, SEMICOLON, DEAD,
	DEAD, DEAD},
    [LABEL_HYPHEN] = {LABEL, LABEL_HYPHEN, DEAD, DEAD, DEAD, DEAD, DEAD, DEAD},
    [LABEL_DOT] = {LABEL, DEAD, DEAD, DEAD, DEAD, DEAD, DEAD, DEAD},
    [ISSUER_WSP] = {DEAD, DEAD, DEAD, ISSUER_WSP, SEMICOLON, DEAD, DEAD, DEAD},
    [SEMICOLON] = {TAG, DEAD, DEAD, SEMICOLON, DEAD, DEAD, DEAD, DEAD},
    [TAG] = {TAG, TAG_HYPHEN, DEAD, TAG_WSP, DEAD, EQUALS, DEAD, DEAD},
    [TAG_HYPHEN] = {TAG, TAG_HYPHEN, DEAD, DEAD, DEAD, DEAD, DEAD, DEAD},
    [TAG_WSP] = {DEAD, DEAD, DEAD, TAG_WSP, DEAD, EQUALS, DEAD, DEAD},
    [EQUALS] = {VALUE, VALUE, VALUE, EQUALS, NEXT, VALUE, VALUE, DEAD},
    [VALUE] = {VALUE, VALUE, VALUE, VALUE_WSP, NEXT, VALUE, VALUE, DEAD},
    [VALUE_WSP] = {DEAD, DEAD, DEAD, VALUE_WSP, NEXT, DEAD, DEAD, DEAD},
    [NEXT] = {TAG, DEAD, DEAD, NEXT, DEAD, DEAD, DEAD, DEAD},
};

/* Does it match, and how many octets could begin something that does? */
static bool
matches(const uint8_t *data, size_t size, size_t *prefix_out,
    size_t *parameters_out)
{
	enum state s = START;
	size_t i;

	*parameters_out = 0;
	for (i = 0; i < size; i++) {
		enum state to = next[s][class_of(data[i])];

		if (to == DEAD)
			break;
		if (to == EQUALS && s != EQUALS)
			(*parameters_out)++;
		s = to;
	}
	*prefix_out = i;
	return i == size && may_end(s);
}

static void
must(bool holds)
{
	if (!holds)
		abort();
}

static void
lies_within(const struct caa_span *s, const uint8_t *data, size_t size)
{
	const char *start = (const char *)data;

	must(s->text >= start && s->text + s->len <= start + size);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct caa_value v;
	size_t offset, prefix, parameters;
	bool wanted = matches(data, size, &prefix, &parameters);
	bool found = caa_value_parse(data, size, &v, &offset);

	must(found == wanted);
	must(offset == prefix);
	must(v.n_parameters == (found ? parameters : 0));
	if (v.issuer.len > 0)
		lies_within(&v.issuer, data, size);
	for (size_t i = 0; i < v.n_parameters; i++) {
		lies_within(&v.parameters[i].tag, data, size);
		lies_within(&v.parameters[i].value, data, size);
		must(v.parameters[i].tag.len > 0);
	}
	caa_value_fini(&v);
	return 0;
}
