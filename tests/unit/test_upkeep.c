/* SPDX-License-Identifier: BSD-2-Clause */
/* What the engine does beside verifying, by a clock of the test's own: leases,
 * the ledger, renewing ahead of expiry and forgetting. */

#include "tests/unit/unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/mem.h"
#include "engine/jobs.h"
#include "engine/lease.h"
#include "engine/ledger.h"
#include "engine/prune.h"
#include "engine/seen.h"
#include "engine/sweep.h"
#include "gate/gate.h"
#include "gate/shadow.h"
#include "gate/status.h"
#include "gate/waiver.h"
#include "peers/peers.h"
#include "probe/kept.h"
#include "probe/result.h"
#include "store/store.h"

#define NOW INT64_C(1795341600)
#define HOUR INT64_C(3600)
#define DAY (24 * HOUR)

static struct {
	char top[64];
	struct store *store;
	struct store_reader *reader;
	size_t renewed;
	char last[DNS_NAME_SIZE];
	bool refuse;
} world;

static int
start(void **state)
{
	struct error err = {""};

	(void)state;
	memset(&world, 0, sizeof(world));
	(void)snprintf(world.top, sizeof(world.top), "/tmp/test_upkeep.XXXXXX");
	assert_non_null(mkdtemp(world.top));
	if (store_open(world.top, 256 << 20, &world.store, &err) == -1 ||
	    store_reader_new(world.store, &world.reader, &err) == -1)
		fail_msg("%s", err.text);
	return 0;
}

static int
stop(void **state)
{
	char path[96];

	(void)state;
	store_reader_free(&world.reader);
	store_close(&world.store);
	(void)snprintf(path, sizeof(path), "%s/data.mdb", world.top);
	(void)unlink(path);
	(void)snprintf(path, sizeof(path), "%s/lock.mdb", world.top);
	(void)unlink(path);
	(void)rmdir(world.top);
	return 0;
}

static bool
has(enum store_table table, const void *key, size_t len)
{
	const void *data;
	size_t data_len;
	bool found = store_read(world.reader, table, key, len, &data,
			 &data_len) == STORE_FOUND;

	store_release(world.reader);
	return found;
}

/* Leases. */

struct taking {
	const char *domain;
	struct lease_holder *holder;
	int64_t now;
	bool taken;
	struct lease other;
};

static int
take(struct store_change *c, void *arg, struct error *err)
{
	struct taking *t = arg;

	(void)err;
	t->taken = lease_take(c, t->domain, t->holder, t->now, &t->other);
	return 0;
}

static int
drop(struct store_change *c, void *arg, struct error *err)
{
	const struct taking *t = arg;

	(void)err;
	lease_drop(c, t->domain, t->holder);
	return 0;
}

static void
a_lease_is_one_holders_until_it_ends_or_is_let_go(void **state)
{
	struct lease_holder us, them;
	const struct {
		const char *what;
		struct lease_holder *holder;
		int64_t at; /* s from NOW */
		bool drops, taken;
	} steps[] = {
	    {"a free one", &us, 0, false, true},
	    {"another's", &them, 1, false, false},
	    {"dropped by a stranger", &them, 1, true, false},
	    {"still another's", &them, 1, false, false},
	    {"renewed", &us, 30, false, true},
	    {"not over", &them, 30 + LEASE_SECONDS - 1, false, false},
	    {"over: its holder died", &them, 30 + LEASE_SECONDS, false, true},
	    {"lost", &us, 30 + LEASE_SECONDS, false, false},
	    {"let go", &them, 100, true, false},
	    {"free again", &us, 100, false, true},
	    {"the clock went back a day", &them, -DAY, false, true},
	};

	(void)state;
	lease_holder_init(&us, "policyd");
	lease_holder_init(&them, "recheck");
	assert_string_not_equal(us.name, them.name);
	for (size_t i = 0; i < sizeof(steps) / sizeof(steps[0]); i++) {
		struct taking t = {.domain = "a.test",
		    .holder = steps[i].holder,
		    .now = NOW + steps[i].at};

		assert_int_equal(store_change(world.store,
				     steps[i].drops ? drop : take, &t, NULL),
		    0);
		if (t.taken != steps[i].taken)
			fail_msg("%s", steps[i].what);
		if (!steps[i].drops && !t.taken)
			assert_string_equal(t.other.holder,
			    steps[i].holder == &us ? them.name : us.name);
	}
}

