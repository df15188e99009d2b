/* SPDX-License-Identifier: BSD-2-Clause */
/* Presentation text to octets to canonical text to the same octets. */

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/error.h"
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
canonical_is_the_same(const struct buf *wire)
{
	struct buf text = BUF_INIT, again = BUF_INIT, twice = BUF_INIT;
	struct caa_property p;

	must(caa_property_parse((const uint8_t *)wire->data, wire->len, &p) ==
	     CAA_RDATA_OK);
	caa_property_put_text(&p, &text);
	must(caa_text_parse(text.data, text.len, &again, NULL, NULL) == 0);
	must(text_equal_fold(again.data, again.len, wire->data, wire->len));
	must(caa_property_parse((const uint8_t *)again.data, again.len, &p) ==
	     CAA_RDATA_OK);
	caa_property_put_text(&p, &twice);
	must(strcmp(buf_text(&text), buf_text(&twice)) == 0);
	buf_fini(&text);
	buf_fini(&again);
	buf_fini(&twice);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct buf wire = BUF_INIT;
	struct error err = {""};
	const char *reason = NULL;

	if (caa_text_parse((const char *)data, size, &wire, &reason, &err) ==
	    0) {
		canonical_is_the_same(&wire);
	} else {
		must(reason != NULL && err.text[0] != '\0');
		must(wire.len == 0);
	}
	buf_fini(&wire);
	return 0;
}
