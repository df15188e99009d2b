/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What people read: each case is a run, its exit code, and the text in
 * tests/data/cli.  CAAGATE_GOLDEN=write writes the files anew.
 */

#include "tests/unit/unit.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/mem.h"
#include "tests/unit/clirun.h"

#define GOOD "--zone", "conf/examples/good.example.zone"
#define BROKEN "--zone", "conf/examples/broken.example.zone"
#define SHAPES "--zone", "tests/data/cli/shapes.zone"
#define CERTS "tests/evidence/certs/"
#define JUDGE                                                     \
	"--table", "tests/evidence/ca-identifiers.csv", "--zone", \
	    "tests/data/cli/judge.zone", "--now", "2026-12-01"

#define MAIL "tests/data/smime/"
#define JUDGE_MAIL                                       \
	"--table", "tests/data/smime/cas.csv", "--zone", \
	    "tests/data/smime/mail.zone", "--now", "2026-12-01"

static const struct {
	const char *file;
	int code;
	const char *args[CLIRUN_ARGS];
} cases[] = {
    {"explain-good", 0, {"explain", "good.example", GOOD}},
    {"explain-broken", 0, {"explain", "www.broken.example", BROKEN}},
    {"explain-critical", 0,
	{"explain", "shop.broken.example", BROKEN, "--issuer", "x.example"}},
    {"explain-alias", 0, {"explain", "*.alias.shapes.test", SHAPES}},
    {"explain-owner", 0,
	{"explain", "two.shapes.test", SHAPES, "--ca", "sectigo", "--ca",
	    "example"}},
    {"explain-all", 0, {"explain", "two.shapes.test", SHAPES, "--ca", "all"}},
    {"explain-bindings", 0, {"explain", "account.shapes.test", SHAPES}},
    {"explain-unsatisfiable", 0, {"explain", "a@twice.shapes.test", SHAPES}},
    {"explain-no-method", 0, {"explain", "method.shapes.test", SHAPES}},
    {"explain-hostile", 0, {"explain", "hostile.shapes.test", SHAPES}},
    {"explain-failed", 3, {"explain", "plain.elsewhere.test", SHAPES}},
    {"eval-permit", 0,
	{"eval", "www.good.example", GOOD, "--issuer", "letsencrypt.org"}},
    {"eval-permit-bound", 0,
	{"eval", "www.good.example", GOOD, "--issuer", "letsencrypt.org",
	    "--validationmethod", "dns-01", "--accounturi",
	    "https://acme-v02.api.letsencrypt.org/acme/acct/1234567"}},
    {"eval-no-restriction", 0,
	{"eval", "--smime", "a@two.shapes.test", SHAPES, "--issuer",
	    "ca.example"}},
    {"eval-several-records", 2,
	{"eval", "two.shapes.test", SHAPES, "--issuer", "x.example"}},
    {"eval-one-record", 2,
	{"eval", "*.wild.shapes.test", SHAPES, "--issuer", "x.example",
	    "--issuer", "y.example"}},
    {"eval-nobody", 2,
	{"eval", "nobody.shapes.test", SHAPES, "--issuer", "x.example"}},
    {"eval-critical", 2,
	{"eval", "critical.shapes.test", SHAPES, "--vmc", "--issuer",
	    "ca.example"}},
    {"eval-malformed", 2,
	{"eval", "hostile.shapes.test", SHAPES, "--issuer", "ca.example"}},
    {"eval-method", 2,
	{"eval", "account.shapes.test", SHAPES, "--issuer", "ca.example",
	    "--validationmethod", "tls-alpn-01"}},
    {"eval-account", 2,
	{"eval", "account.shapes.test", SHAPES, "--issuer", "ca.example",
	    "--accounturi", "https://ca.example/2"}},
    {"eval-failed", 3,
	{"eval", "plain.elsewhere.test", SHAPES, "--issuer", "ca.example"}},
    {"judge-chain", 2, {"judge", CERTS "mx-chain.pem", JUDGE}},
    {"judge-alone", 3, {"judge", CERTS "mx.pem", JUDGE}},
    {"judge-self", 0, {"judge", CERTS "mx-self.pem", JUDGE}},
    {"judge-person", 2, {"judge", CERTS "person.pem", JUDGE}},
    {"judge-mail-signed", 0, {"judge", MAIL "signed.eml", JUDGE_MAIL}},
    {"judge-mail-signed-altered", 0,
	{"judge", MAIL "signed-altered.eml", JUDGE_MAIL}},
    {"judge-mail-signed-denied", 2,
	{"judge", MAIL "signed-denied.eml", JUDGE_MAIL}},
    {"judge-mail-signed-early", 0,
	{"judge", MAIL "signed-early.eml", JUDGE_MAIL}},
    {"judge-mail-signed-dn", 0, {"judge", MAIL "signed-dn.eml", JUDGE_MAIL}},
    {"judge-mail-signed-utf8", 2,
	{"judge", MAIL "signed-utf8.eml", JUDGE_MAIL}},
    {"judge-mail-signed-unknown-ca", 3,
	{"judge", MAIL "signed-unknown-ca.eml", JUDGE_MAIL}},
    {"judge-mail-signed-without-certs", 3,
	{"judge", MAIL "signed-without-certs.eml", JUDGE_MAIL}},
    {"judge-mail-enveloped", 2, {"judge", MAIL "enveloped.eml", JUDGE_MAIL}},
    {"judge-mail-enveloped-keyid", 3,
	{"judge", MAIL "enveloped-keyid.eml", JUDGE_MAIL}},
    {"judge-mail-certs-only", 0, {"judge", MAIL "certs-only.eml", JUDGE_MAIL}},
    {"judge-mail-encrypted-in-signed", 2,
	{"judge", MAIL "encrypted-in-signed.eml", JUDGE_MAIL}},
    {"judge-mail-opaque-too-deep", 3,
	{"judge", MAIL "opaque-too-deep.eml", JUDGE_MAIL}},
    {"judge-mail-no-cms", 3, {"judge", MAIL "no-cms.eml", JUDGE_MAIL}},
    {"judge-mail-plain", 0, {"judge", MAIL "plain.eml", JUDGE_MAIL}},
    {"judge-mail-like-outlook", 0,
	{"judge", MAIL "like-outlook.eml", JUDGE_MAIL}},
    {"judge-mail-signed-client", 0,
	{"judge", MAIL "signed-client.eml", JUDGE_MAIL}},
    {"judge-mail-json", 2,
	{"judge", MAIL "encrypted-in-signed.eml", JUDGE_MAIL, "--json"}},
    {"judge-mail-none", 64, {"judge", MAIL "missing.eml", JUDGE_MAIL}},
    {"judge-nothing", 0, {"judge", CERTS "ca-a.pem", JUDGE}},
    {"lint-good", 0, {"lint", "0 issue \"letsencrypt.org\""}},
    {"lint-joined", 0, {"lint", "0", "issue", "letsencrypt.org"}},
    {"lint-quotes", 0, {"lint", "--", "0 issue \"\\\"ca.example\\\"\""}},
    {"lint-repaired", 2, {"lint", "--", "\"0 issue ca.example\""}},
    {"lint-hopeless", 2, {"lint", "--", "-1 issue \"ca.example\""}},
    {"lint-wire", 0, {"lint", "--wire", "80056973737565"}},
    {"lint-wire-bad", 2, {"lint", "--wire", ""}},
    {"lint-value", 0,
	{"lint", "--issue-value", "63612e6578616d706c653b20613d313b623d"}},
    {"lint-value-bad", 2, {"lint", "--issue-value", "63612e6578616d706c6560"}},
    {"lint-value-empty", 0, {"lint", "--issue-value", ""}},
    {"selftest", 0,
	{"selftest", "--vectors", "tests/vectors", "--control",
	    "two.shapes.test", SHAPES}},
    {"selftest-control", 3,
	{"selftest", "--vectors", "tests/vectors", "--control", "shapes.test",
	    SHAPES}},
    {"help", 0, {"help"}},
    {"help-eval", 0, {"help", "eval"}},
};

