/* SPDX-License-Identifier: BSD-2-Clause */
/* Distinguished names: what cert/dn.h promises. */

#include "tests/unit/unit.h"

#include <openssl/x509.h>

#include <stdlib.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/mem.h"
#include "base/text.h"
#include "cert/ca_table.h"
#include "cert/csv.h"
#include "cert/dn.h"
#include "cert/facts.h"

static void
key_of(const char *text, struct buf *out)
{
	struct error err = {""};

	if (dn_key_from_text(text, out, &err) == -1)
		fail_msg("%s: %s", text, err.text);
}

static void
equal_names_have_equal_keys(void **state)
{
	static const struct {
		const char *a, *b;
		bool equal;
	} cases[] = {
	    {"CN=a,O=b", "CN=a,O=b", true},
	    {"CN=a,O=b", "cn=A, o=B", true},
	    {"CN=a,O=b", "2.5.4.3=a,OID.2.5.4.10=b", true},
	    {"CN=a,O=b", "commonName = a , organizationName=b", true},
	    {"CN=a,O=b", "O=b,CN=a", false},
	    {"CN=a+O=b", "O=b+CN=a", true},
	    {"CN=a+O=b", "CN=a,O=b", false},
	    {"CN=a  b", "CN=\\ a b\\ ", true},
	    {"CN=a b", "CN=a\\0Ab", true},
	    {"CN=ab", "CN=a b", false},
	    {"CN=a\\,b", "CN=\"a,b\"", true},
	    {"CN=a\\,b", "CN=a\\2cb", true},
	    {"CN=\\C3\\A9", "CN=\xc3\xa9", true},
	    {"CN=\xc3\xa9", "CN=\xc3\x89", false},    /* no Unicode folding */
	    {"CN=abc", "CN=#0c03616263", true},       /* UTF8String */
	    {"CN=abc", "CN=#1303616263", true},       /* PrintableString */
	    {"CN=abc", "CN=#1e06006100620063", true}, /* BMPString */
	    {"2.5.4.45=#03020041", "2.5.4.45=#0041", true}, /* BIT STRING */
	    {"CN=#0500", "CN=\\#0500", false},
	    {"CN=#0500", "CN=\\#", false},
	    {"CN=\\#a", "CN=\\\\#a", false},
	    {"CN=a\\00b", "CN=ab", false},
	    {"emailAddress=a@b", "E=a@b", true},
	    {"STREET=x", "streetAddress=x", true},
	    {"1.2.3.4=x", "1.2.3.5=x", false},
	    {"", "  ", true},
	    {"CN=", "", false},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct buf a = BUF_INIT, b = BUF_INIT;

		key_of(cases[i].a, &a);
		key_of(cases[i].b, &b);
		if ((strcmp(a.data, b.data) == 0) != cases[i].equal)
			fail_msg("%s against %s", cases[i].a, cases[i].b);
		buf_fini(&a);
		buf_fini(&b);
	}
}

static void
what_is_no_name_is_refused(void **state)
{
	static const char *const cases[] = {"x", "CN=a,", "CN=a,,O=b", "=a",
	    "CN=a\\", "CN=a\\x", "CN=\"a", "CN=\"a\"b", "CN=#", "CN=#0",
	    "CN=#0g", "C N=a", "CN=a,b", "CN=\"a\\", "CN=\xff"};
	struct buf long_text = BUF_INIT, many = BUF_INIT;

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct buf key = BUF_INIT;
		struct error err = {""};

		if (dn_key_from_text(cases[i], &key, &err) != -1)
			fail_msg("%s", cases[i]);
		assert_true(err.text[0] != '\0');
		assert_int_equal(key.len, 0);
		buf_fini(&key);
	}
	buf_puts(&long_text, "CN=");
	for (size_t i = 0; i < DN_TEXT_MAX; i++)
		buf_putc(&long_text, 'x');
	assert_int_equal(dn_key_from_text(long_text.data, &many, NULL), -1);
	buf_clear(&long_text);
	for (size_t i = 0; i < DN_ATTRIBUTES_MAX; i++)
		buf_puts(&long_text, i > 0 ? ",CN=x" : "CN=x");
	assert_int_equal(dn_key_from_text(long_text.data, &many, NULL), 0);
	buf_puts(&long_text, ",CN=x");
	assert_int_equal(dn_key_from_text(long_text.data, &many, NULL), -1);
	buf_fini(&long_text);
	buf_fini(&many);
}

