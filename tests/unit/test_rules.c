/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The rules, by data: every case of tests/evidence/ *.json is a test of its
 * own.  See tests/evidence/README.  `test_rules WORD` runs the cases whose
 * file or name has the word in it.
 */

#include <glob.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/mem.h"
#include "cert/ca_table.h"
#include "dns/name.h"
#include "tests/unit/rules_fixes.h"
#include "tests/unit/rules_world.h"
#include "tests/unit/unit.h"
#include "verify/evidence.h"
#include "verify/evidence_json.h"
#include "verify/finding.h"
#include "verify/judge.h"

#define STRINGS_MAX 16

struct rules_case {
	const char *file; /* without its folder */
	const json_t *json;
	char *name; /* `FILE: NAME` */
};

static struct rules_case *cases;
static size_t n_cases;
static struct ca_table *table;

/* What the expectations of all cases speak of. */
static bool expected[RULES][FINDING_NOT_TESTABLE + 1];
static bool complete[RULES]; /* its family says that every rule is covered */
static const char *uncovered[RULES][2]; /* why there is no case: fail, pass */

/* Tell about this case; then the test fails. */
static bool told;

static void __attribute__((format(printf, 2, 3)))
tell(const struct rules_case *c, const char *format, ...)
{
	va_list ap;
	char *text;

	va_start(ap, format);
	text = mem_vprintf(format, ap);
	va_end(ap);
	(void)fprintf(stderr, "\ntests/evidence/%s\n    %s\n", c->name, text);
	free(text);
	told = true;
}

static void
print_finding(const struct finding *f)
{
	(void)fprintf(stderr, "    %-8s %-14s %-5s %s%s %s: %s\n",
	    rule_get(f->rule)->name, finding_result_text(f->result),
	    severity_text(f->severity), harm_text(f->harm),
	    f->candidate ? " candidate" : "", f->subject, f->text);
	for (size_t i = 0; i < f->n_fixes; i++)
		(void)fprintf(stderr, "        %s: %s\n",
		    f->fixes[i].kind == FIX_ADVICE    ? "advice"
		    : f->fixes[i].kind == FIX_PUBLISH ? "publish"
						      : "remove",
		    f->fixes[i].text);
	for (size_t i = 0; i < f->n_args; i++)
		(void)fprintf(stderr, "        %s=%s\n", f->args[i].name,
		    f->args[i].value);
	for (size_t i = 0; i < f->n_refs; i++)
		(void)fprintf(stderr, "        ref: %s\n", f->refs[i]);
}

static void
print_findings(const struct findings *findings)
{
	(void)fprintf(stderr, "  all %zu findings:\n", findings->n);
	for (size_t i = 0; i < findings->n; i++)
		print_finding(&findings->list[i]);
}

static bool
is_among(const char *text, const char *const *words)
{
	for (; *words != NULL; words++)
		if (strcmp(text, *words) == 0)
			return true;
	return false;
}

static bool
is_known_member(
    const struct rules_case *c, const json_t *object, const char *const *known)
{
	const char *name;
	json_t *value;

	json_object_foreach((json_t *)(uintptr_t)object, name, value)
	{
		if (is_among(name, known))
			continue;
		tell(c, "the case has a member \"%s\", which means nothing",
		    name);
		return false;
	}
	return true;
}

static bool
member_fits(const json_t *pattern, const char *name, const char *found)
{
	const char *wanted = json_string_value(json_object_get(pattern, name));

	return wanted == NULL || strcmp(wanted, found) == 0;
}

static bool
fix_fits(const json_t *pattern, const struct finding *f)
{
	const char *wanted = json_string_value(json_object_get(pattern, "fix"));

	if (wanted == NULL)
		return true;
	for (size_t i = 0; i < f->n_fixes; i++)
		if (strstr(f->fixes[i].text, wanted) != NULL)
			return true;
	return false;
}

static bool
args_fit(const json_t *pattern, const struct finding *f)
{
	const char *name;
	json_t *value;

	json_object_foreach(json_object_get(pattern, "args"), name, value)
	{
		bool found = false;

		for (size_t i = 0; i < f->n_args; i++)
			if (strcmp(f->args[i].name, name) == 0 &&
			    json_string_value(value) != NULL &&
			    strcmp(f->args[i].value,
				json_string_value(value)) == 0)
				found = true;
		if (!found)
			return false;
	}
	return true;
}

