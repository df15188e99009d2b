/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Distinguished names: DER, RFC 4514 text and CCADB's text.  A name read from
 * a certificate and written as text is the same name; keys are stable.
 */

#include <openssl/err.h>
#include <openssl/x509.h>

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "cert/dn.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
check_loose(const char *key)
{
	struct buf loose = BUF_INIT, again = BUF_INIT;

	dn_key_loose(key, &loose);
	dn_key_loose(loose.data, &again);
	if (strcmp(loose.data, again.data) != 0)
		abort();
	if (loose.len > 0 && !dn_loose_covers(loose.data, loose.data))
		abort();
	buf_fini(&loose);
	buf_fini(&again);
}

static void
check_der(const uint8_t *der, size_t size)
{
	const unsigned char *at = der;
	X509_NAME *name = d2i_X509_NAME(NULL, &at, (long)size);
	struct buf key = BUF_INIT, text = BUF_INIT, again = BUF_INIT;

	if (name != NULL && dn_key_from_x509(name, &key, NULL) == 0) {
		if (dn_text_from_x509(name, &text, NULL) == -1 ||
		    dn_key_from_text(text.data, &again, NULL) == -1 ||
		    strcmp(key.data, again.data) != 0)
			abort();
		check_loose(key.data);
	}
	X509_NAME_free(name);
	ERR_clear_error();
	buf_fini(&key);
	buf_fini(&text);
	buf_fini(&again);
}

static void
check_text(const char *text)
{
	struct buf key = BUF_INIT, value = BUF_INIT;

	if (dn_key_from_text(text, &key, NULL) == 0) {
		check_loose(key.data);
		(void)dn_text_value(text, "CN", &value);
	} else if (key.len != 0) {
		abort();
	}
	buf_fini(&key);
	buf_fini(&value);
}

/* CCADB's text, as RFC 4514 text, is the same name. */
static void
check_ccadb(const char *text)
{
	struct buf key = BUF_INIT, rfc4514 = BUF_INIT, again = BUF_INIT;

	if (dn_key_from_ccadb(text, &key, NULL) == 0) {
		check_loose(key.data);
		if (dn_text_from_ccadb(text, &rfc4514, NULL) == -1)
			abort();
		/* escapes may make it too long */
		if (rfc4514.len <= DN_TEXT_MAX &&
		    (dn_key_from_text(rfc4514.data, &again, NULL) == -1 ||
			strcmp(key.data, again.data) != 0))
			abort();
	}
	buf_fini(&key);
	buf_fini(&rfc4514);
	buf_fini(&again);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = mem_strndup((const char *)data, size);

	check_der(data, size);
	check_text(text);
	check_ccadb(text);
	free(text);
	return 0;
}
