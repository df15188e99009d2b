/* SPDX-License-Identifier: BSD-2-Clause */
/* CAA-14: can the reports of CAs arrive? */

#include <string.h>

#include "base/buf.h"
#include "base/text.h"
#include "caa/climb.h"
#include "caa/set.h"
#include "dns/answer.h"
#include "verify/caa_fix.h"
#include "verify/iodef.h"
#include "verify/live.h"
#include "verify/rules_live.h"
#include "verify/run.h"

#define IODEF_SHOWN 100 /* octets of a URL in a sentence */

static struct finding *
iodef_fail(struct judge_run *run, const struct caa_climb *climb,
    const struct caa_entry *e, enum severity severity, const char *what)
{
	struct buf shown = BUF_INIT;
	struct finding *f;

	text_put_escaped(
	    &shown, e->property.value, e->property.value_len, IODEF_SHOWN);
	f = judge_say(run, RULE_CAA_14, FINDING_FAIL, caa_climb_name(climb),
	    "iodef \"%s\" %s", buf_text(&shown), what);
	f->severity = severity;
	buf_fini(&shown);
	return f;
}

static void
iodef_bad(struct judge_run *run, const struct caa_climb *climb,
    const struct caa_entry *e, const struct iodef *iodef)
{
	struct finding *f =
	    iodef_fail(run, climb, e, SEVERITY_WARN, iodef->fault);
	struct caa_property now = e->property;
	struct buf url = BUF_INIT;

	buf_puts(&url, "mailto:");
	buf_put(&url, e->property.value, e->property.value_len);
	now.value = (const uint8_t *)buf_text(&url);
	now.value_len = url.len;
	if (strcmp(iodef->fault, "lacks mailto: before the address") != 0 ||
	    !live_may_mend(run, climb, f) ||
	    !caa_fix_replace(f, live_owner(climb), &e->property, &now))
		finding_advise(f, "write 0 iodef \"mailto:ADDRESS\" with an "
				  "address that receives mail");
	buf_fini(&url);
}

/* 1: the domain takes mail; 0: it does not; -1: not known, and said so. */
static int
iodef_delivers(
    struct judge_run *run, const struct caa_climb *climb, const char *domain)
{
	static const uint16_t types[] = {
	    DNS_TYPE_MX, DNS_TYPE_A, DNS_TYPE_AAAA};
	const char *subject = caa_climb_name(climb);

	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
		const struct dns_answer *answer;

		if (judge_is_open(run, RULE_CAA_14, subject, domain, types[i]))
			return -1;
		answer = judge_answer(run, domain, types[i]);
		if (answer->status == DNS_NXDOMAIN)
			return 0;
		if (answer->status != DNS_RECORDS)
			continue;
		/* a Null MX, RFC 7505 */
		return types[i] != DNS_TYPE_MX || answer->n_records != 1 ||
		       answer->records[0].len != 3 ||
		       answer->records[0].data[2] != 0;
	}
	return 0;
}

static bool
iodef_mailto(struct judge_run *run, const struct caa_climb *climb,
    const struct caa_entry *e, const struct iodef *iodef)
{
	int delivers = iodef_delivers(run, climb, iodef->host);
	struct finding *f;

	if (delivers != 0)
		return delivers == 1;
	f = iodef_fail(run, climb, e, SEVERITY_WARN,
	    "can't be reached: its domain takes no mail");
	finding_advise(f, "write an address that receives mail");
	return false;
}

/* Returns true where all is well. */
static bool
iodef_judge(struct judge_run *run, const struct caa_climb *climb,
    const struct caa_entry *e)
{
	struct iodef iodef;

	iodef_parse(&e->property, &iodef);
	switch (iodef.kind) {
	case IODEF_BAD:
		iodef_bad(run, climb, e, &iodef);
		return false;
	case IODEF_MAILTO:
		return iodef_mailto(run, climb, e, &iodef);
	case IODEF_HTTPS:
		return true;
	case IODEF_HTTP:
		break;
	}
	finding_advise(iodef_fail(run, climb, e, SEVERITY_INFO,
			   "is of a scheme that CAs need not support"),
	    "write a mailto: or https: URL");
	return false;
}

void
rules_iodef(struct judge_run *run, const struct caa_climb *climb)
{
	const struct caa_set *set = caa_climb_set(climb);
	const char *name = caa_climb_name(climb);
	bool good = true;

	for (size_t i = 0; i < set->n_entries; i++)
		if (set->entries[i].property.id == CAA_TAG_IODEF)
			good &= iodef_judge(run, climb, &set->entries[i]);
	if (set->n_tagged[CAA_TAG_IODEF] == 0)
		(void)judge_say(run, RULE_CAA_14, FINDING_NOT_APPLICABLE, name,
		    "no iodef property; few CAs report, so none is needed");
	else if (good)
		(void)judge_say(run, RULE_CAA_14, FINDING_PASS, name,
		    "reports of CAs can arrive");
}
