/* SPDX-License-Identifier: BSD-2-Clause */
/* The resolver: who asks what, and who waits for whose answer. */

#include "dns/resolver.h"

#include <event2/event.h>
#include <event2/util.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/error.h"
#include "base/mem.h"
#include "dns/answer.h"
#include "dns/memory.h"
#include "dns/question.h"
#include "dns/servers.h"
#include "dns/upstream.h"
#include "dns/zone.h"

#define RESOLVER_BUCKETS 4096u
#define RESOLVER_SYSTEM "/etc/resolv.conf"
#define RESOLVER_TIMEOUT_MAX (3600u * 1000)
#define RESOLVER_TRIES_MAX 100

struct dns_query { /* one who waits */
	struct dns_resolver *resolver;
	struct question *question;
	struct dns_answer *given; /* where there is no question: from memory */
	uint64_t turn;            /* the number of the one it may go in */
	dns_answer_cb *done;
	void *arg;
	struct dns_query **slot;
	TAILQ_ENTRY(dns_query) entry;
};

struct dns_resolver {
	struct question_world world;
	uint64_t seed;
	struct question_list buckets[RESOLVER_BUCKETS];
	struct dns_memory *memory;                   /* or NULL */
	TAILQ_HEAD(resolver_given, dns_query) given; /* wait for their turn */
	struct event *turn;
	uint64_t n_turns;
};

static int
resolver_add_server(struct dns_resolver *r, const struct server_address *a,
    bool believe_ad, struct error *err)
{
	struct question_world *w = &r->world;
	struct upstream *u = NULL;

	if (w->n_upstreams == SERVERS_MAX)
		return error_set(err, "more than %d DNS servers", SERVERS_MAX);
	if (upstream_new(w->base, a, w->timeout_ms, w->window, &u, err) == -1)
		return -1;
	upstream_set_believe_ad(u, believe_ad || servers_is_loopback(a));
	w->upstreams = mem_resize(
	    w->upstreams, w->n_upstreams + 1, sizeof(w->upstreams[0]));
	w->upstreams[w->n_upstreams++] = u;
	return 0;
}

static int
resolver_add_system(struct dns_resolver *r, bool believe_ad, struct error *err)
{
	struct server_address addresses[SERVERS_MAX];
	bool trust_ad = false;
	int n = servers_system(RESOLVER_SYSTEM, addresses, &trust_ad, err);

	for (int i = 0; i < n; i++)
		if (resolver_add_server(
			r, &addresses[i], believe_ad || trust_ad, err) == -1)
			return -1;
	return n == -1 ? -1 : 0;
}

static int
resolver_add_servers(
    struct dns_resolver *r, const struct dns_settings *s, struct error *err)
{
	if (s->n_servers == 0)
		return resolver_add_system(r, s->trust_ad, err);
	if (s->n_servers == 1 && strcmp(s->servers[0], "none") == 0)
		return 0;
	for (size_t i = 0; i < s->n_servers; i++) {
		struct server_address a;

		if (servers_parse(s->servers[i], &a, err) == -1 ||
		    resolver_add_server(r, &a, s->trust_ad, err) == -1)
			return -1;
	}
	return 0;
}

/* One who waits no more. */
static void
resolver_release(struct dns_query *query)
{
	if (query->question != NULL)
		TAILQ_REMOVE(&query->question->waiters, query, entry);
	else
		TAILQ_REMOVE(&query->resolver->given, query, entry);
	dns_answer_free(&query->given);
	*query->slot = NULL;
	free(query);
}

/* Those who were there at the start; who asks meanwhile comes next turn. */
static void
resolver_on_turn(evutil_socket_t fd, short what, void *arg)
{
	struct dns_resolver *r = arg;
	uint64_t turn = r->n_turns++;
	struct dns_query *query;

	(void)fd;
	(void)what;
	while (
	    (query = TAILQ_FIRST(&r->given)) != NULL && query->turn <= turn) {
		struct dns_answer *answer = query->given;
		dns_answer_cb *done = query->done;
		void *done_arg = query->arg;

		query->given = NULL;
		resolver_release(query);
		done(answer, done_arg);
		dns_answer_free(&answer);
	}
}

int
dns_resolver_new(struct event_base *base, const struct dns_settings *s,
    struct dns_resolver **resolver_out, struct error *err)
{
	struct dns_resolver *r;

	if (s->timeout_ms == 0 || s->timeout_ms > RESOLVER_TIMEOUT_MAX)
		return error_set(err, "DNS timeout of %u ms, want 1 to %u",
		    s->timeout_ms, RESOLVER_TIMEOUT_MAX);
	if (s->tries == 0 || s->tries > RESOLVER_TRIES_MAX)
		return error_set(err, "%u DNS tries, want 1 to %d", s->tries,
		    RESOLVER_TRIES_MAX);
	r = mem_zalloc(sizeof(*r));
	question_world_init(&r->world, base, s->timeout_ms);
	r->world.tries = s->tries;
	for (size_t i = 0; i < RESOLVER_BUCKETS; i++)
		TAILQ_INIT(&r->buckets[i]);
	TAILQ_INIT(&r->given);
	r->turn = event_new(base, -1, 0, resolver_on_turn, r);
	evutil_secure_rng_get_bytes(&r->seed, sizeof(r->seed));
	if (resolver_add_servers(r, s, err) == -1) {
		dns_resolver_free(&r);
		return -1;
	}
	*resolver_out = r;
	return 0;
}

/* FNV-1a, begun at a secret so that strangers can't fill one bucket. */
static struct question_list *
resolver_bucket(struct dns_resolver *r, const char *name, uint16_t type)
{
	uint64_t hash = 0xcbf29ce484222325u ^ r->seed ^ type;

	for (; *name != '\0'; name++)
		hash = (hash ^ (uint8_t)*name) * 0x100000001b3u;
	return &r->buckets[(hash ^ hash >> 32) % RESOLVER_BUCKETS];
}

