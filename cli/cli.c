/* SPDX-License-Identifier: BSD-2-Clause */
/* From the arguments to a verb and back to an exit code. */

#include "cli/cli.h"

#include <errno.h>
#include <event2/event.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/error.h"
#include "base/mem.h"
#include "base/text.h"
#include "cert/ca_table.h"
#include "cli/verbs.h"
#include "config.h"
#include "dns/resolver.h"
#include "probe/probe.h"
#include "settings/settings.h"
#include "store/store.h"

#define TIMEOUT_MAX 300 /* s that --timeout may ask for */

const struct cli_verb *const cli_verbs[] = {
    &cli_check_verb,
    &cli_eval_verb,
    &cli_explain_verb,
    &cli_judge_verb,
    &cli_lint_verb,
    &cli_status_verb,
    &cli_recheck_verb,
    &cli_waive_verb,
    &cli_history_verb,
    &cli_ca_verb,
    &cli_rules_verb,
    &cli_selftest_verb,
    NULL,
};

int
cli_fail(const struct cli *cli, int code, const char *format, ...)
{
	struct error error;
	va_list args;
	char *text = NULL;

	va_start(args, format);
	if (vasprintf(&text, format, args) == -1)
		text = NULL;
	va_end(args);
	error_set(&error, "%s", text != NULL ? text : format);
	fprintf(cli->err, "caagate %s: %s\n", cli->verb->name, error.text);
	free(text);
	return code;
}

static bool
wants_colour(FILE *out)
{
	const char *no = getenv("NO_COLOR");
	const char *term = getenv("TERM");
	int fd = fileno(out);

	return fd != -1 && isatty(fd) && (no == NULL || no[0] == '\0') &&
	       term != NULL && strcmp(term, "dumb") != 0;
}

static int
set_now(struct cli *cli)
{
	struct error err;

	cli->now = clock_wall();
	if (cli->common.now == NULL)
		return CLI_GOOD;
	cli->now = clock_time(cli->common.now, &err);
	if (cli->now == -1)
		return cli_fail(cli, CLI_USAGE, "--now: %s", err.text);
	return CLI_GOOD;
}

static int
set_timeout(struct cli *cli)
{
	struct error err;

	if (cli->common.timeout == NULL)
		return CLI_GOOD;
	cli->timeout = clock_duration(cli->common.timeout, &err);
	if (cli->timeout == -1)
		return cli_fail(cli, CLI_USAGE, "--timeout: %s", err.text);
	if (cli->timeout < 1 || cli->timeout > TIMEOUT_MAX)
		return cli_fail(cli, CLI_USAGE,
		    "--timeout: found %s, wanted 1s to %dm",
		    cli->common.timeout, TIMEOUT_MAX / 60);
	return CLI_GOOD;
}

static void
cli_fini(struct cli *cli)
{
	prober_free(&cli->prober);
	dns_resolver_free(&cli->resolver);
	if (cli->loop != NULL)
		event_base_free(cli->loop);
	ca_table_free(&cli->table);
	store_reader_free(&cli->reader);
	store_close(&cli->store);
	settings_free(&cli->settings);
	cli_options_fini(
	    cli_common_options, cli_n_common_options, &cli->common);
	free(cli->operands.list);
}

static int
run_parsed(struct cli *cli, int argc, char **argv, void *own)
{
	struct error err;
	int code;

	if (cli_options_read(cli->verb, argc, argv, &cli->common, own,
		&cli->operands, &err) == -1)
		return cli_fail(cli, CLI_USAGE, "%s", err.text);
	if (cli->common.help) {
		cli_help_verb(cli->verb, cli->out);
		return CLI_GOOD;
	}
	code = set_now(cli);
	if (code == CLI_GOOD)
		code = set_timeout(cli);
	return code == CLI_GOOD ? cli->verb->run(cli, own) : code;
}

int
cli_run(
    const struct cli_verb *verb, int argc, char **argv, FILE *out, FILE *err)
{
	struct cli cli = {
	    .verb = verb, .out = out, .err = err, .colour = wants_colour(out)};
	void *own = verb->own_size > 0 ? mem_zalloc(verb->own_size) : NULL;
	int code = run_parsed(&cli, argc, argv, own);

	cli_options_fini(verb->options, verb->n_options, own);
	free(own);
	cli_fini(&cli);
	return code;
}

static int
unknown_verb(const char *name, FILE *err)
{
	const struct cli_verb *nearest = NULL;
	struct error error;

	cli_verb_find(name, &nearest);
	error_set(&error, "caagate: %s is no verb; %s%s%s", name,
	    nearest != NULL ? "did you mean " : "see caagate --help",
	    nearest != NULL ? nearest->name : "", nearest != NULL ? "?" : "");
	fprintf(err, "%s\n", error.text);
	return CLI_USAGE;
}

static int
run_verb(const char *name, int argc, char **argv, FILE *out, FILE *err)
{
	const struct cli_verb *verb = cli_verb_find(name, NULL);

	if (verb == NULL)
		return unknown_verb(name, err);
	if (verb->dispatch != NULL)
		return verb->dispatch(argc, argv, out, err);
	return cli_run(verb, argc, argv, out, err);
}

static int
run_help(int argc, char **argv, FILE *out, FILE *err)
{
	char help[] = "--help";
	char *args[] = {NULL, NULL, help, NULL};

	if (argc == 0) {
		cli_help(out);
		return CLI_GOOD;
	}
	args[0] = argv[0];
	args[1] = argc > 1 ? argv[1] : help;
	return run_verb(argv[0], argc > 1 ? 3 : 2, args, out, err);
}

static int
run_main(int argc, char **argv, FILE *out, FILE *err)
{
	if (argc < 2) {
		cli_help(err);
		return CLI_USAGE;
	}
	if (strcmp(argv[1], "--version") == 0 || strcmp(argv[1], "-V") == 0) {
		fputs(PACKAGE_STRING "\n", out);
		return CLI_GOOD;
	}
	if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0)
		return run_help(0, NULL, out, err);
	if (strcmp(argv[1], "help") == 0)
		return run_help(argc - 2, argv + 2, out, err);
	if (argv[1][0] == '-') {
		fputs("caagate: the verb comes first: caagate VERB ...; see "
		      "caagate --help\n",
		    err);
		return CLI_USAGE;
	}
	return run_verb(argv[1], argc - 1, argv + 1, out, err);
}

int
cli_main(int argc, char **argv, FILE *out, FILE *err)
{
	int code = run_main(argc, argv, out, err);

	/* A full disk must not look like an answer. */
	if (fflush(out) != 0 || ferror(out)) {
		fprintf(err, "caagate: can't write the output: %s\n",
		    strerror(errno));
		return CLI_INTERNAL;
	}
	return code;
}
