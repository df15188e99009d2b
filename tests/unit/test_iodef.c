/* SPDX-License-Identifier: BSD-2-Clause */
/* Where CAs may report to, and where delegated validation leads. */

#include "tests/unit/unit.h"

#include "caa/property.h"
#include "verify/challenge.h"
#include "verify/iodef.h"
#include "verify/live.h"

static void
a_url_is_taken_apart(void **state)
{
	static const struct {
		const char *value;
		size_t len; /* 0: strlen */
		enum iodef_kind kind;
		const char *host, *fault;
	} cases[] = {
	    {"mailto:ca@Example.ORG", 0, IODEF_MAILTO, "example.org", ""},
	    {"MAILTO:ca@example.org?subject=x@y", 0, IODEF_MAILTO,
		"example.org", ""},
	    {"mailto:a@one.test,b@two.test", 0, IODEF_MAILTO, "one.test", ""},
	    {"https://report.example.org/a?b", 0, IODEF_HTTPS,
		"report.example.org", ""},
	    {"https://report.example.org:8443", 0, IODEF_HTTPS,
		"report.example.org", ""},
	    {"http://example.org", 0, IODEF_HTTP, "example.org", ""},
	    {"ca@example.org", 0, IODEF_BAD, "", "lacks mailto:"},
	    {"mailto:", 0, IODEF_BAD, "", "no address"},
	    {"mailto:@example.org", 0, IODEF_BAD, "", "no address"},
	    {"mailto:ca@", 0, IODEF_BAD, "", "without a domain"},
	    {"mailto:ca@[192.0.2.1]", 0, IODEF_BAD, "", "without a domain"},
	    {"https:///x", 0, IODEF_BAD, "", "no host name"},
	    {"ftp://example.org", 0, IODEF_BAD, "", "is no mailto:"},
	    {"", 0, IODEF_BAD, "", "is no URL"},
	    {"mailto:a@b.test\0c", 17, IODEF_BAD, "", "is no URL"},
	    {"mailto:a @b.test", 0, IODEF_BAD, "", "is no URL"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		size_t len =
		    cases[i].len ? cases[i].len : strlen(cases[i].value);
		const struct caa_property p = {.id = CAA_TAG_IODEF,
		    .value = (const uint8_t *)cases[i].value,
		    .value_len = len};
		struct iodef iodef;

		iodef_parse(&p, &iodef);
		if (iodef.kind != cases[i].kind ||
		    strcmp(iodef.host, cases[i].host) != 0)
			fail_msg("%s: kind %d, host %s", cases[i].value,
			    (int)iodef.kind, iodef.host);
		if (iodef.kind == IODEF_BAD &&
		    strstr(iodef.fault, cases[i].fault) == NULL)
			fail_msg("%s: %s", cases[i].value, iodef.fault);
	}
}

static void
a_zone_is_looked_for_at_two_labels(void **state)
{
	char name[CHALLENGE_SIZE];

	(void)state;
	assert_string_equal(challenge_zone("a.b.acme.example"), "acme.example");
	assert_string_equal(challenge_zone("acme.example"), "acme.example");
	assert_string_equal(challenge_zone("example"), "example");
	assert_string_equal(challenge_name("mx.good.test", name),
	    "_acme-challenge.mx.good.test");
}

static void
a_day_is_written_whatever_the_year(void **state)
{
	char day[LIVE_DAY_SIZE];

	(void)state;
	assert_string_equal(live_day(1801440000, day), "2027-02-01");
	assert_string_equal(live_day(0, day), "1970-01-01");
	assert_string_equal(live_day(INT64_C(253402300799), day), "9999-12-31");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_url_is_taken_apart),
	    cmocka_unit_test(a_zone_is_looked_for_at_two_labels),
	    cmocka_unit_test(a_day_is_written_whatever_the_year),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
