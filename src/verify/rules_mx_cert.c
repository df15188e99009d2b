/* SPDX-License-Identifier: BSD-2-Clause */
/* MX-03: until when the certificates of an MX host are good. */

#include "verify/rules_mx.h"

#include <inttypes.h>
#include <openssl/x509_vfy.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include "base/buf.h"
#include "base/clock.h"
#include "cert/chain.h"
#include "dns/answer.h"
#include "probe/result.h"
#include "records/mta_sts_policy.h"
#include "verify/about.h"
#include "verify/evidence.h"
#include "verify/finding.h"
#include "verify/mx_hosts.h"
#include "verify/mx_unseen.h"
#include "verify/plan.h"
#include "verify/run.h"
#include "verify/where.h"

#define DAY INT64_C(86400)
#define SOON (14 * DAY)
#define DATE_CHARS 10 /* of `2026-12-01T...` */

/* From good to bad. */
enum life { LIFE_GOOD, LIFE_SOON, LIFE_NOT_YET, LIFE_OVER, LIVES };

/* What was seen at all addresses of one host. */
struct mx_seen {
	const char *host;
	struct where where[LIVES];
	const struct probe_result *first[LIVES];
	const struct probe_result *plain;  /* offers no STARTTLS */
	const struct probe_result *unseen; /* could not be looked at */
	size_t n;
};

static enum life
life_of(const struct cert_facts *leaf, int64_t now)
{
	if (leaf->not_after < now)
		return LIFE_OVER;
	if (leaf->not_before > now)
		return LIFE_NOT_YET;
	return leaf->not_after - now < SOON ? LIFE_SOON : LIFE_GOOD;
}

static void
mx_see(struct mx_seen *seen, const struct probe_result *r, int64_t now)
{
	seen->n++;
	if (r->chain != NULL) {
		enum life life = life_of(cert_chain_leaf(r->chain), now);

		where_add(&seen->where[life], r->address);
		/* of several the one that ends first is told */
		if (seen->first[life] == NULL ||
		    cert_chain_leaf(seen->first[life]->chain)->not_after >
			cert_chain_leaf(r->chain)->not_after)
			seen->first[life] = r;
	} else if (r->outcome == PROBE_NO_STARTTLS) {
		seen->plain = r;
	} else {
		seen->unseen = r;
	}
}

static void
mx_look(const struct judge_run *run, struct mx_seen *seen)
{
	struct probe_target target;

	mx_target(seen->host, &target);
	for (size_t i = 0; i < evidence_probe_count(run->evidence); i++) {
		const struct probe_result *r =
		    evidence_probe_at(run->evidence, i);

		if (r->service == target.service && r->port == target.port &&
		    strcmp(r->host, seen->host) == 0)
			mx_see(seen, r, evidence_time(run->evidence));
	}
}

static void
mx_ref_probe(struct finding *f, const struct probe_result *r)
{
	finding_ref(f, "probe smtp://%s %s", r->host, r->address);
}

/* Is the policy one that senders who ask now would enforce? */
static bool
mx_policy_enforces(const struct evidence *e)
{
	const char *host = evidence_policy_host(e);
	struct mta_sts_policy policy;
	bool enforces = false;

	for (size_t i = 0; i < evidence_probe_count(e) && !enforces; i++) {
		const struct probe_result *r = evidence_probe_at(e, i);

		if (r->service != PROBE_HTTPS || r->path == NULL ||
		    strcmp(r->path, PROBE_POLICY_PATH) != 0 ||
		    strcmp(r->host, host) != 0 || r->http_status != 200 ||
		    r->body == NULL || r->outcome != PROBE_DONE)
			continue;
		mta_sts_policy_parse(r->body, r->body_len, &policy);
		enforces = mta_sts_policy_is_usable(&policy) &&
			   policy.mode == MTA_STS_MODE_ENFORCE;
		mta_sts_policy_fini(&policy);
	}
	return enforces;
}

/* A server certificate without the one that signed it makes clients fail that
 * do not know the intermediate from elsewhere. */
static bool
mx_is_incomplete(const struct probe_result *r)
{
	return (r->verify == X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY ||
		   r->verify == X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE) &&
	       r->chain->bag.n == 1 && !cert_chain_leaf(r->chain)->self_signed;
}

static size_t
mx_addresses(const struct judge_run *run, const char *host)
{
	static const uint16_t types[] = {DNS_TYPE_A, DNS_TYPE_AAAA};
	size_t n = 0;

	for (size_t i = 0; i < 2; i++) {
		const struct dns_answer *answer =
		    judge_answer(run, host, types[i]);

		if (answer != NULL && answer->status == DNS_RECORDS)
			n += answer->n_records;
	}
	return n;
}

/* Is no address left to senders who enforce the policy? */
static bool
mx_all_are_over(const struct judge_run *run)
{
	const struct evidence *e = run->evidence;

	for (size_t i = 0; i < mx_hosts_count(e); i++) {
		struct mx_seen seen = {.host = mx_hosts_at(e, i)};

		mx_look(run, &seen);
		if (seen.where[LIFE_OVER].n == 0 ||
		    seen.where[LIFE_OVER].n < mx_addresses(run, seen.host))
			return false;
	}
	return evidence_mx_total(e) <= EVIDENCE_MX_MAX;
}

