/* SPDX-License-Identifier: BSD-2-Clause */
/* What was seen of a mail domain. */

#include "verify/evidence.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "dns/answer.h"
#include "dns/name.h"

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
	struct evidence_mx mx[EVIDENCE_MX_MAX];
	size_t n_mx;
};

struct evidence *
evidence_new(const char *domain, int64_t time)
{
	struct evidence *e = mem_zalloc(sizeof(*e));

	e->domain = mem_strdup(domain);
	e->policy_host = mem_printf("mta-sts.%s", domain);
	e->time = time;
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
	for (size_t i = 0; i < e->n_mx; i++)
		free(e->mx[i].host);
	free(e->answers);
	free(e->policy_host);
	free(e->domain);
	free(e);
}

const char *
evidence_domain(const struct evidence *e)
{
	return e->domain;
}

int64_t
evidence_time(const struct evidence *e)
{
	return e->time;
}

const char *
evidence_policy_host(const struct evidence *e)
{
	return e->policy_host;
}

struct dns_answer *
evidence_answer(const struct evidence *e, const char *name, uint16_t type)
{
	for (size_t i = 0; i < e->n_answers; i++)
		if (e->answers[i]->type == type &&
		    strcmp(e->answers[i]->name, name) == 0)
			return e->answers[i];
	return NULL;
}

static bool
evidence_has_mx(const struct evidence *e, const char *host)
{
	for (size_t i = 0; i < e->n_mx; i++)
		if (strcmp(e->mx[i].host, host) == 0)
			return true;
	return false;
}

/* Insert in the order of preference; of hosts over the limit the least
 * preferred is left out. */
static void
evidence_add_mx(struct evidence *e, uint16_t preference, const char *host)
{
	size_t at = e->n_mx;

	while (at > 0 && e->mx[at - 1].preference > preference)
		at--;
	if (at == EVIDENCE_MX_MAX)
		return;
	if (e->n_mx == EVIDENCE_MX_MAX)
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
		evidence_add_mx(e, preference, host);
	}
}

void
evidence_put(struct evidence *e, struct dns_answer *answer)
{
	if (evidence_answer(e, answer->name, answer->type) != NULL)
		return;
	e->answers = mem_resize(
	    e->answers, e->n_answers + 1, sizeof(struct dns_answer *));
	e->answers[e->n_answers++] = dns_answer_ref(answer);
	if (answer->type == DNS_TYPE_MX && strcmp(answer->name, e->domain) == 0)
		evidence_read_mx(e, answer);
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
