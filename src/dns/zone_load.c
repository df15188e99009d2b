/* SPDX-License-Identifier: BSD-2-Clause */
/* Zone files: read, checked, sorted. */

#include <errno.h>
#include <ldns/ldns.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/mem.h"
#include "dns/answer.h"
#include "dns/zone.h"
#include "dns/zone_data.h"
#include "dns/zone_text.h"

#define ZONE_TTL_DEFAULT 3600

struct zone_reader {
	struct dns_zone *zone;
	dns_rdata_reader *read_caa;
	char origin[DNS_NAME_SIZE]; /* of relative names; changes */
	char owner[DNS_NAME_SIZE];  /* of the last record; "" before it */
	uint32_t ttl;
	bool has_origin, has_default_ttl;
	unsigned line;
};

/* A name as a zone file writes it: `@`, relative or absolute. */
static int
zone_read_name(const struct zone_reader *r, const struct zone_field *field,
    char out[DNS_NAME_SIZE], struct error *err)
{
	char *text = mem_strndup(field->text, field->len);
	uint8_t wire[2 * DNS_NAME_WIRE_MAX];
	size_t len = field->len;
	bool absolute = len > 0 && text[len - 1] == '.' &&
			(len < 2 || text[len - 2] != '\\');
	int n, ret = -1;

	if (zone_field_is(field, "@")) {
		memmove(out, r->origin, strlen(r->origin) + 1);
		free(text);
		return 0;
	}
	if (absolute && len > 1)
		text[len - 1] = '\0';
	n = dns_name_to_wire(text, wire);
	if (n > 0 && !absolute)
		n += dns_name_to_wire(r->origin, wire + n - 1) - 1;
	if (n > 0 && dns_name_from_wire(wire, (size_t)n, out) == n)
		ret = 0;
	else
		(void)error_set(err, "\"%s\" is no domain name", text);
	free(text);
	return ret;
}

/* What follows a directive is one field and nothing more. */
static int
zone_read_directive(struct zone_reader *r, const struct zone_field *word,
    const char *rest, struct error *err)
{
	struct zone_field value = zone_field_next(&rest);

	if (zone_field_is(word, "$ORIGIN")) {
		if (zone_read_name(r, &value, r->origin, err) == -1)
			return -1;
		if (!r->has_origin && !r->zone->has_soa)
			memcpy(r->zone->origin, r->origin, DNS_NAME_SIZE);
		r->has_origin = true;
	} else if (zone_field_is(word, "$TTL")) {
		if (!zone_field_ttl(&value, &r->ttl))
			return error_set(err, "$TTL \"%.*s\", want a time",
			    (int)value.len, value.text);
		r->has_default_ttl = true;
	} else {
		return error_set(err, "%.*s, want a record, $ORIGIN or $TTL",
		    (int)word->len, word->text);
	}
	if (zone_field_next(&rest).len > 0)
		return error_set(err, "%.*s has more than one value",
		    (int)word->len, word->text);
	return 0;
}

static void
zone_add(
    struct zone_reader *r, uint16_t type, uint32_t ttl, const struct buf *rdata)
{
	struct dns_zone *z = r->zone;
	struct zone_record *record;
	struct zone_key key;

	(void)zone_key_from_name(&key, r->owner);
	if ((z->n_records & (z->n_records - 1)) == 0)
		z->records = mem_resize(
		    z->records, 2 * z->n_records + 1, sizeof(z->records[0]));
	record = &z->records[z->n_records++];
	record->key = mem_dup(key.octets, key.len);
	record->key_len = key.len;
	record->type = type;
	record->ttl = ttl;
	record->line = r->line;
	record->rdata = mem_dup(rdata->data, rdata->len);
	record->rdata_len = rdata->len;
}

/* The SOA's owner is the origin; its last field bounds negative answers. */
static int
zone_read_soa(struct zone_reader *r, uint32_t ttl, const struct buf *rdata,
    struct error *err)
{
	struct dns_zone *z = r->zone;
	const uint8_t *p;
	uint32_t minimum;

	if (z->has_soa)
		return error_set(err, "a second SOA record");
	if (rdata->len < 22)
		return error_set(err, "an SOA record without its fields");
	p = (const uint8_t *)rdata->data + rdata->len - 4;
	minimum = (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 |
		  (uint32_t)p[2] << 8 | p[3];
	z->has_soa = true;
	z->negative_ttl = minimum < ttl ? minimum : ttl;
	memcpy(z->origin, r->owner, sizeof(z->origin));
	return 0;
}

/* [TTL] [class] or [class] [TTL]; what is left begins with the type. */
static int
zone_read_ttl_class(struct zone_reader *r, const char **at, uint32_t *ttl_out,
    struct error *err)
{
	bool has_ttl = false, has_class = false;

