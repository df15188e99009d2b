/* SPDX-License-Identifier: BSD-2-Clause */
/* RDATA: octets to fields to octets, to text and back. */

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/text.h"
#include "caa/property.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
must(bool holds)
{
	if (!holds)
		abort();
}

static void
reads_back(const char *text, size_t len, const uint8_t *data, size_t size)
{
	struct buf wire = BUF_INIT;

	must(caa_text_parse(text, len, &wire, NULL, NULL) == 0);
	must(wire.len == size);
	must(size == 0 ||
	     text_equal_fold(wire.data, wire.len, (const char *)data, size));
	buf_fini(&wire);
}

static void
goes_round(const struct caa_property *p, const uint8_t *data, size_t size)
{
	struct buf text = BUF_INIT, generic = BUF_INIT;

	caa_property_put_text(p, &text);
	for (size_t i = 0; i < text.len; i++)
		must(text.data[i] >= 0x20 && text.data[i] < 0x7f);
	reads_back(text.data, text.len, data, size);
	caa_property_put_generic(p, &generic);
	reads_back(generic.data, generic.len, data, size);
	buf_fini(&text);
	buf_fini(&generic);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct caa_property p;
	enum caa_rdata_fault fault;
	struct buf wire = BUF_INIT;

	if (size > UINT16_MAX)
		return 0;
	fault = caa_property_parse(data, size, &p);
	if (fault != CAA_RDATA_OK && fault != CAA_RDATA_TAG_CHARSET)
		return 0;
	caa_property_put_wire(&p, &wire);
	must(wire.len == size && memcmp(wire.data, data, size) == 0);
	buf_fini(&wire);
	if (fault == CAA_RDATA_OK)
		goes_round(&p, data, size);
	return 0;
}
