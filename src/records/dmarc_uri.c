/* SPDX-License-Identifier: BSD-2-Clause */
/* The lists of URIs in a DMARC record. */

#include "records/dmarc_uri.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "records/dmarc.h"

static const char uri_mailto[] = "mailto:", uri_https[] = "https://";

static bool
uri_begins(const char *text, size_t len, const char *scheme)
{
	return len >= strlen(scheme) &&
	       text_equal_fold(text, strlen(scheme), scheme, strlen(scheme));
}

/* `!10m` at the end: octets of it, 0 where there is none */
static size_t
uri_limit_len(const char *text, size_t len)
{
	const char *mark = memrchr(text, '!', len);
	size_t n, digits = 0;

	if (mark == NULL)
		return 0;
	n = (size_t)(text + len - mark);
	while (1 + digits < n && text_is_digit(mark[1 + digits]))
		digits++;
	if (digits == 0 || n - digits > 2)
		return 0;
	if (n - digits == 2 && strchr("kmgt", text_lower(mark[n - 1])) == NULL)
		return 0;
	return n;
}

/* A domain name that is part of a URI. */
static bool
uri_take_domain(struct dmarc_uri *u, const char *text, size_t len)
{
	char *name = mem_strndup(text, len);
	bool good = len > 0 && strlen(name) == len &&
		    dns_name_canonical(name, u->domain, NULL) == 0;

	if (!good)
		u->domain[0] = '\0';
	free(name);
	return good;
}

/* RFC 6068: the address ends where header fields begin. */
static bool
uri_take_mailto(struct dmarc_uri *u, const char *text, size_t len)
{
	const char *query = memchr(text, '?', len), *at;

	if (query != NULL)
		len = (size_t)(query - text);
	at = memrchr(text, '@', len);
	return at != NULL && at > text &&
	       uri_take_domain(u, at + 1, (size_t)(text + len - at - 1));
}

static bool
uri_take_https(struct dmarc_uri *u, const char *text, size_t len)
{
	size_t host = 0;

	while (host < len && strchr("/?#:", text[host]) == NULL)
		host++;
	return uri_take_domain(u, text, host);
}

/* RFC 3986 section 3.1, and something after it */
static bool
uri_has_scheme(const char *text, size_t len)
{
	const char *colon = memchr(text, ':', len);

	if (colon == NULL || colon == text || !text_is_alnum(text[0]) ||
	    text_is_digit(text[0]) || colon + 1 == text + len)
		return false;
	for (const char *p = text; p < colon; p++)
		if (!text_is_alnum(*p) && memchr("+-.", *p, 3) == NULL)
			return false;
	return true;
}

static bool
uri_is_plain(const char *text, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (text[i] <= 0x20 || text[i] > 0x7e || text[i] == '!')
			return false;
	return true;
}

static void
uri_parse(struct dmarc_uri *u)
{
	const char *text = u->text;
	size_t limit = uri_limit_len(text, u->text_len);
	size_t len = u->text_len -= limit;

	u->limited = limit > 0;
	if (!uri_is_plain(text, len) || !uri_has_scheme(text, len))
		return;
	if (uri_begins(text, len, uri_mailto))
		u->valid = uri_take_mailto(
		    u, text + strlen(uri_mailto), len - strlen(uri_mailto));
	else if (uri_begins(text, len, uri_https))
		u->valid = uri_take_https(
		    u, text + strlen(uri_https), len - strlen(uri_https));
	else
		u->valid = true;
}

static void
uri_trim(struct dmarc_uri *u)
{
	while (u->text_len > 0 && memchr(" \t", u->text[0], 2) != NULL) {
		u->text++;
		u->text_len--;
	}
	while (u->text_len > 0 &&
	       memchr(" \t", u->text[u->text_len - 1], 2) != NULL)
		u->text_len--;
}

bool
dmarc_uris_parse(
    const char *text, size_t len, struct dmarc_uris *out, bool *cut)
{
	const char *end = text + len;
	bool good = true;

	out->list = mem_array(DMARC_URIS_MAX, sizeof(*out->list));
	while (text <= end) {
		const char *comma = memchr(text, ',', (size_t)(end - text));
		struct dmarc_uri *u;

		if (comma == NULL)
			comma = end;
		if (out->n == DMARC_URIS_MAX) {
			*cut = true;
			break;
		}
		u = &out->list[out->n++];
		u->text = text;
		u->text_len = (size_t)(comma - text);
		uri_trim(u);
		uri_parse(u);
		good &= u->valid;
		text = comma + 1;
	}
	return good;
}
