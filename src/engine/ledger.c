/* SPDX-License-Identifier: BSD-2-Clause */
/* What requests tell beside their answer, gathered for the store. */

#include "engine/ledger.h"

#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include <sys/queue.h>

#include "base/buf.h"
#include "base/cursor.h"
#include "base/map.h"
#include "base/mem.h"
#include "engine/uses.h"
#include "gate/gate.h"
#include "gate/shadow.h"
#include "gate/status.h"
#include "store/store.h"

#define USE_VERSION 1

/* Counts of a rule and a domain that are to be written. */
struct entry {
	TAILQ_ENTRY(entry) entry;    /* while it is new */
	bool is_new;                 /* in the news */
	bool is_kept;                /* in the book; in neither it is freed */
	struct shadow_counts counts; /* since the last write */
	size_t key_len;
	char key[]; /* of the store */
};

TAILQ_HEAD(entries, entry);

/* Entries of a day, forgotten together. */
struct book {
	struct map *map;
	struct entry **list;
	size_t n, size;
	int64_t span; /* which one: days since 1970 */
};

struct ledger {
	pthread_mutex_t lock;
	struct uses uses;
	struct book shadow;
	struct entries news; /* of the shadow's */
};

static void
entry_drop(struct entry *e)
{
	if (!e->is_new && !e->is_kept)
		free(e);
}

static void
book_init(struct book *b)
{
	*b = (struct book){.map = map_new(), .span = INT64_MIN};
}

static void
book_fini(struct book *b)
{
	for (size_t i = 0; i < b->n; i++) {
		b->list[i]->is_kept = false;
		entry_drop(b->list[i]);
	}
	free(b->list);
	map_free(&b->map);
}

/* Another span begins with an empty book. */
static void
book_turn(struct book *b, int64_t span)
{
	if (b->span == span)
		return;
	book_fini(b);
	book_init(b);
	b->span = span;
}

static struct entry *
entry_new(const void *key, size_t key_len)
{
	struct entry *e = mem_zalloc(sizeof(*e) + key_len);

	e->key_len = key_len;
	if (key_len > 0)
		memcpy(e->key, key, key_len);
	return e;
}

/* The entry of this key, made if there is none. */
static struct entry *
book_entry(struct book *b, const void *key, size_t key_len)
{
	struct entry *e = map_find(b->map, key, key_len);

	if (e != NULL)
		return e;
	e = entry_new(key, key_len);
	e->is_kept = true;
	*map_slot(b->map, e->key, key_len) = e;
	if (b->n == b->size) {
		b->size = b->size > 0 ? 2 * b->size : 64;
		b->list = mem_resize(b->list, b->size, sizeof(struct entry *));
	}
	b->list[b->n++] = e;
	return e;
}

struct ledger *
ledger_new(void)
{
	struct ledger *l = mem_zalloc(sizeof(*l));

	(void)pthread_mutex_init(&l->lock, NULL);
	book_init(&l->shadow);
	TAILQ_INIT(&l->news);
	return l;
}

static struct entry *
ledger_take_news(struct ledger *l)
{
	struct entry *e = TAILQ_FIRST(&l->news);

	if (e != NULL) {
		TAILQ_REMOVE(&l->news, e, entry);
		e->is_new = false;
	}
	return e;
}

static void
ledger_put_news(struct ledger *l, struct entry *e)
{
	if (e->is_new)
		return;
	e->is_new = true;
	TAILQ_INSERT_TAIL(&l->news, e, entry);
}

void
ledger_free(struct ledger **lp)
{
	struct ledger *l = *lp;
	struct entry *e;

	if (l == NULL)
		return;
	*lp = NULL;
	while ((e = ledger_take_news(l)) != NULL)
		entry_drop(e);
	uses_fini(&l->uses);
	book_fini(&l->shadow);
	(void)pthread_mutex_destroy(&l->lock);
	free(l);
}

void
ledger_use(struct ledger *l, const char *domain, int64_t now)
{
	(void)pthread_mutex_lock(&l->lock);
	uses_note(&l->uses, domain, now);
	(void)pthread_mutex_unlock(&l->lock);
}

