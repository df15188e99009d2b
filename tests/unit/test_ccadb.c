/* SPDX-License-Identifier: BSD-2-Clause */
/* CCADB's reports: what cert/ccadb.h, identifiers.h, ca_file.h promise. */

#include "tests/unit/unit_file.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/file.h"
#include "base/mem.h"
#include "cert/ca_file.h"
#include "cert/ca_table.h"
#include "cert/ccadb.h"

#define DAY "2026-11-22"
#define K1 "0100000000000000000000000000000000000000000000000000000000000000"
#define K2 "0200000000000000000000000000000000000000000000000000000000000000"
#define BOM "\xef\xbb\xbf"
#define V2                                                  \
	BOM "\"Subject\",\"Subject Key Identifier (Hex)\"," \
	    "\"Intermediate Certificate\",\"Recognized CAA Domains\"\n"

/* One key in two certificates, and a name that two keys have. */
static const char base_text[] =
    "ca_owner,subject_dn,ski,spki_sha256,caa_domains,caa_domains_weak,"
    "caa_basis\n"
    "Able (previously Abel),\"CN=X,O=Able\\, Inc.\",0a0b," K1
    ",able.example old.example,weak.example,owner\n"
    "Able (previously Abel),\"CN=X2,O=Able\\, Inc.\",0a0b," K1
    ",able.example old.example,weak.example,owner\n"
    "Baker,CN=Y,0c," K2 ",,,unknown\n"
    "Dog,CN=Two,01,,dog.example,,owner\n"
    "Dog,CN=Two,02,,dog.example,,owner\n";

static struct ca_file *
load(const char *path)
{
	struct ca_file *file = NULL;
	struct error err = {""};

	if (ca_file_load(path, &file, &err) == -1)
		fail_msg("%s", err.text);
	return file;
}

static struct ca_file *
load_text(const char *text)
{
	char *path = unit_file(text);
	struct ca_file *file = load(path);

	unit_file_drop(path);
	return file;
}

static struct ca_file *
load_shipped(void)
{
	char *path =
	    mem_printf("%s/conf/caa-identifiers.csv", getenv("CAAGATE_SRCDIR"));
	struct ca_file *file = load(path);

	free(path);
	return file;
}

static void
merge_sample(struct ca_file *file, const char *name, struct ccadb_summary *sum)
{
	char *path =
	    mem_printf("%s/tests/data/ca/%s", getenv("CAAGATE_SRCDIR"), name);
	struct error err = {""};

	if (ccadb_merge(file, path, DAY, sum, &err) == -1)
		fail_msg("%s", err.text);
	free(path);
}

static void
cells_are_read_however_they_are_written(void **state)
{
	static const struct {
		const char *cell, *ids;
		size_t faults[IDENTIFIER_FAULTS];
	} cases[] = {
	    {"letsencrypt.org", "letsencrypt.org", {1, 0, 0, 0, 0}},
	    {"Comsign.co.il , Comsign.co.uk ,", "comsign.co.il comsign.co.uk",
		{2, 0, 0, 0, 0}},
	    {"b.example;a.example\tc.example\r\nb.EXAMPLE.",
		"a.example b.example c.example", {4, 0, 0, 0, 0}},
	    {"N/A", "", {0, 0, 0, 1, 0}},
	    {"None", "", {0, 0, 1, 0, 0}},
	    {"", "", {0, 0, 0, 0, 0}},
	    {" ,;\n", "", {0, 0, 0, 0, 0}},
	    {"admin@domain a@b.example", "", {0, 2, 0, 0, 0}},
	    {"https://ca.example/ *.ca.example", "", {0, 0, 0, 2, 0}},
	    {"names, e.g. ca.example", "ca.example", {1, 0, 1, 1, 0}},
	    {"192.0.2.1 -a.example a-.example a..example", "", {0, 0, 0, 4, 0}},
	    {"xn--bcher-kva.example b\xc3\xbc.example", "xn--bcher-kva.example",
		{1, 0, 0, 1, 0}},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct identifiers set = IDENTIFIERS_INIT;
		size_t faults[IDENTIFIER_FAULTS] = {0};
		struct buf text = BUF_INIT;

		identifiers_parse(&set, cases[i].cell, faults);
		identifiers_put(&set, &text);
		assert_string_equal(text.data, cases[i].ids);
		assert_memory_equal(faults, cases[i].faults, sizeof(faults));
		identifiers_fini(&set);
		buf_fini(&text);
	}
}

