/* SPDX-License-Identifier: BSD-2-Clause */
/* What to ask about TLS-RPT (RFC 8460). */

#include "verify/plan.h"

#include <stdio.h>

#include "base/buf.h"
#include "dns/answer.h"
#include "dns/name.h"
#include "probe/result.h"
#include "records/tls_rpt.h"
#include "verify/evidence.h"
#include "verify/txt.h"

/* Where reports go by mail: an MX host, else the domain's own address. */
static void
plan_mailto(const struct plan *plan, const char *domain)
{
	const struct dns_answer *mx = plan_ask(plan, domain, DNS_TYPE_MX);

	if (mx == NULL || mx->status != DNS_NODATA)
		return;
	(void)plan_ask(plan, domain, DNS_TYPE_A);
	(void)plan_ask(plan, domain, DNS_TYPE_AAAA);
}

static void
plan_uri(const struct plan *plan, const struct tls_rpt_uri *uri)
{
	struct probe_target target = {PROBE_HTTPS, 0, uri->host, NULL};

	switch (uri->kind) {
	case TLS_RPT_MAILTO:
		plan_mailto(plan, uri->host);
		return;
	case TLS_RPT_HTTPS:
		target.port = (uint16_t)uri->port;
		plan_probe(plan, &target);
		return;
	case TLS_RPT_BAD:
		return;
	}
}

void
plan_rpt(const struct plan *plan)
{
	char owner[DNS_NAME_SIZE + sizeof("_smtp._tls.")];
	const struct dns_answer *answer;
	struct buf text = BUF_INIT;
	struct tls_rpt rpt;
	size_t i = 0;

	(void)snprintf(owner, sizeof(owner), "_smtp._tls.%s",
	    evidence_domain(plan->evidence));
	answer = plan_ask(plan, owner, DNS_TYPE_TXT);
	if (txt_count(answer, tls_rpt_version, STS_VERSION_IS, &i) != 1 ||
	    dns_record_txt(&answer->records[i], &text) == -1)
		return;
	(void)tls_rpt_parse(buf_text(&text), text.len, &rpt, NULL);
	for (i = 0; i < rpt.n_uris; i++)
		plan_uri(plan, &rpt.uris[i]);
	buf_fini(&text);
}
