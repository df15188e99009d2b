/* SPDX-License-Identifier: BSD-2-Clause */
/* caagate ca import: CCADB's reports into the CA table. */

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/error.h"
#include "base/file.h"
#include "base/mem.h"
#include "cert/ca_file.h"
#include "cert/ccadb.h"
#include "cli/ca.h"
#include "cli/cli.h"
#include "cli/print.h"
#include "settings/settings.h"

#define DATE_LEN 10 /* YYYY-MM-DD */

struct import {
	const char *table;
	const char *output;
	const char *date;
};

#define FIELD(field) offsetof(struct import, field)

static const struct cli_option options[] = {
    {"table", 0, CLI_TEXT, FIELD(table), "BASE",
	"the table to start from (default: the one in use)"},
    {"output", 'o', CLI_TEXT, FIELD(output), "FILE",
	"put the new table there (default: standard output)"},
    {"date", 0, CLI_TEXT, FIELD(date), "YYYY-MM-DD",
	"the day of the reports (default: today)"},
};

static int
import_date(const struct cli *cli, const char *given, char date[DATE_LEN + 1])
{
	char text[CLOCK_TEXT_SIZE];
	struct error err;

	if (given == NULL) {
		memcpy(date, clock_format(cli->now, text), DATE_LEN);
	} else {
		if (strlen(given) != DATE_LEN || clock_time(given, &err) == -1)
			return cli_fail(cli, CLI_USAGE,
			    "--date: found %s, wanted YYYY-MM-DD", given);
		memcpy(date, given, DATE_LEN);
	}
	date[DATE_LEN] = '\0';
	return CLI_GOOD;
}

static int
import_base(struct cli *cli, const char *option, struct ca_file **file)
{
	const char *path = ca_table_path(option);
	struct error err;

	if (path == NULL) {
		int code = cli_settings(cli);

		if (code != CLI_GOOD)
			return code;
		path = cli->settings->ca_table;
	}
	if (ca_file_load(path, file, &err) == -1)
		return cli_fail(cli, CLI_CONFIG, "%s", err.text);
	return CLI_GOOD;
}

static int
import_reports(const struct cli *cli, struct ca_file *file, const char *date,
    struct ccadb_summary *sum)
{
	struct error err;

	for (size_t i = 0; i < cli->operands.n; i++)
		if (ccadb_merge(file, cli->operands.list[i], date, sum, &err) ==
		    -1)
			return cli_fail(cli, CLI_USAGE, "%s", err.text);
	return CLI_GOOD;
}

static int
import_write(
    const struct cli *cli, const struct ca_file *file, const char *output)
{
	struct buf text = BUF_INIT;
	struct error err;
	int code = CLI_GOOD;

	ca_file_put(file, &text);
	if (output == NULL) {
		/* What goes wrong here is seen when the program ends. */
		(void)fwrite(text.data, 1, text.len, cli->out);
	} else if (file_replace(output, text.data, text.len, &err) == -1) {
		code = cli_fail(cli, CLI_INTERNAL, "%s", err.text);
	}
	buf_fini(&text);
	return code;
}

static void
import_say_json(const struct cli *cli, const struct ca_file *file,
    const struct ccadb_summary *sum)
{
	json_t *dropped = json_object();

	for (size_t i = IDENTIFIER_GOOD + 1; i < IDENTIFIER_FAULTS; i++)
		json_object_set_new(dropped,
		    identifier_fault_text((enum identifier_fault)i),
		    json_integer((json_int_t)sum->words[i]));
	print_json(cli->err,
	    json_pack("{sisIsIsIsIsIsIsIsIsO}", "schema", CLI_JSON_SCHEMA,
		"rows", (json_int_t)sum->rows, "matched",
		(json_int_t)sum->matched, "certificates",
		(json_int_t)sum->certificates, "added", (json_int_t)sum->added,
		"unknown_cells", (json_int_t)sum->unknown_cells, "unplaced",
		(json_int_t)sum->unplaced, "identifiers",
		(json_int_t)sum->words[IDENTIFIER_GOOD], "table_rows",
		(json_int_t)ca_file_count(file), "dropped", dropped));
	json_decref(dropped);
}

static void
import_say(const struct cli *cli, const struct ca_file *file,
    const struct ccadb_summary *sum)
{
	FILE *f = cli->err;

	fprintf(f, "%zu rows read\n", sum->rows);
	fprintf(f, "%zu of them match the table: %zu certificates\n",
	    sum->matched, sum->certificates);
	fprintf(f, "%zu CAs added, the table has %zu rows now\n", sum->added,
	    ca_file_count(file));
	fprintf(f, "%zu rows name no identifier: unknown, nothing changed\n",
	    sum->unknown_cells);
	fprintf(f, "%zu rows fit no certificate or owner\n", sum->unplaced);
	fprintf(f, "%zu identifiers taken\n", sum->words[IDENTIFIER_GOOD]);
	for (size_t i = IDENTIFIER_GOOD + 1; i < IDENTIFIER_FAULTS; i++)
		if (sum->words[i] > 0)
			fprintf(f, "%zu words dropped: %s\n", sum->words[i],
			    identifier_fault_text((enum identifier_fault)i));
}

static int
import_run(struct cli *cli, void *own)
{
	const struct import *given = own;
	struct ccadb_summary sum = {.rows = 0};
	struct ca_file *file = NULL;
	char date[DATE_LEN + 1];
	int code;

	if (cli->operands.n == 0)
		return cli_fail(cli, CLI_USAGE,
		    "which report? caagate ca import "
		    "AllCAAIdentifiersReportCSVV2.csv");
	code = import_date(cli, given->date, date);
	if (code == CLI_GOOD)
		code = import_base(cli, given->table, &file);
	if (code == CLI_GOOD)
		code = import_reports(cli, file, date, &sum);
	if (code == CLI_GOOD)
		code = import_write(cli, file, given->output);
	if (code == CLI_GOOD && cli->common.json)
		import_say_json(cli, file, &sum);
	else if (code == CLI_GOOD)
		import_say(cli, file, &sum);
	ca_file_free(&file);
	return code;
}

const struct cli_verb cli_ca_import_verb = {
    .name = "ca import",
    .usage = "[--table BASE] [--output FILE] [--date YYYY-MM-DD] REPORT...",
    .summary = "Bring the CA table up to date with reports of the CCADB",
    .help =
	"REPORT is AllCAAIdentifiersReportCSVV2 from\n"
	"https://ccadb.my.salesforce-sites.com/ccadb/, or one of the older\n"
	"reports by owner, as published. FILE is replaced in one step. The\n"
	"summary goes to standard error, with --json as JSON.\n"
	"Exit: 0 written, 64 a report that is none, 78 a bad table.",
    .options = options,
    .n_options = sizeof(options) / sizeof(options[0]),
    .own_size = sizeof(struct import),
    .run = import_run,
};
