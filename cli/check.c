/* SPDX-License-Identifier: BSD-2-Clause */
/* caagate check: verify a mail domain now, or many. */

#include "cli/check.h"

#include <string.h>

#include "base/error.h"
#include "cli/check_run.h"
#include "cli/cli.h"
#include "cli/sweep.h"
#include "cli/verbs.h"
#include "dns/name.h"
#include "verify/evidence.h"
#include "verify/evidence_json.h"

struct check_few { /* the domains of the command line */
	struct cli *cli;
	const struct check_options *given;
	size_t at;
	int worst;  /* exit code */
	int failed; /* exit code of what ended us early */
};

static bool
few_next(void *arg, char *domain)
{
	struct check_few *few = arg;
	const struct cli_list *operands = &few->cli->operands;

	if (few->failed != CLI_GOOD || few->at == operands->n)
		return false;
	few->failed = cli_name(few->cli, operands->list[few->at++], domain);
	return few->failed == CLI_GOOD;
}

static void
few_save(struct check_few *few, const struct check *check)
{
	struct error err;

	if (few->given->save != NULL &&
	    evidence_save(check->evidence, few->given->save, &err) == -1)
		few->failed =
		    cli_fail(few->cli, CLI_INTERNAL, "--save: %s", err.text);
}

static void
few_done(const struct check *check, void *arg)
{
	struct check_few *few = arg;
	const struct cli *cli = few->cli;

	few_save(few, check);
	if (few->failed != CLI_GOOD)
		return;
	if (few->given->json_lines)
		check_print_json_lines(cli->out, check);
	else if (cli->common.json)
		check_print_json(cli->out, check, cli->operands.n > 1);
	else
		check_print_text(cli, check, few->given->all);
	few->worst = check_worse(
	    few->worst, check_exit(check->verdict, few->given->strict));
}

static int
check_saved(struct check_few *few, const struct check_feed *feed)
{
	const char *path = few->given->evidence;
	struct cli *cli = few->cli;
	struct evidence *evidence = NULL;
	char domain[DNS_NAME_SIZE];
	struct error err;

	if (evidence_load(path, &evidence, &err) == -1)
		return cli_fail(cli, CLI_USAGE, "--evidence: %s", err.text);
	while (few_next(few, domain))
		if (strcmp(domain, evidence_domain(evidence)) != 0)
			few->failed = cli_fail(cli, CLI_USAGE,
			    "--evidence: %s is of %s, wanted %s", path,
			    evidence_domain(evidence), domain);
	if (few->failed == CLI_GOOD)
		check_run_evidence(cli, few->given, evidence, feed);
	evidence_free(&evidence);
	return few->failed;
}

static int
check_few(struct cli *cli, const struct check_options *given)
{
	struct check_few few = {.cli = cli, .given = given};
	const struct check_feed feed = {
	    .next = few_next, .done = few_done, .arg = &few};
	int code = given->evidence != NULL ? check_saved(&few, &feed)
					   : check_run(cli, given, &feed);

	if (code == CLI_GOOD)
		code = few.failed;
	return code != CLI_GOOD ? code : few.worst;
}

static int
check_verb(struct cli *cli, void *own)
{
	struct check_options *given = own;
	int code = check_options_settle(cli, given);

	if (code == CLI_GOOD)
		code = cli_settings(cli);
	if (code != CLI_GOOD)
		return code;
	cli_table_try(cli);
	return given->file != NULL ? sweep(cli, given) : check_few(cli, given);
}

const struct cli_verb cli_check_verb = {
    .name = "check",
    .usage = "DOMAIN... | --file LIST | --evidence FILE",
    .summary = "Verify a mail domain now and print the findings",
    .help = "The domain, its MTA-STS policy host, its MX hosts and its "
	    "services are looked at.\nExit: 0 good, 1 warnings (with "
	    "--strict), 2 faults that block, 3 undetermined.",
    .options = check_options_table,
    .n_options = CHECK_OPTIONS,
    .own_size = sizeof(struct check_options),
    .run = check_verb,
};
