/* SPDX-License-Identifier: BSD-2-Clause */
/* The engine's tasks beside the status: other people's servers, and CAA
 * alone. */

#include "tests/unit/unit.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include <event2/event.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/mem.h"
#include "cert/chain.h"
#include "dns/answer.h"
#include "engine/engine.h"
#include "engine/history_store.h"
#include "history/codec.h"
#include "history/history.h"
#include "peers/peers.h"
#include "probe/kept.h"
#include "probe/result.h"
#include "settings/settings.h"
#include "store/store.h"
#include "tests/support/evidence_certs.h"
#include "tests/unit/engine_world.h"
#include "tests/unit/unit_file.h"

#define HOUR INT64_C(3600)

/* Addresses of loopback that nobody else listens at. */
#define CLOSED "127.213.25.1"
#define SILENT "127.213.25.2"

static void
answer_mx(struct fakedns_reply *out, const char *qname)
{
	static const uint8_t to_good[] = {0, 10, 2, 'm', 'x', 4, 'g', 'o', 'o',
	    'd', 4, 't', 'e', 's', 't', 0};
	static const uint8_t to_closed[] = {
	    0, 10, 6, 'c', 'l', 'o', 's', 'e', 'd', 4, 't', 'e', 's', 't', 0};
	static const uint8_t to_silent[] = {
	    0, 10, 6, 's', 'i', 'l', 'e', 'n', 't', 4, 't', 'e', 's', 't', 0};

	if (strcmp(qname, "closed.test") == 0)
		fakedns_add(
		    out, qname, DNS_TYPE_MX, 300, to_closed, sizeof(to_closed));
	else if (strcmp(qname, "silent.test") == 0)
		fakedns_add(
		    out, qname, DNS_TYPE_MX, 300, to_silent, sizeof(to_silent));
	else
		fakedns_add(
		    out, qname, DNS_TYPE_MX, 300, to_good, sizeof(to_good));
}

/* Mail of most domains goes to mx.good.test, at an address that the guard
 * forbids. */
static void
answer_address(struct fakedns_reply *out, const char *qname)
{
	const char *address = "192.0.2.1";
	struct in_addr octets;

	if (strcmp(qname, "closed.test") == 0)
		address = CLOSED;
	else if (strcmp(qname, "silent.test") == 0)
		address = SILENT;
	assert_int_equal(inet_pton(AF_INET, address, &octets), 1);
	fakedns_add(out, qname, DNS_TYPE_A, 300, &octets, sizeof(octets));
}

static int
answer(void *arg, const char *qname, uint16_t qtype, bool tcp, bool cd,
    struct fakedns_reply *out)
{
	(void)tcp;
	(void)cd;
	fixture_hold(arg, out);
	if (qtype == DNS_TYPE_MX)
		answer_mx(out, qname);
	else if (qtype == DNS_TYPE_A)
		answer_address(out, qname);
	else if (qtype == DNS_TYPE_CAA && strchr(qname, '.') != NULL)
		fakedns_add_caa(out, qname, 300, "issue", "a-ca.test");
	else
		fakedns_add_soa(out, qname, 300, 300);
	return 0;
}

static int
set_up(void **state)
{
	return engine_set_up(state, answer);
}

static bool
stored(struct fixture *f, const char *domain, struct peers *out)
{
	const void *data;
	size_t len;
	bool found = store_read(f->reader, STORE_PEERS, domain, strlen(domain),
			 &data, &len) == STORE_FOUND;

	if (found)
		assert_int_equal(peers_decode(data, len, out), 0);
	store_release(f->reader);
	return found;
}

static void
wait_until_leased(struct fixture *f, const char *key)
{
	for (int i = 0; i < PATIENCE * 100 && !is_leased(f, key); i++)
		(void)usleep(10000);
	assert_true(is_leased(f, key));
}

/* Do it and wait for it. */
static void
verify(struct fixture *f, enum engine_task task, const char *domain)
{
	struct engine_wait *slot = NULL;
	unsigned calls = 0;

	engine_await(f->engine, task, domain, count, &calls, &slot);
	run_until(f, &calls, 1);
	assert_null(slot);
}

static void
put_record(struct fixture *f, const char *domain, const struct peers *p)
{
	struct buf octets = BUF_INIT;

	peers_encode(p, &octets);
	assert_int_equal(store_write(f->store, STORE_PEERS, domain,
			     strlen(domain), octets.data, octets.len, NULL),
	    0);
	buf_fini(&octets);
}

