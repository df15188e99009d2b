/* SPDX-License-Identifier: BSD-2-Clause */
/* Responses from anywhere: whatever they say, the answer is well formed. */

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "dns/answer.h"
#include "dns/message.h"
#include "dns/name.h"

#define HEADER 12

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
want(bool holds)
{
	if (!holds)
		abort();
}

static void
check_name(const char *name)
{
	uint8_t wire[DNS_NAME_WIRE_MAX];
	char again[DNS_NAME_SIZE];
	int n = dns_name_to_wire(name, wire);

	want(n > 0 && dns_name_from_wire(wire, (size_t)n, again) == n);
	want(strcmp(name, again) == 0);
}

/* As if we had asked what the response answers. */
static struct dns_answer *
ask(const uint8_t *data, size_t size)
{
	char name[DNS_NAME_SIZE] = "a.test";
	uint16_t type = DNS_TYPE_CAA;

	if (size > HEADER) {
		int n = dns_name_from_wire(data + HEADER, size - HEADER, name);

		if (n > 0 && size - HEADER >= (size_t)n + 2)
			type = (uint16_t)(data[HEADER + n] << 8 |
					  data[HEADER + n + 1]);
	}
	return dns_answer_new(name, type, DNS_NODATA);
}

static void
check(const struct dns_answer *a, const struct message_notes *notes)
{
	bool definite = dns_answer_is_definite(a);
	uint16_t preference;
	char host[DNS_NAME_SIZE];

	want((a->status == DNS_RECORDS) == (a->n_records > 0));
	want(definite || (a->ttl == 0 && !a->ad));
	want(a->ttl <= INT32_MAX);
	want(a->n_aliases <= DNS_ALIASES_MAX + 1);
	want(!notes->goes_on || (a->status == DNS_NODATA && a->n_aliases > 0));
	for (size_t i = 0; i < a->n_aliases; i++)
		check_name(a->aliases[i]);
	for (size_t i = 0; i < a->n_records && a->type == DNS_TYPE_MX; i++)
		want(dns_record_mx(&a->records[i], &preference, host) == 0);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct dns_answer *so_far, *a, *next;
	struct message_notes notes;

	if (size > UINT16_MAX)
		return 0;
	so_far = ask(data, size);
	a = message_read(data, size, so_far, &notes);
	check(a, &notes);
	next = message_read(data, size, a, &notes); /* and on from there */
	check(next, &notes);
	dns_answer_free(&next);
	dns_answer_free(&a);
	dns_answer_free(&so_far);
	return 0;
}
