/* SPDX-License-Identifier: BSD-2-Clause */
/* SPF records: what records/spf.h promises. */

#include "tests/unit/unit.h"

#include "base/buf.h"
#include "base/error.h"
#include "dns/answer.h"
#include "dns/name.h"
#include "records/spf.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static void
records_begin_with_the_version_and_a_blank(void **state)
{
	static const struct {
		const char *text;
		bool is;
	} cases[] = {
	    {"v=spf1", true},
	    {"v=spf1 ", true},
	    {"v=spf1 -all", true},
	    {"V=SpF1 -all", true},
	    {"v=spf10 -all", false},
	    {"v=spf1\t-all", false},
	    {" v=spf1 -all", false},
	    {"v=spf2.0/pra -all", false},
	    {"v=spf", false},
	    {"\"v=spf1 -all\"", false},
	    {"", false},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++)
		assert_int_equal(
		    spf_is_record(cases[i].text, strlen(cases[i].text)),
		    cases[i].is);
}

static void
what_the_grammar_allows_is_read(void **state)
{
	static const char *const cases[] = {
	    "v=spf1",
	    "v=spf1   ",
	    "v=spf1  a   -all ",
	    "v=spf1 +mx/24 a:x.test//64 mx:x.test/24//64 ~all",
	    "v=spf1 A MX PTR IP4:192.0.2.0/0 INCLUDE:X.TEST -ALL",
	    "v=spf1 ip4:192.0.2.1/32 ip6:2001:db8::/32 ip6:::1/128 ?all",
	    "v=spf1 ip6:::ffff:192.0.2.1 -all",
	    "v=spf1 a//0 mx/0 -all",
	    "v=spf1 exists:%{I}.%{L3R-}.%{D2}.x.test -all",
	    "v=spf1 include:%{d} redirect=%{o}",
	    "v=spf1 exists:%{ir}.%{v}._spf.%{d2} -all",
	    "v=spf1 include:x.test. -all",
	    "v=spf1 include:_spf.x-1.te-st -all",
	    "v=spf1 a:a/b.x.test/24 -all",
	    "v=spf1 a:a:b.x.test -all",
	    "v=spf1 exists:%%%_%-.x.test -all",
	    "v=spf1 exists:%{l+-.,/_=}.x.test -all",
	    "v=spf1 moo.cow-far_out=man:dog/cat ip4:192.0.2.1 -all",
	    "v=spf1 moo= -all",
	    "v=spf1 exp=explain.x.test redirect=x.test",
	    "v=spf1 REDIRECT=x.test",
	    "v=spf1 ptr ptr:x.test -all",
	    "v=spf1 -all -all",
	    "v=spf1 default=%{c}%{r}%{t}",
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct spf_record r;
		struct error err = {""};

		if (spf_parse(cases[i], strlen(cases[i]), &r, &err) == -1)
			fail_msg("%s: %s", cases[i], err.text);
		spf_record_fini(&r);
	}
}

