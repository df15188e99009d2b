/* SPDX-License-Identifier: BSD-2-Clause */
/* SPF over a tree of records: what records/spf_walk.h promises. */

#include "tests/unit/unit.h"

#include "dns/answer.h"
#include "records/spf_walk.h"
#include "tests/unit/dns_world.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

/* The zone of RFC 7208 appendix A, without its examples of records. */
#define RFC_ZONE                                                             \
	"example.com MX mail-a.example.com",                                 \
	    "example.com MX mail-b.example.com", "example.com A 192.0.2.10", \
	    "example.com A 192.0.2.11", "amy.example.com A 192.0.2.65",      \
	    "bob.example.com A 192.0.2.66",                                  \
	    "mail-a.example.com A 192.0.2.129",                              \
	    "mail-b.example.com A 192.0.2.130",                              \
	    "www.example.com CNAME example.com",                             \
	    "example.org MX mail-c.example.org",                             \
	    "mail-c.example.org A 192.0.2.140",                              \
	    "10.2.0.192.in-addr.arpa PTR example.com",                       \
	    "11.2.0.192.in-addr.arpa PTR example.com",                       \
	    "65.2.0.192.in-addr.arpa PTR amy.example.com",                   \
	    "66.2.0.192.in-addr.arpa PTR bob.example.com",                   \
	    "129.2.0.192.in-addr.arpa PTR mail-a.example.com",               \
	    "130.2.0.192.in-addr.arpa PTR mail-b.example.com",               \
	    "140.2.0.192.in-addr.arpa PTR mail-c.example.org",               \
	    "4.0.0.10.in-addr.arpa PTR bob.example.com",                     \
	    "mobile-users._spf.example.com A 127.0.0.2"

struct check_case {
	const char *lines[40];
	const char *address;
	enum spf_result result;
	const char *decided;
};

static void
check_all(const struct check_case *cases, size_t n, const char *domain)
{
	for (size_t i = 0; i < n; i++) {
		struct dns_world world = {.lines = cases[i].lines};
		const struct spf_source source = {dns_world_lookup, &world};
		const struct spf_identity who = {.address = cases[i].address};
		struct spf_verdict v;

		spf_check(&source, domain, &who, &v);
		if (v.result != cases[i].result ||
		    strstr(v.decided, cases[i].decided) == NULL)
			fail_msg("%s from %s: %s by %s", cases[i].lines[0],
			    cases[i].address, spf_result_text(v.result),
			    v.decided);
		dns_world_fini(&world);
	}
}

static void
the_examples_of_rfc_7208_give_their_results(void **state)
{
#define A1(record, address, result, decided)                            \
	{                                                               \
		{"example.com TXT " record, RFC_ZONE}, address, result, \
		    decided                                             \
	}
	static const struct check_case cases[] = {
	    A1("v=spf1 +all", "198.51.100.1", SPF_PASS, "+all of example.com"),
	    A1("v=spf1 a -all", "192.0.2.10", SPF_PASS, "a of example.com"),
	    A1("v=spf1 a -all", "192.0.2.11", SPF_PASS, "a of"),
	    A1("v=spf1 a -all", "192.0.2.65", SPF_FAIL, "-all of example.com"),
	    A1("v=spf1 a:example.org -all", "192.0.2.10", SPF_FAIL, "-all"),
	    A1("v=spf1 mx -all", "192.0.2.129", SPF_PASS, "mx of"),
	    A1("v=spf1 mx -all", "192.0.2.130", SPF_PASS, "mx of"),
	    A1("v=spf1 mx -all", "192.0.2.10", SPF_FAIL, "-all"),
	    A1("v=spf1 mx:example.org -all", "192.0.2.140", SPF_PASS,
		"mx:example.org"),
	    A1("v=spf1 mx mx:example.org -all", "192.0.2.130", SPF_PASS, "mx"),
	    A1("v=spf1 mx mx:example.org -all", "192.0.2.140", SPF_PASS,
		"mx:example.org"),
	    A1("v=spf1 mx/30 mx:example.org/30 -all", "192.0.2.131", SPF_PASS,
		"mx/30"),
	    A1("v=spf1 mx/30 mx:example.org/30 -all", "192.0.2.143", SPF_PASS,
		"mx:example.org/30"),
	    A1("v=spf1 mx/30 mx:example.org/30 -all", "192.0.2.144", SPF_FAIL,
		"-all"),
	    A1("v=spf1 ptr -all", "192.0.2.10", SPF_PASS, "ptr"),
	    A1("v=spf1 ptr -all", "192.0.2.65", SPF_PASS, "ptr"),
	    A1("v=spf1 ptr -all", "192.0.2.140", SPF_FAIL, "-all"),
	    /* the name does not lead back to the address */
	    A1("v=spf1 ptr -all", "10.0.0.4", SPF_FAIL, "-all"),
	    A1("v=spf1 ip4:192.0.2.128/28 -all", "192.0.2.65", SPF_FAIL,
		"-all"),
	    A1("v=spf1 ip4:192.0.2.128/28 -all", "192.0.2.129", SPF_PASS,
		"ip4:192.0.2.128/28"),
	};

	(void)state;
	check_all(cases, COUNT(cases), "example.com");
}