static bool
finding_fits(const json_t *pattern, const struct finding *f)
{
	const json_t *candidate = json_object_get(pattern, "candidate");
	const json_t *hearsay = json_object_get(pattern, "hearsay");
	const char *text = json_string_value(json_object_get(pattern, "text"));

	return member_fits(pattern, "id", rule_get(f->rule)->name) &&
	       member_fits(pattern, "result", finding_result_text(f->result)) &&
	       member_fits(pattern, "severity", severity_text(f->severity)) &&
	       member_fits(pattern, "harm", harm_text(f->harm)) &&
	       member_fits(pattern, "subject", f->subject) &&
	       (candidate == NULL || json_is_true(candidate) == f->candidate) &&
	       (hearsay == NULL || json_is_true(hearsay) == f->hearsay) &&
	       (text == NULL || strstr(f->text, text) != NULL) &&
	       fix_fits(pattern, f) && args_fit(pattern, f);
}

/* `fail` to its number; RULES_NO_RESULT where it is none. */
#define RULES_NO_RESULT (FINDING_NOT_TESTABLE + 1)

static unsigned
result_from_text(const char *text)
{
	unsigned i = 0;

	while (i < RULES_NO_RESULT &&
	       strcmp(finding_result_text((enum finding_result)i), text) != 0)
		i++;
	return i;
}

/* A pattern that can't fit anything is a mistake in the case. */
static bool
pattern_is_sound(const struct rules_case *c, const json_t *pattern)
{
	static const char *const known[] = {"id", "result", "severity", "harm",
	    "subject", "text", "candidate", "hearsay", "fix", "args", NULL};
	static const char *const severities[] = {"block", "warn", "info", NULL};
	const char *id = json_string_value(json_object_get(pattern, "id"));
	const char *result =
	    json_string_value(json_object_get(pattern, "result"));
	const char *severity =
	    json_string_value(json_object_get(pattern, "severity"));
	const char *harm = json_string_value(json_object_get(pattern, "harm"));
	enum harm ignored;

	if (!is_known_member(c, pattern, known))
		return false;
	if (id == NULL || rule_from_name(id) == RULES)
		tell(c, "expectation of the rule \"%s\", which is none",
		    id != NULL ? id : "(none)");
	else if (result != NULL && result_from_text(result) == RULES_NO_RESULT)
		tell(c,
		    "%s: result \"%s\", want fail, pass, unknown, "
		    "not-applicable or not-testable",
		    id, result);
	else if (severity != NULL && !is_among(severity, severities))
		tell(c, "%s: severity \"%s\", want block, warn or info", id,
		    severity);
	else if (harm != NULL && harm_from_text(harm, &ignored) == -1)
		tell(c, "%s: harm \"%s\", want H1 to H4", id, harm);
	else
		return true;
	return false;
}

static void
tell_pattern(const struct rules_case *c, const char *what,
    const json_t *pattern, const struct findings *findings)
{
	const char *id = json_string_value(json_object_get(pattern, "id"));
	char *text = json_dumps(pattern, 0);

	tell(c, "%s %s", what, text);
	free(text);
	(void)fprintf(stderr, "  findings of that rule:\n");
	for (size_t i = 0; i < findings->n; i++)
		if (strcmp(rule_get(findings->list[i].rule)->name, id) == 0)
			print_finding(&findings->list[i]);
}

static bool
any_fits(const json_t *pattern, const struct findings *findings)
{
	for (size_t i = 0; i < findings->n; i++)
		if (finding_fits(pattern, &findings->list[i]))
			return true;
	return false;
}

static void
note_expected(const json_t *pattern)
{
	const char *id = json_string_value(json_object_get(pattern, "id"));
	const char *result =
	    json_string_value(json_object_get(pattern, "result"));

	if (result != NULL)
		expected[rule_from_name(id)][result_from_text(result)] = true;
}

static void
check_patterns(const struct rules_case *c, const struct findings *findings)
{
	json_t *pattern;
	size_t i;

	json_array_foreach(json_object_get(c->json, "expect"), i, pattern)
	{
		if (!pattern_is_sound(c, pattern))
			continue;
		note_expected(pattern);
		if (!any_fits(pattern, findings))
			tell_pattern(
			    c, "no finding is as expected:", pattern, findings);
	}
	json_array_foreach(json_object_get(c->json, "never"), i, pattern)
	{
		if (pattern_is_sound(c, pattern) && any_fits(pattern, findings))
			tell_pattern(c,
			    "there is a finding that must not be:", pattern,
			    findings);
	}
}

