/* SPDX-License-Identifier: BSD-2-Clause */
/* Options: where they may stand, and what is said of bad ones. */

#include "tests/unit/unit.h"

#include <stdbool.h>
#include <stdlib.h>

#include "base/error.h"
#include "cli/cli.h"
#include "cli/options.h"
#include "tests/unit/clirun.h"

struct own {
	bool flag;
	const char *text;
	struct cli_list list;
};

static const struct cli_option own_options[] = {
    {"flag", 'f', CLI_FLAG, offsetof(struct own, flag), NULL, "a flag"},
    {"text", 0, CLI_TEXT, offsetof(struct own, text), "T", "a text"},
    {"list", 0, CLI_LIST, offsetof(struct own, list), "L", "a list"},
};

static const struct cli_verb verb = {.name = "verb",
    .options = own_options,
    .n_options = sizeof(own_options) / sizeof(own_options[0]),
    .own_size = sizeof(struct own)};

struct read {
	struct own own;
	struct cli_common common;
	struct cli_list operands;
	struct error err;
	int ret;
};

static struct read
read_options(int argc, const char *const *args)
{
	struct read r = {.ret = 0};
	char *argv[CLIRUN_ARGS];

	for (int i = 0; i < argc; i++)
		argv[i] = (char *)(uintptr_t)args[i];
	argv[argc] = NULL;
	r.ret = cli_options_read(
	    &verb, argc, argv, &r.common, &r.own, &r.operands, &r.err);
	return r;
}

static void
read_fini(struct read *r)
{
	cli_options_fini(own_options, verb.n_options, &r->own);
	cli_options_fini(cli_common_options, cli_n_common_options, &r->common);
	free(r->operands.list);
}

static void
options_and_operands_mix_in_any_order(void **state)
{
	static const char *const args[] = {"verb", "a", "--flag", "b",
	    "--list=x", "--json", "--list", "y", "c", "--zone", "z"};
	struct read r = read_options(11, args);

	(void)state;
	assert_int_equal(r.ret, 0);
	assert_true(r.own.flag);
	assert_true(r.common.json);
	assert_int_equal(r.own.list.n, 2);
	assert_string_equal(r.own.list.list[0], "x");
	assert_string_equal(r.own.list.list[1], "y");
	assert_int_equal(r.common.zones.n, 1);
	assert_int_equal(r.operands.n, 3);
	assert_string_equal(r.operands.list[2], "c");
	read_fini(&r);
}

static void
two_hyphens_end_the_options(void **state)
{
	static const char *const args[] = {
	    "verb", "a", "--", "--flag", "-1", "--"};
	struct read r = read_options(6, args);

	(void)state;
	assert_int_equal(r.ret, 0);
	assert_false(r.own.flag);
	assert_int_equal(r.operands.n, 4);
	assert_string_equal(r.operands.list[0], "a");
	assert_string_equal(r.operands.list[1], "--flag");
	assert_string_equal(r.operands.list[3], "--");
	read_fini(&r);
}

static void
posixly_correct_changes_nothing(void **state)
{
	static const char *const args[] = {"verb", "a", "--flag"};
	struct read r;

	(void)state;
	setenv("POSIXLY_CORRECT", "1", 1);
	r = read_options(3, args);
	unsetenv("POSIXLY_CORRECT");
	assert_true(r.own.flag);
	assert_int_equal(r.operands.n, 1);
	read_fini(&r);
}

static void
the_last_of_two_texts_counts_and_empty_is_a_text(void **state)
{
	static const char *const args[] = {
	    "verb", "--text", "a", "--text", "", "-f"};
	struct read r = read_options(6, args);

	(void)state;
	assert_int_equal(r.ret, 0);
	assert_string_equal(r.own.text, "");
	assert_true(r.own.flag);
	read_fini(&r);
}

