/* SPDX-License-Identifier: BSD-2-Clause */
/* The verification thread: what engine/engine.h promises. */

#include "tests/unit/unit.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include <arpa/inet.h>
#include <event2/event.h>
#include <event2/thread.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/error.h"
#include "base/mem.h"
#include "dns/answer.h"
#include "engine/engine.h"
#include "engine/lease.h"
#include "engine/ledger.h"
#include "engine/selectors.h"
#include "gate/gate.h"
#include "gate/status.h"
#include "settings/settings.h"
#include "store/store.h"
#include "tests/unit/engine_world.h"
#include "tests/unit/unit_file.h"

/* Every name has one CAA record; names with `bad` a critical unknown one. */
static int
answer(void *arg, const char *qname, uint16_t qtype, bool tcp, bool cd,
    struct fakedns_reply *out)
{
	static const uint8_t critical[] = {128, 3, 't', 'b', 's'};
	static const uint8_t loopback[] = {127, 0, 0, 1};
	struct fixture *f = arg;

	(void)tcp;
	(void)cd;
	fixture_hold(f, out);
	if (qtype == DNS_TYPE_A && strcmp(qname, "slow.test") == 0)
		fakedns_add(out, qname, qtype, 300, loopback, sizeof(loopback));
	else if (qtype != DNS_TYPE_CAA)
		fakedns_add_soa(out, qname, 300, 300);
	else if (strstr(qname, "bad") != NULL)
		fakedns_add(
		    out, qname, DNS_TYPE_CAA, 300, critical, sizeof(critical));
	else
		fakedns_add_caa(out, qname, 300, "issue", "ca.example");
	return 0;
}

static int
set_up(void **state)
{
	return engine_set_up(state, answer);
}

static bool
stored(struct fixture *f, const char *domain, struct status *out)
{
	const void *data;
	size_t len;
	bool found = store_read(f->reader, STORE_STATUS, domain, strlen(domain),
			 &data, &len) == STORE_FOUND;

	if (found) {
		assert_int_equal(status_decode(data, len, out), 0);
		store_release(f->reader);
	}
	return found;
}

static void
wait_until_stored(struct fixture *f, const char *domain, struct status *out)
{
	for (int i = 0; i < PATIENCE * 100 && !stored(f, domain, out); i++)
		(void)usleep(10000);
	assert_true(stored(f, domain, out));
}

static bool
holds(const struct status *s, enum rule_id rule)
{
	for (size_t i = 0; i < s->n_findings; i++)
		if (s->findings[i].rule == rule)
			return true;
	return false;
}

static void
a_wait_ends_once_from_the_loop_with_the_status_stored(void **state)
{
	struct fixture *f = *state;
	struct engine_wait *slot = NULL;
	struct status s;
	unsigned calls = 0;

	engine_await(
	    f->engine, ENGINE_STATUS, "bad.test", count, &calls, &slot);
	assert_non_null(slot);
	wait_until_stored(f, "bad.test", &s);
	(void)usleep(10000); /* done by now, but the loop has not run */
	assert_int_equal(calls, 0);
	run_until(f, &calls, 1);
	assert_null(slot);
	assert_true(holds(&s, RULE_CAA_08));
}

/* A socket that takes connections and says nothing; its port. */
static int
silent_server(unsigned *port_out)
{
	struct sockaddr_in address = {
	    .sin_family = AF_INET, .sin_addr = {htonl(INADDR_LOOPBACK)}};
	socklen_t len = sizeof(address);
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	assert_int_equal(bind(fd, (struct sockaddr *)&address, len), 0);
	assert_int_equal(listen(fd, 8), 0);
	assert_int_equal(getsockname(fd, (struct sockaddr *)&address, &len), 0);
	*port_out = ntohs(address.sin_port);
	return fd;
}

