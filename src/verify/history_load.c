/* SPDX-License-Identifier: BSD-2-Clause */
/* The history from JSON that anybody may have written. */

#include <string.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/text.h"
#include "caa/property.h"
#include "dns/rdata.h"
#include "history/history.h"
#include "history/value.h"
#include "records/mta_sts_policy.h"
#include "verify/evidence.h"
#include "verify/evidence_json.h"
#include "verify/evidence_load.h"
#include "verify/history_words.h"

#define LOAD_TTL 3600 /* of an RRset that does not say */
#define LOAD_IDENTIFIERS_MAX HISTORY_IDENTIFIERS_MAX

/* A hash; all zero where it is not there. */
static int
load_hash(struct member_reader *r, const json_t *object, const char *name,
    uint8_t out[HISTORY_HASH])
{
	const char *text = NULL;

	memset(out, 0, HISTORY_HASH);
	if (member_text(r, object, name, &text) == -1)
		return -1;
	if (text != NULL && text_from_hex(text, strlen(text), out,
				HISTORY_HASH) != HISTORY_HASH)
		return member_fail(
		    r, name, "wanted %d octets in hexadecimal", HISTORY_HASH);
	return 0;
}

static int
load_rrset(struct member_reader *r, const json_t *object, uint16_t type,
    struct dns_answer **out)
{
	const json_t *list = NULL;
	struct dns_answer *a = dns_answer_new(".", type, DNS_RECORDS);
	int ret = member_list(r, object, "records", UINT16_MAX, &list);

	for (size_t i = 0; ret == 0 && i < json_array_size(list); i++) {
		const json_t *value = json_array_get(list, i);
		const char *text = json_string_value(value);
		struct error why = {"wanted RDATA as text"};
		struct buf rdata = BUF_INIT;

		if (text == NULL ||
		    dns_rdata_from_text(type, text, json_string_length(value),
			caa_zone_rdata, &rdata, &why) == -1)
			ret = member_fail(r, "records", "%s", why.text);
		else
			dns_answer_add_record(a, buf_text(&rdata), rdata.len);
		buf_fini(&rdata);
	}
	if (ret == 0)
		*out = a;
	else
		dns_answer_free(&a);
	return ret;
}

static int
load_records(struct member_reader *r, const json_t *object, uint16_t type,
    struct history_item *item, struct buf *value)
{
	static const char *const known[] = {
	    "first", "last", "ended", "holes", "records", "ttl", "ad", NULL};
	struct dns_answer *a = NULL;
	int64_t ttl = LOAD_TTL;
	bool ad = false;

	if (member_check_object(r, object, known) == -1 ||
	    member_integer(r, object, "ttl", 0, UINT32_MAX, &ttl) == -1 ||
	    member_bool(r, object, "ad", &ad) == -1 ||
	    load_rrset(r, object, type, &a) == -1)
		return -1;
	item->ttl = (uint32_t)ttl;
	item->flags |= ad ? HISTORY_AD : 0;
	history_put_records(a, value);
	dns_answer_free(&a);
	return 0;
}

static int
load_identifiers(
    struct member_reader *r, const json_t *object, struct history_cert *cert)
{
	const json_t *list = NULL;

	if (member_list(
		r, object, "identifiers", LOAD_IDENTIFIERS_MAX, &list) == -1)
		return -1;
	for (size_t i = 0; i < json_array_size(list); i++) {
		const json_t *value = json_array_get(list, i);
		const char *text = json_string_value(value);

		if (text == NULL ||
		    json_string_length(value) > HISTORY_IDENTIFIER_MAX)
			return member_fail(
			    r, "identifiers", "item %zu is no identifier", i);
		cert->identifiers[cert->n_identifiers++] =
		    (struct history_text){text, json_string_length(value)};
	}
	return 0;
}

static int
load_issuer(
    struct member_reader *r, const json_t *object, struct history_cert *cert)
{
	const char *state = NULL, *issuer = NULL;

	cert->state = HISTORY_ISSUER_KNOWN;
	if (member_text(r, object, "state", &state) == -1 ||
	    member_text(r, object, "issuer", &issuer) == -1)
		return -1;
	if (state != NULL &&
	    history_issuer_from_text(state, &cert->state) == -1)
		return member_fail(r, "state",
		    "found \"%.40s\", wanted identified, weak, unknown or "
		    "private",
		    state);
	if (issuer != NULL && strlen(issuer) > HISTORY_NAME_MAX)
		return member_fail(r, "issuer",
		    "wanted text of at most %d octets", HISTORY_NAME_MAX);
	if (issuer != NULL)
		cert->issuer = (struct history_text){issuer, strlen(issuer)};
	return load_identifiers(r, object, cert);
}

static int
load_certificate(struct member_reader *r, const json_t *object,
    const struct history_item *item, struct buf *value)
{
	static const char *const known[] = {"first", "last", "ended", "holes",
	    "sha256", "spki", "issuer", "state", "identifiers", "issued",
	    "not_before", "not_after", NULL};
	uint8_t sha256[HISTORY_HASH], spki[HISTORY_HASH];
	struct history_cert cert = {.sha256 = sha256,
	    .spki = spki,
	    .not_before = item->first,
	    .not_after = item->last};

	if (member_check_object(r, object, known) == -1 ||
	    load_hash(r, object, "sha256", sha256) == -1 ||
	    load_hash(r, object, "spki", spki) == -1 ||
	    member_time(r, object, "not_before", &cert.not_before) == -1 ||
	    member_time(r, object, "not_after", &cert.not_after) == -1)
		return -1;
	cert.issued = cert.not_before;
	if (member_time(r, object, "issued", &cert.issued) == -1 ||
	    load_issuer(r, object, &cert) == -1)
		return -1;
	history_put_cert(&cert, value);
	return 0;
}