	*ttl_out = r->ttl;
	for (;;) {
		const char *rest = *at;
		struct zone_field field = zone_field_next(&rest);

		if (!has_ttl && zone_field_ttl(&field, ttl_out))
			has_ttl = true;
		else if (!has_class && (zone_field_is(&field, "IN") ||
					   zone_field_is(&field, "CLASS1")))
			has_class = true;
		else
			break;
		*at = rest;
	}
	if (has_ttl && !r->has_default_ttl)
		r->ttl = *ttl_out;
	if (**at == '\0')
		return error_set(err, "a record without a type");
	return 0;
}

static int
zone_read_rdata(struct zone_reader *r, uint16_t type, const char *text,
    struct buf *rdata, struct error *err)
{
	size_t len = strlen(text);

	while (len > 0 && text[len - 1] == ' ' &&
	       (len < 2 || text[len - 2] != '\\'))
		len--;
	if (type != LDNS_RR_TYPE_CAA)
		return dns_rdata_from_zone(type, text, r->origin, rdata, err);
	return r->read_caa(text, len, rdata, err);
}

static int
zone_read_record(struct zone_reader *r, const char *at, struct error *err)
{
	struct buf rdata = BUF_INIT;
	struct zone_field field;
	uint16_t type;
	uint32_t ttl;
	int ret = -1;

	if (zone_read_ttl_class(r, &at, &ttl, err) == -1)
		return -1;
	field = zone_field_next(&at);
	type = dns_type_from_text(field.text, field.len);
	if (type == 0)
		return error_set(err, "\"%.*s\", want a record type",
		    (int)field.len, field.text);
	at += strspn(at, " ");
	if (zone_read_rdata(r, type, at, &rdata, err) == -1)
		goto out;
	if (rdata.len > DNS_RDATA_MAX) {
		(void)error_set(err, "RDATA of %zu octets, want at most %d",
		    rdata.len, DNS_RDATA_MAX);
		goto out;
	}
	if (type == LDNS_RR_TYPE_SOA &&
	    zone_read_soa(r, ttl, &rdata, err) == -1)
		goto out;
	zone_add(r, type, ttl, &rdata);
	ret = 0;
out:
	buf_fini(&rdata);
	return ret;
}

static int
zone_read_line(struct zone_reader *r, const char *at, struct error *err)
{
	bool inherits = *at == ' ';
	struct zone_field field;

	if (at[strspn(at, " ")] == '\0')
		return 0;
	if (!inherits) {
		field = zone_field_next(&at);
		if (field.text[0] == '$')
			return zone_read_directive(r, &field, at, err);
		if (zone_read_name(r, &field, r->owner, err) == -1)
			return -1;
	}
	at += strspn(at, " ");
	if (r->owner[0] == '\0')
		return error_set(err, "the first record has no owner");
	return zone_read_record(r, at, err);
}

static int
zone_read_lines(
    struct zone_reader *r, const struct buf *file, struct error *err)
{
	struct buf line = BUF_INIT;
	struct zone_text text;
	int more;

