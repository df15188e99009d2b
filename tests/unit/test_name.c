/* SPDX-License-Identifier: BSD-2-Clause */
/* Domain names: what dns/name.h promises. */

#include "tests/unit/unit.h"

#include "base/error.h"
#include "dns/name.h"

#define L50 "abcdefghijabcdefghijabcdefghijabcdefghijabcdefghij"
#define L63 L50 "abcdefghijabc"
#define N253 L63 "." L63 "." L63 "." L50 "abcdefghijk"

static void
what_people_write_becomes_canonical(void **state)
{
	static const struct {
		const char *in, *out;
	} cases[] = {
	    {"example.org", "example.org"},
	    {"EXAMPLE.Org.", "example.org"},
	    {"_dmarc.example.org", "_dmarc.example.org"},
	    {"org", "org"},
	    {"b\xc3\xbc"
	     "cher.example",
		"xn--bcher-kva.example"},
	    {"B\xc3\x9c"
	     "CHER.example.",
		"xn--bcher-kva.example"},
	    {"_dmarc.b\xc3\xbc"
	     "cher.example",
		"_dmarc.xn--bcher-kva.example"},
	    {"stra\xc3\x9f"
	     "e.example",
		"xn--strae-oqa.example"},
	    {"a\xe3\x80\x82"
	     "example",
		"a.example"},
	    {"XN--BCHER-KVA.example", "xn--bcher-kva.example"},
	    {"192.0.2.1", "192.0.2.1"},
	    {L63 ".example", L63 ".example"},
	    {N253, N253},
	    {N253 ".", N253},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		char out[DNS_NAME_SIZE];
		struct error err = {""};

		assert_int_equal(dns_name_canonical(cases[i].in, out, &err), 0);
		assert_string_equal(out, cases[i].out);
	}
}

static void
what_is_no_name_is_told_by_label(void **state)
{
	static const struct {
		const char *in, *says;
	} cases[] = {
	    {"", "empty"},
	    {".", "label 1 is empty"},
	    {".example", "label 1 is empty"},
	    {"a..example", "label 2 is empty"},
	    {"a.example..", "label 3 is empty"},
	    {"[192.0.2.1]", "address literal"},
	    {"a b.example", "label 1 holds \" \""},
	    {"a.exa*mple", "label 2 holds \"*\""},
	    {"a.b\\.c", "label 2 holds"},
	    {"user@example.org", "label 1 holds \"@\""},
	    {L63 "d.example", "label 1 has 64 octets"},
	    {N253 "l", "253"},
	    {"b\xc3.example", "no internationalised name"},
	    {"\xe2\x84\x80.example", "label 1 holds \"/\""},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		char out[DNS_NAME_SIZE] = "untouched";
		struct error err = {""};

		assert_int_equal(
		    dns_name_canonical(cases[i].in, out, &err), -1);
		assert_string_equal(out, "untouched");
		if (strstr(err.text, cases[i].says) == NULL)
			fail_msg("%s: %s", cases[i].in, err.text);
	}
}

