/* SPDX-License-Identifier: BSD-2-Clause */
/* A walk over the history that makes it shorter. */

#include "engine/history_prune.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "dns/name.h"
#include "history/codec.h"
#include "history/history.h"

#define HISTORY_PRUNE_DAY INT64_C(86400)
#define HISTORY_PRUNE_PERCENT 100
#define HISTORY_PRUNE_LESS 4 /* so many times less, where it can't be written */

struct prune_key {
	size_t len;
	uint8_t octets[STORE_KEY_MAX];
};

/* One turn under way. */
struct turn {
	struct history_prune *prune;
	int64_t now;
	/* what was last seen before that goes */
	int64_t before[HISTORY_SHARES];
	size_t looks, looked;
	struct prune_key
	    keys[HISTORY_PRUNE_WRITES]; /* subjects that have such */
	size_t n_keys;
	size_t pruned;
};

static enum history_share
item_share(const struct history_item *item)
{
	return (item->flags & HISTORY_OTHERS) != 0 ? HISTORY_SHARE_OTHERS
						   : HISTORY_SHARE_OWN;
}

static size_t
turn_day(const struct turn *t, int64_t last)
{
	int64_t days = last < t->now ? (t->now - last) / HISTORY_PRUNE_DAY : 0;

	return days < HISTORY_PRUNE_DAYS ? (size_t)days
					 : HISTORY_PRUNE_DAYS - 1;
}

/* Octets of each item by age; true where some item is to go. */
static bool
turn_weigh(struct turn *t, const struct history_subject *s, size_t key_len)
{
	size_t own = s->n > 0 ? (history_size(s) + key_len) / s->n : 0;
	bool old = false;

	for (size_t i = 0; i < s->n; i++) {
		enum history_share share = item_share(&s->items[i]);
		int64_t last = s->items[i].last;
		bool goes = last < t->before[share];

		old |= goes;
		if (!goes)
			t->prune->by_day[share][turn_day(t, last)] += own;
	}
	return old;
}

static int
turn_look(
    const void *key, size_t key_len, const void *data, size_t len, void *arg)
{
	struct turn *t = arg;
	struct history_subject s = {.kind = HISTORY_CAA};
	char name[DNS_NAME_SIZE];
	bool old = true; /* what can't be read is of no use */

	if (t->looked == t->looks || t->n_keys == HISTORY_PRUNE_WRITES)
		return 1;
	t->looked++;
	memcpy(t->prune->at, key, key_len);
	t->prune->at_len = key_len;
	if (history_key_read(key, key_len, &s.kind, name) == 0 &&
	    history_decode(data, len, &s) == 0)
		old = turn_weigh(t, &s, key_len);
	else if (len > 0 && *(const uint8_t *)data > HISTORY_VERSION)
		old = false; /* of a newer program */
	history_clear(&s);
	if (old) {
		struct prune_key *k = &t->keys[t->n_keys++];

		k->len = key_len;
		memcpy(k->octets, key, key_len);
	}
	return 0;
}

static void
turn_shorten(struct turn *t, struct store_change *c, const struct prune_key *k)
{
	struct history_subject s = {.kind = HISTORY_CAA};
	struct buf octets = BUF_INIT;
	char name[DNS_NAME_SIZE];
	const void *data;
	size_t len;

	if (store_change_read(c, STORE_HISTORY, k->octets, k->len, &data,
		&len) != STORE_FOUND)
		return;
	if (history_key_read(k->octets, k->len, &s.kind, name) == 0)
		(void)history_decode(data, len, &s);
	t->pruned += history_trim(
	    &s, t->before[HISTORY_SHARE_OWN], t->before[HISTORY_SHARE_OTHERS]);
	if (s.n == 0) {
		store_change_delete(c, STORE_HISTORY, k->octets, k->len);
	} else {
		history_encode(&s, &octets);
		store_change_write(c, STORE_HISTORY, k->octets, k->len,
		    octets.data, octets.len);
	}
	buf_fini(&octets);
	history_clear(&s);
}

static int
turn_write(struct store_change *c, void *arg, struct error *err)
{
	struct turn *t = arg;

	(void)err;
	t->pruned = 0;
	for (size_t i = 0; i < t->n_keys; i++)
		turn_shorten(t, c, &t->keys[i]);
	return 0;
}

/* Making room takes some first: in a store that is nearly full less is done at
 * once, and the next walk meets the rest. */
static int
turn_change(struct turn *t, struct store *store, struct error *err)
{
	int ret = 0;

	while (t->n_keys > 0) {
		ret = store_change(store, turn_write, t, err);
		if (ret == 0)
			break;
		t->n_keys /= HISTORY_PRUNE_LESS;
	}
	return ret;
}

