/* SPDX-License-Identifier: BSD-2-Clause */
/* What zone files say to a question, and where their word ends. */

#include <stdlib.h>

#include "dns/answer.h"
#include "dns/name.h"
#include "dns/question_parts.h"
#include "dns/trail.h"
#include "dns/zone.h"

static struct dns_zone *
question_zone(const struct question_world *w, const char *name)
{
	struct dns_zone *best = NULL;

	for (size_t i = 0; i < w->n_zones; i++) {
		const char *origin = dns_zone_origin(w->zones[i]);

		if (dns_name_at_or_below(name, origin) &&
		    (best == NULL ||
			dns_name_labels(origin) >=
			    dns_name_labels(dns_zone_origin(best))))
			best = w->zones[i];
	}
	return best;
}

/* The trail so far and then what part says; part is consumed. */
static struct dns_answer *
question_append(const struct question *q, struct dns_answer *part)
{
	struct dns_answer *a = trail_fork(q->so_far, part->status);
	bool lost = false;

	a->rcode = part->rcode;
	dns_answer_set_server(a, part->server);
	trail_ttl(a, part->ttl);
	for (size_t i = 0; i < part->n_aliases && !lost; i++)
		lost = trail_follow(a, part->aliases[i], part->ttl) == -1;
	for (size_t i = 0; i < part->n_records && !lost; i++)
		dns_answer_add_record(
		    a, part->records[i].data, part->records[i].len);
	trail_finish(a);
	dns_answer_free(&part);
	return a;
}

/*
 * An alias that leads into a zone of ours other than the one that answered:
 * what was said of its target does not count, for that zone is to be asked.
 */
bool
question_cut(
    const struct question *q, struct dns_answer *a, const struct dns_zone *by)
{
	size_t n = a->n_aliases;

	if (a->status == DNS_ALIAS_LOOP || a->status == DNS_ALIAS_LONG)
		n--; /* the last closes the loop, or is the one too many */
	for (size_t i = q->so_far->n_aliases; i < n; i++) {
		const struct dns_zone *z =
		    question_zone(q->world, a->aliases[i]);

		if (z == NULL || z == by)
			continue;
		while (a->n_aliases > i + 1)
			free(a->aliases[--a->n_aliases]);
		dns_answer_drop_records(a);
		a->status = DNS_NODATA;
		return true;
	}
	return false;
}

/* As far as zones go: true where that was the end. */
bool
question_ask_zones(struct question *q)
{
	const struct dns_zone *z;

	while ((z = question_zone(q->world, trail_end(q->so_far))) != NULL) {
		char continue_at[DNS_NAME_SIZE];
		struct dns_answer *a =
		    question_append(q, dns_zone_answer(z, trail_end(q->so_far),
					   q->so_far->type, continue_at));

		if (!question_cut(q, a, z) &&
		    (continue_at[0] == '\0' || a->status != DNS_NODATA)) {
			question_finish(q, a);
			return true;
		}
		question_continue(q, a);
	}
	return false;
}
