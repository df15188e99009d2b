/* SPDX-License-Identifier: BSD-2-Clause */
/* Answers from a zone in memory, as an authoritative server finds them. */

#include "dns/zone.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "dns/answer.h"
#include "dns/trail.h"
#include "dns/zone_data.h"

#define ZONE_RCODE_NXDOMAIN 3
#define ZONE_RCODE_YXDOMAIN 6

/* Wire to key and back are the same work: the labels change ends. */
static void
zone_reverse(const uint8_t *from, size_t len, uint8_t *to)
{
	uint8_t *end = to + len;

	for (size_t i = 0; i < len; i += 1u + from[i]) {
		end -= 1 + from[i];
		memcpy(end, from + i, 1u + from[i]);
	}
}

int
zone_key_from_name(struct zone_key *key, const char *name)
{
	uint8_t wire[DNS_NAME_WIRE_MAX];
	int n = dns_name_to_wire(name, wire);

	if (n == -1)
		return -1;
	key->len = (uint8_t)(n - 1);
	zone_reverse(wire, key->len, key->octets);
	return 0;
}

void
zone_key_to_name(const uint8_t *key, size_t len, char out[DNS_NAME_SIZE])
{
	uint8_t wire[DNS_NAME_WIRE_MAX];

	zone_reverse(key, len, wire);
	wire[len] = 0;
	(void)dns_name_from_wire(wire, len + 1, out);
}

int
zone_key_compare(const uint8_t *a, size_t a_len, const uint8_t *b, size_t b_len)
{
	int order = memcmp(a, b, a_len < b_len ? a_len : b_len);

	return order != 0 ? order : (a_len > b_len) - (a_len < b_len);
}

const char *
dns_zone_origin(const struct dns_zone *z)
{
	return z->origin;
}

/* The first record that is not before (key, type). */
static const struct zone_record *
zone_seek(const struct dns_zone *z, const struct zone_key *key, uint16_t type)
{
	size_t low = 0, high = z->n_records;

	while (low < high) {
		size_t mid = low + (high - low) / 2;
		const struct zone_record *r = &z->records[mid];
		int order =
		    zone_key_compare(r->key, r->key_len, key->octets, key->len);

		if (order < 0 || (order == 0 && r->type < type))
			low = mid + 1;
		else
			high = mid;
	}
	return &z->records[low];
}

static bool
zone_is_end(const struct dns_zone *z, const struct zone_record *r)
{
	return r == z->records + z->n_records;
}

/* The first record of (key, type), or NULL. */
static const struct zone_record *
zone_find(const struct dns_zone *z, const struct zone_key *key, uint16_t type)
{
	const struct zone_record *r = zone_seek(z, key, type);

	if (zone_is_end(z, r) || r->type != type ||
	    zone_key_compare(r->key, r->key_len, key->octets, key->len) != 0)
		return NULL;
	return r;
}

/* Has the name records, or is there a name below it (RFC 4592 2.2.2)? */
static bool
zone_exists(const struct dns_zone *z, const struct zone_key *key)
{
	const struct zone_record *r = zone_seek(z, key, 0);

	return key->len == z->origin_key.len ||
	       (!zone_is_end(z, r) && r->key_len >= key->len &&
		   memcmp(r->key, key->octets, key->len) == 0);
}

static bool
zone_holds(const struct dns_zone *z, const struct zone_key *key)
{
	return key->len >= z->origin_key.len &&
	       memcmp(key->octets, z->origin_key.octets, z->origin_key.len) ==
		   0;
}

/*
 * The DNAME nearest the origin among those that redirect the name: one at an
 * ancestor, never at the name itself (RFC 6672 section 2.3).
 */
static const struct zone_record *
zone_find_dname(const struct dns_zone *z, const struct zone_key *key)
{
	struct zone_key above = *key;

	for (size_t len = z->origin_key.len; len < key->len;
	     len += 1u + key->octets[len]) {
		const struct zone_record *r;

		above.len = (uint8_t)len;
		r = zone_find(z, &above, DNS_TYPE_DNAME);
		if (r != NULL)
			return r;
	}
	return NULL;
}

/* The wildcard at the closest encloser of a name that does not exist. */
static bool
zone_find_wildcard(const struct dns_zone *z, const struct zone_key *key,
    struct zone_key *wildcard_out)
{
	struct zone_key above = *key;
	size_t closest = z->origin_key.len;