static void
holders_of_one_program_differ(void **state)
{
	struct lease_holder a, b;

	(void)state;
	lease_holder_init(&a, "a program with a name that is much too long");
	lease_holder_init(&b, "a program with a name that is much too long");
	assert_string_not_equal(a.name, b.name);
	assert_true(strlen(a.name) < LEASE_HOLDER_MAX - 1);
}

/* The ledger. */

static struct shadow_counts
counted(const char *domain, enum rule_id rule, int64_t when)
{
	struct shadow_key key = {
	    shadow_day(when), rule, domain, strlen(domain)};
	struct shadow_counts counts = {0, 0, 0};
	struct buf octets = BUF_INIT;
	const void *data;
	size_t len;

	shadow_key_encode(&key, &octets);
	if (store_read(world.reader, STORE_SHADOW, octets.data, octets.len,
		&data, &len) == STORE_FOUND)
		assert_int_equal(shadow_counts_decode(data, len, &counts), 0);
	store_release(world.reader);
	buf_fini(&octets);
	return counts;
}

static int64_t
used(const char *domain)
{
	const void *data;
	size_t len;
	int64_t when = 0;

	if (store_read(world.reader, STORE_USE, domain, strlen(domain), &data,
		&len) == STORE_FOUND)
		when = use_decode(data, len);
	store_release(world.reader);
	return when;
}

static const struct status_finding broken = {
    .rule = RULE_CAA_08, .result = FINDING_FAIL};
static const struct gate_decision refused = {
    .action = GATE_REJECT, .would = GATE_REJECT, .finding = &broken};
static const struct gate_decision shadowed = {
    .action = GATE_PASS, .would = GATE_REJECT, .finding = &broken};
static const struct gate_decision unknown = {.action = GATE_DEFER,
    .would = GATE_DEFER,
    .unknown = true,
    .by_unknown = true};
static const struct gate_decision passed = {.finding = &broken};

static void
what_is_not_to_pass_is_counted_by_day_rule_and_domain(void **state)
{
	struct ledger *l = ledger_new();
	struct shadow_counts c;

	(void)state;
	ledger_shadow(l, "a.test", &refused, NOW);
	ledger_shadow(l, "a.test", &shadowed, NOW);
	ledger_shadow(l, "a.test", &passed, NOW);
	ledger_shadow(l, "b.test", &unknown, NOW);
	assert_int_equal(ledger_write(l, world.store, NULL), 2);
	assert_int_equal(ledger_write(l, world.store, NULL), 0);
	ledger_shadow(l, "a.test", &shadowed, NOW);
	ledger_shadow(l, "a.test", &shadowed, NOW + DAY);
	assert_int_equal(ledger_write(l, world.store, NULL), 2);
	c = counted("a.test", RULE_CAA_08, NOW);
	assert_int_equal(c.rejects, 3);
	assert_int_equal(c.defers, 0);
	assert_int_equal(c.enforced, 1);
	c = counted("a.test", RULE_CAA_08, NOW + DAY);
	assert_int_equal(c.rejects, 1);
	c = counted("b.test", RULES, NOW);
	assert_int_equal(c.defers, 1);
	assert_int_equal(c.enforced, 1);
	ledger_free(&l);
}

static void
counts_of_a_restarted_program_are_added_to_what_is_stored(void **state)
{
	(void)state;
	for (int i = 0; i < 2; i++) {
		struct ledger *l = ledger_new();

		ledger_shadow(l, "a.test", &shadowed, NOW);
		assert_int_equal(ledger_write(l, world.store, NULL), 1);
		ledger_free(&l);
	}
	assert_int_equal(counted("a.test", RULE_CAA_08, NOW).rejects, 2);
}