static char *
read_file(const char *path)
{
	char *text = mem_zalloc(64 * 1024);
	FILE *file = fopen(path, "r");

	if (file != NULL) {
		size_t n = fread(text, 1, 64 * 1024 - 1, file);

		text[n] = '\0';
		fclose(file);
	}
	return text;
}

static void
write_file(const char *path, const char *text)
{
	FILE *file = fopen(path, "w");

	assert_non_null(file);
	fputs(text, file);
	fclose(file);
}

static void
text_is_as_people_saw_it_last(void **state)
{
	const char *mode = getenv("CAAGATE_GOLDEN");
	int failed = 0;

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		char *path = mem_printf("tests/data/cli/%s.txt", cases[i].file);
		int bare = strcmp(cases[i].args[0], "help") == 0;
		struct clirun r =
		    bare ? clirun_bare(cases[i].args) : clirun(cases[i].args);
		char *wanted;

		if (mode != NULL && strcmp(mode, "write") == 0)
			write_file(path, r.out);
		wanted = read_file(path);
		if (r.code != cases[i].code || strcmp(wanted, r.out) != 0) {
			print_error("%s: exit %d, wanted %d; found:\n%s%s",
			    cases[i].file, r.code, cases[i].code, r.out, r.err);
			failed++;
		}
		free(wanted);
		free(path);
		clirun_fini(&r);
	}
	assert_int_equal(failed, 0);
}

static void
no_octet_of_a_stranger_reaches_a_terminal(void **state)
{
	static const char *const verbs[][CLIRUN_ARGS] = {
	    {"explain", "hostile.shapes.test", SHAPES},
	    {"explain", "hostile.shapes.test", SHAPES, "--json"},
	    {"eval", "hostile.shapes.test", SHAPES, "--issuer", "a.example",
		"--json"},
	    {"lint", "--json", "--wire", "0005697373756500011b7f8090ff"},
	    {"lint", "--wire", "0005697373756500011b7f8090ff"},
	    {"lint", "--issue-value", "1b5b33316d", "--json"},
	    {"lint", "\033[31m"},
	    {"lint", "--json", "\033[31m\xc2\x9b"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(verbs) / sizeof(verbs[0]); i++) {
		struct clirun r = clirun(verbs[i]);

		for (const char *p = r.out; *p != '\0'; p++)
			assert_true(*p == '\n' || (*p >= 0x20 && *p < 0x7f));
		for (const char *p = r.err; *p != '\0'; p++)
			assert_true(*p == '\n' || (*p >= 0x20 && *p < 0x7f));
		clirun_fini(&r);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(text_is_as_people_saw_it_last),
	    cmocka_unit_test(no_octet_of_a_stranger_reaches_a_terminal),
	};

	return cmocka_run_group_tests(tests, clirun_setup, clirun_teardown);
}
