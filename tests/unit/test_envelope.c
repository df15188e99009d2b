/* SPDX-License-Identifier: BSD-2-Clause */
/* What is kept of recipients and header, and its bounds; what is agreed. */

#include "tests/unit/unit.h"

#include <libmilter/mfapi.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/mem.h"
#include "milter/address.h"
#include "milter/head.h"
#include "milter/negotiate.h"
#include "milter/recipients.h"
#include "tests/unit/milter_terms.h"

static void
a_domain_is_what_stands_after_the_last_at(void **state)
{
	static const char *const good[] = {"<a@Example.ORG>", "a@example.org",
	    "<\"a@b\"@example.org.>", "<@relay.test:a@example.org>"};
	static const char *const bad[] = {"<>", "", "<postmaster>", "<a@>",
	    "<a@[192.0.2.1]>", "<a@b c>", "<"};
	char domain[DNS_NAME_SIZE];

	(void)state;
	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
		assert_int_equal(address_domain(good[i], domain), 0);
		assert_string_equal(domain, "example.org");
	}
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_int_equal(address_domain(bad[i], domain), -1);
}

static void
ten_thousand_recipients_are_counted_and_a_hundred_domains_told(void **state)
{
	struct recipients r = {0};

	(void)state;
	for (int i = 0; i < 10000; i++) {
		char address[64];

		(void)snprintf(
		    address, sizeof(address), "<a%d@d%d.test>", i, i / 2);
		(void)recipients_add(&r, address, "smtp");
	}
	assert_int_equal(r.n, 10000);
	assert_int_equal(r.n_domains, RECIPIENTS_DOMAINS_MAX);
	assert_int_equal(
	    r.n_domains_left_out, 10000 - 2 * RECIPIENTS_DOMAINS_MAX);
	assert_int_equal(r.n_addresses, RECIPIENTS_KEPT_MAX);
	recipients_fini(&r);
	assert_int_equal(r.n, 0);
}

static void
local_and_own_domains_are_not_looked_at(void **state)
{
	struct terms *terms = terms_of("domains = ({ name = \"own.test\"; });");
	struct terms *own = terms_of("domains = ({ name = \"own.test\"; });"
				     "milter: { own_domains = true; };");
	struct terms *off = terms_of("milter: { probe = false; };");
	struct terms *none = terms_of("probe: { enabled = false; };");
	struct recipients r = {0};

	(void)state;
	assert_true(recipients_add(&r, "<a@far.test>", "smtp"));
	assert_false(recipients_add(&r, "<b@FAR.test>", "smtp"));
	assert_true(recipients_add(&r, "<a@here.test>", "virtual"));
	assert_true(recipients_add(&r, "<a@own.test>", NULL));
	assert_true(recipients_is_outbound(&r, 0, terms));
	assert_false(recipients_is_outbound(&r, 1, terms));
	assert_false(recipients_is_outbound(&r, 2, terms));
	assert_true(recipients_is_outbound(&r, 2, own));
	assert_false(recipients_is_outbound(&r, 0, off));
	assert_false(recipients_is_outbound(&r, 0, none));
	recipients_fini(&r);
	terms_free(&terms);
	terms_free(&own);
	terms_free(&off);
	terms_free(&none);
}

static const struct head_rules rules = {"mx.test", false, true};

static void
forged_fields_are_found_by_their_place(void **state)
{
	struct head h = {0};
	struct head_rules own = {"mx.test", true, false};

	(void)state;
	head_add(&h, &rules, "authentication-results", "mx.test; dkim=pass");
	head_add(&h, &rules, "Subject", "mx.test; dkim=pass");
	head_add(&h, &rules, "Authentication-Results", "other.test; none");
	head_add(&h, &rules, "Authentication-Results", "MX.test; x-caa=pass");
	assert_int_equal(h.n_forged, 2);
	assert_int_equal(h.forged[0], 1);
	assert_int_equal(h.forged[1], 3);
	head_fini(&h);
	head_add(&h, &own, "Authentication-Results", "mx.test; dkim=pass");
	head_add(&h, &own, "Authentication-Results", "mx.test; x-caa=pass");
	assert_int_equal(h.n_forged, 1);
	assert_int_equal(h.forged[0], 2);
	head_fini(&h);
}

static void
forged_fields_over_the_limit_are_counted(void **state)
{
	struct head h = {0};

	(void)state;
	for (int i = 0; i < HEAD_FORGED_MAX + 5; i++)
		head_add(&h, &rules, "Authentication-Results", "mx.test; a");
	assert_int_equal(h.n_forged, HEAD_FORGED_MAX);
	assert_int_equal(h.n_forged_left, 5);
	head_fini(&h);
}

