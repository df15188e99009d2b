/* SPDX-License-Identifier: BSD-2-Clause */
/* The rules of the MX set and its hosts. */

#include "verify/rules_mx.h"

#include <stddef.h>
#include <string.h>

#include "base/buf.h"
#include "dns/answer.h"
#include "verify/evidence.h"
#include "verify/finding.h"
#include "verify/mx_hosts.h"
#include "verify/run.h"

#define PARKED_SPF "v=spf1 -all" /* no address may send */

static void
mx_left_out(struct judge_run *run)
{
	const struct evidence *e = run->evidence;
	size_t total = evidence_mx_total(e), count = evidence_mx_count(e);
	struct finding *f;

	if (total <= count)
		return;
	f = judge_say(run, RULE_MX_01, FINDING_FAIL, evidence_domain(e),
	    "there are %zu MX hosts, and only the %zu most preferred were "
	    "looked at",
	    total, count);
	f->severity = SEVERITY_INFO;
	f->harm = HARM_H4;
	finding_arg(f, "left_out", "%zu", total - count);
	finding_advise(f, "publish at most %d MX records", EVIDENCE_MX_MAX);
}

static void
mx_none_reachable(struct judge_run *run, size_t count)
{
	const char *domain = evidence_domain(run->evidence);
	struct finding *f = judge_say(run, RULE_MX_01, FINDING_FAIL, domain,
	    count == 1 ? "the one MX host of %.*s has no address: nothing can "
			 "be delivered, and receivers refuse such senders"
		       : "none of the MX hosts of %.*s has an address: nothing "
			 "can be delivered, and receivers refuse such senders",
	    JUDGE_NAME_SHOWN, domain);

	finding_arg(f, "hosts", "%zu", count);
	finding_ref(f, "dns %s MX", domain);
	finding_advise(f, "publish an address for %s%s",
	    evidence_mx_host(run->evidence, 0),
	    count == 1 ? "" : ", or for another of them");
}

/* Why the addresses of the first such host are not known, as a reader wants to
 * know at once. */
static void
mx_none_known(struct judge_run *run, size_t open, size_t count)
{
	const struct evidence *e = run->evidence;
	const char *domain = evidence_domain(e), *host = domain;

	for (size_t i = evidence_mx_count(e); i-- > 0;)
		if (mx_address(run, evidence_mx_host(e, i)) == MX_IS_OPEN)
			host = evidence_mx_host(e, i);
	if (count == 1)
		(void)mx_open(run, domain, host);
	else
		(void)judge_say(run, RULE_MX_01, FINDING_UNKNOWN, domain,
		    "no MX host is known to have an address: the look-ups of "
		    "%zu of %zu failed",
		    open, count);
}

static void
mx_set(struct judge_run *run)
{
	const struct evidence *e = run->evidence;
	const char *domain = evidence_domain(e);
	size_t count = evidence_mx_count(e), found[MX_IS_OPEN + 1] = {0};

	for (size_t i = 0; i < count; i++)
		found[mx_address(run, evidence_mx_host(e, i))]++;
	if (found[MX_HAS_ADDRESS] > 0)
		finding_ref(
		    judge_say(run, RULE_MX_01, FINDING_PASS, domain,
			"%zu MX host%s, %zu of them with an address", count,
			count == 1 ? "" : "s", found[MX_HAS_ADDRESS]),
		    "dns %s MX", domain);
	else if (found[MX_IS_OPEN] > 0)
		mx_none_known(run, found[MX_IS_OPEN], count);
	else
		mx_none_reachable(run, count);
	for (size_t i = 0; i < count; i++)
		rules_mx_host(
		    run, evidence_mx_host(e, i), found[MX_HAS_ADDRESS] == 0);
	mx_left_out(run);
}

static void
mx_no_set(struct judge_run *run)
{
	const char *domain = evidence_domain(run->evidence);
	struct finding *f;

	switch (mx_address(run, domain)) {
	case MX_HAS_ADDRESS:
		f = judge_say(run, RULE_MX_01, FINDING_PASS, domain,
		    "there is no MX record: mail goes to the addresses of "
		    "%.*s itself",
		    JUDGE_NAME_SHOWN, domain);
		mx_refs(f, domain);
		break;
	case MX_HAS_NONE:
		f = judge_say(run, RULE_MX_01, FINDING_FAIL, domain,
		    "%.*s has neither MX record nor address: nothing can be "
		    "delivered, and receivers refuse such senders",
		    JUDGE_NAME_SHOWN, domain);
		finding_ref(f, "dns %s MX", domain);
		mx_refs(f, domain);
		finding_advise(f,
		    "publish an MX record whose host has an address: %s. IN MX "
		    "10 HOST",
		    domain);
		break;
	case MX_IS_OPEN:
		(void)mx_open(run, domain, domain);
		break;
	}
}

