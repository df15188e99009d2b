/* SPDX-License-Identifier: BSD-2-Clause */
/* The verification thread: what engine/engine.h promises. */

#include "tests/unit/unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <event2/event.h>
#include <event2/thread.h>

#include "base/error.h"
#include "base/mem.h"
#include "dns/answer.h"
#include "engine/engine.h"
#include "gate/status.h"
#include "settings/settings.h"
#include "store/store.h"
#include "tests/support/fakedns.h"

#define PATIENCE 10 /* s until a test that waits gives up */

struct fixture {
	char folder[64];
	struct fakedns *server;
	struct event_base *loop;
	struct settings *settings;
	struct store *store;
	struct store_reader *reader;
	struct engine *engine;
	unsigned delay_ms;
};

/* Every name has one CAA record; names with `bad` a critical unknown one. */
static int
answer(void *arg, const char *qname, uint16_t qtype, bool tcp, bool cd,
    struct fakedns_reply *out)
{
	static const uint8_t critical[] = {128, 3, 't', 'b', 's'};
	const struct fixture *f = arg;

	(void)tcp;
	(void)cd;
	out->delay_ms = __atomic_load_n(&f->delay_ms, __ATOMIC_RELAXED);
	if (qtype != DNS_TYPE_CAA)
		fakedns_add_soa(out, qname, 300, 300);
	else if (strstr(qname, "bad") != NULL)
		fakedns_add(
		    out, qname, DNS_TYPE_CAA, 300, critical, sizeof(critical));
	else
		fakedns_add_caa(out, qname, 300, "issue", "ca.example");
	return 0;
}

static struct settings *
settings_for(const char *server)
{
	struct settings *s = NULL;
	struct error err = {""};

	if (settings_load(NULL, &s, &err) == -1)
		fail_msg("%s", err.text);
	s->resolver_servers.list =
	    mem_resize(s->resolver_servers.list, 1, sizeof(char *));
	s->resolver_servers.list[0] = mem_strdup(server);
	s->resolver_servers.n = 1;
	return s;
}

static int
set_up(void **state)
{
	struct fixture *f = mem_zalloc(sizeof(*f));
	struct error err = {""};

	*state = f;
	(void)snprintf(
	    f->folder, sizeof(f->folder), "/tmp/caagate-engine-XXXXXX");
	assert_non_null(mkdtemp(f->folder));
	(void)evthread_use_pthreads();
	f->server = fakedns_start(answer, f, 0);
	f->loop = event_base_new();
	f->settings = settings_for(fakedns_address(f->server));
	if (store_open(f->folder, 16 << 20, &f->store, &err) == -1 ||
	    store_reader_new(f->store, &f->reader, &err) == -1 ||
	    engine_new(f->loop, f->settings, f->store, &f->engine, &err) == -1)
		fail_msg("%s", err.text);
	return 0;
}

static int
tear_down(void **state)
{
	struct fixture *f = *state;
	char command[128];

	engine_free(&f->engine);
	store_reader_free(&f->reader);
	store_close(&f->store);
	settings_free(&f->settings);
	event_base_free(f->loop);
	fakedns_stop(&f->server);
	(void)snprintf(command, sizeof(command), "rm -r '%s'", f->folder);
	assert_int_equal(system(command), 0);
	free(f);
	return 0;
}

static void
count(void *arg)
{
	unsigned *calls = arg;

	(*calls)++;
}

/* Run the caller's loop until *calls is `want` or patience ends. */
static void
run_until(struct fixture *f, const unsigned *calls, unsigned want)
{
	for (int i = 0; i < PATIENCE * 100 && *calls < want; i++) {
		const struct timeval tick = {0, 10000};

		(void)event_base_loopexit(f->loop, &tick);
		(void)event_base_dispatch(f->loop);
	}
	assert_int_equal(*calls, want);
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

	engine_await(f->engine, "bad.test", count, &calls, &slot);
	assert_non_null(slot);
	(void)usleep(300000); /* long done by now, but the loop has not run */
	assert_int_equal(calls, 0);
	run_until(f, &calls, 1);
	assert_null(slot);
	assert_true(stored(f, "bad.test", &s));
	assert_true(holds(&s, RULE_CAA_08));
}

