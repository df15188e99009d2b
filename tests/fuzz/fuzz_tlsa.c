/* SPDX-License-Identifier: BSD-2-Clause */
/* TLSA RDATA: the text of what is read is the RDATA again, and a record
 * without a fault has data of the length that its numbers ask for. */

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/text.h"
#include "dns/answer.h"
#include "dns/rdata.h"
#include "records/tlsa.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
must(int holds)
{
	if (!holds)
		abort();
}

static void
reads_back(const struct tlsa *t, const uint8_t *data, size_t size)
{
	struct buf text = BUF_INIT, wire = BUF_INIT;

	tlsa_put_text(t, &text);
	if (t->len > 0) {
		must(dns_rdata_from_text(DNS_TYPE_TLSA, buf_text(&text),
			 text.len, NULL, &wire, NULL) == 0);
		must(wire.len == size && memcmp(wire.data, data, size) == 0);
	}
	buf_fini(&text);
	buf_fini(&wire);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct dns_record record = {data, size};
	struct buf why = BUF_INIT;
	struct tlsa t;

	if (size > 4096)
		return 0;
	if (tlsa_parse(&record, &t, NULL) == -1) {
		must(size < 3);
		return 0;
	}
	must(t.len == size - 3);
	tlsa_put_fault(&t, &why);
	must((why.len == 0) == (tlsa_fault(&t) == TLSA_FAULT_NONE));
	if (tlsa_fault(&t) == TLSA_FAULT_NONE) {
		must(t.usage <= 3 && t.selector <= 1 && t.matching <= 2);
		must(t.len > 0 && (t.matching != 1 || t.len == 32) &&
		     (t.matching != 2 || t.len == 64));
	}
	reads_back(&t, data, size);
	buf_fini(&why);
	return 0;
}
