/* SPDX-License-Identifier: BSD-2-Clause */
/* TLSA records: RDATA to fields, and their faults. */

#include "records/tlsa.h"

#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/x509.h>
#include <stdbool.h>

#include "base/buf.h"
#include "base/cursor.h"
#include "base/error.h"
#include "base/text.h"
#include "dns/answer.h"

#define SHA256_OCTETS 32
#define SHA512_OCTETS 64

int
tlsa_parse(const struct dns_record *r, struct tlsa *out, struct error *err)
{
	struct cursor c;
	struct tlsa t;

	cursor_init(&c, r->data, r->len);
	t.usage = cursor_u8(&c);
	t.selector = cursor_u8(&c);
	t.matching = cursor_u8(&c);
	if (!c.ok)
		return error_set(err,
		    "TLSA record of %zu octets, wanted 3 numbers and data",
		    r->len);
	t.len = c.left;
	t.data = cursor_take(&c, c.left);
	*out = t;
	return 0;
}

/* The octets that a digest has; 0 where the data stands in full. */
static size_t
tlsa_digest_octets(const struct tlsa *t)
{
	if (t->matching == TLSA_MATCHING_SHA256)
		return SHA256_OCTETS;
	return t->matching == TLSA_MATCHING_SHA512 ? SHA512_OCTETS : 0;
}

static bool
tlsa_data_is_read(const struct tlsa *t)
{
	const unsigned char *at = t->data;
	X509 *cert = NULL;
	EVP_PKEY *key = NULL;
	bool is_read;

	if (t->selector == TLSA_SELECTOR_CERT)
		cert = d2i_X509(NULL, &at, (long)t->len);
	else
		key = d2i_PUBKEY(NULL, &at, (long)t->len);
	is_read = (cert != NULL || key != NULL) && at == t->data + t->len;
	X509_free(cert);
	EVP_PKEY_free(key);
	ERR_clear_error();
	return is_read;
}

enum tlsa_fault
tlsa_fault(const struct tlsa *t)
{
	size_t octets = tlsa_digest_octets(t);

	if (t->usage > TLSA_USAGE_DANE_EE)
		return TLSA_FAULT_USAGE;
	if (t->selector > TLSA_SELECTOR_SPKI)
		return TLSA_FAULT_SELECTOR;
	if (t->matching > TLSA_MATCHING_SHA512)
		return TLSA_FAULT_MATCHING;
	if (t->len == 0 || (octets != 0 && t->len != octets))
		return TLSA_FAULT_LENGTH;
	if (octets == 0 && !tlsa_data_is_read(t))
		return TLSA_FAULT_DATA;
	return TLSA_FAULT_NONE;
}

static void
tlsa_put_length(const struct tlsa *t, struct buf *out)
{
	if (tlsa_digest_octets(t) == 0)
		buf_puts(out, "has no data");
	else
		buf_printf(out, "has a digest of %zu octets, wanted %zu",
		    t->len, tlsa_digest_octets(t));
}

void
tlsa_put_fault(const struct tlsa *t, struct buf *out)
{
	switch (tlsa_fault(t)) {
	case TLSA_FAULT_NONE:
		break;
	case TLSA_FAULT_USAGE:
		buf_printf(out, "has usage %u, wanted 0 to 3", t->usage);
		break;
	case TLSA_FAULT_SELECTOR:
		buf_printf(out, "has selector %u, wanted 0 or 1", t->selector);
		break;
	case TLSA_FAULT_MATCHING:
		buf_printf(
		    out, "has matching type %u, wanted 0 to 2", t->matching);
		break;
	case TLSA_FAULT_LENGTH:
		tlsa_put_length(t, out);
		break;
	case TLSA_FAULT_DATA:
		buf_printf(out, "holds no %s in DER",
		    t->selector == TLSA_SELECTOR_CERT ? "certificate"
						      : "public key");
		break;
	}
}

void
tlsa_put_numbers(const struct tlsa *t, struct buf *out)
{
	buf_printf(out, "%u %u %u", t->usage, t->selector, t->matching);
}

void
tlsa_put_text(const struct tlsa *t, struct buf *out)
{
	tlsa_put_numbers(t, out);
	buf_putc(out, ' ');
	text_put_hex(out, t->data, t->len);
}
