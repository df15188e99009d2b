/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * DNS messages.  RDATA is cut out by the section's own framing and never
 * interpreted but for the names in it, so that a malformed CAA record reaches
 * those who know what to make of it.
 */

#include "dns/message.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/cursor.h"
#include "base/mem.h"
#include "base/text.h"
#include "dns/answer.h"
#include "dns/name.h"
#include "dns/trail.h"

#define MESSAGE_CLASS_IN 1
#define MESSAGE_TYPE_PTR 12
#define MESSAGE_TYPE_SRV 33
#define MESSAGE_TYPE_OPT 41
#define MESSAGE_OPTION_EDE 15
#define MESSAGE_POINTERS_MAX 128 /* in one name: one a label, and one */

#define FLAG_QR 0x8000
#define FLAG_OPCODE 0x7800
#define FLAG_AA 0x0400
#define FLAG_TC 0x0200
#define FLAG_RD 0x0100
#define FLAG_RA 0x0080
#define FLAG_AD 0x0020
#define FLAG_CD 0x0010
#define FLAG_RCODE 0x000f

int
message_put_query(struct buf *out, const struct message_query *q)
{
	uint8_t wire[DNS_NAME_WIRE_MAX];
	int n = dns_name_to_wire(q->name, wire);

	if (n == -1)
		return -1;
	buf_u16(out, q->id);
	buf_u16(out, (uint16_t)(FLAG_RD | FLAG_AD | (q->cd ? FLAG_CD : 0)));
	buf_u16(out, 1);
	buf_u32(out, 0);
	buf_u16(out, q->edns ? 1 : 0);
	buf_put(out, wire, (size_t)n);
	buf_u16(out, q->type);
	buf_u16(out, MESSAGE_CLASS_IN);
	if (!q->edns)
		return 0;
	buf_u8(out, 0);
	buf_u16(out, MESSAGE_TYPE_OPT);
	buf_u16(out, MESSAGE_UDP_SIZE);
	buf_u32(out, 0);
	buf_u16(out, 0);
	return 0;
}

enum message_section { MESSAGE_ANSWER, MESSAGE_AUTHORITY, MESSAGE_ADDITIONAL };

struct message_record {
	enum message_section section;
	uint16_t type, class;
	uint32_t ttl;
	size_t owner; /* offset */
	size_t rdata; /* offset */
	uint16_t rdata_len;
};

struct message {
	const uint8_t *data;
	size_t len;
	uint16_t id, flags;
	uint16_t counts[4];
	struct message_record *records;
	size_t n_records;
};

static struct cursor
message_at(const struct message *m, size_t offset)
{
	struct cursor c;

	cursor_init(&c, m->data + offset, m->len - offset);
	return c;
}

static size_t
message_offset(const struct message *m, const struct cursor *c)
{
	return (size_t)(c->at - m->data);
}

/*
 * The name at the cursor, which moves behind it, uncompressed.  A pointer must
 * lead before all of the name so far, so that none can turn in circles.
 */
static int
message_name(
    const struct message *m, struct cursor *at, uint8_t wire[DNS_NAME_WIRE_MAX])
{
	size_t start = message_offset(m, at), len = 0;
	struct cursor jumped, *c = at;

	for (unsigned pointers = 0;;) {
		uint8_t label_len = cursor_u8(c);

		if (c->ok && (label_len & 0xc0) == 0xc0) {
			size_t target = (size_t)(label_len & 0x3f) << 8;

			target |= cursor_u8(c);
			if (!c->ok || target >= start ||
			    ++pointers > MESSAGE_POINTERS_MAX)
				return -1;
			start = target;
			jumped = message_at(m, target);
			c = &jumped;
			continue;
		}
		if (!c->ok || label_len > 63 || label_len > c->left ||
		    len + label_len + 1 > DNS_NAME_WIRE_MAX)
			return -1;
		wire[len++] = label_len;
		if (label_len == 0)
			return (int)len;
		memcpy(wire + len, cursor_take(c, label_len), label_len);
		len += label_len;
	}
}