static void
what_the_dns_says_of_a_new_domain_is_known_before_slow_servers_end(void **state)
{
	struct fixture *f = *state;
	struct engine_wait *slot = NULL;
	struct settings *next;
	struct status s;
	unsigned calls = 0, port;
	int fd = silent_server(&port);
	char *text = mem_printf(
	    "probe: { allow = \"127.0.0.0/8\"; timeout = \"60s\"; };\n"
	    "domains = ( { name = \"bad.test\";\n"
	    "    services = \"imaps://slow.test:%u\"; } );\n",
	    port);
	char *path = unit_file(text);

	next = settings_of(path, fakedns_address(f->server));
	assert_int_equal(engine_set_settings(f->engine, next, NULL), 0);
	engine_await(
	    f->engine, ENGINE_STATUS, "bad.test", count, &calls, &slot);
	wait_until_stored(f, "bad.test", &s);
	(void)event_base_loop(f->loop, EVLOOP_NONBLOCK);
	assert_int_equal(calls, 0);
	assert_true(holds(&s, RULE_CAA_08));
	for (size_t i = 0; i < s.n_findings; i++)
		assert_false(s.findings[i].candidate);
	(void)close(fd); /* and with it the connection */
	run_until(f, &calls, 1);
	assert_true(stored(f, "bad.test", &s));
	for (size_t i = 0; i < s.n_findings; i++)
		if (s.findings[i].rule == RULE_CAA_08)
			assert_true(s.findings[i].candidate);
	for (size_t i = 0; i < s.n_findings; i++)
		assert_true(s.findings[i].from_start ||
			    s.findings[i].result != FINDING_FAIL);
	engine_free(&f->engine);
	settings_free(&next);
	unit_file_drop(path);
	free(text);
}

static void
a_selector_that_was_seen_in_mail_is_looked_up_and_stops_no_mail(void **state)
{
	struct fixture *f = *state;
	struct engine_wait *slot = NULL;
	unsigned calls = 0, seen = 0, named = 0;
	char *path = unit_file("gate: { rules = { DKIM_01 = \"H1\"; }; };\n"
			       "domains = ( { name = \"one.test\";\n"
			       "    selectors = ( \"named\" ); } );\n");
	struct settings *next = settings_of(path, fakedns_address(f->server));
	enum gate_action first;
	struct status s;

	assert_int_equal(selectors_note(f->store, "one.test", SELECTORS_OWN,
			     "bogus", clock_wall(), NULL),
	    0);
	assert_int_equal(selectors_note(f->store, "one.test", SELECTORS_OWN,
			     "named", clock_wall(), NULL),
	    0);
	assert_int_equal(engine_set_settings(f->engine, next, NULL), 0);
	engine_await(
	    f->engine, ENGINE_STATUS, "one.test", count, &calls, &slot);
	run_until(f, &calls, 1);
	assert_true(stored(f, "one.test", &s));
	for (size_t i = 0; i < s.n_findings; i++) {
		const struct status_finding *of = &s.findings[i];

		if (of->rule != RULE_DKIM_01)
			continue;
		seen += of->hearsay && memcmp(of->subject, "bogus", 5) == 0;
		named += !of->hearsay && memcmp(of->subject, "named", 5) == 0;
		(void)gate_acts_at(&next->gate, of, &first);
		assert_int_equal(first, of->hearsay ? GATE_PASS : GATE_REJECT);
	}
	assert_int_equal(seen, 1);
	assert_int_equal(named, 1);
	engine_free(&f->engine);
	settings_free(&next);
	unit_file_drop(path);
}

static void
many_who_ask_for_a_domain_cause_one_verification(void **state)
{
	struct fixture *f = *state;
	struct engine_wait *slots[64];
	struct engine_counters counters;
	unsigned calls = 0;

	(void)pthread_mutex_lock(&f->hold);
	for (size_t i = 0; i < 64; i++)
		engine_await(f->engine, ENGINE_STATUS, "a.test", count, &calls,
		    &slots[i]);
	(void)pthread_mutex_unlock(&f->hold);
	run_until(f, &calls, 64);
	engine_counters(f->engine, &counters);
	assert_int_equal(counters.started, 1);
	assert_int_equal(counters.joined, 63);
	assert_int_equal(fakedns_asked(f->server, "a.test", DNS_TYPE_CAA), 1);
	assert_int_equal(fakedns_asked(f->server, "test", DNS_TYPE_CAA), 1);
}