static void
errors_name_the_term_and_what_is_wrong(void **state)
{
	static const struct {
		const char *text, *said;
	} cases[] = {
	    {"v=spf1 ipv4:192.0.2.1 -all", "ipv4:192.0.2.1: there is no such"},
	    {"v=spf1 mx, -all", "mx,: "},
	    {"v=spf1 -all;", "-all;: "},
	    {"v=spf1 all:x.test", "all:x.test: it takes no argument"},
	    {"v=spf1 -all/8", "-all/8: it takes no argument"},
	    {"v=spf1 include -all", "include: it lacks a colon"},
	    {"v=spf1 include: -all", "include:: the domain is empty"},
	    {"v=spf1 include:x -all", "include:x: a domain ends in a dot"},
	    {"v=spf1 include:x.123 -all", "a domain ends in a dot"},
	    {"v=spf1 include:x.-y -all", "a domain ends in a dot"},
	    {"v=spf1 include:x.test/24 -all", "a domain ends in a dot"},
	    {"v=spf1 a: -all", "a:: the domain is empty"},
	    {"v=spf1 a:/24 -all", "a:/24: the domain is empty"},
	    {"v=spf1 a/ -all", "a/: "},
	    {"v=spf1 a/33 -all", "a/33: /33 is too long, want at most /32"},
	    {"v=spf1 a/024 -all", "without leading zeros"},
	    {"v=spf1 a//129 -all", "/129 is too long"},
	    {"v=spf1 a//64/24 -all", "a//64/24: "},
	    {"v=spf1 mx/1000 -all", "a number from 0 to 32"},
	    {"v=spf1 a.x.test -all", "there is no such mechanism"},
	    {"v=spf1 ip4 -all", "it lacks a colon and an address"},
	    {"v=spf1 ip4: -all", "it wants an IPv4 address"},
	    {"v=spf1 ip4:192.0.2 -all", "it wants an IPv4 address"},
	    {"v=spf1 ip4:192.0.2.01 -all", "it wants an IPv4 address"},
	    {"v=spf1 ip4:192.0.2.256 -all", "it wants an IPv4 address"},
	    {"v=spf1 ip4:192.0.2.0/ -all", "a number from 0 to 32"},
	    {"v=spf1 ip4:192.0.2.0/33 -all", "/33 is too long"},
	    {"v=spf1 ip4:192.0.2.0/24x -all", "a number from 0 to 32"},
	    {"v=spf1 ip4:2001:db8::1 -all", "has one of the other family"},
	    {"v=spf1 ip6:192.0.2.1 -all", "has one of the other family"},
	    {"v=spf1 ip6:fe80::1%eth0 -all", "it wants an IPv6 address"},
	    {"v=spf1 exists -all", "exists: it lacks a colon"},
	    {"v=spf1 exists:%{x}.test -all", "a macro letter is one of"},
	    {"v=spf1 exists:%{}.test -all", "a macro letter is one of"},
	    {"v=spf1 exists:%{i -all", "lacks its closing brace"},
	    {"v=spf1 exists:%i.test -all", "after % one of"},
	    {"v=spf1 exists:x.test% -all", "after % one of"},
	    {"v=spf1 exists:%{d0}.test -all", "can't keep 0 labels"},
	    {"v=spf1 exists:%{dx}.test -all", "a macro's delimiters"},
	    {"v=spf1 exists:%{r}.test -all", "is for explanations only"},
	    {"v=spf1 exists:%{C}.test -all", "is for explanations only"},
	    {"v=spf1 redirect= -all", "redirect=: the domain is empty"},
	    {"v=spf1 redirect=x.test redirect=y.test", "comes twice"},
	    {"v=spf1 exp=x.test exp=x.test", "exp=x.test: this modifier"},
	    {"v=spf1 -redirect=x.test", "there is no such mechanism"},
	    {"v=spf1 redirect:x.test", "there is no such mechanism"},
	    {"v=spf1 =x.test", "there is no such mechanism"},
	    {"v=spf1 1a=x.test", "there is no such mechanism"},
	    {"v=spf1 moo=%x", "after % one of"},
	    {"v=spf1 ++all", "there is no such mechanism"},
	    {"v=spf1 - all", "-: there is no such mechanism"},
	    {"v=spf1 caf\xc3\xa9 -all", "caf\\195\\169: "},
	    {"v=spf1 include:\xe2\x80\x9cx.test -all", "octet 226 is not"},
	    {"v=spf1\ta", "does not begin"},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct spf_record r;
		struct error err = {""};

		if (spf_parse(cases[i].text, strlen(cases[i].text), &r, &err) !=
		    -1)
			fail_msg("%s was read", cases[i].text);
		if (strstr(err.text, cases[i].said) == NULL)
			fail_msg("%s: %s", cases[i].text, err.text);
	}
}

