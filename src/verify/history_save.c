/* SPDX-License-Identifier: BSD-2-Clause */
/* The history to JSON. */

#include "verify/history_json.h"

#include "base/buf.h"
#include "base/text.h"
#include "caa/property.h"
#include "dns/answer.h"
#include "dns/rdata.h"
#include "history/history.h"
#include "history/value.h"
#include "records/mta_sts_policy.h"
#include "verify/history_words.h"
#include "verify/member.h"

static void
save_hex(json_t *object, const char *name, const uint8_t *hash)
{
	struct buf hex = BUF_INIT;

	text_put_hex(&hex, hash, HISTORY_HASH);
	member_put_text(object, name, buf_text(&hex));
	buf_fini(&hex);
}

static void
save_flag(json_t *object, const char *name, unsigned flags, unsigned flag)
{
	if ((flags & flag) != 0)
		(void)json_object_set_new(object, name, json_true());
}

static void
save_records(json_t *object, const struct history_item *item, uint16_t type)
{
	struct dns_answer *a = history_answer(item, ".", type);
	json_t *list = json_array();

	for (size_t i = 0; a != NULL && i < a->n_records; i++) {
		struct buf text = BUF_INIT;

		dns_rdata_to_text(type, a->records[i].data, a->records[i].len,
		    caa_zone_text, &text);
		(void)json_array_append_new(list, json_string(buf_text(&text)));
		buf_fini(&text);
	}
	dns_answer_free(&a);
	(void)json_object_set_new(object, "records", list);
	(void)json_object_set_new(
	    object, "ttl", json_integer((json_int_t)item->ttl));
	(void)json_object_set_new(
	    object, "ad", json_boolean((item->flags & HISTORY_AD) != 0));
}

static json_t *
save_text(const struct history_text *t)
{
	return json_stringn(t->text != NULL ? t->text : "", t->len);
}

static void
save_certificate(json_t *object, const struct history_item *item)
{
	json_t *identifiers = json_array();
	struct history_cert c;

	if (history_cert(item, &c) == 0) {
		save_hex(object, "sha256", c.sha256);
		save_hex(object, "spki", c.spki);
		(void)json_object_set_new(
		    object, "issuer", save_text(&c.issuer));
		member_put_text(object, "state", history_issuer_text(c.state));
		for (size_t i = 0; i < c.n_identifiers; i++)
			(void)json_array_append_new(
			    identifiers, save_text(&c.identifiers[i]));
		member_put_time(object, "issued", c.issued);
		member_put_time(object, "not_before", c.not_before);
		member_put_time(object, "not_after", c.not_after);
	}
	(void)json_object_set_new(object, "identifiers", identifiers);
}

static void
save_policy(json_t *object, const struct history_item *item)
{
	struct history_policy p;

	if (history_policy(item, &p) == -1)
		return;
	member_put_text(object, "id", p.id);
	member_put_text(
	    object, "mode", mta_sts_mode_text((enum mta_sts_mode)p.mode));
	(void)json_object_set_new(
	    object, "max_age", json_integer((json_int_t)p.max_age));
	save_hex(object, "body", p.body);
	save_hex(object, "terms", p.terms);
}

static json_t *
save_item(enum history_kind kind, const struct history_item *item)
{
	json_t *object = json_object();

	member_put_time(object, "first", item->first);
	member_put_time(object, "last", item->last);
	switch (kind) {
	case HISTORY_CAA:
		save_records(object, item, DNS_TYPE_CAA);
		break;
	case HISTORY_TLSA:
		save_records(object, item, DNS_TYPE_TLSA);
		break;
	case HISTORY_CERT:
		save_certificate(object, item);
		break;
	case HISTORY_POLICY:
		save_policy(object, item);
		break;
	}
	save_flag(object, "ended", item->flags, HISTORY_ENDED);
	save_flag(object, "holes", item->flags, HISTORY_HOLES);
	return object;
}

json_t *
history_subject_to_json(const struct history_subject *s)
{
	json_t *object = json_object(), *items = json_array();

	member_put_text(object, "kind", history_kind_text(s->kind));
	member_put_text(object, "name", s->name);
	for (size_t i = 0; i < s->n; i++)
		(void)json_array_append_new(
		    items, save_item(s->kind, &s->items[i]));
	(void)json_object_set_new(object, "items", items);
	return object;
}

json_t *
history_to_json(const struct history *h)
{
	json_t *list = json_array();

	for (size_t i = 0; i < h->n; i++)
		(void)json_array_append_new(
		    list, history_subject_to_json(h->subjects[i]));
	return list;
}
