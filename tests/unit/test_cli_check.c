/* SPDX-License-Identifier: BSD-2-Clause */
/* caagate check: evidence that is saved and judged again, and text for people
 * of findings made up for it. */

#include "tests/unit/unit.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/buf.h"
#include "cli/check.h"
#include "cli/cli.h"
#include "tests/unit/clirun.h"
#include "tests/unit/unit_file.h"
#include "verify/about.h"
#include "verify/evidence.h"
#include "verify/evidence_json.h"

#define GOOD "--zone", "conf/examples/good.example.zone"
#define BROKEN "--zone", "conf/examples/broken.example.zone"

static void
saved_evidence_is_judged_as_the_run_that_saved_it_did(void **state)
{
	static const char *const runs[][10] = {
	    {"check", "good.example", GOOD, "--json"},
	    {"check", "broken.example", BROKEN, "--json", "--profile",
		"strict"},
	    {"check", "broken.example", BROKEN, "--json", "--egress",
		"192.0.2.1", "--selector", "s1"},
	    {"check", "elsewhere.example", "--json", "--no-probe"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(runs) / sizeof(runs[0]); i++) {
		char *path = unit_file("");
		const char *again[] = {"check", "--evidence", path, "--json",
		    i == 1 ? "--profile" : NULL, "strict", NULL};
		const char *save[CLIRUN_ARGS] = {NULL};
		struct clirun first, second;
		size_t n = 0;

		for (; n < 10 && runs[i][n] != NULL; n++)
			save[n] = runs[i][n];
		save[n++] = "--save";
		save[n++] = path;
		first = clirun(save);
		second = clirun(again);
		assert_string_equal(first.out, second.out);
		assert_int_equal(first.code, second.code);
		assert_true(strlen(first.out) > 1000);
		clirun_fini(&first);
		clirun_fini(&second);
		unit_file_drop(path);
	}
}

static void
saved_evidence_is_of_the_domain_that_is_named(void **state)
{
	char *path = unit_file("");
	const char *const save[] = {
	    "check", "good.example", GOOD, "--save", path, NULL};
	const char *const same[] = {
	    "check", "Good.Example.", "--evidence", path, NULL};
	const char *const other[] = {
	    "check", "other.example", "--evidence", path, NULL};
	struct clirun r = clirun(save);

	(void)state;
	clirun_fini(&r);
	r = clirun(same);
	assert_int_equal(r.code, 0);
	clirun_fini(&r);
	r = clirun(other);
	assert_int_equal(r.code, 64);
	assert_non_null(strstr(r.err, "is of good.example, wanted other."));
	assert_string_equal(r.out, "");
	clirun_fini(&r);
	unit_file_drop(path);
}

static void
what_the_options_say_is_added_to_the_settings(void **state)
{
	char *conf = unit_file(
	    "mail: { egress = ( \"192.0.2.1\" ); helo = \"a.example\"; };\n"
	    "domains = ( { name = \"good.example\"; "
	    "selectors = ( \"s1\" ); } );\n");
	char *path = unit_file("");
	const char *const args[] = {"check", "good.example", "--config", conf,
	    "--save", path, "--egress", "192.0.2.1", "--egress", "2001:db8::1",
	    "--selector", "S2", "--helo", "B.example", NULL};
	struct evidence *evidence = NULL;
	const struct evidence_about *about;
	struct clirun r = clirun(args);

	(void)state;
	assert_int_equal(evidence_load(path, &evidence, NULL), 0);
	about = evidence_about(evidence);
	assert_int_equal(about->egress.n, 2);
	assert_string_equal(about->egress.list[0], "192.0.2.1");
	assert_string_equal(about->egress.list[1], "2001:db8::1");
	assert_int_equal(about->n_selectors, 2);
	assert_string_equal(about->selectors[1].name, "s2");
	assert_string_equal(about->helo, "b.example");
	evidence_free(&evidence);
	clirun_fini(&r);
	unit_file_drop(conf);
	unit_file_drop(path);
}

static void
json_lines_are_the_findings_one_a_line(void **state)
{
	static const char *const lines[] = {
	    "check", "broken.example", BROKEN, "--json-lines", NULL};
	static const char *const whole[] = {
	    "check", "broken.example", BROKEN, "--json", NULL};
	struct clirun a = clirun(lines), b = clirun(whole);
	json_t *object = json_loads(b.out, 0, NULL);
	json_t *findings = json_object_get(object, "findings");
	char *rest = NULL;
	size_t n = 0;

	(void)state;
	for (char *line = strtok_r(a.out, "\n", &rest); line != NULL;
	     line = strtok_r(NULL, "\n", &rest), n++) {
		json_t *o = json_loads(line, 0, NULL);

		assert_non_null(o);
		assert_true(json_equal(json_object_get(o, "text"),
		    json_object_get(json_array_get(findings, n), "text")));
		assert_string_equal(
		    json_string_value(json_object_get(o, "domain")),
		    "broken.example");
		json_decref(o);
	}
	assert_int_equal(n, json_array_size(findings));
	json_decref(object);
	clirun_fini(&a);
	clirun_fini(&b);
}

/* The levels of the lines, each once, in the order of the page. */
static void
levels_of(const char *page, struct buf *out)
{
	const char *last = "";
	size_t last_len = 0;

	while (*page != '\0') {
		size_t len = strcspn(page, " ");

		if (*page != ' ' &&
		    (len != last_len || strncmp(page, last, len) != 0)) {
			buf_put(out, page, len);
			buf_putc(out, ' ');
			last = page;
			last_len = len;
		}
		page += strcspn(page, "\n");
		page += *page == '\n';
	}
}

static size_t
count_lines(const char *page)
{
	size_t n = 0;

	for (; *page != '\0'; page++)
		n += *page == '\n';
	return n;
}

/* One domain in four states, as it was seen. */
static void
a_page_says_what_matters_first_and_no_more(void **state)
{
	static const struct {
		const char *path;
		int code;
		size_t lines; /* at the most */
		const char *levels;
		const char *holds[5];
	} cases[] = {
	    {"tests/data/cli/whole.json", 0, 1, "good.test: ",
		{"good.test: pass (", "2 MX hosts, 4 server addresses"}},
	    {"tests/data/cli/faulty.json", 2, 60,
		"block warn info not-testable good.test: ",
		{"block CAA-08 good.test: 128 tbs \"x\" is critical",
		    "\n  fix: remove good.test. IN CAA 128 tbs \"x\"\n",
		    "\n  fix: as above\n",
		    "block SPF-01 good.test: ", "the gate would say reject\n"}},
	    {"tests/data/cli/silent.json", 3, 24, "unknown good.test: ",
		{"unknown MX-01 good.test: the server answered SERVFAIL",
		    "\n  also open for that: MX-02, CAA-02, "
		    "CAA-17, CAA-19\n",
		    "TXT records of each\n  also open for that: STS-01",
		    "the gate would say dunno\n"}},
	    {"tests/data/cli/filtered.json", 0, 3, "not-testable good.test: ",
		{"not-testable mx.good.test at 192.0.2.25 and 2001:db8::25, "
		 "mx2.good.test at ",
		    " (nothing answered in time)\n  not judged for that: ",
		    "good.test: pass ("}},
	};

	(void)state;
	setenv("CAAGATE_CA_TABLE", "tests/evidence/ca-identifiers.csv", 1);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const char *const args[] = {
		    "check", "--evidence", cases[i].path, NULL};
		struct clirun r = clirun(args);
		struct buf levels = BUF_INIT;

		levels_of(r.out, &levels);
		if (r.code != cases[i].code ||
		    strcmp(buf_text(&levels), cases[i].levels) != 0 ||
		    count_lines(r.out) > cases[i].lines)
			fail_msg("%s: exit %d, levels %s:\n%s", cases[i].path,
			    r.code, buf_text(&levels), r.out);
		for (size_t k = 0; k < 5 && cases[i].holds[k] != NULL; k++)
			if (strstr(r.out, cases[i].holds[k]) == NULL)
				fail_msg("%s lacks %s:\n%s", cases[i].path,
				    cases[i].holds[k], r.out);
		buf_fini(&levels);
		clirun_fini(&r);
	}
	unsetenv("CAAGATE_CA_TABLE");
}