static int
message_canonical(
    const struct message *m, struct cursor *at, char out[DNS_NAME_SIZE])
{
	uint8_t wire[DNS_NAME_WIRE_MAX];
	int n = message_name(m, at, wire);

	if (n == -1)
		return -1;
	return dns_name_from_wire(wire, (size_t)n, out) == n ? 0 : -1;
}

static int
message_read_record(
    struct message *m, struct cursor *c, enum message_section section)
{
	uint8_t owner[DNS_NAME_WIRE_MAX];
	struct message_record r = {.section = section};

	r.owner = message_offset(m, c);
	if (message_name(m, c, owner) == -1)
		return -1;
	r.type = cursor_u16(c);
	r.class = cursor_u16(c);
	r.ttl = cursor_u32(c);
	r.rdata_len = cursor_u16(c);
	r.rdata = message_offset(m, c);
	(void)cursor_take(c, r.rdata_len);
	if (!c->ok)
		return -1;
	if ((m->n_records & (m->n_records - 1)) == 0)
		m->records = mem_resize(
		    m->records, 2 * m->n_records + 1, sizeof(m->records[0]));
	m->records[m->n_records++] = r;
	return 0;
}

static int
message_read_sections(struct message *m, struct cursor *c)
{
	static const enum message_section sections[] = {
	    MESSAGE_ANSWER, MESSAGE_AUTHORITY, MESSAGE_ADDITIONAL};

	for (size_t s = 0; s < 3; s++)
		for (unsigned i = 0; i < m->counts[s + 1]; i++)
			if (message_read_record(m, c, sections[s]) == -1)
				return -1;
	return 0;
}

static void
message_read_header(struct message *m, struct cursor *c)
{
	m->id = cursor_u16(c);
	m->flags = cursor_u16(c);
	for (size_t i = 0; i < 4; i++)
		m->counts[i] = cursor_u16(c);
}

/* Is the one question that of (name, type)? */
static bool
message_is_about(
    const struct message *m, struct cursor *c, const char *name, uint16_t type)
{
	char asked[DNS_NAME_SIZE];

	return c->ok && m->counts[0] == 1 &&
	       message_canonical(m, c, asked) == 0 &&
	       strcmp(asked, name) == 0 && cursor_u16(c) == type &&
	       cursor_u16(c) == MESSAGE_CLASS_IN && c->ok;
}

/* Length octets are no capital letters, so that all octets may be folded. */
static bool
message_is_owner(const struct message *m, const struct message_record *r,
    const uint8_t *name, int len)
{
	struct cursor c = message_at(m, r->owner);
	uint8_t owner[DNS_NAME_WIRE_MAX];

	if (message_name(m, &c, owner) != len)
		return false;
	for (int i = 0; i < len; i++)
		if ((uint8_t)text_lower((char)owner[i]) != name[i])
			return false;
	return true;
}

/* The first record of the answer section for (name, type) from `from` on. */
static const struct message_record *
message_find(
    const struct message *m, size_t from, const char *name, uint16_t type)
{
	uint8_t wire[DNS_NAME_WIRE_MAX];
	int len = dns_name_to_wire(name, wire);

	for (size_t i = from; i < m->n_records; i++) {
		const struct message_record *r = &m->records[i];

		if (r->section == MESSAGE_ANSWER && r->type == type &&
		    r->class == MESSAGE_CLASS_IN &&
		    message_is_owner(m, r, wire, len))
			return r;
	}
	return NULL;
}

/* Types whose RDATA may hold compressed names (RFC 3597 section 4). */
static const struct message_layout {
	uint16_t type;
	uint8_t before, names, after; /* octets, names, octets */
} message_layouts[] = {
    {DNS_TYPE_NS, 0, 1, 0},
    {DNS_TYPE_CNAME, 0, 1, 0},
    {DNS_TYPE_SOA, 0, 2, 20},
    {MESSAGE_TYPE_PTR, 0, 1, 0},
    {DNS_TYPE_MX, 2, 1, 0},
    {MESSAGE_TYPE_SRV, 6, 1, 0},
    {DNS_TYPE_DNAME, 0, 1, 0},
};

