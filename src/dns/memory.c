/* SPDX-License-Identifier: BSD-2-Clause */
/* Definite answers, remembered as long as their TTL says. */

#include "dns/memory.h"

#include <event2/util.h>
#include <stdlib.h>
#include <string.h>
#include <sys/queue.h>

#include "base/mem.h"
#include "dns/answer.h"

#define MEMORY_BUCKETS_MAX (1u << 20)

struct memory_entry {
	struct dns_answer *answer;
	int64_t until;                   /* ms */
	struct memory_entry *chain;      /* in its bucket */
	TAILQ_ENTRY(memory_entry) entry; /* in the order of use */
};

TAILQ_HEAD(memory_uses, memory_entry);

struct dns_memory {
	struct memory_entry **buckets;
	size_t n_buckets; /* a power of two */
	uint64_t seed;
	size_t most, count;
	struct memory_uses used; /* the latest first */
};

struct dns_memory *
memory_new(size_t most)
{
	struct dns_memory *m = mem_zalloc(sizeof(*m));

	m->most = most;
	m->n_buckets = 1;
	while (m->n_buckets < most && m->n_buckets < MEMORY_BUCKETS_MAX)
		m->n_buckets *= 2;
	m->buckets = mem_array(m->n_buckets, sizeof(m->buckets[0]));
	evutil_secure_rng_get_bytes(&m->seed, sizeof(m->seed));
	TAILQ_INIT(&m->used);
	return m;
}

/* FNV-1a, begun at a secret so that strangers can't fill one bucket. */
static struct memory_entry **
memory_bucket(const struct dns_memory *m, const char *name, uint16_t type)
{
	uint64_t hash = 0xcbf29ce484222325u ^ m->seed ^ type;

	for (; *name != '\0'; name++)
		hash = (hash ^ (uint8_t)*name) * 0x100000001b3u;
	return &m->buckets[(hash ^ hash >> 32) & (m->n_buckets - 1)];
}

/* Where the entry is linked, or where it would be. */
static struct memory_entry **
memory_place(const struct dns_memory *m, const char *name, uint16_t type)
{
	struct memory_entry **at = memory_bucket(m, name, type);

	while (*at != NULL && ((*at)->answer->type != type ||
				  strcmp((*at)->answer->name, name) != 0))
		at = &(*at)->chain;
	return at;
}

static void
memory_forget(struct dns_memory *m, struct memory_entry **at)
{
	struct memory_entry *entry = *at;

	*at = entry->chain;
	TAILQ_REMOVE(&m->used, entry, entry);
	dns_answer_free(&entry->answer);
	free(entry);
	m->count--;
}

void
memory_clear(struct dns_memory *m)
{
	struct memory_entry *entry;

	while ((entry = TAILQ_FIRST(&m->used)) != NULL)
		memory_forget(m,
		    memory_place(m, entry->answer->name, entry->answer->type));
}

void
memory_free(struct dns_memory **mp)
{
	struct dns_memory *m = *mp;

	if (m == NULL)
		return;
	*mp = NULL;
	memory_clear(m);
	free(m->buckets);
	free(m);
}

static struct dns_answer *
memory_copy(const struct dns_answer *a, uint32_t ttl)
{
	struct dns_answer *b = dns_answer_new(a->name, a->type, a->status);

	b->rcode = a->rcode;
	b->ede = a->ede;
	b->ad = a->ad;
	b->ttl = ttl;
	if (a->server != NULL)
		dns_answer_set_server(b, a->server);
	for (size_t i = 0; i < a->n_aliases; i++)
		dns_answer_add_alias(b, a->aliases[i]);
	for (size_t i = 0; i < a->n_records; i++)
		dns_answer_add_record(b, a->records[i].data, a->records[i].len);
	return b;
}

/* A TTL that counts for less than it says is still told as it was. */
static uint32_t
memory_ttl_left(const struct memory_entry *entry, int64_t now_ms)
{
	uint32_t ttl = entry->answer->ttl;
	int64_t counts = ttl < MEMORY_TTL_MAX ? ttl : MEMORY_TTL_MAX;
	int64_t age = (counts * 1000 - (entry->until - now_ms)) / 1000;

	return age < (int64_t)ttl ? (uint32_t)(ttl - age) : 1;
}

struct dns_answer *
memory_find(
    struct dns_memory *m, const char *name, uint16_t type, int64_t now_ms)
{
	struct memory_entry **at = memory_place(m, name, type);
	struct memory_entry *entry = *at;

	if (entry == NULL)
		return NULL;
	if (entry->until <= now_ms) {
		memory_forget(m, at);
		return NULL;
	}
	TAILQ_REMOVE(&m->used, entry, entry);
	TAILQ_INSERT_HEAD(&m->used, entry, entry);
	return memory_copy(entry->answer, memory_ttl_left(entry, now_ms));
}

static void
memory_make_room(struct dns_memory *m)
{
	while (m->count >= m->most) {
		const struct dns_answer *oldest =
		    TAILQ_LAST(&m->used, memory_uses)->answer;

		memory_forget(m, memory_place(m, oldest->name, oldest->type));
	}
}

void
memory_put(struct dns_memory *m, struct dns_answer *a, int64_t now_ms)
{
	struct memory_entry **at = memory_place(m, a->name, a->type);
	struct memory_entry *entry;
	uint32_t ttl = a->ttl < MEMORY_TTL_MAX ? a->ttl : MEMORY_TTL_MAX;

	if (!dns_answer_is_definite(a) || ttl == 0)
		return;
	if (*at != NULL)
		memory_forget(m, at);
	memory_make_room(m);
	entry = mem_zalloc(sizeof(*entry));
	entry->answer = dns_answer_ref(a);
	entry->until = now_ms + (int64_t)ttl * 1000;
	at = memory_bucket(m, a->name, a->type);
	entry->chain = *at;
	*at = entry;
	TAILQ_INSERT_HEAD(&m->used, entry, entry);
	m->count++;
}

size_t
memory_count(const struct dns_memory *m)
{
	return m->count;
}
