/* SPDX-License-Identifier: BSD-2-Clause */
/* DMARC: what records/dmarc.h and records/dmarc_walk.h promise. */

#include "tests/unit/unit.h"

#include "base/buf.h"
#include "records/dmarc_walk.h"
#include "tests/unit/dns_world.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static void
records_have_the_version_first_and_exactly(void **state)
{
	static const struct {
		const char *text;
		bool is;
	} cases[] = {
	    {"v=DMARC1", true},
	    {"v=DMARC1;", true},
	    {"v=DMARC1; p=none", true},
	    {"V = DMARC1 ;p=none", true},
	    {"v=dmarc1; p=none", false},
	    {"v=DMARC1 p=none", false},
	    {"v=DMARC12; p=none", false},
	    {" v=DMARC1; p=none", false},
	    {"p=none; v=DMARC1", false},
	    {";v=DMARC1", false},
	    {"v=", false},
	    {"", false},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++)
		assert_int_equal(
		    dmarc_is_record(cases[i].text, strlen(cases[i].text)),
		    cases[i].is);
}

static void
tags_fall_back_to_their_defaults(void **state)
{
	static const struct {
		const char *text;
		enum dmarc_policy p, sp, np;
		bool testing, strict_dkim, strict_spf;
		enum dmarc_psd psd;
		enum dmarc_standing last; /* of the last tag */
	} cases[] = {
	    {"v=DMARC1", 0, 0, 0, 0, 0, 0, 0, DMARC_TAG_KNOWN},
	    {"v=DMARC1; p=reject", DMARC_REJECT, 0, 0, 0, 0, 0, 0, 0},
	    {"v=DMARC1; P = Quarantine ;", DMARC_QUARANTINE, 0, 0, 0, 0, 0, 0,
		0},
	    {"v=DMARC1; p=monitor", DMARC_WRONG, 0, 0, 0, 0, 0, 0,
		DMARC_TAG_WRONG},
	    {"v=DMARC1; p=none; sp=quarantine; np=reject; t=y; adkim=s; "
	     "aspf=s; psd=n",
		DMARC_NONE, DMARC_QUARANTINE, DMARC_REJECT, 1, 1, 1,
		DMARC_PSD_N, 0},
	    {"v=DMARC1; t=n; adkim=r; aspf=r; psd=u", 0, 0, 0, 0, 0, 0, 0, 0},
	    {"v=DMARC1; psd=y", 0, 0, 0, 0, 0, 0, DMARC_PSD_Y, 0},
	    {"v=DMARC1; adkim=x", 0, 0, 0, 0, 0, 0, 0, DMARC_TAG_WRONG},
	    {"v=DMARC1; t=yes", 0, 0, 0, 0, 0, 0, 0, DMARC_TAG_WRONG},
	    {"v=DMARC1; p=none; p=reject", DMARC_NONE, 0, 0, 0, 0, 0, 0,
		DMARC_TAG_REPEATED},
	    {"v=DMARC1; pct=50", 0, 0, 0, 0, 0, 0, 0, DMARC_TAG_REMOVED},
	    {"v=DMARC1; rf=afrf", 0, 0, 0, 0, 0, 0, 0, DMARC_TAG_REMOVED},
	    {"v=DMARC1; ri=86400", 0, 0, 0, 0, 0, 0, 0, DMARC_TAG_REMOVED},
	    {"v=DMARC1; foo=bar", 0, 0, 0, 0, 0, 0, 0, DMARC_TAG_UNKNOWN},
	    {"v=DMARC1; p", 0, 0, 0, 0, 0, 0, 0, DMARC_TAG_BROKEN},
	    {"v=DMARC1; p=", 0, 0, 0, 0, 0, 0, 0, DMARC_TAG_BROKEN},
	    {"v=DMARC1; p=n\xc3\xb6", 0, 0, 0, 0, 0, 0, 0, DMARC_TAG_BROKEN},
	    {"v=DMARC1; fo=1:d:s", 0, 0, 0, 0, 0, 0, 0, 0},
	    {"v=DMARC1; fo=2", 0, 0, 0, 0, 0, 0, 0, DMARC_TAG_WRONG},
	    {"v=DMARC1; rua=mailto:a@b.test", 0, 0, 0, 0, 0, 0, 0, 0},
	    {"v=DMARC1; rua=a@b.test", 0, 0, 0, 0, 0, 0, 0, DMARC_TAG_WRONG},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct dmarc_record r;

		assert_int_equal(
		    dmarc_parse(cases[i].text, strlen(cases[i].text), &r), 0);
		assert_int_equal(r.p, cases[i].p);
		assert_int_equal(r.sp, cases[i].sp);
		assert_int_equal(r.np, cases[i].np);
		assert_int_equal(r.testing, cases[i].testing);
		assert_int_equal(r.strict_dkim, cases[i].strict_dkim);
		assert_int_equal(r.strict_spf, cases[i].strict_spf);
		assert_int_equal(r.psd, cases[i].psd);
		assert_int_equal(r.tags[r.n_tags - 1].standing, cases[i].last);
		dmarc_record_fini(&r);
	}
}

