/* SPDX-License-Identifier: BSD-2-Clause */
/* What is told of other people's servers, as octets of the store. */

#include "peers/peers.h"

#include <string.h>

#include "base/buf.h"
#include "base/cursor.h"
#include "dns/answer.h"
#include "dns/name.h"

#define CODEC_BIT_DEFINITE 1
#define CODEC_BIT_SERVERS 2
#define CODEC_BIT_ANSWER 4
#define CODEC_BITS 7

#define CODEC_BIT_TRUSTED 1
#define CODEC_BIT_NAMED 2
#define CODEC_HOST_BITS 3

/* Verdicts as stored: never another meaning, whatever is added between. */
#define CODEC_VERDICTS 8

static uint8_t
verdict_code(enum live_verdict verdict)
{
	switch (verdict) {
	case LIVE_NOT_APPLICABLE:
		return 1;
	case LIVE_NO_POLICY:
		return 2;
	case LIVE_CONSISTENT:
		return 3;
	case LIVE_CONSISTENT_WEAK:
		return 4;
	case LIVE_INCONSISTENT_NOW:
		return 5;
	case LIVE_UNKNOWN_ISSUER:
		return 6;
	case LIVE_UNKNOWN_DNS:
		return 7;
	case LIVE_INCONSISTENT_AT_ISSUANCE:
		return 8;
	}
	return 0;
}

static enum live_verdict
verdict_decode(struct cursor *c)
{
	uint8_t code = cursor_u8(c);

	for (int v = 0; code != 0 && v < CODEC_VERDICTS; v++)
		if (verdict_code((enum live_verdict)v) == code)
			return (enum live_verdict)v;
	c->ok = false;
	return LIVE_UNKNOWN_DNS;
}

static void
text_encode(const char *text, struct buf *out)
{
	size_t len = strlen(text);

	buf_u16(out, (uint16_t)len);
	buf_put(out, text, len);
}

static const char *
text_decode(struct cursor *c, struct pool *pool)
{
	size_t len = cursor_u16(c);
	const char *text = (const char *)cursor_take(c, len);

	if (len >= DNS_NAME_SIZE)
		c->ok = false;
	for (size_t i = 0; c->ok && i < len; i++)
		if (text[i] < ' ' || text[i] > '~')
			c->ok = false;
	return c->ok && len > 0 ? pool_put(pool, text, len) : "";
}

/* A value of an enumeration that has so many. */
static unsigned
value_decode(struct cursor *c, unsigned values)
{
	unsigned value = cursor_u8(c);

	if (value < values)
		return value;
	c->ok = false;
	return 0;
}

static void
host_encode(const struct peers_host *h, struct buf *out)
{
	text_encode(h->host, out);
	buf_u8(out, (uint8_t)h->seen);
	text_encode(h->name, out);
	text_encode(h->issuer, out);
	text_encode(h->identifier, out);
	text_encode(h->basis, out);
	text_encode(h->fingerprint, out);
	buf_u8(out, (uint8_t)h->state);
	buf_u64(out, (uint64_t)h->not_after);
	buf_u8(out, (uint8_t)((h->trusted ? CODEC_BIT_TRUSTED : 0) |
			      (h->named ? CODEC_BIT_NAMED : 0)));
	buf_u8(out, verdict_code(h->host_verdict));
	buf_u8(out, verdict_code(h->domain_verdict));
	buf_u8(out, (uint8_t)h->dane);
}

static void
host_decode(struct cursor *c, struct pool *pool, struct peers_host *h)
{
	unsigned bits;

	h->host = text_decode(c, pool);
	h->seen = (enum peers_seen)value_decode(c, PEERS_SEEN_VALUES);
	h->name = text_decode(c, pool);
	h->issuer = text_decode(c, pool);
	h->identifier = text_decode(c, pool);
	h->basis = text_decode(c, pool);
	h->fingerprint = text_decode(c, pool);
	h->state = (enum cert_issuer_state)value_decode(
	    c, CERT_ISSUER_SELF_SIGNED + 1);
	h->not_after = (int64_t)cursor_u64(c);
	bits = value_decode(c, CODEC_HOST_BITS + 1);
	h->trusted = (bits & CODEC_BIT_TRUSTED) != 0;
	h->named = (bits & CODEC_BIT_NAMED) != 0;
	h->host_verdict = verdict_decode(c);
	h->domain_verdict = verdict_decode(c);
	h->dane = (enum peers_dane)value_decode(c, PEERS_DANE_VALUES);
}