static void
what_the_reader_wants_is_kept_within_a_bound(void **state)
{
	struct head h = {0};
	char *long_value = mem_zalloc(HEAD_OCTETS_MAX + 1);

	(void)state;
	head_add(&h, &rules, "From", "A <a@b.test>,\n\tc@d.test");
	head_add(&h, &rules, "X-Other", "x");
	assert_string_equal(
	    buf_text(&h.kept), "From: A <a@b.test>,\r\n\tc@d.test\r\n");
	assert_int_equal(h.from.n, 2);
	assert_string_equal(h.from.list[0], "a@b.test");
	memset(long_value, 'x', HEAD_OCTETS_MAX);
	head_add(&h, &rules, "Sender", long_value);
	assert_true(h.is_cut);
	assert_true(h.kept.len < 100);
	assert_false(h.may_hold);
	head_add(&h, &rules, "Content-Type",
	    "application/pkcs7-mime; smime-type=signed-data");
	assert_true(h.may_hold);
	head_fini(&h);
	free(long_value);
}

static void
who_reads_the_header_knows_of_the_domains_in_it(void **state)
{
	struct head h = {0};

	(void)state;
	head_add(&h, &rules, "To", "A <a@One.test>, b@two.test");
	head_add(&h, &rules, "cc", "g: c@three.test;");
	head_add(&h, &rules, "Bcc", "d@four.test");
	assert_true(head_names(&h, "one.test"));
	assert_true(head_names(&h, "two.test"));
	assert_true(head_names(&h, "three.test"));
	assert_false(head_names(&h, "four.test"));
	assert_false(head_names(&h, "test"));
	head_fini(&h);
}

static void
signatures_are_read_and_bounded(void **state)
{
	struct head h = {0};

	(void)state;
	head_add(&h, &rules, "DKIM-Signature",
	    "v=1; a=rsa-sha256; d=Example.ORG; s=S1;\n\tb=x");
	head_add(&h, &rules, "DKIM-Signature", "v=1; d=; s=b c; b=x");
	assert_int_equal(h.n_signatures, 1);
	assert_string_equal(h.signatures[0].domain, "example.org");
	assert_string_equal(h.signatures[0].selector, "s1");
	for (int i = 0; i < 2 * HEAD_SIGNATURES_MAX; i++)
		head_add(&h, &rules, "DKIM-Signature", "d=a.test; s=x");
	assert_int_equal(h.n_signatures, HEAD_SIGNATURES_MAX);
	head_fini(&h);
}

#define NO_REPLY                                                         \
	(SMFIP_NR_CONN | SMFIP_NR_HELO | SMFIP_NR_RCPT | SMFIP_NR_DATA | \
	    SMFIP_NR_UNKN | SMFIP_NR_HDR | SMFIP_NR_EOH)

static void
the_same_steps_are_without_reply_whatever_is_offered(void **state)
{
	static const struct offer offers[] = {
	    {0x1ff, 0x1fffff}, {0x3f, 0x7f}, {0, 0}};

	(void)state;
	for (size_t i = 0; i < sizeof(offers) / sizeof(offers[0]); i++) {
		struct agreement a;

		negotiate(&offers[i], true, &a);
		assert_int_equal(a.steps & NO_REPLY, NO_REPLY);
		assert_int_equal(a.steps & (SMFIP_NR_MAIL | SMFIP_NR_BODY), 0);
		assert_int_equal(a.actions & ~offers[i].actions, 0);
	}
}

static void
the_body_is_not_even_asked_for_without_smime(void **state)
{
	const struct offer all = {0x1ff, 0x1fffff};
	struct agreement a;

	(void)state;
	negotiate(&all, false, &a);
	assert_true((a.steps & SMFIP_NOBODY) != 0);
	negotiate(&all, true, &a);
	assert_true((a.steps & SMFIP_NOBODY) == 0 && a.skip);
	assert_true((a.steps & SMFIP_SKIP) != 0);
}

static void
what_an_mta_lacks_is_told(void **state)
{
	const struct offer all = {0x1ff, 0x1fffff}, none = {0, 0};
	struct agreement a;

	(void)state;
	negotiate(&all, true, &a);
	assert_null(negotiate_lacks(&a));
	negotiate(&none, true, &a);
	assert_non_null(strstr(negotiate_lacks(&a), "adding header fields"));
	assert_false(a.insert || a.change || a.quarantine || a.skip);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_domain_is_what_stands_after_the_last_at),
	    cmocka_unit_test(
		ten_thousand_recipients_are_counted_and_a_hundred_domains_told),
	    cmocka_unit_test(local_and_own_domains_are_not_looked_at),
	    cmocka_unit_test(forged_fields_are_found_by_their_place),
	    cmocka_unit_test(forged_fields_over_the_limit_are_counted),
	    cmocka_unit_test(what_the_reader_wants_is_kept_within_a_bound),
	    cmocka_unit_test(who_reads_the_header_knows_of_the_domains_in_it),
	    cmocka_unit_test(signatures_are_read_and_bounded),
	    cmocka_unit_test(
		the_same_steps_are_without_reply_whatever_is_offered),
	    cmocka_unit_test(the_body_is_not_even_asked_for_without_smime),
	    cmocka_unit_test(what_an_mta_lacks_is_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
