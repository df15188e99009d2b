/* SPDX-License-Identifier: BSD-2-Clause */
/* Ask the world about a domain and decide nothing. */

#include "verify/gather.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "dns/answer.h"
#include "dns/name.h"
#include "dns/resolver.h"
#include "verify/evidence.h"

struct gather_question {
	struct gather *gather;
	struct gather_question *next;
	struct dns_query *query; /* NULL once answered */
	uint16_t type;
	char name[DNS_NAME_SIZE];
};

struct gather {
	struct dns_resolver *resolver;
	struct evidence *evidence;
	struct gather_question *questions;
	size_t n_open;
	gather_cb *done;
	void *arg;
	struct gather **slot;
};

static void gather_answered(struct dns_answer *, void *);

static bool
gather_is_asked(const struct gather *g, const char *name, uint16_t type)
{
	const struct gather_question *q;

	for (q = g->questions; q != NULL; q = q->next)
		if (q->type == type && strcmp(q->name, name) == 0)
			return true;
	return false;
}

static void
gather_ask(struct gather *g, const char *name, uint16_t type)
{
	struct gather_question *q;

	if (gather_is_asked(g, name, type))
		return;
	q = mem_zalloc(sizeof(*q));
	q->gather = g;
	q->type = type;
	memcpy(q->name, name, strlen(name) + 1);
	q->next = g->questions;
	g->questions = q;
	g->n_open++;
	dns_ask(g->resolver, q->name, type, gather_answered, q, &q->query);
}

/* All names of a CAA climb at once (RFC 8659 section 3). */
static void
gather_ask_climb(struct gather *g, const char *name)
{
	for (; name != NULL; name = dns_name_parent(name))
		if (strcmp(name, ".") != 0)
			gather_ask(g, name, DNS_TYPE_CAA);
}

static void
gather_free(struct gather *g)
{
	struct gather_question *q;

	while ((q = g->questions) != NULL) {
		g->questions = q->next;
		dns_cancel(&q->query);
		free(q);
	}
	evidence_free(&g->evidence);
	free(g);
}

static void
gather_finish(struct gather *g)
{
	struct evidence *evidence = g->evidence;
	gather_cb *done = g->done;
	void *arg = g->arg;

	*g->slot = NULL;
	g->evidence = NULL;
	gather_free(g);
	done(evidence, arg);
}

static void
gather_answered(struct dns_answer *answer, void *arg)
{
	struct gather_question *q = arg;
	struct gather *g = q->gather;

	evidence_put(g->evidence, answer);
	if (q->type == DNS_TYPE_MX)
		for (size_t i = 0; i < evidence_mx_count(g->evidence); i++)
			gather_ask_climb(g, evidence_mx_host(g->evidence, i));
	if (--g->n_open == 0)
		gather_finish(g);
}

void
gather_start(struct dns_resolver *resolver, const char *domain, int64_t now,
    gather_cb *done, void *arg, struct gather **slot)
{
	struct gather *g = mem_zalloc(sizeof(*g));

	g->resolver = resolver;
	g->evidence = evidence_new(domain, now);
	g->done = done;
	g->arg = arg;
	g->slot = slot;
	*slot = g;
	gather_ask(g, domain, DNS_TYPE_MX);
	gather_ask_climb(g, domain);
	gather_ask_climb(g, evidence_policy_host(g->evidence));
}

void
gather_cancel(struct gather **slot)
{
	struct gather *g = *slot;

	if (g == NULL)
		return;
	*slot = NULL;
	gather_free(g);
}