	for (size_t len = closest; len < key->len;
	     len += 1u + key->octets[len]) {
		above.len = (uint8_t)len;
		if (!zone_exists(z, &above))
			break;
		closest = len;
	}
	if (closest + 2 > sizeof(above.octets) - 1)
		return false;
	above.octets[closest] = 1;
	above.octets[closest + 1] = '*';
	above.len = (uint8_t)(closest + 2);
	*wildcard_out = above;
	return zone_exists(z, wildcard_out);
}

static int
zone_follow_cname(struct dns_answer *a, const struct zone_record *cname)
{
	char target[DNS_NAME_SIZE];

	if (dns_name_from_wire(cname->rdata, cname->rdata_len, target) == -1) {
		a->status = DNS_MALFORMED;
		return -1;
	}
	return trail_follow(a, target, cname->ttl);
}

/* The labels below the DNAME's owner move below its target. */
static int
zone_follow_dname(struct dns_answer *a, const struct zone_key *key,
    const struct zone_record *dname)
{
	char target[DNS_NAME_SIZE];
	struct zone_key moved;
	size_t below = (size_t)key->len - dname->key_len;

	if (dns_name_from_wire(dname->rdata, dname->rdata_len, target) == -1 ||
	    zone_key_from_name(&moved, target) == -1) {
		a->status = DNS_MALFORMED;
		return -1;
	}
	if (moved.len + below + 1 > DNS_NAME_WIRE_MAX) {
		a->status = DNS_FAILED;
		a->rcode = ZONE_RCODE_YXDOMAIN;
		return -1;
	}
	memcpy(moved.octets + moved.len, key->octets + dname->key_len, below);
	zone_key_to_name(moved.octets, moved.len + below, target);
	return trail_follow(a, target, dname->ttl);
}

static void
zone_say_none(
    const struct dns_zone *z, struct dns_answer *a, enum dns_status status)
{
	a->status = status;
	a->rcode = status == DNS_NXDOMAIN ? ZONE_RCODE_NXDOMAIN : 0;
	trail_ttl(a, z->has_soa ? z->negative_ttl : 0);
}

static void
zone_say_records(const struct dns_zone *z, struct dns_answer *a,
    const struct zone_record *first)
{
	a->status = DNS_RECORDS;
	for (const struct zone_record *r = first;
	     !zone_is_end(z, r) && r->type == first->type &&
	     zone_key_compare(r->key, r->key_len, first->key, first->key_len) ==
		 0;
	     r++) {
		dns_answer_add_record(a, r->rdata, r->rdata_len);
		trail_ttl(a, r->ttl);
	}
}

/* One name of the trail: true where an alias leads on. */
static bool
zone_step(
    const struct dns_zone *z, struct dns_answer *a, const struct zone_key *name)
{
	const struct zone_record *r = zone_find_dname(z, name);
	struct zone_key node = *name;

	if (r != NULL)
		return zone_follow_dname(a, name, r) == 0;
	if (!zone_exists(z, name) && !zone_find_wildcard(z, name, &node)) {
		zone_say_none(z, a, DNS_NXDOMAIN);
		return false;
	}
	r = zone_find(z, &node, a->type);
	if (r != NULL) {
		zone_say_records(z, a, r);
		return false;
	}
	r = zone_find(z, &node, DNS_TYPE_CNAME);
	if (r != NULL)
		return zone_follow_cname(a, r) == 0;
	zone_say_none(z, a, DNS_NODATA);
	return false;
}

struct dns_answer *
dns_zone_answer(const struct dns_zone *z, const char *name, uint16_t type,
    char *continue_at_out)
{
	struct dns_answer *a = dns_answer_new(name, type, DNS_NODATA);
	char *server = mem_printf(DNS_SERVER_ZONE "%s", z->path);
	struct zone_key key;
	bool more;

	*continue_at_out = '\0';
	dns_answer_set_server(a, server);
	free(server);
	trail_begin(a);
	do {
		const char *at = trail_end(a);

		if (zone_key_from_name(&key, at) == -1 ||
		    !zone_holds(z, &key)) {
			memcpy(continue_at_out, at, strlen(at) + 1);
			break;
		}
		more = zone_step(z, a, &key);
	} while (more);
	trail_finish(a);
	return a;
}