static void
policies_follow_the_name_and_the_test_mode(void **state)
{
	static const struct {
		const char *text;
		enum dmarc_policy own, below, missing, in_force;
	} cases[] = {
	    {"v=DMARC1", DMARC_NONE, DMARC_NONE, DMARC_NONE, DMARC_NONE},
	    {"v=DMARC1; p=reject", DMARC_REJECT, DMARC_REJECT, DMARC_REJECT,
		DMARC_REJECT},
	    {"v=DMARC1; p=reject; sp=none", DMARC_REJECT, DMARC_NONE,
		DMARC_NONE, DMARC_REJECT},
	    {"v=DMARC1; p=none; sp=quarantine; np=reject", DMARC_NONE,
		DMARC_QUARANTINE, DMARC_REJECT, DMARC_NONE},
	    {"v=DMARC1; p=quarantine; np=reject", DMARC_QUARANTINE,
		DMARC_QUARANTINE, DMARC_REJECT, DMARC_QUARANTINE},
	    {"v=DMARC1; p=reject; sp=bad", DMARC_NONE, DMARC_NONE, DMARC_NONE,
		DMARC_NONE},
	    {"v=DMARC1; sp=reject", DMARC_NONE, DMARC_NONE, DMARC_NONE,
		DMARC_NONE},
	    {"v=DMARC1; p=reject; t=y", DMARC_REJECT, DMARC_REJECT,
		DMARC_REJECT, DMARC_QUARANTINE},
	    {"v=DMARC1; p=quarantine; t=y", DMARC_QUARANTINE, DMARC_QUARANTINE,
		DMARC_QUARANTINE, DMARC_NONE},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct dmarc_record r;

		assert_int_equal(
		    dmarc_parse(cases[i].text, strlen(cases[i].text), &r), 0);
		assert_int_equal(dmarc_own_policy(&r), cases[i].own);
		assert_int_equal(dmarc_policy_below(&r, true), cases[i].below);
		assert_int_equal(
		    dmarc_policy_below(&r, false), cases[i].missing);
		assert_int_equal(dmarc_in_force(&r, dmarc_own_policy(&r)),
		    cases[i].in_force);
		dmarc_record_fini(&r);
	}
}

static void
report_addresses_are_uris(void **state)
{
	static const struct {
		const char *value, *domain;
		bool valid, limited;
		size_t n;
	} cases[] = {
	    {"mailto:a@B.test", "b.test", true, false, 1},
	    {"MAILTO:a@b.test!10m", "b.test", true, true, 1},
	    {"mailto:a@b.test!10", "b.test", true, true, 1},
	    {"mailto:a@b.test!10x", "", false, false, 1},
	    {"mailto:a@b.test!m", "", false, false, 1},
	    {"mailto:a@b.test?subject=x", "b.test", true, false, 1},
	    {"mailto:a@b.test , mailto:c@d.test", "b.test", true, false, 2},
	    {"mailto:a@b.test,", "b.test", true, false, 2},
	    {"https://c.test:8443/x", "c.test", true, false, 1},
	    {"https:c.test", "", true, false, 1},
	    {"tel:1", "", true, false, 1},
	    {"a@b.test", "", false, false, 1},
	    {"mailto:b.test", "", false, false, 1},
	    {"mailto:@b.test", "", false, false, 1},
	    {"mailto:a@", "", false, false, 1},
	    {"mailto: a@b.test", "", false, false, 1},
	    {"mailto:a@b_.t(est", "", false, false, 1},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct buf text = BUF_INIT;
		struct dmarc_record r;

		buf_printf(&text, "v=DMARC1; rua=%s", cases[i].value);
		assert_int_equal(dmarc_parse(buf_text(&text), text.len, &r), 0);
		assert_int_equal(r.rua.n, cases[i].n);
		assert_string_equal(r.rua.list[0].domain, cases[i].domain);
		assert_int_equal(r.rua.list[0].valid, cases[i].valid);
		assert_int_equal(r.rua.list[0].limited, cases[i].limited);
		dmarc_record_fini(&r);
		buf_fini(&text);
	}
}