static void
check_silent(const struct rules_case *c, const struct findings *findings)
{
	json_t *item;
	size_t k;

	json_array_foreach(json_object_get(c->json, "silent"), k, item)
	{
		const char *id = json_string_value(item);
		enum rule_id rule = id != NULL ? rule_from_name(id) : RULES;

		if (rule == RULES) {
			tell(c, "silent: \"%s\" is no rule",
			    id != NULL ? id : "");
			continue;
		}
		for (size_t i = 0; i < findings->n; i++) {
			const struct finding *f = &findings->list[i];

			if (f->rule != rule ||
			    (f->result != FINDING_FAIL &&
				f->result != FINDING_UNKNOWN))
				continue;
			tell(c, "%s is to be silent and says:", id);
			print_finding(f);
		}
	}
}

/* Sentences read alike: printable, no final stop, no capital at the start but
 * of what is written so. */
static void
check_sentence(const struct rules_case *c, const struct finding *f,
    const char *what, const char *text)
{
	size_t len = strlen(text);
	bool capital = len > 1 && text[0] >= 'A' && text[0] <= 'Z' &&
		       ((text[1] >= 'a' && text[1] <= 'z') || text[1] == ' ');

	if (len == 0 || text[len - 1] == '.' || capital)
		tell(c, "%s %s: the %s is no sentence of the house: %s",
		    rule_get(f->rule)->name, f->subject, what, text);
	for (size_t i = 0; i < len; i++)
		if (text[i] < ' ' || text[i] > '~') {
			tell(c, "%s %s: the %s is not printable ASCII: %s",
			    rule_get(f->rule)->name, f->subject, what, text);
			break;
		}
}

/* Whoever is warned is told what to do. */
static void
check_has_fix(const struct rules_case *c, const struct finding *f)
{
	if (f->result == FINDING_FAIL && f->n_fixes == 0 &&
	    (f->severity != SEVERITY_INFO || f->candidate))
		tell(c, "%s %s has no fix: %s", rule_get(f->rule)->name,
		    f->subject, f->text);
}

static void
check_style(const struct rules_case *c, const struct evidence *e,
    const struct findings *findings)
{
	for (size_t i = 0; i < findings->n; i++) {
		const struct finding *f = &findings->list[i];

		check_sentence(c, f, "text", f->text);
		check_has_fix(c, f);
		for (size_t k = 0; k < f->n_fixes; k++)
			if (f->fixes[k].kind == FIX_ADVICE)
				check_sentence(
				    c, f, "advice", f->fixes[k].text);
		for (size_t k = 0; k < f->n_refs; k++)
			if (!rules_has_ref(e, f->refs[k]))
				tell(c,
				    "%s %s rests on \"%s\", which the evidence "
				    "does not hold: does no plan ask it?",
				    rule_get(f->rule)->name, f->subject,
				    f->refs[k]);
	}
}

static bool
is_listed(const struct rules_case *c, const char *member, const char *id)
{
	json_t *item;
	size_t i;

	json_array_foreach(json_object_get(c->json, member), i, item)
	{
		if (json_string_value(item) != NULL &&
		    strcmp(json_string_value(item), id) == 0)
			return true;
	}
	return false;
}

static bool
controls(const char *host, const void *arg)
{
	json_t *item;
	size_t i;

	json_array_foreach((json_t *)(uintptr_t)arg, i, item)
	{
		if (dns_name_at_or_below(host, json_string_value(item)))
			return true;
	}
	return false;
}

static void
judge_case(const struct rules_case *c, const struct evidence *e,
    struct findings *findings)
{
	const json_t *keys = json_object_get(c->json, "internal");
	const char *internal[STRINGS_MAX];
	struct judge_context context = {
	    .controls = controls,
	    .controls_arg = json_object_get(c->json, "controls"),
	    .table = table,
	    .internal = internal,
	    .renewal_window =
		json_integer_value(json_object_get(c->json, "renewal_window")),
	};

	for (size_t i = 0; i < json_array_size(keys) && i < STRINGS_MAX; i++)
		internal[context.n_internal++] =
		    json_string_value(json_array_get(keys, i));
	judge(e, &context, findings);
}

/* `after` has no failure of this rule for this subject any more. */
static void
check_mended(const struct rules_case *c, const struct finding *mended,
    const struct findings *after, const char *what)
{
	for (size_t i = 0; i < after->n; i++) {
		const struct finding *f = &after->list[i];

		if (f->rule != mended->rule || f->result != FINDING_FAIL ||
		    strcmp(f->subject, mended->subject) != 0)
			continue;
		tell(c, "%s %s fails still when %s applied; before:",
		    rule_get(f->rule)->name, f->subject, what);
		print_finding(mended);
		(void)fprintf(stderr, "  and after:\n");
		print_finding(f);
	}
}