static void
check_host_gives_each_result(void **state)
{
#define ONE(record) "x.test TXT " record
	static const struct check_case cases[] = {
	    {{"x.test TXT other"}, "192.0.2.1", SPF_NONE, "no SPF record"},
	    {{NULL}, "192.0.2.1", SPF_NONE, "no SPF record"},
	    {{ONE("v=spf1")}, "192.0.2.1", SPF_NEUTRAL, "no term matches"},
	    {{ONE("v=spf1 ?all")}, "192.0.2.1", SPF_NEUTRAL, "?all of x.test"},
	    {{ONE("v=spf1 ~all")}, "192.0.2.1", SPF_SOFTFAIL, "~all"},
	    {{ONE("v=spf1 -a -all"), "x.test A 192.0.2.1"}, "192.0.2.1",
		SPF_FAIL, "-a of"},
	    {{ONE("v=spf1 foo -all")}, "192.0.2.1", SPF_PERMERROR, "syntax"},
	    {{ONE("v=spf1 +all foo")}, "192.0.2.1", SPF_PERMERROR, "syntax"},
	    {{ONE("v=spf1 a"), ONE("v=spf1 mx")}, "192.0.2.1", SPF_PERMERROR,
		"more than one record"},
	    {{"x.test TXT SERVFAIL"}, "192.0.2.1", SPF_TEMPERROR,
		"x.test: the DNS did not answer"},
	    {{ONE("v=spf1 a -all"), "x.test A SERVFAIL"}, "192.0.2.1",
		SPF_TEMPERROR, "a of x.test: the DNS did not answer"},
	    /* of an IPv6 address only AAAA is asked */
	    {{ONE("v=spf1 a -all"), "x.test A SERVFAIL",
		 "x.test AAAA 2001:db8::1"},
		"2001:db8::1", SPF_PASS, "a of"},
	    {{ONE("v=spf1 a//32 -all"), "x.test AAAA 2001:db8::1"},
		"2001:db8:ffff::1", SPF_PASS, "a//32"},
	    {{ONE("v=spf1 ip6:2001:db8::/33 -all")}, "2001:db8:8000::1",
		SPF_FAIL, "-all"},
	    {{ONE("v=spf1 ip4:192.0.2.1 -all")}, "::ffff:192.0.2.1", SPF_PASS,
		"ip4"},
	    {{ONE("v=spf1 ip6:::/0 -all")}, "192.0.2.1", SPF_FAIL, "-all"},
	    {{ONE("v=spf1 exists:%{ir}.l.test -all"),
		 "1.2.0.192.l.test A 127.0.0.2"},
		"192.0.2.1", SPF_PASS, "exists"},
	    {{ONE("v=spf1 exists:%{i}.l.test -all"),
		 "2.0.0.1.0.d.b.8.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0."
		 "0.1.l.test A 127.0.0.2"},
		"2001:db8::1", SPF_PASS, "exists"},
	    {{ONE("v=spf1 exists:%{l}.%{o}.%{h} -all"),
		 "postmaster.x.test.x.test A 127.0.0.2"},
		"192.0.2.1", SPF_PASS, "exists"},
	    /* an address that it gives is not looked at, only that it is */
	    {{ONE("v=spf1 exists:l.test -all"), "l.test A 192.0.2.9"},
		"2001:db8::1", SPF_PASS, "exists"},
	};

	(void)state;
	check_all(cases, COUNT(cases), "x.test");
}

