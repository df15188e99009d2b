/* SPDX-License-Identifier: BSD-2-Clause */
/* What is said of a message: entries, the field and the log line. */

#include "tests/unit/unit.h"

#include <stdbool.h>
#include <stdlib.h>

#include "base/buf.h"
#include "milter/field.h"
#include "milter/gate_from.h"
#include "milter/issuer_names.h"
#include "milter/logline.h"
#include "milter/report.h"
#include "milter/report_servers.h"
#include "milter/session.h"
#include "peers/peers.h"
#include "tests/unit/milter_terms.h"

static char *
field(const struct report *r)
{
	struct buf out = BUF_INIT;

	field_put(r, "mx.test", &out);
	return buf_steal(&out);
}

static void
a_message_of_which_there_is_nothing_to_say(void **state)
{
	struct report r;
	char *text;

	(void)state;
	report_init(&r);
	text = field(&r);
	assert_string_equal(text, "mx.test; none");
	free(text);
	report_fini(&r);
}

static struct peers
two_hosts(void)
{
	struct peers p = {.definite = true,
	    .with_servers = true,
	    .mx = PEERS_MX_HOSTS,
	    .sts = PEERS_STS_ENFORCE,
	    .n_hosts = 3};

	p.hosts[0] = (struct peers_host){.host = "mx1.far.test",
	    .seen = PEERS_SEEN,
	    .name = "*.far.test",
	    .issuer = "Good CA",
	    .identifier = "good.example",
	    .host_verdict = LIVE_CONSISTENT,
	    .named = true,
	    .dane = PEERS_DANE_NONE};
	p.hosts[1] = p.hosts[0];
	p.hosts[1].host = "mx2.far.test";
	p.hosts[1].name = "mx2.far.test";
	p.hosts[1].issuer = "Other CA";
	p.hosts[1].identifier = "other.example";
	p.hosts[1].host_verdict = LIVE_INCONSISTENT_NOW;
	p.hosts[2] = (struct peers_host){
	    .host = "mx3.far.test", .seen = PEERS_NOT_TESTABLE};
	return p;
}

static void
the_gravest_host_speaks_for_a_domain(void **state)
{
	struct peers p = two_hosts();
	struct report r;
	char *text;

	(void)state;
	report_init(&r);
	report_add_servers(&r, "far.test", &p);
	text = field(&r);
	assert_string_equal(text,
	    "mx.test;\n\tx-caa=fail "
	    "(Other CA; certificates of 2 of 3 hosts seen)\n\t"
	    "policy.scope=tls policy.domain=far.test "
	    "policy.host=mx2.far.test\n\tpolicy.issuer=other.example "
	    "policy.tag=issue\n\tpolicy.verdict=inconsistent-now "
	    "policy.dane=none policy.sts=enforce");
	free(text);
	report_fini(&r);
}

static void
a_wildcard_is_told_by_its_property(void **state)
{
	struct peers p = two_hosts();
	struct report r;

	(void)state;
	p.n_hosts = 1;
	report_init(&r);
	report_add_servers(&r, "far.test", &p);
	assert_string_equal(r.entries[0].tag, "issuewild");
	report_fini(&r);
}

static void
a_domain_that_refuses_what_its_host_does_not_is_told(void **state)
{
	static const struct {
		enum live_verdict host, domain;
		bool told;
	} cases[] = {
	    {LIVE_CONSISTENT, LIVE_INCONSISTENT_NOW, true},
	    {LIVE_CONSISTENT, LIVE_INCONSISTENT_AT_ISSUANCE, true},
	    {LIVE_INCONSISTENT_NOW, LIVE_INCONSISTENT_AT_ISSUANCE, false},
	    {LIVE_INCONSISTENT_AT_ISSUANCE, LIVE_INCONSISTENT_NOW, false},
	    {LIVE_CONSISTENT, LIVE_CONSISTENT, false},
	};
	struct report r;

	(void)state;
	report_init(&r);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct peers p = two_hosts();
		const char *found;

		p.n_hosts = 1;
		p.hosts[0].host_verdict = cases[i].host;
		p.hosts[0].domain_verdict = cases[i].domain;
		report_add_servers(&r, "far.test", &p);
		assert_int_equal(
		    r.entries[i].verdict, report_verdict(cases[i].host));
		found = strstr(r.entries[i].note, "far.test itself do not");
		if ((found != NULL) != cases[i].told)
			fail_msg("case %zu: %s", i, r.entries[i].note);
	}
	report_fini(&r);
}

struct unseen_case {
	enum peers_mx mx;
	bool definite;
	size_t n_hosts;
	enum report_verdict verdict;
};

static void
without_a_certificate_there_is_nothing_to_compare(void **state)
{
	static const struct unseen_case cases[] = {
	    {PEERS_MX_NULL, true, 0, REPORT_NOTHING},
	    {PEERS_MX_ABSENT, true, 0, REPORT_NOTHING},
	    {PEERS_MX_UNKNOWN, false, 0, REPORT_UNKNOWN_DNS},
	    {PEERS_MX_HOSTS, true, 1, REPORT_NOTHING},
	};
	struct report r;

	(void)state;
	report_init(&r);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct peers p = {.mx = cases[i].mx,
		    .definite = cases[i].definite,
		    .n_hosts = cases[i].n_hosts};

		p.hosts[0].host = "mx.test";
		p.hosts[0].seen = PEERS_NO_STARTTLS;
		report_add_servers(&r, "far.test", &p);
		assert_int_equal(r.entries[i].verdict, cases[i].verdict);
	}
	report_add_servers(&r, "far.test", NULL);
	assert_int_equal(r.entries[4].verdict, REPORT_UNFINISHED);
	report_fini(&r);
}