static void
resolver_unlist(struct question *q)
{
	if (q->bucket != NULL)
		TAILQ_REMOVE(q->bucket, q, hash_entry);
	q->bucket = NULL;
}

static void
resolver_remember(struct dns_resolver *r, struct dns_answer *answer)
{
	if (r->memory != NULL && !dns_answer_is_of_zone_file(answer))
		memory_put(r->memory, answer, clock_steady_ms());
}

static void
resolver_on_done(struct question *q, struct dns_answer *answer)
{
	struct dns_query *query = TAILQ_FIRST(&q->waiters);

	if (query != NULL)
		resolver_remember(query->resolver, answer);
	resolver_unlist(q); /* who asks from now on asks anew */
	while ((query = TAILQ_FIRST(&q->waiters)) != NULL) {
		dns_answer_cb *done = query->done;
		void *arg = query->arg;

		resolver_release(query);
		done(answer, arg);
	}
	question_free(&q);
}

static struct question *
resolver_find(struct question_list *bucket, const char *name, uint16_t type)
{
	struct question *q;

	TAILQ_FOREACH(q, bucket, hash_entry)
	if (q->so_far->type == type && strcmp(q->so_far->name, name) == 0)
		return q;
	return NULL;
}

/* Wait for the question in flight, which is begun if there is none. */
static void
resolver_join(struct dns_resolver *r, const char *name, uint16_t type,
    struct dns_query *query)
{
	struct question_list *bucket = resolver_bucket(r, name, type);
	struct question *q = resolver_find(bucket, name, type);

	if (q != NULL) {
		r->world.counters.joined++;
	} else {
		q = question_new(&r->world, name, type, resolver_on_done);
		q->bucket = bucket;
		TAILQ_INSERT_TAIL(bucket, q, hash_entry);
	}
	query->question = q;
	TAILQ_INSERT_TAIL(&q->waiters, query, entry);
}

/* From memory: true where it is remembered. */
static bool
resolver_recall(struct dns_resolver *r, const char *name, uint16_t type,
    struct dns_query *query)
{
	if (r->memory == NULL)
		return false;
	query->given = memory_find(r->memory, name, type, clock_steady_ms());
	if (query->given == NULL)
		return false;
	r->world.counters.remembered++;
	query->turn = r->n_turns;
	TAILQ_INSERT_TAIL(&r->given, query, entry);
	event_active(r->turn, EV_TIMEOUT, 1);
	return true;
}

static struct dns_query *
resolver_query(struct dns_resolver *r, dns_answer_cb *done, void *arg,
    struct dns_query **slot)
{
	struct dns_query *query = mem_zalloc(sizeof(*query));

	r->world.counters.asked++;
	query->resolver = r;
	query->done = done;
	query->arg = arg;
	query->slot = slot;
	*slot = query;
	return query;
}

void
dns_ask(struct dns_resolver *r, const char *name, uint16_t type,
    dns_answer_cb *done, void *arg, struct dns_query **slot)
{
	struct dns_query *query = resolver_query(r, done, arg, slot);

	if (!resolver_recall(r, name, type, query))
		resolver_join(r, name, type, query);
}

void
dns_ask_anew(struct dns_resolver *r, const char *name, uint16_t type,
    dns_answer_cb *done, void *arg, struct dns_query **slot)
{
	resolver_join(r, name, type, resolver_query(r, done, arg, slot));
}

void
dns_cancel(struct dns_query **slot)
{
	struct dns_query *query = *slot;
	struct question *q;

	if (query == NULL)
		return;
	q = query->question;
	resolver_release(query);
	if (q == NULL || !TAILQ_EMPTY(&q->waiters) || q->bucket == NULL)
		return; /* others wait, or the answer is being given */
	resolver_unlist(q);
	question_free(&q);
}

static void
resolver_cancel_all(struct question_list *bucket)
{
	struct question *q;

	while ((q = TAILQ_FIRST(bucket)) != NULL) {
		while (!TAILQ_EMPTY(&q->waiters))
			resolver_release(TAILQ_FIRST(&q->waiters));
		resolver_unlist(q);
		question_free(&q);
	}
}

void
dns_resolver_free(struct dns_resolver **rp)
{
	struct dns_resolver *r = *rp;

	*rp = NULL;
	if (r == NULL)
		return;
	for (size_t i = 0; i < RESOLVER_BUCKETS; i++)
		resolver_cancel_all(&r->buckets[i]);
	while (!TAILQ_EMPTY(&r->given))
		resolver_release(TAILQ_FIRST(&r->given));
	if (r->turn != NULL)
		event_free(r->turn);
	memory_free(&r->memory);
	question_world_fini(&r->world);
	free(r);
}

void
dns_resolver_remember(struct dns_resolver *r, size_t most)
{
	memory_free(&r->memory);
	if (most > 0)
		r->memory = memory_new(most);
}

struct event_base *
dns_resolver_loop(const struct dns_resolver *r)
{
	return r->world.base;
}

void
dns_resolver_add_zone(struct dns_resolver *r, struct dns_zone **zone)
{
	struct question_world *w = &r->world;

	w->zones = mem_resize(w->zones, w->n_zones + 1, sizeof(w->zones[0]));
	w->zones[w->n_zones++] = *zone;
	*zone = NULL;
	if (r->memory != NULL)
		memory_clear(r->memory);
}

void
dns_resolver_counters(const struct dns_resolver *r, struct dns_counters *out)
{
	*out = r->world.counters;
}