static void
too_many_domains_are_counted_together(void **state)
{
	struct ledger *l = ledger_new();
	char name[32];

	(void)state;
	for (unsigned i = 0; i < LEDGER_SHADOW_MAX + 5; i++) {
		(void)snprintf(name, sizeof(name), "d%u.test", i);
		ledger_shadow(l, name, &shadowed, NOW);
	}
	ledger_shadow(l, "d0.test", &shadowed, NOW);
	while (ledger_write(l, world.store, NULL) > 0)
		continue;
	assert_int_equal(counted("d0.test", RULE_CAA_08, NOW).rejects, 1);
	assert_int_equal(counted("", RULE_CAA_08, NOW).rejects, 6);
	assert_int_equal(counted(name, RULE_CAA_08, NOW).rejects, 0);
	ledger_free(&l);
}

static void
a_domains_use_is_written_once_an_hour(void **state)
{
	struct ledger *l = ledger_new();
	int64_t hour = NOW / HOUR * HOUR;

	(void)state;
	for (int i = 0; i < 1000; i++)
		ledger_use(l, "a.test", hour + i);
	assert_int_equal(ledger_write(l, world.store, NULL), 1);
	assert_int_equal(used("a.test"), hour);
	ledger_use(l, "a.test", hour + HOUR - 1);
	assert_int_equal(ledger_write(l, world.store, NULL), 0);
	ledger_use(l, "a.test", hour + HOUR);
	ledger_use(l, "b.test", hour + HOUR);
	assert_int_equal(ledger_write(l, world.store, NULL), 2);
	assert_int_equal(used("a.test"), hour + HOUR);
	ledger_free(&l);
}

static void
one_write_is_bounded_and_the_rest_follows(void **state)
{
	struct ledger *l = ledger_new();
	char name[32];

	(void)state;
	for (unsigned i = 0; i < LEDGER_WRITE_MAX + 1; i++) {
		(void)snprintf(name, sizeof(name), "d%u.test", i);
		ledger_use(l, name, NOW);
	}
	assert_int_equal(ledger_write(l, world.store, NULL), LEDGER_WRITE_MAX);
	ledger_use(l, "next.test", NOW + HOUR); /* a new book, old news */
	assert_int_equal(ledger_write(l, world.store, NULL), 2);
	assert_int_equal(used(name), NOW);
	ledger_free(&l);
}

/* The sweep. */

struct many {
	unsigned first, n;
	int64_t checked, life, used; /* used 0: no record of it */
};

static int
know_many(struct store_change *c, void *arg, struct error *err)
{
	const struct many *m = arg;
	struct buf octets = BUF_INIT;
	char name[32];

	(void)err;
	for (unsigned i = m->first; i < m->first + m->n; i++) {
		struct status s = {.checked = m->checked,
		    .definite = m->checked,
		    .fresh_until = m->checked + m->life};
		size_t len =
		    (size_t)snprintf(name, sizeof(name), "d%06u.test", i);

		buf_clear(&octets);
		status_encode(&s, &octets);
		store_change_write(
		    c, STORE_STATUS, name, len, octets.data, octets.len);
		if (m->used == 0)
			continue;
		buf_clear(&octets);
		buf_u8(&octets, 1);
		buf_u64(&octets, (uint64_t)m->used);
		store_change_write(
		    c, STORE_USE, name, len, octets.data, octets.len);
	}
	buf_fini(&octets);
	return 0;
}

static void
know(unsigned first, unsigned n, int64_t checked, int64_t life, int64_t when)
{
	struct many m = {first, n, checked, life, when};
	struct error err = {""};

	if (store_change(world.store, know_many, &m, &err) == -1)
		fail_msg("%s", err.text);
}

static bool
renew(const char *domain, void *arg)
{
	(void)arg;
	(void)snprintf(world.last, sizeof(world.last), "%s", domain);
	if (world.refuse)
		return false;
	world.renewed++;
	return true;
}

static struct sweep_turn
turn(struct sweep *sweep, int64_t now, size_t renewals)
{
	struct sweep_turn t = {
	    .now = now, .renewals = renewals, .renew = renew};
	struct error err = {""};

	if (sweep_turn(sweep, &t, world.store, world.reader, &err) == -1)
		fail_msg("%s", err.text);
	return t;
}

