/* SPDX-License-Identifier: BSD-2-Clause */
/* Datagrams from anywhere: what is a response comes back as it came. */

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "dns/standins.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
want(bool holds)
{
	if (!holds)
		abort();
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct standins standins = {.n = 0};
	struct buf standin = BUF_INIT;
	const void *response;
	size_t len = 0;

	for (size_t i = 1;
	     i <= 2 && standins_make(&standins, data, size, &standin); i++) {
		want(standins.n == i && standin.len > 2);
		want(memcmp(standin.data, data, 2) == 0);
		response = standins_response(
		    &standins, standin.data, standin.len, &len);
		want(response == standins.responses[i - 1].data);
		want(len == size && memcmp(response, data, len) == 0);
		buf_clear(&standin);
	}
	/* whatever it is taken for, it stands for one that is there, or none */
	response = standins_response(&standins, data, size, &len);
	want(response == NULL || response == standins.responses[0].data ||
	     response == standins.responses[1].data);
	standins_clear(&standins);
	want(standins_response(&standins, data, size, &len) == NULL);
	buf_fini(&standin);
	return 0;
}
