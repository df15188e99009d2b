/* SPDX-License-Identifier: BSD-2-Clause */
/* caagate selftest: the engine against the vectors, then the resolver. */

#include <string.h>

#include "base/error.h"
#include "cli/cli.h"
#include "cli/print.h"
#include "cli/selftest.h"
#include "cli/vectors.h"
#include "cli/verbs.h"

#define DEFAULT_VECTORS CAAGATE_DATADIR "/vectors"

struct selftest_options {
	const char *vectors;
	struct cli_list controls;
};

#define FIELD(field) offsetof(struct selftest_options, field)

static const struct cli_option options[] = {
    {"vectors", 0, CLI_TEXT, FIELD(vectors), "DIR", "read the vectors there"},
    {"control", 0, CLI_LIST, FIELD(controls), "NAME",
	"a name that has CAA records, in place of well-known ones"},
};

void
selftest_report(
    struct selftest *test, enum mark mark, const char *what, const char *text)
{
	static const char *const words[] = {"ok", "FAIL", "note"};
	static const enum paint paints[] = {PAINT_GOOD, PAINT_BAD, PAINT_WARN};
	json_t *o;

	if (!test->cli->common.json) {
		print_painted(test->cli->out, test->cli->colour, paints[mark],
		    words[mark]);
		fprintf(test->cli->out, "%*s%s: %s\n",
		    (int)(6 - strlen(words[mark])), "", what, text);
		return;
	}
	o = json_object();
	json_object_set_new(o, "what", json_text(what));
	json_object_set_new(
	    o, "result", json_text(mark == MARK_FAIL ? "fail" : words[mark]));
	json_object_set_new(o, "text", json_text(text));
	json_array_append_new(test->lines, o);
}

static void
vector_ended(
    struct selftest *test, const char *id, bool good, const struct error *why)
{
	if (good)
		test->passed++;
	else
		test->failed++;
	if (!good)
		selftest_report(test, MARK_FAIL, id, why->text);
}

static int
run_vectors(struct selftest *test, const char *folder)
{
	const struct vectors_record *records;
	const struct vectors_evaluation *evaluations;
	struct vectors *vectors = NULL;
	struct error err = {""};
	char text[ERROR_TEXT_SIZE];
	size_t n;

	if (vectors_load(folder, &vectors, &err) == -1)
		return cli_fail(test->cli, CLI_USAGE,
		    "%s; --vectors DIR names the folder of the vectors",
		    err.text);
	records = vectors_records(vectors, &n);
	for (size_t i = 0; i < n; i++)
		vector_ended(test, records[i].id,
		    vectors_run_record(&records[i], &err), &err);
	evaluations = vectors_evaluations(vectors, &n);
	for (size_t i = 0; i < n; i++)
		vector_ended(test, evaluations[i].id,
		    vectors_run_evaluation(&evaluations[i], &err), &err);
	vectors_free(&vectors);
	snprintf(text, sizeof(text), "%zu of %zu agree", test->passed,
	    test->passed + test->failed);
	selftest_report(
	    test, test->failed == 0 ? MARK_OK : MARK_FAIL, "vectors", text);
	return CLI_GOOD;
}

static void
finish(const struct cli *cli, struct selftest *test)
{
	json_t *o;

	if (!cli->common.json) {
		fprintf(cli->out, "vectors: %zu passed, %zu failed; %s\n",
		    test->passed, test->failed,
		    !test->asked            ? "no resolver asked"
		    : test->resolver_failed ? "resolver failed"
					    : "resolver passed");
		return;
	}
	o = json_object();
	json_object_set_new(o, "schema", json_integer(CLI_JSON_SCHEMA));
	json_object_set_new(
	    o, "passed", json_integer((json_int_t)test->passed));
	json_object_set_new(
	    o, "failed", json_integer((json_int_t)test->failed));
	json_object_set_new(o, "resolver",
	    json_text(!test->asked            ? "not-asked"
		      : test->resolver_failed ? "fail"
					      : "ok"));
	json_object_set(o, "lines", test->lines);
	print_json(cli->out, o);
}

static bool
wants_resolver(const struct cli *cli)
{
	return cli->common.resolvers.n != 1 ||
	       strcmp(cli->common.resolvers.list[0], "none") != 0;
}

static int
selftest_exit(const struct selftest *test)
{
	if (test->failed > 0)
		return CLI_DENY;
	return test->resolver_failed ? CLI_UNDETERMINED : CLI_GOOD;
}

static int
selftest_run(struct cli *cli, void *own)
{
	const struct selftest_options *given = own;
	struct selftest test = {.cli = cli, .lines = json_array()};
	int code = CLI_GOOD;

	if (cli->operands.n > 0)
		code = cli_fail(cli, CLI_USAGE, "found %s, wanted options only",
		    cli->operands.list[0]);
	if (code == CLI_GOOD)
		code = run_vectors(&test,
		    given->vectors != NULL ? given->vectors : DEFAULT_VECTORS);
	test.asked = wants_resolver(cli) || given->controls.n > 0;
	if (code == CLI_GOOD && test.asked) {
		code = selftest_controls(cli, &test, &given->controls);
		if (code == CLI_GOOD && wants_resolver(cli))
			selftest_dnssec(cli, &test);
	}
	if (code == CLI_GOOD) {
		finish(cli, &test);
		code = selftest_exit(&test);
	}
	json_decref(test.lines);
	return code;
}

const struct cli_verb cli_selftest_verb = {
    .name = "selftest",
    .usage = "[--vectors DIR] [--control NAME]...",
    .summary = "Run the test vectors, then try the resolver",
    .help = "--resolver none runs the vectors only.\nExit: 0 good, 2 a vector "
	    "failed, 3 the resolver does not show CAA records.",
    .options = options,
    .n_options = sizeof(options) / sizeof(options[0]),
    .own_size = sizeof(struct selftest_options),
    .run = selftest_run,
};