static void
a_status_is_due_in_the_last_quarter_of_its_life(void **state)
{
	static const struct {
		const char *what;
		int64_t checked, fresh, used, at; /* s from NOW */
		bool due;
	} cases[] = {
	    {"fresh", 0, 3600, 0, 2699, false},
	    {"expired", 0, 3600, 0, 3600, true},
	    {"expired, not used for a day", 0, 3600, 3600 - DAY, 3600, false},
	    {"expired, used within a day", 0, 3600, 3601 - DAY, 3600, true},
	    {"a short life", 0, 10, 0, 299, false},
	    {"a short life, later", 0, 10, 0, 300, true},
	    {"from the future", 7200, 10800, 0, 0, true},
	    {"the clock is a little late", 30, 3630, 0, 0, false},
	    {"no life at all", 0, 0, 0, 300, true},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct status s = {.checked = NOW + cases[i].checked,
		    .fresh_until = NOW + cases[i].fresh};

		if (sweep_is_due(&s, "a.test", 6, NOW + cases[i].used,
			NOW + cases[i].at) != cases[i].due)
			fail_msg("%s", cases[i].what);
	}
}

/* Of many that were verified at once each quarter of the jitter has its
 * share. */
static void
renewals_are_spread(void **state)
{
	struct status s = {.checked = NOW, .fresh_until = NOW + HOUR};
	unsigned due[5] = {0};
	char name[32];

	(void)state;
	for (unsigned i = 0; i < 1000; i++) {
		size_t len =
		    (size_t)snprintf(name, sizeof(name), "d%u.test", i);

		for (int q = 0; q < 5; q++)
			if (sweep_is_due(
				&s, name, len, NOW, NOW + 2700 + 225 * q))
				due[q]++;
	}
	assert_true(due[0] < 20);
	for (int q = 1; q < 5; q++)
		assert_in_range(due[q] - due[q - 1], 180, 320);
	assert_int_equal(due[4], 1000);
}

static void
a_start_with_many_stale_domains_does_not_stampede(void **state)
{
	struct sweep sweep = {{0}, 0, 0};
	size_t turns = 0, n = 100000;

	(void)state;
	for (unsigned i = 0; i < n; i += 10000)
		know(i, 10000, NOW - HOUR, 600, NOW - HOUR);
	while (world.renewed < n && turns < n) {
		size_t before = world.renewed;

		(void)turn(&sweep, NOW + (int64_t)turns++, 1000000);
		assert_true(world.renewed - before <= SWEEP_RENEWALS);
	}
	assert_int_equal(turns, n / SWEEP_RENEWALS);
	assert_string_equal(world.last, "d099999.test"); /* each once */
}

static void
mail_that_waits_goes_before_renewals(void **state)
{
	struct sweep sweep = {{0}, 0, 0};

	(void)state;
	know(0, 10, NOW - HOUR, 600, NOW - HOUR);
	(void)turn(&sweep, NOW, 0);
	assert_int_equal(world.renewed, 0);
	(void)turn(&sweep, NOW, 3);
	assert_int_equal(world.renewed, 3);
}

static void
domains_that_are_none_of_ours_do_not_count(void **state)
{
	struct sweep sweep = {{0}, 0, 0};
	struct sweep_turn t;

	(void)state;
	know(0, 10, NOW - HOUR, 600, NOW - HOUR);
	world.refuse = true;
	t = turn(&sweep, NOW, SWEEP_RENEWALS);
	assert_int_equal(t.renewed, 0);
	assert_int_equal(t.looked, 10);
}

static void
what_sent_no_mail_for_a_month_is_forgotten(void **state)
{
	struct sweep sweep = {{0}, 0, 0};
	struct sweep_turn t;
	size_t forgotten = 0;

	(void)state;
	know(0, 250, NOW - HOUR, 600, NOW - SWEEP_KEPT_SECONDS);
	know(250, 10, NOW - HOUR, 600, NOW - SWEEP_KEPT_SECONDS + 1);
	know(260, 10, NOW - SWEEP_KEPT_SECONDS, 600, 0); /* before uses were */
	know(270, 10, NOW - SWEEP_KEPT_SECONDS, 600, NOW - HOUR);
	for (int i = 0; i < 10; i++) {
		t = turn(&sweep, NOW, 0);
		assert_true(t.forgotten <= SWEEP_FORGETS);
		forgotten += t.forgotten;
	}
	assert_int_equal(forgotten, 260);
	assert_false(has(STORE_STATUS, "d000000.test", 12));
	assert_false(has(STORE_USE, "d000000.test", 12));
	assert_true(has(STORE_STATUS, "d000250.test", 12));
	assert_false(has(STORE_STATUS, "d000260.test", 12));
	assert_true(has(STORE_STATUS, "d000270.test", 12));
}