static void
bad_options_are_named_with_a_hint(void **state)
{
	static const struct {
		const char *args[3];
		const char *said;
	} cases[] = {
	    {{"verb", "--flga"}, "did you mean --flag?"},
	    {{"verb", "--resolvre=x"}, "did you mean --resolver?"},
	    {{"verb", "--zzzzz"}, "see caagate verb --help"},
	    {{"verb", "--text"}, "--text needs a value: T"},
	    {{"verb", "-c"}, "--config needs a value: FILE"},
	    {{"verb", "--flag=1"}, "--flag takes no value"},
	    {{"verb", "-1"}, "put -- before"},
	    {{"verb", "-fq"}, "put -- before"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct read r = read_options(2, cases[i].args);

		assert_int_equal(r.ret, -1);
		if (strstr(r.err.text, cases[i].said) == NULL)
			fail_msg("%s: %s", cases[i].args[1], r.err.text);
		read_fini(&r);
	}
}

#define NAME "good.example", "--issuer", "letsencrypt.org"

static const struct {
	int code;
	const char *said;
	const char *args[CLIRUN_ARGS];
} refusals[] = {
    {64, "did you mean eval?", {"evla"}},
    {64, "see caagate --help", {"frobnicate"}},
    {64, "see caagate --help", {"frob\033nicate"}},
    {64, "which CA? --issuer", {"eval", "good.example"}},
    {64, "found 0 names", {"eval", "--issuer", "a.example"}},
    {64, "found 2 names", {"eval", "a.example", NAME}},
    {64, "exclude each other", {"eval", NAME, "--smime", "--wildcard"}},
    {64, "only a TLS certificate",
	{"eval", "*.a.example", "--issuer", "a.example", "--smime"}},
    {64, "--smime asks", {"eval", "u@a.example", "--issuer", "a.example"}},
    {64, "label 1", {"eval", ".", "--issuer", "a.example"}},
    {64, "label 2", {"eval", "a..example", "--issuer", "a.example"}},
    {64, "wanted an issuer domain name",
	{"eval", "a.example", "--issuer", "Let's Encrypt"}},
    {64, "wanted an issuer domain name", {"eval", "a.example", "--issuer", ""}},
    {64, "--now:", {"eval", NAME, "--now", "yesterday"}},
    {64, "--timeout:", {"eval", NAME, "--timeout", "soon"}},
    {64, "--timeout: found 0", {"lint", "--timeout", "0", "0 issue a"}},
    {64, "nowhere.zone", {"eval", NAME, "--zone", "nowhere.zone"}},
    {64, "--resolver none stands alone", {"eval", NAME, "--resolver", "::1"}},
    {64, "needs a value", {"eval", NAME, "--resolver"}},
    {64, "did you mean --issuer?", {"eval", "a.example", "--isuer", "x"}},
    {64, "wanted one", {"explain"}},
    {64, "no CA of that name",
	{"explain", "a.example", "--ca", "nobody at all"}},
    {64, "which record?", {"lint"}},
    {64, "exclude each other", {"lint", "--wire", "00", "0 issue a"}},
    {64, "wanted pairs of hexadecimal", {"lint", "--wire", "0"}},
    {64, "wanted pairs of hexadecimal", {"lint", "--issue-value", "zz"}},
    {64, "which domain?", {"check"}},
    {64, "wanted standard, strict or bulk",
	{"check", "a.example", "--profile", "harsh"}},
    {64, "--jobs: found 0, wanted 1 to 1000",
	{"check", "--file", "/dev/null", "--jobs", "0"}},
    {64, "--jobs: found 1001,",
	{"check", "--file", "/dev/null", "--jobs", "1001"}},
    {64, "--jobs: found 5x,", {"check", "--file", "/dev/null", "--jobs", "5x"}},
    {64, "--egress: found mx.example, wanted an IPv4",
	{"check", "a.example", "--egress", "mx.example"}},
    {64, "--selector: s..1", {"check", "a.example", "--selector", "s..1"}},
    {64, "--helo: ", {"check", "a.example", "--helo", "[192.0.2.1]"}},
    {64, "--service: ", {"check", "a.example", "--service", "gopher://x"}},
    {64, "--evidence and --file exclude",
	{"check", "--evidence", "x", "--file", "y"}},
    {64, "--evidence and --save exclude",
	{"check", "--evidence", "x", "--save", "y"}},
    {64, "are for the run that saves it",
	{"check", "--evidence", "x", "--egress", "192.0.2.1"}},
    {64, "the time is that of the evidence",
	{"check", "--evidence", "x", "--now", "@1"}},
    {64, "nowhere.json: ", {"check", "--evidence", "nowhere.json"}},
    {64, "--save keeps what was seen of one domain",
	{"check", "a.example", "b.example", "--save", "x"}},
    {64, "--file and DOMAIN exclude", {"check", "--file", "x", "a.example"}},
    {64, "results of --file LIST", {"check", "a.example", "--out", "x"}},
    {64, "results of --file LIST", {"check", "a.example", "--resume", "x"}},
    {64, "--out and --resume exclude",
	{"check", "--file", "x", "--out", "y", "--resume", "z"}},
    {64, "--json-lines is for standard output",
	{"check", "--file", "x", "--out", "y", "--json-lines"}},
    {64, "--json and --json-lines exclude",
	{"check", "a.example", "--json", "--json-lines"}},
    {64, "--file: nowhere.list: No such file",
	{"check", "--file", "nowhere.list"}},
    {70, "--save: nowhere/x", {"check", "a.example", "--save", "nowhere/x"}},
    {64, "wanted options only", {"selftest", "x"}},
    {64, "--vectors DIR", {"selftest", "--vectors", "nowhere"}},
    {78, "nowhere.conf", {"eval", NAME, "--config", "nowhere.conf"}},
};

static void
bad_input_is_refused_in_a_sentence(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(refusals) / sizeof(refusals[0]); i++) {
		struct clirun r = clirun(refusals[i].args);

		if (r.code != refusals[i].code ||
		    strstr(r.err, refusals[i].said) == NULL ||
		    r.err[0] == '\0' || r.out[0] != '\0')
			fail_msg("case %zu (%s): exit %d, out %s, err %s", i,
			    refusals[i].said, r.code, r.out, r.err);
		clirun_fini(&r);
	}
}