static void
terms_hold_their_parts(void **state)
{
	static const char text[] = "v=spf1 ~a:x.test/24//64 -ip4:192.0.2.0/25 "
				   "?ip6:2001:db8::/33 mx redirect=y.test "
				   "exp=z.test include=x.test ?all +all";
	struct spf_record r;

	(void)state;
	assert_int_equal(spf_parse(text, strlen(text), &r, NULL), 0);
	assert_int_equal(r.n_terms, 9);
	assert_int_equal(r.terms[0].kind, SPF_A);
	assert_int_equal(r.terms[0].qualifier, SPF_SOFTFAIL);
	assert_int_equal(r.terms[0].domain_len, 6);
	assert_memory_equal(r.terms[0].domain, "x.test", 6);
	assert_int_equal(r.terms[0].prefix4, 24);
	assert_int_equal(r.terms[0].prefix6, 64);
	assert_int_equal(r.terms[1].qualifier, SPF_FAIL);
	assert_int_equal(r.terms[1].prefix4, 25);
	assert_memory_equal(r.terms[1].address, "\xc0\x00\x02\x00", 4);
	assert_int_equal(r.terms[2].qualifier, SPF_NEUTRAL);
	assert_int_equal(r.terms[2].prefix6, 33);
	assert_memory_equal(r.terms[2].address, "\x20\x01\x0d\xb8\0", 5);
	assert_null(r.terms[3].domain);
	assert_int_equal(r.terms[3].prefix4, 32);
	assert_int_equal(r.terms[3].prefix6, 128);
	assert_ptr_equal(r.redirect, &r.terms[4]);
	assert_ptr_equal(r.exp, &r.terms[5]);
	assert_true(spf_term_is_ignored_mechanism(&r.terms[6]));
	assert_false(spf_term_is_ignored_mechanism(&r.terms[5]));
	assert_ptr_equal(r.all, &r.terms[7]);
	spf_record_fini(&r);
}

static void
only_six_kinds_of_terms_need_the_dns(void **state)
{
	static const char text[] = "v=spf1 include:x.test a mx ptr exists:x.t "
				   "redirect=x.test ip4:192.0.2.1 ip6:::1 "
				   "exp=x.test moo=x all";
	struct spf_record r;

	(void)state;
	assert_int_equal(spf_parse(text, strlen(text), &r, NULL), 0);
	for (size_t i = 0; i < r.n_terms; i++)
		assert_int_equal(spf_term_asks(&r.terms[i]), i < 6);
	spf_record_fini(&r);
}

static void
too_many_terms_are_an_error(void **state)
{
	struct buf text = BUF_INIT;
	struct error err = {""};
	struct spf_record r;

	(void)state;
	buf_puts(&text, "v=spf1");
	for (int i = 0; i <= SPF_TERMS_MAX; i++)
		buf_puts(&text, " a");
	assert_int_equal(spf_parse(buf_text(&text), text.len, &r, &err), -1);
	assert_string_equal(err.text, "the record has more than 1024 terms");
	assert_int_equal(spf_parse(buf_text(&text), text.len - 2, &r, &err), 0);
	spf_record_fini(&r);
	buf_fini(&text);
}

static const struct spf_macros values = {
    .sender = "strong-bad@email.example.com",
    .local = "strong-bad",
    .origin = "email.example.com",
    .domain = "email.example.com",
    .address = "192.0.2.3",
    .shown = "192.0.2.3",
    .helo = "mx.example.com",
    .family = "in-addr",
};

/* RFC 7208 section 7.4, and a few more */
static void
macros_expand_as_in_the_examples(void **state)
{
	static const struct {
		const char *text, *expanded;
	} cases[] = {
	    {"%{s}", "strong-bad@email.example.com"},
	    {"%{o}", "email.example.com"},
	    {"%{d}", "email.example.com"},
	    {"%{d4}", "email.example.com"},
	    {"%{d3}", "email.example.com"},
	    {"%{d2}", "example.com"},
	    {"%{d1}", "com"},
	    {"%{dr}", "com.example.email"},
	    {"%{d2r}", "example.email"},
	    {"%{l}", "strong-bad"},
	    {"%{l-}", "strong.bad"},
	    {"%{lr}", "strong-bad"},
	    {"%{lr-}", "bad.strong"},
	    {"%{l1r-}", "strong"},
	    {"%{ir}.%{v}._spf.%{d2}", "3.2.0.192.in-addr._spf.example.com"},
	    {"%{lr-}.lp._spf.%{d2}", "bad.strong.lp._spf.example.com"},
	    {"%{lr-}.lp.%{ir}.%{v}._spf.%{d2}",
		"bad.strong.lp.3.2.0.192.in-addr._spf.example.com"},
	    {"%{d2}.trusted-domains.example.net",
		"example.com.trusted-domains.example.net"},
	    {"%{S}", "strong-bad%40email.example.com"},
	    {"%{p}.x", "unknown.x"},
	    {"%%%_%-", "% %20"},
	    {"%{h}", "mx.example.com"},
	    {"%{c} %{r} %{t}", "192.0.2.3 unknown 0"},
	    {"%{d999}", "email.example.com"},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct buf out = BUF_INIT;

		assert_true(spf_macro_expand(
		    cases[i].text, strlen(cases[i].text), &values, &out));
		assert_string_equal(buf_text(&out), cases[i].expanded);
		buf_fini(&out);
	}
}