static void
many_who_ask_for_a_domain_cause_one_verification(void **state)
{
	struct fixture *f = *state;
	struct engine_wait *slots[64];
	struct engine_counters counters;
	unsigned calls = 0;

	__atomic_store_n(&f->delay_ms, 100, __ATOMIC_RELAXED);
	for (size_t i = 0; i < 64; i++)
		engine_await(f->engine, "a.test", count, &calls, &slots[i]);
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

	engine_await(f->engine, "a.test", count, &cancelled, &first);
	engine_await(f->engine, "a.test", count, &calls, &second);
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

	engine_await(
	    f->engine, "a.test", cancel_the_other, &pair, &pair.slots[0]);
	engine_await(
	    f->engine, "a.test", cancel_the_other, &pair, &pair.slots[1]);
	engine_await(f->engine, "b.test", count, &calls, &after);
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
	engine_await(f->engine, "a.test", count, &calls, &slot);
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

	__atomic_store_n(&f->delay_ms, 200, __ATOMIC_RELAXED);
	engine_await(f->engine, "a.test", count, &calls, &slot);
	(void)usleep(50000);
	assert_int_equal(engine_set_settings(f->engine, next, &err), 0);
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
	engine_await(f->engine, "a.test", count, &calls, &slot);
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
		engine_refresh(f->engine, name);
	}
	engine_await(f->engine, "last.test", count, &calls, &slot);
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

/* With keys that stand right before a.test, so that its page is full too. */
static void
fill_store(struct store *store)
{
	static char much[65536];
	char key[24];
	int i = 0;

	do
		(void)snprintf(key, sizeof(key), "a.tes%08d", i++);
	while (store_write(store, STORE_STATUS, key, strlen(key), much,
		   sizeof(much), NULL) == 0);
	do
		(void)snprintf(key, sizeof(key), "a.tes%08d", i++);
	while (store_write(
		   store, STORE_STATUS, key, strlen(key), much, 16, NULL) == 0);
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
	fill_store(f->store);
	engine_await(f->engine, "a.test", count, &calls, &slot);
	run_until(f, &calls, 1);
	assert_int_equal(failures.n, 1);
	assert_non_null(strstr(failures.last, "a.test: "));
	assert_non_null(strstr(failures.last, "full"));
	assert_false(stored(f, "a.test", &s));
}

static void
who_waits_goes_before_what_nobody_waits_for(void **state)
{
	struct fixture *f = *state;
	struct engine_wait *slot = NULL;
	struct engine_counters counters;
	unsigned calls = 0;
	char name[32];

	__atomic_store_n(&f->delay_ms, 500, __ATOMIC_RELAXED);
	for (int i = 0; i < 5000; i++) {
		(void)snprintf(name, sizeof(name), "d%d.test", i);
		engine_refresh(f->engine, name);
	}
	engine_await(f->engine, "d4999.test", count, &calls, &slot);
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
		engine_refresh(f->engine, name);
	}
	engine_await(f->engine, "late.test", count, &calls, &slot);
	assert_int_equal(calls, 0);
	run_until(f, &calls, 1);
	assert_null(slot);
	assert_false(stored(f, "late.test", &s));
	engine_counters(f->engine, &counters);
	assert_true(counters.dropped > 1);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(a_wait_ends_once_from_the_loop_with_the_status_stored),
	    TEST(many_who_ask_for_a_domain_cause_one_verification),
	    TEST(a_cancelled_wait_is_silent_and_the_status_comes_all_the_same),
	    TEST(a_callback_may_cancel_another_wait_of_its_domain),
	    TEST(ending_the_engine_is_silent),
	    TEST(new_settings_restart_what_runs),
	    TEST(bad_settings_leave_the_old_ones),
	    TEST(settings_can_be_checked_without_an_engine),
	    TEST(a_thousand_domains_are_all_verified),
	    TEST(what_can_not_be_stored_is_told_and_who_waits_goes_on),
	    TEST(who_waits_goes_before_what_nobody_waits_for),
	    TEST(a_full_queue_turns_away_at_once_and_from_the_loop),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
