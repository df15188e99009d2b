/* SPDX-License-Identifier: BSD-2-Clause */
/* Results of probes as a store has them: what is read is written as octets that
 * say the same. */

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "probe/kept.h"
#include "probe/result.h"

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
	const struct probe_target target = {
	    PROBE_HTTPS, 443, "mta-sts.good.test", PROBE_POLICY_PATH};
	struct probe_result *r, *again;
	struct buf octets = BUF_INIT, twice = BUF_INIT;

	r = probe_kept_decode(data, size, &target, "192.0.2.1");
	if (r == NULL)
		return 0;
	must(r->body_len <= PROBE_KEPT_BODY_MAX);
	probe_kept_encode(r, &octets);
	again =
	    probe_kept_decode(octets.data, octets.len, &target, "192.0.2.1");
	must(again != NULL);
	probe_kept_encode(again, &twice);
	must(octets.len == twice.len &&
	     memcmp(octets.data, twice.data, octets.len) == 0);
	probe_result_free(&again);
	probe_result_free(&r);
	buf_fini(&octets);
	buf_fini(&twice);
	return 0;
}
