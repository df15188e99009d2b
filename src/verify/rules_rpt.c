/* SPDX-License-Identifier: BSD-2-Clause */
/* The rules of TLS-RPT (RFC 8460). */

#include "verify/run.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/mem.h"
#include "base/text.h"
#include "dns/answer.h"
#include "probe/result.h"
#include "records/mta_sts_record.h"
#include "records/tls_rpt.h"
#include "verify/evidence.h"
#include "verify/rules_rpt.h"
#include "verify/txt.h"

#define URI_SHOWN 120 /* octets */

static struct finding *
say(struct rpt_view *v, enum rule_id rule, enum finding_result result,
    char *text)
{
	struct finding *f =
	    judge_say(v->run, rule, result, v->owner, "%s", txt_plain(text));

	free(text);
	finding_ref(f, "dns %s TXT", v->owner);
	return f;
}

static void
fix_remove(const struct rpt_view *v, struct finding *f, size_t i)
{
	struct buf line = BUF_INIT;

	txt_put_line(v->txt, i, &line);
	if (v->txt->n_aliases == 0)
		finding_remove(f, "%s", buf_text(&line));
	buf_fini(&line);
}

/* The record with those addresses that reports can go to, in place of the one
 * that there is. */
static void
fix_record(const struct rpt_view *v, struct finding *f)
{
	struct buf line = BUF_INIT;
	size_t n = 0;

	buf_printf(&line, "%s. IN TXT \"v=TLSRPTv1; rua=", v->owner);
	for (size_t i = 0; i < v->rpt.n_uris; i++) {
		const struct tls_rpt_uri *u = &v->rpt.uris[i];

		if (u->kind == TLS_RPT_BAD)
			continue;
		buf_puts(&line, n++ > 0 ? "," : "");
		buf_put(&line, u->text.text, u->text.len);
	}
	buf_puts(&line, "\"");
	if (n == 0 || v->txt->n_aliases > 0 ||
	    !finding_publish(f, "%s", buf_text(&line)))
		finding_advise(f,
		    "publish one record: %s. IN TXT "
		    "\"v=TLSRPTv1; rua=mailto:ADDRESS\"",
		    v->owner);
	else
		fix_remove(v, f, v->at);
	buf_fini(&line);
}

static void
say_none(struct rpt_view *v)
{
	struct finding *f = say(v, RULE_RPT_01, FINDING_FAIL,
	    mem_strdup("there is no TLS-RPT record: senders do not tell of "
		       "mail that TLS kept from arriving"));

	f->severity = SEVERITY_INFO;
	finding_advise(f,
	    "publish %s. IN TXT \"v=TLSRPTv1; "
	    "rua=mailto:ADDRESS\", with a mailbox that somebody "
	    "reads",
	    v->owner);
}

static void
say_many(struct rpt_view *v)
{
	struct finding *f = say(v, RULE_RPT_01, FINDING_FAIL,
	    mem_printf("%zu records begin v=TLSRPTv1;, so senders take none "
		       "of them",
		v->n));

	finding_arg(f, "records", "%zu", v->n);
	finding_advise(f, "keep one record, with all addresses in its rua, "
			  "separated by commas");
	for (size_t i = v->at + 1; i < v->txt->n_records; i++)
		if (txt_version(v->txt, i, tls_rpt_version) == STS_VERSION_IS)
			fix_remove(v, f, i);
}

static void
say_attempt(struct rpt_view *v)
{
	struct buf shown = BUF_INIT;
	struct finding *f;

	txt_put_shown(buf_text(&v->text), v->text.len, &shown);
	f = say(v, RULE_RPT_01, FINDING_FAIL,
	    mem_printf("the record %s does not begin v=TLSRPTv1;, so senders "
		       "pass it over",
		buf_text(&shown)));
	finding_advise(f, "let the record begin v=TLSRPTv1;");
	buf_fini(&shown);
}

/* RPT-01 */
static void
rule_one_record(struct rpt_view *v)
{
	struct finding *f;

	if (v->n > 1) {
		say_many(v);
	} else if (v->n == 0 && v->is_attempt) {
		say_attempt(v);
	} else if (v->n == 0) {
		say_none(v);
	} else if (v->rpt.fields.blank) {
		f = say(v, RULE_RPT_01, FINDING_FAIL,
		    mem_strdup("a blank stands before the first semicolon: "
			       "the grammar allows it, but senders that look "
			       "for v=TLSRPTv1; pass the record over"));
		f->severity = SEVERITY_INFO;
		fix_record(v, f);
	} else {
		(void)say(v, RULE_RPT_01, FINDING_PASS,
		    mem_strdup("exactly one record begins v=TLSRPTv1;"));
	}
}