static int
message_expand(const struct message *m, const struct message_record *r,
    const struct message_layout *layout, struct buf *out)
{
	struct cursor c = message_at(m, r->rdata);
	size_t end = r->rdata + r->rdata_len;
	const uint8_t *fixed = cursor_take(&c, layout->before);

	if (fixed == NULL)
		return -1;
	buf_put(out, fixed, layout->before);
	for (unsigned i = 0; i < layout->names; i++) {
		uint8_t wire[DNS_NAME_WIRE_MAX];
		int n = message_name(m, &c, wire);

		if (n == -1)
			return -1;
		buf_put(out, wire, (size_t)n);
	}
	fixed = cursor_take(&c, layout->after);
	if (fixed == NULL || message_offset(m, &c) != end)
		return -1;
	buf_put(out, fixed, layout->after);
	return 0;
}

static int
message_add_record(const struct message *m, const struct message_record *r,
    struct dns_answer *a)
{
	struct buf rdata = BUF_INIT;
	int ret = -1;

	trail_ttl(a, r->ttl);
	for (size_t i = 0;
	     i < sizeof(message_layouts) / sizeof(message_layouts[0]); i++) {
		if (message_layouts[i].type != r->type)
			continue;
		ret = message_expand(m, r, &message_layouts[i], &rdata);
		if (ret == 0)
			dns_answer_add_record(a, rdata.data, rdata.len);
		buf_fini(&rdata);
		return ret;
	}
	dns_answer_add_record(a, m->data + r->rdata, r->rdata_len);
	return 0;
}

/* Follow the aliases that the message holds: where the trail is followed to
 * its end 0, else -1 and the status. */
static int
message_follow(const struct message *m, struct dns_answer *a)
{
	const struct message_record *r;
	char target[DNS_NAME_SIZE];

	if (a->type == DNS_TYPE_CNAME)
		return 0;
	while ((r = message_find(m, 0, trail_end(a), DNS_TYPE_CNAME)) != NULL) {
		struct cursor c = message_at(m, r->rdata);

		if (message_canonical(m, &c, target) == -1 ||
		    message_offset(m, &c) != r->rdata + r->rdata_len) {
			a->status = DNS_MALFORMED;
			return -1;
		}
		if (trail_follow(a, target, r->ttl) == -1)
			return -1;
	}
	return 0;
}

/* The TTL of a negative answer (RFC 2308 section 5): of an SOA at or above the
 * name.  Whether there is one. */
static bool
message_negative_ttl(const struct message *m, struct dns_answer *a)
{
	for (size_t i = 0; i < m->n_records; i++) {
		const struct message_record *r = &m->records[i];
		struct cursor owner_at = message_at(m, r->owner);
		struct cursor last;
		char owner[DNS_NAME_SIZE];

		if (r->section != MESSAGE_AUTHORITY ||
		    r->type != DNS_TYPE_SOA || r->rdata_len < 22)
			continue;
		if (message_canonical(m, &owner_at, owner) == -1 ||
		    !dns_name_at_or_below(trail_end(a), owner))
			continue;
		last = message_at(m, r->rdata + r->rdata_len - 4);
		trail_ttl(a, r->ttl);
		trail_ttl(a, cursor_u32(&last));
		return true;
	}
	return false;
}

/* A server that neither knows nor asks others sends us on: no answer. */
static bool
message_is_referral(const struct message *m)
{
	if ((m->flags & (FLAG_AA | FLAG_RA)) != 0)
		return false;
	for (size_t i = 0; i < m->n_records; i++)
		if (m->records[i].section == MESSAGE_AUTHORITY &&
		    m->records[i].type == DNS_TYPE_NS)
			return true;
	return false;
}