static struct finding *
add(struct check *check, enum rule_id rule, enum finding_result result,
    const char *subject, const char *text)
{
	return findings_add_own(
	    &check->findings, rule, result, subject, mem_strdup(text));
}

/* What is printed of these findings. */
static char *
page_of(struct check *check, bool all)
{
	struct evidence *e = evidence_new("x.test", 1000, NULL);
	char *text = NULL;
	size_t len = 0;
	struct cli cli = {.out = open_memstream(&text, &len)};

	check->evidence = e;
	check_print_text(&cli, check, all);
	fclose(cli.out);
	evidence_free(&e);
	findings_fini(&check->findings);
	return text;
}

#define SUMMARY                                               \
	"; saw 0 DNS answers, 0 MX hosts, 0 server addresses" \
	"; profile standard, the gate would say dunno\n"

static void
the_gravest_comes_first(void **state)
{
	struct check check = {.verdict = CHECK_FAIL};
	char *text;

	(void)state;
	add(&check, RULE_CAA_01, FINDING_FAIL, "a.test", "is info");
	add(&check, RULE_CAA_02, FINDING_PASS, "a.test", "is good");
	add(&check, RULE_STS_13, FINDING_NOT_TESTABLE, "a.test", "is shut");
	add(&check, RULE_SPF_01, FINDING_FAIL, "a.test", "is a warning");
	add(&check, RULE_CAA_02, FINDING_UNKNOWN, "a.test", "is open");
	add(&check, RULE_SPF_02, FINDING_FAIL, "a.test", "blocks");
	text = page_of(&check, false);
	assert_string_equal(text,
	    "block SPF-02 a.test: blocks\n"
	    "unknown CAA-02 a.test: is open\n"
	    "warn SPF-01 a.test: is a warning\n"
	    "info CAA-01 a.test: is info\n"
	    "not-testable STS-13 a.test: is shut\n"
	    "x.test: fail (1 block, 1 warn, 1 unknown, 1 not-testable, "
	    "1 info, 1 pass)" SUMMARY);
	free(text);
}

