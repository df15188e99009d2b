/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Which addresses may be connected to.  Targets come from DNS that anyone may
 * write, so only addresses of the public Internet pass that are not this
 * machine's own: never loopback, private, link-local, multicast, reserved or
 * documentation addresses, nor IPv6 addresses that carry such an IPv4 address
 * (mapped, NAT64, 6to4, Teredo, ISATAP).  What an operator allows by name
 * passes before all that.
 */

#ifndef PROBE_GUARD_H
#define PROBE_GUARD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct buf;
struct error;
struct guard;
struct sockaddr;

/* IPv6, or IPv4 as ::ffff:0:0/96; so a mapped address is the IPv4 address. */
struct guard_address {
	uint8_t octets[16];
};

struct guard_net {
	struct guard_address first; /* octets beyond the prefix are 0 */
	unsigned bits;              /* 0..128 */
};

#define GUARD_ALLOW_MAX 10000 /* networks */

/* `192.0.2.1`, `2001:db8::1`: no zone, no port, no shorter forms.  -1. */
int guard_address_parse(const char *text, struct guard_address *out);

/* `192.0.2.0/24`, `2001:db8::/32`, or one address.  -1 and *err where it is
 * none, or has bits set beyond its prefix. */
int guard_net_parse(const char *text, struct guard_net *out, struct error *err);

bool guard_net_holds(const struct guard_net *, const struct guard_address *);

/* What kind of address no stranger may lead us to (`a loopback address`);
 * NULL: a public one.  Static. */
const char *guard_address_kind(const struct guard_address *);

/* -1 and *err where `allow` holds what is no network, or too many. */
int guard_new(const char *const *allow, size_t n, struct guard **guard_out,
    struct error *err);
void guard_free(struct guard **);

/*
 * May this be connected to?  If not, the end of a sentence is appended to *why:
 * `a private address, which probe.allow does not name`.  This machine's own
 * addresses are read again when what is known is older than GUARD_OWN_SECONDS.
 */
#define GUARD_OWN_SECONDS 30
bool guard_allows(struct guard *, const char *address, struct buf *why);

/* Is that what this address, as text, stands for? */
bool guard_is_at(const char *address, const struct sockaddr *);

#endif
