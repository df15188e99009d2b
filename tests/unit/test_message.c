/* SPDX-License-Identifier: BSD-2-Clause */
/* Messages: what dns/message.h promises. */

#include "tests/unit/unit.h"

#include <stdlib.h>

#include "base/buf.h"
#include "dns/answer.h"
#include "dns/message.h"
#include "dns/name.h"

static void
questions_ask_for_recursion_and_authenticated_data(void **state)
{
	static const uint8_t want[] = "\x12\x34\x01\x20\0\1\0\0\0\0\0\1"
				      "\1a\4test\0\1\1\0\1"
				      "\0\0\x29\4\xd0\0\0\0\0\0\0";
	struct message_query q = {
	    .id = 0x1234, .type = 257, .name = "a.test", .edns = true};
	struct buf b = BUF_INIT;

	(void)state;
	assert_int_equal(message_put_query(&b, &q), 0);
	assert_int_equal(b.len, sizeof(want) - 1);
	assert_memory_equal(b.data, want, b.len);
	buf_clear(&b);
	q.cd = true;
	assert_int_equal(message_put_query(&b, &q), 0);
	assert_int_equal((uint8_t)b.data[3], 0x30);
	buf_clear(&b);
	q.edns = false;
	assert_int_equal(message_put_query(&b, &q), 0);
	assert_int_equal(b.len, sizeof(want) - 1 - 11);
	assert_int_equal(b.data[11], 0);
	buf_clear(&b);
	q.name = "a..b";
	assert_int_equal(message_put_query(&b, &q), -1);
	buf_fini(&b);
}

/* The question is for a.test; names in it at 12 (a.test) and 14 (test). */
#define Q "\1a\4test\0"
#define CAA "\1\1\0\1"
#define MX "\0\17\0\1"
#define TTL60 "\0\0\0\x3c"
#define A12 "\xc0\x0c"
#define SOA14                                             \
	"\xc0\x0e\0\6\0\1" TTL60 "\0\x18\xc0\x0e\xc0\x0e" \
	"\0\0\0\1\0\0\0\1\0\0\0\1\0\0\0\1\0\0\0\x14"

