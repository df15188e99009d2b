/* SPDX-License-Identifier: BSD-2-Clause */
/* Waivers as a store has them: what is read is bounded, and is written as
 * octets that say the same. */

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "gate/waiver.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
must(bool holds)
{
	if (!holds)
		abort();
}

static void
must_equal(const struct waiver *a, const struct waiver *b)
{
	must(a->rule == b->rule && a->begun == b->begun);
	must(a->until == b->until && a->reason_len == b->reason_len);
	must(a->reason_len == 0 ||
	     memcmp(a->reason, b->reason, a->reason_len) == 0);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct waivers all, again;
	struct buf octets = BUF_INIT;

	if (waivers_decode(data, size, &all) == -1) {
		must(all.n == 0);
		return 0;
	}
	must(all.n <= WAIVERS_MAX);
	waivers_encode(&all, &octets);
	must(octets.len == size && memcmp(octets.data, data, size) == 0);
	must(waivers_decode(octets.data, octets.len, &again) == 0);
	must(again.n == all.n);
	for (size_t i = 0; i < all.n; i++) {
		must(all.list[i].rule <= RULES);
		must(all.list[i].reason_len <= WAIVER_REASON_MAX);
		must_equal(&all.list[i], &again.list[i]);
	}
	(void)waivers_find(&all, RULE_CAA_08, 0);
	(void)waivers_end(&all, RULES, 0);
	must(waivers_find(&all, RULE_CAA_08, 0) == NULL);
	buf_fini(&octets);
	return 0;
}