static void
tasks_of_one_domain_run_side_by_side_with_a_lease_each(void **state)
{
	static const char *const keys[ENGINE_TASKS] = {
	    "a.test", "peers a.test", "caa a.test"};
	struct fixture *f = *state;
	struct engine_wait *slots[ENGINE_TASKS];
	struct engine_counters counters;
	unsigned calls = 0;

	(void)pthread_mutex_lock(&f->hold);
	for (int i = 0; i < ENGINE_TASKS; i++)
		engine_await(f->engine, (enum engine_task)i, "a.test", count,
		    &calls, &slots[i]);
	for (int i = 0; i < ENGINE_TASKS; i++)
		wait_until_leased(f, keys[i]);
	engine_counters(f->engine, &counters);
	assert_int_equal(counters.running, ENGINE_TASKS);
	assert_int_equal(counters.joined, 0);
	(void)pthread_mutex_unlock(&f->hold);
	run_until(f, &calls, ENGINE_TASKS);
	for (int i = 0; i < ENGINE_TASKS; i++)
		assert_false(is_leased(f, keys[i]));
}

static void
many_who_ask_for_peers_cause_one_job(void **state)
{
	struct fixture *f = *state;
	struct engine_wait *slots[64];
	struct engine_counters counters;
	unsigned calls = 0;

	(void)pthread_mutex_lock(&f->hold);
	for (size_t i = 0; i < 64; i++)
		engine_await(f->engine, ENGINE_PEERS, "a.test", count, &calls,
		    &slots[i]);
	engine_refresh(f->engine, ENGINE_PEERS, "a.test");
	(void)pthread_mutex_unlock(&f->hold);
	run_until(f, &calls, 64);
	engine_counters(f->engine, &counters);
	assert_int_equal(counters.started, 1);
	assert_int_equal(counters.joined, 64);
	assert_int_equal(fakedns_asked(f->server, "a.test", DNS_TYPE_MX), 1);
}

static void
a_lease_of_one_task_does_not_hold_up_another(void **state)
{
	static const struct {
		const char *key;
		enum engine_task task;
	} cases[] = {
	    {"a.test", ENGINE_PEERS},
	    {"peers b.test", ENGINE_STATUS},
	    {"caa c.test", ENGINE_PEERS},
	    {"peers d.test", ENGINE_CAA},
	};
	struct fixture *f = *state;
	struct engine_counters counters;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const char *domain = strchr(cases[i].key, ' ');

		lease_to_another(f, cases[i].key, 0);
		verify(f, cases[i].task,
		    domain != NULL ? domain + 1 : cases[i].key);
	}
	engine_counters(f->engine, &counters);
	assert_int_equal(counters.held, 0);
}

/* Early records of the other process settle nothing. */
static void
what_another_process_finds_of_peers_is_not_asked_again(void **state)
{
	struct fixture *f = *state;
	struct peers p = {.checked = clock_wall() + 1};
	struct engine_wait *slot = NULL;
	struct engine_counters counters;
	unsigned calls = 0;

	lease_to_another(f, "peers a.test", 0);
	engine_await(f->engine, ENGINE_PEERS, "a.test", count, &calls, &slot);
	put_record(f, "a.test", &p);
	for (int i = 0; i < PATIENCE * 100; i++) {
		engine_counters(f->engine, &counters);
		if (counters.held >= 2)
			break;
		(void)usleep(10000);
	}
	(void)event_base_loop(f->loop, EVLOOP_NONBLOCK);
	assert_int_equal(calls, 0);
	p.with_servers = true;
	put_record(f, "a.test", &p);
	run_until(f, &calls, 1);
	engine_counters(f->engine, &counters);
	assert_int_equal(counters.started, 0);
	assert_int_equal(fakedns_asked(f->server, NULL, 0), 0);
}

static void
the_task_of_caa_asks_and_stores_the_climb_alone(void **state)
{
	struct fixture *f = *state;
	struct peers p;

	verify(f, ENGINE_CAA, "a.test");
	assert_int_equal(fakedns_asked(f->server, "a.test", DNS_TYPE_CAA), 1);
	assert_int_equal(fakedns_asked(f->server, NULL, 0), 2);
	assert_true(stored(f, "a.test", &p));
	assert_int_equal(p.caa, CAA_CLIMB_FOUND);
	assert_true(p.definite);
	assert_false(p.with_servers);
	assert_int_equal(p.fresh_until, p.checked + 300);
	peers_fini(&p);
}

