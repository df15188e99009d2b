/* SPDX-License-Identifier: BSD-2-Clause */
/* TLSA records: what records/tlsa.h promises. */

#include "tests/unit/unit.h"

#include "base/buf.h"
#include "base/error.h"
#include "base/text.h"
#include "dns/answer.h"
#include "records/tlsa.h"

#define OCTETS_31 \
	"00112233445566778899aabbccddeeff00112233445566778899aabbccddee"
#define OCTETS_32 OCTETS_31 "ff"
#define OCTETS_64 OCTETS_32 OCTETS_32

/* A SubjectPublicKeyInfo of Ed25519 (RFC 8410 section 10.1). */
#define SPKI                        \
	"302a300506032b65700321001" \
	"9bf44096984cdfe8541bac167dc3b96c85086aa30b6b6cb0c5c38ad703166e1"

static const struct {
	const char *rdata;
	enum tlsa_fault fault;
	const char *text;
} cases[] = {
    {"030101" OCTETS_32, TLSA_FAULT_NONE, ""},
    {"020002" OCTETS_64, TLSA_FAULT_NONE, ""},
    {"000101" OCTETS_32, TLSA_FAULT_NONE, ""},
    {"030100" SPKI, TLSA_FAULT_NONE, ""},
    {"040101" OCTETS_32, TLSA_FAULT_USAGE, "has usage 4, wanted 0 to 3"},
    {"ff0101" OCTETS_32, TLSA_FAULT_USAGE, "has usage 255, wanted 0 to 3"},
    {"030201" OCTETS_32, TLSA_FAULT_SELECTOR, "has selector 2, wanted 0 or 1"},
    {"030103" OCTETS_32, TLSA_FAULT_MATCHING,
	"has matching type 3, wanted 0 to 2"},
    {"030101" OCTETS_31, TLSA_FAULT_LENGTH,
	"has a digest of 31 octets, wanted 32"},
    {"030101" OCTETS_32 "00", TLSA_FAULT_LENGTH,
	"has a digest of 33 octets, wanted 32"},
    {"030101", TLSA_FAULT_LENGTH, "has a digest of 0 octets, wanted 32"},
    {"030102" OCTETS_32, TLSA_FAULT_LENGTH,
	"has a digest of 32 octets, wanted 64"},
    {"030100", TLSA_FAULT_LENGTH, "has no data"},
    {"030100" OCTETS_32, TLSA_FAULT_DATA, "holds no public key in DER"},
    {"030100" SPKI "00", TLSA_FAULT_DATA, "holds no public key in DER"},
    {"030000" SPKI, TLSA_FAULT_DATA, "holds no certificate in DER"},
};

static void
read_hex(const char *hex, uint8_t *octets, size_t size, struct dns_record *r)
{
	int n = text_from_hex(hex, strlen(hex), octets, size);

	assert_int_not_equal(n, -1);
	*r = (struct dns_record){octets, (size_t)n};
}

static void
faults_are_told(void **state)
{
	uint8_t octets[128];
	struct dns_record r;
	struct tlsa t;

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct buf text = BUF_INIT;

		read_hex(cases[i].rdata, octets, sizeof(octets), &r);
		assert_int_equal(tlsa_parse(&r, &t, NULL), 0);
		if (tlsa_fault(&t) != cases[i].fault)
			fail_msg("%s: %d", cases[i].rdata, tlsa_fault(&t));
		tlsa_put_fault(&t, &text);
		assert_string_equal(buf_text(&text), cases[i].text);
		buf_fini(&text);
	}
}

static void
fields_are_those_of_the_rdata(void **state)
{
	uint8_t octets[64];
	struct buf text = BUF_INIT;
	struct dns_record r;
	struct tlsa t;

	(void)state;
	read_hex("03010201ab", octets, sizeof(octets), &r);
	assert_int_equal(tlsa_parse(&r, &t, NULL), 0);
	assert_int_equal(t.usage, TLSA_USAGE_DANE_EE);
	assert_int_equal(t.selector, TLSA_SELECTOR_SPKI);
	assert_int_equal(t.matching, TLSA_MATCHING_SHA512);
	assert_int_equal(t.len, 2);
	tlsa_put_text(&t, &text);
	assert_string_equal(buf_text(&text), "3 1 2 01ab");
	buf_clear(&text);
	tlsa_put_numbers(&t, &text);
	assert_string_equal(buf_text(&text), "3 1 2");
	buf_fini(&text);
}

static void
less_than_three_numbers_is_none(void **state)
{
	static const uint8_t octets[] = {3, 1};
	struct error err = {""};
	struct tlsa t = {.usage = 77};

	(void)state;
	for (size_t len = 0; len <= 2; len++) {
		struct dns_record r = {octets, len};

		assert_int_equal(tlsa_parse(&r, &t, &err), -1);
		assert_int_equal(t.usage, 77);
	}
	assert_string_equal(
	    err.text, "TLSA record of 2 octets, wanted 3 numbers and data");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(faults_are_told),
	    cmocka_unit_test(fields_are_those_of_the_rdata),
	    cmocka_unit_test(less_than_three_numbers_is_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
