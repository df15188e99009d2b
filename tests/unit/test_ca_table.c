/* SPDX-License-Identifier: BSD-2-Clause */
/* The CA table: what cert/ca_table.h promises. */

#include "tests/unit/unit_file.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/error.h"
#include "base/file.h"
#include "base/mem.h"
#include "base/text.h"
#include "cert/ca_table.h"

#define A "aa00000000000000000000000000000000000000000000000000000000000000"
#define B "bb00000000000000000000000000000000000000000000000000000000000000"
#define C "cc00000000000000000000000000000000000000000000000000000000000000"
#define D "dd00000000000000000000000000000000000000000000000000000000000000"
#define KA "0a00000000000000000000000000000000000000000000000000000000000000"
#define KB "0b00000000000000000000000000000000000000000000000000000000000000"
#define KC "0c00000000000000000000000000000000000000000000000000000000000000"
#define NONE "ff00000000000000000000000000000000000000000000000000000000000000"

#define HEADER                                                       \
	"operator,subject_dn,ski,spki_sha256,cert_sha256,not_after," \
	"caa_domains,caa_domains_weak\n"

/* A and B are one key; A, B and C one name; D knows nothing. */
static const char table_text[] =
    HEADER "Able,\"CN=X,O=Able\\, Inc.,C=US\",01," KA "," A ",2030-01-01,"
	   "able.example both.example,old.example\n"
	   "Able,\"CN=X,O=Able\\, Inc.,C=US\",01," KA "," B ",2031-01-01,"
	   "able.example both.example,old.example\n"
	   "Baker,\"CN=X,O=Able\\, Inc.,C=US\",02," KB "," C ",2029-01-01,"
	   "both.example other.example,\n"
	   "Dog,\"CN=Dog,C=US\",03," KC "," D ",2029-01-01,,dog.example\n";

static struct ca_table *
load_text(const char *text)
{
	char *path = unit_file(text);
	struct ca_table *t = NULL;
	struct error err = {""};

	if (ca_table_load(path, &t, &err) == -1)
		fail_msg("%s", err.text);
	unit_file_drop(path);
	return t;
}

static void
add_text(struct ca_table *t, const char *text)
{
	char *path = unit_file(text);
	struct error err = {""};

	if (ca_table_add(t, path, &err) == -1)
		fail_msg("%s", err.text);
	unit_file_drop(path);
}

static struct ca_table *
load_shipped(void)
{
	char *path =
	    mem_printf("%s/conf/caa-identifiers.csv", getenv("CAAGATE_SRCDIR"));
	struct ca_table *t = NULL;
	struct error err = {""};

	if (ca_table_load(path, &t, &err) == -1)
		fail_msg("%s", err.text);
	free(path);
	return t;
}

/* Hexadecimal or NULL for each. */
static void
find(const struct ca_table *t, const char *cert, const char *key,
    const char *key_id, const char *dn, struct ca_match *m)
{
	uint8_t cert_octets[32], key_octets[32], id[64];
	struct ca_query q = {NULL, NULL, NULL, 0, dn};

	if (cert != NULL) {
		(void)text_from_hex(cert, 64, cert_octets, 32);
		q.cert_sha256 = cert_octets;
	}
	if (key != NULL) {
		(void)text_from_hex(key, 64, key_octets, 32);
		q.spki_sha256 = key_octets;
	}
	if (key_id != NULL) {
		q.key_id_len = (size_t)text_from_hex(
		    key_id, strlen(key_id), id, sizeof(id));
		q.key_id = id;
	}
	ca_table_find(t, &q, m);
}

static void
assert_list(const char *const *ids, size_t n, const char *wanted)
{
	char found[1024] = "";

	for (size_t i = 0; i < n; i++) {
		(void)strcat(found, i > 0 ? " " : "");
		(void)strcat(found, ids[i]);
	}
	assert_string_equal(found, wanted);
}

