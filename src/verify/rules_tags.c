/* SPDX-License-Identifier: BSD-2-Clause */
/* CAA-15, 16, 20 and 21: what else one relevant RRset says, or leaves open. */

#include <inttypes.h>

#include "base/clock.h"
#include "base/text.h"
#include "caa/climb.h"
#include "caa/set.h"
#include "dns/answer.h"
#include "dns/name.h"
#include "verify/evidence.h"
#include "verify/rules_live.h"
#include "verify/run.h"

#define TAGS_TTL_MAX (8 * 3600) /* seconds; TLS BR 3.2.2.8 */

/* CAA-15 and 16: issue says nothing of these certificates. */
static void
tags_open(struct judge_run *run, const struct caa_climb *climb,
    enum rule_id rule, enum caa_tag tag, const char *certificates)
{
	const char *name = caa_climb_name(climb);
	struct finding *f;

	/* mail addresses and logos are the domain's, not its hosts' */
	if (!dns_name_at_or_below(evidence_domain(run->evidence), name))
		return;
	if (caa_climb_set(climb)->n_tagged[tag] > 0) {
		(void)judge_say(run, rule, FINDING_PASS, name,
		    "%s says who may issue %s certificates", caa_tag_text(tag),
		    certificates);
		return;
	}
	f = judge_say(run, rule, FINDING_FAIL, name,
	    "there is no %s property, so every CA may issue %s certificates",
	    caa_tag_text(tag), certificates);
	finding_advise(f,
	    "publish %s. IN CAA 0 %s \";\" if you use no %s certificates, else "
	    "name their CA in place of the semicolon",
	    name, caa_tag_text(tag), certificates);
}

static bool
tags_named_before(const struct caa_set *set, size_t n)
{
	const struct caa_value *value = &set->entries[n].value;

	for (size_t i = 0; i < n; i++) {
		const struct caa_entry *e = &set->entries[i];

		if (e->property.id == CAA_TAG_ISSUE && e->well_formed &&
		    text_equal_fold(e->value.issuer.text, e->value.issuer.len,
			value->issuer.text, value->issuer.len))
			return true;
	}
	return false;
}

/* CAA-20: a hint, never a fault. */
static void
tags_spare_ca(struct judge_run *run, const struct caa_climb *climb)
{
	const struct caa_set *set = caa_climb_set(climb);
	const char *name = caa_climb_name(climb);
	size_t n = 0;

	for (size_t i = 0; i < set->n_entries; i++)
		n += set->entries[i].property.id == CAA_TAG_ISSUE &&
		     set->entries[i].well_formed &&
		     set->entries[i].value.issuer.len > 0 &&
		     !tags_named_before(set, i);
	if (n == 0)
		(void)judge_say(run, RULE_CAA_20, FINDING_NOT_APPLICABLE, name,
		    "no CA is named");
	else if (n > 1)
		(void)judge_say(run, RULE_CAA_20, FINDING_PASS, name,
		    "%zu CAs may issue", n);
	else
		finding_advise(
		    judge_say(run, RULE_CAA_20, FINDING_FAIL, name,
			"one CA may issue, and there is no other in reserve"),
		    "authorise a second CA if you want to have one in reserve");
}

static void
tags_ttl(struct judge_run *run, const struct caa_climb *climb)
{
	const char *name = caa_climb_name(climb);
	uint32_t ttl = caa_climb_set(climb)->answer->ttl;
	char span[CLOCK_TEXT_SIZE];
	struct finding *f;

	clock_format_span(ttl, span);
	if (ttl <= TAGS_TTL_MAX) {
		(void)judge_say(run, RULE_CAA_21, FINDING_PASS, name,
		    "the TTL of %s is within the 8 h that a CA may rely on a "
		    "look-up anyway",
		    span);
		return;
	}
	f = judge_say(run, RULE_CAA_21, FINDING_FAIL, name,
	    "the TTL is %s: for as long a CA may still issue by records that "
	    "you have withdrawn",
	    span);
	finding_arg(f, "ttl", "%" PRIu32, ttl);
	finding_advise(f, "use a TTL of at most %d s (8 h)", TAGS_TTL_MAX);
}

void
rules_tags(struct judge_run *run, const struct caa_climb *climb)
{
	tags_open(run, climb, RULE_CAA_15, CAA_TAG_ISSUEMAIL, "S/MIME");
	tags_open(run, climb, RULE_CAA_16, CAA_TAG_ISSUEVMC, "mark");
	tags_spare_ca(run, climb);
	tags_ttl(run, climb);
}