static void
answer_encode(const struct dns_answer *a, struct buf *out)
{
	size_t n = a->status == DNS_RECORDS ? a->n_records : 0;

	text_encode(a->name, out);
	text_encode(dns_status_text(a->status), out);
	buf_u8(out, a->rcode);
	buf_u8(out, a->ad ? 1 : 0);
	buf_u32(out, a->ttl);
	buf_u16(out, (uint16_t)n);
	for (size_t i = 0; i < n; i++) {
		buf_u16(out, (uint16_t)a->records[i].len);
		buf_put(out, a->records[i].data, a->records[i].len);
	}
}

static void
records_decode(struct cursor *c, struct dns_answer *a)
{
	size_t n = cursor_u16(c), octets = 0;

	if (n > PEERS_CAA_RECORDS_MAX || (n > 0) != (a->status == DNS_RECORDS))
		c->ok = false;
	for (size_t i = 0; c->ok && i < n; i++) {
		size_t len = cursor_u16(c);
		const uint8_t *data = cursor_take(c, len);

		octets += len;
		if (octets > PEERS_CAA_OCTETS_MAX)
			c->ok = false;
		if (c->ok)
			dns_answer_add_record(a, data, len);
	}
}

static struct dns_answer *
answer_decode(struct cursor *c, struct pool *pool)
{
	const char *name = text_decode(c, pool);
	const char *status_text = text_decode(c, pool);
	enum dns_status status = DNS_FAILED;
	struct dns_answer *a;

	if (dns_status_from_text(status_text, &status) == -1 || name[0] == '\0')
		c->ok = false;
	a = dns_answer_new(name, DNS_TYPE_CAA, status);
	a->rcode = cursor_u8(c);
	a->ad = value_decode(c, 2) != 0;
	a->ttl = cursor_u32(c);
	records_decode(c, a);
	return a;
}

void
peers_encode(const struct peers *p, struct buf *out)
{
	buf_u8(out, PEERS_VERSION);
	buf_u64(out, (uint64_t)p->checked);
	buf_u64(out, (uint64_t)p->fresh_until);
	buf_u8(out, (uint8_t)((p->definite ? CODEC_BIT_DEFINITE : 0) |
			      (p->with_servers ? CODEC_BIT_SERVERS : 0) |
			      (p->caa_answer != NULL ? CODEC_BIT_ANSWER : 0)));
	buf_u8(out, (uint8_t)p->mx);
	buf_u8(out, (uint8_t)p->sts);
	buf_u8(out, (uint8_t)p->caa);
	if (p->caa_answer != NULL)
		answer_encode(p->caa_answer, out);
	buf_u32(out, (uint32_t)p->n_left_out);
	buf_u8(out, (uint8_t)p->n_hosts);
	for (size_t i = 0; i < p->n_hosts; i++)
		host_encode(&p->hosts[i], out);
}

static void
head_decode(struct cursor *c, struct peers *p)
{
	unsigned bits;

	p->checked = (int64_t)cursor_u64(c);
	p->fresh_until = (int64_t)cursor_u64(c);
	bits = value_decode(c, CODEC_BITS + 1);
	p->definite = (bits & CODEC_BIT_DEFINITE) != 0;
	p->with_servers = (bits & CODEC_BIT_SERVERS) != 0;
	p->mx = (enum peers_mx)value_decode(c, PEERS_MX_VALUES);
	p->sts = (enum peers_sts)value_decode(c, PEERS_STS_VALUES);
	p->caa = (enum caa_climb_outcome)value_decode(c, CAA_CLIMB_FAILED + 1);
	if ((bits & CODEC_BIT_ANSWER) != 0)
		p->caa_answer = answer_decode(c, &p->text);
	/* what an open or empty climb rests on is no one answer */
	if ((p->caa == CAA_CLIMB_FOUND || p->caa == CAA_CLIMB_FAILED) !=
	    (p->caa_answer != NULL))
		c->ok = false;
}

int
peers_decode(const void *data, size_t len, struct peers *out)
{
	struct peers p = {.checked = 0};
	struct cursor c;

	cursor_init(&c, data, len);
	if (cursor_u8(&c) != PEERS_VERSION)
		return -1;
	head_decode(&c, &p);
	p.n_left_out = cursor_u32(&c);
	p.n_hosts = value_decode(&c, PEERS_HOSTS_MAX + 1);
	for (size_t i = 0; c.ok && i < p.n_hosts; i++)
		host_decode(&c, &p.text, &p.hosts[i]);
	if (!c.ok || c.left > 0) {
		peers_fini(&p);
		return -1;
	}
	*out = p;
	return 0;
}

int64_t
peers_time(const void *data, size_t len)
{
	struct cursor c;
	int64_t checked;

	cursor_init(&c, data, len);
	if (cursor_u8(&c) != PEERS_VERSION)
		return -1;
	checked = (int64_t)cursor_u64(&c);
	return c.ok && checked >= 0 ? checked : -1;
}
