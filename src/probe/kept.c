/* SPDX-License-Identifier: BSD-2-Clause */
/* Results of probes as octets. */

#include "probe/kept.h"

#include <openssl/x509.h>

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/cursor.h"
#include "base/mem.h"
#include "cert/chain.h"
#include "probe/result.h"

#define KEPT_BIT_BODY 1
#define KEPT_BIT_CUT 2
#define KEPT_BITS 3
#define KEPT_NO_TEXT UINT16_MAX
#define KEPT_HTTP_MAX 999

void
probe_kept_key(
    const struct probe_target *target, const char *address, struct buf *out)
{
	probe_target_put(target, out);
	buf_printf(out, " %s", address);
}

static void
kept_put_text(const char *text, struct buf *out)
{
	size_t len = text != NULL ? strlen(text) : 0;

	if (text == NULL) {
		buf_u16(out, KEPT_NO_TEXT);
		return;
	}
	if (len > PROBE_KEPT_TEXT_MAX)
		len = PROBE_KEPT_TEXT_MAX;
	buf_u16(out, (uint16_t)len);
	buf_put(out, text, len);
}

/* NULL where there is none. */
static char *
kept_text(struct cursor *c)
{
	size_t len = cursor_u16(c);
	const char *text;

	if (len == KEPT_NO_TEXT)
		return NULL;
	text = (const char *)cursor_take(c, len);
	if (text == NULL || len > PROBE_KEPT_TEXT_MAX ||
	    memchr(text, '\0', len) != NULL) {
		c->ok = false;
		return NULL;
	}
	return mem_strndup(text, len);
}

static void
kept_put_chain(const struct cert_chain *chain, struct buf *out)
{
	size_t left = PROBE_KEPT_CHAIN_MAX;

	for (size_t i = 0; chain != NULL && i < chain->bag.n; i++) {
		unsigned char *der = NULL;
		int len = i2d_X509(chain->bag.certs[i], &der);

		if (len > 0 && (size_t)len <= left) {
			buf_u16(out, (uint16_t)len);
			buf_put(out, der, (size_t)len);
			left -= (size_t)len;
		}
		OPENSSL_free(der);
		if (i == 0 && left == PROBE_KEPT_CHAIN_MAX)
			break; /* no chain without its leaf */
	}
	buf_u16(out, 0);
}

/* Up to the length 0 that ends it. */
static struct cert_chain *
kept_chain(struct cursor *c)
{
	struct cert_der ders[CERT_CHAIN_MAX];
	struct cert_chain *chain = NULL;
	size_t n = 0, len, octets = 0;

	while ((len = cursor_u16(c)) > 0 && c->ok) {
		octets += len;
		if (n == CERT_CHAIN_MAX || octets > PROBE_KEPT_CHAIN_MAX)
			c->ok = false;
		else
			ders[n++] = (struct cert_der){cursor_take(c, len), len};
	}
	if (c->ok && n > 0 && cert_chain_new(ders, n, &chain, NULL) == -1)
		c->ok = false;
	return chain;
}

static void
kept_put_response(const struct probe_result *r, struct buf *out)
{
	size_t len = r->body_len;
	bool cut = r->body_cut;

	if (len > PROBE_KEPT_BODY_MAX) {
		len = PROBE_KEPT_BODY_MAX;
		cut = true;
	}
	buf_u16(out, (uint16_t)r->http_status);
	kept_put_text(r->content_type, out);
	kept_put_text(r->location, out);
	buf_u8(out, (uint8_t)((r->body != NULL ? KEPT_BIT_BODY : 0) |
			      (cut ? KEPT_BIT_CUT : 0)));
	if (r->body == NULL)
		return;
	buf_u16(out, (uint16_t)len);
	buf_put(out, r->body, len);
}

static void
kept_response(struct cursor *c, struct probe_result *r)
{
	const uint8_t *body;
	uint8_t bits;

	r->http_status = cursor_u16(c);
	r->content_type = kept_text(c);
	r->location = kept_text(c);
	bits = cursor_u8(c);
	r->body_cut = (bits & KEPT_BIT_CUT) != 0;
	if (bits > KEPT_BITS || r->http_status > KEPT_HTTP_MAX)
		c->ok = false;
	if ((bits & KEPT_BIT_BODY) == 0)
		return;
	r->body_len = cursor_u16(c);
	body = cursor_take(c, r->body_len);
	if (body == NULL || r->body_len > PROBE_KEPT_BODY_MAX) {
		c->ok = false;
		r->body_len = 0;
		return;
	}
	r->body = mem_zalloc(r->body_len + 1);
	memcpy(r->body, body, r->body_len);
}

void
probe_kept_encode(const struct probe_result *r, struct buf *out)
{
	buf_u8(out, PROBE_KEPT_VERSION);
	buf_u64(out, (uint64_t)r->time);
	kept_put_text(probe_outcome_text(r->outcome), out);
	kept_put_text(r->why, out);
	kept_put_text(r->protocol, out);
	kept_put_text(r->cipher, out);
	buf_u32(out, (uint32_t)r->verify);
	kept_put_text(r->verify_text, out);
	kept_put_chain(r->chain, out);
	kept_put_response(r, out);
}

static void
kept_outcome(struct cursor *c, struct probe_result *r)
{
	char *text = kept_text(c);

	if (text == NULL || probe_outcome_from_text(text, &r->outcome) == -1)
		c->ok = false;
	free(text);
}

static void
kept_replace(char **text, char *by)
{
	if (by == NULL)
		return;
	free(*text);
	*text = by;
}

struct probe_result *
probe_kept_decode(const void *data, size_t len,
    const struct probe_target *target, const char *address)
{
	struct probe_result *r = probe_result_new(target, address);
	struct cursor c;

	cursor_init(&c, data, len);
	if (cursor_u8(&c) != PROBE_KEPT_VERSION)
		c.ok = false;
	r->time = (int64_t)cursor_u64(&c);
	kept_outcome(&c, r);
	kept_replace(&r->why, kept_text(&c));
	r->protocol = kept_text(&c);
	r->cipher = kept_text(&c);
	r->verify = (long)(int32_t)cursor_u32(&c);
	r->verify_text = kept_text(&c);
	r->chain = kept_chain(&c);
	kept_response(&c, r);
	if (!c.ok || c.left > 0)
		probe_result_free(&r);
	return r;
}

int64_t
probe_kept_time(const void *data, size_t len)
{
	struct cursor c;
	int64_t when;

	cursor_init(&c, data, len);
	if (cursor_u8(&c) != PROBE_KEPT_VERSION)
		return -1;
	when = (int64_t)cursor_u64(&c);
	return c.ok && when >= 0 ? when : -1;
}
