/* SPDX-License-Identifier: BSD-2-Clause */
/* RDATA of anybody: octets to text and back are the same octets. */

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/error.h"
#include "caa/property.h"
#include "dns/rdata.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
const char *__lsan_default_suppressions(void);

/* ldns 1.8.3 loses what it has read of a malformed CERT record. */
const char *
__lsan_default_suppressions(void)
{
	return "leak:ldns_rdf_new_frm_data\n";
}

static void
want(bool holds)
{
	if (!holds)
		abort();
}

static void
check_octets(uint16_t type, const uint8_t *wire, size_t len)
{
	struct buf text = BUF_INIT, back = BUF_INIT;

	dns_rdata_to_text(type, wire, len, caa_zone_text, &text);
	want(strlen(buf_text(&text)) == text.len);
	want(dns_rdata_from_text(type, buf_text(&text), text.len,
		 caa_zone_rdata, &back, NULL) == 0);
	want(back.len == len);
	want(len == 0 || memcmp(back.data, wire, len) == 0);
	buf_fini(&text);
	buf_fini(&back);
}

static void
check_text(uint16_t type, const char *text, size_t len)
{
	struct error err = {""};
	struct buf wire = BUF_INIT;

	if (dns_rdata_from_text(type, text, len, caa_zone_rdata, &wire, &err) ==
	    0)
		check_octets(type, (const uint8_t *)buf_text(&wire), wire.len);
	else
		want(wire.len == 0 && err.text[0] != '\0');
	buf_fini(&wire);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	uint16_t type;

	if (size < 2)
		return 0;
	type = (uint16_t)(data[0] << 8 | data[1]);
	check_octets(type, data + 2, size - 2);
	check_text(type, (const char *)data + 2, size - 2);
	return 0;
}