static void
what_is_over_the_limits_is_told(void **state)
{
	struct buf text = BUF_INIT;
	struct dmarc_record r;

	(void)state;
	buf_puts(&text, "v=DMARC1; rua=mailto:a@b.test");
	for (int i = 1; i < DMARC_URIS_MAX; i++)
		buf_puts(&text, ",mailto:a@b.test");
	assert_int_equal(dmarc_parse(buf_text(&text), text.len, &r), 0);
	assert_false(r.cut);
	dmarc_record_fini(&r);
	buf_puts(&text, ",mailto:a@b.test");
	assert_int_equal(dmarc_parse(buf_text(&text), text.len, &r), 0);
	assert_true(r.cut);
	assert_int_equal(r.rua.n, DMARC_URIS_MAX);
	dmarc_record_fini(&r);
	buf_clear(&text);
	buf_puts(&text, "v=DMARC1");
	for (int i = 0; i < DMARC_TAGS_MAX; i++)
		buf_puts(&text, ";x=y");
	assert_int_equal(dmarc_parse(buf_text(&text), text.len, &r), 0);
	assert_true(r.cut);
	assert_int_equal(r.n_tags, DMARC_TAGS_MAX);
	dmarc_record_fini(&r);
	buf_fini(&text);
}

static void
the_walk_asks_eight_names_at_most(void **state)
{
	static const struct {
		const char *domain;
		const char *asked[DMARC_WALK_MAX + 1];
	} cases[] = {
	    {"test", {"test"}},
	    {"a.mail.example.com", {"a.mail.example.com", "mail.example.com",
				       "example.com", "com"}},
	    {"1.2.3.4.5.6.7", {"1.2.3.4.5.6.7", "2.3.4.5.6.7", "3.4.5.6.7",
				  "4.5.6.7", "5.6.7", "6.7", "7"}},
	    {"0.1.2.3.4.5.6.7",
		{"0.1.2.3.4.5.6.7", "1.2.3.4.5.6.7", "2.3.4.5.6.7", "3.4.5.6.7",
		    "4.5.6.7", "5.6.7", "6.7", "7"}},
	    {"a.b.c.d.e.f.g.h.i.j.mail.example.com",
		{"a.b.c.d.e.f.g.h.i.j.mail.example.com",
		    "g.h.i.j.mail.example.com", "h.i.j.mail.example.com",
		    "i.j.mail.example.com", "j.mail.example.com",
		    "mail.example.com", "example.com", "com"}},
	    {".", {NULL}},
	};
	const char *asked[DMARC_WALK_MAX];

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		size_t n = dmarc_walk_domains(cases[i].domain, asked);

		for (size_t j = 0; j < n; j++)
			assert_string_equal(asked[j], cases[i].asked[j]);
		assert_null(cases[i].asked[n]);
	}
}

#define AT(domain, record) "_dmarc." domain " TXT v=DMARC1" record

