/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * SPF records: what is read can be put together again from its terms and is
 * read the same; what its macros expand to is a name or none.
 */

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/error.h"
#include "dns/name.h"
#include "records/spf.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const struct spf_macros values = {
    .sender = "postmaster@x.test",
    .local = "postmaster",
    .origin = "x.test",
    .domain = "_spf.x.test",
    .address = "192.0.2.1",
    .shown = "192.0.2.1",
    .helo = "mx.x.test",
    .family = "in-addr",
};

static void
must(bool holds)
{
	if (!holds)
		abort();
}

static void
check_domain(const struct spf_term *t)
{
	char name[DNS_NAME_SIZE];
	uint8_t wire[DNS_NAME_WIRE_MAX];

	if (t->domain == NULL ||
	    spf_macro_name(t->domain, t->domain_len, &values, name) != 1)
		return;
	must(dns_name_to_wire(name, wire) > 0);
	must(dns_name_labels(name) >= 2);
}

static void
check_again(const struct spf_record *r)
{
	struct buf text = BUF_INIT;
	struct spf_record again;

	buf_puts(&text, "v=spf1");
	for (size_t i = 0; i < r->n_terms; i++) {
		buf_putc(&text, ' ');
		buf_put(&text, r->terms[i].text, r->terms[i].text_len);
	}
	must(spf_parse(buf_text(&text), text.len, &again, NULL) == 0);
	must(again.n_terms == r->n_terms);
	for (size_t i = 0; i < r->n_terms; i++) {
		const struct spf_term *a = &r->terms[i], *b = &again.terms[i];

		must(a->kind == b->kind && a->qualifier == b->qualifier);
		must(a->prefix4 == b->prefix4 && a->prefix6 == b->prefix6);
		must(a->prefix4 <= 32 && a->prefix6 <= 128);
		must(a->domain_len == b->domain_len);
	}
	spf_record_fini(&again);
	buf_fini(&text);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct spf_record r;
	struct error err = {""};

	if (spf_parse((const char *)data, size, &r, &err) == -1) {
		must(err.text[0] != '\0');
		return 0;
	}
	must(r.n_terms <= SPF_TERMS_MAX);
	for (size_t i = 0; i < r.n_terms; i++)
		check_domain(&r.terms[i]);
	check_again(&r);
	spf_record_fini(&r);
	return 0;
}