static void
a_record_without_servers_replaces_only_a_stale_one(void **state)
{
	static const struct {
		int64_t checked, fresh; /* s from now */
		bool replaced;
	} cases[] = {
	    {-600, 300, false}, {-600, -1, true},
	    {HOUR, 2 * HOUR, true}, /* before the clock was set back */
	};
	struct fixture *f = *state;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const int64_t now = clock_wall();
		const struct peers was = {.with_servers = true,
		    .checked = now + cases[i].checked,
		    .fresh_until = now + cases[i].fresh};
		struct peers p;

		put_record(f, "a.test", &was);
		verify(f, ENGINE_CAA, "a.test");
		assert_true(stored(f, "a.test", &p));
		assert_int_equal(p.with_servers, !cases[i].replaced);
		peers_fini(&p);
		put_record(f, "a.test", &was);
		verify(f, ENGINE_PEERS, "a.test");
		assert_true(stored(f, "a.test", &p));
		assert_true(p.with_servers);
		assert_int_equal(p.fresh_until, p.checked + 300);
		peers_fini(&p);
	}
}

/* Of the address that mail goes to; both certificates NULL: it showed none. */
static void
put_look_of(struct fixture *f, const char *const certs[2],
    enum probe_outcome outcome, int64_t age)
{
	const struct probe_target target = {
	    PROBE_SMTP, 25, "mx.good.test", NULL};
	struct probe_result *r = probe_result_new(&target, "192.0.2.1");
	struct buf key = BUF_INIT, octets = BUF_INIT;

	r->outcome = outcome;
	r->time = clock_wall() - age;
	if (certs[0] != NULL)
		r->chain = evidence_chain(certs, 2);
	probe_kept_key(&target, "192.0.2.1", &key);
	probe_kept_encode(r, &octets);
	assert_int_equal(store_write(f->store, STORE_PROBES, key.data, key.len,
			     octets.data, octets.len, NULL),
	    0);
	buf_fini(&key);
	buf_fini(&octets);
	probe_result_free(&r);
}

static void
put_look(struct fixture *f, enum probe_outcome outcome, int64_t age)
{
	static const char *const seen[2] = {"mx", "ca-a-sub"};
	static const char *const none[2] = {NULL, NULL};

	put_look_of(f, outcome == PROBE_DONE ? seen : none, outcome, age);
}

/* What the engine verifies with from here on; *next is the caller's. */
static void
set_settings(struct fixture *f, const char *text, struct settings **next)
{
	char *path = unit_file(text);

	*next = settings_of(path, fakedns_address(f->server));
	assert_int_equal(engine_set_settings(f->engine, *next, NULL), 0);
	unit_file_drop(path);
}

static void
a_look_that_the_store_remembers_is_not_made_again(void **state)
{
	static const struct {
		const char *settings;
		enum probe_outcome outcome;
		int64_t age;
		bool recalled;
	} cases[] = {
	    {"", PROBE_DONE, 23 * HOUR, true},
	    {"", PROBE_DONE, 25 * HOUR, false},
	    {"", PROBE_DONE, -HOUR, false}, /* the clock was set back */
	    {"", PROBE_NO_STARTTLS, 23 * HOUR, true},
	    {"", PROBE_TIMEOUT, HOUR - 60, true}, /* nothing definite */
	    {"", PROBE_TIMEOUT, HOUR, false},
	    {"probe: { every_other = \"2h\"; };", PROBE_DONE, 2 * HOUR, false},
	    {"probe: { every_other = \"2h\"; };", PROBE_DONE, HOUR, true},
	    {"domains = ( { name = \"good.test\"; } );", PROBE_DONE, HOUR,
		false}, /* one's own */
	    {"domains = ( { name = \"good.test\"; } );", PROBE_DONE, HOUR - 60,
		true},
	    {"domains = ( { name = \"*\"; } );", PROBE_DONE, 23 * HOUR, true},
	};
	struct fixture *f = *state;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct engine_counters before, after;
		struct settings *next;

		set_settings(f, cases[i].settings, &next);
		put_look(f, cases[i].outcome, cases[i].age);
		engine_counters(f->engine, &before);
		verify(f, ENGINE_PEERS, "a.test");
		engine_counters(f->engine, &after);
		if ((after.probe.asked == before.probe.asked) !=
		    cases[i].recalled)
			fail_msg("case %zu", i);
		assert_int_equal(
		    engine_set_settings(f->engine, f->settings, NULL), 0);
		settings_free(&next);
	}
}

static void
a_remembered_look_is_judged_by_what_the_dns_says_now(void **state)
{
	struct fixture *f = *state;
	struct peers p;

	put_look(f, PROBE_DONE, HOUR);
	verify(f, ENGINE_PEERS, "a.test");
	assert_true(stored(f, "a.test", &p));
	assert_true(p.with_servers);
	assert_int_equal(p.n_hosts, 1);
	assert_string_equal(p.hosts[0].host, "mx.good.test");
	assert_int_equal(p.hosts[0].seen, PEERS_SEEN);
	assert_string_equal(p.hosts[0].identifier, "a-ca.test");
	assert_int_equal(p.hosts[0].host_verdict, LIVE_CONSISTENT);
	peers_fini(&p);
}

