/* SPDX-License-Identifier: BSD-2-Clause */
/* Zone files from anywhere: refused, or answering without contradiction. */

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/error.h"
#include "dns/answer.h"
#include "dns/name.h"
#include "dns/zone.h"

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

static int
read_caa(const char *text, size_t len, struct buf *wire, struct error *err)
{
	if (len == 0)
		return error_set(err, "CAA without RDATA");
	want(memchr(text, '\n', len) == NULL && text[0] != ' ');
	buf_put(wire, text, len);
	return 0;
}

static void
check_answer(const struct dns_zone *z, const char *name, uint16_t type)
{
	char target[DNS_NAME_SIZE];
	struct dns_answer *a = dns_zone_answer(z, name, type, target);

	want((a->status == DNS_RECORDS) == (a->n_records > 0));
	want(dns_answer_is_definite(a) || a->ttl == 0);
	want(!a->ad && a->n_aliases <= DNS_ALIASES_MAX + 1);
	want(target[0] == '\0' ||
	     (a->status == DNS_NODATA &&
		 !dns_name_at_or_below(target, dns_zone_origin(z))));
	for (size_t i = 0; i < a->n_aliases; i++) {
		uint8_t wire[DNS_NAME_WIRE_MAX];

		want(dns_name_to_wire(a->aliases[i], wire) > 0);
	}
	dns_answer_free(&a);
}

/* The origin, and what begins with labels of the file itself. */
static void
check_zone(const struct dns_zone *z, const uint8_t *data, size_t size)
{
	static const uint16_t types[] = {
	    DNS_TYPE_CAA, DNS_TYPE_CNAME, DNS_TYPE_MX};
	const char *origin = dns_zone_origin(z);
	const char *dot = strcmp(origin, ".") == 0 ? "" : origin;

	for (size_t t = 0; t < 3; t++)
		check_answer(z, origin, types[t]);
	for (size_t i = 0, asked = 0; i < size && asked < 32; i++) {
		char name[DNS_NAME_SIZE + 64];
		uint8_t wire[DNS_NAME_WIRE_MAX];
		size_t len = 0;

		while (i + len < size && len < 32 &&
		       (data[i + len] == '.' || data[i + len] == '*' ||
			   (data[i + len] >= 'a' && data[i + len] <= 'z')))
			len++;
		if (len == 0)
			continue;
		(void)snprintf(name, sizeof(name), "%.*s%s%s", (int)len,
		    (const char *)data + i, dot[0] != '\0' ? "." : "", dot);
		if (dns_name_to_wire(name, wire) > 0)
			check_answer(z, name, types[asked % 3]);
		asked++;
		i += len;
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct error err = {""};
	struct dns_zone *z = NULL;
	FILE *f;

	if (size == 0)
		return 0;
	f = fmemopen((void *)(uintptr_t)data, size, "r");
	if (f == NULL)
		return 0;
	if (dns_zone_read(f, "z", read_caa, &z, &err) == -1)
		want(z == NULL && strncmp(err.text, "z:", 2) == 0);
	else
		check_zone(z, data, size);
	dns_zone_free(&z);
	(void)fclose(f);
	return 0;
}
