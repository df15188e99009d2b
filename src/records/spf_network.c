/* SPDX-License-Identifier: BSD-2-Clause */
/* The networks of SPF terms: addresses and cidr-lengths. */

#include "records/spf_network.h"

#include <arpa/inet.h>
#include <string.h>

#include "base/error.h"
#include "base/text.h"

/* `/0`, or a number without leading zeros of at most three digits. */
static int
network_prefix(const char *text, size_t len, unsigned most, unsigned *out,
    struct error *err)
{
	unsigned value = 0;

	if (len == 0 || len > 3 || (len > 1 && text[0] == '0'))
		return error_set(err,
		    "after the slash a number from 0 to %u "
		    "is wanted, without leading zeros",
		    most);
	for (size_t i = 0; i < len; i++) {
		if (!text_is_digit(text[i]))
			return error_set(err,
			    "after the slash a number from 0 to %u is wanted",
			    most);
		value = value * 10 + (unsigned)(text[i] - '0');
	}
	if (value > most)
		return error_set(
		    err, "/%u is too long, want at most /%u", value, most);
	*out = value;
	return 0;
}

/* Terminated text of an address; -1 where it can't be one. */
static int
network_address(int family, const char *text, size_t len, uint8_t *address)
{
	char copy[INET6_ADDRSTRLEN];

	if (len >= sizeof(copy) || memchr(text, '\0', len) != NULL)
		return -1;
	memcpy(copy, text, len);
	copy[len] = '\0';
	return inet_pton(family, copy, address) == 1 ? 0 : -1;
}

static int
network_parse(int family, const char *text, size_t len, uint8_t *address,
    unsigned *prefix, struct error *err)
{
	const char *slash = memchr(text, '/', len);
	size_t before = slash != NULL ? (size_t)(slash - text) : len;
	unsigned most = family == AF_INET ? 32 : 128;
	int other = family == AF_INET ? AF_INET6 : AF_INET;
	uint8_t unused[16];

	if (network_address(family, text, before, address) == -1)
		return error_set(err, "it wants an %s address%s",
		    family == AF_INET ? "IPv4" : "IPv6",
		    network_address(other, text, before, unused) == -1
			? ""
			: " and has one of the other family");
	if (slash == NULL) {
		*prefix = most;
		return 0;
	}
	return network_prefix(slash + 1, len - before - 1, most, prefix, err);
}

int
spf_ip4_parse(const char *text, size_t len, uint8_t *address, unsigned *prefix,
    struct error *err)
{
	return network_parse(AF_INET, text, len, address, prefix, err);
}

int
spf_ip6_parse(const char *text, size_t len, uint8_t *address, unsigned *prefix,
    struct error *err)
{
	return network_parse(AF_INET6, text, len, address, prefix, err);
}

/* Where the digits that text ends in are preceded by a slash: its place. */
static const char *
network_last_slash(const char *text, size_t len)
{
	size_t at = len;

	while (at > 0 && text_is_digit(text[at - 1]))
		at--;
	return at > 0 && text[at - 1] == '/' ? text + at - 1 : NULL;
}

int
spf_cidr_cut(const char *text, size_t *len, unsigned *prefix4,
    unsigned *prefix6, struct error *err)
{
	const char *slash = network_last_slash(text, *len);
	const char *end = text + *len;

	if (slash != NULL && slash > text && slash[-1] == '/') {
		if (network_prefix(slash + 1, (size_t)(end - slash - 1), 128,
			prefix6, err) == -1)
			return -1;
		end = slash - 1;
		slash = network_last_slash(text, (size_t)(end - text));
	}
	if (slash != NULL) {
		if (network_prefix(slash + 1, (size_t)(end - slash - 1), 32,
			prefix4, err) == -1)
			return -1;
		end = slash;
	}
	*len = (size_t)(end - text);
	return 0;
}
