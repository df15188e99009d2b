/* SPDX-License-Identifier: BSD-2-Clause */
/* What was seen of a mail domain. */

#include "verify/evidence.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/map.h"
#include "base/mem.h"
#include "base/pool.h"
#include "dns/answer.h"
#include "dns/name.h"
#include "history/history.h"
#include "probe/result.h"
#include "verify/about.h"
#include "verify/evidence_key.h"

struct evidence_mx {
	uint16_t preference;
	char *host;
};

struct evidence {
	char *domain;
	char *policy_host;
	int64_t time;
	struct dns_answer **answers;
	size_t n_answers;
	struct probe_result **probes;
	size_t n_probes;
	struct map *by_question, *by_target; /* answers, probes */
	struct pool keys;                    /* of both */
	struct evidence_left_out left_out;
	struct evidence_about about;
	struct history *history; /* NULL: none is kept */
	struct evidence_mx mx[EVIDENCE_MX_MAX];
	size_t n_mx;
	size_t n_mx_total;
};

struct evidence *
evidence_new(
    const char *domain, int64_t time, const struct evidence_about *about)
{
	struct evidence *e = mem_zalloc(sizeof(*e));

	e->domain = mem_strdup(domain);
	e->policy_host = mem_printf("mta-sts.%s", domain);
	e->time = time;
	e->by_question = map_new();
	e->by_target = map_new();
	if (about != NULL)
		about_copy(about, &e->about);
	else
		about_init(&e->about);
	return e;
}

void
evidence_free(struct evidence **ep)
{
	struct evidence *e = *ep;

	if (e == NULL)
		return;
	*ep = NULL;
	for (size_t i = 0; i < e->n_answers; i++)
		dns_answer_free(&e->answers[i]);
	for (size_t i = 0; i < e->n_probes; i++)
		probe_result_free(&e->probes[i]);
	for (size_t i = 0; i < e->n_mx; i++)
		free(e->mx[i].host);
	map_free(&e->by_question);
	map_free(&e->by_target);
	pool_fini(&e->keys);
	free(e->answers);
	free(e->probes);
	about_fini(&e->about);
	history_free(&e->history);
	free(e->policy_host);
	free(e->domain);
	free(e);
}

const char *
evidence_domain(const struct evidence *e)
{
	return e->domain;
}

const struct evidence_about *
evidence_about(const struct evidence *e)
{
	return &e->about;
}

int64_t
evidence_time(const struct evidence *e)
{
	return e->time;
}

void
evidence_set_time(struct evidence *e, int64_t time)
{
	e->time = time;
}

const char *
evidence_policy_host(const struct evidence *e)
{
	return e->policy_host;
}

static void
evidence_key_end(struct evidence_key *key, int n)
{
	key->len = n > 0 && (size_t)n < sizeof(key->octets) ? (size_t)n : 0;
}

void
evidence_key_answer(struct evidence_key *key, const char *name, uint16_t type)
{
	evidence_key_end(key, snprintf(key->octets, sizeof(key->octets),
				  "%u %s", (unsigned)type, name));
}

void
evidence_key_probe(struct evidence_key *key, const struct probe_target *target,
    const char *address)
{
	evidence_key_end(
	    key, snprintf(key->octets, sizeof(key->octets), "%d %u %s %s%s%s",
		     (int)target->service, (unsigned)target->port, address,
		     target->host, target->path != NULL ? " " : "",
		     target->path != NULL ? target->path : ""));
}

/* The place of a new key; NULL where it is too long to be found again. */
static void **
evidence_slot(
    struct evidence *e, struct map *map, const struct evidence_key *key)
{
	if (key->len == 0)
		return NULL;
	return map_slot(
	    map, pool_put(&e->keys, key->octets, key->len), key->len);
}

struct dns_answer *
evidence_answer(const struct evidence *e, const char *name, uint16_t type)
{
	struct evidence_key key;

	evidence_key_answer(&key, name, type);
	return map_find(e->by_question, key.octets, key.len);
}

static bool
evidence_has_mx(const struct evidence *e, const char *host)
{
	for (size_t i = 0; i < e->n_mx; i++)
		if (strcmp(e->mx[i].host, host) == 0)
			return true;
	return false;
}

static size_t
evidence_mx_most(const struct evidence *e)
{
	return e->about.scope == EVIDENCE_ALL ? EVIDENCE_MX_MAX
					      : EVIDENCE_PEER_MX_MAX;
}

