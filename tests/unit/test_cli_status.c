/* SPDX-License-Identifier: BSD-2-Clause */
/* caagate waive, status and recheck: on a store of the test's own. */

#include "tests/unit/unit.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/error.h"
#include "engine/ledger.h"
#include "gate/gate.h"
#include "gate/status.h"
#include "store/store.h"
#include "tests/unit/clirun.h"
#include "tests/unit/unit_file.h"

#define AT "2026-12-01T00:00:00Z"

static struct {
	char top[64];
	char *conf;
} world;

static int
start(void **state)
{
	char text[512];
	struct store *s = NULL;
	struct error err = {""};

	(void)state;
	(void)snprintf(world.top, sizeof(world.top), "/tmp/test_status.XXXXXX");
	assert_non_null(mkdtemp(world.top));
	(void)snprintf(text, sizeof(text),
	    "ca: { table = \"tests/data/cli/cas.csv\"; };\n"
	    "probe: { enabled = false; };\n"
	    "store: { path = \"%s\"; size = \"16M\"; };\n"
	    "domains = ( { name = \"bad.test\"; }, { name = \"good.test\"; },\n"
	    "    { name = \"broken.example\"; } );\n",
	    world.top);
	world.conf = unit_file(text);
	if (store_open(world.top, 16 << 20, &s, &err) == -1)
		fail_msg("%s", err.text);
	store_close(&s);
	return 0;
}

static int
stop(void **state)
{
	char path[96];

	(void)state;
	(void)snprintf(path, sizeof(path), "%s/data.mdb", world.top);
	(void)unlink(path);
	(void)snprintf(path, sizeof(path), "%s/lock.mdb", world.top);
	(void)unlink(path);
	(void)rmdir(world.top);
	unit_file_drop(world.conf);
	return 0;
}

static struct store *
open_store(void)
{
	struct store *s = NULL;
	struct error err = {""};

	if (store_open(world.top, 16 << 20, &s, &err) == -1)
		fail_msg("%s", err.text);
	return s;
}

/* A status of an hour ago; rule RULES: without a finding. */
static void
know(const char *domain, enum rule_id rule)
{
	int64_t now = clock_time(AT, NULL);
	struct status s = {.checked = now - 3600,
	    .definite = now - 3600,
	    .fresh_until = now + 60};
	struct buf octets = BUF_INIT;
	struct store *store = open_store();

	if (rule != RULES) {
		s.n_findings = 1;
		s.findings[0] = (struct status_finding){.rule = rule,
		    .result = FINDING_FAIL,
		    .severity = SEVERITY_BLOCK,
		    .harm = HARM_H1,
		    .from_start = true,
		    .confirmations = 1,
		    .since = now - 7200,
		    .seen = now - 3600,
		    .subject = domain,
		    .subject_len = strlen(domain),
		    .text = "it is broken",
		    .text_len = 12};
	}
	status_encode(&s, &octets);
	assert_int_equal(store_write(store, STORE_STATUS, domain,
			     strlen(domain), octets.data, octets.len, NULL),
	    0);
	buf_fini(&octets);
	store_close(&store);
}

/* caagate args... with our settings and time; the words are in its output. */
static struct clirun
run(int code, const char *const *args)
{
	const char *all[CLIRUN_ARGS];
	struct clirun r;
	size_t n = 0;

	while (args[n] != NULL) {
		all[n] = args[n];
		n++;
	}
	all[n++] = "--config";
	all[n++] = world.conf;
	all[n++] = "--resolver";
	all[n++] = "none";
	all[n] = NULL;
	r = clirun_bare(all);
	if (r.code != code)
		fail_msg("%d: %s%s", r.code, r.out, r.err);
	return r;
}

static void
says(int code, const char *const *args, const char *words)
{
	struct clirun r = run(code, args);

	if (strstr(r.out, words) == NULL && strstr(r.err, words) == NULL)
		fail_msg("\"%s%s\" lacks \"%s\"", r.out, r.err, words);
	clirun_fini(&r);
}

#define SAYS(code, words, ...)                           \
	do {                                             \
		static const char *const says_args[] = { \
		    __VA_ARGS__, "--now", AT, NULL};     \
		says(code, says_args, words);            \
	} while (0)