static void
one_sentence_about_several_hosts_is_told_once(void **state)
{
	struct check check = {.verdict = CHECK_WARN};
	struct finding *f;
	char *text;

	(void)state;
	f = add(&check, RULE_MX_03, FINDING_FAIL, "a.test", "is old");
	finding_advise(f, "renew it");
	add(&check, RULE_SPF_01, FINDING_FAIL, "a.test", "is old");
	f = add(&check, RULE_MX_03, FINDING_FAIL, "b.test", "is old");
	finding_advise(f, "renew it");
	finding_advise(f, "b's own");
	f = add(&check, RULE_MX_03, FINDING_FAIL, "b.test", "is old");
	f->severity = SEVERITY_BLOCK;
	text = page_of(&check, false);
	assert_string_equal(text, "block MX-03 b.test: is old\n"
				  "warn MX-03 a.test, b.test: is old\n"
				  "  fix: renew it\n"
				  "  fix: b's own\n"
				  "warn SPF-01 a.test: is old\n"
				  "x.test: warn (1 block, 3 warn)" SUMMARY);
	free(text);
}

static void
the_same_of_each_subject_is_told_of_each(void **state)
{
	struct check check = {.verdict = CHECK_WARN};
	char *text;

	(void)state;
	add(&check, RULE_MX_03, FINDING_FAIL, "a.test", "a.test, not b.a.test");
	add(&check, RULE_MX_03, FINDING_FAIL, "b.test", "b.test, not b.a.test");
	add(&check, RULE_MX_03, FINDING_FAIL, "c.test", "c.test, not a.test");
	add(&check, RULE_MX_03, FINDING_FAIL, "d.test", "c.test, not d.test");
	add(&check, RULE_MX_01, FINDING_FAIL, "e.test", "found at e.test");
	add(&check, RULE_MX_01, FINDING_FAIL, "f.e.test", "found at e.test");
	text = page_of(&check, false);
	assert_string_equal(text,
	    "block MX-01 e.test, f.e.test: found at e.test\n"
	    "warn MX-03 a.test, b.test: each, not b.a.test\n"
	    "warn MX-03 c.test: c.test, not a.test\n"
	    "warn MX-03 d.test: c.test, not d.test\n"
	    "x.test: warn (2 block, 4 warn)" SUMMARY);
	free(text);
}

static void
what_could_not_be_seen_is_told_once_for_all_rules(void **state)
{
	struct check check = {.verdict = CHECK_UNKNOWN};
	char *text;

	(void)state;
	add(&check, RULE_STS_13, FINDING_NOT_TESTABLE, "a.test", "is shut");
	add(&check, RULE_MX_03, FINDING_NOT_TESTABLE, "a.test", "is shut");
	add(&check, RULE_DANE_01, FINDING_NOT_TESTABLE, "a.test", "is shut");
	add(&check, RULE_MX_03, FINDING_NOT_TESTABLE, "b.test", "is shut");
	add(&check, RULE_SPF_01, FINDING_UNKNOWN, "a.test", "is silent");
	add(&check, RULE_SPF_02, FINDING_UNKNOWN, "a.test", "is silent");
	text = page_of(&check, false);
	assert_string_equal(text,
	    "unknown SPF-02 a.test: is silent\n"
	    "  also open for that: SPF-01\n"
	    "not-testable STS-13 a.test, b.test: is shut\n"
	    "  also open for that: MX-03, DANE-01\n"
	    "x.test: unknown (2 unknown, 4 not-testable)" SUMMARY);
	free(text);
}