static const struct mt_case {
	const char *what;
	uint16_t type;
	const char *message; /* after the id */
	size_t len;
	const char *says; /* STATUS rcode ttl alias... [rdata hex]... */
} mt_cases[] = {
#define M(s) (s), sizeof(s) - 1
    {"a record", 257,
	M("\x81\x80\0\1\0\1\0\0\0\0" Q CAA A12 CAA TTL60 "\0\3abc"),
	"NOERROR 60 [616263]"},
    {"authenticated", 257,
	M("\x81\xa0\0\1\0\1\0\0\0\0" Q CAA A12 CAA TTL60 "\0\3abc"),
	"NOERROR ad 60 [616263]"},
    {"capitals in the question", 257,
	M("\x81\x80\0\1\0\1\0\0\0\0\1A\4tEsT\0" CAA A12 CAA TTL60 "\0\1x"),
	"NOERROR 60 [78]"},
    {"CAA of 0 octets", 257,
	M("\x81\x80\0\1\0\1\0\0\0\0" Q CAA A12 CAA TTL60 "\0\0"),
	"NOERROR 60 []"},
    {"CAA of 1 octet", 257,
	M("\x81\x80\0\1\0\1\0\0\0\0" Q CAA A12 CAA TTL60 "\0\1\0"),
	"NOERROR 60 [00]"},
    {"CAA with an empty tag", 257,
	M("\x81\x80\0\1\0\1\0\0\0\0" Q CAA A12 CAA TTL60 "\0\2\0\0"),
	"NOERROR 60 [0000]"},
    {"CAA whose tag overruns", 257,
	M("\x81\x80\0\1\0\1\0\0\0\0" Q CAA A12 CAA TTL60 "\0\3\0\377a"),
	"NOERROR 60 [00ff61]"},
    {"a name in RDATA is completed", 15,
	M("\x81\x80\0\1\0\1\0\0\0\0" Q MX A12 MX TTL60 "\0\7\0\12\2mx\xc0\x0e"),
	"NOERROR 60 [000a026d78047465737400]"},
    {"a name in RDATA ends too early", 15,
	M("\x81\x80\0\1\0\1\0\0\0\0" Q MX A12 MX TTL60
	  "\0\x8\0\12\2mx\xc0\x0e\0"),
	"MALFORMED 0"},
    {"one good and one bad", 15,
	M("\x81\x80\0\1\0\2\0\0\0\0" Q MX A12 MX TTL60
	  "\0\4\0\12\xc0\x0e" A12 MX TTL60 "\0\1\0"),
	"MALFORMED 0"},
    {"a pointer to itself", 257,
	M("\x81\x80\0\1\0\1\0\0\0\0" Q CAA "\xc0\x18" CAA TTL60 "\0\1x"),
	"MALFORMED 0"},
    {"a pointer forward", 257,
	M("\x81\x80\0\1\0\1\0\0\0\0" Q CAA "\xc0\x1a" CAA TTL60 "\0\1x"),
	"MALFORMED 0"},
    {"RDATA overruns", 257,
	M("\x81\x80\0\1\0\1\0\0\0\0" Q CAA A12 CAA TTL60 "\0\4abc"),
	"MALFORMED 0"},
    {"a record is missing", 257,
	M("\x81\x80\0\1\0\2\0\0\0\0" Q CAA A12 CAA TTL60 "\0\3abc"),
	"MALFORMED 0"},
    {"cut short", 257,
	M("\x83\x80\0\1\0\2\0\0\0\0" Q CAA A12 CAA TTL60 "\0\3a"),
	"TRUNCATED 0"},
    {"a question, no response", 257, M("\x01\x20\0\1\0\0\0\0\0\0" Q CAA),
	"MALFORMED 0"},
    {"another opcode", 257, M("\xa1\x80\0\1\0\0\0\0\0\0" Q CAA), "MALFORMED 0"},
    {"no question", 257, M("\x81\x80\0\0\0\0\0\0\0\0"), "MALFORMED 0"},
    {"two questions", 257, M("\x81\x80\0\2\0\0\0\0\0\0" Q CAA Q CAA),
	"MALFORMED 0"},
    {"another name", 257, M("\x81\x80\0\1\0\0\0\0\0\0\1b\4test\0" CAA),
	"MALFORMED 0"},
    {"another type", 257, M("\x81\x80\0\1\0\0\0\0\0\0" Q MX), "MALFORMED 0"},
    {"half a header", 257, M("\x81\x80\0\1"), "MALFORMED 0"},
    {"another owner", 257,
	M("\x81\x80\0\1\0\1\0\0\0\0" Q CAA "\xc0\x0e" CAA TTL60 "\0\1x"),
	"NOERROR 0"},
    {"another class", 257,
	M("\x81\x80\0\1\0\1\0\0\0\0" Q CAA A12 "\1\1\0\3" TTL60 "\0\1x"),
	"NOERROR 0"},
    {"in the authority section", 257,
	M("\x81\x80\0\1\0\0\0\1\0\0" Q CAA A12 CAA TTL60 "\0\1x"), "NOERROR 0"},
    {"no data, for the SOA's minimum", 257,
	M("\x81\x80\0\1\0\0\0\1\0\0" Q CAA SOA14), "NOERROR 20"},
    {"no name", 257, M("\x81\x83\0\1\0\0\0\1\0\0" Q CAA SOA14), "NXDOMAIN 20"},
    {"records of no name", 257,
	M("\x81\x83\0\1\0\1\0\0\0\0" Q CAA A12 CAA TTL60 "\0\1x"),
	"MALFORMED 0"},
    {"an SOA from elsewhere", 257,
	M("\x81\x80\0\1\0\0\0\1\0\0" Q CAA "\1b"
	  "\xc0\x0e\0\6\0\1" TTL60 "\0\x18\xc0\x0e\xc0\x0e"
	  "\0\0\0\1\0\0\0\1\0\0\0\1\0\0\0\1\0\0\0\x14"),
	"NOERROR 0"},
    {"a referral", 257,
	M("\x80\x00\0\1\0\0\0\1\0\0" Q CAA A12 "\0\2\0\1" TTL60 "\0\2\xc0\x0c"),
	"MALFORMED 0"},
    {"a resolver that shows the delegation", 257,
	M("\x81\x80\0\1\0\0\0\1\0\0" Q CAA A12 "\0\2\0\1" TTL60 "\0\2\xc0\x0c"),
	"NOERROR 0"},
    {"an alias and its target", 257,
	M("\x81\x80\0\1\0\2\0\0\0\0" Q CAA A12 "\0\5\0\1\0\0\0\12"
	  "\0\4\1b\xc0\x0e\1B\xc0\x0e" CAA TTL60 "\0\1x"),
	"NOERROR 10 b.test [78]"},
    {"the target before the alias", 257,
	M("\x81\x80\0\1\0\2\0\0\0\0" Q CAA "\1b\xc0\x0e" CAA TTL60 "\0\1x" A12
	  "\0\5\0\1\0\0\0\12\0\4\1b\xc0\x0e"),
	"NOERROR 10 b.test [78]"},
    {"an alias to nothing", 257,
	M("\x81\x83\0\1\0\1\0\1\0\0" Q CAA A12 "\0\5\0\1\0\0\0\12"
	  "\0\4\1b\xc0\x0e" SOA14),
	"NXDOMAIN 10 b.test"},
    {"an alias that leads on", 257,
	M("\x81\x80\0\1\0\1\0\0\0\0" Q CAA A12 "\0\5\0\1\0\0\0\12"
	  "\0\4\1b\xc0\x0e"),
	"NOERROR 10 b.test goes on"},
    {"the alias itself is asked for", 5,
	M("\x81\x80\0\1\0\1\0\0\0\0" Q "\0\5\0\1" A12 "\0\5\0\1\0\0\0\12"
	  "\0\4\1b\xc0\x0e"),
	"NOERROR 10 [0162047465737400]"},
    {"an alias of itself", 257,
	M("\x81\x80\0\1\0\1\0\0\0\0" Q CAA A12 "\0\5\0\1\0\0\0\12"
	  "\0\2\xc0\x0c"),
	"ALIAS-LOOP 0 a.test"},
    {"a huge TTL is none", 257,
	M("\x81\x80\0\1\0\1\0\0\0\0" Q CAA A12 CAA "\x80\0\0\0\0\1x"),
	"NOERROR 0 [78]"},
    {"SERVFAIL and why", 257,
	M("\x81\x82\0\1\0\0\0\0\0\1" Q CAA
	  "\0\0\x29\4\xd0\0\0\0\0\0\x0e\0\17\0\2\0\3\0\17\0\4\0\7no"),
	"SERVFAIL 0 ede 7"},
    {"EDE of one octet", 257,
	M("\x81\x82\0\1\0\0\0\0\0\1" Q CAA
	  "\0\0\x29\4\xd0\0\0\0\0\0\5\0\17\0\1\7"),
	"SERVFAIL 0"},
    {"REFUSED with a malformed rest", 257,
	M("\x81\x85\0\1\0\1\0\0\0\0" Q CAA "\xff"), "REFUSED 0"},
};

