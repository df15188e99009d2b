/* SPDX-License-Identifier: BSD-2-Clause */
/* The ABNF of RFC 8659 section 4.2, by hand: no regex, no locale, no NUL. */

#include "caa/value.h"

#include <stdlib.h>

#include "base/mem.h"
#include "base/text.h"

/* Matching never goes back, so `at` is also how far a bad value is good. */
struct caa_scan {
	const char *at, *end;
};

static bool
caa_scan_more(const struct caa_scan *s)
{
	return s->at < s->end;
}

static bool
caa_scan_char(struct caa_scan *s, char c)
{
	if (!caa_scan_more(s) || *s->at != c)
		return false;
	s->at++;
	return true;
}

static void
caa_scan_blanks(struct caa_scan *s)
{
	while (caa_scan_more(s) && (*s->at == ' ' || *s->at == '\t'))
		s->at++;
}

static bool
caa_scan_alnum(const struct caa_scan *s)
{
	return caa_scan_more(s) && text_is_alnum(*s->at);
}

/* label = (ALPHA / DIGIT) *( *("-") (ALPHA / DIGIT)) */
static bool
caa_scan_label(struct caa_scan *s)
{
	if (!caa_scan_alnum(s))
		return false;
	while (caa_scan_alnum(s) || (caa_scan_more(s) && *s->at == '-'))
		s->at++;
	return s->at[-1] != '-';
}

/* issuer-domain-name = label *("." label) */
static bool
caa_scan_issuer(struct caa_scan *s, struct caa_span *out)
{
	const char *start = s->at;

	do {
		if (!caa_scan_label(s))
			return false;
	} while (caa_scan_char(s, '.'));
	out->text = start;
	out->len = (size_t)(s->at - start);
	return true;
}

/* parameter = tag *WSP "=" *WSP value;  value = *(%x21-3A / %x3C-7E) */
static bool
caa_scan_parameter(struct caa_scan *s, struct caa_parameter *out)
{
	out->tag.text = s->at;
	if (!caa_scan_label(s))
		return false;
	out->tag.len = (size_t)(s->at - out->tag.text);
	caa_scan_blanks(s);
	if (!caa_scan_char(s, '='))
		return false;
	caa_scan_blanks(s);
	out->value.text = s->at;
	while (caa_scan_more(s) && *s->at >= 0x21 && *s->at <= 0x7e &&
	       *s->at != ';')
		s->at++;
	out->value.len = (size_t)(s->at - out->value.text);
	caa_scan_blanks(s);
	return true;
}

static size_t
caa_count_semicolons(const struct caa_scan *s)
{
	size_t n = 0;

	for (const char *p = s->at; p < s->end; p++)
		n += *p == ';';
	return n;
}

/* parameters = (parameter *WSP ";" *WSP parameters) / parameter */
static bool
caa_scan_parameters(struct caa_scan *s, struct caa_value *out)
{
	size_t room = caa_count_semicolons(s) + 1;

	out->parameters = mem_array(room, sizeof(out->parameters[0]));
	for (;;) {
		if (!caa_scan_parameter(s, &out->parameters[out->n_parameters]))
			return false;
		out->n_parameters++;
		if (!caa_scan_char(s, ';'))
			return !caa_scan_more(s);
		caa_scan_blanks(s);
	}
}

/* *WSP [issuer-domain-name *WSP] [";" *WSP [parameters *WSP]] */
static bool
caa_scan_value(struct caa_scan *s, struct caa_value *out)
{
	caa_scan_blanks(s);
	if (caa_scan_alnum(s)) {
		if (!caa_scan_issuer(s, &out->issuer))
			return false;
		caa_scan_blanks(s);
	}
	if (!caa_scan_char(s, ';'))
		return !caa_scan_more(s);
	caa_scan_blanks(s);
	return !caa_scan_more(s) || caa_scan_parameters(s, out);
}

bool
caa_value_parse(
    const uint8_t *value, size_t len, struct caa_value *out, size_t *offset_out)
{
	const char *start = len > 0 ? (const char *)value : "";
	struct caa_scan s = {start, start + len};
	bool matches;

	*out = (struct caa_value){.issuer = {"", 0}};
	matches = caa_scan_value(&s, out);
	if (!matches)
		caa_value_fini(out);
	if (offset_out != NULL)
		*offset_out = (size_t)(s.at - start);
	return matches;
}

void
caa_value_fini(struct caa_value *v)
{
	free(v->parameters);
	*v = (struct caa_value){.issuer = {"", 0}};
}
