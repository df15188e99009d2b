/* SPDX-License-Identifier: BSD-2-Clause */
/* From verdicts to what the MTA is told: nothing, unless it is listed. */

#include "tests/unit/unit.h"

#include <stdbool.h>

#include "base/buf.h"
#include "milter/gate_from.h"
#include "milter/reply.h"
#include "milter/report.h"
#include "tests/unit/milter_terms.h"

#define LISTED                                                          \
	"milter: { block = (\"listed.test\");"                          \
	" block_tls: { issuance = \"reject\"; now = \"quarantine\"; };" \
	" block_smime: { issuance = \"tempfail\"; now = \"reject\"; };" \
	" on_unfinished = \"tempfail\"; };"

struct reply_case {
	const char *name;
	enum report_kind kind;
	enum report_verdict verdict;
	const char *domain;
	bool by_name;
	size_t n_listed;
	enum settings_reply as_installed, listed;
};

static const struct reply_case cases[] = {
    {"not listed", REPORT_SERVERS, REPORT_INCONSISTENT_AT_ISSUANCE,
	"other.test", false, 0, REPLY_ACCEPT, REPLY_ACCEPT},
    {"not authorised at issuance", REPORT_SERVERS,
	REPORT_INCONSISTENT_AT_ISSUANCE, "listed.test", false, 1, REPLY_ACCEPT,
	REPLY_REJECT},
    {"not authorised now", REPORT_SERVERS, REPORT_INCONSISTENT_NOW,
	"listed.test", false, 1, REPLY_ACCEPT, REPLY_QUARANTINE},
    {"a name alone never blocks", REPORT_SERVERS, REPORT_INCONSISTENT_NOW,
	"listed.test", true, 1, REPLY_ACCEPT, REPLY_ACCEPT},
    {"a client's certificate never blocks", REPORT_CLIENT,
	REPORT_INCONSISTENT_NOW, "listed.test", false, 1, REPLY_ACCEPT,
	REPLY_ACCEPT},
    {"S/MIME to a listed domain", REPORT_SMIME, REPORT_INCONSISTENT_NOW,
	"sender.test", false, 1, REPLY_ACCEPT, REPLY_REJECT},
    {"S/MIME to others", REPORT_SMIME, REPORT_INCONSISTENT_NOW, "sender.test",
	false, 0, REPLY_ACCEPT, REPLY_ACCEPT},
    {"S/MIME at issuance", REPORT_SMIME, REPORT_INCONSISTENT_AT_ISSUANCE,
	"sender.test", false, 1, REPLY_ACCEPT, REPLY_TEMPFAIL},
    {"not finished", REPORT_SERVERS, REPORT_UNFINISHED, "listed.test", false, 1,
	REPLY_ACCEPT, REPLY_TEMPFAIL},
    {"the DNS fails", REPORT_SERVERS, REPORT_UNKNOWN_DNS, "listed.test", false,
	1, REPLY_ACCEPT, REPLY_TEMPFAIL},
    {"an unknown CA is no fault", REPORT_SERVERS, REPORT_UNKNOWN_ISSUER,
	"listed.test", false, 1, REPLY_ACCEPT, REPLY_ACCEPT},
    {"authorised", REPORT_SERVERS, REPORT_CONSISTENT, "listed.test", false, 1,
	REPLY_ACCEPT, REPLY_ACCEPT},
    {"no certificate seen", REPORT_SERVERS, REPORT_NOTHING, "listed.test",
	false, 1, REPLY_ACCEPT, REPLY_ACCEPT},
};

static enum settings_reply
decided(const struct reply_case *c, const struct terms *terms, size_t n_listed)
{
	struct report report;
	struct reply_decision d;
	struct report_entry *e;

	report_init(&report);
	e = report_add(&report, c->kind);
	e->verdict = c->verdict;
	e->domain = c->domain;
	e->by_name = c->by_name;
	reply_decide(&report, terms, n_listed, &d);
	assert_true((d.entry != NULL) == (d.reply != REPLY_ACCEPT));
	report_fini(&report);
	return d.reply;
}

static void
mail_is_stopped_only_where_the_operator_lists_it(void **state)
{
	struct terms *installed = terms_of("");
	struct terms *listed = terms_of(LISTED);

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const struct reply_case *c = &cases[i];

		if (decided(c, installed, 0) != c->as_installed ||
		    decided(c, listed, c->n_listed) != c->listed)
			fail_msg("%s: %s", c->name,
			    reply_text(decided(c, listed, c->n_listed)));
	}
	terms_free(&installed);
	terms_free(&listed);
}

static void
the_heaviest_reply_wins(void **state)
{
	struct terms *terms = terms_of(LISTED);
	struct report report;
	struct reply_decision d;

	(void)state;
	report_init(&report);
	report_add(&report, REPORT_SERVERS)->verdict = REPORT_INCONSISTENT_NOW;
	report_add(&report, REPORT_SERVERS)->verdict =
	    REPORT_INCONSISTENT_AT_ISSUANCE;
	report_add(&report, REPORT_SERVERS)->verdict = REPORT_UNFINISHED;
	for (size_t i = 0; i < report.n; i++)
		report.entries[i].domain = "listed.test";
	reply_decide(&report, terms, 1, &d);
	assert_int_equal(d.reply, REPLY_REJECT);
	assert_ptr_equal(d.entry, &report.entries[1]);
	report_fini(&report);
	terms_free(&terms);
}

static void
the_gate_counts_where_it_is_heavier(void **state)
{
	struct reply_decision d = {REPLY_QUARANTINE, NULL, NULL};
	struct gate_from pass = {.action = GATE_PASS};
	struct gate_from defer = {.action = GATE_DEFER, .text = "later"};
	struct gate_from reject = {.action = GATE_REJECT, .text = "no"};

	(void)state;
	reply_add_gate(&pass, &d);
	assert_int_equal(d.reply, REPLY_QUARANTINE);
	reply_add_gate(&defer, &d);
	assert_int_equal(d.reply, REPLY_TEMPFAIL);
	reply_add_gate(&reject, &d);
	assert_int_equal(d.reply, REPLY_REJECT);
	assert_string_equal(d.text, "no");
	reply_add_gate(&defer, &d);
	assert_int_equal(d.reply, REPLY_REJECT);
}

static void
the_text_is_one_line_within_its_bound_and_percents_are_doubled(void **state)
{
	struct report_entry e = {.kind = REPORT_SERVERS,
	    .verdict = REPORT_INCONSISTENT_NOW,
	    .domain = "listed.test",
	    .host = "mx.listed.test",
	    .issuer = "100% \r\n550 CA"};
	struct reply_decision d = {REPLY_REJECT, &e, NULL};
	struct buf out = BUF_INIT;
	char *percents = mem_zalloc(1001);

	(void)state;
	reply_put_text(&d, &out);
	assert_string_equal(buf_text(&out),
	    "certificate of mx.listed.test is by 100%% \\013\\010550 CA, "
	    "which the CAA records of listed.test do not authorise");
	memset(percents, '%', 1000);
	e.issuer = e.host = e.domain = percents;
	buf_clear(&out);
	reply_put_text(&d, &out);
	assert_true(out.len <= REPLY_TEXT_MAX);
	free(percents);
	buf_fini(&out);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(mail_is_stopped_only_where_the_operator_lists_it),
	    cmocka_unit_test(the_heaviest_reply_wins),
	    cmocka_unit_test(the_gate_counts_where_it_is_heavier),
	    cmocka_unit_test(
		the_text_is_one_line_within_its_bound_and_percents_are_doubled),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