static void
ccadb_writes_the_same_name_its_own_way(void **state)
{
	static const struct {
		const char *ccadb, *rfc4514, *text;
	} cases[] = {
	    {"CN=R10; O=Let's Encrypt; C=US", "CN=R10,O=Let's Encrypt,C=US",
		"CN=R10,O=Let's Encrypt,C=US"},
	    {"CN=X; O=Japan Registry Services Co., Ltd.; C=JP",
		"CN=X,O=Japan Registry Services Co.\\, Ltd.,C=JP",
		"CN=X,O=Japan Registry Services Co.\\, Ltd.,C=JP"},
	    {"CN=X; OU=Services, Certification Authorities; C=CH",
		"CN=X,OU=Certification Authorities,OU=Services,C=CH",
		"CN=X,OU=Services\\, Certification Authorities,C=CH"},
	    {"CN=X; C=CZ; OrganizationIdentifier=NTRCZ-47114983",
		"CN=X,2.5.4.97=NTRCZ-47114983,C=CZ",
		"CN=X,C=CZ,2.5.4.97=NTRCZ-47114983"},
	    {"CN=X; C=CO; StreetAddress=www.certicamara.com",
		"CN=X,C=CO,STREET=www.certicamara.com",
		"CN=X,C=CO,STREET=www.certicamara.com"},
	    {"CN=a; b; O=c;d", "CN=a\\; b,O=c\\;d", "CN=a\\; b,O=c\\;d"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct buf a = BUF_INIT, b = BUF_INIT, text = BUF_INIT;
		struct buf loose_a = BUF_INIT, loose_b = BUF_INIT;
		struct error err = {""};

		assert_true(dn_is_ccadb(cases[i].ccadb));
		assert_false(dn_is_ccadb(cases[i].rfc4514));
		if (dn_key_from_ccadb(cases[i].ccadb, &a, &err) == -1)
			fail_msg("%s", err.text);
		key_of(cases[i].rfc4514, &b);
		dn_key_loose(a.data, &loose_a);
		dn_key_loose(b.data, &loose_b);
		assert_string_equal(loose_a.data, loose_b.data);
		assert_int_equal(
		    dn_text_from_ccadb(cases[i].ccadb, &text, &err), 0);
		assert_string_equal(text.data, cases[i].text);
		buf_fini(&a);
		buf_fini(&b);
		buf_fini(&text);
		buf_fini(&loose_a);
		buf_fini(&loose_b);
	}
	assert_int_equal(dn_key_from_ccadb("X; CN=a", NULL, NULL), -1);
	assert_int_equal(dn_key_from_ccadb("CN=\xff", NULL, NULL), -1);
}

static void
a_loose_key_covers_its_parts(void **state)
{
	static const struct {
		const char *whole, *part;
		bool covers;
	} cases[] = {
	    {"CN=a,O=b,C=c", "C=c,CN=a", true},
	    {"CN=a,O=b,C=c", "CN=a,O=b,C=c", true},
	    {"CN=a,O=b", "CN=a,O=b,C=c", false},
	    {"CN=a,O=b", "CN=ab", false},
	    {"CN=a,O=b", "", false},
	    {"CN=a\\, b,O=b", "CN=b", true},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct buf a = BUF_INIT, b = BUF_INIT;
		struct buf loose_a = BUF_INIT, loose_b = BUF_INIT;

		key_of(cases[i].whole, &a);
		key_of(cases[i].part, &b);
		dn_key_loose(a.data, &loose_a);
		dn_key_loose(b.data, &loose_b);
		assert_int_equal(dn_loose_covers(loose_a.data, loose_b.data),
		    cases[i].covers);
		buf_fini(&a);
		buf_fini(&b);
		buf_fini(&loose_a);
		buf_fini(&loose_b);
	}
}

static void
a_value_is_read_as_people_write_it(void **state)
{
	struct buf value = BUF_INIT;

	(void)state;
	assert_true(dn_text_value("CN=x,O=A\\, B,O=C", "O", &value));
	assert_string_equal(value.data, "A, B");
	assert_false(dn_text_value("CN=x", "O", &value));
	assert_false(dn_text_value("no name", "O", &value));
	buf_fini(&value);
}

struct sample {
	struct ca_table *table;
	size_t certs, listed;
};

static void
check_name(const X509_NAME *name, const char *wanted)
{
	struct buf a = BUF_INIT, b = BUF_INIT, c = BUF_INIT, text = BUF_INIT;

	assert_int_equal(dn_key_from_x509(name, &a, NULL), 0);
	assert_int_equal(dn_text_from_x509(name, &text, NULL), 0);
	key_of(text.data, &b);
	assert_string_equal(a.data, b.data);
	if (wanted != NULL) {
		key_of(wanted, &c);
		assert_string_equal(a.data, c.data);
	}
	buf_fini(&a);
	buf_fini(&b);
	buf_fini(&c);
	buf_fini(&text);
}

static int
check_certificate(const struct csv_row *row, void *arg, struct error *err)
{
	struct sample *s = arg;
	struct cert_bag bag;
	struct cert_facts facts;
	struct ca_query q = {NULL, NULL, NULL, 0, NULL};
	struct ca_match m;

	if (cert_bag_read("sample", row->fields[0], row->lens[0], &bag, err) ==
		-1 ||
	    cert_facts_read(bag.certs[0], &facts, err) == -1)
		return -1;
	q.cert_sha256 = facts.cert_sha256;
	ca_table_find(s->table, &q, &m);
	check_name(X509_get_subject_name(bag.certs[0]),
	    m.entry != NULL ? m.entry->subject_dn : NULL);
	check_name(X509_get_issuer_name(bag.certs[0]), NULL);
	s->certs++;
	if (m.entry != NULL) {
		struct buf hex = BUF_INIT;

		text_put_hex(&hex, facts.spki_sha256, CA_HASH_SIZE);
		assert_string_equal(hex.data, m.entry->spki_sha256);
		buf_clear(&hex);
		text_put_hex(&hex, facts.ski, facts.ski_len);
		assert_string_equal(buf_text(&hex), m.entry->ski);
		buf_fini(&hex);
		s->listed++;
	}
	cert_facts_fini(&facts);
	cert_bag_fini(&bag);
	return 0;
}

static void
real_certificates_have_the_names_of_the_table(void **state)
{
	static const struct csv_column pem[] = {
	    {"X.509 Certificate (PEM)", true}};
	const char *srcdir = getenv("CAAGATE_SRCDIR");
	char *table = mem_printf("%s/conf/caa-identifiers.csv", srcdir);
	char *path =
	    mem_printf("%s/tests/data/ca/ccadb-pem-sample.csv", srcdir);
	struct sample s = {NULL, 0, 0};
	struct error err = {""};

	(void)state;
	if (ca_table_load(table, &s.table, &err) == -1 ||
	    csv_read(path, pem, 1, check_certificate, &s, &err) == -1)
		fail_msg("%s", err.text);
	assert_int_equal(s.certs, 746);
	assert_int_equal(s.listed, 663);
	ca_table_free(&s.table);
	free(table);
	free(path);
}

static void
strings_of_certificates_compare_across_their_types(void **state)
{
	static const unsigned char bits[] = {0x53, 0x43};
	X509_NAME *name = X509_NAME_new();
	X509_NAME *other = X509_NAME_new();
	struct buf a = BUF_INIT, b = BUF_INIT, text = BUF_INIT;

	(void)state;
	X509_NAME_add_entry_by_txt(name, "CN", V_ASN1_BMPSTRING,
	    (const unsigned char *)"\0A\0b", 4, -1, 0);
	X509_NAME_add_entry_by_txt(other, "CN", V_ASN1_UTF8STRING,
	    (const unsigned char *)"aB", 2, -1, 0);
	X509_NAME_add_entry_by_txt(
	    name, "2.5.4.45", V_ASN1_BIT_STRING, bits, 2, -1, 0);
	X509_NAME_add_entry_by_txt(
	    other, "2.5.4.45", V_ASN1_BIT_STRING, bits, 2, -1, 0);
	assert_int_equal(dn_key_from_x509(name, &a, NULL), 0);
	assert_int_equal(dn_key_from_x509(other, &b, NULL), 0);
	assert_string_equal(a.data, b.data);
	assert_int_equal(dn_text_from_x509(name, &text, NULL), 0);
	assert_string_equal(text.data, "2.5.4.45=#0303005343,CN=Ab");
	X509_NAME_free(name);
	X509_NAME_free(other);
	buf_fini(&a);
	buf_fini(&b);
	buf_fini(&text);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(equal_names_have_equal_keys),
	    cmocka_unit_test(what_is_no_name_is_refused),
	    cmocka_unit_test(ccadb_writes_the_same_name_its_own_way),
	    cmocka_unit_test(a_loose_key_covers_its_parts),
	    cmocka_unit_test(a_value_is_read_as_people_write_it),
	    cmocka_unit_test(real_certificates_have_the_names_of_the_table),
	    cmocka_unit_test(
		strings_of_certificates_compare_across_their_types),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