static void
the_best_evidence_decides(void **state)
{
	static const struct {
		const char *cert, *key, *key_id, *dn;
		enum ca_basis basis;
		const char *entry, *domains, *weak;
		size_t n;
	} cases[] = {
	    {A, NULL, NULL, NULL, CA_BASIS_CERTIFICATE, A,
		"able.example both.example", "old.example", 1},
	    {A, KB, "03", "CN=Dog,C=US", CA_BASIS_CERTIFICATE, A,
		"able.example both.example", "old.example", 1},
	    {NONE, KB, "01", "CN=Dog,C=US", CA_BASIS_KEY, C,
		"both.example other.example", "", 1},
	    {NULL, KA, NULL, NULL, CA_BASIS_KEY, B, "able.example both.example",
		"old.example", 2},
	    {NONE, NONE, "02", "CN=X,O=Able\\, Inc.,C=US", CA_BASIS_KEY_ID, C,
		"both.example other.example", "", 1},
	    {NULL, NULL, "01", "cn=x, o=ABLE\\,  inc., c=us", CA_BASIS_KEY_ID,
		B, "able.example both.example", "old.example", 2},
	    {NULL, NULL, "02", "C=US,O=Able\\, Inc.,CN=X", CA_BASIS_KEY_ID, C,
		"both.example other.example", "", 1},
	    {NULL, NULL, NULL, "CN=X,O=Able\\, Inc.,C=US", CA_BASIS_NAME, B,
		"both.example", "able.example old.example other.example", 3},
	    {NULL, NULL, "ff", "CN=Dog,C=US", CA_BASIS_NAME, D, "",
		"dog.example", 1},
	    {NULL, NULL, "03", "CN=Cat,C=US", CA_BASIS_NONE, NULL, "", "", 0},
	    {NULL, NULL, "03", NULL, CA_BASIS_NONE, NULL, "", "", 0},
	    {NULL, NULL, "03", "", CA_BASIS_NONE, NULL, "", "", 0},
	    {NULL, NULL, NULL, "no name", CA_BASIS_NONE, NULL, "", "", 0},
	    {NULL, NULL, NULL, NULL, CA_BASIS_NONE, NULL, "", "", 0},
	};
	struct ca_table *t = load_text(table_text);

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct ca_match m;

		find(t, cases[i].cert, cases[i].key, cases[i].key_id,
		    cases[i].dn, &m);
		assert_int_equal(m.basis, cases[i].basis);
		assert_int_equal(m.n_entries, cases[i].n);
		assert_list(m.domains, m.n_domains, cases[i].domains);
		assert_list(m.weak_domains, m.n_weak_domains, cases[i].weak);
		if (cases[i].entry == NULL)
			assert_null(m.entry);
		else
			assert_string_equal(
			    m.entry->cert_sha256, cases[i].entry);
	}
	ca_table_free(&t);
	assert_null(t);
}

static void
a_shared_name_says_whether_one_operator_has_it(void **state)
{
	struct ca_table *t = load_text(table_text);
	struct ca_match m;

	(void)state;
	find(t, NULL, KA, NULL, NULL, &m);
	assert_true(m.one_operator);
	find(t, NULL, NULL, NULL, "CN=X,O=Able\\, Inc.,C=US", &m);
	assert_false(m.one_operator);
	ca_table_free(&t);
}

static void
disagreement_is_unknown_and_weak_never_contradicts(void **state)
{
	static const struct {
		const char *domains, *weak, *other_domains, *id;
		enum ca_recognition recognition;
	} cases[] = {
	    {"a.example", "", "a.example", "a.example", CA_RECOGNITION_YES},
	    {"a.example", "", "a.example", "A.Example.", CA_RECOGNITION_YES},
	    {"a.example", "", "a.example", "b.example", CA_RECOGNITION_NO},
	    {"a.example", "", "a.example", "b", CA_RECOGNITION_NO},
	    {"a.example", "w.example", "a.example", "w.example",
		CA_RECOGNITION_WEAK},
	    {"a.example b.example", "", "a.example", "b.example",
		CA_RECOGNITION_WEAK},
	    {"a.example b.example", "", "a.example", "c.example",
		CA_RECOGNITION_NO},
	    {"a.example", "", "b.example", "a.example", CA_RECOGNITION_WEAK},
	    {"a.example", "", "b.example", "c.example", CA_RECOGNITION_UNKNOWN},
	    {"a.example", "", "", "c.example", CA_RECOGNITION_UNKNOWN},
	    {"a.example", "", "", "a.example", CA_RECOGNITION_WEAK},
	    {"", "w.example", "", "c.example", CA_RECOGNITION_UNKNOWN},
	    {"", "w.example", "", "w.example", CA_RECOGNITION_WEAK},
	    {"", "", "", "c.example", CA_RECOGNITION_UNKNOWN},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		char *text = mem_printf(HEADER ",CN=X,,,,,%s,%s\n"
					       ",CN=X,,,,,%s,\n",
		    cases[i].domains, cases[i].weak, cases[i].other_domains);
		struct ca_table *t = load_text(text);
		struct ca_match m;

		find(t, NULL, NULL, NULL, "CN=X", &m);
		assert_int_equal(m.basis, CA_BASIS_NAME);
		assert_int_equal(
		    ca_match_recognises(&m, cases[i].id), cases[i].recognition);
		ca_table_free(&t);
		free(text);
	}
}

