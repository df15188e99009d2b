/* SPDX-License-Identifier: BSD-2-Clause */
/* caagate explain: how a CA reads the CAA records of a name. */

#include "cli/explain.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "caa/climb.h"
#include "cli/cli.h"
#include "cli/issuer.h"
#include "cli/lint.h"
#include "cli/owners.h"
#include "cli/verbs.h"

struct explain_options {
	struct cli_list issuers;
	struct cli_list owners;
};

#define FIELD(field) offsetof(struct explain_options, field)

static const struct cli_option options[] = {
    {"issuer", 0, CLI_LIST, FIELD(issuers), "ID",
	"this CA too, by its issuer domain name; again for more"},
    {"ca", 0, CLI_LIST, FIELD(owners), "all|OWNER",
	"CAs of the table too, by (part of) their name"},
};

static int
add_owner(const struct cli *cli, struct explain *ex,
    const struct owners *owners, const char *wanted)
{
	bool all = strcmp(wanted, "all") == 0;
	size_t found = 0;

	for (size_t i = 0; i < owners_count(owners); i++) {
		const struct owner *o = owners_at(owners, i);

		if (!all && !owner_matches(o, wanted))
			continue;
		found++;
		explain_add_issuer(ex, o->ids, o->n_ids, o->name);
	}
	if (found == 0)
		return cli_fail(cli, CLI_USAGE,
		    "--ca %s: the table has no CA of that name", wanted);
	return CLI_GOOD;
}

static int
add_given(const struct cli *cli, struct explain *ex,
    const struct explain_options *given, const struct owners *owners)
{
	int code = CLI_GOOD;

	for (size_t i = 0; code == CLI_GOOD && i < given->owners.n; i++)
		code = add_owner(cli, ex, owners, given->owners.list[i]);
	for (size_t i = 0; i < given->issuers.n; i++) {
		const char *id = given->issuers.list[i];
		const struct owner *o =
		    owners != NULL ? owners_of(owners, id) : NULL;

		explain_add_issuer(ex, &id, 1, o != NULL ? o->name : NULL);
	}
	return code;
}

/* Without --ca the table only tells who is behind an identifier, so a missing
 * one is no reason to stop. */
static int
load_table(struct cli *cli, const struct explain_options *given)
{
	int code = cli_settings(cli);

	if (code != CLI_GOOD)
		return code;
	if (given->owners.n > 0)
		return cli_table(cli);
	cli_table_try(cli);
	return CLI_GOOD;
}

static int
fill(struct cli *cli, struct explain *ex, const struct explain_options *given)
{
	struct owners *owners = NULL;
	struct caa_lint_cas cas;
	int code = cli_climb(cli, ex->name, true, &ex->climb);

	if (code != CLI_GOOD)
		return code;
	if (cli->table != NULL)
		owners = owners_new(cli->table);
	explain_sort(ex);
	lint_cas(cli, &cas);
	explain_lint(ex, &cas);
	code = add_given(cli, ex, given, owners);
	explain_add_named(ex, owners);
	owners_free(&owners);
	if (code == CLI_GOOD)
		explain_judge(ex);
	return code;
}

static int
read_name(const struct cli *cli, char *out)
{
	const char *operand;
	const char *at;

	if (cli->operands.n != 1)
		return cli_fail(cli, CLI_USAGE, "found %zu names, wanted one",
		    cli->operands.n);
	operand = cli->operands.list[0];
	at = strrchr(operand, '@');
	if (at != NULL)
		operand = at + 1;
	else if (strncmp(operand, "*.", 2) == 0)
		operand += 2;
	return cli_name(cli, operand, out);
}

static int
explain_run(struct cli *cli, void *own)
{
	const struct explain_options *given = own;
	struct explain *ex = mem_zalloc(sizeof(*ex));
	int code = read_name(cli, ex->name);

	if (code == CLI_GOOD)
		code = cli_issuers_check(cli, &given->issuers);
	if (code == CLI_GOOD)
		code = load_table(cli, given);
	if (code == CLI_GOOD)
		code = fill(cli, ex, given);
	if (code == CLI_GOOD) {
		if (cli->common.json)
			explain_print_json(cli, ex);
		else
			explain_print_text(cli, ex);
		if (caa_climb_outcome(ex->climb) == CAA_CLIMB_FAILED)
			code = CLI_UNDETERMINED;
	}
	explain_fini(ex);
	free(ex);
	return code;
}

const struct cli_verb cli_explain_verb = {
    .name = "explain",
    .usage = "NAME [--issuer ID]... [--ca all|OWNER]...",
    .summary = "Show how a CA reads the CAA records of a name",
    .help = "NAME may be *.x or a mail address: every kind of certificate is "
	    "told anyway.\nNumbers in brackets refer to the records listed. "
	    "Exit: 0, or 3 undetermined.",
    .options = options,
    .n_options = sizeof(options) / sizeof(options[0]),
    .own_size = sizeof(struct explain_options),
    .run = explain_run,
};
