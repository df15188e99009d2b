/* SPDX-License-Identifier: BSD-2-Clause */
/* Counts, leases and uses as a store has them: what is read is written as the
 * same octets. */

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "engine/lease.h"
#include "engine/ledger.h"
#include "gate/shadow.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
must(bool holds)
{
	if (!holds)
		abort();
}

static void
must_be(struct buf *octets, const uint8_t *data, size_t size)
{
	must(octets->len == size);
	must(size == 0 || memcmp(octets->data, data, size) == 0);
	buf_fini(octets);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct shadow_key key;
	struct shadow_counts counts;
	struct lease lease;
	struct buf octets = BUF_INIT;

	if (shadow_key_decode(data, size, &key) == 0) {
		must(key.rule <= RULES && key.domain_len < size);
		shadow_key_encode(&key, &octets);
		must_be(&octets, data, size);
	}
	if (shadow_counts_decode(data, size, &counts) == 0) {
		shadow_counts_encode(&counts, &octets);
		must_be(&octets, data, size);
	}
	if (lease_decode(data, size, &lease) == 0) {
		must(strlen(lease.holder) > 0);
		must(strlen(lease.holder) < LEASE_HOLDER_MAX);
		for (const char *c = lease.holder; *c != '\0'; c++)
			must(*c > ' ' && *c <= '~');
	}
	must(use_decode(data, size) >= 0);
	return 0;
}