	zone_text_init(&text, buf_text(file), file->len);
	while ((more = zone_text_next(&text, &line, &r->line, err)) == 1)
		if (zone_read_line(r, buf_text(&line), err) == -1) {
			more = -1;
			break;
		}
	if (more == -1)
		error_prefix(err, "%s:%u", r->zone->path, r->line);
	buf_fini(&line);
	return more;
}

static int
zone_compare(const void *a, const void *b)
{
	const struct zone_record *x = a, *y = b;
	size_t len = x->rdata_len < y->rdata_len ? x->rdata_len : y->rdata_len;
	int order = zone_key_compare(x->key, x->key_len, y->key, y->key_len);

	if (order == 0)
		order = (x->type > y->type) - (x->type < y->type);
	if (order == 0 && len > 0)
		order = memcmp(x->rdata, y->rdata, len);
	if (order == 0)
		order = (x->rdata_len > y->rdata_len) -
			(x->rdata_len < y->rdata_len);
	if (order == 0)
		order = (x->line > y->line) - (x->line < y->line);
	return order;
}

static void
zone_record_fini(struct zone_record *record)
{
	free(record->key);
	free(record->rdata);
}

static bool
zone_same_owner(const struct zone_record *x, const struct zone_record *y)
{
	return zone_key_compare(x->key, x->key_len, y->key, y->key_len) == 0;
}

/* A record that is there twice is one record. */
static void
zone_drop_duplicates(struct dns_zone *z)
{
	size_t kept = 0;

	for (size_t i = 0; i < z->n_records; i++) {
		struct zone_record *now = &z->records[i];
		struct zone_record *last = &z->records[kept - (kept > 0)];

		if (kept > 0 && zone_same_owner(now, last) &&
		    now->type == last->type &&
		    now->rdata_len == last->rdata_len &&
		    memcmp(now->rdata, last->rdata, now->rdata_len) == 0) {
			if (now->ttl < last->ttl)
				last->ttl = now->ttl;
			zone_record_fini(now);
			continue;
		}
		z->records[kept++] = *now;
	}
	z->n_records = kept;
}

/* What may stand beside a CNAME: RFC 4034 section 2.5 and its like. */
static bool
zone_is_dnssec(uint16_t type)
{
	return type == LDNS_RR_TYPE_RRSIG || type == LDNS_RR_TYPE_NSEC ||
	       type == LDNS_RR_TYPE_KEY || type == LDNS_RR_TYPE_SIG;
}

static int
zone_check_pair(const struct dns_zone *z, const struct zone_record *x,
    const struct zone_record *y, struct error *err)
{
	char owner[DNS_NAME_SIZE];
	const char *what = NULL;

	if (x->type == y->type && x->type == DNS_TYPE_CNAME)
		what = "a second CNAME";
	else if (x->type == y->type && x->type == DNS_TYPE_DNAME)
		what = "a second DNAME";
	else if ((x->type == DNS_TYPE_CNAME && !zone_is_dnssec(y->type)) ||
		 (y->type == DNS_TYPE_CNAME && !zone_is_dnssec(x->type)))
		what = "other records beside its CNAME";
	if (what == NULL)
		return 0;
	zone_key_to_name(x->key, x->key_len, owner);
	return error_set(err, "%s:%u: %s has %s", z->path,
	    x->line > y->line ? x->line : y->line, owner, what);
}

/* At least all neighbours, and each against its owner's CNAME. */
static int
zone_check_aliases(const struct dns_zone *z, struct error *err)
{
	const struct zone_record *cname = NULL;

	for (size_t i = 1; i < z->n_records; i++) {
		const struct zone_record *now = &z->records[i];
		const struct zone_record *last = &z->records[i - 1];

		if (last->type == DNS_TYPE_CNAME)
			cname = last;
		if (!zone_same_owner(now, last)) {
			cname = NULL;
			continue;
		}
		if (zone_check_pair(z, last, now, err) == -1)
			return -1;
		if (cname != NULL && zone_check_pair(z, cname, now, err) == -1)
			return -1;
	}
	return 0;
}

static int
zone_check_origin(struct zone_reader *r, struct error *err)
{
	struct dns_zone *z = r->zone;

	if (!z->has_soa && !r->has_origin)
		return error_set(err, "%s: neither SOA nor $ORIGIN", z->path);
	(void)zone_key_from_name(&z->origin_key, z->origin);
	for (size_t i = 0; i < z->n_records; i++) {
		const struct zone_record *record = &z->records[i];
		char owner[DNS_NAME_SIZE];

		if (record->key_len >= z->origin_key.len &&
		    memcmp(record->key, z->origin_key.octets,
			z->origin_key.len) == 0)
			continue;
		zone_key_to_name(record->key, record->key_len, owner);
		return error_set(err, "%s:%u: %s lies outside of the zone %s",
		    z->path, record->line, owner, z->origin);
	}
	return 0;
}

static int
zone_slurp(FILE *f, const char *path, struct buf *file, struct error *err)
{
	char chunk[16384];
	size_t n;

	while ((n = fread(chunk, 1, sizeof(chunk), f)) > 0) {
		if (file->len + n > DNS_ZONE_FILE_MAX)
			return error_set(err, "%s: more than %u octets", path,
			    DNS_ZONE_FILE_MAX);
		buf_put(file, chunk, n);
	}
	if (ferror(f))
		return error_set(err, "%s: %s", path, strerror(errno));
	return 0;
}

int
dns_zone_read(FILE *f, const char *path, dns_rdata_reader *read_caa,
    struct dns_zone **zone_out, struct error *err)
{
	struct zone_reader r = {
	    .read_caa = read_caa, .origin = ".", .ttl = ZONE_TTL_DEFAULT};
	struct buf file = BUF_INIT;
	int ret = -1;

	r.zone = mem_zalloc(sizeof(*r.zone));
	r.zone->path = mem_strdup(path);
	if (zone_slurp(f, path, &file, err) == -1 ||
	    zone_read_lines(&r, &file, err) == -1 ||
	    zone_check_origin(&r, err) == -1)
		goto out;
	if (r.zone->records == NULL)
		r.zone->records = mem_array(1, sizeof(r.zone->records[0]));
	qsort(r.zone->records, r.zone->n_records, sizeof(r.zone->records[0]),
	    zone_compare);
	zone_drop_duplicates(r.zone);
	if (zone_check_aliases(r.zone, err) == -1)
		goto out;
	*zone_out = r.zone;
	r.zone = NULL;
	ret = 0;
out:
	dns_zone_free(&r.zone);
	buf_fini(&file);
	return ret;
}

int
dns_zone_load(const char *path, dns_rdata_reader *read_caa,
    struct dns_zone **zone_out, struct error *err)
{
	FILE *f = fopen(path, "re");
	int ret;

	if (f == NULL)
		return error_set(err, "%s: %s", path, strerror(errno));
	ret = dns_zone_read(f, path, read_caa, zone_out, err);
	(void)fclose(f);
	return ret;
}

void
dns_zone_free(struct dns_zone **zp)
{
	struct dns_zone *z = *zp;

	*zp = NULL;
	if (z == NULL)
		return;
	for (size_t i = 0; i < z->n_records; i++)
		zone_record_fini(&z->records[i]);
	free(z->records);
	free(z->path);
	free(z);
}
