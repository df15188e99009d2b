/* SPDX-License-Identifier: BSD-2-Clause */
/* The rules of the policy host (RFC 8461 section 3.3). */

#include "verify/rules_sts.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "cert/chain.h"
#include "dns/answer.h"
#include "probe/result.h"
#include "verify/about.h"
#include "verify/alike.h"
#include "verify/evidence.h"
#include "verify/tls_verdict.h"
#include "verify/txt.h"

#define DAY 86400
#define HTTPS_PORT 443
#define VALUE_SHOWN 120 /* octets of a header field in a sentence */
#define HTTP_OK 200
#define MEDIA_TYPE "text/plain"

/* STS-04: the name may well be an alias. */
static void
rule_resolves(struct sts_view *v)
{
	const struct dns_answer *a = judge_answer(v->run, v->host, DNS_TYPE_A);
	struct finding *f;

	switch (sts_has_address(v->run, v->host)) {
	case 1:
		(void)judge_say(v->run, RULE_STS_04, FINDING_PASS, v->host,
		    "the policy host has an address");
		return;
	case 0:
		break;
	default:
		if (!judge_is_open(
			v->run, RULE_STS_04, v->host, v->host, DNS_TYPE_A))
			(void)judge_is_open(v->run, RULE_STS_04, v->host,
			    v->host, DNS_TYPE_AAAA);
		return;
	}
	if (a->n_aliases > 0)
		f = judge_say(v->run, RULE_STS_04, FINDING_FAIL, v->host,
		    "the policy host is an alias of %.*s, which %s",
		    JUDGE_NAME_SHOWN, a->aliases[a->n_aliases - 1],
		    a->status == DNS_NXDOMAIN ? "does not exist"
					      : "has no address");
	else
		f = judge_say(v->run, RULE_STS_04, FINDING_FAIL, v->host,
		    "there is a record at %s, but the policy host %s", v->owner,
		    a->status == DNS_NXDOMAIN ? "does not exist"
					      : "has no address");
	finding_ref(f, "dns %s A", v->host);
	finding_ref(f, "dns %s AAAA", v->host);
	finding_advise(f,
	    "publish an A, AAAA or CNAME record for %s, where "
	    "the policy is served over HTTPS",
	    v->host);
}

static void
advise_tls(
    const struct sts_view *v, const struct alike *seen, struct finding *f)
{
	struct buf mend = BUF_INIT;

	if (strstr(seen->text, "expires already") != NULL)
		buf_printf(&mend,
		    "renew the certificate of %s, and let the server load it",
		    v->host);
	else
		tls_put_mend(v->host, HTTPS_PORT, seen->text, &mend);
	finding_advise(f, "%s", buf_text(&mend));
	buf_fini(&mend);
}

/* Findings of what was seen, one for all addresses that are alike. */
static void
say_alikes(struct sts_view *v, enum rule_id rule, const struct alikes *seen,
    const char *advice)
{
	for (size_t i = 0; i < seen->n; i++) {
		const struct alike *s = &seen->list[i];
		char *where = alike_where(s);
		struct finding *f = judge_say(v->run, rule, s->result, v->host,
		    "at %s the policy host %s", where, s->text);

		(void)txt_plain(f->text);
		finding_arg(f, "addresses", "%s", where);
		for (size_t j = 0; j < s->n && j < ALIKE_SHOWN; j++)
			finding_ref(f, "probe https://%s%s %s", v->host,
			    PROBE_POLICY_PATH, s->addresses[j]);
		if (s->result == FINDING_FAIL && advice != NULL)
			finding_advise(f, "%s", advice);
		else if (s->result == FINDING_FAIL)
			advise_tls(v, s, f);
		free(where);
	}
}

static void
add_certificate(
    const struct sts_view *v, const struct probe_result *r, struct alikes *out)
{
	int64_t now = evidence_time(v->run->evidence), end;
	enum finding_result result = FINDING_PASS;
	struct buf text = BUF_INIT;
	char day[TLS_DAY_SIZE];

	switch (tls_judge(r, now, &text)) {
	case TLS_BAD:
		result = FINDING_FAIL;
		break;
	case TLS_UNSEEN:
		result = FINDING_NOT_TESTABLE;
		break;
	case TLS_GOOD:
		if (tls_ends_soon(r->chain, now, &end))
			result = FINDING_FAIL;
		buf_printf(&text,
		    "has a good certificate, which %s on %s (%lld day%s left)",
		    result == FINDING_FAIL ? "expires already" : "expires",
		    tls_day(end, day), (long long)((end - now) / DAY),
		    (end - now) / DAY == 1 ? "" : "s");
		break;
	}
	alikes_add(out, result, buf_text(&text), r->address);
	buf_fini(&text);
}

/*
 * STS-05.  Never a candidate for blocking: senders who can't fetch the policy
 * go on with the one they have or deliver without (RFC 8461 section 5.1).
 */
static void
rule_certificate(struct sts_view *v)
{
	const struct probe_result *r;
	struct alikes seen = {NULL, 0};
	size_t first = v->run->findings->n;

	for (size_t at = 0; (r = sts_view_probe(v, &at)) != NULL;)
		if (!tls_is_aside(v->run->evidence, r))
			add_certificate(v, r, &seen);
	say_alikes(v, RULE_STS_05, &seen, NULL);
	for (size_t i = first; i < v->run->findings->n; i++) {
		struct finding *f = &v->run->findings->list[i];

		if (f->result == FINDING_FAIL &&
		    strstr(f->text, "expires already") != NULL)
			f->harm = HARM_H3;
	}
	alikes_fini(&seen);
}

