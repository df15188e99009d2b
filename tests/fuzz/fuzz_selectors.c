/* SPDX-License-Identifier: BSD-2-Clause */
/* What mail is signed with as a store has it: what is read is names within
 * bounds, and is written as octets that say the same. */

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "engine/selectors_kept.h"

#define NOW INT64_C(1800000000)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
must(bool holds)
{
	if (!holds)
		abort();
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct selectors_kept kept, again;
	struct buf octets = BUF_INIT, twice = BUF_INIT;
	char name[DNS_NAME_SIZE];

	selectors_decode(data, size, NOW, &kept);
	for (unsigned kind = 0; kind < SELECTORS_KINDS; kind++) {
		const struct selectors_names *names = &kept.of[kind];

		must(names->n <= SELECTORS_MAX);
		for (size_t i = 0; i < names->n; i++)
			must(dns_name_canonical(
				 names->list[i].name, name, NULL) == 0);
	}
	selectors_encode(&kept, &octets);
	selectors_decode(octets.data, octets.len, NOW, &again);
	selectors_encode(&again, &twice);
	must(octets.len == twice.len &&
	     memcmp(octets.data, twice.data, octets.len) == 0);
	buf_fini(&octets);
	buf_fini(&twice);
	return 0;
}
