/* SPDX-License-Identifier: BSD-2-Clause */
/* CAA-25: does delegated DNS validation resolve? */

#include "verify/challenge.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "dns/answer.h"
#include "verify/hosts.h"
#include "verify/live.h"
#include "verify/rules_live.h"
#include "verify/run.h"

const char *
challenge_name(const char *name, char out[CHALLENGE_SIZE])
{
	(void)snprintf(out, CHALLENGE_SIZE, "_acme-challenge.%s", name);
	return out;
}

const char *
challenge_zone(const char *target)
{
	while (dns_name_labels(target) > 2)
		target = dns_name_parent(target);
	return target;
}

static enum challenge_state
challenge_put(struct buf *why, enum challenge_state state, const char *what,
    const char *name)
{
	if (why != NULL) {
		buf_printf(why, "the alias at %.*s ", JUDGE_NAME_SHOWN, name);
		buf_puts(why, what);
	}
	return state;
}

/* Resolvers tell nothing of an alias whose target fails. */
static bool
challenge_is_unseen(const struct dns_answer *answer)
{
	return answer->n_aliases == 0 && answer->status != DNS_ALIAS_LOOP &&
	       !dns_answer_is_definite(answer);
}

static enum challenge_state
challenge_of_zone(const struct judge_run *run, const char *name,
    const char *target, struct buf *why)
{
	const struct dns_answer *at = judge_answer(run, target, DNS_TYPE_CAA);
	const struct dns_answer *zone =
	    judge_answer(run, challenge_zone(target), DNS_TYPE_CAA);

	if (zone != NULL && zone->status == DNS_NXDOMAIN)
		return challenge_put(why, CHALLENGE_BROKEN,
		    "leads to a domain that does not exist", name);
	if (at != NULL && at->status == DNS_BOGUS)
		return challenge_put(why, CHALLENGE_BROKEN,
		    "leads to a zone whose DNSSEC validation fails", name);
	if (at == NULL || !dns_answer_is_definite(at))
		return challenge_put(why, CHALLENGE_OPEN,
		    "leads to a zone that does not answer questions for CAA "
		    "records",
		    name);
	return CHALLENGE_GOOD;
}

enum challenge_state
live_challenge(const struct judge_run *run, const char *host, struct buf *why)
{
	char name[CHALLENGE_SIZE];
	const struct dns_answer *answer;

	answer = judge_answer(run, challenge_name(host, name), DNS_TYPE_TXT);
	if (answer == NULL)
		return CHALLENGE_NONE;
	if (challenge_is_unseen(answer)) {
		if (why != NULL)
			buf_printf(why, "the look-up of %.*s failed",
			    JUDGE_NAME_SHOWN, name);
		return CHALLENGE_OPEN;
	}
	switch (answer->status) {
	case DNS_RECORDS:
	case DNS_NODATA:
	case DNS_NXDOMAIN:
		break;
	case DNS_ALIAS_LOOP:
		return challenge_put(
		    why, CHALLENGE_BROKEN, "leads back to itself", name);
	case DNS_BOGUS:
		return challenge_put(why, CHALLENGE_BROKEN,
		    "can't be followed: DNSSEC validation fails", name);
	case DNS_ALIAS_LONG:
	case DNS_FAILED:
	case DNS_TIMEOUT:
	case DNS_TRUNCATED:
	case DNS_MALFORMED:
		return challenge_put(why, CHALLENGE_OPEN,
		    "can't be followed: the look-up failed", name);
	}
	if (answer->n_aliases == 0)
		return CHALLENGE_NONE;
	return challenge_of_zone(
	    run, name, answer->aliases[answer->n_aliases - 1], why);
}

/* `_acme-challenge.mx.good.test -> a.example -> b.example`, bounded. */
static void
challenge_put_chain(
    const struct judge_run *run, const char *name, struct buf *out)
{
	const struct dns_answer *answer = judge_answer(run, name, DNS_TYPE_TXT);

	buf_printf(out, "%.*s", JUDGE_NAME_SHOWN, name);
	for (size_t i = 0; i < answer->n_aliases; i++)
		buf_printf(
		    out, " -> %.*s", JUDGE_NAME_SHOWN, answer->aliases[i]);
}

static void
challenge_say(struct judge_run *run, const char *name,
    enum challenge_state state, struct buf *text)
{
	struct finding *f = NULL;

	switch (state) {
	case CHALLENGE_NONE:
		break;
	case CHALLENGE_GOOD:
		challenge_put_chain(run, name, text);
		buf_puts(text, ": the next DNS validation can follow it");
		f = judge_say(
		    run, RULE_CAA_25, FINDING_PASS, name, "%s", buf_text(text));
		break;
	case CHALLENGE_BROKEN:
		f = judge_say(run, RULE_CAA_25, FINDING_FAIL, name,
		    "%s, so the next DNS validation will fail", buf_text(text));
		finding_advise(f, "point it at a name whose zone answers, or "
				  "remove it if it is no longer used");
		break;
	case CHALLENGE_OPEN:
		f = judge_say(run, RULE_CAA_25, FINDING_UNKNOWN, name,
		    "%s, so the next DNS validation may fail", buf_text(text));
		break;
	}
	if (f != NULL)
		finding_ref(f, "dns %s TXT", name);
}

static void
challenge_judge(void *arg, const char *host)
{
	struct judge_run *run = arg;
	char name[CHALLENGE_SIZE];
	struct buf text = BUF_INIT;
	enum challenge_state state;

	if (!judge_first(run, RULE_CAA_25, challenge_name(host, name)))
		return;
	state = live_challenge(run, host, &text);
	/* without an alias a failed look-up is no news of a delegation */
	if (state == CHALLENGE_NONE &&
	    judge_answer(run, name, DNS_TYPE_TXT) != NULL)
		(void)judge_say(run, RULE_CAA_25, FINDING_NOT_APPLICABLE, host,
		    "DNS validation is not delegated by an alias");
	else
		challenge_say(run, name, state, &text);
	buf_fini(&text);
}

void
rules_live_challenge(struct judge_run *run)
{
	hosts_each(run->evidence, challenge_judge, run);
	for (size_t i = 0; i < run->live->n; i++)
		if (live_is_judged(&run->live->uses[i]))
			challenge_judge(run, run->live->uses[i].base);
}
