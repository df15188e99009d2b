/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Addresses, networks and targets of probes.  A network holds its first
 * address; what IPv4 refuses is refused mapped, too; a target that was read is
 * read again from its own text.
 */

#include <arpa/inet.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/mem.h"
#include "dns/name.h"
#include "probe/guard.h"
#include "probe/result.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
check_net(const char *text)
{
	struct guard_net net;

	if (guard_net_parse(text, &net, NULL) == -1)
		return;
	if (net.bits > 128 || !guard_net_holds(&net, &net.first))
		abort();
}

static void
check_kind(const char *text)
{
	struct guard_address a, carrier = {{0, 0x64, 0xff, 0x9b}};
	char again[INET6_ADDRSTRLEN];
	struct in_addr ipv4;

	if (guard_address_parse(text, &a) == -1)
		return;
	if (inet_ntop(AF_INET6, a.octets, again, sizeof(again)) == NULL ||
	    guard_address_parse(again, &carrier) == -1 ||
	    memcmp(&carrier, &a, sizeof(a)) != 0)
		abort();
	if (inet_pton(AF_INET, text, &ipv4) != 1)
		return;
	carrier = (struct guard_address){{0, 0x64, 0xff, 0x9b}};
	memcpy(carrier.octets + 12, &ipv4, 4);
	if ((guard_address_kind(&a) == NULL) !=
	    (guard_address_kind(&carrier) == NULL))
		abort();
}

static void
check_guard(const char *text)
{
	struct guard *guard = NULL;
	struct buf why = BUF_INIT;

	if (guard_new(&text, 1, &guard, NULL) == -1)
		return;
	if (guard_allows(guard, "127.0.0.1", &why) != (why.len == 0))
		abort();
	buf_fini(&why);
	guard_free(&guard);
}

static void
check_target(const char *text)
{
	char host[DNS_NAME_SIZE], host_again[DNS_NAME_SIZE];
	struct probe_target target, again;
	struct guard_address a;
	struct buf url = BUF_INIT;

	if (probe_target_parse(text, host, &target, NULL) == -1)
		return;
	if (target.host != host || target.port == 0 || host[0] == '\0' ||
	    guard_address_parse(host, &a) == 0)
		abort();
	probe_target_put(&target, &url);
	if (probe_target_parse(url.data, host_again, &again, NULL) == -1 ||
	    strcmp(host, host_again) != 0 || again.port != target.port ||
	    again.service != target.service ||
	    (again.path == NULL) != (target.path == NULL))
		abort();
	if (target.path != NULL && strcmp(target.path, again.path) != 0)
		abort();
	buf_fini(&url);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = mem_strndup((const char *)data, size);

	check_net(text);
	check_kind(text);
	check_guard(text);
	check_target(text);
	free(text);
	return 0;
}