static void
responses_say_what_they_say(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(mt_cases) / sizeof(mt_cases[0]); i++) {
		const struct mt_case *t = &mt_cases[i];
		struct dns_answer *so_far =
		    dns_answer_new("a.test", t->type, DNS_NODATA);
		struct message_notes notes;
		struct buf b = BUF_INIT, m = BUF_INIT;
		struct dns_answer *a;

		buf_u16(&m, 77);
		buf_put(&m, t->message, t->len);
		a = message_read(m.data, m.len, so_far, &notes);
		buf_printf(&b, "%s%s %u", dns_answer_rcode_text(a),
		    a->ad ? " ad" : "", a->ttl);
		for (size_t j = 0; j < a->n_aliases; j++)
			buf_printf(&b, " %s", a->aliases[j]);
		for (size_t j = 0; j < a->n_records; j++) {
			buf_puts(&b, " [");
			for (size_t k = 0; k < a->records[j].len; k++)
				buf_printf(&b, "%02x", a->records[j].data[k]);
			buf_puts(&b, "]");
		}
		if (notes.goes_on)
			buf_puts(&b, " goes on");
		if (a->ede != DNS_EDE_NONE)
			buf_printf(&b, " ede %d", a->ede);
		if (strcmp(buf_text(&b), t->says) != 0)
			fail_msg(
			    "%s: %s, want %s", t->what, buf_text(&b), t->says);
		buf_fini(&b);
		buf_fini(&m);
		dns_answer_free(&a);
		dns_answer_free(&so_far);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(
		questions_ask_for_recursion_and_authenticated_data),
	    cmocka_unit_test(responses_say_what_they_say),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