static void
a_cancelled_wait_is_silent_and_the_status_comes_all_the_same(void **state)
{
	struct fixture *f = *state;
	struct engine_wait *first = NULL, *second = NULL;
	unsigned cancelled = 0, calls = 0;
	struct status s;

	engine_await(
	    f->engine, ENGINE_STATUS, "a.test", count, &cancelled, &first);
	engine_await(
	    f->engine, ENGINE_STATUS, "a.test", count, &calls, &second);
	engine_cancel(&first);
	assert_null(first);
	engine_cancel(&first);
	run_until(f, &calls, 1);
	assert_int_equal(cancelled, 0);
	assert_true(stored(f, "a.test", &s));
}

struct pair {
	struct engine_wait *slots[2];
	unsigned calls;
};

static void
cancel_the_other(void *arg)
{
	struct pair *pair = arg;

	pair->calls++;
	engine_cancel(&pair->slots[0]);
	engine_cancel(&pair->slots[1]);
}

static void
a_callback_may_cancel_another_wait_of_its_domain(void **state)
{
	struct fixture *f = *state;
	struct pair pair = {{NULL, NULL}, 0};
	unsigned calls = 0;
	struct engine_wait *after = NULL;

	engine_await(f->engine, ENGINE_STATUS, "a.test", cancel_the_other,
	    &pair, &pair.slots[0]);
	engine_await(f->engine, ENGINE_STATUS, "a.test", cancel_the_other,
	    &pair, &pair.slots[1]);
	engine_await(f->engine, ENGINE_STATUS, "b.test", count, &calls, &after);
	run_until(f, &calls, 1);
	run_until(f, &pair.calls, 1);
}

static void
ending_the_engine_is_silent(void **state)
{
	struct fixture *f = *state;
	struct engine_wait *slot = NULL;
	unsigned calls = 0;

	__atomic_store_n(&f->delay_ms, 500, __ATOMIC_RELAXED);
	engine_await(f->engine, ENGINE_STATUS, "a.test", count, &calls, &slot);
	(void)usleep(50000);
	engine_free(&f->engine);
	assert_null(slot);
	assert_int_equal(calls, 0);
}

static void
new_settings_restart_what_runs(void **state)
{
	struct fixture *f = *state;
	struct settings *next = settings_for(fakedns_address(f->server));
	struct engine_wait *slot = NULL;
	struct error err = {""};
	unsigned calls = 0;

	(void)pthread_mutex_lock(&f->hold);
	engine_await(f->engine, ENGINE_STATUS, "a.test", count, &calls, &slot);
	while (fakedns_asked(f->server, NULL, 0) == 0)
		(void)usleep(1000);
	assert_int_equal(engine_set_settings(f->engine, next, &err), 0);
	(void)pthread_mutex_unlock(&f->hold);
	settings_free(&f->settings);
	f->settings = next;
	run_until(f, &calls, 1);
	assert_int_equal(fakedns_asked(f->server, "a.test", DNS_TYPE_CAA), 2);
}

static void
bad_settings_leave_the_old_ones(void **state)
{
	struct fixture *f = *state;
	struct settings *next = settings_for("no address");
	struct engine_wait *slot = NULL;
	struct error err = {""};
	unsigned calls = 0;

	assert_int_equal(engine_set_settings(f->engine, next, &err), -1);
	assert_true(strlen(err.text) > 0);
	settings_free(&next);
	engine_await(f->engine, ENGINE_STATUS, "a.test", count, &calls, &slot);
	run_until(f, &calls, 1);
}

static void
settings_can_be_checked_without_an_engine(void **state)
{
	struct fixture *f = *state;
	struct settings *bad = settings_for("127.0.0.1:99999");
	struct error err = {""};

	assert_int_equal(engine_check(f->settings, &err), 0);
	assert_int_equal(engine_check(bad, &err), -1);
	assert_non_null(strstr(err.text, "99999"));
	settings_free(&bad);
	bad = settings_for("127.0.0.1:53");
	bad->ca_table[strlen(bad->ca_table) - 1] = 'x';
	assert_int_equal(engine_check(bad, &err), -1);
	assert_non_null(strstr(err.text, "ca-identifiers.csx"));
	settings_free(&bad);
	bad = settings_for("127.0.0.1:53");
	free(bad->probe_ca_file);
	bad->probe_ca_file = mem_strdup("/nonexistent.pem");
	assert_int_equal(engine_check(bad, &err), -1);
	assert_non_null(strstr(err.text, "/nonexistent.pem"));
	bad->probe_enabled = false;
	assert_int_equal(engine_check(bad, &err), 0);
	settings_free(&bad);
}