static void
a_set_of_identifiers_is_bounded(void **state)
{
	struct identifiers set = IDENTIFIERS_INIT;
	size_t faults[IDENTIFIER_FAULTS] = {0};
	struct buf cell = BUF_INIT;

	(void)state;
	for (size_t i = 0; i < IDENTIFIERS_MAX + 5; i++)
		buf_printf(&cell, "n%zu.example ", i);
	identifiers_parse(&set, cell.data, faults);
	assert_int_equal(set.n, IDENTIFIERS_MAX);
	assert_int_equal(faults[IDENTIFIER_TOO_MANY], 5);
	identifiers_fini(&set);
	buf_fini(&cell);
}

static void
a_report_changes_what_it_speaks_of(void **state)
{
	static const struct {
		const char *report;
		size_t row; /* looked at afterwards */
		const char *domains, *weak, *basis;
		size_t matched, added, unknown, unplaced;
	} cases[] = {
	    {V2 "\"CN=X; O=Able, Inc.\",\"0A:0B\",\"\",\"new.example\"\n", 0,
		"new.example", "able.example old.example weak.example",
		"ccadb-v2", 1, 0, 0, 0},
	    {V2 "\"CN=X; O=Able, Inc.\",\"0A0B\",\"\",\"Able.Example\"\n", 1,
		"able.example", "old.example weak.example", "ccadb-v2", 1, 0, 0,
		0}, /* the other certificate of the key */
	    {V2 "\"O=Able, Inc.; CN=X\",\"0a0b\",\"\",\"weak.example\"\n", 0,
		"weak.example", "able.example old.example", "ccadb-v2", 1, 0, 0,
		0},
	    {V2 "\"CN=X\",\"0a0b\",\"\",\"n.example\"\n"
		"\"CN=X2\",\"0a0b\",\"\",\"m.example\"\n",
		0, "m.example n.example",
		"able.example old.example weak.example", "ccadb-v2", 2, 0, 0,
		0}, /* one key, two rows */
	    {V2 "\"CN=X; O=Able, Inc.\",\"0A0B\",\"\",\"N/A\"\n", 0,
		"able.example old.example", "weak.example", "owner", 0, 0, 1,
		0},
	    {V2 "\"CN=Y\",\"\",\"\",\"y.example\"\n", 2, "y.example", "",
		"ccadb-v2", 1, 0, 0, 0}, /* no key id, but one key */
	    {V2 "\"CN=Two\",\"\",\"\",\"y.example\"\n", 3, "dog.example", "",
		"owner", 0, 0, 0, 1},
	    {V2 "\"CN=Two\",\"02\",\"\",\"y.example\"\n", 3, "dog.example", "",
		"owner", 1, 0, 0, 0},
	    {V2 "\"CN=Two\",\"03\",\"\",\"z.example\"\n", 5, "z.example", "",
		"ccadb-v2", 0, 1, 0, 0},
	    {V2 "\"CN=Other\",\"0a0b\",\"\",\"z.example\"\n"
		"\"CN=Other\",\"0a0b\",\"\",\"a.example\"\n",
		5, "a.example z.example", "", "ccadb-v2", 0, 1, 0, 0},
	    {V2 "\"no name\",\"0a0b\",\"\",\"z.example\"\n", 0,
		"able.example old.example", "weak.example", "owner", 0, 0, 0,
		1},
	    {"CA Owner Name,Recognized CAA Domains\nable,\"n.example, "
	     "old.example\"\n",
		0, "able.example old.example", "n.example weak.example",
		"owner", 1, 0, 0, 0},
	    {"CA Owner,Recognized CAA Domains\nAble (Formerly Abel),"
	     "n.example\n",
		1, "able.example old.example", "n.example weak.example",
		"owner", 1, 0, 0, 0},
	    {"CA Owner,Recognized CAA Domains\nBaker,n.example\n", 2, "",
		"n.example", "unknown", 1, 0, 0, 0},
	    {"CA Owner,Recognized CAA Domains\nCat,n.example\nDog,None\n", 3,
		"dog.example", "", "owner", 0, 0, 1, 1},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct ca_file *file = load_text(base_text);
		char *report = unit_file(cases[i].report);
		struct ccadb_summary sum = {.rows = 0};
		struct error err = {""};
		const struct ca_row *row;

		if (ccadb_merge(file, report, DAY, &sum, &err) == -1)
			fail_msg("%s", err.text);
		row = ca_file_at(file, cases[i].row);
		assert_string_equal(row->text[CA_DOMAINS], cases[i].domains);
		assert_string_equal(row->text[CA_DOMAINS_WEAK], cases[i].weak);
		assert_string_equal(row->text[CA_CAA_BASIS], cases[i].basis);
		assert_int_equal(sum.matched, cases[i].matched);
		assert_int_equal(sum.added, cases[i].added);
		assert_int_equal(sum.unknown_cells, cases[i].unknown);
		assert_int_equal(sum.unplaced, cases[i].unplaced);
		assert_int_equal(ca_file_count(file), 5 + cases[i].added);
		unit_file_drop(report);
		ca_file_free(&file);
	}
}

