/* SPDX-License-Identifier: BSD-2-Clause */
/* MX-01 of each MX host: has it an address, and is it no alias? */

#include "verify/rules_mx.h"

#include <arpa/inet.h>
#include <stddef.h>
#include <string.h>

#include "base/buf.h"
#include "dns/answer.h"
#include "dns/name.h"
#include "verify/evidence.h"
#include "verify/finding.h"
#include "verify/run.h"

enum mx_address
mx_address(const struct judge_run *run, const char *host)
{
	static const uint16_t types[] = {DNS_TYPE_A, DNS_TYPE_AAAA};
	enum mx_address found = MX_HAS_NONE;

	for (size_t i = 0; i < 2; i++) {
		const struct dns_answer *answer =
		    judge_answer(run, host, types[i]);

		if (answer != NULL && answer->status == DNS_RECORDS)
			return MX_HAS_ADDRESS;
		if (answer == NULL || !dns_answer_is_definite(answer))
			found = MX_IS_OPEN;
	}
	return found;
}

void
mx_refs(struct finding *f, const char *host)
{
	finding_ref(f, "dns %s A", host);
	finding_ref(f, "dns %s AAAA", host);
}

struct finding *
mx_open(struct judge_run *run, const char *subject, const char *host)
{
	const struct dns_answer *a = judge_answer(run, host, DNS_TYPE_A);
	uint16_t type = a == NULL || !dns_answer_is_definite(a) ? DNS_TYPE_A
								: DNS_TYPE_AAAA;

	if (!judge_is_open(run, RULE_MX_01, subject, host, type))
		return NULL;
	return &run->findings->list[run->findings->n - 1];
}

void
mx_put_line(const struct judge_run *run, const char *host, const char *target,
    struct buf *out)
{
	const char *domain = evidence_domain(run->evidence);
	const struct dns_answer *mx = judge_answer(run, domain, DNS_TYPE_MX);
	const char *owner =
	    mx->n_aliases > 0 ? mx->aliases[mx->n_aliases - 1] : domain;
	char found[DNS_NAME_SIZE];
	uint16_t preference;

	for (size_t i = 0; i < mx->n_records; i++)
		if (dns_record_mx(&mx->records[i], &preference, found) == 0 &&
		    strcmp(found, host) == 0) {
			buf_printf(out, "%s. IN MX %u %s", owner,
			    (unsigned)preference, target);
			if (strcmp(target, ".") != 0)
				buf_putc(out, '.');
			return;
		}
}

static bool
mx_is_literal(const char *host)
{
	struct in_addr v4;

	return inet_pton(AF_INET, host, &v4) == 1;
}

static void
mx_host_missing(struct judge_run *run, const char *host, bool is_last)
{
	struct buf line = BUF_INIT;
	struct finding *f = judge_say(run, RULE_MX_01, FINDING_FAIL, host,
	    "the MX record names %.*s, which %s", JUDGE_NAME_SHOWN, host,
	    mx_is_literal(host) ? "is an address where a host's name belongs"
				: "has no address");

	f->severity = SEVERITY_WARN;
	f->harm = is_last ? HARM_H2 : HARM_H4;
	mx_refs(f, host);
	if (mx_is_literal(host))
		finding_advise(f,
		    "give the address %s a name, and let the MX record name "
		    "that",
		    host);
	else
		finding_advise(f,
		    "publish an address for %s, or remove its MX record", host);
	if (is_last)
		finding_follow(f, RULE_MX_01, evidence_domain(run->evidence));
	if (!is_last) {
		mx_put_line(run, host, host, &line);
		finding_remove(f, "%s", buf_text(&line));
	}
	buf_fini(&line);
}

static const char *
mx_alias(const struct judge_run *run, const char *host)
{
	const struct dns_answer *a = judge_answer(run, host, DNS_TYPE_A);

	if (a == NULL || a->n_aliases == 0)
		a = judge_answer(run, host, DNS_TYPE_AAAA);
	return a != NULL && a->n_aliases > 0 ? a->aliases[a->n_aliases - 1]
					     : NULL;
}

static void
mx_host_alias(struct judge_run *run, const char *host, const char *target)
{
	struct buf old = BUF_INIT, new = BUF_INIT;
	struct finding *f = judge_say(run, RULE_MX_01, FINDING_FAIL, host,
	    "the MX record names %.*s, an alias for %.*s: some senders do not "
	    "deliver to an alias (RFC 2181 section 10.3)",
	    JUDGE_NAME_SHOWN, host, JUDGE_NAME_SHOWN, target);

	f->severity = SEVERITY_WARN;
	f->harm = HARM_H4;
	finding_arg(f, "target", "%s", target);
	mx_refs(f, host);
	mx_put_line(run, host, target, &new);
	if (finding_publish(f, "%s", buf_text(&new))) {
		mx_put_line(run, host, host, &old);
		finding_remove(f, "%s", buf_text(&old));
	}
	buf_fini(&old);
	buf_fini(&new);
}

void
rules_mx_host(struct judge_run *run, const char *host, bool is_last)
{
	const char *target = mx_alias(run, host);
	struct finding *f;

	switch (mx_address(run, host)) {
	case MX_HAS_ADDRESS:
		if (target != NULL)
			mx_host_alias(run, host, target);
		else
			mx_refs(judge_say(run, RULE_MX_01, FINDING_PASS, host,
				    "the MX host has an address"),
			    host);
		break;
	case MX_HAS_NONE:
		mx_host_missing(run, host, is_last);
		break;
	case MX_IS_OPEN:
		/* one host's trouble is not the domain's */
		f = mx_open(run, host, host);
		if (f != NULL)
			f->severity = SEVERITY_WARN;
		if (f != NULL && is_last)
			finding_follow(
			    f, RULE_MX_01, evidence_domain(run->evidence));
		break;
	}
}
