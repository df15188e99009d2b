/* SPDX-License-Identifier: BSD-2-Clause */
/* caagate ca: the table of CAs and their identifiers. */

#include "cli/ca.h"

#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "cert/ca_table.h"
#include "cli/cli.h"
#include "cli/verbs.h"

static const char usage[] =
    "usage: caagate ca lookup CERT|DN|ID...\n"
    "       caagate ca import REPORT...\n\n"
    "Which CA recognises which issuer domain names in CAA records.\n"
    "caagate ca lookup --help and caagate ca import --help tell more.\n";

const char *
ca_table_path(const char *option)
{
	const char *environment = getenv("CAAGATE_CA_TABLE");

	if (option != NULL)
		return option;
	return environment != NULL && environment[0] != '\0' ? environment
							     : NULL;
}

int
ca_table_for(struct cli *cli, const char *option)
{
	const char *path = ca_table_path(option);
	struct error err;

	if (path == NULL)
		return cli_table(cli);
	if (ca_table_load(path, &cli->table, &err) == -1)
		return cli_fail(cli, CLI_CONFIG, "%s", err.text);
	return CLI_GOOD;
}

static int
ca_dispatch(int argc, char **argv, FILE *out, FILE *err)
{
	const char *name = argc > 1 ? argv[1] : "";

	if (strcmp(name, "lookup") == 0)
		return cli_run(
		    &cli_ca_lookup_verb, argc - 1, argv + 1, out, err);
	if (strcmp(name, "import") == 0)
		return cli_run(
		    &cli_ca_import_verb, argc - 1, argv + 1, out, err);
	if (strcmp(name, "--help") == 0 || strcmp(name, "-h") == 0) {
		fputs(usage, out);
		return CLI_GOOD;
	}
	fputs(usage, err);
	return CLI_USAGE;
}

const struct cli_verb cli_ca_verb = {
    .name = "ca",
    .summary = "Look a CA up; import CCADB's report",
    .dispatch = ca_dispatch,
};