static void
a_record_that_mends_two_findings_is_told_once(void **state)
{
	static const char record[] = "a.test. IN CAA 0 issue \"ca.test\"";
	struct check check = {.verdict = CHECK_WARN};
	struct finding *f;
	char *text;

	(void)state;
	f = add(&check, RULE_CAA_17, FINDING_FAIL, "a.test", "is one");
	assert_true(finding_publish(f, "%s", record));
	finding_advise(f, "wait");
	f = add(&check, RULE_CAA_19, FINDING_FAIL, "a.test", "is two");
	assert_true(finding_publish(f, "%s", record));
	f = add(&check, RULE_CAA_04, FINDING_FAIL, "a.test", "is three");
	finding_remove(f, "%s", record);
	f = add(&check, RULE_MX_03, FINDING_FAIL, "a.test", "is four");
	finding_advise(f, "wait");
	text = page_of(&check, false);
	assert_string_equal(text,
	    "warn CAA-17 a.test: is one\n"
	    "  fix: a.test. IN CAA 0 issue \"ca.test\"\n"
	    "  fix: wait\n"
	    "warn CAA-19 a.test: is two\n"
	    "  fix: as above\n"
	    "warn CAA-04 a.test: is three\n"
	    "  fix: remove a.test. IN CAA 0 issue \"ca.test\"\n"
	    "warn MX-03 a.test: is four\n"
	    "  fix: wait\n"
	    "x.test: warn (4 warn)" SUMMARY);
	free(text);
}

static void
what_comes_of_another_finding_is_told_with_it(void **state)
{
	struct check check = {.verdict = CHECK_WARN};
	char *text;

	(void)state;
	finding_follow(add(&check, RULE_CAA_19, FINDING_FAIL, "a.test", "x"),
	    RULE_CAA_17, "a.test");
	add(&check, RULE_CAA_17, FINDING_FAIL, "a.test", "is one");
	finding_follow(add(&check, RULE_CAA_06, FINDING_UNKNOWN, "b.test", "y"),
	    RULE_CAA_17, "a.test");
	/* another subject, and something worse: both stand by themselves */
	finding_follow(add(&check, RULE_CAA_19, FINDING_FAIL, "b.test", "x"),
	    RULE_CAA_17, "b.test");
	finding_follow(add(&check, RULE_SPF_02, FINDING_FAIL, "a.test", "z"),
	    RULE_CAA_17, "a.test");
	text = page_of(&check, false);
	assert_string_equal(text,
	    "block SPF-02 a.test: z\n"
	    "warn CAA-17 a.test: is one\n"
	    "  also failing for that: CAA-19\n"
	    "  also open for that: CAA-06\n"
	    "warn CAA-19 b.test: x\n"
	    "x.test: warn (1 block, 3 warn, 1 unknown)" SUMMARY);
	free(text);
}

static void
matters_of_choice_are_one_line(void **state)
{
	static const enum rule_id rules[] = {
	    RULE_CAA_15, RULE_CAA_16, RULE_CAA_16, RULE_CAA_20};
	char *text[2];

	(void)state;
	for (size_t all = 0; all < 2; all++) {
		struct check check = {.verdict = CHECK_PASS};

		for (size_t i = 0; i < 4; i++)
			add(&check, rules[i], FINDING_FAIL, "a.test", "is so");
		add(&check, RULE_CAA_20, FINDING_FAIL, "b.test", "is bad")
		    ->severity = SEVERITY_WARN;
		text[all] = page_of(&check, all == 1);
	}
	assert_string_equal(text[0],
	    "warn CAA-20 b.test: is bad\n"
	    "info CAA-15, CAA-16, CAA-20: matters of choice, which --all "
	    "tells\n"
	    "x.test: pass (1 warn, 4 info)" SUMMARY);
	assert_non_null(strstr(text[1], "\ninfo CAA-15 a.test: is so\n"));
	free(text[0]);
	free(text[1]);
}

