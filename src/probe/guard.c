/* SPDX-License-Identifier: BSD-2-Clause */
/* Which addresses may be connected to: the kinds are in guard_kind.c. */

#include "probe/guard.h"

#include <arpa/inet.h>
#include <ifaddrs.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/error.h"
#include "base/mem.h"
#include "base/text.h"
#include "probe/guard_parts.h"

#define GUARD_OWN_MAX 10000 /* addresses of this machine */
#define GUARD_NET_TEXT_MAX 64

struct guard {
	struct guard_net *allow;
	size_t n_allow;
	struct guard_address *own;
	size_t n_own;
	int64_t own_read_ms; /* 0: never */
};

static void
guard_from_ipv4(const uint8_t ipv4[4], struct guard_address *out)
{
	static const uint8_t mapped[12] = {[10] = 0xff, [11] = 0xff};

	memcpy(out->octets, mapped, sizeof(mapped));
	memcpy(out->octets + 12, ipv4, 4);
}

int
guard_address_parse(const char *text, struct guard_address *out)
{
	uint8_t ipv4[4];

	if (inet_pton(AF_INET, text, ipv4) == 1) {
		guard_from_ipv4(ipv4, out);
		return 0;
	}
	return inet_pton(AF_INET6, text, out->octets) == 1 ? 0 : -1;
}

/* `/24`: -1 where that is none. */
static int
guard_bits(const char *text, unsigned most)
{
	unsigned bits = 0;

	if (*text == '\0' || strlen(text) > 3)
		return -1;
	for (; *text != '\0'; text++) {
		if (!text_is_digit(*text))
			return -1;
		bits = bits * 10 + (unsigned)(*text - '0');
	}
	return bits <= most ? (int)bits : -1;
}

static uint8_t
guard_mask(unsigned octet, unsigned bits)
{
	if (bits >= (octet + 1) * 8)
		return 0xff;
	if (bits <= octet * 8)
		return 0;
	return (uint8_t)(0xff << (8 - bits % 8));
}

static bool
guard_is_clean(const struct guard_net *net)
{
	for (unsigned i = 0; i < 16; i++)
		if (net->first.octets[i] & ~guard_mask(i, net->bits))
			return false;
	return true;
}

int
guard_net_parse(const char *text, struct guard_net *out, struct error *err)
{
	size_t len = strcspn(text, "/");
	char address[GUARD_NET_TEXT_MAX];
	struct guard_net net = {.bits = 128};

	if (len >= sizeof(address))
		goto bad;
	memcpy(address, text, len);
	address[len] = '\0';
	if (guard_address_parse(address, &net.first) == -1)
		goto bad;
	if (text[len] == '/') {
		bool ipv4 = strchr(address, ':') == NULL;
		int bits = guard_bits(text + len + 1, ipv4 ? 32 : 128);

		if (bits == -1)
			goto bad;
		net.bits = (unsigned)bits + (ipv4 ? 96 : 0);
	}
	if (!guard_is_clean(&net))
		return error_set(err,
		    "network \"%.100s\" has bits set beyond its prefix", text);
	*out = net;
	return 0;
bad:
	return error_set(
	    err, "network \"%.100s\", want ADDRESS or ADDRESS/BITS", text);
}

bool
guard_net_holds(
    const struct guard_net *net, const struct guard_address *address)
{
	for (unsigned i = 0; i < 16; i++) {
		uint8_t mask = guard_mask(i, net->bits);

		if ((address->octets[i] & mask) != net->first.octets[i])
			return false;
	}
	return true;
}

int
guard_new(const char *const *allow, size_t n, struct guard **guard_out,
    struct error *err)
{
	struct guard *guard;

	if (n > GUARD_ALLOW_MAX)
		return error_set(err, "%zu networks allowed, want at most %d",
		    n, GUARD_ALLOW_MAX);
	guard = mem_zalloc(sizeof(*guard));
	guard->allow = mem_array(n, sizeof(guard->allow[0]));
	for (; guard->n_allow < n; guard->n_allow++)
		if (guard_net_parse(allow[guard->n_allow],
			&guard->allow[guard->n_allow], err) == -1) {
			guard_free(&guard);
			return -1;
		}
	*guard_out = guard;
	return 0;
}

