/* SPDX-License-Identifier: BSD-2-Clause */
/* The value of iodef: where CAs may report to. */

#include "verify/iodef.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "caa/property.h"

#define IODEF_URL_MAX 2048 /* octets */

/* What stands behind a scheme, or NULL where the URL has another. */
static const char *
iodef_after(const char *url, const char *scheme)
{
	size_t n = strlen(scheme);

	if (strlen(url) < n || !text_equal_fold(url, n, scheme, n))
		return NULL;
	return url + n;
}

static bool
iodef_is_printable(const struct caa_property *p)
{
	for (size_t i = 0; i < p->value_len; i++)
		if (p->value[i] <= 0x20 || p->value[i] >= 0x7f)
			return false;
	return true;
}

static void
iodef_set_host(struct iodef *out, enum iodef_kind kind, const char *host,
    size_t len, const char *fault)
{
	char *text = mem_strndup(host, len);

	out->kind = kind;
	if (dns_name_canonical(text, out->host, NULL) == -1) {
		out->kind = IODEF_BAD;
		out->fault = fault;
	}
	free(text);
}

/* mailto: of RFC 6068, its first address; header fields play no part. */
static void
iodef_mailto(const char *rest, struct iodef *out)
{
	size_t len = strcspn(rest, "?,");
	const char *at = memrchr(rest, '@', len);

	if (at == NULL || at == rest) {
		out->fault = "has no address behind mailto:";
		return;
	}
	iodef_set_host(out, IODEF_MAILTO, at + 1, len - (size_t)(at + 1 - rest),
	    "has an address without a domain");
}

static void
iodef_web(const char *rest, enum iodef_kind kind, struct iodef *out)
{
	iodef_set_host(out, kind, rest, strcspn(rest, ":/?#"),
	    "has no host name in its URL");
}

static void
iodef_parse_url(const char *url, struct iodef *out)
{
	const char *rest;

	if ((rest = iodef_after(url, "mailto:")) != NULL)
		iodef_mailto(rest, out);
	else if ((rest = iodef_after(url, "https://")) != NULL)
		iodef_web(rest, IODEF_HTTPS, out);
	else if ((rest = iodef_after(url, "http://")) != NULL)
		iodef_web(rest, IODEF_HTTP, out);
	else if (strchr(url, '@') != NULL && strchr(url, ':') == NULL)
		out->fault = "lacks mailto: before the address";
	else
		out->fault = "is no mailto:, https: or http: URL";
}

void
iodef_parse(const struct caa_property *p, struct iodef *out)
{
	char *url;

	out->kind = IODEF_BAD;
	out->fault = "is no URL";
	out->host[0] = '\0';
	if (p->value_len == 0 || p->value_len > IODEF_URL_MAX ||
	    !iodef_is_printable(p))
		return;
	url = mem_strndup((const char *)p->value, p->value_len);
	iodef_parse_url(url, out);
	free(url);
}
