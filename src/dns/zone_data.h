/* SPDX-License-Identifier: BSD-2-Clause */
/* Inside dns: a zone in memory, as the reader leaves it for the answerer. */

#ifndef DNS_ZONE_DATA_H
#define DNS_ZONE_DATA_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "dns/name.h"

/*
 * A name's labels from the root down, each with its length octet: a name's key
 * begins with its ancestors' keys, so that in the order of keys all that lies
 * below a name follows it at once.
 */
struct zone_key {
	uint8_t octets[DNS_NAME_WIRE_MAX];
	uint8_t len;
};

struct zone_record {
	uint8_t *key;
	uint8_t key_len;
	uint16_t type;
	uint32_t ttl;
	unsigned line;
	uint8_t *rdata;
	size_t rdata_len;
};

struct dns_zone {
	char *path;
	char origin[DNS_NAME_SIZE];
	struct zone_key origin_key;
	struct zone_record *records; /* by key, then type, then RDATA */
	size_t n_records;
	bool has_soa;
	uint32_t negative_ttl; /* RFC 2308 section 5 */
};

int zone_key_from_name(struct zone_key *, const char *name);
void zone_key_to_name(const uint8_t *key, size_t len, char out[DNS_NAME_SIZE]);

/* As memcmp; of two keys of which one begins with the other, the shorter is
 * less. */
int zone_key_compare(
    const uint8_t *a, size_t a_len, const uint8_t *b, size_t b_len);

#endif