static void
a_thousand_domains_are_all_verified(void **state)
{
	struct fixture *f = *state;
	struct engine_wait *slot = NULL;
	struct engine_counters counters;
	unsigned calls = 0;
	char name[32];

	for (int i = 0; i < 1000; i++) {
		(void)snprintf(name, sizeof(name), "d%d.test", i);
		engine_refresh(f->engine, ENGINE_STATUS, name);
	}
	engine_await(
	    f->engine, ENGINE_STATUS, "last.test", count, &calls, &slot);
	run_until(f, &calls, 1);
	for (int i = 0; i < PATIENCE * 10; i++) {
		engine_counters(f->engine, &counters);
		if (counters.finished == 1001)
			break;
		(void)usleep(100000);
	}
	assert_int_equal(counters.finished, 1001);
	assert_int_equal(counters.store_errors, 0);
}

struct failures {
	unsigned n;
	char last[ERROR_TEXT_SIZE];
};

static void
note_failure(const char *sentence, void *arg)
{
	struct failures *failures = arg;

	failures->n++;
	(void)snprintf(failures->last, sizeof(failures->last), "%s", sentence);
}

/* How many octets of this sort the store still takes, at keys that stand right
 * before a.test, so that its page is full too. */
static unsigned
fill_table(
    struct store *store, enum store_table table, const void *data, size_t len)
{
	static unsigned last;
	unsigned first = last;
	char key[24];

	do
		(void)snprintf(key, sizeof(key), "a.tes%08u", last++);
	while (
	    store_write(store, table, key, strlen(key), data, len, NULL) == 0);
	return last - first - 1;
}

/* With nothing that the engine's own upkeep would clear away.  What the engine
 * reads while we write is room later: so again, until nothing more fits. */
static void
fill_store(struct fixture *f)
{
	const struct status fresh = {.checked = clock_wall(),
	    .definite = clock_wall(),
	    .fresh_until = clock_wall() + 3600};
	static char much[65536];
	struct buf octets = BUF_INIT;
	unsigned n;

	status_encode(&fresh, &octets);
	do {
		n = fill_table(f->store, STORE_RECHECKS, much, sizeof(much));
		n +=
		    fill_table(f->store, STORE_STATUS, octets.data, octets.len);
		(void)engine_ping(f->engine);
		do
			(void)usleep(20000);
		while (engine_ping(f->engine) != 0);
	} while (n > 0);
	buf_fini(&octets);
}

static void
what_can_not_be_stored_is_told_and_who_waits_goes_on(void **state)
{
	struct fixture *f = *state;
	struct engine_wait *slot = NULL;
	struct failures failures = {0, ""};
	struct status s;
	unsigned calls = 0;

	engine_on_failure(f->engine, note_failure, &failures);
	fill_store(f);
	engine_await(f->engine, ENGINE_STATUS, "a.test", count, &calls, &slot);
	run_until(f, &calls, 1);
	assert_int_equal(failures.n, 1);
	assert_non_null(strstr(failures.last, "a.test: "));
	assert_non_null(strstr(failures.last, "full"));
	assert_false(stored(f, "a.test", &s));
}

static void
what_another_process_verifies_is_not_verified_again(void **state)
{
	struct fixture *f = *state;
	struct engine_wait *slot = NULL;
	struct engine_counters counters;
	struct status s = {.checked = clock_wall() + 1};
	struct buf octets = BUF_INIT;
	unsigned calls = 0;

	lease_to_another(f, "a.test", 0);
	engine_await(f->engine, ENGINE_STATUS, "a.test", count, &calls, &slot);
	(void)usleep(300000);
	(void)event_base_loop(f->loop, EVLOOP_NONBLOCK);
	assert_int_equal(calls, 0);
	status_encode(&s, &octets);
	assert_int_equal(store_write(f->store, STORE_STATUS, "a.test", 6,
			     octets.data, octets.len, NULL),
	    0);
	buf_fini(&octets);
	run_until(f, &calls, 1);
	engine_counters(f->engine, &counters);
	assert_int_equal(counters.started, 0);
	assert_true(counters.held > 0);
	assert_int_equal(fakedns_asked(f->server, "a.test", DNS_TYPE_CAA), 0);
}

