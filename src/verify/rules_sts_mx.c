/* SPDX-License-Identifier: BSD-2-Clause */
/* The rules of the policy and the MX hosts (RFC 8461 sections 4.1, 4.2). */

#include "verify/rules_sts.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "dns/answer.h"
#include "probe/result.h"
#include "verify/about.h"
#include "verify/alike.h"
#include "verify/evidence.h"
#include "verify/mx_hosts.h"
#include "verify/tls_verdict.h"
#include "verify/txt.h"

#define SMTP_PORT 25

/* One host that mail of the domain goes to. */
struct sts_mx_host {
	const char *name;
	bool matched;       /* by a pattern of the policy */
	struct alikes seen; /* at each address */
	bool tls_is_bad;    /* at each of its addresses, without a doubt */
	bool is_bad;        /* no sender who enforces would use it */
};

struct sts_mx_set {
	struct sts_view *v;
	struct sts_mx_host hosts[EVIDENCE_MX_MAX];
	size_t n;
	bool cut; /* an enforced policy leaves no host at all */
};

static void
look_at_result(
    struct sts_mx_host *host, const struct probe_result *r, int64_t now)
{
	struct buf why = BUF_INIT;
	enum finding_result result = FINDING_PASS;

	switch (tls_judge(r, now, &why)) {
	case TLS_GOOD:
		buf_puts(&why, "offers STARTTLS with a good certificate");
		break;
	case TLS_BAD:
		result = FINDING_FAIL;
		break;
	case TLS_UNSEEN:
		result = FINDING_NOT_TESTABLE;
		break;
	}
	alikes_add(&host->seen, result, buf_text(&why), r->address);
	buf_fini(&why);
}

/* Addresses that the DNS tells of, or SIZE_MAX where it does not. */
static size_t
count_addresses(const struct judge_run *run, const char *host)
{
	const struct dns_answer *a = judge_answer(run, host, DNS_TYPE_A);
	const struct dns_answer *aaaa = judge_answer(run, host, DNS_TYPE_AAAA);

	if (a == NULL || !dns_answer_is_definite(a) || aaaa == NULL ||
	    !dns_answer_is_definite(aaaa))
		return SIZE_MAX;
	return a->n_records + aaaa->n_records;
}

static void
look_at_host(struct sts_view *v, struct sts_mx_host *host)
{
	const struct evidence *e = v->run->evidence;

	host->matched = mta_sts_policy_match(&v->policy, host->name) != -1;
	for (size_t i = 0; i < evidence_probe_count(e); i++) {
		const struct probe_result *r = evidence_probe_at(e, i);

		if (r->service == PROBE_SMTP && r->port == SMTP_PORT &&
		    strcmp(r->host, host->name) == 0 && !tls_is_aside(e, r))
			look_at_result(host, r, evidence_time(e));
	}
	host->tls_is_bad =
	    host->seen.n > 0 && alikes_count(&host->seen, FINDING_FAIL) ==
				    count_addresses(v->run, host->name);
	host->is_bad = !host->matched || host->tls_is_bad;
}

static void
look_at_set(struct sts_mx_set *set)
{
	struct sts_view *v = set->v;
	const struct evidence *e = v->run->evidence;

	for (size_t i = 0; i < mx_hosts_count(e) && i < EVIDENCE_MX_MAX; i++)
		set->hosts[set->n++].name = mx_hosts_at(e, i);
	set->cut = v->effective && v->policy.mode == MTA_STS_MODE_ENFORCE &&
		   set->n > 0 && evidence_mx_total(e) <= EVIDENCE_MX_MAX;
	for (size_t i = 0; i < set->n; i++) {
		look_at_host(v, &set->hosts[i]);
		set->cut &= set->hosts[i].is_bad;
	}
}

/*
 * What a failure means.  Only where the policy is enforced, and leaves no
 * host to senders, is the way back cut as a whole: one bad host of several
 * makes them go to the next.
 */
static void
weigh(const struct sts_mx_set *set, struct finding *f)
{
	if (!set->v->effective || set->v->policy.mode != MTA_STS_MODE_ENFORCE)
		f->harm = HARM_H4;
	f->candidate = set->cut;
}

static const char *
whose(const struct sts_view *v, const char *host)
{
	return judge_controls(v->run, host) ? "" : ", a third party's host,";
}

static struct finding *
say_mismatch(struct sts_mx_set *set, const struct sts_mx_host *host)
{
	struct sts_view *v = set->v;
	struct buf lines = BUF_INIT;
	struct finding *f;
	char *only;

	if (v->policy.n_mx == 0) {
		buf_puts(&lines, "has no mx line in the policy");
	} else if (v->policy.n_mx == 1) {
		only = sts_shown(&v->policy.mx[0].pattern);
		buf_printf(&lines,
		    "does not match the only mx line of the policy, %s", only);
		free(only);
	} else {
		buf_printf(&lines, "matches none of the policy's %zu mx lines",
		    v->policy.n_mx);
	}
	f = judge_say(v->run, RULE_STS_12, FINDING_FAIL, host->name,
	    "the MX host%s %s, so senders %s", whose(v, host->name),
	    buf_text(&lines),
	    v->policy.mode == MTA_STS_MODE_ENFORCE ? "do not deliver to it"
						   : "report a failure");
	buf_fini(&lines);
	return f;
}