static void
includes_and_redirects_are_followed(void **state)
{
	static const struct check_case cases[] = {
	    {{ONE("v=spf1 include:y.test -all"),
		 "y.test TXT v=spf1 ip4:192.0.2.1 -all"},
		"192.0.2.1", SPF_PASS, "include:y.test of x.test"},
	    {{ONE("v=spf1 include:y.test ~all"),
		 "y.test TXT v=spf1 ip4:192.0.2.1 -all"},
		"192.0.2.2", SPF_SOFTFAIL, "~all of x.test"},
	    {{ONE("v=spf1 -include:y.test +all"), "y.test TXT v=spf1 +all"},
		"192.0.2.2", SPF_FAIL, "-include:y.test"},
	    {{ONE("v=spf1 include:y.test -all"), "y.test TXT v=spf1 ?all"},
		"192.0.2.2", SPF_FAIL, "-all of x.test"},
	    {{ONE("v=spf1 include:y.test +all")}, "192.0.2.2", SPF_PERMERROR,
		"include:y.test of x.test: there is no record"},
	    {{ONE("v=spf1 include:y.test +all"), "y.test TXT v=spf1 foo"},
		"192.0.2.2", SPF_PERMERROR, "y.test: syntax error"},
	    {{ONE("v=spf1 include:y.test +all"), "y.test TXT SERVFAIL"},
		"192.0.2.2", SPF_TEMPERROR, "y.test: the DNS did not answer"},
	    {{ONE("v=spf1 redirect=y.test"), "y.test TXT v=spf1 -all"},
		"192.0.2.2", SPF_FAIL, "-all of y.test"},
	    {{ONE("v=spf1 redirect=y.test a"), "x.test A 192.0.2.2",
		 "y.test TXT v=spf1 -all"},
		"192.0.2.2", SPF_PASS, "a of x.test"},
	    {{ONE("v=spf1 redirect=y.test ?all"), "y.test TXT v=spf1 -all"},
		"192.0.2.2", SPF_NEUTRAL, "?all of x.test"},
	    {{ONE("v=spf1 redirect=y.test")}, "192.0.2.2", SPF_PERMERROR,
		"redirect=y.test of x.test: there is no record"},
	    /* %{d} is the record's domain, %{o} the sender's */
	    {{ONE("v=spf1 include:y.test -all"),
		 "y.test TXT v=spf1 exists:%{d}.%{o}.l.test -all",
		 "y.test.x.test.l.test A 127.0.0.2"},
		"192.0.2.2", SPF_PASS, "include:y.test"},
	    /* loops end at the limit */
	    {{ONE("v=spf1 include:x.test -all")}, "192.0.2.2", SPF_PERMERROR,
		"more than 10 terms"},
	    {{ONE("v=spf1 redirect=x.test")}, "192.0.2.2", SPF_PERMERROR,
		"more than 10 terms"},
	    /* who matches before the limit passes */
	    {{ONE("v=spf1 ip4:192.0.2.2 include:x.test -all")}, "192.0.2.2",
		SPF_PASS, "ip4:192.0.2.2"},
	};

	(void)state;
	check_all(cases, COUNT(cases), "x.test");
}

static void
nothing_is_decided_while_an_answer_is_missing(void **state)
{
	static const struct check_case cases[] = {
	    {{"x.test TXT PENDING"}, "192.0.2.1", SPF_PENDING, ""},
	    {{ONE("v=spf1 a ip4:192.0.2.1 -all"), "x.test A PENDING"},
		"192.0.2.1", SPF_PENDING, ""},
	    {{ONE("v=spf1 include:y.test a -all"), "y.test TXT PENDING",
		 "x.test A SERVFAIL"},
		"192.0.2.1", SPF_PENDING, ""},
	    {{ONE("v=spf1 ip4:192.0.2.1 a -all"), "x.test A PENDING"},
		"192.0.2.1", SPF_PASS, "ip4"},
	};

	(void)state;
	check_all(cases, COUNT(cases), "x.test");
}

static void
an_mx_term_of_more_than_ten_hosts_is_a_permanent_error(void **state)
{
	static const struct check_case cases[] = {
	    {{ONE("v=spf1 mx -all"), "x.test MX a.test", "x.test MX b.test",
		 "x.test MX c.test", "x.test MX d.test", "x.test MX e.test",
		 "x.test MX f.test", "x.test MX g.test", "x.test MX h.test",
		 "x.test MX i.test", "x.test MX j.test", "j.test A 192.0.2.1"},
		"192.0.2.1", SPF_PASS, "mx"},
	    {{ONE("v=spf1 mx -all"), "x.test MX a.test", "x.test MX b.test",
		 "x.test MX c.test", "x.test MX d.test", "x.test MX e.test",
		 "x.test MX f.test", "x.test MX g.test", "x.test MX h.test",
		 "x.test MX i.test", "x.test MX j.test", "x.test MX k.test",
		 "a.test A 192.0.2.1"},
		"192.0.2.1", SPF_PERMERROR, "mx of x.test: more than 10 MX"},
	};

	(void)state;
	check_all(cases, COUNT(cases), "x.test");
}