/* The examples of RFC 9989 for the tree walk, and the traps beside them. */
static void
policy_and_organizational_domain_follow_the_walk(void **state)
{
	static const struct {
		const char *name, *domain;
		const char *lines[8];
		enum dmarc_found found;
		const char *at, *org;
		bool org_open;
	} cases[] = {
	    {"nothing", "a.mail.example.com", {NULL}, DMARC_FOUND_NOTHING, NULL,
		"a.mail.example.com", false},
	    {"the shortest name is the organizational domain",
		"a.mail.example.com",
		{AT("mail.example.com", ""), AT("example.com", "")},
		DMARC_FOUND_RECORD, "example.com", "example.com", false},
	    {"the domain's own record is its policy", "mail.example.com",
		{AT("mail.example.com", ""), AT("example.com", "")},
		DMARC_FOUND_RECORD, "mail.example.com", "example.com", false},
	    {"psd=n ends the walk", "a.mail.example.com",
		{AT("mail.example.com", "; psd=n"), AT("example.com", "")},
		DMARC_FOUND_RECORD, "mail.example.com", "mail.example.com",
		false},
	    {"psd=y: one label below", "a.mail.example.com",
		{AT("com", "; psd=y"), AT("example.com", "")},
		DMARC_FOUND_RECORD, "example.com", "example.com", false},
	    {"psd=y, and nothing at the domain below", "a.mail.example.com",
		{AT("com", "; psd=y")}, DMARC_FOUND_RECORD, "com",
		"example.com", false},
	    {"psd=y, and a record further below", "a.mail.example.com",
		{AT("com", "; psd=y"), AT("mail.example.com", "")},
		DMARC_FOUND_RECORD, "com", "example.com", false},
	    {"psd=y at the domain itself", "gov.test",
		{AT("gov.test", "; psd=y"), AT("test", "")}, DMARC_FOUND_RECORD,
		"gov.test", "gov.test", false},
	    {"psd=y above a name that was skipped",
		"a.b.c.d.e.f.g.h.i.example.com",
		{AT("e.f.g.h.i.example.com", "; psd=y")}, DMARC_FOUND_RECORD,
		"e.f.g.h.i.example.com", "d.e.f.g.h.i.example.com", false},
	    {"two records at a name are none", "mail.example.com",
		{AT("mail.example.com", ""), AT("mail.example.com", ";p=none"),
		    AT("example.com", "")},
		DMARC_FOUND_RECORD, "example.com", "example.com", false},
	    {"another record beside it does not count", "example.com",
		{AT("example.com", ""), "_dmarc.example.com TXT v=spf1 -all"},
		DMARC_FOUND_RECORD, "example.com", "example.com", false},
	    {"a failure leaves it open", "mail.example.com",
		{"_dmarc.mail.example.com TXT SERVFAIL", AT("example.com", "")},
		DMARC_FOUND_OPEN, NULL, "example.com", true},
	    {"a failure above leaves only the organizational domain open",
		"example.com",
		{"_dmarc.com TXT SERVFAIL", AT("example.com", "")},
		DMARC_FOUND_RECORD, "example.com", "example.com", true},
	    {"a failure above the end of the walk is nothing", "example.com",
		{"_dmarc.com TXT SERVFAIL", AT("example.com", ";psd=n")},
		DMARC_FOUND_RECORD, "example.com", "example.com", false},
	    {"a missing answer leaves it open", "example.com",
		{"_dmarc.example.com TXT PENDING"}, DMARC_FOUND_OPEN, NULL,
		"example.com", true},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct dns_world world = {.lines = cases[i].lines};
		struct dmarc_discovery d;

		dmarc_discover(dns_world_lookup, &world, cases[i].domain, &d);
		if (d.found != cases[i].found ||
		    d.org_open != cases[i].org_open ||
		    strcmp(d.org, cases[i].org) != 0)
			fail_msg("%s: %d, %s, %d", cases[i].name, d.found,
			    d.org, d.org_open);
		if (cases[i].at != NULL)
			assert_string_equal(d.at, cases[i].at);
		/* everything is asked at once */
		assert_int_equal(world.n_asked, d.n_stops);
		dmarc_discovery_fini(&d);
		dns_world_fini(&world);
	}
}

static void
records_at_each_name_are_counted(void **state)
{
	static const char *const lines[] = {AT("example.com", ""),
	    AT("example.com", ";p=none"), "_dmarc.com TXT SERVFAIL", NULL};
	struct dns_world world = {.lines = lines};
	struct dmarc_discovery d;

	(void)state;
	dmarc_discover(dns_world_lookup, &world, "a.example.com", &d);
	assert_int_equal(d.n_stops, 3);
	assert_int_equal(d.stops[0].n_records, 0);
	assert_string_equal(d.stops[1].domain, "example.com");
	assert_int_equal(d.stops[1].n_records, 2);
	assert_true(d.stops[2].open);
	dmarc_discovery_fini(&d);
	dns_world_fini(&world);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(records_have_the_version_first_and_exactly),
	    cmocka_unit_test(tags_fall_back_to_their_defaults),
	    cmocka_unit_test(policies_follow_the_name_and_the_test_mode),
	    cmocka_unit_test(report_addresses_are_uris),
	    cmocka_unit_test(what_is_over_the_limits_is_told),
	    cmocka_unit_test(the_walk_asks_eight_names_at_most),
	    cmocka_unit_test(policy_and_organizational_domain_follow_the_walk),
	    cmocka_unit_test(records_at_each_name_are_counted),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
