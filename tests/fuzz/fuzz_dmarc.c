/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * DMARC records: bounded, each tag lies in the record, a name that is taken
 * from a report address is one; and what is read is read again the same when
 * only the tags that count are written.
 */

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "records/dmarc.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
must(bool holds)
{
	if (!holds)
		abort();
}

static void
check_uris(const struct dmarc_uris *uris)
{
	char name[DNS_NAME_SIZE];

	must(uris->n <= DMARC_URIS_MAX);
	for (size_t i = 0; i < uris->n; i++) {
		const struct dmarc_uri *u = &uris->list[i];

		if (u->domain[0] == '\0')
			continue;
		must(dns_name_canonical(u->domain, name, NULL) == 0);
		must(strcmp(name, u->domain) == 0);
	}
}

static void
check_again(const struct dmarc_record *r)
{
	struct buf text = BUF_INIT;
	struct dmarc_record again;

	for (size_t i = 0; i < r->n_tags; i++) {
		const struct dmarc_tag *t = &r->tags[i];

		if (t->standing != DMARC_TAG_KNOWN &&
		    t->standing != DMARC_TAG_WRONG)
			continue;
		buf_put(&text, t->name, t->name_len);
		buf_putc(&text, '=');
		buf_put(&text, t->value, t->value_len);
		buf_putc(&text, ';');
	}
	must(dmarc_parse(buf_text(&text), text.len, &again) == 0);
	must(again.p == r->p && again.sp == r->sp && again.np == r->np);
	must(again.testing == r->testing && again.psd == r->psd);
	must(again.strict_spf == r->strict_spf);
	must(again.strict_dkim == r->strict_dkim);
	must(again.rua.n == r->rua.n && again.ruf.n == r->ruf.n);
	dmarc_record_fini(&again);
	buf_fini(&text);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct dmarc_record r;

	if (dmarc_parse((const char *)data, size, &r) == -1)
		return 0;
	must(r.n_tags >= 1 && r.n_tags <= DMARC_TAGS_MAX);
	must(dmarc_own_policy(&r) >= DMARC_NONE);
	must(dmarc_policy_below(&r, true) >= DMARC_NONE);
	must(dmarc_policy_below(&r, false) >= DMARC_NONE);
	must(dmarc_in_force(&r, dmarc_own_policy(&r)) <= dmarc_own_policy(&r));
	check_uris(&r.rua);
	check_uris(&r.ruf);
	check_again(&r);
	dmarc_record_fini(&r);
	return 0;
}
