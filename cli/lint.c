/* SPDX-License-Identifier: BSD-2-Clause */
/* caagate lint: is this a CAA record, and does it say what was meant? */

#include "cli/lint.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "base/text.h"
#include "cli/cli.h"
#include "cli/print.h"
#include "cli/verbs.h"

#define RDATA_MAX 65535 /* octets: what RDLENGTH can tell */

struct lint_options {
	const char *wire;
	const char *value;
	bool strict;
};

#define FIELD(field) offsetof(struct lint_options, field)

static const struct cli_option options[] = {
    {"wire", 0, CLI_TEXT, FIELD(wire), "HEX",
	"the RDATA of a record, in place of TEXT"},
    {"issue-value", 0, CLI_TEXT, FIELD(value), "HEX",
	"the value of an issue property, in place of TEXT"},
    {"strict", 0, CLI_FLAG, FIELD(strict), NULL, "exit 1 on warnings"},
};

/* Hexadecimal, blanks anywhere, to at most RDATA_MAX octets. */
static int
read_hex(
    const struct cli *cli, const char *option, const char *hex, struct buf *out)
{
	char *packed = mem_strdup(hex);
	uint8_t *data = mem_zalloc(RDATA_MAX);
	size_t len = 0;
	int n;

	for (const char *p = hex; *p != '\0'; p++)
		if (*p != ' ')
			packed[len++] = *p;
	n = text_from_hex(packed, len, data, RDATA_MAX);
	if (n > 0)
		buf_put(out, data, (size_t)n);
	free(packed);
	free(data);
	if (n >= 0)
		return CLI_GOOD;
	return cli_fail(cli, CLI_USAGE,
	    "%s: found %.40s, wanted pairs of hexadecimal digits, at most %d",
	    option, hex, RDATA_MAX);
}

static void
join_operands(const struct cli *cli, struct buf *out)
{
	for (size_t i = 0; i < cli->operands.n; i++) {
		if (i > 0)
			buf_putc(out, ' ');
		buf_puts(out, cli->operands.list[i]);
	}
}

static void
print_result(const struct cli *cli, json_t *object)
{
	json_t *whole = json_object();

	json_object_set_new(whole, "schema", json_integer(CLI_JSON_SCHEMA));
	json_object_update(whole, object);
	json_decref(object);
	print_json(cli->out, whole);
}

static int
lint_exit(bool ok, const struct caa_lint *lint, bool strict)
{
	if (!ok)
		return CLI_DENY;
	return strict && lint->n_notes > 0 ? CLI_WARNINGS : CLI_GOOD;
}

static int
run_text(const struct cli *cli, const struct lint_options *given,
    const struct caa_lint_cas *cas)
{
	struct caa_lint lint;
	struct buf text = BUF_INIT;
	int code;

	join_operands(cli, &text);
	caa_lint(buf_text(&text), text.len, cas, &lint);
	if (cli->common.json)
		print_result(cli, lint_text_json(&lint));
	else
		lint_print_text(cli, &lint);
	code = lint_exit(lint.ok, &lint, given->strict);
	caa_lint_fini(&lint);
	buf_fini(&text);
	return code;
}

static int
run_wire(const struct cli *cli, const struct lint_options *given,
    const struct buf *rdata, const struct caa_lint_cas *cas)
{
	struct caa_lint lint;
	int code;

	lint_rdata((const uint8_t *)buf_text(rdata), rdata->len, cas, &lint);
	if (cli->common.json)
		print_result(cli, lint_wire_json(&lint));
	else
		lint_print_text(cli, &lint);
	code = lint_exit(lint.ok, &lint, given->strict);
	caa_lint_fini(&lint);
	return code;
}

static int
run_value(const struct cli *cli, const struct lint_options *given,
    const struct buf *value, const struct caa_lint_cas *cas)
{
	const uint8_t *octets = (const uint8_t *)buf_text(value);
	struct caa_lint lint;
	struct caa_value parsed;
	struct buf rdata = BUF_INIT;
	int code;

	lint_value_rdata(octets, value->len, &rdata);
	lint_rdata((const uint8_t *)rdata.data, rdata.len, cas, &lint);
	if (cli->common.json)
		print_result(cli, lint_value_json(octets, value->len, &lint));
	else
		lint_print_value(cli, octets, value->len, &lint);
	code = lint_exit(caa_value_parse(octets, value->len, &parsed, NULL),
	    &lint, given->strict);
	caa_value_fini(&parsed);
	caa_lint_fini(&lint);
	buf_fini(&rdata);
	return code;
}

/* The octets of --wire or --issue-value, if either is given. */
static int
read_given(
    const struct cli *cli, const struct lint_options *given, struct buf *out)
{
	if (given->wire != NULL)
		return read_hex(cli, "--wire", given->wire, out);
	if (given->value != NULL)
		return read_hex(cli, "--issue-value", given->value, out);
	return CLI_GOOD;
}

static int
run_given(const struct cli *cli, const struct lint_options *given,
    const struct buf *octets)
{
	struct caa_lint_cas cas;

	lint_cas(cli, &cas);
	if (given->wire != NULL)
		return run_wire(cli, given, octets, &cas);
	if (given->value != NULL)
		return run_value(cli, given, octets, &cas);
	return run_text(cli, given, &cas);
}

static int
check_usage(const struct cli *cli, const struct lint_options *given)
{
	int inputs = (given->wire != NULL) + (given->value != NULL) +
		     (cli->operands.n > 0);

	if (inputs == 1)
		return CLI_GOOD;
	return cli_fail(cli, CLI_USAGE,
	    inputs == 0 ? "which record? caagate lint -- '0 issue "
			  "\"letsencrypt.org\"'"
			: "TEXT, --wire and --issue-value exclude each other");
}

static int
lint_run(struct cli *cli, void *own)
{
	const struct lint_options *given = own;
	struct buf octets = BUF_INIT;
	int code = check_usage(cli, given);

	if (code == CLI_GOOD)
		code = read_given(cli, given, &octets);
	if (code == CLI_GOOD)
		code = cli_settings(cli);
	if (code == CLI_GOOD) {
		cli_table_try(cli);
		code = run_given(cli, given, &octets);
	}
	buf_fini(&octets);
	return code;
}

const struct cli_verb cli_lint_verb = {
    .name = "lint",
    .usage = "[--strict] [--wire HEX | --issue-value HEX | [--] TEXT...]",
    .summary = "Check one CAA record, and mend what a provider's form made "
	       "of it",
    .help = "TEXT is what stands behind CAA in a zone file; -- before it if "
	    "it begins\nwith a hyphen. Exit: 0 valid, 1 warnings (with "
	    "--strict), 2 not valid.",
    .options = options,
    .n_options = sizeof(options) / sizeof(options[0]),
    .own_size = sizeof(struct lint_options),
    .run = lint_run,
};