static void
a_dead_process_keeps_a_domain_for_a_while_only(void **state)
{
	struct fixture *f = *state;
	struct engine_wait *slot = NULL;
	struct status s;
	unsigned calls = 0;

	lease_to_another(f, "a.test", LEASE_SECONDS - 2);
	engine_await(f->engine, ENGINE_STATUS, "a.test", count, &calls, &slot);
	(void)usleep(300000);
	assert_int_equal(fakedns_asked(f->server, "a.test", DNS_TYPE_CAA), 0);
	run_until(f, &calls, 1);
	assert_true(stored(f, "a.test", &s));
}

static void
a_lease_ends_with_the_verification_and_with_the_engine(void **state)
{
	struct fixture *f = *state;
	struct engine_wait *slot = NULL;
	unsigned calls = 0;

	engine_await(f->engine, ENGINE_STATUS, "a.test", count, &calls, &slot);
	run_until(f, &calls, 1);
	assert_false(is_leased(f, "a.test"));
	__atomic_store_n(&f->delay_ms, 2000, __ATOMIC_RELAXED);
	engine_refresh(f->engine, ENGINE_STATUS, "b.test");
	for (int i = 0; i < PATIENCE * 100 && !is_leased(f, "b.test"); i++)
		(void)usleep(10000);
	assert_true(is_leased(f, "b.test"));
	engine_free(&f->engine);
	assert_false(is_leased(f, "b.test"));
}

static void
a_domain_in_use_is_renewed_before_anybody_asks(void **state)
{
	struct fixture *f = *state;
	struct settings *next;
	struct engine_counters counters = {0};
	struct status s = {.checked = clock_wall() - 1000};
	struct buf octets = BUF_INIT;
	char *path = unit_file("domains = ( { name = \"used.test\"; } );\n");

	next = settings_of(path, fakedns_address(f->server));
	assert_int_equal(engine_set_settings(f->engine, next, NULL), 0);
	s.fresh_until = s.checked + 600;
	status_encode(&s, &octets);
	for (int i = 0; i < 2; i++) /* the other is not in the table */
		assert_int_equal(store_write(f->store, STORE_STATUS,
				     i == 0 ? "used.test" : "gone.test", 9,
				     octets.data, octets.len, NULL),
		    0);
	buf_fini(&octets);
	for (int i = 0; i < PATIENCE * 100 && counters.finished == 0; i++) {
		(void)usleep(10000);
		engine_counters(f->engine, &counters);
	}
	assert_int_equal(counters.renewed, 1);
	assert_int_equal(counters.finished, 1);
	assert_true(stored(f, "used.test", &s));
	assert_true(s.checked > clock_wall() - 100);
	engine_free(&f->engine);
	settings_free(&next);
	unit_file_drop(path);
}

static void
what_was_noted_is_stored_at_the_end(void **state)
{
	struct fixture *f = *state;
	const struct gate_decision passed = {.would = GATE_PASS};
	const void *data;
	size_t len;

	engine_note(f->engine, "a.test", &passed, 1795341600);
	engine_free(&f->engine);
	assert_int_equal(
	    store_read(f->reader, STORE_USE, "a.test", 6, &data, &len),
	    STORE_FOUND);
	assert_int_equal(use_decode(data, len), 1795341600);
	store_release(f->reader);
}

static void
who_waits_goes_before_what_nobody_waits_for(void **state)
{
	struct fixture *f = *state;
	struct engine_wait *slot = NULL;
	struct engine_counters counters;
	unsigned calls = 0;
	char name[32];

	__atomic_store_n(&f->delay_ms, 20, __ATOMIC_RELAXED);
	for (int i = 0; i < 5000; i++) {
		(void)snprintf(name, sizeof(name), "d%d.test", i);
		engine_refresh(f->engine, ENGINE_STATUS, name);
	}
	engine_await(
	    f->engine, ENGINE_STATUS, "d4999.test", count, &calls, &slot);
	run_until(f, &calls, 1);
	engine_counters(f->engine, &counters);
	assert_true(counters.finished < 2500);
}

