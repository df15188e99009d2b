/* SPDX-License-Identifier: BSD-2-Clause */
/* The certificates that probes were presented, each beside its host. */

#include "verify/live.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"
#include "caa/climb.h"
#include "caa/set.h"
#include "cert/chain.h"
#include "dns/answer.h"
#include "probe/result.h"
#include "verify/evidence.h"
#include "verify/live_issuer.h"
#include "verify/run.h"

#define LIVE_DAY INT64_C(86400)

static struct live_use *
live_find(struct live *live, const struct probe_result *p)
{
	const struct cert_facts *leaf = cert_chain_leaf(p->chain);

	for (size_t i = 0; i < live->n; i++)
		if (strcmp(live->uses[i].host, p->host) == 0 &&
		    memcmp(live->uses[i].leaf->cert_sha256, leaf->cert_sha256,
			CA_HASH_SIZE) == 0)
			return &live->uses[i];
	return NULL;
}

static struct live_use *
live_add(struct live *live, const struct judge_run *run,
    const struct probe_result *p)
{
	struct live_use *use;

	if (live->n == LIVE_USES_MAX) {
		live->n_left_out++;
		return NULL;
	}
	live->uses = mem_resize(live->uses, live->n + 1, sizeof(*live->uses));
	use = &live->uses[live->n++];
	*use = (struct live_use){.host = p->host,
	    .chain = p->chain,
	    .leaf = cert_chain_leaf(p->chain),
	    .controlled = judge_controls(run, p->host)};
	live_issuer(run->context, p, &use->issuer);
	return use;
}

/* One address may present more of the chain than another: the one that proves
 * most counts. */
static void
live_merge(struct live_use *use, const struct judge_run *run,
    const struct probe_result *p)
{
	struct cert_issuer issuer;

	live_issuer(run->context, p, &issuer);
	if (issuer.state >= use->issuer.state)
		return;
	use->issuer = issuer;
	use->chain = p->chain;
	use->leaf = cert_chain_leaf(p->chain);
}

static void
live_put(struct live *live, const struct judge_run *run, size_t position)
{
	const struct probe_result *p =
	    evidence_probe_at(run->evidence, position);
	struct live_use *use;

	if (p->chain == NULL)
		return;
	use = live_find(live, p);
	if (use != NULL)
		live_merge(use, run, p);
	else
		use = live_add(live, run, p);
	if (use == NULL)
		return;
	if (use->n_places < LIVE_PLACES_MAX)
		use->places[use->n_places] = position;
	use->n_places++;
	use->dane_ee |= live_is_dane_ee(run, p);
}

int64_t
live_window(const struct judge_run *run, const struct cert_facts *leaf)
{
	int64_t window = (leaf->not_after - leaf->not_before) / 3;
	int64_t most = run->context->renewal_window;

	if (most == 0)
		most = JUDGE_RENEWAL_WINDOW;
	return leaf->not_after - (window < most ? window : most);
}

static void
live_settle(struct live_use *use, const struct judge_run *run)
{
	bool wildcard;

	use->window = live_window(run, use->leaf);
	use->name = cert_facts_match(use->leaf, use->host);
	if (use->name == NULL)
		return;
	wildcard = strncmp(use->name, "*.", 2) == 0;
	use->kind = wildcard ? CAA_KIND_TLS_WILDCARD : CAA_KIND_TLS;
	use->base = use->name + (wildcard ? 2 : 0);
	use->climb = judge_climb(run->evidence, use->base);
	live_judge(
	    &use->issuer, use->climb, use->kind, NULL, NULL, &use->answer);
	if (use->dane_ee)
		use->answer =
		    (struct live_answer){.verdict = LIVE_NOT_APPLICABLE};
	use->verdict = live_verdict_with_history(
	    evidence_history(run->evidence), &use->issuer, use->base, use->kind,
	    use->leaf, use->answer.verdict, &use->issued);
}

struct live *
live_new(const struct judge_run *run)
{
	struct live *live = mem_zalloc(sizeof(*live));

	for (size_t i = 0; i < evidence_probe_count(run->evidence); i++)
		live_put(live, run, i);
	for (size_t i = 0; i < live->n; i++)
		live_settle(&live->uses[i], run);
	return live;
}

void
live_free(struct live **livep)
{
	struct live *live = *livep;

	if (live == NULL)
		return;
	*livep = NULL;
	for (size_t i = 0; i < live->n; i++)
		caa_climb_free(&live->uses[i].climb);
	free(live->uses);
	free(live);
}

bool
live_is_judged(const struct live_use *use)
{
	return use->controlled && use->name != NULL &&
	       use->answer.verdict != LIVE_NOT_APPLICABLE;
}

bool
live_is_due(const struct judge_run *run, const struct live_use *use)
{
	return evidence_time(run->evidence) >= use->window;
}

bool
live_is_locked_out(const struct live *live, const struct live_use *use)
{
	if (use->answer.verdict != LIVE_INCONSISTENT_NOW)
		return false;
	for (size_t i = 0; i < live->n; i++) {
		const struct live_use *other = &live->uses[i];
		struct live_answer answer;

		if (!other->controlled)
			continue;
		live_judge(
		    &other->issuer, use->climb, use->kind, NULL, NULL, &answer);
		/* an issuer that is not known may be one that is named */
		if (answer.verdict != LIVE_INCONSISTENT_NOW &&
		    answer.verdict != LIVE_NOT_APPLICABLE)
			return false;
	}
	return true;
}

bool
live_has_time(const struct judge_run *run, const char *relevant)
{
	const struct live *live = run->live;
	bool known = false;

	for (size_t i = 0; i < live->n; i++) {
		const struct live_use *use = &live->uses[i];

		if (!live_is_judged(use) ||
		    caa_climb_outcome(use->climb) != CAA_CLIMB_FOUND ||
		    strcmp(caa_climb_name(use->climb), relevant) != 0)
			continue;
		if (live_is_due(run, use))
			return false;
		known = true;
	}
	return known;
}

const char *
live_day(int64_t when, char out[LIVE_DAY_SIZE])
{
	char text[CLOCK_TEXT_SIZE];

	(void)snprintf(out, LIVE_DAY_SIZE, "%.*s", LIVE_DAY_SIZE - 1,
	    clock_format(when, text));
	return out;
}

int64_t
live_days_left(const struct judge_run *run, const struct live_use *use)
{
	int64_t left = use->leaf->not_after - evidence_time(run->evidence);

	return left >= 0 ? left / LIVE_DAY
			 : -((-left + LIVE_DAY - 1) / LIVE_DAY);
}

const char *
live_owner(const struct caa_climb *climb)
{
	const struct dns_answer *answer = caa_climb_set(climb)->answer;

	return answer->n_aliases > 0 ? answer->aliases[answer->n_aliases - 1]
				     : caa_climb_name(climb);
}