static void
nobody_recognises_where_nobody_was_found(void **state)
{
	struct ca_table *t = load_text(table_text);
	struct ca_match m;

	(void)state;
	find(t, NONE, NULL, NULL, NULL, &m);
	assert_int_equal(
	    ca_match_recognises(&m, "able.example"), CA_RECOGNITION_UNKNOWN);
	ca_table_free(&t);
}

static void
later_files_win(void **state)
{
	static const struct {
		const char *later, *cert, *domains;
	} cases[] = {
	    {"spki_sha256,caa_domains\n" KA ",new.example\n", A, "new.example"},
	    {"spki_sha256,caa_domains\n" KA ",new.example\n", B, "new.example"},
	    {"spki_sha256,caa_domains\n" KA ",new.example\n", C,
		"both.example other.example"},
	    {"subject_dn,caa_domains\n\"C=us,O=able\\, inc.,CN=x\",n.example\n",
		C, "n.example"},
	    {"subject_dn,ski,caa_domains\n\"CN=X,O=Able\\, Inc.,C=US\",02,"
	     "n.example\n",
		A, "able.example both.example"},
	    {"subject_dn,ski,caa_domains\n\"CN=X,O=Able\\, Inc.,C=US\",02,"
	     "n.example\n",
		C, "n.example"},
	    {"cert_sha256,caa_domains\n" A ",n.example\n", B, "n.example"},
	    {"cert_sha256,caa_domains\n" A ",\n", A, ""},
	    {"cert_sha256,spki_sha256,caa_domains\n" NONE "," KA ",n.example\n",
		NONE, "n.example"},
	    {"cert_sha256,spki_sha256,caa_domains\n" NONE "," KA ",n.example\n",
		A, "n.example"},
	    {"cert_sha256,caa_domains\n" NONE ",one.example\n" NONE
	     ",two.example\n",
		NONE, "two.example"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct ca_table *t = load_text(table_text);
		struct ca_match m;

		add_text(t, cases[i].later);
		find(t, cases[i].cert, NULL, NULL, NULL, &m);
		assert_list(m.domains, m.n_domains, cases[i].domains);
		ca_table_free(&t);
	}
}

static void
an_operators_ca_is_found_by_what_its_row_has(void **state)
{
	struct ca_table *t = load_text(table_text);
	struct ca_match m;

	(void)state;
	add_text(t, "subject_dn,caa_domains\nCN=Own CA,own.example\n");
	assert_int_equal(ca_table_count(t), 5);
	find(t, NONE, NONE, "0102", "cn=own ca", &m);
	assert_int_equal(m.basis, CA_BASIS_NAME);
	assert_string_equal(m.entry->caa_basis, "operator");
	assert_int_equal(
	    ca_match_recognises(&m, "own.example"), CA_RECOGNITION_YES);
	assert_true(ca_table_recognises(t, "OWN.example"));
	ca_table_free(&t);
}

static void
a_bad_file_is_named_and_changes_nothing(void **state)
{
	static const struct {
		const char *text, *error;
	} cases[] = {
	    {"subject_dn\nCN=X\n", ":1: the header has no column `caa_dom"},
	    {"caa_domains\na.example\n", ":2: no CA is named"},
	    {"subject_dn,caa_domains\nCN=X,a.example\nX,b.example\n",
		":3: no `=`"},
	    {"spki_sha256,caa_domains\nabcd,a.example\n",
		":2: spki_sha256 is `abcd`"},
	    {"ski,subject_dn,caa_domains\nabx,CN=X,a.example\n",
		":2: ski is `abx`"},
	    {"subject_dn,caa_domains\nCN=X,letsencrypt\n",
		":2: caa_domains has a word that is a single word"},
	};
	struct ca_table *t = load_text(table_text);

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		char *path = unit_file(cases[i].text);
		struct ca_table *none = NULL;
		struct error err = {""};

		assert_int_equal(ca_table_load(path, &none, &err), -1);
		assert_null(none);
		assert_non_null(strstr(err.text, path));
		assert_non_null(strstr(err.text, cases[i].error));
		assert_int_equal(ca_table_add(t, path, &err), -1);
		assert_int_equal(ca_table_count(t), 4);
		(void)unlink(path);
		free(path);
	}
	assert_false(ca_table_recognises(t, "a.example"));
	ca_table_free(&t);
}

