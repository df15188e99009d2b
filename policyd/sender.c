/* SPDX-License-Identifier: BSD-2-Clause */
/* Whose mail is it. */

#include "policyd/sender.h"

#include <stdbool.h>
#include <string.h>

#include "base/text.h"

static const char *const sender_exempt[] = {
    "postmaster",
    "abuse",
    "mailer-daemon",
    "tlsrpt",
    "tls-rpt",
    "tls-reports",
    "smtp-tls-reports",
    "dmarc",
    "dmarc-reports",
    "dmarc-rua",
    "dmarc-ruf",
};

static bool
sender_is_exempt(const char *local, size_t len)
{
	const char *plus;

	if (len == 0)
		return false;
	plus = memchr(local, '+', len);
	if (plus != NULL)
		len = (size_t)(plus - local);
	for (size_t i = 0; i < sizeof(sender_exempt) / sizeof(char *); i++)
		if (text_equal_fold(
			local, len, sender_exempt[i], strlen(sender_exempt[i])))
			return true;
	return false;
}

static size_t
sender_local_len(const struct request_text *address)
{
	const char *at =
	    address->len > 0 ? memrchr(address->at, '@', address->len) : NULL;

	return at != NULL ? (size_t)(at - address->at) : address->len;
}

/* The domain of an address, whoever's it is. */
static enum sender_kind
sender_address(
    const struct request_text *address, char domain_out[DNS_NAME_SIZE])
{
	size_t local_len = sender_local_len(address);
	size_t len = address->len - local_len;
	char text[DNS_NAME_SIZE];

	if (len == 0)
		return SENDER_NO_DOMAIN;
	len--; /* the `@` */
	memcpy(text, address->at + local_len + 1, len < sizeof(text) ? len : 0);
	if (len == 0 || len >= sizeof(text) || memchr(text, '\0', len) != NULL)
		return SENDER_UNPARSABLE;
	if (text[0] == '[')
		return SENDER_LITERAL;
	text[len] = '\0';
	return dns_name_canonical(text, domain_out, NULL) == 0
		   ? SENDER_DOMAIN
		   : SENDER_UNPARSABLE;
}

enum sender_kind
sender_domain(const struct request *r, enum sender_from from,
    char domain_out[DNS_NAME_SIZE])
{
	enum sender_kind kind;

	if (r->sender.len == 0)
		return SENDER_NULL;
	if (sender_is_exempt(r->sender.at, sender_local_len(&r->sender)) ||
	    sender_is_exempt(r->recipient.at, sender_local_len(&r->recipient)))
		return SENDER_EXEMPT;
	switch (from) {
	case SENDER_FROM_SENDER:
		break;
	case SENDER_FROM_SASL:
		return sender_address(&r->sasl_username, domain_out);
	case SENDER_FROM_SASL_OR:
		kind = sender_address(&r->sasl_username, domain_out);
		if (kind == SENDER_DOMAIN)
			return kind;
		break;
	}
	return sender_address(&r->sender, domain_out);
}

const char *
sender_kind_text(enum sender_kind kind)
{
	switch (kind) {
	case SENDER_DOMAIN:
		return "-";
	case SENDER_EXEMPT:
		return "exempt";
	case SENDER_NULL:
		return "null-sender";
	case SENDER_NO_DOMAIN:
		return "no-domain";
	case SENDER_LITERAL:
		return "literal";
	case SENDER_UNPARSABLE:
		return "unparsable";
	}
	return "-";
}
