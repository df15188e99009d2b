/* SPDX-License-Identifier: BSD-2-Clause */
/* One look at a subject, and the items that come of many. */

#include "history/history.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "history/codec.h"
#include "history/value.h"

/* Of an item that was seen several times these hold where each look had
 * them. */
#define OBSERVE_EACH ((unsigned)HISTORY_AD | (unsigned)HISTORY_OTHERS)

void
history_append(struct history_subject *s, const struct history_item *item)
{
	struct history_item *end;

	s->items = mem_resize(s->items, s->n + 1, sizeof(*s->items));
	end = &s->items[s->n++];
	*end = *item;
	end->value = item->len > 0 ? mem_dup(item->value, item->len) : NULL;
}

static void
observe_drop(struct history_subject *s, size_t at)
{
	free(s->items[at].value);
	s->n--;
	memmove(
	    &s->items[at], &s->items[at + 1], (s->n - at) * sizeof(*s->items));
}

static bool
observe_is_same(enum history_kind kind, const struct history_item *a,
    const struct history_item *b)
{
	size_t len = kind == HISTORY_CERT ? HISTORY_HASH : a->len;

	if (kind == HISTORY_CERT ? a->len < len || b->len < len
				 : a->len != b->len)
		return false;
	return len == 0 || memcmp(a->value, b->value, len) == 0;
}

/* Of the items that had begun by then the last one's position, plus one. */
static size_t
observe_place(const struct history_subject *s, int64_t when)
{
	size_t at = s->n;

	while (at > 0 && s->items[at - 1].first > when)
		at--;
	return at;
}

/* The oldest two neighbours that are alike become one, else the oldest goes. */
static void
observe_shorten(struct history_subject *s)
{
	for (size_t i = 0; i + 1 < s->n; i++) {
		struct history_item *item = &s->items[i];

		if (!observe_is_same(s->kind, item, item + 1))
			continue;
		item->last = item[1].last;
		item->flags = (item->flags & item[1].flags & OBSERVE_EACH) |
			      (item[1].flags & HISTORY_ENDED) | HISTORY_HOLES;
		if (item->ttl < item[1].ttl)
			item->ttl = item[1].ttl;
		observe_drop(s, i + 1);
		return;
	}
	observe_drop(s, 0);
}

static void
observe_bound(struct history_subject *s)
{
	while (s->n > HISTORY_ITEMS_MAX ||
	       (s->n > 1 && history_size(s) > HISTORY_SUBJECT_MAX))
		observe_shorten(s);
}

static void
observe_insert(
    struct history_subject *s, size_t at, const struct history_item *seen)
{
	struct history_item item;

	history_append(s, seen);
	item = s->items[s->n - 1];
	item.first = seen->last;
	memmove(&s->items[at + 1], &s->items[at],
	    (s->n - 1 - at) * sizeof(*s->items));
	s->items[at] = item;
	observe_bound(s);
}

static bool
observe_extend(struct history_item *item, const struct history_item *seen)
{
	uint32_t ttl = item->ttl > seen->ttl ? item->ttl : seen->ttl;
	unsigned flags = item->flags & (seen->flags | ~OBSERVE_EACH);
	bool changed = ttl != item->ttl || flags != item->flags;

	item->ttl = ttl;
	item->flags = flags;
	if (seen->last <= item->last ||
	    (!changed && seen->last - item->last < HISTORY_EXTEND))
		return changed;
	item->last = seen->last;
	return true;
}

/* An RRset or a policy: at one time there is one. */
static bool
observe_one(struct history_subject *s, const struct history_item *seen)
{
	size_t at = observe_place(s, seen->last);
	struct history_item *item = at > 0 ? &s->items[at - 1] : NULL;
	bool same = item != NULL && observe_is_same(s->kind, item, seen);
	bool lasting = s->kind == HISTORY_POLICY;

	if (same && seen->last <= item->last)
		return observe_extend(item, seen);
	if (same &&
	    (lasting || ((item->flags & HISTORY_ENDED) == 0 &&
			    seen->last - item->last <= HISTORY_GAP_MAX)))
		return observe_extend(item, seen);
	/* a clock went back: what is said to go on beyond this did not */
	if (item != NULL && item->last > seen->last)
		item->last = seen->last;
	observe_insert(s, at, seen);
	return true;
}