static void
overlong_text_is_refused(void **state)
{
	char text[5001], out[DNS_NAME_SIZE];

	(void)state;
	memset(text, 'a', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	assert_int_equal(dns_name_canonical(text, out, NULL), -1);
	for (size_t i = 0; i < sizeof(text) - 1; i++)
		text[i] = i % 2 != 0 ? '\xbc' : '\xc3';
	assert_int_equal(dns_name_canonical(text, out, NULL), -1);
	text[1000] = '\0';
	assert_int_equal(dns_name_canonical(text, out, NULL), -1);
}

static void
names_go_to_the_wire_and_back(void **state)
{
	static const struct {
		const char *name, *wire;
		int len;
	} cases[] = {
	    {".", "\0", 1},
	    {"org", "\3org", 5},
	    {"a.example", "\1a\7example", 11},
	    {"*.example", "\1*\7example", 11},
	    {"a\\.b.example", "\3a.b\7example", 13},
	    {"\\000\\032\\034\\092\\255", "\5\0 \"\\\xff", 7},
	    {"a/b", "\3a/b", 5},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		uint8_t wire[DNS_NAME_WIRE_MAX];
		char name[DNS_NAME_SIZE];

		assert_int_equal(
		    dns_name_to_wire(cases[i].name, wire), cases[i].len);
		assert_memory_equal(wire, cases[i].wire, (size_t)cases[i].len);
		assert_int_equal(
		    dns_name_from_wire(wire, (size_t)cases[i].len, name),
		    cases[i].len);
		assert_string_equal(name, cases[i].name);
	}
}

static void
the_longest_names_fit(void **state)
{
	uint8_t wire[DNS_NAME_WIRE_MAX], again[DNS_NAME_WIRE_MAX];
	char name[DNS_NAME_SIZE];

	(void)state;
	assert_int_equal(dns_name_to_wire(N253, wire), 255);
	assert_int_equal(dns_name_from_wire(wire, 255, name), 255);
	assert_string_equal(name, N253);
	for (size_t i = 0; i < 127; i++) {
		wire[2 * i] = 1;
		wire[2 * i + 1] = 0xff;
	}
	wire[254] = 0;
	assert_int_equal(dns_name_from_wire(wire, 255, name), 255);
	assert_int_equal(dns_name_labels(name), DNS_LABELS_MAX);
	assert_int_equal(dns_name_to_wire(name, again), 255);
	assert_memory_equal(wire, again, 255);
}

static void
what_is_no_wire_name_is_refused(void **state)
{
	static const struct {
		const char *wire;
		size_t len;
	} cases[] = {
	    {"", 0},
	    {"\3or", 3},
	    {"\3org", 4},
	    {"\xc0\x0c", 2},
	    {"\x40" L63 "d", 66},
	};
	uint8_t wire[2 * 128 + 1]; /* a label too many */
	char out[DNS_NAME_SIZE] = "untouched";

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_int_equal(
		    dns_name_from_wire(
			(const uint8_t *)cases[i].wire, cases[i].len, out),
		    -1);
	for (size_t i = 0; i < 256; i++)
		wire[i] = i % 2 != 0 ? 'a' : 1;
	wire[256] = 0;
	assert_int_equal(dns_name_from_wire(wire, sizeof(wire), out), -1);
	assert_string_equal(out, "untouched");
}

static void
what_is_no_canonical_text_is_refused(void **state)
{
	static const char *const cases[] = {"", "a..b", ".a", "a.", "a\\",
	    "a\\25", "a\\256", "a\\2x5", L63 "d", N253 "l"};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		uint8_t wire[DNS_NAME_WIRE_MAX] = {77};

		assert_int_equal(dns_name_to_wire(cases[i], wire), -1);
		assert_int_equal(wire[0], 77);
	}
}

static void
parents_lie_within_the_name(void **state)
{
	const char *name = "a\\.b.c.example";

	(void)state;
	assert_ptr_equal(dns_name_parent(name), name + 5);
	assert_string_equal(dns_name_parent("c.example"), "example");
	assert_null(dns_name_parent("example"));
	assert_null(dns_name_parent("."));
	assert_int_equal(dns_name_labels(name), 3);
	assert_int_equal(dns_name_labels("example"), 1);
	assert_int_equal(dns_name_labels("."), 0);
}

static void
below_means_whole_labels(void **state)
{
	(void)state;
	assert_true(dns_name_at_or_below("a.example", "example"));
	assert_true(dns_name_at_or_below("example", "example"));
	assert_true(dns_name_at_or_below("example", "."));
	assert_true(dns_name_at_or_below(".", "."));
	assert_false(dns_name_at_or_below("notexample", "example"));
	assert_false(dns_name_at_or_below("a\\.example", "example"));
	assert_false(dns_name_at_or_below("example", "a.example"));
	assert_false(dns_name_at_or_below(".", "example"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(what_people_write_becomes_canonical),
	    cmocka_unit_test(what_is_no_name_is_told_by_label),
	    cmocka_unit_test(overlong_text_is_refused),
	    cmocka_unit_test(names_go_to_the_wire_and_back),
	    cmocka_unit_test(the_longest_names_fit),
	    cmocka_unit_test(what_is_no_wire_name_is_refused),
	    cmocka_unit_test(what_is_no_canonical_text_is_refused),
	    cmocka_unit_test(parents_lie_within_the_name),
	    cmocka_unit_test(below_means_whole_labels),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