static void
a_full_queue_turns_away_at_once_and_from_the_loop(void **state)
{
	struct fixture *f = *state;
	struct engine_wait *slot = NULL;
	struct engine_counters counters;
	struct status s;
	unsigned calls = 0;
	char name[32];

	__atomic_store_n(&f->delay_ms, 2000, __ATOMIC_RELAXED);
	for (int i = 0; i < ENGINE_QUEUE_MAX + 2 * ENGINE_JOBS_MAX; i++) {
		(void)snprintf(name, sizeof(name), "d%d.test", i);
		engine_refresh(f->engine, ENGINE_STATUS, name);
	}
	engine_await(
	    f->engine, ENGINE_STATUS, "late.test", count, &calls, &slot);
	assert_int_equal(calls, 0);
	run_until(f, &calls, 1);
	assert_null(slot);
	assert_false(stored(f, "late.test", &s));
	engine_counters(f->engine, &counters);
	assert_true(counters.dropped > 1);
}

#define TEST(name) \
	cmocka_unit_test_setup_teardown(name, set_up, engine_tear_down)

static void
a_ping_is_answered_and_the_dns_is_counted(void **state)
{
	struct fixture *f = *state;
	struct engine_counters c;
	struct engine_wait *wait = NULL;
	unsigned calls = 0;
	int64_t silent = 1;

	engine_await(
	    f->engine, ENGINE_STATUS, "good.test", count, &calls, &wait);
	run_until(f, &calls, 1);
	engine_counters(f->engine, &c);
	assert_true(c.dns.asked > 0 && c.dns.sent > 0);
	assert_int_equal(c.queued + c.running, 0);
	assert_int_equal(engine_ping(f->engine), 0);
	for (int i = 0; i < PATIENCE * 100 && silent != 0; i++) {
		(void)usleep(10000);
		silent = engine_ping(f->engine);
	}
	assert_int_equal(silent, 0);
}

static void
counters_outlive_a_reload(void **state)
{
	struct fixture *f = *state;
	struct settings *next = settings_for(fakedns_address(f->server));
	struct engine_counters before, after;
	struct engine_wait *wait = NULL;
	struct error err = {""};
	unsigned calls = 0;

	engine_await(
	    f->engine, ENGINE_STATUS, "good.test", count, &calls, &wait);
	run_until(f, &calls, 1);
	engine_counters(f->engine, &before);
	assert_int_equal(engine_set_settings(f->engine, next, &err), 0);
	settings_free(&f->settings);
	f->settings = next;
	(void)engine_ping(f->engine);
	for (int i = 0; i < PATIENCE * 100 && engine_ping(f->engine) != 0; i++)
		(void)usleep(10000);
	engine_counters(f->engine, &after);
	assert_true(after.dns.sent >= before.dns.sent);
	assert_int_equal(after.finished, before.finished);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(a_wait_ends_once_from_the_loop_with_the_status_stored),
	    TEST(
		what_the_dns_says_of_a_new_domain_is_known_before_slow_servers_end),
	    TEST(
		a_selector_that_was_seen_in_mail_is_looked_up_and_stops_no_mail),
	    TEST(many_who_ask_for_a_domain_cause_one_verification),
	    TEST(a_cancelled_wait_is_silent_and_the_status_comes_all_the_same),
	    TEST(a_callback_may_cancel_another_wait_of_its_domain),
	    TEST(ending_the_engine_is_silent),
	    TEST(new_settings_restart_what_runs),
	    TEST(bad_settings_leave_the_old_ones),
	    TEST(settings_can_be_checked_without_an_engine),
	    TEST(a_thousand_domains_are_all_verified),
	    TEST(what_can_not_be_stored_is_told_and_who_waits_goes_on),
	    TEST(what_another_process_verifies_is_not_verified_again),
	    TEST(a_dead_process_keeps_a_domain_for_a_while_only),
	    TEST(a_lease_ends_with_the_verification_and_with_the_engine),
	    TEST(a_domain_in_use_is_renewed_before_anybody_asks),
	    TEST(what_was_noted_is_stored_at_the_end),
	    TEST(who_waits_goes_before_what_nobody_waits_for),
	    TEST(a_full_queue_turns_away_at_once_and_from_the_loop),
	    TEST(a_ping_is_answered_and_the_dns_is_counted),
	    TEST(counters_outlive_a_reload),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
