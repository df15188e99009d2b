/* SPDX-License-Identifier: BSD-2-Clause */
/* What findings about live certificates have in common. */

#include "verify/rules_live.h"

#include <inttypes.h>

#include "base/buf.h"
#include "caa/climb.h"
#include "cert/chain.h"
#include "dns/answer.h"
#include "probe/result.h"
#include "verify/evidence.h"
#include "verify/live.h"
#include "verify/mx_hosts.h"
#include "verify/run.h"

void
live_put_time(
    const struct judge_run *run, const struct live_use *use, struct buf *out)
{
	int64_t left = live_days_left(run, use);
	char day[LIVE_DAY_SIZE];

	live_day(use->leaf->not_after, day);
	if (left < 0)
		buf_printf(out, "it expired on %s", day);
	else
		buf_printf(out, "%" PRId64 " day%s left, until %s", left,
		    left == 1 ? "" : "s", day);
}

/* What a program wants to know of the pair. */
static void
live_args(
    const struct judge_run *run, const struct live_use *use, struct finding *f)
{
	const struct ca_match *m = &use->issuer.match;
	struct buf name = BUF_INIT, ids = BUF_INIT;
	char day[LIVE_DAY_SIZE];

	cert_issuer_put_name(use->leaf, &name);
	finding_arg(f, "verdict", "%s", live_verdict_text(use->verdict));
	finding_arg(f, "issuer", "%s", buf_text(&name));
	finding_arg(
	    f, "issuer_state", "%s", cert_issuer_state_text(use->issuer.state));
	if (use->issuer.state <= CERT_ISSUER_WEAK)
		for (size_t i = 0; i < m->n_domains; i++)
			buf_printf(
			    &ids, "%s%s", i > 0 ? " " : "", m->domains[i]);
	if (ids.len > 0)
		finding_arg(f, "identifiers", "%s", buf_text(&ids));
	if (use->name != NULL)
		finding_arg(f, "name", "%s", use->name);
	if (use->answer.result.relevant != NULL)
		finding_arg(f, "relevant", "%s", use->answer.result.relevant);
	finding_arg(
	    f, "issued", "%s", live_day(cert_facts_issued(use->leaf), day));
	finding_arg(f, "not_after", "%s", live_day(use->leaf->not_after, day));
	finding_arg(f, "days", "%" PRId64, live_days_left(run, use));
	buf_fini(&name);
	buf_fini(&ids);
}

static void
live_refs(
    const struct judge_run *run, const struct live_use *use, struct finding *f)
{
	for (size_t i = 0; i < use->n_places && i < LIVE_PLACES_MAX; i++) {
		const struct probe_result *p =
		    evidence_probe_at(run->evidence, use->places[i]);
		struct probe_target target;
		struct buf url = BUF_INIT;

		probe_result_target(p, &target);
		probe_target_put(&target, &url);
		finding_ref(f, "probe %s %s", buf_text(&url), p->address);
		buf_fini(&url);
	}
	if (use->answer.result.relevant != NULL)
		finding_ref(f, "dns %s CAA", use->answer.result.relevant);
}

struct finding *
live_say(struct judge_run *run, enum rule_id rule, enum finding_result result,
    const struct live_use *use, struct buf *text)
{
	struct finding *f =
	    judge_say(run, rule, result, use->host, "%s", buf_text(text));

	live_args(run, use, f);
	live_refs(run, use, f);
	buf_fini(text);
	return f;
}

void
live_follow_climb(const struct caa_climb *climb, struct finding *f)
{
	const struct dns_answer *failure = caa_climb_failure(climb);
	bool bogus = failure != NULL && failure->status == DNS_BOGUS;

	finding_follow(
	    f, bogus ? RULE_CAA_22 : RULE_CAA_02, caa_climb_name(climb));
}

void
live_say_none(struct judge_run *run, enum rule_id rule)
{
	const struct evidence *e = run->evidence;
	struct finding *f =
	    judge_say(run, rule, FINDING_NOT_TESTABLE, evidence_domain(e),
		"no certificate of the domain's hosts was seen");

	if (mx_hosts_count(e) > 0)
		finding_follow(f, RULE_MX_03, mx_hosts_at(e, 0));
	else
		finding_follow(f, RULE_MX_01, evidence_domain(e));
}
