/* SPDX-License-Identifier: BSD-2-Clause */
/* The rules of what a policy says: duplicates, max_age, mode. */

#include "verify/rules_sts.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"
#include "base/text.h"
#include "verify/evidence.h"

#define DAY INT64_C(86400)
#define TESTING_DAYS 30
#define YEAR_MIN 2018 /* RFC 8461 is of that year */

/* STS-10: RFC 8461 and mox take the first, others the last, or refuse. */
static void
rule_duplicates(struct sts_view *v)
{
	bool twice = false;

	for (unsigned k = 0; k < MTA_STS_MX_KEY; k++) {
		const struct mta_sts_entry *e = &v->policy.keys[k];
		const char *key = mta_sts_key_text((enum mta_sts_key)k);
		struct finding *f;
		char *first;

		if (e->n < 2)
			continue;
		twice = true;
		first = sts_shown(&e->value);
		f = sts_say_policy(v, RULE_STS_10, FINDING_FAIL,
		    mem_printf("%s comes %zu times, first in lines %u and %u: "
			       "by the RFC the first counts, %s, %s",
			key, e->n, e->line, e->again, first,
			e->differs ? "but some senders take the last, or "
				     "refuse the policy"
				   : "but some senders refuse such a policy"));
		finding_advise(f, "remove line %u", e->again);
		free(first);
	}
	if (!twice)
		(void)sts_say_policy(v, RULE_STS_10, FINDING_PASS,
		    mem_strdup("no key but mx comes twice"));
}

/* STS-11 */
static void
rule_max_age(struct sts_view *v)
{
	const struct mta_sts_policy *p = &v->policy;
	long long age = (long long)p->max_age;
	struct finding *f;

	if (!p->keys[MTA_STS_MAX_AGE_KEY].good)
		return;
	if (p->max_age > MTA_STS_MAX_AGE_MAX)
		f = sts_say_policy(v, RULE_STS_11, FINDING_FAIL,
		    mem_printf("max_age is %lld, more than the %lld of RFC "
			       "8461",
			age, (long long)MTA_STS_MAX_AGE_MAX));
	else if (p->max_age == 0 && p->mode != MTA_STS_MODE_NONE)
		f = sts_say_policy(v, RULE_STS_11, FINDING_FAIL,
		    mem_strdup("max_age is 0, so senders do not keep the "
			       "policy, and nothing is protected"));
	else if (p->max_age < DAY && p->mode != MTA_STS_MODE_NONE) {
		f = sts_say_policy(v, RULE_STS_11, FINDING_FAIL,
		    mem_printf("max_age is %lld, less than a day: attackers "
			       "need not wait longer than that",
			age));
		f->severity = SEVERITY_INFO;
		finding_advise(f, "write max_age: 1209600 (two weeks) or more");
		return;
	} else {
		f = sts_say_policy(v, RULE_STS_11, FINDING_PASS,
		    mem_printf("max_age is %lld", age));
		finding_arg(f, "max_age", "%lld", age);
		return;
	}
	f->severity = SEVERITY_WARN;
	finding_advise(f,
	    "write max_age: 1209600 (two weeks) or more, at "
	    "most %lld",
	    (long long)MTA_STS_MAX_AGE_MAX);
}

/* Days since the id's day, where the id begins like `20260131`; -1: it does
 * not. */
static int64_t
id_age_days(const struct sts_view *v)
{
	const struct sts_span *id = &v->record.id;
	char day[sizeof("2026-01-31")];
	int64_t when;

	if (v->state != STS_ONE || id->len < 8)
		return -1;
	for (size_t i = 0; i < 8; i++)
		if (!text_is_digit(id->text[i]))
			return -1;
	memcpy(day, id->text, 4);
	day[4] = day[7] = '-';
	memcpy(day + 5, id->text + 4, 2);
	memcpy(day + 8, id->text + 6, 2);
	day[10] = '\0';
	when = clock_time(day, NULL);
	if (when == -1 || strtol(day, NULL, 10) < YEAR_MIN ||
	    when > evidence_time(v->run->evidence))
		return -1;
	return (evidence_time(v->run->evidence) - when) / DAY;
}

/* STS-14: testing is a fine place to begin, and not one to stay. */
static void
rule_mode(struct sts_view *v)
{
	int64_t days = id_age_days(v), since = sts_testing_since(v);
	int64_t seen =
	    since != 0 ? (evidence_time(v->run->evidence) - since) / DAY : -1;
	bool by_id = days >= seen;
	struct finding *f = NULL;

	if (!by_id)
		days = seen;
	if (!v->policy.keys[MTA_STS_MODE_KEY].good)
		return;
	switch (v->policy.mode) {
	case MTA_STS_MODE_ENFORCE:
		f = sts_say_policy(v, RULE_STS_14, FINDING_PASS,
		    mem_strdup("the policy is in mode enforce"));
		break;
	case MTA_STS_MODE_NONE:
		f = sts_say_policy(v, RULE_STS_14, FINDING_FAIL,
		    mem_strdup("the policy is in mode none, as if there was "
			       "none"));
		finding_advise(f, "write mode: testing, or withdraw the record "
				  "when the longest max_age ever served has "
				  "passed");
		break;
	case MTA_STS_MODE_TESTING:
		if (days <= TESTING_DAYS) {
			f = sts_say_policy(v, RULE_STS_14, FINDING_PASS,
			    mem_strdup("the policy is in mode testing: faults "
				       "are reported, and mail arrives"));
			break;
		}
		f = sts_say_policy(v, RULE_STS_14, FINDING_FAIL,
		    mem_printf("the policy is in mode testing, %s%lld days "
			       "now",
			by_id ? "by its id for " : "as was seen for ",
			(long long)days));
		finding_advise(f, "write mode: enforce if the reports show no "
				  "failures, then change the id");
		break;
	}
	if (f != NULL)
		finding_arg(f, "mode", "%s", mta_sts_mode_text(v->policy.mode));
}

void
rules_sts_terms(struct sts_view *v)
{
	rule_duplicates(v);
	rule_max_age(v);
	rule_mode(v);
}