/* Insert in the order of preference; of hosts over the limit the least
 * preferred is left out. */
static void
evidence_add_mx(struct evidence *e, uint16_t preference, const char *host)
{
	size_t at = e->n_mx, most = evidence_mx_most(e);

	while (at > 0 && e->mx[at - 1].preference > preference)
		at--;
	if (at == most)
		return;
	if (e->n_mx == most)
		free(e->mx[--e->n_mx].host);
	memmove(&e->mx[at + 1], &e->mx[at], (e->n_mx - at) * sizeof(e->mx[0]));
	e->mx[at] = (struct evidence_mx){preference, mem_strdup(host)};
	e->n_mx++;
}

static void
evidence_read_mx(struct evidence *e, const struct dns_answer *answer)
{
	for (size_t i = 0; i < answer->n_records; i++) {
		char host[DNS_NAME_SIZE];
		uint16_t preference;

		if (dns_record_mx(&answer->records[i], &preference, host) ==
			-1 ||
		    strcmp(host, ".") == 0 || evidence_has_mx(e, host))
			continue;
		e->n_mx_total++;
		evidence_add_mx(e, preference, host);
	}
}

void
evidence_put(struct evidence *e, struct dns_answer *answer)
{
	struct evidence_key key;
	void **slot;

	if (evidence_answer(e, answer->name, answer->type) != NULL)
		return;
	evidence_key_answer(&key, answer->name, answer->type);
	slot = evidence_slot(e, e->by_question, &key);
	if (slot == NULL)
		return;
	*slot = dns_answer_ref(answer);
	e->answers = mem_resize(
	    e->answers, e->n_answers + 1, sizeof(struct dns_answer *));
	e->answers[e->n_answers++] = answer;
	if (answer->type == DNS_TYPE_MX && strcmp(answer->name, e->domain) == 0)
		evidence_read_mx(e, answer);
}

size_t
evidence_answer_count(const struct evidence *e)
{
	return e->n_answers;
}

struct dns_answer *
evidence_answer_at(const struct evidence *e, size_t i)
{
	return e->answers[i];
}

struct probe_result *
evidence_probe(const struct evidence *e, const struct probe_target *target,
    const char *address)
{
	struct evidence_key key;

	evidence_key_probe(&key, target, address);
	return map_find(e->by_target, key.octets, key.len);
}

void
evidence_put_probe(struct evidence *e, struct probe_result *result)
{
	struct probe_target target;
	struct evidence_key key;
	void **slot;

	probe_result_target(result, &target);
	if (evidence_probe(e, &target, result->address) != NULL)
		return;
	evidence_key_probe(&key, &target, result->address);
	slot = evidence_slot(e, e->by_target, &key);
	if (slot == NULL)
		return;
	*slot = probe_result_ref(result);
	e->probes = mem_resize(
	    e->probes, e->n_probes + 1, sizeof(struct probe_result *));
	e->probes[e->n_probes++] = result;
}

size_t
evidence_probe_count(const struct evidence *e)
{
	return e->n_probes;
}

struct probe_result *
evidence_probe_at(const struct evidence *e, size_t i)
{
	return e->probes[i];
}

size_t
evidence_mx_total(const struct evidence *e)
{
	return e->n_mx_total;
}

size_t
evidence_mx_count(const struct evidence *e)
{
	return e->n_mx;
}

const char *
evidence_mx_host(const struct evidence *e, size_t i)
{
	return e->mx[i].host;
}

const struct evidence_left_out *
evidence_left_out(const struct evidence *e)
{
	return &e->left_out;
}

void
evidence_leave_out(struct evidence *e, size_t questions, size_t probes)
{
	e->left_out.questions += questions;
	e->left_out.probes += probes;
}

const struct history *
evidence_history(const struct evidence *e)
{
	return e->history;
}

void
evidence_set_history_own(struct evidence *e, struct history *history)
{
	history_free(&e->history);
	e->history = history;
}

uint32_t
evidence_ttl(const struct evidence *e)
{
	uint32_t ttl = UINT32_MAX;

	for (size_t i = 0; i < e->n_answers; i++)
		if (dns_answer_is_definite(e->answers[i]) &&
		    e->answers[i]->ttl < ttl)
			ttl = e->answers[i]->ttl;
	return ttl != UINT32_MAX ? ttl : 0;
}