static void
old_counts_waivers_and_leases_are_forgotten(void **state)
{
	struct sweep sweep = {{0}, 0, 0};
	struct ledger *l = ledger_new();
	struct lease_holder us;
	struct taking t = {.domain = "a.test", .holder = &us, .now = NOW};
	struct waivers all = {.n = 1};
	struct buf octets = BUF_INIT;

	(void)state;
	lease_holder_init(&us, "test");
	ledger_shadow(l, "a.test", &shadowed, NOW - 8 * DAY);
	ledger_shadow(l, "a.test", &shadowed, NOW - 7 * DAY);
	(void)ledger_write(l, world.store, NULL);
	ledger_free(&l);
	all.list[0] = (struct waiver){.rule = RULES,
	    .begun = NOW - DAY,
	    .until = NOW,
	    .reason = "x",
	    .reason_len = 1};
	waivers_encode(&all, &octets);
	assert_int_equal(store_write(world.store, STORE_WAIVERS, "a.test", 6,
			     octets.data, octets.len, NULL),
	    0);
	buf_fini(&octets);
	assert_int_equal(store_change(world.store, take, &t, NULL), 0);
	(void)turn(&sweep, NOW + 1, 0);
	assert_int_equal(
	    counted("a.test", RULE_CAA_08, NOW - 8 * DAY).rejects, 0);
	assert_int_equal(
	    counted("a.test", RULE_CAA_08, NOW - 7 * DAY).rejects, 1);
	assert_true(has(STORE_WAIVERS, "a.test", 6));
	assert_true(has(STORE_LEASES, "a.test", 6));
	(void)turn(&sweep, NOW + HOUR + 1, 0);
	assert_false(has(STORE_LEASES, "a.test", 6));
	assert_true(has(STORE_WAIVERS, "a.test", 6));
	(void)turn(&sweep, NOW + WAIVER_KEPT_SECONDS, 0);
	assert_false(has(STORE_WAIVERS, "a.test", 6));
}

/* Of other people's servers. */

static void
put_peers(const char *domain, int64_t checked)
{
	const struct peers p = {.checked = checked};
	struct buf octets = BUF_INIT;

	peers_encode(&p, &octets);
	assert_int_equal(store_write(world.store, STORE_PEERS, domain,
			     strlen(domain), octets.data, octets.len, NULL),
	    0);
	buf_fini(&octets);
}

static void
put_look(const char *key, int64_t time)
{
	const struct probe_target target = {PROBE_SMTP, 25, "mx.test", NULL};
	struct probe_result *r = probe_result_new(&target, "192.0.2.1");
	struct buf octets = BUF_INIT;

	r->time = time;
	probe_kept_encode(r, &octets);
	assert_int_equal(store_write(world.store, STORE_PROBES, key,
			     strlen(key), octets.data, octets.len, NULL),
	    0);
	buf_fini(&octets);
	probe_result_free(&r);
}

static void
prune(struct prune *p, int64_t now)
{
	struct error err = {""};

	if (prune_turn(p, now, world.store, world.reader, &err) == -1)
		fail_msg("%s", err.text);
}

static void
what_is_known_of_others_is_forgotten_by_its_age(void **state)
{
	static const struct {
		const char *key;
		enum store_table table;
		int64_t age;
		bool kept;
	} cases[] = {
	    {"a.test", STORE_PEERS, 30 * DAY - 1, true},
	    {"b.test", STORE_PEERS, 30 * DAY, false},
	    {"c.test", STORE_PEERS, -DAY, true}, /* the clock was set back */
	    {"smtp://a.test 192.0.2.1", STORE_PROBES, 7 * DAY - 1, true},
	    {"smtp://b.test 192.0.2.1", STORE_PROBES, 7 * DAY, false},
	};
	struct prune p = {.peers = {.at_len = 0}};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		if (cases[i].table == STORE_PEERS)
			put_peers(cases[i].key, NOW - cases[i].age);
		else
			put_look(cases[i].key, NOW - cases[i].age);
	assert_int_equal(
	    store_write(world.store, STORE_PEERS, "d.test", 6, "\377", 1, NULL),
	    0); /* of a newer version */
	prune(&p, NOW);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_int_equal(
		    has(cases[i].table, cases[i].key, strlen(cases[i].key)),
		    cases[i].kept);
	assert_true(has(STORE_PEERS, "d.test", 6));
}