static void
values_that_are_not_known_are_told(void **state)
{
	struct spf_macros none = {.domain = "x.test"};
	struct buf out = BUF_INIT;
	char name[DNS_NAME_SIZE];

	(void)state;
	assert_false(spf_macro_expand("%{i}.x", 6, &none, &out));
	assert_int_equal(spf_macro_name("%{i}.x.test", 11, &none, name), 0);
	assert_int_equal(spf_macro_name("%{d}", 4, &none, name), 1);
	assert_string_equal(name, "x.test");
	buf_fini(&out);
}

static void
names_are_canonical_and_cut_from_the_left(void **state)
{
	static const char label[] = "a123456789b123456789c123456789d123456789";
	struct spf_macros v = values;
	struct buf text = BUF_INIT;
	char name[DNS_NAME_SIZE];

	(void)state;
	assert_int_equal(spf_macro_name("X.Test.", 7, &v, name), 1);
	assert_string_equal(name, "x.test");
	assert_int_equal(spf_macro_name("x..test", 7, &v, name), -1);
	assert_int_equal(spf_macro_name(".x.test", 7, &v, name), -1);
	v.helo = "localhost";
	assert_int_equal(spf_macro_name("%{h}", 4, &v, name), -1);
	v.helo = "a(b.test";
	assert_int_equal(spf_macro_name("%{h}", 4, &v, name), 1);
	assert_string_equal(name, "a\\040b.test");
	for (int i = 0; i < 8; i++)
		buf_printf(&text, "%s.", label);
	buf_puts(&text, "x.test");
	assert_int_equal(
	    spf_macro_name(buf_text(&text), text.len, &v, name), 1);
	assert_int_equal(strlen(name), 6 * 41 + 6);
	buf_clear(&text);
	for (int i = 0; i < 64; i++)
		buf_putc(&text, 'x');
	buf_puts(&text, ".test");
	assert_int_equal(
	    spf_macro_name(buf_text(&text), text.len, &v, name), -1);
	buf_fini(&text);
}

static void
other_txt_records_are_not_selected(void **state)
{
	struct dns_answer *a =
	    dns_answer_new("x.test", DNS_TYPE_TXT, DNS_RECORDS);
	struct buf text = BUF_INIT;

	(void)state;
	dns_answer_add_record(a, "\5other", 6);
	dns_answer_add_record(a, "\4v=sp\7f1 -all", 13);
	dns_answer_add_record(a, "\6v=spf1", 7);
	dns_answer_add_record(a, "\7v=spf10", 8);
	assert_int_equal(spf_select(a, &text), 2);
	assert_string_equal(buf_text(&text), "v=spf1 -all");
	assert_int_equal(spf_select(a, NULL), 2);
	buf_fini(&text);
	dns_answer_free(&a);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(records_begin_with_the_version_and_a_blank),
	    cmocka_unit_test(what_the_grammar_allows_is_read),
	    cmocka_unit_test(errors_name_the_term_and_what_is_wrong),
	    cmocka_unit_test(terms_hold_their_parts),
	    cmocka_unit_test(only_six_kinds_of_terms_need_the_dns),
	    cmocka_unit_test(too_many_terms_are_an_error),
	    cmocka_unit_test(macros_expand_as_in_the_examples),
	    cmocka_unit_test(values_that_are_not_known_are_told),
	    cmocka_unit_test(names_are_canonical_and_cut_from_the_left),
	    cmocka_unit_test(other_txt_records_are_not_selected),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