static void
a_domain_is_refused_waived_and_refused_again(void **state)
{
	(void)state;
	know("bad.test", RULE_SPF_02);
	SAYS(2,
	    "bad.test: mail would be refused (profile strict, not "
	    "enforced)",
	    "status", "bad.test");
	SAYS(0, "bad.test: SPF-02 waived until 2026-12-02T00:00:00Z: moving",
	    "waive", "bad.test", "--rule", "spf-02", "--for", "24h", "--reason",
	    "moving");
	SAYS(0, "mail passes by a waiver", "status", "bad.test");
	SAYS(0, "waiver for SPF-02 until 2026-12-02T00:00:00Z: moving",
	    "status", "bad.test");
	SAYS(0, "bad.test: SPF-02 no longer waived", "waive", "--end",
	    "bad.test", "--rule", "SPF-02");
	SAYS(2, "would be refused", "status", "bad.test");
	SAYS(0, "nothing to end", "waive", "--end", "bad.test");
	SAYS(0, "bad.test  SPF-02  ended 2026-12-01T00:00:00Z  moving", "waive",
	    "--list");
}

static void
a_waiver_ends_with_its_time(void **state)
{
	static const char *const later[] = {
	    "status", "bad.test", "--now", "2026-12-01T01:00:00Z", NULL};

	(void)state;
	know("bad.test", RULE_SPF_02);
	SAYS(0, "every rule waived until 2026-12-01T01:00:00Z", "waive",
	    "bad.test", "--for", "1h", "--reason", "x");
	SAYS(0, "passes by a waiver", "status", "bad.test");
	says(2, later, "would be refused");
}

static void
wrong_use_of_waive_is_told_and_changes_nothing(void **state)
{
	(void)state;
	SAYS(64, "which domain?", "waive", "--for", "1h", "--reason", "x");
	SAYS(64, "for how long?", "waive", "a.test", "--reason", "x");
	SAYS(64, "why?", "waive", "a.test", "--for", "1h");
	SAYS(64, "SPF-99 is no rule", "waive", "a.test", "--for", "1h",
	    "--reason", "x", "--rule", "SPF-99");
	SAYS(64, "without a reason", "waive", "a.test", "--for", "1h",
	    "--reason", "");
	SAYS(64, "a waiver for 0 s, want 1 s to", "waive", "a.test", "--for",
	    "0", "--reason", "x");
	SAYS(64, "--list stands alone", "waive", "--list", "--for", "1h");
	SAYS(64, "--end ends", "waive", "a.test", "--end", "--for", "1h");
	SAYS(0, "\"waivers\": []", "waive", "--list", "--json");
	SAYS(0, "not in the table", "waive", "else.test", "--for", "1h",
	    "--reason", "x");
}

static void
the_list_in_json_has_every_waiver(void **state)
{
	static const char *const args[] = {
	    "waive", "--list", "--json", "--now", AT, NULL};
	struct clirun r;
	json_t *o, *w;

	(void)state;
	SAYS(0, "waived", "waive", "bad.test", "good.test", "--for=1h",
	    "--reason=x", "--rule=SPF-02", "--rule=SPF-01");
	r = run(0, args);
	o = json_loads(r.out, 0, NULL);
	assert_int_equal(json_array_size(json_object_get(o, "waivers")), 4);
	w = json_array_get(json_object_get(o, "waivers"), 0);
	assert_string_equal(
	    json_string_value(json_object_get(w, "domain")), "bad.test");
	assert_string_equal(
	    json_string_value(json_object_get(w, "rule")), "SPF-02");
	assert_true(json_is_true(json_object_get(w, "holds")));
	json_decref(o);
	clirun_fini(&r);
	SAYS(0, "good.test  SPF-01", "waive", "--list", "good.test");
}

static void
a_summary_counts_and_lists_what_is_not_good(void **state)
{
	static const char *const args[] = {
	    "status", "--json", "--now", AT, NULL};
	struct clirun r;
	json_t *o, *list;

	(void)state;
	SAYS(0, "0 domains known", "status");
	know("bad.test", RULE_SPF_02);
	know("good.test", RULES);
	SAYS(0, "2 domains known, 1 good, 1 refused\nbad.test  refused  SPF-02",
	    "status");
	r = run(0, args);
	o = json_loads(r.out, 0, NULL);
	list = json_object_get(o, "domains");
	assert_int_equal(json_array_size(list), 1);
	assert_int_equal(json_integer_value(json_object_get(
			     json_object_get(o, "states"), "good")),
	    1);
	assert_string_equal(json_string_value(json_object_get(
				json_array_get(list, 0), "state")),
	    "refused");
	json_decref(o);
	clirun_fini(&r);
}

