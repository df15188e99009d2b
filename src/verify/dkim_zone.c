/* SPDX-License-Identifier: BSD-2-Clause */
/* Where DKIM keys stand in the DNS, and how they are written there. */

#include "verify/dkim_zone.h"

#include <stdio.h>

#include "base/buf.h"
#include "dns/answer.h"
#include "dns/rdata.h"
#include "records/dkim.h"

#define STRING_MAX 255

int
dkim_owner(const char *selector, const char *domain, char out[DNS_NAME_SIZE])
{
	uint8_t wire[DNS_NAME_WIRE_MAX];
	int n =
	    snprintf(out, DNS_NAME_SIZE, "%s._domainkey.%s", selector, domain);

	if (n < 0 || n >= DNS_NAME_SIZE || dns_name_to_wire(out, wire) == -1)
		return -1;
	return 0;
}

void
dkim_put_line(const char *owner, const struct dkim_key *key, struct buf *out)
{
	struct buf text = BUF_INIT, wire = BUF_INIT;

	dkim_key_put_text(key, &text);
	for (size_t at = 0; at < text.len;) {
		size_t n = text.len - at;

		if (n > STRING_MAX)
			n = STRING_MAX;
		buf_u8(&wire, (uint8_t)n);
		buf_put(&wire, text.data + at, n);
		at += n;
	}
	buf_printf(out, "%s. IN TXT ", owner);
	dns_rdata_to_text(DNS_TYPE_TXT, (const uint8_t *)buf_text(&wire),
	    wire.len, NULL, out);
	buf_fini(&text);
	buf_fini(&wire);
}

bool
dkim_mended(const struct dkim_key *key, const struct dkim_key *signer,
    struct dkim_key *out)
{
	*out = *key;
	if (signer != NULL && !dkim_key_equal(signer, key)) {
		*out = *signer;
		return true;
	}
	if (!key->sha256)
		out->hashes = NULL;
	if (!key->email)
		out->services = NULL;
	out->testing = false;
	return !key->sha256 || !key->email || key->testing;
}