static size_t
say_bad_addresses(struct rpt_view *v)
{
	size_t bad = 0;

	for (size_t i = 0; i < v->rpt.n_uris; i++) {
		const struct tls_rpt_uri *u = &v->rpt.uris[i];
		struct buf shown = BUF_INIT;

		if (u->kind != TLS_RPT_BAD)
			continue;
		bad++;
		text_put_escaped(&shown, u->text.text, u->text.len, URI_SHOWN);
		fix_record(v, say(v, RULE_RPT_02, FINDING_FAIL,
				  mem_printf("no report can go to \"%s\": %s",
				      buf_text(&shown), u->fault)));
		buf_fini(&shown);
	}
	return bad;
}

/* RPT-02 */
static void
rule_addresses(struct rpt_view *v)
{
	size_t faults = say_bad_addresses(v);

	if (!v->parsed)
		fix_record(v,
		    say(v, RULE_RPT_02, FINDING_FAIL,
			mem_printf("the record does not match the grammar: %s",
			    v->fault.text)));
	else if (v->rpt.n_rua > 1)
		fix_record(v,
		    say(v, RULE_RPT_02, FINDING_FAIL,
			mem_printf("rua comes %zu times, and senders differ in "
				   "which one counts",
			    v->rpt.n_rua)));
	else if (v->rpt.n_uris_total > v->rpt.n_uris)
		(void)say(v, RULE_RPT_02, FINDING_FAIL,
		    mem_printf("rua lists %zu addresses, of which %d were "
			       "looked at",
			v->rpt.n_uris_total, TLS_RPT_URIS_MAX));
	else if (faults == 0)
		(void)say(v, RULE_RPT_02, FINDING_PASS,
		    mem_printf("rua lists %zu address%s", v->rpt.n_uris,
			v->rpt.n_uris == 1 ? "" : "es"));
}

/* Does the domain publish what TLS-RPT reports on?  Its name, or NULL. */
static const char *
protection(const struct judge_run *run)
{
	const struct evidence *e = run->evidence;
	char *owner = mem_printf("_mta-sts.%s", evidence_domain(e));
	size_t n = txt_count(judge_answer(run, owner, DNS_TYPE_TXT),
	    mta_sts_record_version, STS_VERSION_IS, NULL);

	free(owner);
	if (n > 0)
		return "MTA-STS";
	for (size_t i = 0; n == 0 && i < evidence_mx_count(e); i++) {
		const struct dns_answer *tlsa;

		owner = mem_printf("_25._tcp.%s", evidence_mx_host(e, i));
		tlsa = judge_answer(run, owner, DNS_TYPE_TLSA);
		if (tlsa != NULL && tlsa->status == DNS_RECORDS)
			n++;
		free(owner);
	}
	return n > 0 ? "DANE" : NULL;
}

/* RPT-04 */
static void
rule_wanted(struct rpt_view *v)
{
	const char *what = protection(v->run);
	struct finding *f;

	if (what == NULL)
		return;
	if (v->n > 0) {
		(void)say(v, RULE_RPT_04, FINDING_PASS,
		    mem_printf("the domain has %s and asks for reports", what));
		return;
	}
	f = say(v, RULE_RPT_04, FINDING_FAIL,
	    mem_printf("the domain has %s, but no TLS-RPT record: nobody "
		       "tells of failures",
		what));
	finding_follow(f, RULE_RPT_01, v->owner);
	finding_advise(f,
	    "publish %s. IN TXT \"v=TLSRPTv1; "
	    "rua=mailto:ADDRESS\"",
	    v->owner);
}

static void
view_init(struct rpt_view *v, struct judge_run *run)
{
	memset(v, 0, sizeof(*v));
	v->run = run;
	v->owner = mem_printf("_smtp._tls.%s", evidence_domain(run->evidence));
	v->txt = judge_answer(run, v->owner, DNS_TYPE_TXT);
	v->n = txt_count(v->txt, tls_rpt_version, STS_VERSION_IS, &v->at);
	if (v->n == 0)
		v->is_attempt = txt_count(v->txt, tls_rpt_version,
				    STS_VERSION_CLOSE, &v->at) > 0;
	if (v->n == 0 && !v->is_attempt)
		return;
	(void)dns_record_txt(&v->txt->records[v->at], &v->text);
	if (v->n == 1)
		v->parsed = tls_rpt_parse(buf_text(&v->text), v->text.len,
				&v->rpt, &v->fault) == 0;
}

void
rules_rpt(struct judge_run *run)
{
	struct rpt_view v;

	rules_rpt_dkim(run);
	view_init(&v, run);
	if (!judge_is_open(run, RULE_RPT_01, v.owner, v.owner, DNS_TYPE_TXT)) {
		rule_one_record(&v);
		if (v.n == 1) {
			rule_addresses(&v);
			rules_rpt_delivery(&v);
			(void)judge_say(run, RULE_RPT_05,
			    FINDING_NOT_APPLICABLE, v.owner,
			    "no reports have been read");
		}
		rule_wanted(&v);
	}
	buf_fini(&v.text);
	free(v.owner);
}
