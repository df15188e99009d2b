/* SPDX-License-Identifier: BSD-2-Clause */
/* caagate check: verify a mail domain now. */

#include "cli/check.h"

#include <event2/event.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "cli/cli.h"
#include "cli/verbs.h"
#include "dns/name.h"
#include "gate/domains.h"
#include "settings/settings.h"
#include "verify/evidence.h"
#include "verify/gather.h"
#include "verify/judge.h"

struct check_options {
	const char *profile;
	bool all;
	bool strict;
};

#define FIELD(field) offsetof(struct check_options, field)

static const struct cli_option options[] = {
    {"profile", 0, CLI_TEXT, FIELD(profile), "PROFILE",
	"judge by standard, strict or bulk, whatever the settings say"},
    {"all", 0, CLI_FLAG, FIELD(all), NULL, "list what passed too"},
    {"strict", 0, CLI_FLAG, FIELD(strict), NULL, "exit 1 on warnings"},
};

static void
gathered(struct evidence *evidence, void *arg)
{
	struct evidence **out = arg;

	*out = evidence;
}

static int
gather(struct cli *cli, const char *domain, struct evidence **out)
{
	struct gather *slot = NULL;

	*out = NULL;
	gather_start(cli->resolver, domain, cli->now, gathered, out, &slot);
	while (*out == NULL)
		if (event_base_loop(cli->loop, EVLOOP_ONCE) != 0)
			break;
	gather_cancel(&slot);
	if (*out != NULL)
		return CLI_GOOD;
	return cli_fail(cli, CLI_INTERNAL,
	    "%s: the event loop ended before the answers came", domain);
}

/* A failed climb is unknown even where its rule only warns: nobody knows what
 * the records would have said. */
static bool
is_open(const struct finding *f, enum severity severity)
{
	return f->result == FINDING_UNKNOWN &&
	       (severity == SEVERITY_BLOCK || f->rule == RULE_CAA_02);
}

static enum check_verdict
finding_verdict(const struct check *check, const struct finding *f)
{
	enum severity severity =
	    gate_severity(&check->gate, f->rule, f->severity, f->candidate);

	if (is_open(f, severity))
		return CHECK_UNKNOWN;
	if (f->result != FINDING_FAIL)
		return CHECK_PASS;
	switch (severity) {
	case SEVERITY_BLOCK:
		return CHECK_FAIL;
	case SEVERITY_WARN:
		return CHECK_WARN;
	case SEVERITY_INFO:
		break;
	}
	return CHECK_PASS;
}

const char *
check_level(const struct check *check, const struct finding *f)
{
	if (f->result != FINDING_FAIL)
		return finding_result_text(f->result);
	return severity_text(
	    gate_severity(&check->gate, f->rule, f->severity, f->candidate));
}

static bool
controls(const char *host, const void *arg)
{
	return domains_control(arg, host);
}

static void
judge_evidence(
    const struct cli *cli, const struct evidence *evidence, struct check *check)
{
	const struct judge_context context = {controls, cli->settings->domains};

	judge(evidence, &context, &check->findings);
	status_merge(NULL, &check->findings, judge_is_definite(evidence),
	    evidence_ttl(evidence), cli->now, &cli->settings->status_rules,
	    &check->status);
	gate_decide(&check->gate, &check->status, cli->now, &check->decision);
	for (size_t i = 0; i < check->findings.n; i++) {
		enum check_verdict v =
		    finding_verdict(check, &check->findings.list[i]);

		if (v > check->verdict)
			check->verdict = v;
	}
}

static int
set_profile(const struct cli *cli, const char *wanted, struct check *check)
{
	if (wanted == NULL)
		return CLI_GOOD;
	for (int p = 0; p < PROFILES; p++) {
		if (strcmp(gate_profile_text((enum gate_profile)p), wanted) ==
		    0) {
			check->gate.profile = (enum gate_profile)p;
			return CLI_GOOD;
		}
	}
	return cli_fail(cli, CLI_USAGE,
	    "--profile: found %s, wanted standard, strict or bulk", wanted);
}

static int
check_settings(const struct cli *cli, const struct check_options *given,
    struct check *check)
{
	const struct gate_settings *own =
	    domains_find(cli->settings->domains, check->domain);

	check->gate = own != NULL ? *own : cli->settings->gate;
	return set_profile(cli, given->profile, check);
}

static int
verdict_exit(const struct check *check, bool strict)
{
	switch (check->verdict) {
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

static int
check_domain(
    struct cli *cli, const struct check_options *given, const char *domain)
{
	struct check *check = mem_zalloc(sizeof(*check));
	struct evidence *evidence = NULL;
	int code;

	check->domain = domain;
	check->time = cli->now;
	code = check_settings(cli, given, check);
	if (code == CLI_GOOD)
		code = gather(cli, domain, &evidence);
	if (code == CLI_GOOD) {
		judge_evidence(cli, evidence, check);
		if (cli->common.json)
			check_print_json(cli, check, cli->operands.n > 1);
		else
			check_print_text(cli, check, given->all);
		code = verdict_exit(check, given->strict);
	}
	evidence_free(&evidence);
	findings_fini(&check->findings);
	free(check);
	return code;
}

/* Of several domains the worst counts: definite faults before open questions
 * before warnings. */
static int
worse(int a, int b)
{
	static const int order[] = {CLI_DENY, CLI_UNDETERMINED, CLI_WARNINGS};

	for (size_t i = 0; i < sizeof(order) / sizeof(order[0]); i++)
		if (a == order[i] || b == order[i])
			return order[i];
	return CLI_GOOD;
}

static int
check_run(struct cli *cli, void *own)
{
	char domain[DNS_NAME_SIZE];
	int worst = CLI_GOOD;
	int code;

	if (cli->operands.n == 0)
		return cli_fail(
		    cli, CLI_USAGE, "which domain? caagate check DOMAIN...");
	code = cli_resolver(cli);
	for (size_t i = 0; code < CLI_USAGE && i < cli->operands.n; i++) {
		code = cli_name(cli, cli->operands.list[i], domain);
		if (code == CLI_GOOD)
			code = check_domain(cli, own, domain);
		worst = worse(worst, code);
	}
	return code >= CLI_USAGE ? code : worst;
}

const struct cli_verb cli_check_verb = {
    .name = "check",
    .usage = "DOMAIN... [--profile PROFILE] [--all] [--strict]",
    .summary = "Verify a mail domain now and print the findings",
    .help = "The domain, its MTA-STS policy host and its own MX hosts are "
	    "looked at.\nExit: 0 good, 1 warnings (with --strict), 2 faults "
	    "that block, 3 undetermined.",
    .options = options,
    .n_options = sizeof(options) / sizeof(options[0]),
    .own_size = sizeof(struct check_options),
    .run = check_run,
};