static void
mx_no_domain(struct judge_run *run, const struct dns_answer *mx)
{
	const char *domain = evidence_domain(run->evidence);
	struct finding *f;

	if (mx->n_aliases > 0)
		f = judge_say(run, RULE_MX_01, FINDING_FAIL, domain,
		    "%.*s is an alias for %.*s, which does not exist: "
		    "receivers refuse such senders",
		    JUDGE_NAME_SHOWN, domain, JUDGE_NAME_SHOWN,
		    mx->aliases[mx->n_aliases - 1]);
	else
		f = judge_say(run, RULE_MX_01, FINDING_FAIL, domain,
		    "%.*s does not exist in the DNS: receivers refuse such "
		    "senders",
		    JUDGE_NAME_SHOWN, domain);
	finding_ref(f, "dns %s MX", domain);
	finding_advise(f, "register the domain, or send from one that exists");
}

static bool
mx_is_parked(const struct judge_run *run)
{
	const struct dns_answer *txt =
	    judge_answer(run, evidence_domain(run->evidence), DNS_TYPE_TXT);
	bool is_parked = false;

	for (size_t i = 0; txt != NULL && i < txt->n_records; i++) {
		struct buf text = BUF_INIT;

		if (dns_record_txt(&txt->records[i], &text) == 0 &&
		    strcmp(buf_text(&text), PARKED_SPF) == 0)
			is_parked = true;
		buf_fini(&text);
	}
	return is_parked;
}

static void
mx_null_alone(struct judge_run *run)
{
	const char *domain = evidence_domain(run->evidence);
	struct finding *f = judge_say(run, RULE_MX_02, FINDING_FAIL, domain,
	    mx_is_parked(run)
		? "%.*s is parked (a Null MX, and SPF that lets nobody send): "
		  "mail from it is itself the fault"
		: "%.*s has a Null MX, so it takes no mail: receivers may "
		  "refuse what it sends",
	    JUDGE_NAME_SHOWN, domain);

	finding_ref(f, "dns %s MX", domain);
	finding_advise(f, "publish an MX record in place of the Null MX, or "
			  "send from another domain");
	f = judge_say(run, RULE_MX_01, FINDING_NOT_APPLICABLE, domain,
	    "the domain exists, and says by a Null MX that it takes no mail");
	finding_ref(f, "dns %s MX", domain);
}

static void
mx_null_beside(struct judge_run *run)
{
	const char *domain = evidence_domain(run->evidence);
	struct buf line = BUF_INIT;
	struct finding *f = judge_say(run, RULE_MX_02, FINDING_FAIL, domain,
	    "a Null MX stands beside %zu other MX host%s: senders differ in "
	    "which they believe",
	    evidence_mx_total(run->evidence),
	    evidence_mx_total(run->evidence) == 1 ? "" : "s");

	f->severity = SEVERITY_WARN;
	f->harm = HARM_H2;
	finding_ref(f, "dns %s MX", domain);
	mx_put_line(run, ".", ".", &line);
	finding_remove(f, "%s", buf_text(&line));
	buf_fini(&line);
}

static void
mx_records(struct judge_run *run)
{
	const struct evidence *e = run->evidence;
	const char *domain = evidence_domain(e);
	bool has_null = mx_has_null(e);

	if (has_null && evidence_mx_total(e) == 0) {
		mx_null_alone(run);
		return;
	}
	if (has_null)
		mx_null_beside(run);
	else
		(void)judge_say(run, RULE_MX_02, FINDING_PASS, domain,
		    "the MX records name hosts, none is a Null MX");
	if (evidence_mx_total(e) > 0)
		mx_set(run);
	else
		(void)judge_say(run, RULE_MX_01, FINDING_UNKNOWN, domain,
		    "no MX record can be read");
}

static void
mx_certificates(struct judge_run *run)
{
	for (size_t i = 0; i < mx_hosts_count(run->evidence); i++)
		rules_mx_cert(run, mx_hosts_at(run->evidence, i));
}

void
rules_mx(struct judge_run *run)
{
	const char *domain = evidence_domain(run->evidence);
	const struct dns_answer *mx = judge_answer(run, domain, DNS_TYPE_MX);

	if (judge_is_open(run, RULE_MX_01, domain, domain, DNS_TYPE_MX)) {
		(void)judge_is_open(
		    run, RULE_MX_02, domain, domain, DNS_TYPE_MX);
		return;
	}
	if (mx->status == DNS_RECORDS) {
		mx_records(run);
	} else {
		(void)judge_say(run, RULE_MX_02, FINDING_PASS, domain,
		    "there is no Null MX");
		if (mx->status == DNS_NXDOMAIN)
			mx_no_domain(run, mx);
		else
			mx_no_set(run);
	}
	mx_certificates(run);
}
