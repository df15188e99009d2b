/* SPDX-License-Identifier: BSD-2-Clause */
/* Kinds of addresses: the registries of special-purpose addresses, and what
 * IPv6 addresses carry an IPv4 address. */

#include <string.h>

#include "probe/guard.h"
#include "probe/guard_parts.h"

struct kind {
	struct guard_net net;
	const char *text;
};

#define IPV4(a, b, c, d, prefix, kind)                                        \
	{                                                                     \
		{{{[10] = 0xff, [11] = 0xff, a, b, c, d}}, 96 + prefix}, kind \
	}
#define IPV6(prefix, kind, ...)                 \
	{                                       \
		{{{__VA_ARGS__}}, prefix}, kind \
	}

/*
 * IANA's IPv4 and IPv6 Special-Purpose Address Registries (RFC 6890), whatever
 * is not globally reachable, and multicast; the first that holds an address
 * names it.
 */
static const struct kind kinds[] = {
    IPV4(0, 0, 0, 0, 32, "the unspecified address"),
    IPV4(0, 0, 0, 0, 8, "an address of this network (RFC 791)"),
    IPV4(10, 0, 0, 0, 8, "a private address"),
    IPV4(100, 64, 0, 0, 10, "a shared address (RFC 6598)"),
    IPV4(127, 0, 0, 0, 8, "a loopback address"),
    IPV4(169, 254, 0, 0, 16, "a link-local address"),
    IPV4(172, 16, 0, 0, 12, "a private address"),
    IPV4(192, 0, 0, 0, 24, "a reserved address"),
    IPV4(192, 0, 2, 0, 24, "a documentation address"),
    IPV4(192, 88, 99, 0, 24, "a reserved address"),
    IPV4(192, 168, 0, 0, 16, "a private address"),
    IPV4(198, 18, 0, 0, 15, "a benchmarking address"),
    IPV4(198, 51, 100, 0, 24, "a documentation address"),
    IPV4(203, 0, 113, 0, 24, "a documentation address"),
    IPV4(224, 0, 0, 0, 4, "a multicast address"),
    IPV4(255, 255, 255, 255, 32, "the broadcast address"),
    IPV4(240, 0, 0, 0, 4, "a reserved address"),
    IPV6(128, "the unspecified address", 0),
    IPV6(128, "a loopback address", [15] = 1),
    IPV6(96, "an IPv4-compatible address", 0),
    IPV6(48, "a local NAT64 address (RFC 8215)", 0, 0x64, 0xff, 0x9b, 0, 1),
    IPV6(64, "a discard-only address", 1),
    IPV6(48, "a benchmarking address", 0x20, 1, 0, 2),
    IPV6(28, "an ORCHID address", 0x20, 1, 0, 0x10),
    IPV6(28, "an ORCHID address", 0x20, 1, 0, 0x20),
    IPV6(32, "a documentation address", 0x20, 1, 0x0d, 0xb8),
    IPV6(20, "a documentation address", 0x3f, 0xff),
    IPV6(7, "a private address", 0xfc),
    IPV6(10, "a link-local address", 0xfe, 0x80),
    IPV6(10, "a site-local address", 0xfe, 0xc0),
    IPV6(8, "a multicast address", 0xff),
};

static const struct guard_net mapped = {{{[10] = 0xff, [11] = 0xff}}, 96};
static const struct guard_net nat64 = {{{0, 0x64, 0xff, 0x9b}}, 96};
static const struct guard_net teredo = {{{0x20, 1}}, 32};
static const struct guard_net sixtofour = {{{0x20, 2}}, 16};
static const struct guard_net protocol = {{{0x20, 1}}, 23};
static const struct guard_net unicast = {{{0x20}}, 3};

static struct guard_address
carried_at(const struct guard_address *from, unsigned offset, uint8_t flip)
{
	struct guard_address a = mapped.first;

	for (unsigned i = 0; i < 4; i++)
		a.octets[12 + i] = from->octets[offset + i] ^ flip;
	return a;
}

/* RFC 5214, section 6.1; the bit u may be set. */
static bool
is_isatap(const struct guard_address *a)
{
	return (a->octets[8] & ~2) == 0 && a->octets[9] == 0 &&
	       a->octets[10] == 0x5e && a->octets[11] == 0xfe;
}

unsigned
guard_address_carried(
    const struct guard_address *a, struct guard_address out[GUARD_CARRIED_MAX])
{
	unsigned n = 0;

	if (guard_net_holds(&nat64, a))
		out[n++] = carried_at(a, 12, 0);
	if (guard_net_holds(&sixtofour, a))
		out[n++] = carried_at(a, 2, 0);
	if (guard_net_holds(&teredo, a)) { /* RFC 4380, section 4 */
		out[n++] = carried_at(a, 4, 0);
		out[n++] = carried_at(a, 12, 0xff);
	}
	if (is_isatap(a))
		out[n++] = carried_at(a, 12, 0);
	return n;
}

static const char *
kind_alone(const struct guard_address *a)
{
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (guard_net_holds(&kinds[i].net, a))
			return kinds[i].text;
	if (guard_net_holds(&mapped, a) || guard_net_holds(&nat64, a) ||
	    guard_net_holds(&teredo, a))
		return NULL;
	if (guard_net_holds(&protocol, a) || !guard_net_holds(&unicast, a))
		return "a reserved address";
	return NULL;
}

const char *
guard_address_kind(const struct guard_address *a)
{
	struct guard_address carried[GUARD_CARRIED_MAX];
	unsigned n = guard_address_carried(a, carried);
	const char *kind = kind_alone(a);

	if (kind != NULL)
		return kind;
	for (unsigned i = 0; i < n; i++)
		if (kind_alone(&carried[i]) != NULL)
			return "an address that carries one of no public use";
	return NULL;
}
