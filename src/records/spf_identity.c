/* SPDX-License-Identifier: BSD-2-Clause */
/* An SPF identity as macro values and octets (RFC 7208 section 7.3). */

#include "records/spf_identity.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "records/spf_walk.h"

/* `2.0.0.1.0.d...`: the nibbles of an IPv6 address, most significant first */
static void
who_put_nibbles(const uint8_t *address, char out[SPF_ADDRESS_TEXT_MAX])
{
	static const char digits[] = "0123456789abcdef";

	for (unsigned i = 0; i < 32; i++) {
		unsigned nibble =
		    i % 2 == 0 ? address[i / 2] >> 4 : address[i / 2] & 0xf;

		out[i * 2] = digits[nibble];
		out[i * 2 + 1] = '.';
	}
	out[63] = '\0';
}

/* ::ffff:192.0.2.1 is judged as the IPv4 address it holds (section 5). */
static void
who_unmap(struct spf_who *w)
{
	static const uint8_t mapped[12] = {[10] = 0xff, [11] = 0xff};

	if (memcmp(w->address, mapped, sizeof(mapped)) != 0)
		return;
	memmove(w->address, w->address + 12, 4);
	w->is_v6 = false;
}

static void
who_set_address(struct spf_who *w, const char *text)
{
	if (inet_pton(AF_INET, text, w->address) == 1) {
		w->is_v6 = false;
	} else if (inet_pton(AF_INET6, text, w->address) == 1) {
		w->is_v6 = true;
		who_unmap(w);
	} else {
		return;
	}
	w->has_address = true;
	if (w->is_v6)
		who_put_nibbles(w->address, w->dotted);
	else
		(void)inet_ntop(
		    AF_INET, w->address, w->dotted, sizeof(w->dotted));
	w->macros.address = w->dotted;
	w->macros.shown = text;
	w->macros.family = w->is_v6 ? "ip6" : "in-addr";
}

void
spf_who_init(
    struct spf_who *w, const char *domain, const struct spf_identity *identity)
{
	const char *local =
	    identity->local != NULL ? identity->local : "postmaster";

	*w = (struct spf_who){.has_address = false};
	w->sender = mem_printf("%s@%s", local, domain);
	w->macros = (struct spf_macros){.sender = w->sender,
	    .local = local,
	    .origin = domain,
	    .helo = identity->helo != NULL ? identity->helo : domain};
	if (identity->address != NULL)
		who_set_address(w, identity->address);
}

void
spf_who_fini(struct spf_who *w)
{
	free(w->sender);
	w->sender = NULL;
}

char *
spf_who_reverse(const struct spf_who *w)
{
	const uint8_t *a = w->address;
	char reversed[SPF_ADDRESS_TEXT_MAX];

	if (!w->is_v6)
		return mem_printf(
		    "%u.%u.%u.%u.in-addr.arpa", a[3], a[2], a[1], a[0]);
	for (unsigned i = 0; i < 63; i++)
		reversed[i] = w->dotted[62 - i];
	reversed[63] = '\0';
	return mem_printf("%s.ip6.arpa", reversed);
}

bool
spf_who_within(const struct spf_who *w, const uint8_t *network, unsigned prefix)
{
	unsigned octets = prefix / 8, bits = prefix % 8;
	unsigned mask = 0xff00u >> bits & 0xff;

	return memcmp(w->address, network, octets) == 0 &&
	       (bits == 0 ||
		   ((w->address[octets] ^ network[octets]) & mask) == 0);
}