static void
many_are_forgotten_a_little_at_a_time_and_then_it_rests(void **state)
{
	struct prune p = {.peers = {.at_len = 0}};
	char domain[32];
	size_t turns = 0;

	(void)state;
	for (int i = 0; i < 3 * PRUNE_FORGETS + 10; i++) {
		(void)snprintf(domain, sizeof(domain), "d%06d.test", i);
		put_peers(domain, NOW - PRUNE_PEERS_SECONDS);
	}
	while (has(STORE_PEERS, "d000309.test", 12)) {
		prune(&p, NOW);
		turns++;
	}
	assert_int_equal(turns, 4);
	assert_false(has(STORE_PEERS, "d000000.test", 12));
	put_peers("a.test", NOW - PRUNE_PEERS_SECONDS);
	prune(&p, NOW + PRUNE_REST_SECONDS - 1);
	assert_true(has(STORE_PEERS, "a.test", 6));
	prune(&p, NOW + PRUNE_REST_SECONDS);
	assert_false(has(STORE_PEERS, "a.test", 6));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, start, stop)

static void
each_name_is_new_once(void **state)
{
	struct seen seen = {NULL, 0, 0};

	(void)state;
	for (int again = 0; again < 2; again++)
		for (unsigned i = 0; i < 100000; i++)
			assert_int_equal(
			    seen_add(&seen, &i, sizeof(i)), again == 0);
	assert_int_equal(seen.n, 100000);
	assert_true(seen.size < 4 * seen.n);
	seen_fini(&seen);
	assert_true(seen_add(&seen, "", 0));
	seen_fini(&seen);
}

/* Once a second's refreshes have begun. */
static void
who_is_waited_for_begins_whatever_else_is_queued(void **state)
{
	struct jobs *jobs = mem_zalloc(sizeof(*jobs));
	struct job *waited, *other;

	(void)state;
	jobs_init(jobs);
	other = jobs_add(jobs, NULL, ENGINE_STATUS, "a.test");
	waited = jobs_add(jobs, NULL, ENGINE_STATUS, "b.test");
	assert_null(jobs_start(jobs, true));
	jobs_hurry(jobs, waited);
	assert_ptr_equal(jobs_start(jobs, true), waited);
	assert_null(jobs_start(jobs, true));
	assert_ptr_equal(jobs_start(jobs, false), other);
	assert_null(jobs_start(jobs, false));
	jobs_fini(jobs);
	free(jobs);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(a_lease_is_one_holders_until_it_ends_or_is_let_go),
	    TEST(holders_of_one_program_differ),
	    TEST(what_is_not_to_pass_is_counted_by_day_rule_and_domain),
	    TEST(counts_of_a_restarted_program_are_added_to_what_is_stored),
	    TEST(too_many_domains_are_counted_together),
	    TEST(a_domains_use_is_written_once_an_hour),
	    TEST(one_write_is_bounded_and_the_rest_follows),
	    TEST(a_status_is_due_in_the_last_quarter_of_its_life),
	    TEST(renewals_are_spread),
	    TEST(a_start_with_many_stale_domains_does_not_stampede),
	    TEST(mail_that_waits_goes_before_renewals),
	    TEST(domains_that_are_none_of_ours_do_not_count),
	    TEST(what_sent_no_mail_for_a_month_is_forgotten),
	    TEST(old_counts_waivers_and_leases_are_forgotten),
	    TEST(what_is_known_of_others_is_forgotten_by_its_age),
	    TEST(many_are_forgotten_a_little_at_a_time_and_then_it_rests),
	    cmocka_unit_test(each_name_is_new_once),
	    cmocka_unit_test(who_is_waited_for_begins_whatever_else_is_queued),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
