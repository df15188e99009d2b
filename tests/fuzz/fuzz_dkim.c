/* SPDX-License-Identifier: BSD-2-Clause */
/* DKIM key records: what is read is written as a record without a fault that
 * holds the same key under the same limits. */

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/error.h"
#include "records/dkim.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
must(bool holds)
{
	if (!holds)
		abort();
}

static bool
is_printable(const char *text)
{
	for (; text != NULL && *text != '\0'; text++)
		if (*text < ' ' || *text > '~')
			return false;
	return true;
}

static void
reads_back(const struct dkim_key *key)
{
	struct buf text = BUF_INIT, again_text = BUF_INIT;
	struct dkim_key again;
	bool has_key;

	dkim_key_put_text(key, &text);
	must(dkim_key_parse(buf_text(&text), text.len, &again, &has_key,
		 NULL) == DKIM_FAULT_NONE);
	must(has_key && dkim_key_equal(key, &again));
	must(key->bits == again.bits && !again.is_bare);
	must(key->sha256 == again.sha256 && key->email == again.email);
	must(key->testing == again.testing && key->strict == again.strict);
	dkim_key_put_text(&again, &again_text);
	must(strcmp(buf_text(&text), buf_text(&again_text)) == 0);
	dkim_key_fini(&again);
	must(dkim_key_from_spki(key->spki, key->spki_len, &again, NULL) == 0);
	must(dkim_key_equal(key, &again));
	dkim_key_fini(&again);
	buf_fini(&text);
	buf_fini(&again_text);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct error err = {""};
	struct dkim_key key;
	bool has_key = false;
	enum dkim_fault fault =
	    dkim_key_parse((const char *)data, size, &key, &has_key, &err);

	must((fault == DKIM_FAULT_NONE) == (err.text[0] == '\0'));
	must(is_printable(err.text));
	must(has_key == (fault < DKIM_FAULT_VERSION));
	if (!has_key)
		return 0;
	must(is_printable(key.hashes) && is_printable(key.services));
	reads_back(&key);
	dkim_key_fini(&key);
	return 0;
}