/* Judge the evidence as the fixes leave it; false: they change nothing. */
static bool
judge_mended(const struct rules_case *c, const struct evidence *e,
    const struct finding *f, struct findings *after)
{
	struct evidence *mended = NULL;
	struct error err = {""};
	bool has = false;

	if (rules_mend(e, f, &has, &mended, &err) == -1 ||
	    (has && rules_fill(mended, &err) == -1)) {
		tell(c, "the fix can't be applied: %s", err.text);
		print_finding(f);
		has = false;
	} else if (has) {
		judge_case(c, mended, after);
	}
	evidence_free(&mended);
	return has;
}

/* A fix of its own that the case does not except. */
static bool
is_followed(const struct finding *f, const void *arg)
{
	return f->result == FINDING_FAIL &&
	       !is_listed(arg, "unmended", rule_get(f->rule)->name);
}

static bool
is_exact(const struct finding *f)
{
	for (size_t i = 0; i < f->n_fixes; i++)
		if (f->fixes[i].kind != FIX_ADVICE)
			return true;
	return false;
}

static void
check_fixes(const struct rules_case *c, const struct evidence *e,
    const struct findings *findings)
{
	for (size_t i = 0; i < findings->n; i++) {
		const struct finding *f = &findings->list[i];
		struct findings after = {NULL, 0};

		if (is_followed(f, c) && judge_mended(c, e, f, &after))
			check_mended(c, f, &after, "its fix is");
		findings_fini(&after);
	}
}

/* Who follows all that is told has it all mended, too. */
static void
check_fixes_together(const struct rules_case *c, const struct evidence *e,
    const struct findings *findings)
{
	struct findings after = {NULL, 0};
	const char *clash[2];
	struct finding all;

	if (rules_fixes_clash(findings, clash))
		tell(c,
		    "two fixes clash:\n        publish: %s\n        "
		    "publish: %s",
		    clash[0], clash[1]);
	rules_fixes_all(findings, is_followed, c, &all);
	if (judge_mended(c, e, &all, &after))
		for (size_t i = 0; i < findings->n; i++)
			if (is_followed(&findings->list[i], c) &&
			    is_exact(&findings->list[i]))
				check_mended(c, &findings->list[i], &after,
				    "all fixes are");
	free(all.fixes);
	findings_fini(&after);
}

/* Saved, loaded and saved again it is the same. */
static void
check_saved(const struct rules_case *c, const struct evidence *e)
{
	json_t *first = evidence_to_json(e), *second = NULL;
	struct evidence *again = NULL;
	struct error err = {""};

	if (evidence_from_json(first, &again, &err) == -1) {
		tell(c, "the saved evidence can't be loaded: %s", err.text);
	} else {
		second = evidence_to_json(again);
		if (!json_equal(first, second))
			tell(c, "the evidence changes when it is saved");
	}
	evidence_free(&again);
	json_decref(first);
	json_decref(second);
}

static void
case_holds(void **state)
{
	static const char *const known[] = {"name", "evidence", "expect",
	    "never", "silent", "unmended", "why", "controls", "internal",
	    "renewal_window", NULL};
	const struct rules_case *c = *state;
	struct findings findings = {NULL, 0};
	struct evidence *e = NULL;
	struct error err = {""};

	told = false;
	(void)is_known_member(c, c->json, known);
	if (json_object_get(c->json, "unmended") != NULL &&
	    json_object_get(c->json, "why") == NULL)
		tell(c, "unmended wants a why");
	if (rules_evidence(json_object_get(c->json, "evidence"), &e, &err) ==
		-1 ||
	    rules_fill(e, &err) == -1) {
		tell(c, "evidence: %s", err.text);
	} else {
		judge_case(c, e, &findings);
		check_patterns(c, &findings);
		check_silent(c, &findings);
		check_style(c, e, &findings);
		check_fixes(c, e, &findings);
		check_fixes_together(c, e, &findings);
		check_saved(c, e);
		if (told)
			print_findings(&findings);
	}
	findings_fini(&findings);
	evidence_free(&e);
	if (told)
		fail();
}

static bool
is_coverable(const struct rule *rule)
{
	switch (rule->needs) {
	case NEEDS_DNS:
	case NEEDS_PROBE:
	case NEEDS_CONFIG:
		return true;
	case NEEDS_HISTORY:
	case NEEDS_MAIL:
	case NEEDS_REPORTS:
		break;
	}
	return false;
}

static bool
is_covered(enum rule_id id, enum finding_result result, size_t which)
{
	static const char *const want[] = {"failing", "passing"};

	if (expected[id][result] || uncovered[id][which] != NULL ||
	    !complete[id])
		return true;
	(void)fprintf(
	    stderr, "%s: no %s case\n", rule_get(id)->name, want[which]);
	return false;
}

