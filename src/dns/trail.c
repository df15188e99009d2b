/* SPDX-License-Identifier: BSD-2-Clause */
/* An answer grows along its aliases. */

#include "dns/trail.h"

#include <string.h>

#define TRAIL_TTL_NONE UINT32_MAX
#define TRAIL_TTL_MAX 0x7fffffffu

void
trail_begin(struct dns_answer *a)
{
	a->ttl = TRAIL_TTL_NONE;
}

void
trail_ttl(struct dns_answer *a, uint32_t ttl)
{
	if (ttl > TRAIL_TTL_MAX)
		ttl = 0;
	if (ttl < a->ttl)
		a->ttl = ttl;
}

const char *
trail_end(const struct dns_answer *a)
{
	return a->n_aliases > 0 ? a->aliases[a->n_aliases - 1] : a->name;
}

static bool
trail_has(const struct dns_answer *a, const char *name)
{
	if (strcmp(a->name, name) == 0)
		return true;
	for (size_t i = 0; i < a->n_aliases; i++)
		if (strcmp(a->aliases[i], name) == 0)
			return true;
	return false;
}

int
trail_follow(struct dns_answer *a, const char *target, uint32_t ttl)
{
	bool loop = trail_has(a, target);

	dns_answer_add_alias(a, target);
	trail_ttl(a, ttl);
	if (loop)
		a->status = DNS_ALIAS_LOOP;
	else if (a->n_aliases > DNS_ALIASES_MAX)
		a->status = DNS_ALIAS_LONG;
	else
		return 0;
	return -1;
}

struct dns_answer *
trail_fork(const struct dns_answer *so_far, enum dns_status status)
{
	struct dns_answer *a =
	    dns_answer_new(so_far->name, so_far->type, status);

	trail_begin(a);
	for (size_t i = 0; i < so_far->n_aliases; i++)
		dns_answer_add_alias(a, so_far->aliases[i]);
	if (so_far->n_aliases > 0)
		trail_ttl(a, so_far->ttl);
	return a;
}

void
trail_finish(struct dns_answer *a)
{
	if (a->ttl == TRAIL_TTL_NONE || !dns_answer_is_definite(a))
		a->ttl = 0;
}