/* STS-12 */
static void
rule_match(struct sts_mx_set *set, const struct sts_mx_host *host)
{
	struct sts_view *v = set->v;
	int at = mta_sts_policy_match(&v->policy, host->name);
	struct finding *f;

	if (at >= 0) {
		f = judge_say(v->run, RULE_STS_12, FINDING_PASS, host->name,
		    "the host matches line %u of the policy, mx: %.*s",
		    v->policy.mx[at].line, (int)v->policy.mx[at].pattern.len,
		    v->policy.mx[at].pattern.text);
	} else {
		f = say_mismatch(set, host);
		weigh(set, f);
		finding_advise(f,
		    "add this line to the policy, then change "
		    "the id of the record: mx: %s",
		    host->name);
	}
	sts_ref_probe(f, v->served);
	finding_ref(f, "dns %s MX", v->domain);
}

static void
fix_host(const struct sts_view *v, struct finding *f,
    const struct sts_mx_host *host, const struct alike *seen)
{
	struct buf mend = BUF_INIT;

	if (!judge_controls(v->run, host->name))
		finding_advise(f,
		    "ask who runs %s to mend it, or let the MX record name a "
		    "host whose certificate is good",
		    host->name);
	else
		tls_put_mend(host->name, SMTP_PORT, seen->text, &mend);
	if (mend.len > 0)
		finding_advise(f, "%s", buf_text(&mend));
	/* of the same certificate MX-03 tells the same */
	if (tls_is_expired_only(seen->text))
		finding_follow(f, RULE_MX_03, host->name);
	buf_fini(&mend);
}

static void
say_seen(struct sts_mx_set *set, const struct sts_mx_host *host,
    const struct alike *seen)
{
	struct sts_view *v = set->v;
	char *where = alike_where(seen);
	struct finding *f = judge_say(v->run, RULE_STS_13, seen->result,
	    host->name, "at %s the MX host%s %s", where, whose(v, host->name),
	    seen->text);

	(void)txt_plain(f->text);
	finding_arg(f, "addresses", "%s", where);
	for (size_t i = 0; i < seen->n && i < ALIKE_SHOWN; i++)
		finding_ref(
		    f, "probe smtp://%s %s", host->name, seen->addresses[i]);
	if (seen->result == FINDING_FAIL) {
		weigh(set, f);
		f->candidate &= host->tls_is_bad;
		fix_host(v, f, host, seen);
	}
	free(where);
}

/* STS-13 */
static void
rule_starttls(struct sts_mx_set *set, const struct sts_mx_host *host)
{
	struct judge_run *run = set->v->run;

	for (size_t i = 0; i < host->seen.n; i++)
		say_seen(set, host, &host->seen.list[i]);
	if (host->seen.n > 0)
		return;
	switch (sts_has_address(run, host->name)) {
	case 1:
		(void)judge_say(run, RULE_STS_13, FINDING_NOT_TESTABLE,
		    host->name, "the MX host was not looked at");
		return;
	case 0:
		finding_follow(judge_say(run, RULE_STS_13, FINDING_NOT_TESTABLE,
				   host->name, "the MX host has no address"),
		    RULE_MX_01, host->name);
		return;
	default:
		if (!judge_is_open(
			run, RULE_STS_13, host->name, host->name, DNS_TYPE_A))
			(void)judge_is_open(run, RULE_STS_13, host->name,
			    host->name, DNS_TYPE_AAAA);
	}
}

/* Why there is nothing to compare, or NULL. */
static const char *
why_not(const struct sts_view *v, const struct dns_answer *mx)
{
	if (v->policy.keys[MTA_STS_MODE_KEY].good &&
	    v->policy.mode == MTA_STS_MODE_NONE)
		return "the policy is in mode none";
	if (mx->status == DNS_NXDOMAIN)
		return "the domain does not exist";
	if (mx_hosts_count(v->run->evidence) == 0 &&
	    (mx->status == DNS_RECORDS ||
		sts_has_address(v->run, v->domain) == 0))
		return "the domain has no MX host";
	return NULL;
}

static void
say_left_out(struct sts_view *v)
{
	size_t total = evidence_mx_total(v->run->evidence);
	struct finding *f;

	if (total <= EVIDENCE_MX_MAX)
		return;
	f = judge_say(v->run, RULE_STS_12, FINDING_NOT_TESTABLE, v->domain,
	    "%zu MX hosts over the limit of %d were not looked at",
	    total - EVIDENCE_MX_MAX, EVIDENCE_MX_MAX);
	finding_ref(f, "dns %s MX", v->domain);
}

void
rules_sts_mx(struct sts_view *v)
{
	struct sts_mx_set *set;
	const struct dns_answer *mx;
	const char *why;

	if (v->served == NULL || !mta_sts_policy_is_one(&v->policy))
		return;
	if (judge_is_open(
		v->run, RULE_STS_12, v->domain, v->domain, DNS_TYPE_MX))
		return;
	mx = judge_answer(v->run, v->domain, DNS_TYPE_MX);
	why = why_not(v, mx);
	if (why != NULL) {
		(void)judge_say(v->run, RULE_STS_12, FINDING_NOT_APPLICABLE,
		    v->domain, "%s", why);
		(void)judge_say(v->run, RULE_STS_13, FINDING_NOT_APPLICABLE,
		    v->domain, "%s", why);
		return;
	}
	set = mem_zalloc(sizeof(*set));
	set->v = v;
	look_at_set(set);
	for (size_t i = 0; i < set->n; i++) {
		rule_match(set, &set->hosts[i]);
		rule_starttls(set, &set->hosts[i]);
		alikes_fini(&set->hosts[i].seen);
	}
	say_left_out(v);
	free(set);
}
