/* SPDX-License-Identifier: BSD-2-Clause */
/* The TXT record at `_smtp._tls.DOMAIN`. */

#include "records/tls_rpt.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/mem.h"
#include "base/text.h"

#define PORT_HTTPS 443
#define PORT_MAX 65535
#define LOCAL_PART_MAX 64 /* octets, RFC 5321 section 4.5.3.1.1 */

enum sts_version
tls_rpt_version(const char *text, size_t len)
{
	return sts_version_of(text, len, TLS_RPT_VERSION);
}

static void
uri_bad(struct tls_rpt_uri *uri, const char *fault)
{
	uri->kind = TLS_RPT_BAD;
	(void)snprintf(uri->fault, sizeof(uri->fault), "%.*s",
	    (int)sizeof(uri->fault) - 1, fault);
}

/* The host in text to uri->host. */
static void
uri_host(struct tls_rpt_uri *uri, const char *text, size_t len)
{
	char *host = mem_strndup(text, len);
	struct error err;

	if (dns_name_canonical(host, uri->host, &err) == -1)
		uri_bad(uri, err.text);
	else if (dns_name_parent(uri->host) == NULL)
		uri_bad(uri, "the host has one label only");
	free(host);
}

static bool
is_hex(char c)
{
	return text_is_digit(c) ||
	       (text_lower(c) >= 'a' && text_lower(c) <= 'f');
}

/* RFC 3986 section 2, without what RFC 8460 wants encoded. */
static bool
uri_octets_are_good(struct tls_rpt_uri *uri)
{
	const struct sts_span *t = &uri->text;

	for (size_t i = 0; i < t->len; i++) {
		char c = t->text[i];

		if (c == '!')
			uri_bad(uri, "it holds `!`, to be written %21");
		else if (c <= 0x20 || c >= 0x7f ||
			 strchr("\"<>\\^`{|}", c) != NULL)
			uri_bad(uri, "it holds an octet that no URI may hold");
		else if (c == '%' &&
			 (i + 2 >= t->len || !is_hex(t->text[i + 1]) ||
			     !is_hex(t->text[i + 2])))
			uri_bad(uri, "it holds `%` without two hexadecimal "
				     "digits");
		else
			continue;
		return false;
	}
	return true;
}

static void
uri_mailto(struct tls_rpt_uri *uri, const char *text, size_t len)
{
	const char *query = memchr(text, '?', len);
	const char *at;
	size_t local;

	uri->kind = TLS_RPT_MAILTO;
	len = query != NULL ? (size_t)(query - text) : len;
	at = memchr(text, '@', len);
	if (at == NULL || at == text) {
		uri_bad(uri, "wanted mailto:MAILBOX@DOMAIN");
		return;
	}
	local = (size_t)(at - text);
	if (local > 3 * LOCAL_PART_MAX)
		uri_bad(uri, "the mailbox's name is too long");
	else
		uri_host(uri, at + 1, len - local - 1);
}

/* `HOST[:PORT]`, then a path, a query or nothing. */
static void
uri_https(struct tls_rpt_uri *uri, const char *text, size_t len)
{
	size_t host = 0, at;
	unsigned port = 0;

	uri->kind = TLS_RPT_HTTPS;
	uri->port = PORT_HTTPS;
	while (host < len && strchr(":/?#@", text[host]) == NULL)
		host++;
	at = host;
	if (at < len && text[at] == ':') {
		while (
		    ++at < len && text_is_digit(text[at]) && port <= PORT_MAX)
			port = port * 10 + (unsigned)(text[at] - '0');
		uri->port = port;
	}
	if (at < len && text[at] == '@')
		uri_bad(uri, "it holds user information");
	else if (at < len && strchr("/?#", text[at]) == NULL)
		uri_bad(uri, "wanted https://HOST[:PORT]/PATH");
	else if (uri->port == 0 || uri->port > PORT_MAX)
		uri_bad(uri, "wanted a port of 1 to 65535");
	else
		uri_host(uri, text, host);
}

static bool
has_scheme(const struct sts_span *text, const char *scheme)
{
	size_t len = strlen(scheme);

	return text->len >= len &&
	       text_equal_fold(text->text, len, scheme, len);
}

static void
uri_parse(struct tls_rpt_uri *uri)
{
	static const char mailto[] = "mailto:", https[] = "https://";
	const struct sts_span *t = &uri->text;

	if (t->len == 0)
		uri_bad(uri, "nothing stands between two commas");
	else if (!uri_octets_are_good(uri))
		return;
	else if (has_scheme(t, mailto))
		uri_mailto(uri, t->text + sizeof(mailto) - 1,
		    t->len - (sizeof(mailto) - 1));
	else if (has_scheme(t, https))
		uri_https(uri, t->text + sizeof(https) - 1,
		    t->len - (sizeof(https) - 1));
	else if (memchr(t->text, ':', t->len) == NULL &&
		 memchr(t->text, '@', t->len) != NULL)
		uri_bad(uri, "wanted mailto: before it");
	else
		uri_bad(uri, "wanted mailto: or https://");
}

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t';
}

static void
rua_split(const struct sts_span *rua, struct tls_rpt *out)
{
	const char *at = rua->text, *end = rua->text + rua->len;

	for (;;) {
		const char *comma = memchr(at, ',', (size_t)(end - at));
		const char *stop = comma != NULL ? comma : end;
		const char *from = at;

		while (from < stop && is_blank(*from))
			from++;
		while (stop > from && is_blank(stop[-1]))
			stop--;
		if (out->n_uris_total++ < TLS_RPT_URIS_MAX) {
			struct tls_rpt_uri *uri = &out->uris[out->n_uris++];

			uri->text =
			    (struct sts_span){from, (size_t)(stop - from)};
			uri_parse(uri);
		}
		if (comma == NULL)
			return;
		at = comma + 1;
	}
}

int
tls_rpt_parse(
    const char *text, size_t len, struct tls_rpt *out, struct error *err)
{
	const struct sts_field *rua;
	int ret;

	memset(out, 0, sizeof(*out));
	ret = sts_fields_split(text, len, TLS_RPT_VERSION, &out->fields, err);
	rua = sts_fields_find(&out->fields, "rua", &out->n_rua);
	if (rua != NULL)
		rua_split(&rua->value, out);
	if (ret == -1)
		return -1;
	for (size_t i = 0; i < out->fields.n; i++) {
		const struct sts_field *f = &out->fields.list[i];

		if (!sts_span_is(&f->name, "rua") &&
		    !sts_value_is_plain(&f->value))
			return error_set(err,
			    "the value of %.*s holds a blank, an equals sign "
			    "or an octet that is not printable",
			    (int)f->name.len, f->name.text);
	}
	if (rua == NULL)
		return error_set(err, "there is no rua");
	return 0;
}
