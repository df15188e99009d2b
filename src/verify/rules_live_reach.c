/* SPDX-License-Identifier: BSD-2-Clause */
/* CAA-23: do the name servers know the type CAA? */

#include "base/buf.h"
#include "caa/climb.h"
#include "dns/answer.h"
#include "verify/evidence.h"
#include "verify/hosts.h"
#include "verify/rules_live.h"
#include "verify/run.h"

enum { /* RFC 1035 section 4.1.1 */
	RCODE_FORMERR = 1,
	RCODE_NOTIMP = 4,
	RCODE_REFUSED = 5,
};

static bool
reach_is_refusal(const struct dns_answer *answer)
{
	return answer->status == DNS_FAILED &&
	       (answer->rcode == RCODE_FORMERR ||
		   answer->rcode == RCODE_NOTIMP ||
		   answer->rcode == RCODE_REFUSED);
}

/* Is it CAA that they do not answer, and no other type of that name? */
static bool
reach_other_types_work(const struct judge_run *run, const char *name)
{
	static const uint16_t types[] = {
	    DNS_TYPE_MX, DNS_TYPE_A, DNS_TYPE_AAAA, DNS_TYPE_TXT};

	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
		const struct dns_answer *answer =
		    judge_answer(run, name, types[i]);

		if (answer != NULL && dns_answer_is_definite(answer))
			return true;
	}
	return false;
}

static void
reach_refused(
    struct judge_run *run, const char *name, const struct dns_answer *answer)
{
	bool certain = reach_other_types_work(run, name);
	struct buf why = BUF_INIT;
	struct finding *f;

	dns_answer_put_reason(answer, &why);
	f = judge_say(run, RULE_CAA_23,
	    certain ? FINDING_FAIL : FINDING_UNKNOWN, name,
	    "%s when asked for the CAA records of %.*s%s", buf_text(&why),
	    JUDGE_NAME_SHOWN, name,
	    certain ? ", though other types are answered: CAs can't issue"
		    : "");
	finding_ref(f, "dns %s CAA", name);
	finding_advise(f, "use name servers that answer questions of any type "
			  "(RFC 3597), from everywhere");
	buf_fini(&why);
}

static void
reach_judge(void *arg, const char *host)
{
	struct judge_run *run = arg;
	struct caa_climb *climb;
	const struct dns_answer *failure;
	const char *name;

	if (!judge_controls(run, host))
		return;
	climb = judge_climb(run->evidence, host);
	failure = caa_climb_failure(climb);
	name = caa_climb_name(climb);
	if (failure != NULL && reach_is_refusal(failure)) {
		if (judge_first(run, RULE_CAA_23, name))
			reach_refused(run, name, failure);
	} else if (failure == NULL &&
		   caa_climb_outcome(climb) != CAA_CLIMB_OPEN &&
		   judge_first(run, RULE_CAA_23, host)) {
		(void)judge_say(run, RULE_CAA_23, FINDING_PASS, host,
		    "name servers answer questions for CAA records");
	}
	caa_climb_free(&climb);
}

void
rules_live_reach(struct judge_run *run)
{
	hosts_each(run->evidence, reach_judge, run);
}