static void
every_rule_has_a_failing_and_a_passing_case(void **state)
{
	bool all = true;

	(void)state;
	for (unsigned i = 0; i < RULES; i++) {
		enum rule_id id = (enum rule_id)i;

		if (!is_coverable(rule_get(id)))
			continue;
		all &= is_covered(id, FINDING_FAIL, 0);
		all &= is_covered(id, FINDING_PASS, 1);
	}
	assert_true(all);
}

static bool
is_of_family(const struct rule *rule, const char *family)
{
	size_t len = strlen(family);

	return strncmp(rule->name, family, len) == 0 && rule->name[len] == '-';
}

/* `complete`: families; `uncovered`: `RULE fail` or `RULE pass` to a reason. */
static void
read_coverage(const json_t *root)
{
	json_t *item;
	const char *key;
	size_t i;

	json_array_foreach(json_object_get(root, "complete"), i, item)
	{
		for (unsigned k = 0; k < RULES; k++)
			if (is_of_family(rule_get((enum rule_id)k),
				json_string_value(item)))
				complete[k] = true;
	}
	json_object_foreach(json_object_get(root, "uncovered"), key, item)
	{
		char *name = mem_strndup(key, strcspn(key, " "));
		enum rule_id id = rule_from_name(name);

		if (id == RULES || json_string_value(item) == NULL) {
			(void)fprintf(stderr, "uncovered: %s: no rule\n", key);
			exit(1);
		}
		uncovered[id][strstr(key, " pass") != NULL] =
		    json_string_value(item);
		free(name);
	}
}

static void
add_case(const char *file, const json_t *json, const char *word)
{
	const char *name = json_string_value(json_object_get(json, "name"));
	struct rules_case c = {.file = file, .json = json};

	c.name = mem_printf("%s: %s", file, name != NULL ? name : "(no name)");
	if (word != NULL && strstr(c.name, word) == NULL) {
		free(c.name);
		return;
	}
	cases = mem_resize(cases, n_cases + 1, sizeof(cases[0]));
	cases[n_cases++] = c;
}

static json_t *
load_file(const char *path, const char *word)
{
	const char *file = strrchr(path, '/') + 1;
	json_error_t why;
	json_t *root = json_load_file(path, JSON_REJECT_DUPLICATES, &why);
	json_t *item;
	size_t i;

	if (root == NULL) {
		(void)fprintf(stderr, "%s:%d:%d: %s\n", path, why.line,
		    why.column, why.text);
		exit(1);
	}
	read_coverage(root);
	json_array_foreach(json_object_get(root, "cases"), i, item)
	{
		add_case(file, item, word);
	}
	return root;
}

static int
run(bool whole)
{
	struct CMUnitTest *tests = mem_array(n_cases + 1, sizeof(tests[0]));
	size_t n = 0;
	int ret;

	for (size_t i = 0; i < n_cases; i++)
		tests[n++] = (struct CMUnitTest){
		    cases[i].name, case_holds, NULL, NULL, &cases[i]};
	if (whole)
		tests[n++] = (struct CMUnitTest)cmocka_unit_test(
		    every_rule_has_a_failing_and_a_passing_case);
	/* the macro counts the elements of an array that it sees whole */
	ret = _cmocka_run_group_tests("rules", tests, n, NULL, NULL);
	free(tests);
	return ret;
}

int
main(int argc, char **argv)
{
	const char *word = argc > 1 ? argv[1] : NULL;
	char *pattern = rules_path("*.json");
	char *csv = rules_path("ca-identifiers.csv");
	struct error err = {""};
	json_t **roots;
	glob_t files;
	int ret;

	if (ca_table_load(csv, &table, &err) == -1 ||
	    glob(pattern, 0, NULL, &files) != 0) {
		(void)fprintf(stderr, "%s: no cases: set CAAGATE_SRCDIR; %s\n",
		    pattern, err.text);
		return 1;
	}
	roots = mem_array(files.gl_pathc, sizeof(roots[0]));
	for (size_t i = 0; i < files.gl_pathc; i++)
		roots[i] = load_file(files.gl_pathv[i], word);
	ret = run(word == NULL);
	for (size_t i = 0; i < n_cases; i++)
		free(cases[i].name);
	for (size_t i = 0; i < files.gl_pathc; i++)
		json_decref(roots[i]);
	free(cases);
	free(roots);
	globfree(&files);
	ca_table_free(&table);
	free(csv);
	free(pattern);
	return ret;
}
