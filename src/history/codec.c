/* SPDX-License-Identifier: BSD-2-Clause */
/* A subject of the history as key and octets of a store. */

#include "history/codec.h"

#include <string.h>

#include "base/buf.h"
#include "base/cursor.h"
#include "dns/answer.h"
#include "dns/name.h"
#include "history/value.h"

#define CODEC_HEAD (1 + 2)             /* version, number of items */
#define CODEC_ITEM (8 + 8 + 4 + 1 + 2) /* times, ttl, flags, length */

/* From the wire form, backwards: its labels need no escapes. */
size_t
history_key_below(const char *name, uint8_t out[HISTORY_KEY_MAX])
{
	uint8_t wire[DNS_NAME_WIRE_MAX];
	size_t starts[DNS_LABELS_MAX + 1], n = 0, len = 0;
	int octets = dns_name_to_wire(name, wire);

	if (octets < 0)
		return 0;
	for (size_t at = 0; wire[at] != 0; at += wire[at] + (size_t)1)
		starts[n++] = at;
	while (n-- > 0) {
		memcpy(out + len, wire + starts[n] + 1, wire[starts[n]]);
		len += wire[starts[n]];
		out[len++] = '\0';
	}
	return len;
}

size_t
history_key(
    enum history_kind kind, const char *name, uint8_t out[HISTORY_KEY_MAX])
{
	size_t len = history_key_below(name, out);

	if (len > 0)
		out[len++] = (uint8_t)kind;
	return len;
}

/* Labels of the key, the first last, to the wire. */
static int
key_to_wire(const uint8_t *key, size_t len, uint8_t wire[DNS_NAME_WIRE_MAX])
{
	size_t at = DNS_NAME_WIRE_MAX - 1;
	size_t left = 0;

	wire[at] = 0;
	while (left < len) {
		size_t n = 0;

		while (left + n < len && key[left + n] != 0)
			n++;
		if (n == 0 || n > 63 || left + n == len || at < n + 1)
			return -1;
		at -= n;
		memcpy(wire + at, key + left, n);
		wire[--at] = (uint8_t)n;
		left += n + 1;
	}
	memmove(wire, wire + at, DNS_NAME_WIRE_MAX - at);
	return (int)(DNS_NAME_WIRE_MAX - at);
}

int
history_key_read(
    const void *key, size_t len, enum history_kind *kind_out, char *name_out)
{
	const uint8_t *octets = key;
	uint8_t wire[DNS_NAME_WIRE_MAX];
	uint8_t kind = len > 1 ? octets[len - 1] : 0;
	int n;

	if (kind < HISTORY_CAA || kind >= HISTORY_KINDS ||
	    len > HISTORY_KEY_MAX)
		return -1;
	n = key_to_wire(octets, len - 1, wire);
	if (n < 0 || dns_name_from_wire(wire, (size_t)n, name_out) != n)
		return -1;
	*kind_out = (enum history_kind)kind;
	return 0;
}

size_t
history_size(const struct history_subject *s)
{
	size_t size = CODEC_HEAD;

	for (size_t i = 0; i < s->n; i++)
		size += CODEC_ITEM + s->items[i].len;
	return size;
}

void
history_encode(const struct history_subject *s, struct buf *out)
{
	buf_u8(out, HISTORY_VERSION);
	buf_u16(out, (uint16_t)s->n);
	for (size_t i = 0; i < s->n; i++) {
		const struct history_item *item = &s->items[i];

		buf_u64(out, (uint64_t)item->first);
		buf_u64(out, (uint64_t)item->last);
		buf_u32(out, item->ttl);
		buf_u8(out, (uint8_t)item->flags);
		buf_u16(out, (uint16_t)item->len);
		buf_put(out, item->value, item->len);
	}
}

/* Is the value what its kind wants? */
static bool
codec_is_value(enum history_kind kind, const struct history_item *item)
{
	struct history_cert cert;
	struct history_policy policy;
	struct dns_answer *answer;

	switch (kind) {
	case HISTORY_CAA:
	case HISTORY_TLSA:
		answer = history_answer(item, ".", DNS_TYPE_CAA);
		if (answer == NULL)
			return false;
		dns_answer_free(&answer);
		return true;
	case HISTORY_CERT:
		return history_cert(item, &cert) == 0;
	case HISTORY_POLICY:
		return history_policy(item, &policy) == 0;
	}
	return false;
}

static void
codec_item(struct cursor *c, enum history_kind kind, struct history_item *out)
{
	const uint8_t *value;

	out->first = (int64_t)cursor_u64(c);
	out->last = (int64_t)cursor_u64(c);
	out->ttl = cursor_u32(c);
	out->flags = cursor_u8(c);
	out->len = cursor_u16(c);
	value = cursor_take(c, out->len);
	/* only read from here on */
	out->value = (uint8_t *)(uintptr_t)value;
	if (c->ok &&
	    (out->first < 0 || out->last < out->first ||
		out->flags > HISTORY_FLAGS || out->len > HISTORY_VALUE_MAX ||
		!codec_is_value(kind, out)))
		c->ok = false;
}

int
history_decode(const void *data, size_t len, struct history_subject *s)
{
	struct history_subject read = {.kind = s->kind};
	int64_t before = 0;
	struct cursor c;
	size_t n;

	cursor_init(&c, data, len);
	if (cursor_u8(&c) != HISTORY_VERSION)
		return -1;
	n = cursor_u16(&c);
	if (n > HISTORY_ITEMS_MAX)
		return -1;
	for (size_t i = 0; c.ok && i < n; i++) {
		struct history_item item;

		codec_item(&c, s->kind, &item);
		if (!c.ok || item.first < before)
			c.ok = false;
		else
			history_append(&read, &item);
		before = item.first;
	}
	if (!c.ok || c.left > 0) {
		history_clear(&read);
		return -1;
	}
	history_clear(s);
	s->items = read.items;
	s->n = read.n;
	return 0;
}