static void
the_shipped_table_answers(void **state)
{
	static const char r10[] = "CN=R10,O=Let's Encrypt,C=US";
	struct ca_table *t = load_shipped();
	struct ca_match m;

	(void)state;
	assert_int_equal(ca_table_count(t), 5388);
	find(t, NULL, NULL, NULL, r10, &m);
	assert_int_equal(
	    ca_match_recognises(&m, "letsencrypt.org"), CA_RECOGNITION_YES);
	assert_int_equal(
	    ca_match_recognises(&m, "digicert.com"), CA_RECOGNITION_NO);
	/* A reseller's name that stands at two CAs. */
	find(t, NULL, NULL, NULL, "CN=Verokey Verified Business,O=Verokey,C=AU",
	    &m);
	assert_int_equal(m.n_domains, 0);
	assert_int_equal(
	    ca_match_recognises(&m, "letsencrypt.org"), CA_RECOGNITION_UNKNOWN);
	assert_int_equal(
	    ca_match_recognises(&m, "sectigo.com"), CA_RECOGNITION_WEAK);
	ca_table_free(&t);
}

static void
every_shipped_row_is_found_by_itself(void **state)
{
	struct ca_table *t = load_shipped();

	(void)state;
	for (size_t i = 0; i < ca_table_count(t); i++) {
		const struct ca_entry *e = ca_table_at(t, i);
		struct ca_match m;

		find(t, e->cert_sha256, NULL, NULL, NULL, &m);
		assert_ptr_equal(m.entry, e);
		find(t, NULL, e->spki_sha256, NULL, NULL, &m);
		assert_int_equal(m.basis, CA_BASIS_KEY);
		/* All rows of a key have the same identifiers. */
		assert_ptr_equal(m.domains, e->domains);
		assert_ptr_equal(m.weak_domains, e->weak_domains);
		find(t, NULL, NULL, e->ski, e->subject_dn, &m);
		assert_int_equal(m.basis,
		    e->ski[0] != '\0' ? CA_BASIS_KEY_ID : CA_BASIS_NAME);
	}
	ca_table_free(&t);
}

static void
a_misspelling_is_told_from_another_name(void **state)
{
	static const struct {
		const char *id, *nearest;
	} cases[] = {
	    {"letsecrypt.org", "letsencrypt.org"},
	    {"LetsEncyrpt.org.", "letsencrypt.org"},
	    {"digicert.co", "digicert.com"},
	    {"pki.goo", "pki.goog"},
	    {"letsencrypt.org", NULL},
	    {"digicert.com", NULL},
	    {"digicert.co.jp", "digicert.ne.jp"},
	    {"digi.cert.com", NULL}, /* of another shape */
	    {"example.com", NULL},
	    {"vqsq.com", NULL}, /* two edits from visa.com */
	    {"letsencrypt", NULL},
	    {"", NULL},
	    {"not a name", NULL},
	};
	struct ca_table *t = load_shipped();

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const char *near = ca_table_nearest(t, cases[i].id);

		if (cases[i].nearest == NULL)
			assert_null(near);
		else
			assert_string_equal(near, cases[i].nearest);
	}
	for (size_t i = 0; i < ca_table_count(t); i++) {
		const struct ca_entry *e = ca_table_at(t, i);

		for (size_t j = 0; j < e->n_weak_domains; j++) {
			assert_true(ca_table_recognises(t, e->weak_domains[j]));
			assert_null(ca_table_nearest(t, e->weak_domains[j]));
		}
	}
	ca_table_free(&t);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(the_best_evidence_decides),
	    cmocka_unit_test(a_shared_name_says_whether_one_operator_has_it),
	    cmocka_unit_test(
		disagreement_is_unknown_and_weak_never_contradicts),
	    cmocka_unit_test(nobody_recognises_where_nobody_was_found),
	    cmocka_unit_test(later_files_win),
	    cmocka_unit_test(an_operators_ca_is_found_by_what_its_row_has),
	    cmocka_unit_test(a_bad_file_is_named_and_changes_nothing),
	    cmocka_unit_test(the_shipped_table_answers),
	    cmocka_unit_test(every_shipped_row_is_found_by_itself),
	    cmocka_unit_test(a_misspelling_is_told_from_another_name),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