static int
load_mode(struct member_reader *r, const json_t *object, uint8_t *out)
{
	const char *text = NULL;

	if (member_text(r, object, "mode", &text) == -1)
		return -1;
	for (unsigned m = 0; text != NULL && m < HISTORY_MODES; m++)
		if (strcmp(mta_sts_mode_text((enum mta_sts_mode)m), text) ==
		    0) {
			*out = (uint8_t)m;
			return 0;
		}
	return member_fail(r, "mode", "wanted none, testing or enforce");
}

static int
load_policy(struct member_reader *r, const json_t *object, struct buf *value)
{
	static const char *const known[] = {"first", "last", "ended", "holes",
	    "id", "mode", "max_age", "body", "terms", NULL};
	struct history_policy p = {0};
	const char *id = NULL;

	if (member_check_object(r, object, known) == -1 ||
	    load_mode(r, object, &p.mode) == -1 ||
	    member_integer(r, object, "max_age", 0, INT64_MAX, &p.max_age) ==
		-1 ||
	    load_hash(r, object, "body", p.body) == -1 ||
	    load_hash(r, object, "terms", p.terms) == -1 ||
	    member_text(r, object, "id", &id) == -1)
		return -1;
	if (id == NULL || strlen(id) > HISTORY_ID_MAX)
		return member_fail(r, "id", "wanted text of at most %d octets",
		    HISTORY_ID_MAX);
	memcpy(p.id, id, strlen(id));
	history_put_policy(&p, value);
	return 0;
}

static int
load_value(struct member_reader *r, const json_t *object,
    enum history_kind kind, struct history_item *item, struct buf *value)
{
	switch (kind) {
	case HISTORY_CAA:
		return load_records(r, object, DNS_TYPE_CAA, item, value);
	case HISTORY_TLSA:
		return load_records(r, object, DNS_TYPE_TLSA, item, value);
	case HISTORY_CERT:
		return load_certificate(r, object, item, value);
	case HISTORY_POLICY:
		break;
	}
	return load_policy(r, object, value);
}

static int
load_span(struct member_reader *r, const json_t *object,
    const struct history_subject *s, struct history_item *item)
{
	bool ended = false, holes = false;

	if (json_object_get(object, "first") == NULL)
		return member_fail(r, "first", "wanted a time");
	if (member_time(r, object, "first", &item->first) == -1)
		return -1;
	item->last = item->first;
	if (member_time(r, object, "last", &item->last) == -1 ||
	    member_bool(r, object, "ended", &ended) == -1 ||
	    member_bool(r, object, "holes", &holes) == -1)
		return -1;
	if (item->last < item->first ||
	    (s->n > 0 && s->items[s->n - 1].first > item->first))
		return member_fail(r, "first",
		    "wanted a time before last, and items in their order");
	item->flags =
	    (ended ? HISTORY_ENDED : 0u) | (holes ? HISTORY_HOLES : 0u);
	return 0;
}

static int
load_item(
    struct member_reader *r, const json_t *object, struct history_subject *s)
{
	struct history_item item = {.ttl = 0};
	struct buf value = BUF_INIT;
	int ret = -1;

	if (load_span(r, object, s, &item) == 0 &&
	    load_value(r, object, s->kind, &item, &value) == 0) {
		item.value = (uint8_t *)value.data;
		item.len = value.len;
		ret = value.len <= HISTORY_VALUE_MAX
			  ? 0
			  : member_fail(r, NULL,
				"found %zu octets, wanted "
				"%d at most",
				value.len, HISTORY_VALUE_MAX);
	}
	if (ret == 0)
		history_append(s, &item);
	buf_fini(&value);
	return ret;
}

static int
load_subject(struct member_reader *r, const json_t *object, struct history *h)
{
	static const char *const known[] = {"kind", "name", "items", NULL};
	const char *name = NULL, *text = NULL;
	const json_t *items = NULL;
	enum history_kind kind = HISTORY_CAA;
	struct history_subject *s;
	int ret;

	if (member_check_object(r, object, known) == -1 ||
	    member_text(r, object, "kind", &text) == -1 ||
	    load_name(r, object, "name", &name) == -1 ||
	    member_list(r, object, "items", HISTORY_ITEMS_MAX, &items) == -1)
		return -1;
	if (text == NULL || history_kind_from_text(text, &kind) == -1)
		return member_fail(
		    r, "kind", "wanted caa, tlsa, certificates or mta-sts");
	if (history_find(h, kind, name) != NULL)
		return member_fail(r, NULL, "%s is there twice", name);
	s = history_subject(h, kind, name);
	ret = 0;
	for (size_t i = 0; ret == 0 && i < json_array_size(items); i++) {
		size_t back = member_enter(r, "items", i);

		ret = load_item(r, json_array_get(items, i), s);
		member_leave(r, back);
	}
	return ret;
}

int
load_history(struct member_reader *r, const json_t *root, struct evidence *e)
{
	const json_t *list = NULL;
	struct history *h;
	int ret;

	if (json_object_get(root, "history") == NULL)
		return 0;
	ret = member_list(r, root, "history", EVIDENCE_HISTORY_MAX, &list);
	h = history_new();
	for (size_t i = 0; ret == 0 && i < json_array_size(list); i++) {
		size_t back = member_enter(r, "history", i);

		ret = load_subject(r, json_array_get(list, i), h);
		member_leave(r, back);
	}
	if (ret == 0)
		evidence_set_history_own(e, h);
	else
		history_free(&h);
	return ret;
}
