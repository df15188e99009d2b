/* SPDX-License-Identifier: BSD-2-Clause */
/* What an item of the history says, as octets and back. */

#include "history/value.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/cursor.h"
#include "base/mem.h"
#include "base/text.h"
#include "dns/answer.h"
#include "history/history.h"

static int
value_compare(const void *a, const void *b)
{
	const struct dns_record *x = *(const struct dns_record *const *)a;
	const struct dns_record *y = *(const struct dns_record *const *)b;
	size_t least = x->len < y->len ? x->len : y->len;
	int order = least > 0 ? memcmp(x->data, y->data, least) : 0;

	if (order != 0)
		return order;
	return x->len < y->len ? -1 : x->len > y->len;
}

void
history_put_records(const struct dns_answer *answer, struct buf *out)
{
	const struct dns_record **sorted =
	    mem_array(answer->n_records, sizeof(*sorted));

	for (size_t i = 0; i < answer->n_records; i++)
		sorted[i] = &answer->records[i];
	if (answer->n_records > 0)
		qsort(
		    sorted, answer->n_records, sizeof(*sorted), value_compare);
	for (size_t i = 0; i < answer->n_records; i++) {
		if (i > 0 && value_compare(&sorted[i - 1], &sorted[i]) == 0)
			continue;
		buf_u16(out, (uint16_t)sorted[i]->len);
		buf_put(out, sorted[i]->data, sorted[i]->len);
	}
	free(sorted);
}

struct dns_answer *
history_answer(const struct history_item *item, const char *name, uint16_t type)
{
	struct dns_answer *answer = dns_answer_new(
	    name, type, item->len > 0 ? DNS_RECORDS : DNS_NODATA);
	struct cursor c;

	answer->ttl = item->ttl;
	answer->ad = (item->flags & HISTORY_AD) != 0;
	cursor_init(&c, item->value, item->len);
	while (c.ok && c.left > 0) {
		size_t len = cursor_u16(&c);
		const uint8_t *data = cursor_take(&c, len);

		if (data != NULL)
			dns_answer_add_record(answer, data, len);
	}
	if (!c.ok)
		dns_answer_free(&answer);
	return answer;
}

static void
value_put_text(const struct history_text *t, size_t most, struct buf *out)
{
	size_t len = t->len < most ? t->len : most;

	buf_u8(out, (uint8_t)len);
	buf_put(out, t->text, len);
}

static void
value_take_text(struct cursor *c, size_t most, struct history_text *out)
{
	out->len = cursor_u8(c);
	out->text = (const char *)cursor_take(c, out->len);
	if (out->len > most)
		c->ok = false;
}

void
history_put_cert(const struct history_cert *cert, struct buf *out)
{
	buf_put(out, cert->sha256, HISTORY_HASH);
	buf_put(out, cert->spki, HISTORY_HASH);
	buf_u64(out, (uint64_t)cert->issued);
	buf_u64(out, (uint64_t)cert->not_before);
	buf_u64(out, (uint64_t)cert->not_after);
	buf_u8(out, (uint8_t)cert->state);
	value_put_text(&cert->issuer, HISTORY_NAME_MAX, out);
	buf_u8(out, (uint8_t)cert->n_identifiers);
	for (size_t i = 0; i < cert->n_identifiers; i++)
		value_put_text(
		    &cert->identifiers[i], HISTORY_IDENTIFIER_MAX, out);
}

static bool
value_is_printable(const struct history_text *t)
{
	for (size_t i = 0; i < t->len; i++)
		if (t->text[i] < ' ' || t->text[i] > '~')
			return false;
	return true;
}

int
history_cert(const struct history_item *item, struct history_cert *out)
{
	struct cursor c;
	unsigned state;

	memset(out, 0, sizeof(*out));
	cursor_init(&c, item->value, item->len);
	out->sha256 = cursor_take(&c, HISTORY_HASH);
	out->spki = cursor_take(&c, HISTORY_HASH);
	out->issued = (int64_t)cursor_u64(&c);
	out->not_before = (int64_t)cursor_u64(&c);
	out->not_after = (int64_t)cursor_u64(&c);
	state = cursor_u8(&c);
	value_take_text(&c, HISTORY_NAME_MAX, &out->issuer);
	out->n_identifiers = cursor_u8(&c);
	if (state >= HISTORY_ISSUERS ||
	    out->n_identifiers > HISTORY_IDENTIFIERS_MAX)
		return -1;
	out->state = (enum history_issuer)state;
	for (size_t i = 0; i < out->n_identifiers; i++)
		value_take_text(
		    &c, HISTORY_IDENTIFIER_MAX, &out->identifiers[i]);
	if (!c.ok || c.left > 0 || !value_is_printable(&out->issuer))
		return -1;
	for (size_t i = 0; i < out->n_identifiers; i++)
		if (!value_is_printable(&out->identifiers[i]))
			return -1;
	return 0;
}

bool
history_cert_is_of(
    const struct history_cert *cert, const char *identifier, size_t len)
{
	for (size_t i = 0; i < cert->n_identifiers; i++)
		if (text_equal_fold(cert->identifiers[i].text,
			cert->identifiers[i].len, identifier, len))
			return true;
	return false;
}

void
history_put_policy(const struct history_policy *p, struct buf *out)
{
	struct history_text id = {p->id, strlen(p->id)};

	buf_u8(out, p->mode);
	buf_u64(out, (uint64_t)p->max_age);
	buf_put(out, p->body, HISTORY_HASH);
	buf_put(out, p->terms, HISTORY_HASH);
	value_put_text(&id, HISTORY_ID_MAX, out);
}

int
history_policy(const struct history_item *item, struct history_policy *out)
{
	const uint8_t *body, *terms;
	struct history_text id;
	struct cursor c;

	memset(out, 0, sizeof(*out));
	cursor_init(&c, item->value, item->len);
	out->mode = cursor_u8(&c);
	out->max_age = (int64_t)cursor_u64(&c);
	body = cursor_take(&c, HISTORY_HASH);
	terms = cursor_take(&c, HISTORY_HASH);
	value_take_text(&c, HISTORY_ID_MAX, &id);
	if (!c.ok || c.left > 0 || out->mode >= HISTORY_MODES ||
	    out->max_age < 0 || !value_is_printable(&id))
		return -1;
	memcpy(out->body, body, HISTORY_HASH);
	memcpy(out->terms, terms, HISTORY_HASH);
	memcpy(out->id, id.text, id.len);
	return 0;
}
