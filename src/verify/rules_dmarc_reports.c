/* SPDX-License-Identifier: BSD-2-Clause */
/* The rules of DMARC: where reports go (RFC 9990). */

#include "verify/rules_dmarc.h"

#include "base/buf.h"
#include "base/text.h"
#include "dns/answer.h"
#include "verify/dmarc_reports.h"
#include "verify/spf_mend.h"

#define URI_SHOWN 80 /* octets of an address in a sentence */

/* An address that is none: its reports are lost. */
static bool
reports_invalid(const struct dmarc_scene *s, const struct dmarc_uri *u)
{
	struct buf shown = BUF_INIT;
	struct finding *f;

	if (u->valid)
		return false;
	text_put_escaped(&shown, u->text, u->text_len, URI_SHOWN);
	f = dmarc_say(s, RULE_DMARC_06, FINDING_FAIL,
	    "rua names \"%s\", which is no report address", buf_text(&shown));
	rules_dmarc_rewrite(s, f);
	buf_fini(&shown);
	return true;
}

/* Reports go to another organization that has not said that it takes them.
 * Returns what was found. */
static enum finding_result
reports_external(const struct dmarc_scene *s, const struct dmarc_uri *u)
{
	const struct dns_answer *txt;
	char owner[DNS_NAME_SIZE];
	struct finding *f;

	if (!dmarc_report_owner(&s->d, u, owner))
		return FINDING_PASS;
	if (judge_is_open(
		s->run, RULE_DMARC_06, s->record_owner, owner, DNS_TYPE_TXT))
		return FINDING_UNKNOWN;
	txt = judge_answer(s->run, owner, DNS_TYPE_TXT);
	if (dmarc_select(txt, NULL) > 0)
		return FINDING_PASS;
	if (!judge_first(s->run, RULE_DMARC_06, owner))
		return FINDING_FAIL;
	f = judge_say(s->run, RULE_DMARC_06, FINDING_FAIL, u->domain,
	    "%.*s does not say that it takes the reports of %.*s, so none are "
	    "sent there",
	    JUDGE_NAME_SHOWN, u->domain, JUDGE_NAME_SHOWN, s->d.at);
	finding_ref(f, "dns %s TXT", owner);
	finding_ref(f, "dns %s TXT", s->record_owner);
	if (!mend_publish_txt(f, owner, "v=DMARC1"))
		finding_advise(f, "send the reports to an address at %.*s",
		    JUDGE_NAME_SHOWN, s->d.at);
	return FINDING_FAIL;
}

void
rules_dmarc_reports(const struct dmarc_scene *s)
{
	const struct dmarc_uris *rua = &s->d.record.rua;
	bool told = false;

	for (size_t i = 0; i < rua->n; i++) {
		const struct dmarc_uri *u = &rua->list[i];

		told |= reports_invalid(s, u) ||
			reports_external(s, u) != FINDING_PASS;
	}
	if (told)
		return;
	if (rua->n == 0)
		(void)dmarc_say(s, RULE_DMARC_06, FINDING_NOT_APPLICABLE,
		    "the record asks for no reports");
	else
		(void)dmarc_say(s, RULE_DMARC_06, FINDING_PASS,
		    "every report address takes the reports");
}
