/* SPDX-License-Identifier: BSD-2-Clause */
/* From the evidence of a domain to a verdict on it. */

#include <string.h>

#include "cli/check.h"
#include "cli/cli.h"
#include "gate/domains.h"
#include "settings/settings.h"
#include "verify/evidence.h"
#include "verify/judge.h"

static void
judge_findings(const struct cli *cli, struct check *check)
{
	struct judge_context context;

	settings_judge(cli->settings, cli->table, &context);
	judge(check->evidence, &context, &check->findings);
}

static void
judge_status(const struct cli *cli, struct check *check)
{
	const struct evidence *e = check->evidence;
	int64_t now = evidence_time(e);

	status_merge(NULL, &check->findings, judge_is_definite(e),
	    evidence_ttl(e), now, &cli->settings->status_rules, &check->status);
	gate_decide(&check->gate, &check->status, now, &check->decision);
}

enum severity
check_severity(const struct check *check, const struct finding *f)
{
	return gate_severity(
	    &check->gate, f->rule, f->severity, f->candidate, f->hearsay);
}

/* A failed climb is open even where its rule only warns: nobody knows what
 * the records would have said. */
bool
check_is_open(const struct check *check, const struct finding *f)
{
	return f->result == FINDING_UNKNOWN &&
	       (check_severity(check, f) == SEVERITY_BLOCK ||
		   f->rule == RULE_CAA_02);
}

static enum check_verdict
finding_verdict(const struct check *check, const struct finding *f)
{
	if (check_is_open(check, f))
		return CHECK_UNKNOWN;
	if (f->result != FINDING_FAIL)
		return CHECK_PASS;
	switch (check_severity(check, f)) {
	case SEVERITY_BLOCK:
		return CHECK_FAIL;
	case SEVERITY_WARN:
		return CHECK_WARN;
	case SEVERITY_INFO:
		break;
	}
	return CHECK_PASS;
}

void
check_judge(const struct cli *cli, const struct check_options *given,
    const struct evidence *evidence, struct check *out)
{
	const struct gate_settings *own =
	    domains_find(cli->settings->domains, evidence_domain(evidence));

	out->evidence = evidence;
	out->gate = own != NULL ? *own : cli->settings->gate;
	if (given->wanted != PROFILES)
		out->gate.profile = given->wanted;
	judge_findings(cli, out);
	judge_status(cli, out);
	for (size_t i = 0; i < out->findings.n; i++) {
		enum check_verdict v =
		    finding_verdict(out, &out->findings.list[i]);

		if (v > out->verdict)
			out->verdict = v;
	}
}

void
check_fini(struct check *check)
{
	findings_fini(&check->findings);
}

const char *
check_level(const struct check *check, const struct finding *f)
{
	if (f->result != FINDING_FAIL)
		return finding_result_text(f->result);
	return severity_text(check_severity(check, f));
}

static const char *const verdicts[] = {
    [CHECK_PASS] = "pass",
    [CHECK_WARN] = "warn",
    [CHECK_UNKNOWN] = "unknown",
    [CHECK_FAIL] = "fail",
};

const char *
check_verdict_text(enum check_verdict verdict)
{
	return verdicts[verdict];
}

int
check_verdict_from_text(const char *text, size_t len, enum check_verdict *out)
{
	for (unsigned v = CHECK_PASS; v <= CHECK_FAIL; v++)
		if (strlen(verdicts[v]) == len &&
		    memcmp(verdicts[v], text, len) == 0) {
			*out = (enum check_verdict)v;
			return 0;
		}
	return -1;
}

int
check_exit(enum check_verdict verdict, bool strict)
{
	switch (verdict) {
	case CHECK_PASS:
		return CLI_GOOD;
	case CHECK_WARN:
		return strict ? CLI_WARNINGS : CLI_GOOD;
	case CHECK_UNKNOWN:
		return CLI_UNDETERMINED;
	case CHECK_FAIL:
		return CLI_DENY;
	}
	return CLI_INTERNAL;
}

int
check_worse(int a, int b)
{
	static const int order[] = {CLI_DENY, CLI_UNDETERMINED, CLI_WARNINGS};

	for (size_t i = 0; i < sizeof(order) / sizeof(order[0]); i++)
		if (a == order[i] || b == order[i])
			return order[i];
	return CLI_GOOD;
}