static void
what_is_no_report_changes_nothing(void **state)
{
	static const struct {
		const char *text, *error;
	} cases[] = {
	    {"Subject,Domains\na,b\n", ":1: the header has no column `Recog"},
	    {"Name,Recognized CAA Domains\na,b.example\n",
		":2: neither a column `Subject` nor"},
	    {V2, ": a header and no rows"},
	    {V2 "\"CN=X; O=Able, Inc.\",\"0A0B\",\"\",\"new.example\"\n\"CN",
		":3: a quote that never closes"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct ca_file *file = load_text(base_text);
		char *report = unit_file(cases[i].text);
		struct ccadb_summary sum = {.rows = 0};
		struct error err = {""};
		struct buf after = BUF_INIT, before = BUF_INIT;

		ca_file_put(file, &before);
		assert_int_equal(
		    ccadb_merge(file, report, DAY, &sum, &err), -1);
		assert_non_null(strstr(err.text, report));
		if (strstr(err.text, cases[i].error) == NULL)
			fail_msg("%s", err.text);
		assert_int_equal(sum.rows, 0);
		ca_file_put(file, &after);
		assert_string_equal(after.data, before.data);
		buf_fini(&before);
		buf_fini(&after);
		unit_file_drop(report);
		ca_file_free(&file);
	}
}

static void
the_owners_report_is_understood(void **state)
{
	struct ca_file *file = load_shipped();
	struct ccadb_summary sum = {.rows = 0};

	(void)state;
	merge_sample(file, "ccadb-sample.csv", &sum);
	assert_int_equal(sum.rows, 58);
	assert_int_equal(sum.unknown_cells, 6);
	assert_int_equal(sum.matched + sum.unplaced, 52);
	assert_int_equal(sum.matched, 35);
	assert_int_equal(sum.added, 0);
	assert_int_equal(sum.words[IDENTIFIER_GOOD], 132);
	ca_file_free(&file);
}

/* Write, load as a table, and ask it. */
static void
ask_written(const struct ca_file *file, const char *dn, const char *id,
    enum ca_recognition wanted)
{
	struct ca_query q = {NULL, NULL, NULL, 0, dn};
	struct ca_table *table = NULL;
	struct ca_match m;
	struct error err = {""};
	struct buf text = BUF_INIT;
	char *path;

	ca_file_put(file, &text);
	path = unit_file(text.data);
	if (ca_table_load(path, &table, &err) == -1)
		fail_msg("%s", err.text);
	ca_table_find(table, &q, &m);
	assert_int_equal(ca_match_recognises(&m, id), wanted);
	ca_table_free(&table);
	unit_file_drop(path);
	buf_fini(&text);
}

static void
the_report_by_certificate_is_understood(void **state)
{
	struct ca_file *file = load_shipped();
	struct ccadb_summary sum = {.rows = 0};

	(void)state;
	merge_sample(file, "caa-identifiers-v2-sample.csv", &sum);
	assert_int_equal(sum.rows, 27);
	assert_int_equal(sum.unknown_cells, 4);
	assert_int_equal(sum.matched, 20);
	assert_int_equal(sum.added, 3);
	assert_int_equal(sum.unplaced, 0);
	assert_int_equal(sum.words[IDENTIFIER_ADDRESS], 1);
	ask_written(file,
	    "CN=Swiss Government Public Trust Standard CA 03,OU=Certification "
	    "Authorities,OU=Services,O=Swiss Government PKI,C=CH",
	    "admin.ch", CA_RECOGNITION_YES);
	ask_written(file,
	    "CN=JPRS Organization Validation Authority - G4,O=Japan Registry "
	    "Services Co.\\, Ltd.,C=JP",
	    "acme.jprs.jp", CA_RECOGNITION_YES);
	ask_written(file,
	    "C=TH,O=TURNKEY COMMUNICATION SERVICES PUBLIC COMPANY"
	    " LIMITED,CN=ThaiCA ECC V1",
	    "nrca.go.th", CA_RECOGNITION_YES);
	ask_written(file,
	    "CN=Visa eCommerce Issuing CA - G2,OU=Visa"
	    " International Service Association,O=VISA,C=US",
	    "letsencrypt.org", CA_RECOGNITION_NO);
	ca_file_free(&file);
}

static void
importing_twice_changes_nothing_more(void **state)
{
	struct ca_file *file = load_shipped(), *again;
	struct ccadb_summary sum = {.rows = 0};
	struct buf once = BUF_INIT, twice = BUF_INIT;
	char *path;

	(void)state;
	merge_sample(file, "caa-identifiers-v2-sample.csv", &sum);
	merge_sample(file, "ccadb-sample.csv", &sum);
	ca_file_put(file, &once);
	path = unit_file(once.data);
	again = load(path);
	merge_sample(again, "caa-identifiers-v2-sample.csv", &sum);
	merge_sample(again, "ccadb-sample.csv", &sum);
	ca_file_put(again, &twice);
	assert_string_equal(once.data, twice.data);
	ca_file_free(&file);
	ca_file_free(&again);
	buf_fini(&once);
	buf_fini(&twice);
	unit_file_drop(path);
}

static void
the_shipped_table_is_written_as_it_came(void **state)
{
	char *path =
	    mem_printf("%s/conf/caa-identifiers.csv", getenv("CAAGATE_SRCDIR"));
	struct ca_file *file = load(path);
	struct buf shipped = BUF_INIT, written = BUF_INIT;
	struct error err = {""};
	char *space;

	(void)state;
	assert_int_equal(file_read(path, 10 << 20, &shipped, &err), 0);
	ca_file_put(file, &written);
	/* One cell that ends in a space without quotes. */
	space = strstr(shipped.data, "QUALIFIED EV 1 ,");
	assert_non_null(space);
	memmove(space + 14, space + 15, strlen(space + 15) + 1);
	assert_string_equal(shipped.data, written.data);
	ca_file_free(&file);
	buf_fini(&shipped);
	buf_fini(&written);
	free(path);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(cells_are_read_however_they_are_written),
	    cmocka_unit_test(a_set_of_identifiers_is_bounded),
	    cmocka_unit_test(a_report_changes_what_it_speaks_of),
	    cmocka_unit_test(what_is_no_report_changes_nothing),
	    cmocka_unit_test(the_owners_report_is_understood),
	    cmocka_unit_test(the_report_by_certificate_is_understood),
	    cmocka_unit_test(importing_twice_changes_nothing_more),
	    cmocka_unit_test(the_shipped_table_is_written_as_it_came),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
