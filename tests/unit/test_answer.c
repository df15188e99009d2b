/* SPDX-License-Identifier: BSD-2-Clause */
/* Answers: what dns/answer.h promises. */

#include "tests/unit/unit.h"

#include "base/buf.h"
#include "dns/answer.h"
#include "dns/name.h"

static void
a_new_answer_says_nothing_more(void **state)
{
	struct dns_answer *a =
	    dns_answer_new("a.example", DNS_TYPE_CAA, DNS_NODATA);

	(void)state;
	assert_string_equal(a->name, "a.example");
	assert_int_equal(a->type, 257);
	assert_int_equal(a->ttl, 0);
	assert_int_equal(a->ede, DNS_EDE_NONE);
	assert_null(a->server);
	assert_int_equal(a->references, 1);
	dns_answer_free(&a);
	assert_null(a);
	dns_answer_free(&a);
}

static void
an_answer_lives_as_long_as_a_reference(void **state)
{
	struct dns_answer *a = dns_answer_new("a", 1, DNS_RECORDS), *b;

	(void)state;
	b = dns_answer_ref(a);
	dns_answer_free(&a);
	assert_null(a);
	assert_string_equal(b->name, "a");
	dns_answer_free(&b);
}

static void
records_and_aliases_keep_their_order(void **state)
{
	struct dns_answer *a = dns_answer_new("a", 257, DNS_RECORDS);

	(void)state;
	dns_answer_set_server(a, "first");
	dns_answer_set_server(a, "zone FILE");
	assert_string_equal(a->server, "zone FILE");
	for (unsigned i = 0; i < 1001; i++)
		dns_answer_add_record(a, &i, i % sizeof(i));
	assert_int_equal(a->n_records, 1001);
	for (unsigned i = 0; i < 1001; i++) {
		assert_int_equal(a->records[i].len, i % sizeof(i));
		assert_memory_equal(a->records[i].data, &i, i % sizeof(i));
	}
	for (unsigned i = 0; i < 20; i++)
		dns_answer_add_alias(a, i % 2 ? "odd" : "even");
	assert_int_equal(a->n_aliases, 20);
	assert_string_equal(a->aliases[18], "even");
	assert_string_equal(a->aliases[19], "odd");
	dns_answer_free(&a);
}

static void
each_status_has_its_words(void **state)
{
	static const struct {
		enum dns_status status;
		uint8_t rcode;
		int ede;
		bool definite;
		const char *rcode_text, *reason;
	} cases[] = {
	    {DNS_RECORDS, 0, -1, true, "NOERROR", "there are records"},
	    {DNS_NODATA, 0, 3, true, "NOERROR",
		"there is no record of this type"},
	    {DNS_NXDOMAIN, 3, -1, true, "NXDOMAIN", "there is no such name"},
	    {DNS_FAILED, 2, -1, false, "SERVFAIL",
		"the server answered SERVFAIL"},
	    {DNS_FAILED, 2, 22, false, "SERVFAIL",
		"the server answered SERVFAIL (no reachable authority)"},
	    {DNS_FAILED, 2, 9999, false, "SERVFAIL",
		"the server answered SERVFAIL"},
	    {DNS_FAILED, 5, -1, false, "REFUSED",
		"the server answered REFUSED"},
	    {DNS_FAILED, 15, -1, false, "UNASSIGNED",
		"the server answered UNASSIGNED"},
	    {DNS_FAILED, 0, -1, false, "UNREACHABLE",
		"no server could be reached"},
	    {DNS_BOGUS, 2, 7, false, "BOGUS",
		"DNSSEC validation failed (signature expired)"},
	    {DNS_TIMEOUT, 0, -1, false, "TIMEOUT",
		"no server answered in time"},
	    {DNS_TRUNCATED, 0, -1, false, "TRUNCATED",
		"the answer was cut short over UDP and is not to be had over "
		"TCP"},
	    {DNS_ALIAS_LOOP, 0, -1, false, "ALIAS-LOOP",
		"its aliases form a loop"},
	    {DNS_ALIAS_LONG, 0, -1, false, "ALIAS-LONG",
		"its chain of aliases is too long"},
	    {DNS_MALFORMED, 0, -1, false, "MALFORMED",
		"the server's answer can't be used"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct dns_answer *a =
		    dns_answer_new("a", 257, cases[i].status);
		struct buf b = BUF_INIT;

		a->rcode = cases[i].rcode;
		a->ede = cases[i].ede;
		assert_int_equal(dns_answer_is_definite(a), cases[i].definite);
		assert_string_equal(
		    dns_answer_rcode_text(a), cases[i].rcode_text);
		dns_answer_put_reason(a, &b);
		assert_string_equal(buf_text(&b), cases[i].reason);
		buf_fini(&b);
		dns_answer_free(&a);
	}
}

static void
mx_fields_are_read_or_refused(void **state)
{
	static const struct {
		const char *rdata;
		size_t len;
		int ret;
	} cases[] = {
	    {"\0\12\2mx\7EXAMPLE\0", 14, 0},
	    {"\0\12\2mx\7EXAMPLE\0x", 15, -1},
	    {"\0\12\2mx\7EXAMPLE", 13, -1},
	    {"\0\12", 2, -1},
	    {"\0", 1, -1},
	    {"", 0, -1},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct dns_record r = {
		    (const uint8_t *)cases[i].rdata, cases[i].len};
		char host[DNS_NAME_SIZE] = "untouched";
		uint16_t preference = 77;

		assert_int_equal(
		    dns_record_mx(&r, &preference, host), cases[i].ret);
		assert_int_equal(preference, cases[i].ret == 0 ? 10 : 77);
		assert_string_equal(
		    host, cases[i].ret == 0 ? "mx.example" : "untouched");
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_new_answer_says_nothing_more),
	    cmocka_unit_test(an_answer_lives_as_long_as_a_reference),
	    cmocka_unit_test(records_and_aliases_keep_their_order),
	    cmocka_unit_test(each_status_has_its_words),
	    cmocka_unit_test(mx_fields_are_read_or_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
