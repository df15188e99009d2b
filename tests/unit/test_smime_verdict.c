/* SPDX-License-Identifier: BSD-2-Clause */
/* The certificates of S/MIME mail against issuemail. */

#include "tests/unit/unit.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/mem.h"
#include "caa/climb.h"
#include "caa/property.h"
#include "cert/chain.h"
#include "dns/answer.h"
#include "peers/smime_verdict.h"
#include "smime/smime.h"
#include "tests/unit/smime_say.h"

#define CA_A "CN=Mail A CA,O=caagate tests"
#define CA_B "CN=Mail B CA,O=caagate tests"

static struct ca_table *table;

static int
load_table(void **state)
{
	const char *folder = getenv("CAAGATE_SRCDIR");
	char *path = mem_printf(
	    "%s/tests/data/smime/cas.csv", folder != NULL ? folder : ".");
	struct error err = {""};
	int ret = ca_table_load(path, &table, &err);

	(void)state;
	free(path);
	if (ret == -1)
		print_error("%s\n", err.text);
	return ret;
}

static int
free_table(void **state)
{
	(void)state;
	ca_table_free(&table);
	return 0;
}

/* A climb from good.test whose own RRset is this one record; NULL: none, ""
 * a failed look-up. */
static struct caa_climb *
climb_with(const char *record)
{
	struct caa_climb *climb = caa_climb_new("good.test");
	const char *name;

	while (caa_climb_next(climb, &name)) {
		bool here = strcmp(name, "good.test") == 0;
		struct dns_answer *a =
		    dns_answer_new(name, DNS_TYPE_CAA, DNS_NODATA);
		struct buf rdata = BUF_INIT;

		if (record != NULL && record[0] == '\0') {
			a->status = DNS_FAILED;
		} else if (record != NULL && here) {
			assert_int_equal(caa_text_parse(record, strlen(record),
					     &rdata, NULL, NULL),
			    0);
			dns_answer_add_record(a, rdata.data, rdata.len);
			a->status = DNS_RECORDS;
		}
		caa_climb_feed(climb, a);
		dns_answer_free(&a);
		buf_fini(&rdata);
	}
	return climb;
}

static const struct {
	const char *what, *file, *dn, *record, *verdict, *basis;
} cases[] = {
    {"the CA is named", "signed", NULL, "0 issuemail \"mail-a.test\"",
	"consistent", "proven"},
    {"another is named", "signed", NULL, "0 issuemail \"mail-b.test\"",
	"inconsistent-now", "proven"},
    {"nobody may", "signed", NULL, "0 issuemail \";\"", "inconsistent-now",
	"proven"},
    {"issue alone restricts no mail", "signed", NULL, "0 issue \"mail-b.test\"",
	"no-policy", "proven"},
    {"no record", "signed", NULL, NULL, "no-policy", "proven"},
    {"the look-up failed", "signed", NULL, "", "unknown-dns", "proven"},
    {"a CA that the table lacks", "signed-unknown-ca", NULL,
	"0 issuemail \"mail-a.test\"", "unknown-issuer", "proven"},
    {"a CA that the table lacks, where nobody may", "signed-unknown-ca", NULL,
	"0 issuemail \";\"", "inconsistent-now", "proven"},
    {"without the CA's certificate", "signed-leaf-alone", NULL,
	"0 issuemail \"mail-a.test\"", "consistent-weak", "name"},
    {"without the CA's certificate, another is named", "signed-leaf-alone",
	NULL, "0 issuemail \"mail-b.test\"", "inconsistent-now", "name"},
    {"a name alone", NULL, CA_A, "0 issuemail \"mail-a.test\"",
	"consistent-weak", "name"},
    {"a name in other letters and order", NULL,
	"o=CAAGATE  tests, cn=mail a ca", "0 issuemail \"mail-a.test\"",
	"consistent-weak", "name"},
    {"a name alone, another is named", NULL, CA_B,
	"0 issuemail \"mail-a.test\"", "inconsistent-now", "name"},
    {"a name alone, no record", NULL, CA_B, NULL, "no-policy", "name"},
    {"a name alone, the look-up failed", NULL, CA_B, "", "unknown-dns", "name"},
    {"a name that the table lacks", NULL, "CN=Nobody",
	"0 issuemail \"mail-a.test\"", "unknown-issuer", "none"},
    {"a name that the table lacks, no record", NULL, "CN=Nobody", NULL,
	"no-policy", "none"},
    {"no name", NULL, NULL, "0 issuemail \"mail-a.test\"", "unknown-issuer",
	"none"},
    {"no name is none at all", NULL, "", "0 issuemail \"mail-a.test\"",
	"unknown-issuer", "none"},
    {"a name that is no name", NULL, "rubbish", "0 issuemail \"mail-a.test\"",
	"unknown-issuer", "none"},
};

static void
issuers_are_judged_by_issuemail(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct smime_message *m =
		    cases[i].file != NULL ? smime_load(cases[i].file) : NULL;
		struct caa_climb *climb = climb_with(cases[i].record);
		struct smime_issuer issuer;
		struct live_answer answer;

		if (m != NULL)
			smime_issuer_find(
			    &(struct cert_issuer_query){
				.chain = m->parts[0].signers[0].chain,
				.table = table},
			    &issuer);
		else
			smime_issuer_named(cases[i].dn, table, &issuer);
		smime_judge(&issuer, climb, &answer);
		if (strcmp(live_verdict_text(answer.verdict),
			cases[i].verdict) != 0 ||
		    strcmp(smime_basis_text(issuer.basis), cases[i].basis) != 0)
			fail_msg("%s: found %s by %s", cases[i].what,
			    live_verdict_text(answer.verdict),
			    smime_basis_text(issuer.basis));
		caa_climb_free(&climb);
		smime_message_free(&m);
	}
}