struct count_case {
	const char *name;
	const char *lines[48];
	unsigned terms, voids;
	bool pending, open, unseen, more;
};

/*
 * Worked examples of section 4.6.4.  Hosts of an mx term are no terms
 * (stalwartlabs/mail-auth 35), includes count again each time they are met
 * (Internet.nl 1336), A and AAAA of one term are one void look-up
 * (checkdmarc 94).
 */
static void
terms_and_voids_are_counted_as_receivers_do(void **state)
{
	static const struct count_case cases[] = {
	    {.name = "no record", .lines = {"x.test TXT other"}},
	    {.name = "free terms",
		.lines = {ONE(
		    "v=spf1 ip4:192.0.2.1 ip6:::1 exp=e.test moo=x -all")}},
	    {.name = "a and mx are one each",
		.lines = {ONE("v=spf1 a mx -all"), "x.test A 192.0.2.1",
		    "x.test MX m.test"},
		.terms = 2},
	    {.name = "the hosts of mx are not counted",
		.lines = {ONE("v=spf1 mx -all"), "x.test MX a.test",
		    "x.test MX b.test", "x.test MX c.test"},
		.terms = 1},
	    {.name = "ptr and exists are one each",
		.lines = {ONE("v=spf1 ptr exists:l.test -all"),
		    "l.test A 127.0.0.2"},
		.terms = 2},
	    {.name = "include, and what is in it",
		.lines = {ONE("v=spf1 include:y.test -all"),
		    "y.test TXT v=spf1 a mx include:z.test ~all",
		    "z.test TXT v=spf1 ip4:192.0.2.1 -all",
		    "y.test A 192.0.2.1", "y.test MX m.test"},
		.terms = 4},
	    {.name = "a record included twice counts twice",
		.lines = {ONE("v=spf1 include:y.test include:z.test -all"),
		    "y.test TXT v=spf1 include:w.test -all",
		    "z.test TXT v=spf1 include:w.test -all",
		    "w.test TXT v=spf1 a:w.test -all", "w.test A 192.0.2.1"},
		.terms = 6},
	    {.name = "redirect is one",
		.lines = {ONE("v=spf1 redirect=y.test"),
		    "y.test TXT v=spf1 a -all", "y.test A 192.0.2.1"},
		.terms = 2},
	    {.name = "redirect beside all is none",
		.lines = {ONE("v=spf1 -all redirect=y.test")}},
	    {.name = "what stands after all is none",
		.lines = {ONE("v=spf1 -all a mx include:y.test")}},
	    {.name = "A and AAAA missing are one void",
		.lines = {ONE("v=spf1 a:n.test -all")},
		.terms = 1,
		.voids = 1},
	    {.name = "AAAA missing alone is none",
		.lines = {ONE("v=spf1 a:n.test -all"), "n.test A 192.0.2.1"},
		.terms = 1},
	    {.name = "A missing alone is none",
		.lines = {ONE("v=spf1 a:n.test -all"), "n.test AAAA ::1"},
		.terms = 1},
	    {.name = "no MX record is one void",
		.lines = {ONE("v=spf1 mx:n.test mx -all"), "x.test MX m.test"},
		.terms = 2,
		.voids = 1},
	    {.name = "a failure is no void",
		.lines = {ONE("v=spf1 a:n.test -all"), "n.test A SERVFAIL"},
		.terms = 1},
	    {.name = "an included record that fails leaves the count open",
		.lines = {ONE("v=spf1 include:y.test a -all"),
		    "y.test TXT SERVFAIL", "x.test A 192.0.2.1"},
		.terms = 2,
		.open = true},
	    {.name = "siblings are walked while an answer is missing",
		.lines = {ONE("v=spf1 include:y.test include:z.test -all"),
		    "y.test TXT PENDING", "z.test TXT v=spf1 a -all",
		    "z.test A 192.0.2.1"},
		.terms = 3,
		.pending = true},
	    {.name = "a macro whose value is not known",
		.lines = {ONE("v=spf1 exists:%{i}.l.test include:%{d} -all")},
		.terms = 2,
		.unseen = true},
	    {.name = "a loop is walked once",
		.lines = {ONE("v=spf1 include:y.test -all"),
		    "y.test TXT v=spf1 include:x.test -all"},
		.terms = 2},
	    {.name = "a tree without end is left at the limit",
		.lines = {ONE("v=spf1 include:1.%{d} include:2.%{d}"),
		    "1.x.test TXT v=spf1 include:1.%{d} include:2.%{d}",
		    "2.x.test TXT v=spf1 include:1.%{d} include:2.%{d}",
		    "1.1.x.test TXT v=spf1 include:1.%{d} include:2.%{d}",
		    "2.1.x.test TXT v=spf1 include:x.test a a a a a a a a a a "
		    "a a a a a a a a a a a a a a a a a a a a a a a a a a a a a "
		    "a a a a a a a a a a a a a a a a a a a a a a a",
		    "2.1.x.test A 192.0.2.1"},
		.terms = SPF_COUNT_MAX,
		.more = true},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		const struct count_case *c = &cases[i];
		struct dns_world world = {.lines = c->lines};
		const struct spf_source source = {dns_world_lookup, &world};
		const struct spf_identity who = {.address = NULL};
		struct spf_tally t;

		spf_count(&source, "x.test", &who, &t);
		if (t.terms != c->terms || t.voids != c->voids ||
		    t.pending != c->pending || t.open != c->open ||
		    t.unseen != c->unseen || t.more != c->more)
			fail_msg("%s: %u terms, %u voids, %d %d %d %d", c->name,
			    t.terms, t.voids, t.pending, t.open, t.unseen,
			    t.more);
		spf_tally_fini(&t);
		dns_world_fini(&world);
	}
}

