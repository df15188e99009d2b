/* SPDX-License-Identifier: BSD-2-Clause */
/* caagate ca: look-ups and imports from the command line. */

#include "tests/unit/unit_file.h"

#include <openssl/evp.h>
#include <openssl/x509.h>

#include <stdlib.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/file.h"
#include "base/mem.h"
#include "tests/support/certs.h"
#include "tests/unit/clirun.h"

#define TABLE "conf/caa-identifiers.csv"
#define PATH_MAX_ARGS 12

static void
each_kind_of_question_is_answered(void **state)
{
	static const struct {
		const char *args[PATH_MAX_ARGS];
		int code;
		const char *word;
	} cases[] = {
	    {{"ca", "lookup", "--table", TABLE, "letsencrypt.org", NULL}, 0,
		"Internet Security Research Group: 31 certificates"},
	    {{"ca", "lookup", "--table", TABLE, "LetsEncrypt.org.", NULL}, 0,
		"31 certificates"},
	    {{"ca", "lookup", "--table", TABLE, "letsecrypt.org", NULL}, 3,
		"did you mean letsencrypt.org?"},
	    {{"ca", "lookup", "--table", TABLE, "example.com", NULL}, 3,
		"unknown"},
	    {{"ca", "lookup", "--table", TABLE, "CN=R10,O=Let's Encrypt,C=US",
		 NULL},
		0, "recognises   letsencrypt.org"},
	    {{"ca", "lookup", "--table", TABLE, "CN=R10; O=Let's Encrypt; C=US",
		 NULL},
		0, "recognises   letsencrypt.org"},
	    {{"ca", "lookup", "--table", TABLE, "CN=Nobody", NULL}, 3,
		"unknown"},
	    {{"ca", "lookup", "--table", TABLE,
		 "CN=Verokey Verified Business,O=Verokey,C=AU", NULL},
		3, "recognises   unknown"},
	    {{"ca", "lookup", "--json", "--table", TABLE,
		 "CN=R10,O=Let's Encrypt,C=US", NULL},
		0, "\"basis\": \"name\""},
	    {{"ca", "lookup", "--json", "--table", TABLE, "letsecrypt.org",
		 NULL},
		3, "\"nearest\": \"letsencrypt.org\""},
	    {{"ca", "lookup", "--table", TABLE, "letsencrypt.org",
		 "example.com", NULL},
		3, "31 certificates"},
	    {{"ca", "lookup", "--table", TABLE, "nothing.pem", NULL}, 64,
		"nothing.pem: no such file"},
	    {{"ca", "lookup", "--table", TABLE, "README.md", NULL}, 64,
		"README.md: no certificate"},
	    {{"ca", "lookup", "--table", TABLE, "CN=a\\", NULL}, 64,
		"backslash"},
	    {{"ca", "lookup", "--table", "README.md", "a.example", NULL}, 78,
		"README.md:"},
	    {{"ca", "lookup", NULL}, 64, "nothing to look up"},
	    {{"ca", "lookup", "--help", NULL}, 0, "usage: caagate ca lookup"},
	    {{"ca", "--help", NULL}, 0, "caagate ca import"},
	    {{"ca", NULL}, 64, "caagate ca import"},
	    {{"ca", "import", NULL}, 64, "which report?"},
	    {{"ca", "import", "--date", "today", "x", NULL}, 64, "--date"},
	    {{"ca", "import", "--table", "README.md", "x", NULL}, 78,
		"README.md:"},
	    {{"ca", "import", "--table", TABLE, "README.md", NULL}, 64,
		"README.md:"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct clirun r = clirun_bare(cases[i].args);

		if (r.code != cases[i].code ||
		    (strstr(r.out, cases[i].word) == NULL &&
			strstr(r.err, cases[i].word) == NULL))
			fail_msg(
			    "case %zu: exit %d\n%s%s", i, r.code, r.out, r.err);
		clirun_fini(&r);
	}
}

static void
the_table_is_the_options_or_the_environments_or_the_settings(void **state)
{
	char *conf =
	    unit_file("ca: { table = \"tests/data/cli/cas.csv\"; };\n");
	const char *plain[] = {
	    "ca", "lookup", "--config", conf, "ca.own.example", NULL};
	char *table = unit_file("subject_dn,caa_domains\nCN=Own,"
				"ca.own.example\n");
	const char *option[] = {
	    "ca", "lookup", "--table", table, "ca.own.example", NULL};
	struct clirun r = clirun_bare(plain);

	(void)state;
	assert_int_equal(r.code, 3);
	clirun_fini(&r);
	r = clirun_bare(option);
	assert_int_equal(r.code, 0);
	clirun_fini(&r);
	assert_int_equal(setenv("CAAGATE_CA_TABLE", table, 1), 0);
	r = clirun_bare(plain);
	assert_int_equal(r.code, 0);
	clirun_fini(&r);
	assert_int_equal(unsetenv("CAAGATE_CA_TABLE"), 0);
	(void)unlink(table);
	(void)unlink(conf);
	free(table);
	free(conf);
}

/* A private CA and a leaf; the table names the CA by its subject. */
static void
a_certificate_leads_to_its_issuer(void **state)
{
	EVP_PKEY *ca_key = certs_key(), *key = certs_key();
	X509 *ca = certs_make("Own", ca_key, NULL, ca_key, true, true);
	X509 *leaf = certs_make("leaf", key, ca, ca_key, false, true);
	struct buf pem = BUF_INIT, chain_pem = BUF_INIT, ca_pem = BUF_INIT;
	char *table = unit_file("subject_dn,caa_domains\n"
				"\"CN=Own,O=Test\",own.example\n");
	char *files[3];

	(void)state;
	certs_put_pem(leaf, &pem);
	buf_puts(&chain_pem, pem.data);
	certs_put_pem(ca, &chain_pem);
	certs_put_pem(ca, &ca_pem);
	files[0] = unit_file(pem.data);
	files[1] = unit_file(chain_pem.data);
	files[2] = unit_file(ca_pem.data);
	for (size_t i = 0; i < 3; i++) {
		const char *args[] = {
		    "ca", "lookup", "--table", table, files[i], NULL};
		struct clirun r = clirun_bare(args);

		assert_int_equal(r.code, 0);
		assert_non_null(strstr(r.out, "recognises   own.example"));
		assert_non_null(
		    strstr(r.out, i == 2 ? "the CA itself" : "the issuer"));
		clirun_fini(&r);
		(void)unlink(files[i]);
		free(files[i]);
	}
	unit_file_drop(table);
	X509_free(ca);
	X509_free(leaf);
	EVP_PKEY_free(ca_key);
	EVP_PKEY_free(key);
	buf_fini(&pem);
	buf_fini(&chain_pem);
	buf_fini(&ca_pem);
}

static void
an_import_can_be_looked_up(void **state)
{
	char *output = unit_file("");
	const char *import[] = {"ca", "import", "--table", TABLE, "--output",
	    output, "--date", "2026-11-22",
	    "tests/data/ca/caa-identifiers-v2-sample.csv",
	    "tests/data/ca/ccadb-sample.csv", NULL};
	const char *lookup[] = {"ca", "lookup", "--table", output,
	    "CN=ThaiCA ECC V1; O=TURNKEY COMMUNICATION SERVICES PUBLIC COMPANY"
	    " LIMITED; C=TH",
	    NULL};
	struct clirun r = clirun_bare(import);

	(void)state;
	assert_int_equal(r.code, 0);
	assert_string_equal(r.out, "");
	assert_non_null(strstr(r.err, "85 rows read"));
	assert_non_null(strstr(r.err, "1 words dropped: a mail address"));
	clirun_fini(&r);
	r = clirun_bare(lookup);
	assert_int_equal(r.code, 0);
	assert_non_null(strstr(r.out, "recognises   nrca.go.th"));
	assert_non_null(strstr(r.out, "ccadb-v2-2026-11-22"));
	clirun_fini(&r);
	unit_file_drop(output);
}

static void
an_import_goes_to_standard_output_else(void **state)
{
	static const char *const args[] = {"ca", "import", "--json", "--table",
	    TABLE, "tests/data/ca/ccadb-sample.csv", NULL};
	struct clirun r = clirun_bare(args);

	(void)state;
	assert_int_equal(r.code, 0);
	assert_memory_equal(r.out, "ca_owner,owner_basis,", 21);
	assert_non_null(strstr(r.err, "\"rows\": 58"));
	clirun_fini(&r);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(each_kind_of_question_is_answered),
	    cmocka_unit_test(
		the_table_is_the_options_or_the_environments_or_the_settings),
	    cmocka_unit_test(a_certificate_leads_to_its_issuer),
	    cmocka_unit_test(an_import_can_be_looked_up),
	    cmocka_unit_test(an_import_goes_to_standard_output_else),
	};

	return cmocka_run_group_tests(tests, clirun_setup, clirun_teardown);
}