/* The one item of CAA records that the store has of the name. */
static struct history *
remembered(struct fixture *f, const char *name, struct history_item **out)
{
	struct history *h = history_new();
	const struct history_subject *s;

	*out = NULL;
	assert_int_equal(
	    history_store_load(f->reader, HISTORY_CAA, name, h), 0);
	s = history_find(h, HISTORY_CAA, name);
	if (s == NULL)
		return h;
	assert_int_equal(s->n, 1);
	*out = &s->items[0];
	return h;
}

/* As if it had been seen since before the certificates were issued. */
static void
put_back(struct fixture *f, const char *name)
{
	struct history_item *item;
	struct history *h = remembered(f, name, &item);
	struct buf octets = BUF_INIT;
	uint8_t key[HISTORY_KEY_MAX];
	size_t len = history_key(HISTORY_CAA, name, key);

	assert_non_null(item);
	item->first = INT64_C(1788220800); /* 2026-09-01 */
	history_encode(h->subjects[0], &octets);
	assert_int_equal(store_write(f->store, STORE_HISTORY, key, len,
			     octets.data, octets.len, NULL),
	    0);
	buf_fini(&octets);
	history_free(&h);
}

static enum live_verdict
host_verdict(struct fixture *f)
{
	enum live_verdict verdict;
	struct peers p;

	verify(f, ENGINE_PEERS, "a.test");
	assert_true(stored(f, "a.test", &p));
	assert_int_equal(p.n_hosts, 1);
	verdict = p.hosts[0].host_verdict;
	peers_fini(&p);
	return verdict;
}

static void
what_one_job_saw_a_later_one_judges_by(void **state)
{
	static const char *const forbidden[2] = {"mx-forbidden", "ca-b"};
	struct fixture *f = *state;

	put_look_of(f, forbidden, PROBE_DONE, HOUR);
	assert_int_equal(host_verdict(f), LIVE_INCONSISTENT_NOW);
	assert_int_equal(host_verdict(f), LIVE_INCONSISTENT_NOW);
	put_back(f, "mx.good.test");
	assert_int_equal(host_verdict(f), LIVE_INCONSISTENT_AT_ISSUANCE);
}

static void
both_tasks_remember_records_as_other_peoples(void **state)
{
	static const enum engine_task tasks[] = {ENGINE_PEERS, ENGINE_CAA};
	static const char *const domains[] = {"a.test", "b.test"};
	struct fixture *f = *state;

	for (size_t i = 0; i < 2; i++) {
		struct history_item *item;
		struct history *h;

		verify(f, tasks[i], domains[i]);
		h = remembered(f, domains[i], &item);
		assert_non_null(item);
		assert_int_equal(item->flags, HISTORY_OTHERS);
		assert_int_equal(item->ttl, 300);
		history_free(&h);
		verify(f, ENGINE_STATUS, domains[i]);
		h = remembered(f, domains[i], &item);
		assert_int_equal(item->flags, 0);
		history_free(&h);
	}
}

static void
nothing_is_remembered_where_no_history_is_wanted(void **state)
{
	struct fixture *f = *state;
	struct history_item *item;
	struct settings *next;
	struct history *h;

	set_settings(f, "store: { history = \"0s\"; };", &next);
	verify(f, ENGINE_PEERS, "a.test");
	h = remembered(f, "a.test", &item);
	assert_null(item);
	history_free(&h);
	engine_free(&f->engine);
	settings_free(&next);
}

static void
restart(struct fixture *f, const struct settings *settings)
{
	engine_free(&f->engine);
	assert_int_equal(
	    engine_new(f->loop, settings, f->store, &f->engine, NULL), 0);
}

static void
a_server_is_looked_at_once_whatever_restarts_and_asks(void **state)
{
	struct fixture *f = *state;
	struct settings *next;
	struct engine_counters c;

	set_settings(f, "probe: { allow = \"127.0.0.0/8\"; };", &next);
	verify(f, ENGINE_PEERS, "closed.test");
	engine_counters(f->engine, &c);
	assert_int_equal(c.probe.connected, 1);
	restart(f, next);
	verify(f, ENGINE_PEERS, "closed.test");
	verify(f, ENGINE_PEERS, "closed.test");
	engine_counters(f->engine, &c);
	assert_int_equal(c.probe.asked, 0);
	engine_free(&f->engine);
	settings_free(&next);
}