static void
entries_and_results_over_their_limits_are_counted(void **state)
{
	struct report r;
	char *text;

	(void)state;
	report_init(&r);
	for (int i = 0; i < REPORT_ENTRIES_MAX + 7; i++)
		(void)report_add(&r, REPORT_SERVERS);
	assert_int_equal(r.n_left_out, 7);
	text = field(&r);
	assert_non_null(strstr(text, "(95 more left out)"));
	assert_int_equal(REPORT_ENTRIES_MAX + 7 - FIELD_RESULTS_MAX, 95);
	free(text);
	report_fini(&r);
}

static void
a_hidden_entry_is_in_the_log_only(void **state)
{
	struct peers p = two_hosts();
	struct report r;
	char *text;

	(void)state;
	report_init(&r);
	report_add_servers(&r, "blind.test", &p);
	r.entries[0].hidden = true;
	text = field(&r);
	assert_string_equal(text, "mx.test; none");
	free(text);
	assert_int_equal(report_gravest(&r, false), REPORT_NOTHING);
	assert_int_equal(report_gravest(&r, true), REPORT_INCONSISTENT_NOW);
	report_fini(&r);
}

static void
a_signature_is_told_apart_from_caa_and_never_as_pass(void **state)
{
	struct report r;
	struct report_entry *e;
	char *text;

	(void)state;
	report_init(&r);
	e = report_add(&r, REPORT_SMIME);
	*e = (struct report_entry){.kind = REPORT_SMIME,
	    .verdict = REPORT_CONSISTENT,
	    .domain = "far.test",
	    .identifier = "good.example",
	    .address = "a@far.test",
	    .serial = "1f",
	    .issuer_dn = "CN=Good CA,O=\"x\"",
	    .part = "1.2",
	    .tag = "issuemail",
	    .signature = REPORT_SIGNATURE_VALID};
	text = field(&r);
	assert_string_equal(text,
	    "mx.test;\n\tsmime=neutral "
	    "(signature valid, chain of its certificate not checked)\n\t"
	    "body.smime-part=1.2 body.smime-identifier=\"a@far.test\"\n\t"
	    "body.smime-serial=1f "
	    "body.smime-issuer=\"CN=Good CA,O=\\\"x\\\"\";\n\t"
	    "x-caa=pass policy.scope=smime policy.domain=far.test\n\t"
	    "policy.issuer=good.example policy.tag=issuemail\n\t"
	    "policy.verdict=consistent policy.part=1.2");
	free(text);
	e->signature = REPORT_SIGNATURE_INVALID;
	text = field(&r);
	assert_non_null(strstr(text, "smime=fail (signature invalid)"));
	free(text);
	report_fini(&r);
}

static void
the_line_begins_with_the_queue_id(void **state)
{
	struct peers p = two_hosts();
	struct report r;
	struct message m = {.sender = (char[]){"a\"b@x.test"}};
	struct reply_decision d = {REPLY_ACCEPT, NULL, NULL};
	struct gate_from none = {.domain = NULL};
	struct logline l = {"4bXk2R", &m, &r, &d, &none, false, 12};
	struct buf out = BUF_INIT;

	(void)state;
	report_init(&r);
	report_add_servers(&r, "far.test", &p);
	m.recipients.n = 2;
	m.recipients.n_domains = 1;
	logline_put(&out, &l);
	assert_string_equal(buf_text(&out),
	    "4bXk2R: verdict=inconsistent-now reply=accept recipients=2 "
	    "domains=1 left_out=0 removed=0 ms=12 sender=\"a\\\"b@x.test\" "
	    "tls=inconsistent-now domain=far.test host=mx2.far.test "
	    "issuer=other.example");
	buf_clear(&out);
	l.queue_id = "a b\n";
	l.dry_run = true;
	logline_put(&out, &l);
	assert_memory_equal(
	    buf_text(&out), "NOQUEUE: verdict=inconsistent-now would=", 40);
	buf_fini(&out);
	report_fini(&r);
}

static void
a_ca_is_found_by_its_name_only_where_that_is_one_ca(void **state)
{
	struct terms *terms = terms_of("");
	const struct issuer_names *names = terms_issuer_names(terms);

	(void)state;
	assert_non_null(issuer_names_find(names, "r10", NULL));
	assert_non_null(issuer_names_find(names, "R10", "Let's Encrypt"));
	assert_null(issuer_names_find(names, "R10", "Another"));
	assert_null(issuer_names_find(names, "no such CA", NULL));
	assert_null(issuer_names_find(names, "", NULL));
	terms_free(&terms);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_message_of_which_there_is_nothing_to_say),
	    cmocka_unit_test(the_gravest_host_speaks_for_a_domain),
	    cmocka_unit_test(a_wildcard_is_told_by_its_property),
	    cmocka_unit_test(
		a_domain_that_refuses_what_its_host_does_not_is_told),
	    cmocka_unit_test(without_a_certificate_there_is_nothing_to_compare),
	    cmocka_unit_test(entries_and_results_over_their_limits_are_counted),
	    cmocka_unit_test(a_hidden_entry_is_in_the_log_only),
	    cmocka_unit_test(
		a_signature_is_told_apart_from_caa_and_never_as_pass),
	    cmocka_unit_test(the_line_begins_with_the_queue_id),
	    cmocka_unit_test(
		a_ca_is_found_by_its_name_only_where_that_is_one_ca),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
