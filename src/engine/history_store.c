/* SPDX-License-Identifier: BSD-2-Clause */
/* The history in the store: what is recalled for a domain, and what is kept. */

#include "engine/history_store.h"

#include <string.h>

#include "base/buf.h"
#include "dns/name.h"
#include "history/codec.h"
#include "store/store.h"
#include "verify/evidence.h"

int
history_store_load(struct store_reader *reader, enum history_kind kind,
    const char *name, struct history *into)
{
	uint8_t key[HISTORY_KEY_MAX];
	size_t key_len = history_key(kind, name, key), len;
	const void *data;

	if (key_len == 0 || history_find(into, kind, name) != NULL)
		return 0;
	switch (store_read(reader, STORE_HISTORY, key, key_len, &data, &len)) {
	case STORE_FOUND:
		(void)history_decode(
		    data, len, history_subject(into, kind, name));
		store_release(reader);
		return 0;
	case STORE_ABSENT:
		return 0;
	case STORE_FAILED:
		break;
	}
	return -1;
}

struct below { /* a walk over all that is at or below a name */
	struct history *into;
	uint8_t prefix[HISTORY_KEY_MAX];
	size_t len;
};

static int
below_one(
    const void *key, size_t key_len, const void *data, size_t len, void *arg)
{
	struct below *b = arg;
	char name[DNS_NAME_SIZE];
	enum history_kind kind;

	if (key_len < b->len || memcmp(key, b->prefix, b->len) != 0 ||
	    b->into->n >= HISTORY_SUBJECTS_MAX)
		return 1;
	if (history_key_read(key, key_len, &kind, name) == 0)
		(void)history_decode(
		    data, len, history_subject(b->into, kind, name));
	return 0;
}

int
history_store_below(
    struct store_reader *reader, const char *name, struct history *into)
{
	struct below b = {.into = into};

	b.len = history_key_below(name, b.prefix);
	if (b.len == 0)
		return 0;
	return store_each_after(
		   reader, STORE_HISTORY, b.prefix, b.len, below_one, &b) == -1
		   ? -1
		   : 0;
}

/* The subjects of seen beside what h has already; h is the evidence's. */
static void
recall_own(struct store_reader *reader, struct evidence *e,
    const struct history *seen, struct history *h)
{
	int ret = 0;

	for (size_t i = 0; ret == 0 && i < seen->n; i++)
		ret = history_store_load(reader, seen->subjects[i]->kind,
		    seen->subjects[i]->name, h);
	if (ret == -1) {
		history_free(&h);
		return;
	}
	history_merge(h, seen);
	evidence_set_history_own(e, h);
}

void
history_store_recall(
    struct store_reader *reader, struct evidence *e, const struct history *seen)
{
	struct history *h = history_new();

	if (history_store_below(reader, evidence_domain(e), h) == 0)
		recall_own(reader, e, seen, h);
	else
		history_free(&h);
}

void
history_store_recall_seen(
    struct store_reader *reader, struct evidence *e, const struct history *seen)
{
	recall_own(reader, e, seen, history_new());
}

static void
write_subject(struct store_change *c, const struct history_subject *seen)
{
	struct history *h = history_new();
	struct history_subject *s = history_subject(h, seen->kind, seen->name);
	uint8_t key[HISTORY_KEY_MAX];
	size_t key_len = history_key(seen->kind, seen->name, key), len;
	struct buf octets = BUF_INIT;
	const void *data;
	bool changed = false;

	if (key_len > 0 && store_change_read(c, STORE_HISTORY, key, key_len,
			       &data, &len) == STORE_FOUND)
		(void)history_decode(data, len, s);
	for (size_t i = 0; key_len > 0 && i < seen->n; i++)
		changed |= history_observe(s, &seen->items[i]);
	if (changed && s->n > 0) {
		history_encode(s, &octets);
		store_change_write(
		    c, STORE_HISTORY, key, key_len, octets.data, octets.len);
	}
	buf_fini(&octets);
	history_free(&h);
}

void
history_store_write(struct store_change *c, const struct history *seen)
{
	for (size_t i = 0; i < seen->n; i++)
		write_subject(c, seen->subjects[i]);
}