int64_t
history_prune_most(const uint64_t by_day[HISTORY_PRUNE_DAYS], uint64_t wanted)
{
	uint64_t sum = 0;

	for (size_t day = HISTORY_PRUNE_DAYS; day > 0; day--) {
		sum += by_day[day - 1];
		if (sum >= wanted)
			return (int64_t)(day - 1) * HISTORY_PRUNE_DAY;
	}
	return 0;
}

static void
prune_look_at_size(struct history_prune *p, struct store *store)
{
	struct store_usage u;
	uint64_t percent, end;

	if (p->turns++ % HISTORY_PRUNE_USAGE_TURNS != 0 ||
	    store_usage(store, &u) == -1)
		return;
	percent = u.size / HISTORY_PRUNE_PERCENT;
	p->stop = u.used > percent * HISTORY_PRUNE_STOP;
	end = percent * HISTORY_PRUNE_END;
	if (u.used > percent * HISTORY_PRUNE_BEGIN ||
	    (p->wanted > 0 && u.used > end))
		p->wanted = u.used - end;
	else
		p->wanted = 0;
	if (p->wanted == 0)
		memset(p->most, 0, sizeof(p->most));
}

static void
prune_begin_walk(struct history_prune *p, int64_t now)
{
	memset(p->by_day, 0, sizeof(p->by_day));
	p->at_len = 0;
	p->began = now;
	p->walking = true;
}

/* How old may it be, where so many octets of the share are to go?  What that
 * is short of. */
static uint64_t
prune_share(struct history_prune *p, enum history_share share, uint64_t wanted)
{
	uint64_t sum = 0;

	for (size_t day = 0; day < HISTORY_PRUNE_DAYS; day++)
		sum += p->by_day[share][day];
	p->most[share] =
	    wanted > 0 ? history_prune_most(p->by_day[share], wanted) : 0;
	if (wanted > 0 && p->most[share] == 0)
		p->most[share] = 1;
	return wanted > sum ? wanted - sum : 0;
}

/* All has been weighed.  Other people's goes first. */
static void
prune_end_walk(struct history_prune *p)
{
	uint64_t left;

	p->walking = false;
	p->recent = p->by_day[HISTORY_SHARE_OWN][0] > 0 ||
		    p->by_day[HISTORY_SHARE_OTHERS][0] > 0;
	if (p->wanted == 0)
		return;
	left = prune_share(p, HISTORY_SHARE_OTHERS, p->wanted);
	(void)prune_share(p, HISTORY_SHARE_OWN, left);
}

static bool
prune_is_time(const struct history_prune *p, int64_t now)
{
	return p->wanted > 0 || now < p->began ||
	       now - p->began >= HISTORY_PRUNE_PASS_SECONDS;
}

static int64_t
prune_before(const struct history_prune *p, enum history_share share,
    int64_t now, int64_t keep)
{
	int64_t before = p->recent ? now - keep : INT64_MIN;

	if (p->most[share] != 0 && now - p->most[share] > before)
		before = now - p->most[share];
	return before;
}

static void
turn_set_before(struct turn *t, int64_t keep)
{
	int64_t others =
	    keep < HISTORY_OTHERS_KEEP ? keep : HISTORY_OTHERS_KEEP;

	t->before[HISTORY_SHARE_OWN] =
	    prune_before(t->prune, HISTORY_SHARE_OWN, t->now, keep);
	t->before[HISTORY_SHARE_OTHERS] =
	    prune_before(t->prune, HISTORY_SHARE_OTHERS, t->now, others);
}

int
history_prune_turn(struct history_prune *p, int64_t now, int64_t keep,
    struct store *store, struct store_reader *reader, size_t *pruned_out,
    struct error *err)
{
	struct turn *t;
	int ret, walked;

	*pruned_out = 0;
	prune_look_at_size(p, store);
	if (!p->walking) {
		if (!prune_is_time(p, now))
			return 0;
		prune_begin_walk(p, now);
	}
	t = mem_zalloc(sizeof(*t));
	t->prune = p;
	t->now = now;
	turn_set_before(t, keep);
	t->looks =
	    p->wanted > 0 ? HISTORY_PRUNE_LOOKS_FULL : HISTORY_PRUNE_LOOKS;
	walked = store_each_after(
	    reader, STORE_HISTORY, p->at, p->at_len, turn_look, t);
	ret = turn_change(t, store, err);
	*pruned_out = ret == 0 ? t->pruned : 0;
	if (walked == 0)
		prune_end_walk(p);
	free(t);
	return ret;
}