static void
message_read_empty(const struct message *m, struct dns_answer *a, bool followed,
    struct message_notes *notes)
{
	bool exists = a->rcode == MESSAGE_RCODE_NOERROR;
	bool has_soa = message_negative_ttl(m, a);

	a->status = exists ? DNS_NODATA : DNS_NXDOMAIN;
	if (!exists || has_soa)
		return;
	if (followed)
		notes->goes_on = true;
	else if (message_is_referral(m))
		a->status = DNS_MALFORMED;
	else
		trail_ttl(a, 0); /* RFC 2308 section 5: not to be kept */
}

static void
message_read_answer(
    const struct message *m, struct dns_answer *a, struct message_notes *notes)
{
	size_t aliases = a->n_aliases;
	const struct message_record *r;
	const char *end;

	if (message_follow(m, a) == -1)
		return;
	end = trail_end(a);
	r = message_find(m, 0, end, a->type);
	if (r == NULL) {
		message_read_empty(m, a, a->n_aliases > aliases, notes);
		return;
	}
	if (a->rcode == MESSAGE_RCODE_NXDOMAIN)
		return; /* records of a name that does not exist */
	a->status = DNS_RECORDS;
	while (r != NULL && message_add_record(m, r, a) == 0)
		r = message_find(m, (size_t)(r - m->records) + 1, end, a->type);
	if (r != NULL) {
		dns_answer_drop_records(a);
		a->status = DNS_MALFORMED;
	}
}

/* Of several, one that tells of DNSSEC: RFC 8914 section 4.7 and around. */
static void
message_read_options(const struct message *m, const struct message_record *r,
    struct dns_answer *a)
{
	struct cursor c;

	cursor_init(&c, m->data + r->rdata, r->rdata_len);
	while (c.left > 0) {
		uint16_t code = cursor_u16(&c);
		uint16_t len = cursor_u16(&c);
		const uint8_t *p = cursor_take(&c, len);

		if (p == NULL)
			return;
		if (code != MESSAGE_OPTION_EDE || len < 2)
			continue;
		if (a->ede == DNS_EDE_NONE || (a->ede < 6 || a->ede > 12))
			a->ede = p[0] << 8 | p[1];
	}
}

static void
message_read_opt(
    const struct message *m, struct dns_answer *a, struct message_notes *notes)
{
	for (size_t i = 0; i < m->n_records; i++) {
		const struct message_record *r = &m->records[i];

		if (r->section != MESSAGE_ADDITIONAL ||
		    r->type != MESSAGE_TYPE_OPT)
			continue;
		notes->has_opt = true;
		message_read_options(m, r, a);
	}
}

static void
message_read_body(struct message *m, struct cursor *c, struct dns_answer *a,
    struct message_notes *notes)
{
	int whole = message_read_sections(m, c);

	message_read_opt(m, a, notes);
	a->rcode = m->flags & FLAG_RCODE;
	if (a->rcode != MESSAGE_RCODE_NOERROR &&
	    a->rcode != MESSAGE_RCODE_NXDOMAIN)
		a->status = DNS_FAILED;
	else if ((m->flags & FLAG_TC) != 0)
		a->status = DNS_TRUNCATED;
	else if (whole == 0)
		message_read_answer(m, a, notes);
}

struct dns_answer *
message_read(const void *data, size_t len, const struct dns_answer *so_far,
    struct message_notes *notes)
{
	struct dns_answer *a = trail_fork(so_far, DNS_MALFORMED);
	struct message m = {.data = data, .len = len};
	struct cursor c;

	memset(notes, 0, sizeof(*notes));
	cursor_init(&c, data, len);
	message_read_header(&m, &c);
	if (message_is_about(&m, &c, trail_end(a), a->type) &&
	    (m.flags & (FLAG_QR | FLAG_OPCODE)) == FLAG_QR)
		message_read_body(&m, &c, a, notes);
	a->ad = (m.flags & FLAG_AD) != 0 && dns_answer_is_definite(a) &&
		(so_far->n_aliases == 0 || so_far->ad);
	trail_finish(a);
	free(m.records);
	return a;
}
