/* SPDX-License-Identifier: BSD-2-Clause */
/* The rules of MTA-STS (RFC 8461): what they all look at. */

#include "verify/rules_sts.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"
#include "dns/answer.h"
#include "probe/result.h"
#include "verify/evidence.h"
#include "verify/tls_verdict.h"
#include "verify/txt.h"

#define HTTP_OK 200

static void
view_record(struct sts_view *v)
{
	size_t n;

	v->state = STS_OPEN;
	if (v->txt == NULL || !dns_answer_is_definite(v->txt))
		return;
	n = txt_count(v->txt, mta_sts_record_version, STS_VERSION_IS, &v->at);
	if (n == 0) {
		n = txt_count(
		    v->txt, mta_sts_record_version, STS_VERSION_CLOSE, &v->at);
		v->state = n > 0 ? STS_ATTEMPT : STS_NONE;
	} else {
		v->state = n > 1 ? STS_MANY : STS_ONE;
	}
	if (v->state == STS_NONE ||
	    dns_record_txt(&v->txt->records[v->at], &v->text) == -1)
		return;
	if (v->state == STS_ONE &&
	    mta_sts_record_parse(
		buf_text(&v->text), v->text.len, &v->record, &v->fault) == -1)
		v->state = STS_MALFORMED;
}

const struct probe_result *
sts_view_probe(const struct sts_view *v, size_t *at)
{
	const struct evidence *e = v->run->evidence;

	while (*at < evidence_probe_count(e)) {
		const struct probe_result *r = evidence_probe_at(e, (*at)++);

		if (r->service == PROBE_HTTPS &&
		    strcmp(r->host, v->host) == 0 && r->path != NULL &&
		    strcmp(r->path, PROBE_POLICY_PATH) == 0)
			return r;
	}
	return NULL;
}

/* Of a policy that is cut the last line may be half of one. */
static size_t
view_whole_lines(const struct probe_result *r)
{
	size_t len = r->body_len;

	while (r->body_cut && len > 0 && r->body[len - 1] != '\n')
		len--;
	return len;
}

/* The first address that serves something; a usable policy before others. */
static void
view_policy(struct sts_view *v)
{
	const struct probe_result *r;
	struct mta_sts_policy policy;

	for (size_t at = 0; (r = sts_view_probe(v, &at)) != NULL;) {
		if (r->outcome != PROBE_DONE || r->http_status != HTTP_OK ||
		    r->body == NULL)
			continue;
		mta_sts_policy_parse(r->body, view_whole_lines(r), &policy);
		if (v->served == NULL ||
		    (mta_sts_policy_is_usable(&policy) &&
			!mta_sts_policy_is_usable(&v->policy))) {
			mta_sts_policy_fini(&v->policy);
			v->policy = policy;
			v->served = r;
		} else {
			mta_sts_policy_fini(&policy);
		}
	}
}

static bool
view_is_effective(const struct sts_view *v)
{
	struct buf why = BUF_INIT;
	enum tls_verdict tls;

	if (v->state != STS_ONE || v->served == NULL || v->served->body_cut ||
	    mta_sts_id_check(&v->record.id, NULL) == -1 ||
	    !mta_sts_policy_is_usable(&v->policy))
		return false;
	tls = tls_judge(v->served, evidence_time(v->run->evidence), &why);
	buf_fini(&why);
	return tls == TLS_GOOD;
}

void
sts_view_init(struct sts_view *v, struct judge_run *run)
{
	memset(v, 0, sizeof(*v));
	v->run = run;
	v->domain = evidence_domain(run->evidence);
	v->host = evidence_policy_host(run->evidence);
	v->owner = mem_printf("_mta-sts.%s", v->domain);
	v->txt = judge_answer(run, v->owner, DNS_TYPE_TXT);
	view_record(v);
	view_policy(v);
	v->wanted = v->state > STS_NONE || mta_sts_policy_is_one(&v->policy);
	v->effective = view_is_effective(v);
	sts_view_past(v);
}

void
sts_view_fini(struct sts_view *v)
{
	mta_sts_policy_fini(&v->policy);
	buf_fini(&v->text);
	free(v->owner);
}

int
sts_has_address(const struct judge_run *run, const char *host)
{
	const struct dns_answer *a = judge_answer(run, host, DNS_TYPE_A);
	const struct dns_answer *aaaa = judge_answer(run, host, DNS_TYPE_AAAA);

	if ((a != NULL && a->status == DNS_RECORDS) ||
	    (aaaa != NULL && aaaa->status == DNS_RECORDS))
		return 1;
	if (a == NULL || !dns_answer_is_definite(a) || aaaa == NULL ||
	    !dns_answer_is_definite(aaaa))
		return -1;
	return 0;
}

const char *
sts_new_id(const struct sts_view *v, char out[STS_ID_SIZE])
{
	char time[CLOCK_TEXT_SIZE];
	size_t n = 0;

	clock_format(evidence_time(v->run->evidence), time);
	for (const char *p = time; *p != '\0' && n + 1 < STS_ID_SIZE; p++)
		if (strchr("-:Z", *p) == NULL)
			out[n++] = *p;
	out[n] = '\0';
	return out;
}

void
sts_ref_probe(struct finding *f, const struct probe_result *r)
{
	struct probe_target target;
	struct buf url = BUF_INIT;

	probe_result_target(r, &target);
	probe_target_put(&target, &url);
	finding_ref(f, "probe %s %s", buf_text(&url), r->address);
	buf_fini(&url);
}

/* Without a record, an attempt at one and a policy there is one thing to say:
 * that there is none. */
void
rules_sts(struct judge_run *run)
{
	const size_t first = run->findings->n;
	struct sts_view v;

	sts_view_init(&v, run);
	rules_sts_record(&v);
	rules_sts_delegation(&v);
	rules_sts_history(&v);
	if (v.wanted) {
		rules_sts_host(&v);
		rules_sts_policy(&v);
		rules_sts_mx(&v);
	}
	rules_sts_remembered(&v, first);
	sts_view_fini(&v);
}