static void
what_the_guard_forbids_is_not_remembered(void **state)
{
	struct fixture *f = *state;
	const char *key = "smtp://mx.good.test 192.0.2.1";
	struct peers p;
	const void *data;
	size_t len;

	verify(f, ENGINE_PEERS, "a.test");
	assert_true(stored(f, "a.test", &p));
	assert_int_equal(p.hosts[0].seen, PEERS_NOT_TESTABLE);
	peers_fini(&p);
	assert_int_equal(
	    store_read(f->reader, STORE_PROBES, key, strlen(key), &data, &len),
	    STORE_ABSENT);
}

static void
probes_that_are_off_look_at_nobody(void **state)
{
	struct fixture *f = *state;
	struct settings *next;
	struct engine_counters c;
	struct peers p;

	set_settings(f, "probe: { enabled = false; };", &next);
	verify(f, ENGINE_PEERS, "a.test");
	assert_true(stored(f, "a.test", &p));
	assert_true(p.with_servers);
	assert_int_equal(p.hosts[0].seen, PEERS_NOT_LOOKED);
	peers_fini(&p);
	engine_counters(f->engine, &c);
	assert_int_equal(c.probe.asked, 0);
	engine_free(&f->engine);
	settings_free(&next);
}

/* A socket that takes connections at port 25 and says nothing; -1: we may not
 * have one. */
static int
silent_server(void)
{
	struct sockaddr_in address = {
	    .sin_family = AF_INET, .sin_port = htons(25)};
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	(void)inet_pton(AF_INET, SILENT, &address.sin_addr);
	if (bind(fd, (struct sockaddr *)&address, sizeof(address)) == -1) {
		(void)close(fd);
		return -1;
	}
	assert_int_equal(listen(fd, 8), 0);
	return fd;
}

static void
what_the_dns_says_is_known_before_slow_servers_end(void **state)
{
	struct fixture *f = *state;
	struct engine_wait *slot = NULL;
	struct settings *next;
	struct peers p = {.n_hosts = 0};
	unsigned calls = 0;
	int fd = silent_server();

	if (fd == -1)
		skip();
	set_settings(f,
	    "probe: { allow = \"127.0.0.0/8\"; timeout = \"60s\"; };", &next);
	engine_await(
	    f->engine, ENGINE_PEERS, "silent.test", count, &calls, &slot);
	for (int i = 0; i < PATIENCE * 100 && !stored(f, "silent.test", &p);
	     i++)
		(void)usleep(10000);
	assert_int_equal(p.n_hosts, 1);
	assert_int_equal(p.hosts[0].seen, PEERS_NOT_LOOKED);
	assert_int_equal(p.caa, CAA_CLIMB_FOUND);
	assert_false(p.with_servers);
	assert_int_equal(p.fresh_until, p.checked);
	(void)event_base_loop(f->loop, EVLOOP_NONBLOCK);
	assert_int_equal(calls, 0);
	peers_fini(&p);
	(void)close(fd); /* and with it the connection */
	run_until(f, &calls, 1);
	assert_true(stored(f, "silent.test", &p));
	assert_int_equal(p.hosts[0].seen, PEERS_NOT_TESTABLE);
	assert_true(p.with_servers);
	assert_true(p.fresh_until > p.checked);
	peers_fini(&p);
	engine_free(&f->engine);
	settings_free(&next);
}

#define TEST(name) \
	cmocka_unit_test_setup_teardown(name, set_up, engine_tear_down)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(tasks_of_one_domain_run_side_by_side_with_a_lease_each),
	    TEST(many_who_ask_for_peers_cause_one_job),
	    TEST(a_lease_of_one_task_does_not_hold_up_another),
	    TEST(what_another_process_finds_of_peers_is_not_asked_again),
	    TEST(the_task_of_caa_asks_and_stores_the_climb_alone),
	    TEST(a_record_without_servers_replaces_only_a_stale_one),
	    TEST(a_look_that_the_store_remembers_is_not_made_again),
	    TEST(a_remembered_look_is_judged_by_what_the_dns_says_now),
	    TEST(what_one_job_saw_a_later_one_judges_by),
	    TEST(both_tasks_remember_records_as_other_peoples),
	    TEST(nothing_is_remembered_where_no_history_is_wanted),
	    TEST(a_server_is_looked_at_once_whatever_restarts_and_asks),
	    TEST(what_the_guard_forbids_is_not_remembered),
	    TEST(probes_that_are_off_look_at_nobody),
	    TEST(what_the_dns_says_is_known_before_slow_servers_end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
