/* SPDX-License-Identifier: BSD-2-Clause */
/* The history as a store has it, keys and subjects: what is read is bounded,
 * is written as the same octets, and can be gone on with. */

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "dns/answer.h"
#include "dns/name.h"
#include "history/codec.h"
#include "history/history.h"
#include "history/value.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
must(bool holds)
{
	if (!holds)
		abort();
}

static void
key(const uint8_t *data, size_t size)
{
	uint8_t again[HISTORY_KEY_MAX];
	char name[DNS_NAME_SIZE];
	enum history_kind kind;
	size_t len;

	if (history_key_read(data, size, &kind, name) == -1)
		return;
	must(kind >= HISTORY_CAA && kind < HISTORY_KINDS);
	len = history_key(kind, name, again);
	/* capitals are none of ours, and come back small */
	must(len == size && len <= HISTORY_KEY_MAX);
	for (size_t i = 0; i < len; i++)
		must(again[i] == data[i] || (data[i] >= 'A' && data[i] <= 'Z'));
}

static void
values(const struct history_subject *s)
{
	for (size_t i = 0; i < s->n; i++) {
		const struct history_item *item = &s->items[i];
		struct dns_answer *answer;
		struct history_cert cert;
		struct history_policy policy;
		int64_t from, to;

		must(item->last >= item->first && item->first >= 0);
		must(item->len <= HISTORY_VALUE_MAX);
		(void)history_reach(s, i, &from, &to);
		if (s->kind == HISTORY_CERT)
			must(history_cert(item, &cert) == 0);
		if (s->kind == HISTORY_POLICY)
			must(history_policy(item, &policy) == 0);
		if (s->kind > HISTORY_TLSA)
			continue;
		answer = history_answer(item, "a.test", DNS_TYPE_CAA);
		must(answer != NULL);
		dns_answer_free(&answer);
	}
}

/* Go on with it: a look at each time that it speaks of, and now. */
static void
look(struct history_subject *s)
{
	struct history_item seen;
	uint8_t value[HISTORY_VALUE_MAX];

	for (size_t i = 0; i < s->n && i < 4; i++) {
		seen = s->items[i];
		memcpy(
		    value, seen.value != NULL ? seen.value : value, seen.len);
		seen.value = value;
		seen.last = i % 2 == 0 ? seen.last / 2 : INT64_C(1795341600);
		(void)history_observe(s, &seen);
		must(s->n <= HISTORY_ITEMS_MAX);
		must(history_size(s) <= HISTORY_SUBJECT_MAX || s->n == 1);
	}
	(void)history_trim(s, INT64_C(1795341600), INT64_C(1795341600));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct history *h = history_new();
	struct history_subject *s;
	struct buf octets = BUF_INIT;

	key(data, size);
	if (size > 0 && data[0] >= HISTORY_CAA && data[0] < HISTORY_KINDS) {
		s = history_subject(h, (enum history_kind)data[0], "a.test");
		if (history_decode(data + 1, size - 1, s) == 0) {
			must(s->n <= HISTORY_ITEMS_MAX);
			history_encode(s, &octets);
			must(octets.len == size - 1);
			must(memcmp(octets.data, data + 1, size - 1) == 0);
			must(history_size(s) == octets.len);
			values(s);
			look(s);
		}
	}
	buf_fini(&octets);
	history_free(&h);
	return 0;
}