static bool
observe_failure(struct history_subject *s, int64_t when)
{
	size_t at = observe_place(s, when);
	struct history_item *item = at > 0 ? &s->items[at - 1] : NULL;

	if (item == NULL || (item->flags & HISTORY_ENDED) != 0)
		return false;
	item->flags |= when < item->last ? HISTORY_HOLES : HISTORY_ENDED;
	return true;
}

/* What is told of a certificate beside it may be known better now. */
static bool
observe_replace(struct history_item *item, const struct history_item *seen)
{
	if (item->len == seen->len &&
	    memcmp(item->value, seen->value, seen->len) == 0)
		return false;
	free(item->value);
	item->value = mem_dup(seen->value, seen->len);
	item->len = seen->len;
	return true;
}

/* Certificates: a host may present several by turns. */
static bool
observe_certificate(struct history_subject *s, const struct history_item *seen)
{
	struct history_item *item = NULL;
	bool changed;

	for (size_t i = 0; i < s->n && item == NULL; i++)
		if (observe_is_same(s->kind, &s->items[i], seen))
			item = &s->items[i];
	if (item == NULL) {
		observe_insert(s, observe_place(s, seen->last), seen);
		return true;
	}
	changed = observe_replace(item, seen);
	/* last seen in the future: by a clock that was wrong */
	if (item->last > seen->last + HISTORY_GAP_MAX &&
	    item->first <= seen->last) {
		item->last = seen->last;
		return true;
	}
	return observe_extend(item, seen) || changed;
}

bool
history_observe(struct history_subject *s, const struct history_item *seen)
{
	if (seen->len > HISTORY_VALUE_MAX)
		return observe_failure(s, seen->last);
	if (seen->len == 0 && (seen->flags & HISTORY_ENDED) != 0)
		return observe_failure(s, seen->last);
	if (s->kind == HISTORY_CERT)
		return observe_certificate(s, seen);
	return observe_one(s, seen);
}

void
history_merge(struct history *into, const struct history *seen)
{
	for (size_t i = 0; i < seen->n; i++) {
		const struct history_subject *from = seen->subjects[i];
		struct history_subject *s =
		    history_subject(into, from->kind, from->name);

		for (size_t k = 0; k < from->n; k++)
			(void)history_observe(s, &from->items[k]);
	}
}

size_t
history_trim(struct history_subject *s, int64_t before, int64_t others_before)
{
	size_t n = s->n;

	for (size_t i = s->n; i > 0; i--) {
		const struct history_item *item = &s->items[i - 1];
		bool others = (item->flags & HISTORY_OTHERS) != 0;

		if (item->last < (others ? others_before : before))
			observe_drop(s, i - 1);
	}
	return n - s->n;
}

int64_t
history_newest(const struct history_subject *s)
{
	int64_t newest = 0;

	for (size_t i = 0; i < s->n; i++)
		if (s->items[i].last > newest)
			newest = s->items[i].last;
	return newest;
}

/* Do the two follow each other so closely that one was in force until the
 * other was? */
static bool
reach_is_joined(const struct history_item *a, const struct history_item *b)
{
	return (a->flags & HISTORY_ENDED) == 0 &&
	       b->first - a->last <= HISTORY_GAP_MAX;
}

bool
history_reach(const struct history_subject *s, size_t at, int64_t *from_out,
    int64_t *to_out)
{
	const struct history_item *item = &s->items[at];

	*from_out = item->first;
	*to_out = item->last;
	if (at > 0 && reach_is_joined(item - 1, item))
		*from_out = item[-1].last;
	if (at + 1 < s->n && reach_is_joined(item, item + 1))
		*to_out = item[1].first;
	return (item->flags & HISTORY_HOLES) == 0;
}