static void
a_domain_in_json_has_all_its_keys(void **state)
{
	static const char *const keys[] = {"schema", "domain", "state",
	    "action", "would", "rule", "profile", "enforce", "gated", "checked",
	    "definite", "fresh_until", "used", "findings", "waivers"};
	static const char *const finding_keys[] = {"id", "result", "severity",
	    "harm", "subject", "text", "since", "seen", "from_start",
	    "confirmations", "grace_until", "action", "waived_until"};
	static const char *const args[] = {
	    "status", "bad.test", "--json", "--now", AT, NULL};
	struct clirun r;
	json_t *o, *f;

	(void)state;
	know("bad.test", RULE_SPF_02);
	r = run(2, args);
	o = json_loads(r.out, 0, NULL);
	assert_int_equal(json_object_size(o), sizeof(keys) / sizeof(keys[0]));
	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++)
		assert_non_null(json_object_get(o, keys[i]));
	f = json_array_get(json_object_get(o, "findings"), 0);
	assert_int_equal(json_object_size(f),
	    sizeof(finding_keys) / sizeof(finding_keys[0]));
	for (size_t i = 0; i < json_object_size(f); i++)
		assert_non_null(json_object_get(f, finding_keys[i]));
	json_decref(o);
	clirun_fini(&r);
}

static void
what_is_not_known_is_told(void **state)
{
	(void)state;
	SAYS(3,
	    "new.test: not verified yet, mail passes (profile strict, not "
	    "in the table of domains)",
	    "status", "new.test");
	SAYS(64, "caagate status:", "status", "a..test");
}

static void
without_a_store_the_verbs_say_so_and_make_none(void **state)
{
	(void)state;
	(void)stop(NULL);
	world.conf = unit_file("ca: { table = \"tests/data/cli/cas.csv\"; };\n"
			       "store: { path = \"/tmp/no-such-store\"; };\n");
	SAYS(69, "/tmp/no-such-store: no store there yet", "status");
	SAYS(69, "no store there yet", "waive", "a.test", "--for", "1h",
	    "--reason", "x");
	SAYS(69, "no store there yet", "recheck", "a.test");
	assert_int_equal(access("/tmp/no-such-store", F_OK), -1);
}

static void
the_shadow_tells_by_rule_and_by_domain(void **state)
{
	static const struct status_finding spf = {.rule = RULE_SPF_02};
	static const struct gate_decision refused = {
	    .would = GATE_REJECT, .finding = &spf};
	int64_t now = clock_time(AT, NULL);
	struct ledger *l = ledger_new();
	struct store *store;
	int written;

	(void)state;
	SAYS(0, "nothing would have been stopped in 7 days", "status",
	    "--shadow");
	store = open_store(); /* a process opens it once at a time */
	for (int day = 0; day < 9; day++) /* seven of which count */
		ledger_shadow(l, "bad.test", &refused, now - day * 86400);
	ledger_shadow(l, "good.test", &refused, now);
	while ((written = ledger_write(l, store, NULL)) > 0)
		continue;
	assert_int_equal(written, 0);
	ledger_free(&l);
	store_close(&store);
	SAYS(0,
	    "8 requests in 7 days: 8 to be refused, 0 to be deferred; 0 "
	    "enforced",
	    "status", "--shadow");
	SAYS(0, "SPF-02  8        0         2", "status", "--shadow");
	SAYS(0, "bad.test   SPF-02  7        0\ngood.test  SPF-02  1", "status",
	    "--shadow");
	SAYS(0, "1 request in 7 days", "status", "--shadow", "good.test");
	SAYS(0, "\"rejects\": 8", "status", "--shadow", "--json");
}

static void
a_recheck_stores_what_it_finds_and_tells_what_changed(void **state)
{
	(void)state;
	know("broken.example", RULE_DKIM_03);
	SAYS(0, "mended DKIM-03 broken.example: it is broken", "recheck",
	    "broken.example", "--zone", "conf/examples/broken.example.zone");
	SAYS(0, "verified 0 s ago", "status", "broken.example");
	SAYS(0, "\"new\": []", "recheck", "--json", "broken.example", "--zone",
	    "conf/examples/broken.example.zone");
	SAYS(3, "nothing definite", "recheck", "nowhere.example");
	SAYS(64, "which domain?", "recheck");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, start, stop)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(a_domain_is_refused_waived_and_refused_again),
	    TEST(a_waiver_ends_with_its_time),
	    TEST(wrong_use_of_waive_is_told_and_changes_nothing),
	    TEST(the_list_in_json_has_every_waiver),
	    TEST(a_summary_counts_and_lists_what_is_not_good),
	    TEST(a_domain_in_json_has_all_its_keys),
	    TEST(what_is_not_known_is_told),
	    TEST(without_a_store_the_verbs_say_so_and_make_none),
	    TEST(the_shadow_tells_by_rule_and_by_domain),
	    TEST(a_recheck_stores_what_it_finds_and_tells_what_changed),
	};

	return cmocka_run_group_tests(tests, clirun_setup, clirun_teardown);
}