void
guard_free(struct guard **gp)
{
	struct guard *guard = *gp;

	*gp = NULL;
	if (guard == NULL)
		return;
	free(guard->allow);
	free(guard->own);
	free(guard);
}

/* -1 where it is of neither family. */
static int
guard_from_sockaddr(const struct sockaddr *sa, struct guard_address *out)
{
	struct sockaddr_in6 in6;
	struct sockaddr_in in;

	if (sa != NULL && sa->sa_family == AF_INET) {
		memcpy(&in, sa, sizeof(in));
		guard_from_ipv4((const uint8_t *)&in.sin_addr, out);
		return 0;
	}
	if (sa != NULL && sa->sa_family == AF_INET6) {
		memcpy(&in6, sa, sizeof(in6));
		memcpy(out->octets, &in6.sin6_addr, sizeof(out->octets));
		return 0;
	}
	return -1;
}

bool
guard_is_at(const char *text, const struct sockaddr *sa)
{
	struct guard_address wanted, found;

	return guard_address_parse(text, &wanted) == 0 &&
	       guard_from_sockaddr(sa, &found) == 0 &&
	       memcmp(&wanted, &found, sizeof(wanted)) == 0;
}

static void
guard_add_own(struct guard *guard, const struct sockaddr *sa)
{
	struct guard_address a;

	if (guard->n_own == GUARD_OWN_MAX || guard_from_sockaddr(sa, &a) == -1)
		return;
	guard->own =
	    mem_resize(guard->own, guard->n_own + 1, sizeof(guard->own[0]));
	guard->own[guard->n_own++] = a;
}

/* What was known stays where the system does not tell. */
static void
guard_read_own(struct guard *guard)
{
	int64_t now = clock_steady_ms();
	struct ifaddrs *list;

	if (guard->own_read_ms != 0 &&
	    now - guard->own_read_ms < GUARD_OWN_SECONDS * 1000)
		return;
	if (getifaddrs(&list) == -1)
		return;
	guard->own_read_ms = now;
	guard->n_own = 0;
	for (const struct ifaddrs *i = list; i != NULL; i = i->ifa_next)
		guard_add_own(guard, i->ifa_addr);
	freeifaddrs(list);
}

static bool
guard_is_own(const struct guard *guard, const struct guard_address *address)
{
	for (size_t i = 0; i < guard->n_own; i++)
		if (memcmp(&guard->own[i], address, sizeof(*address)) == 0)
			return true;
	return false;
}

/* The address itself, or one that it carries. */
static bool
guard_leads_home(const struct guard *guard, const struct guard_address *address)
{
	struct guard_address carried[GUARD_CARRIED_MAX];
	unsigned n = guard_address_carried(address, carried);

	if (guard_is_own(guard, address))
		return true;
	for (unsigned i = 0; i < n; i++)
		if (guard_is_own(guard, &carried[i]))
			return true;
	return false;
}

static bool
guard_is_named(const struct guard *guard, const struct guard_address *address)
{
	for (size_t i = 0; i < guard->n_allow; i++)
		if (guard_net_holds(&guard->allow[i], address))
			return true;
	return false;
}

bool
guard_allows(struct guard *guard, const char *text, struct buf *why)
{
	struct guard_address address;
	const char *kind;

	if (guard_address_parse(text, &address) == -1) {
		buf_puts(why, "no address");
		return false;
	}
	if (guard_is_named(guard, &address))
		return true;
	kind = guard_address_kind(&address);
	if (kind == NULL) {
		guard_read_own(guard);
		if (!guard_leads_home(guard, &address))
			return true;
		kind = "this machine's own address";
	}
	buf_printf(why, "%s, which probe.allow does not name", kind);
	return false;
}
