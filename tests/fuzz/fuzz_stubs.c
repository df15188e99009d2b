/* SPDX-License-Identifier: BSD-2-Clause */
/* Datagrams from anywhere: what is a response comes back as it came. */

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "dns/stubs.h"

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
	struct stubs stubs = {.n = 0};
	struct buf stub = BUF_INIT;
	const void *response;
	size_t len = 0;

	for (size_t i = 1; i <= 2 && stubs_make(&stubs, data, size, &stub);
	     i++) {
		want(stubs.n == i && stub.len > 2);
		want(memcmp(stub.data, data, 2) == 0);
		response = stubs_response(&stubs, stub.data, stub.len, &len);
		want(response == stubs.responses[i - 1].data);
		want(len == size && memcmp(response, data, len) == 0);
		buf_clear(&stub);
	}
	/* whatever it is taken for, it stands for one that is there, or none */
	response = stubs_response(&stubs, data, size, &len);
	want(response == NULL || response == stubs.responses[0].data ||
	     response == stubs.responses[1].data);
	stubs_clear(&stubs);
	want(stubs_response(&stubs, data, size, &len) == NULL);
	buf_fini(&stub);
	return 0;
}