static void
how_an_issuer_is_known_is_told(void **state)
{
	static const struct {
		const char *dn, *says;
	} told[] = {
	    {CA_A, "known by name alone"},
	    {"CN=Nobody", "the CA table does not have that name"},
	    {NULL, "the message does not name it"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(told) / sizeof(told[0]); i++) {
		struct smime_issuer issuer;
		struct buf out = BUF_INIT;

		smime_issuer_named(told[i].dn, table, &issuer);
		smime_put_basis(&issuer, &out);
		assert_string_equal(buf_text(&out), told[i].says);
		buf_fini(&out);
	}
}

static void
without_a_table_no_issuer_is_known(void **state)
{
	struct smime_issuer issuer;

	(void)state;
	smime_issuer_named(CA_A, NULL, &issuer);
	assert_int_equal(issuer.basis, SMIME_BASIS_NONE);
}

static void
certificates_from_before_issuemail_are_early(void **state)
{
	static const struct {
		const char *file;
		bool early;
	} times[] = {{"signed", false}, {"signed-early", true}};
	struct smime_issuer issuer;

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		struct smime_message *m = smime_load(times[i].file);

		smime_issuer_find(
		    &(struct cert_issuer_query){
			.chain = m->parts[0].signers[0].chain, .table = table},
		    &issuer);
		assert_int_equal(smime_is_early(&issuer), times[i].early);
		smime_message_free(&m);
	}
	smime_issuer_named(CA_A, table, &issuer);
	assert_false(smime_is_early(&issuer)); /* not known */
}

static void
certificates_for_other_purposes_are_told(void **state)
{
	static const struct {
		const char *file;
		bool mail;
	} purposes[] = {{"signed", true}, {"signed-client", false}};

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		struct smime_message *m = smime_load(purposes[i].file);

		assert_int_equal(smime_is_for_mail(cert_chain_leaf(
				     m->parts[0].signers[0].chain)),
		    purposes[i].mail);
		smime_message_free(&m);
	}
}

static void
all_issuers_are_fitted_to_all_domains(void **state)
{
	struct smime_issuer issuers[3];
	struct smime_fit of[3], at[2];
	struct caa_climb *climbs[2] = {
	    climb_with("0 issuemail \"mail-a.test\""),
	    climb_with("0 issuemail \"other.test\"")};
	const struct caa_climb *lent[2] = {climbs[0], climbs[1]};

	(void)state;
	smime_issuer_named(CA_B, table, &issuers[0]);
	smime_issuer_named(CA_A, table, &issuers[1]);
	smime_issuer_named("CN=Nobody", table, &issuers[2]);
	smime_fit(issuers, 3, lent, 2, of, at);
	assert_int_equal(of[0].verdict, LIVE_INCONSISTENT_NOW);
	assert_int_equal(of[1].verdict, LIVE_CONSISTENT_WEAK);
	assert_int_equal(of[1].with, 0);
	assert_int_equal(of[2].verdict, LIVE_UNKNOWN_ISSUER);
	assert_int_equal(at[0].verdict, LIVE_CONSISTENT_WEAK);
	assert_int_equal(at[0].with, 1);
	assert_int_equal(at[1].verdict, LIVE_UNKNOWN_ISSUER);
	smime_fit(issuers, 2, lent, 2, of, at);
	assert_int_equal(at[1].verdict, LIVE_INCONSISTENT_NOW);
	caa_climb_free(&climbs[0]);
	caa_climb_free(&climbs[1]);
}

static void
addresses_come_from_the_subject_only_where_there_are_no_others(void **state)
{
	static const struct {
		const char *file, *address;
		size_t n;
		bool from_dn;
	} from[] = {
	    {"signed", "alice@good.test", 2, false},
	    {"signed-dn", "dora@good.test", 1, true},
	    {"signed-utf8", "j\xc3\xbcrgen@xn--exmple-cua.test", 1, false},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(from) / sizeof(from[0]); i++) {
		struct smime_message *m = smime_load(from[i].file);
		struct smime_addresses a;

		smime_addresses_of(
		    cert_chain_leaf(m->parts[0].signers[0].chain), &a);
		assert_int_equal(a.n, from[i].n);
		assert_string_equal(a.list[0], from[i].address);
		assert_int_equal(a.from_dn, from[i].from_dn);
		assert_true(smime_address_equal(m->from[0], a.list[0]));
		smime_addresses_fini(&a);
		smime_message_free(&m);
	}
	assert_true(smime_address_equal("A@x.test", "a@x.test"));
	assert_false(smime_address_equal("a@x.test", "a@x.tes"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(issuers_are_judged_by_issuemail),
	    cmocka_unit_test(how_an_issuer_is_known_is_told),
	    cmocka_unit_test(without_a_table_no_issuer_is_known),
	    cmocka_unit_test(certificates_from_before_issuemail_are_early),
	    cmocka_unit_test(certificates_for_other_purposes_are_told),
	    cmocka_unit_test(all_issuers_are_fitted_to_all_domains),
	    cmocka_unit_test(
		addresses_come_from_the_subject_only_where_there_are_no_others),
	};

	return cmocka_run_group_tests(tests, load_table, free_table);
}