static void
help_and_version_are_answers(void **state)
{
	static const struct {
		int code;
		const char *said;
		const char *args[3];
	} cases[] = {
	    {0, "usage: caagate VERB", {"--help"}},
	    {0, "usage: caagate VERB", {"-h"}},
	    {0, "usage: caagate VERB", {"help"}},
	    {0, "caagate 0.", {"--version"}},
	    {0, "usage: caagate check DOMAIN", {"help", "check"}},
	    {0, "usage: caagate explain NAME", {"explain", "-h"}},
	    {64, "", {NULL}},
	    {64, "", {"--json"}},
	    {64, "", {"help", "frobnicate"}},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct clirun r = clirun_bare(cases[i].args);

		if (r.code != cases[i].code ||
		    strstr(r.out, cases[i].said) == NULL ||
		    (r.code == 0) != (r.err[0] == '\0'))
			fail_msg("case %zu: exit %d, out %s, err %s", i, r.code,
			    r.out, r.err);
		clirun_fini(&r);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(options_and_operands_mix_in_any_order),
	    cmocka_unit_test(two_hyphens_end_the_options),
	    cmocka_unit_test(posixly_correct_changes_nothing),
	    cmocka_unit_test(the_last_of_two_texts_counts_and_empty_is_a_text),
	    cmocka_unit_test(bad_options_are_named_with_a_hint),
	    cmocka_unit_test(bad_input_is_refused_in_a_sentence),
	    cmocka_unit_test(help_and_version_are_answers),
	};

	return cmocka_run_group_tests(tests, clirun_setup, clirun_teardown);
}
