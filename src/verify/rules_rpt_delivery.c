/* SPDX-License-Identifier: BSD-2-Clause */
/* Can reports be delivered, and signed?  (RFC 8460 section 3) */

#include "verify/rules_rpt.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "dns/answer.h"
#include "probe/result.h"
#include "verify/about.h"
#include "verify/alike.h"
#include "verify/evidence.h"
#include "verify/rules_sts.h"
#include "verify/tls_verdict.h"
#include "verify/txt.h"

static struct finding *
say(struct judge_run *run, enum finding_result result, const char *host,
    const char *text)
{
	struct finding *f =
	    judge_say(run, RULE_RPT_03, result, host, "%s", text);

	if (result == FINDING_FAIL)
		finding_advise(f, "name a mailbox that receives mail, or an "
				  "https server that answers");
	return f;
}

/* RFC 5321 section 5.1, RFC 7505 */
static void
rule_mailto(struct judge_run *run, const char *domain)
{
	const struct dns_answer *mx = judge_answer(run, domain, DNS_TYPE_MX);
	char host[DNS_NAME_SIZE];
	uint16_t preference;
	struct finding *f;

	if (judge_is_open(run, RULE_RPT_03, domain, domain, DNS_TYPE_MX))
		return;
	if (mx->status == DNS_NXDOMAIN)
		f = say(run, FINDING_FAIL, domain,
		    "reports are wanted by mail, but the domain of the "
		    "mailbox does not exist");
	else if (mx->status == DNS_RECORDS && mx->n_records == 1 &&
		 dns_record_mx(&mx->records[0], &preference, host) == 0 &&
		 strcmp(host, ".") == 0)
		f = say(run, FINDING_FAIL, domain,
		    "reports are wanted by mail, but the domain of the "
		    "mailbox has a Null MX: it receives none");
	else if (mx->status == DNS_RECORDS)
		f = say(run, FINDING_PASS, domain,
		    "the domain of the mailbox has an MX host");
	else if (sts_has_address(run, domain) == 1)
		f = say(run, FINDING_PASS, domain,
		    "the domain of the mailbox has no MX record, but an "
		    "address");
	else if (sts_has_address(run, domain) == 0)
		f = say(run, FINDING_FAIL, domain,
		    "reports are wanted by mail, but the domain of the "
		    "mailbox has neither MX record nor address");
	else {
		if (!judge_is_open(
			run, RULE_RPT_03, domain, domain, DNS_TYPE_A))
			(void)judge_is_open(
			    run, RULE_RPT_03, domain, domain, DNS_TYPE_AAAA);
		return;
	}
	finding_ref(f, "dns %s MX", domain);
}

static void
add_result(const struct judge_run *run, const struct probe_result *r,
    struct alikes *seen)
{
	struct buf text = BUF_INIT;
	enum finding_result result = FINDING_PASS;

	switch (tls_judge(r, evidence_time(run->evidence), &text)) {
	case TLS_GOOD:
		buf_puts(&text, "has a good certificate");
		break;
	case TLS_BAD:
		result = FINDING_FAIL;
		break;
	case TLS_UNSEEN:
		result = FINDING_NOT_TESTABLE;
		break;
	}
	alikes_add(seen, result, buf_text(&text), r->address);
	buf_fini(&text);
}

static void
say_alikes(struct judge_run *run, const char *host, const struct alikes *seen)
{
	for (size_t i = 0; i < seen->n; i++) {
		char *where = alike_where(&seen->list[i]);
		char *text = mem_printf("at %s the report server %s%s", where,
		    seen->list[i].text,
		    seen->list[i].result == FINDING_FAIL
			? "; senders may report all the same"
			: "");
		struct finding *f =
		    say(run, seen->list[i].result, host, txt_plain(text));

		finding_arg(f, "addresses", "%s", where);
		free(text);
		free(where);
	}
}

static void
rule_https(struct judge_run *run, const struct tls_rpt_uri *uri)
{
	const struct evidence *e = run->evidence;
	struct alikes seen = {NULL, 0};

	for (size_t i = 0; i < evidence_probe_count(e); i++) {
		const struct probe_result *r = evidence_probe_at(e, i);

		if (r->service == PROBE_HTTPS && r->path == NULL &&
		    r->port == uri->port && strcmp(r->host, uri->host) == 0 &&
		    !tls_is_aside(e, r))
			add_result(run, r, &seen);
	}
	say_alikes(run, uri->host, &seen);
	if (seen.n == 0 && sts_has_address(run, uri->host) == 0)
		(void)say(run, FINDING_FAIL, uri->host,
		    "the report server has no address");
	else if (seen.n == 0 && sts_has_address(run, uri->host) == 1)
		(void)say(run, FINDING_NOT_TESTABLE, uri->host,
		    "the report server was not looked at");
	else if (seen.n == 0 && !judge_is_open(run, RULE_RPT_03, uri->host,
				    uri->host, DNS_TYPE_A))
		(void)judge_is_open(
		    run, RULE_RPT_03, uri->host, uri->host, DNS_TYPE_AAAA);
	alikes_fini(&seen);
}

/* The same place twice is told once. */
static bool
is_first(struct judge_run *run, const struct tls_rpt_uri *uri)
{
	char *place = mem_printf("%s:%u", uri->host, uri->port);
	bool first = judge_first(run, RULE_RPT_03, place);

	free(place);
	return first;
}

void
rules_rpt_delivery(struct rpt_view *v)
{
	for (size_t i = 0; i < v->rpt.n_uris; i++) {
		const struct tls_rpt_uri *uri = &v->rpt.uris[i];

		if (uri->kind == TLS_RPT_BAD || !is_first(v->run, uri))
			continue;
		if (uri->kind == TLS_RPT_MAILTO)
			rule_mailto(v->run, uri->host);
		else
			rule_https(v->run, uri);
	}
}