static void
mx_args(struct judge_run *run, const struct mx_seen *seen, struct finding *f,
    const struct probe_result *r)
{
	size_t addresses = mx_addresses(run, seen->host);
	char text[CLOCK_TEXT_SIZE];

	finding_arg(f, "not_after", "%s",
	    clock_format(cert_chain_leaf(r->chain)->not_after, text));
	finding_arg(f, "serial", "%s", cert_chain_leaf(r->chain)->serial);
	finding_arg(f, "addresses", "%zu", seen->n);
	if (addresses > seen->n)
		finding_arg(
		    f, "addresses_left_out", "%zu", addresses - seen->n);
	if (r->protocol != NULL)
		finding_arg(f, "protocol", "%s", r->protocol);
	if (seen->plain != NULL)
		finding_arg(f, "no_starttls", "%s", seen->plain->address);
	if (seen->unseen != NULL)
		finding_arg(f, "not_seen", "%s", seen->unseen->address);
	if (mx_is_incomplete(r))
		finding_arg(f, "chain", "incomplete");
	mx_ref_probe(f, r);
}

/* `in 7 days`, `7 days ago`, `within a day`. */
static void
mx_put_days(int64_t left, struct buf *out)
{
	int64_t days = (left < 0 ? -left : left) / DAY;

	if (days == 0)
		buf_puts(
		    out, left < 0 ? "less than a day ago" : "within a day");
	else
		buf_printf(out, "%s%" PRId64 " day%s%s", left < 0 ? "" : "in ",
		    days, days == 1 ? "" : "s", left < 0 ? " ago" : "");
}

static struct finding *
mx_say_life(struct judge_run *run, const struct mx_seen *seen, enum life life,
    const char *where)
{
	const struct cert_facts *leaf =
	    cert_chain_leaf(seen->first[life]->chain);
	int64_t left = leaf->not_after - evidence_time(run->evidence);
	bool good = life == LIFE_GOOD;
	bool incomplete = good && mx_is_incomplete(seen->first[life]);
	struct buf when = BUF_INIT;
	char day[CLOCK_TEXT_SIZE];
	struct finding *f;

	mx_put_days(left, &when);
	if (life == LIFE_NOT_YET) {
		(void)clock_format(leaf->not_before, day);
		f = judge_say(run, RULE_MX_03, FINDING_FAIL, seen->host,
		    "the certificate at %s is not valid before %.*s", where,
		    DATE_CHARS, day);
	} else {
		(void)clock_format(leaf->not_after, day);
		f = judge_say(run, RULE_MX_03,
		    good ? FINDING_PASS : FINDING_FAIL, seen->host,
		    "the certificate at %s %s %s, on %.*s%s", where,
		    life == LIFE_OVER ? "expired" : "expires", buf_text(&when),
		    DATE_CHARS, day,
		    incomplete ? "; its issuer's certificate is not sent along"
			       : "");
	}
	buf_fini(&when);
	return f;
}

static void
mx_judge_life(struct judge_run *run, const struct mx_seen *seen, enum life life)
{
	struct buf where = BUF_INIT;
	struct finding *f;

	where_put(&seen->where[life], &where);
	f = mx_say_life(run, seen, life, buf_text(&where));
	mx_args(run, seen, f, seen->first[life]);
	if (life != LIFE_GOOD)
		finding_advise(f,
		    "renew the certificate of %s, and let the mail server "
		    "load it",
		    seen->host);
	if (life == LIFE_OVER && mx_policy_enforces(run->evidence)) {
		/* who enforces the policy does not deliver there (RFC 8461
		 * section 4.2), but goes to the next */
		f->candidate = mx_all_are_over(run);
		f->harm = HARM_H2;
	}
	buf_fini(&where);
}

/* Nothing was presented anywhere. */
static void
mx_no_certificate(struct judge_run *run, const struct mx_seen *seen)
{
	struct finding *f;

	if (!evidence_about(run->evidence)->probe) {
		(void)judge_say(run, RULE_MX_03, FINDING_NOT_TESTABLE,
		    seen->host, "servers were not looked at");
	} else if (seen->plain != NULL) {
		f = judge_say(run, RULE_MX_03, FINDING_NOT_APPLICABLE,
		    seen->host,
		    "%s does not offer STARTTLS, so there is no certificate",
		    seen->plain->address);
		finding_arg(f, "no_starttls", "%s", seen->plain->address);
		mx_ref_probe(f, seen->plain);
	} else if (seen->unseen != NULL) {
		mx_say_unseen(run, RULE_MX_03, seen->host);
	}
}

void
rules_mx_cert(struct judge_run *run, const char *host)
{
	struct mx_seen seen = {.host = host};

	if (!judge_controls(run, host)) {
		(void)judge_say(run, RULE_MX_03, FINDING_NOT_APPLICABLE, host,
		    "not-under-control: an MX host of somebody else's domain");
		return;
	}
	mx_look(run, &seen);
	for (unsigned life = LIVES; life-- > LIFE_GOOD;)
		if (seen.where[life].n > 0) {
			mx_judge_life(run, &seen, (enum life)life);
			return;
		}
	mx_no_certificate(run, &seen);
}