static void
notes_name_the_term_and_its_target(void **state)
{
	static const struct {
		const char *lines[20];
		enum spf_note_kind kind;
		const char *owner, *term, *target, *detail;
		bool in_record;
		size_t index;
	} cases[] = {
	    {{ONE("v=spf1 foo")}, SPF_NOTE_SYNTAX, "x.test", "", "x.test",
		"foo: there is no such mechanism", false, 0},
	    {{ONE("v=spf1 a include:y.test -all"), "y.test TXT v=spf1 foo"},
		SPF_NOTE_SYNTAX, "x.test", "include:y.test", "y.test",
		"foo: there is no such mechanism", true, 1},
	    {{ONE("v=spf1 a include:y.test -all"),
		 "y.test TXT v=spf1 include:z.test"},
		SPF_NOTE_NO_RECORD, "y.test", "include:z.test", "z.test", NULL,
		false, 1},
	    {{ONE("v=spf1 redirect=y.test a"), "x.test A 192.0.2.1"},
		SPF_NOTE_NO_RECORD, "x.test", "redirect=y.test", "y.test", NULL,
		true, 0},
	    {{ONE("v=spf1 include:y.test"), "y.test TXT v=spf1 a",
		 "y.test TXT v=spf1 mx"},
		SPF_NOTE_MANY, "x.test", "include:y.test", "y.test", NULL, true,
		0},
	    {{ONE("v=spf1 include:X.test")}, SPF_NOTE_LOOP, "x.test",
		"include:X.test", "x.test", NULL, true, 0},
	    {{ONE("v=spf1 include:y..test")}, SPF_NOTE_NO_NAME, "x.test",
		"include:y..test", "", NULL, true, 0},
	    {{ONE("v=spf1 -all ptr")}, SPF_NOTE_KINDS, "", "", "", NULL, false,
		0},
	    {{ONE("v=spf1 ~ptr -all")}, SPF_NOTE_PTR, "x.test", "~ptr",
		"x.test", NULL, true, 0},
	    {{ONE("v=spf1 ip4:0.0.0.0/0 -all")}, SPF_NOTE_PASS_ALL, "x.test",
		"ip4:0.0.0.0/0", "", NULL, true, 0},
	    {{ONE("v=spf1 mx:n.test -all")}, SPF_NOTE_VOID, "x.test",
		"mx:n.test", "n.test", NULL, true, 0},
	    {{ONE("v=spf1 include=y.test -all")}, SPF_NOTE_IGNORED, "x.test",
		"include=y.test", "", NULL, true, 0},
	    {{ONE("v=spf1 mx -all"), "x.test MX SERVFAIL"}, SPF_NOTE_OPEN,
		"x.test", "mx", "x.test", "the server answered SERVFAIL", true,
		0},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct dns_world world = {.lines = cases[i].lines};
		const struct spf_source source = {dns_world_lookup, &world};
		const struct spf_identity who = {.address = NULL};
		const struct spf_note *n = NULL;
		struct spf_tally t;

		spf_count(&source, "x.test", &who, &t);
		for (size_t j = 0; j < t.n_notes; j++)
			if (t.notes[j].kind == cases[i].kind)
				n = &t.notes[j];
		if (cases[i].kind == SPF_NOTE_KINDS) {
			assert_int_equal(t.n_notes, 0);
		} else {
			assert_non_null(n);
			assert_string_equal(n->owner, cases[i].owner);
			assert_string_equal(n->term, cases[i].term);
			assert_string_equal(n->target, cases[i].target);
			assert_int_equal(n->in_record, cases[i].in_record);
			assert_int_equal(n->term_index, cases[i].index);
			if (cases[i].detail != NULL)
				assert_string_equal(n->detail, cases[i].detail);
			else
				assert_null(n->detail);
		}
		spf_tally_fini(&t);
		dns_world_fini(&world);
	}
}