static void
servers_that_could_not_be_seen_are_one_line(void **state)
{
	static const struct {
		enum rule_id rule;
		const char *subject, *where, *text;
	} unseen[] = {
	    {RULE_MX_03, "a.test", "192.0.2.1",
		"at 192.0.2.1 the MX host could not be tested (no way)"},
	    {RULE_STS_13, "a.test", "192.0.2.1",
		"at 192.0.2.1 the MX host could not be tested (no way)"},
	    {RULE_STS_05, "m.test", "192.0.2.3",
		"at 192.0.2.3 the policy host could not be tested (shut)"},
	    {RULE_MX_03, "b.test", "192.0.2.2",
		"at 192.0.2.2 the MX host could not be tested (no way)"},
	};
	struct check check = {.verdict = CHECK_PASS};
	char *text;

	(void)state;
	for (size_t i = 0; i < sizeof(unseen) / sizeof(unseen[0]); i++)
		finding_arg(add(&check, unseen[i].rule, FINDING_NOT_TESTABLE,
				unseen[i].subject, unseen[i].text),
		    "addresses", "%s", unseen[i].where);
	finding_follow(add(&check, RULE_CAA_17, FINDING_NOT_TESTABLE, "x.test",
			   "none was seen"),
	    RULE_MX_03, "a.test");
	add(&check, RULE_STS_12, FINDING_NOT_TESTABLE, "x.test", "are many");
	text = page_of(&check, false);
	assert_string_equal(text,
	    "not-testable a.test at 192.0.2.1, b.test at 192.0.2.2 (no way); "
	    "m.test at 192.0.2.3 (shut)\n"
	    "  not judged for that: MX-03, STS-13, STS-05, CAA-17\n"
	    "not-testable STS-12 x.test: are many\n"
	    "x.test: pass (6 not-testable)" SUMMARY);
	free(text);
}

/* A hundred hosts are no page for three in the morning. */
static void
a_long_list_is_cut_unless_all_is_wanted(void **state)
{
	char *text[2];

	(void)state;
	for (size_t all = 0; all < 2; all++) {
		struct check check = {.verdict = CHECK_WARN};

		for (size_t i = 0; i < 20; i++) {
			char name[16];

			(void)snprintf(name, sizeof(name), "h%zu.test", i);
			finding_advise(add(&check, RULE_MX_03, FINDING_FAIL,
					   name, "is old"),
			    "renew %s", name);
		}
		text[all] = page_of(&check, all == 1);
	}
	assert_non_null(strstr(text[0], "h7.test and 12 more: is old\n"));
	assert_non_null(strstr(text[0], "  fix: renew h7.test\n"
					"  fix: likewise for the 12 others, "
					"which --all lists\n"));
	assert_null(strstr(text[0], "h8.test"));
	assert_non_null(strstr(text[1], ", h19.test: is old\n"));
	assert_non_null(strstr(text[1], "  fix: renew h19.test\n"));
	free(text[0]);
	free(text[1]);
}

static void
passes_are_listed_on_demand(void **state)
{
	struct check check = {.verdict = CHECK_PASS};
	char *text;

	(void)state;
	add(&check, RULE_CAA_02, FINDING_PASS, "a.test", "is good");
	text = page_of(&check, true);
	assert_string_equal(text, "pass CAA-02 a.test: is good\n"
				  "x.test: pass (1 pass)" SUMMARY);
	free(text);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(
		saved_evidence_is_judged_as_the_run_that_saved_it_did),
	    cmocka_unit_test(saved_evidence_is_of_the_domain_that_is_named),
	    cmocka_unit_test(what_the_options_say_is_added_to_the_settings),
	    cmocka_unit_test(json_lines_are_the_findings_one_a_line),
	    cmocka_unit_test(a_page_says_what_matters_first_and_no_more),
	    cmocka_unit_test(the_gravest_comes_first),
	    cmocka_unit_test(one_sentence_about_several_hosts_is_told_once),
	    cmocka_unit_test(the_same_of_each_subject_is_told_of_each),
	    cmocka_unit_test(what_could_not_be_seen_is_told_once_for_all_rules),
	    cmocka_unit_test(a_record_that_mends_two_findings_is_told_once),
	    cmocka_unit_test(what_comes_of_another_finding_is_told_with_it),
	    cmocka_unit_test(matters_of_choice_are_one_line),
	    cmocka_unit_test(servers_that_could_not_be_seen_are_one_line),
	    cmocka_unit_test(a_long_list_is_cut_unless_all_is_wanted),
	    cmocka_unit_test(passes_are_listed_on_demand),
	};

	return cmocka_run_group_tests(tests, clirun_setup, clirun_teardown);
}