static enum finding_result
put_response(const struct probe_result *r, struct buf *text)
{
	if (r->http_status == HTTP_OK) {
		buf_puts(text, "serves the policy with status 200");
		return FINDING_PASS;
	}
	buf_printf(text, "answers with status %d", r->http_status);
	if (r->http_status >= 300 && r->http_status < 400) {
		buf_puts(text, ", a redirect");
		if (r->location != NULL) {
			buf_puts(text, " to ");
			text_put_escaped(text, r->location, strlen(r->location),
			    VALUE_SHOWN);
		}
		buf_puts(text, ", which senders do not follow");
	}
	return FINDING_FAIL;
}

static void
add_response(const struct probe_result *r, struct alikes *out)
{
	enum finding_result result = FINDING_NOT_TESTABLE;
	struct buf text = BUF_INIT;

	switch (r->outcome) {
	case PROBE_DONE:
		result = put_response(r, &text);
		break;
	case PROBE_HTTP_FAILED:
		result = FINDING_FAIL;
		buf_puts(&text, "does not complete its response (");
		tls_put_why(r, &text);
		buf_puts(&text, ")");
		break;
	case PROBE_REFUSED:
		/* the host itself says so */
		result = FINDING_FAIL;
		buf_puts(&text, "refuses connections to port 443");
		break;
	case PROBE_TLS_FAILED:
		buf_puts(&text, "gives no response without TLS");
		break;
	case PROBE_UNREACHABLE:
	case PROBE_TIMEOUT:
	case PROBE_NO_STARTTLS:
	case PROBE_BAD_PROTOCOL:
	case PROBE_GUARDED:
	case PROBE_OUTCOMES:
		buf_puts(&text, ALIKE_UNSEEN " (");
		tls_put_why(r, &text);
		buf_puts(&text, ")");
		break;
	}
	alikes_add(out, result, buf_text(&text), r->address);
	buf_fini(&text);
}

/* STS-06 */
static void
rule_response(struct sts_view *v)
{
	const struct probe_result *r;
	struct alikes seen = {NULL, 0};

	for (size_t at = 0; (r = sts_view_probe(v, &at)) != NULL;)
		if (!tls_is_aside(v->run->evidence, r))
			add_response(r, &seen);
	say_alikes(v, RULE_STS_06, &seen,
	    "serve the policy itself at /.well-known/mta-sts.txt, on port "
	    "443, with status 200");
	alikes_fini(&seen);
}

static bool
is_plain_text(const char *type)
{
	size_t len = strcspn(type, ";");

	while (len > 0 && (type[len - 1] == ' ' || type[len - 1] == '\t'))
		len--;
	return text_equal_fold(type, len, MEDIA_TYPE, strlen(MEDIA_TYPE));
}

/* STS-07: parameters do not matter. */
static void
rule_media_type(struct sts_view *v)
{
	const struct probe_result *r;
	struct alikes seen = {NULL, 0};

	for (size_t at = 0; (r = sts_view_probe(v, &at)) != NULL;) {
		struct buf text = BUF_INIT;
		bool good =
		    r->content_type != NULL && is_plain_text(r->content_type);

		if (r->outcome != PROBE_DONE || r->http_status != HTTP_OK)
			continue;
		if (r->content_type == NULL) {
			buf_puts(&text, "serves it without a Content-Type");
		} else {
			buf_puts(&text, "serves it as ");
			text_put_escaped(&text, r->content_type,
			    strlen(r->content_type), VALUE_SHOWN);
		}
		if (!good)
			buf_puts(&text, ", which some senders refuse");
		alikes_add(&seen, good ? FINDING_PASS : FINDING_FAIL,
		    buf_text(&text), r->address);
		buf_fini(&text);
	}
	say_alikes(v, RULE_STS_07, &seen,
	    "serve the policy with Content-Type: text/plain");
	alikes_fini(&seen);
}

/* STS-08 */
static void
rule_size(struct sts_view *v)
{
	const struct probe_result *r;
	struct alikes seen = {NULL, 0};

	for (size_t at = 0; (r = sts_view_probe(v, &at)) != NULL;) {
		struct buf text = BUF_INIT;

		if (r->outcome != PROBE_DONE || r->http_status != HTTP_OK)
			continue;
		if (r->body_cut || r->body_len > MTA_STS_POLICY_MAX)
			buf_printf(&text,
			    "serves more than the %u octets "
			    "that senders read",
			    MTA_STS_POLICY_MAX);
		else
			buf_printf(&text, "serves %zu octets", r->body_len);
		alikes_add(&seen,
		    r->body_cut || r->body_len > MTA_STS_POLICY_MAX
			? FINDING_FAIL
			: FINDING_PASS,
		    buf_text(&text), r->address);
		buf_fini(&text);
	}
	say_alikes(v, RULE_STS_08, &seen, "serve a policy of some lines");
	alikes_fini(&seen);
}

static void
say_unseen(struct sts_view *v, enum rule_id rule, const char *why)
{
	finding_follow(
	    judge_say(v->run, rule, FINDING_NOT_TESTABLE, v->host, "%s", why),
	    RULE_STS_04, v->host);
}

/* Without any result nothing can be said of the server. */
static bool
rule_unseen(struct sts_view *v)
{
	size_t at = 0;
	const char *why = "the policy host has no address to be tested at";

	if (sts_view_probe(v, &at) != NULL)
		return false;
	if (!evidence_about(v->run->evidence)->probe)
		why = "servers were not to be looked at";
	say_unseen(v, RULE_STS_05, why);
	say_unseen(v, RULE_STS_06, why);
	return true;
}

void
rules_sts_host(struct sts_view *v)
{
	rule_resolves(v);
	if (rule_unseen(v))
		return;
	rule_certificate(v);
	rule_response(v);
	rule_media_type(v);
	rule_size(v);
}