static struct shadow_counts
shadow_one(const struct gate_decision *d)
{
	struct shadow_counts one = {0, 0, 0};

	if (d->would == GATE_REJECT)
		one.rejects = 1;
	else
		one.defers = 1;
	if (d->action != GATE_PASS)
		one.enforced = 1;
	return one;
}

static struct entry *
shadow_entry(struct book *b, const char *domain, enum rule_id rule, int64_t now)
{
	struct shadow_key key = {shadow_day(now), rule, domain, strlen(domain)};
	struct buf octets = BUF_INIT;
	struct entry *e;

	if (b->n >= LEDGER_SHADOW_MAX)
		key.domain_len = 0;
	shadow_key_encode(&key, &octets);
	e = book_entry(b, octets.data, octets.len);
	buf_fini(&octets);
	return e;
}

void
ledger_shadow(struct ledger *l, const char *domain,
    const struct gate_decision *d, int64_t now)
{
	const struct shadow_counts one = shadow_one(d);
	enum rule_id rule = RULES;
	struct entry *e;

	if (d->would == GATE_PASS)
		return;
	if (!d->by_unknown)
		rule = d->finding->rule;
	(void)pthread_mutex_lock(&l->lock);
	book_turn(&l->shadow, shadow_day(now));
	e = shadow_entry(&l->shadow, domain, rule, now);
	shadow_counts_add(&e->counts, &one);
	ledger_put_news(l, e);
	(void)pthread_mutex_unlock(&l->lock);
}

/* Some of the news, while they are being written. */
struct issue {
	struct buf uses;
	struct entry *list[LEDGER_WRITE_MAX];
	size_t n;
};

void
use_encode(int64_t used, struct buf *out)
{
	buf_u8(out, USE_VERSION);
	buf_u64(out, (uint64_t)used);
}

static void
write_counts(struct store_change *c, const struct entry *e)
{
	struct shadow_counts was, sum = e->counts;
	struct buf octets = BUF_INIT;
	const void *data;
	size_t len;

	if (store_change_read(c, STORE_SHADOW, e->key, e->key_len, &data,
		&len) == STORE_FOUND &&
	    shadow_counts_decode(data, len, &was) == 0)
		shadow_counts_add(&sum, &was);
	shadow_counts_encode(&sum, &octets);
	store_change_write(
	    c, STORE_SHADOW, e->key, e->key_len, octets.data, octets.len);
	buf_fini(&octets);
}

static int
write_issue(struct store_change *c, void *arg, struct error *err)
{
	const struct issue *issue = arg;

	(void)err;
	uses_write(c, &issue->uses);
	for (size_t i = 0; i < issue->n; i++)
		write_counts(c, issue->list[i]);
	return 0;
}

/* The issue holds copies, so that notes go on while it is written.  How many
 * records that are. */
static size_t
issue_take(struct ledger *l, struct issue *issue)
{
	struct entry *e;

	while (
	    issue->n < LEDGER_WRITE_MAX && (e = ledger_take_news(l)) != NULL) {
		issue->list[issue->n++] = mem_dup(e, sizeof(*e) + e->key_len);
		e->counts = (struct shadow_counts){0, 0, 0};
		entry_drop(e);
	}
	return issue->n +
	       uses_take(&l->uses, LEDGER_WRITE_MAX - issue->n, &issue->uses);
}

int
ledger_write(struct ledger *l, struct store *store, struct error *err)
{
	struct issue issue = {.uses = BUF_INIT, .n = 0};
	size_t n;
	int ret = 0;

	(void)pthread_mutex_lock(&l->lock);
	n = issue_take(l, &issue);
	(void)pthread_mutex_unlock(&l->lock);
	if (n > 0)
		ret = store_change(store, write_issue, &issue, err);
	for (size_t i = 0; i < issue.n; i++)
		free(issue.list[i]);
	buf_fini(&issue.uses);
	return ret == 0 ? (int)n : -1;
}

int64_t
use_decode(const void *data, size_t len)
{
	struct cursor c;
	int64_t used;

	cursor_init(&c, data, len);
	if (cursor_u8(&c) != USE_VERSION)
		return 0;
	used = (int64_t)cursor_u64(&c);
	return c.ok && c.left == 0 && used > 0 ? used : 0;
}