static void
the_end_is_found_behind_redirects(void **state)
{
	static const struct {
		const char *lines[8];
		enum spf_result end;
		const char *owner;
	} cases[] = {
	    {{ONE("v=spf1 -all")}, SPF_FAIL, "x.test"},
	    {{ONE("v=spf1 a")}, SPF_NONE, "x.test"},
	    {{ONE("v=spf1 redirect=y.test"), "y.test TXT v=spf1 ~all"},
		SPF_SOFTFAIL, "y.test"},
	    {{ONE("v=spf1 redirect=y.test ?all"), "y.test TXT v=spf1 ~all"},
		SPF_NEUTRAL, "x.test"},
	    {{ONE("v=spf1 redirect=y.test")}, SPF_NONE, NULL},
	    {{ONE("v=spf1 include:y.test"), "y.test TXT v=spf1 -all"}, SPF_NONE,
		"x.test"},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct dns_world world = {.lines = cases[i].lines};
		const struct spf_source source = {dns_world_lookup, &world};
		const struct spf_identity who = {.address = NULL};
		struct spf_tally t;

		spf_count(&source, "x.test", &who, &t);
		assert_int_equal(t.end, cases[i].end);
		if (cases[i].owner == NULL)
			assert_null(t.end_owner);
		else
			assert_string_equal(t.end_owner, cases[i].owner);
		spf_tally_fini(&t);
		dns_world_fini(&world);
	}
}

static void
terms_are_counted_by_the_term_that_brings_them(void **state)
{
	static const char *const lines[] = {
	    ONE("v=spf1 ip4:192.0.2.1 include:y.test a redirect=z.test"),
	    "y.test TXT v=spf1 a mx -all", "z.test TXT v=spf1 mx -all", NULL};
	struct dns_world world = {.lines = lines};
	const struct spf_source source = {dns_world_lookup, &world};
	const struct spf_identity who = {.address = NULL};
	struct spf_tally t;

	(void)state;
	spf_count(&source, "x.test", &who, &t);
	assert_int_equal(t.n_by_term, 4);
	assert_int_equal(t.by_term[0], 0);
	assert_int_equal(t.by_term[1], 3);
	assert_int_equal(t.by_term[2], 1);
	assert_int_equal(t.by_term[3], 2);
	spf_tally_fini(&t);
	dns_world_fini(&world);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(the_examples_of_rfc_7208_give_their_results),
	    cmocka_unit_test(check_host_gives_each_result),
	    cmocka_unit_test(includes_and_redirects_are_followed),
	    cmocka_unit_test(nothing_is_decided_while_an_answer_is_missing),
	    cmocka_unit_test(
		an_mx_term_of_more_than_ten_hosts_is_a_permanent_error),
	    cmocka_unit_test(terms_and_voids_are_counted_as_receivers_do),
	    cmocka_unit_test(notes_name_the_term_and_its_target),
	    cmocka_unit_test(the_end_is_found_behind_redirects),
	    cmocka_unit_test(terms_are_counted_by_the_term_that_brings_them),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
