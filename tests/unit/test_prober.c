/* SPDX-License-Identifier: BSD-2-Clause */
/* The prober: what probe/probe.h promises of turns, memory and callbacks. */

#include "tests/unit/unit.h"

#include <event2/event.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/error.h"
#include "base/mem.h"
#include "cert/chain.h"
#include "probe/probe.h"
#include "probe/result.h"
#include "tests/support/tlsd.h"

#define PT_MAX 16
#define PT_GUARD_S 20 /* after which a test has failed */
#define PT_GOOD                                                        \
	"say 220 mx\nhear\nput 250-mx\\r\\n250 STARTTLS\\r\\n\nhear\n" \
	"say 220 go\ntls good\nhear\nsay 250 mx\nhear\nsay 221 bye\n"
#define PT_SLOW "wait 150\n" PT_GOOD

struct pt_world;

struct pt_ask {
	struct pt_world *world;
	struct probe *slot;
	struct probe_result *result;
	unsigned order; /* of its result; from 1 */
	void (*then)(struct pt_ask *);
};

struct pt_world {
	struct event_base *base;
	struct event *guard;
	struct probe_settings settings;
	struct prober *prober;
	struct tlsd *server;
	const char *domain; /* for whose sake; NULL: good.test */
	struct pt_ask asks[PT_MAX];
	unsigned n, results, wanted;
};

static void
pt_on_guard(evutil_socket_t fd, short what, void *arg)
{
	(void)fd;
	(void)what;
	(void)arg;
	fail_msg("nothing came in %d s", PT_GUARD_S);
}

static void
pt_on_result(struct probe_result *result, void *arg)
{
	struct pt_ask *ask = arg;
	struct pt_world *w = ask->world;

	assert_null(ask->slot);
	assert_null(ask->result);
	ask->result = probe_result_ref(result);
	ask->order = ++w->results;
	if (ask->then != NULL)
		ask->then(ask);
	if (w->results >= w->wanted)
		(void)event_base_loopbreak(w->base);
}

static struct pt_ask *
pt_ask_at(
    struct pt_world *w, const char *host, const char *address, uint16_t port)
{
	struct probe_target target = {PROBE_SMTP, port, host, NULL};
	struct pt_ask *ask = &w->asks[w->n++];

	assert_true(w->n <= PT_MAX);
	ask->world = w;
	probe_start(w->prober, &target, address,
	    w->domain != NULL ? w->domain : "good.test", pt_on_result, ask,
	    &ask->slot);
	assert_non_null(ask->slot); /* never before it returns */
	assert_null(ask->result);
	return ask;
}

static struct pt_ask *
pt_ask(struct pt_world *w, const char *host)
{
	return pt_ask_at(w, host, "127.0.0.1", tlsd_port(w->server));
}

static void
pt_run(struct pt_world *w, unsigned results)
{
	w->wanted = results;
	if (w->results < results)
		(void)event_base_dispatch(w->base);
	assert_int_equal(w->results, results);
}

/* What comes unasked comes now. */
static void
pt_idle(struct pt_world *w, unsigned ms)
{
	struct timeval tv = {ms / 1000, (suseconds_t)(ms % 1000) * 1000};

	w->wanted = PT_MAX + 1;
	(void)event_base_loopexit(w->base, &tv);
	(void)event_base_dispatch(w->base);
}

static void
pt_begin(struct pt_world *w, const char *script)
{
	static const char *const allow[] = {"127.0.0.0/8", "::1"};
	struct timeval tv = {PT_GUARD_S, 0};
	struct error err = {""};

	w->base = event_base_new();
	w->guard = evtimer_new(w->base, pt_on_guard, NULL);
	(void)event_add(w->guard, &tv);
	w->server = script != NULL ? tlsd_start(script) : NULL;
	if (w->settings.timeout_ms == 0) {
		w->settings = (struct probe_settings)PROBE_SETTINGS_DEFAULT;
		w->settings.allow = allow;
		w->settings.n_allow = 2;
	}
	w->settings.ca_file = tlsd_ca_file();
	if (prober_new(w->base, &w->settings, &w->prober, &err) == -1)
		fail_msg("%s", err.text);
}

static struct pt_world *
pt_new(const char *script)
{
	struct pt_world *w = mem_zalloc(sizeof(*w));

	pt_begin(w, script);
	return w;
}

static struct pt_world *
pt_new_with(
    const char *script, unsigned timeout_ms, unsigned jobs, int64_t every)
{
	static const char *const allow[] = {"127.0.0.0/8", "::1"};
	struct pt_world *w = mem_zalloc(sizeof(*w));

	w->settings = (struct probe_settings){
	    allow, 2, NULL, "probe.test", timeout_ms, jobs, every};
	pt_begin(w, script);
	return w;
}

static void
pt_free(struct pt_world *w)
{
	prober_free(&w->prober);
	assert_null(w->prober);
	for (unsigned i = 0; i < w->n; i++) {
		assert_null(w->asks[i].slot);
		probe_result_free(&w->asks[i].result);
	}
	event_free(w->guard);
	event_base_free(w->base);
	tlsd_stop(&w->server);
	free(w);
}

static enum probe_outcome
pt_outcome(const struct pt_ask *ask)
{
	assert_non_null(ask->result);
	return ask->result->outcome;
}

static void
identical_probes_under_way_are_one(void **state)
{
	struct pt_world *w = pt_new(PT_SLOW);
	struct probe_counters c;

	(void)state;
	for (int i = 0; i < 3; i++)
		(void)pt_ask(w, "mx.good.test");
	pt_run(w, 3);
	prober_counters(w->prober, &c);
	assert_int_equal(c.asked, 3);
	assert_int_equal(c.joined, 2);
	assert_int_equal(c.connected, 1);
	assert_int_equal(tlsd_connections(w->server), 1);
	assert_int_equal(pt_outcome(&w->asks[0]), PROBE_DONE);
	assert_ptr_equal(w->asks[0].result, w->asks[2].result);
	pt_free(w);
}

static void
a_result_is_remembered(void **state)
{
	struct pt_world *w = pt_new(PT_GOOD);
	struct probe_counters c;

	(void)state;
	(void)pt_ask(w, "mx.good.test");
	pt_run(w, 1);
	(void)pt_ask(w, "mx.good.test");
	pt_run(w, 2);
	prober_counters(w->prober, &c);
	assert_int_equal(c.remembered, 1);
	assert_int_equal(c.connected, 1);
	assert_ptr_equal(w->asks[0].result, w->asks[1].result);
	prober_forget(w->prober, "other.test");
	(void)pt_ask(w, "mx.good.test");
	pt_run(w, 3);
	assert_int_equal(tlsd_connections(w->server), 1);
	prober_forget(w->prober, "mx.good.test");
	(void)pt_ask(w, "mx.good.test");
	pt_run(w, 4);
	assert_int_equal(tlsd_connections(w->server), 2);
	pt_free(w);
}

static void
nothing_is_remembered_where_every_is_0(void **state)
{
	struct pt_world *w = pt_new_with(PT_GOOD, 5000, 4, 0);

	(void)state;
	for (unsigned i = 1; i <= 3; i++) {
		(void)pt_ask(w, "mx.good.test");
		pt_run(w, i);
	}
	assert_int_equal(tlsd_connections(w->server), 3);
	pt_free(w);
}

static void
an_address_sees_one_connection_at_a_time_in_order(void **state)
{
	static const char *const hosts[] = {
	    "a.test", "b.test", "c.test", "d.test"};
	struct pt_world *w = pt_new(PT_GOOD);

	(void)state;
	for (unsigned i = 0; i < 4; i++)
		(void)pt_ask(w, hosts[i]);
	pt_run(w, 4);
	assert_int_equal(tlsd_connections(w->server), 4);
	assert_int_equal(tlsd_most_at_once(w->server), 1);
	for (unsigned i = 0; i < 4; i++) {
		assert_int_equal(w->asks[i].order, i + 1);
		assert_string_equal(w->asks[i].result->host, hosts[i]);
	}
	pt_free(w);
}

static void
so_many_jobs_and_no_more_run_at_once(void **state)
{
	struct pt_world *w = pt_new_with(NULL, 5000, 2, 0);
	struct tlsd *servers[4];
	struct probe_counters c;

	(void)state;
	for (unsigned i = 0; i < 4; i++) {
		servers[i] = tlsd_start("wait 200\n" PT_GOOD);
		(void)pt_ask_at(
		    w, "mx.good.test", "127.0.0.1", tlsd_port(servers[i]));
	}
	pt_idle(w, 60);
	prober_counters(w->prober, &c);
	assert_int_equal(c.connected, 2);
	pt_run(w, 4);
	for (unsigned i = 0; i < 4; i++) {
		assert_int_equal(pt_outcome(&w->asks[i]), PROBE_DONE);
		tlsd_stop(&servers[i]);
	}
	pt_free(w);
}

static void
servers_that_are_silent_hold_up_their_own_domain(void **state)
{
	struct pt_world *w = pt_new_with(PT_GOOD, 4000, 4, 0);
	struct tlsd *silent[6];

	(void)state;
	w->domain = "dead.test";
	for (unsigned i = 0; i < 6; i++) {
		silent[i] = tlsd_start("wait 9000\n");
		(void)pt_ask_at(
		    w, "mx.dead.test", "127.0.0.1", tlsd_port(silent[i]));
	}
	w->domain = "good.test";
	(void)pt_ask(w, "mx.good.test");
	pt_run(w, 1);
	assert_int_equal(pt_outcome(&w->asks[6]), PROBE_DONE);
	for (unsigned i = 0; i < 6; i++) {
		probe_cancel(&w->asks[i].slot);
		tlsd_stop(&silent[i]);
	}
	pt_free(w);
}

static void
an_address_that_is_busy_is_left_alone(void **state)
{
	struct pt_world *w =
	    pt_new_with("say 421 too many connections\n", 1500, 4, 0);

	(void)state;
	(void)pt_ask(w, "a.test");
	(void)pt_ask(w, "b.test"); /* waits behind it */
	pt_run(w, 2);
	(void)pt_ask(w, "c.test"); /* comes later */
	pt_run(w, 3);
	assert_int_equal(tlsd_connections(w->server), 1);
	for (unsigned i = 0; i < 3; i++) {
		assert_int_equal(pt_outcome(&w->asks[i]), PROBE_BAD_PROTOCOL);
		assert_non_null(strstr(w->asks[i].result->why, "421 too many"));
	}
	assert_string_equal(w->asks[1].result->host, "b.test");
	prober_forget(w->prober, "a.test");
	(void)pt_ask(w, "d.test");
	pt_run(w, 4);
	assert_int_equal(tlsd_connections(w->server), 2);
	pt_free(w);
}

static void
a_short_pause_is_waited_for(void **state)
{
	struct pt_world *w = pt_new_with("say 421 later\n", 8000, 4, 0);

	(void)state;
	(void)pt_ask(w, "a.test");
	(void)pt_ask(w, "b.test");
	pt_run(w, 1);
	pt_idle(w, 300);
	assert_int_equal(w->results, 1);
	assert_int_equal(tlsd_connections(w->server), 1);
	probe_cancel(&w->asks[1].slot); /* while it waits for the pause */
	pt_idle(w, 10);
	assert_int_equal(w->results, 1);
	pt_free(w);
}

static void
a_page_that_drips_silences_no_other_of_its_address(void **state)
{
	struct probe_target target = {
	    PROBE_HTTPS, 0, "a.test", PROBE_POLICY_PATH};
	struct pt_world *w = pt_new_with(
	    "tls good\nhear\nput HTTP/1.1 200 OK\\r\\n\nwait 9000\n", 400, 4,
	    0);

	(void)state;
	target.port = tlsd_port(w->server);
	for (unsigned i = 0; i < 2; i++) {
		struct pt_ask *ask = &w->asks[w->n++];

		ask->world = w;
		target.host = i == 0 ? "a.test" : "b.test";
		probe_start(w->prober, &target, "127.0.0.1", "good.test",
		    pt_on_result, ask, &ask->slot);
	}
	pt_run(w, 2);
	assert_int_equal(pt_outcome(&w->asks[0]), PROBE_TIMEOUT);
	assert_int_equal(tlsd_connections(w->server), 2);
	pt_free(w);
}

static void
an_address_that_is_silent_costs_one_timeout(void **state)
{
	static const char *const hosts[] = {"a.test", "b.test", "c.test"};
	struct pt_world *w = pt_new_with("wait 9000\n", 200, 4, 0);

	(void)state;
	for (unsigned i = 0; i < 3; i++)
		(void)pt_ask(w, hosts[i]);
	pt_run(w, 3);
	assert_int_equal(tlsd_connections(w->server), 1);
	for (unsigned i = 0; i < 3; i++) {
		assert_int_equal(pt_outcome(&w->asks[i]), PROBE_TIMEOUT);
		assert_string_equal(
		    w->asks[i].result->why, "no greeting came within 0.2 s");
	}
	pt_free(w);
}

static void
a_closed_port_refuses(void **state)
{
	struct pt_world *w = pt_new(PT_GOOD);
	uint16_t port = tlsd_port(w->server);

	(void)state;
	tlsd_stop(&w->server);
	(void)pt_ask_at(w, "mx.good.test", "127.0.0.1", port);
	pt_run(w, 1);
	assert_int_equal(pt_outcome(&w->asks[0]), PROBE_REFUSED);
	assert_string_equal(
	    w->asks[0].result->why, "the connection was refused");
	assert_false(probe_result_is_definite(w->asks[0].result));
	pt_free(w);
}

static void
done_never_runs_after_cancel(void **state)
{
	struct pt_world *w = pt_new(PT_SLOW);

	(void)state;
	(void)pt_ask(w, "a.test"); /* at once */
	probe_cancel(&w->asks[0].slot);
	assert_null(w->asks[0].slot);
	probe_cancel(&w->asks[0].slot); /* empty is fine */
	(void)pt_ask(w, "b.test");      /* while it is connected */
	pt_idle(w, 50);
	probe_cancel(&w->asks[1].slot);
	(void)pt_ask(w, "c.test"); /* one of two that wait for the same */
	(void)pt_ask(w, "c.test");
	probe_cancel(&w->asks[2].slot);
	pt_run(w, 1);
	assert_non_null(w->asks[3].result);
	(void)pt_ask(w, "c.test"); /* while the result is there already */
	probe_cancel(&w->asks[4].slot);
	pt_idle(w, 50);
	assert_int_equal(w->results, 1);
	pt_free(w);
}

static void
pt_cancel_next(struct pt_ask *ask)
{
	probe_cancel(&ask->world->asks[1].slot);
}

static void
a_callback_may_cancel_another(void **state)
{
	struct pt_world *w = pt_new(PT_SLOW);

	(void)state;
	pt_ask(w, "a.test")->then = pt_cancel_next;
	(void)pt_ask(w, "a.test"); /* would be told next */
	(void)pt_ask(w, "a.test");
	pt_run(w, 2);
	assert_null(w->asks[1].result);
	assert_non_null(w->asks[2].result);
	pt_free(w);
}

static void
pt_ask_again(struct pt_ask *ask)
{
	struct pt_world *w = ask->world;

	if (w->n < 6)
		pt_ask(w, "a.test")->then = pt_ask_again;
}

static void
a_callback_may_ask_again(void **state)
{
	struct pt_world *w = pt_new(PT_GOOD);

	(void)state;
	pt_ask(w, "a.test")->then = pt_ask_again;
	pt_run(w, 6);
	assert_int_equal(tlsd_connections(w->server), 1);
	pt_free(w);
}

static void
pt_end_all(struct pt_ask *ask)
{
	prober_free(&ask->world->prober);
	(void)event_base_loopbreak(ask->world->base);
}

static void
a_callback_may_end_the_prober(void **state)
{
	struct pt_world *w = pt_new(PT_SLOW);

	(void)state;
	pt_ask(w, "a.test")->then = pt_end_all;
	(void)pt_ask(w, "a.test"); /* would be told next */
	(void)pt_ask(w, "b.test"); /* waits for its turn */
	pt_run(w, 1);
	for (unsigned i = 1; i < 3; i++) {
		assert_null(w->asks[i].slot);
		assert_null(w->asks[i].result);
	}
	pt_free(w);
}

static void
a_prober_may_end_at_any_moment(void **state)
{
	(void)state;
	for (unsigned ms = 0; ms < 24; ms += 2) {
		struct pt_world *w = pt_new(PT_GOOD);

		(void)pt_ask(w, "a.test");
		(void)pt_ask(w, "b.test");
		(void)pt_ask_at(w, "c.test", "10.0.0.1", 25);
		if (ms > 0)
			pt_idle(w, ms);
		pt_free(w);
	}
}

static const char *const pt_guarded[] = {"127.0.0.1", "::1", "0.0.0.0",
    "::", "10.0.0.1", "::ffff:10.0.0.1", "::ffff:127.0.0.1", "169.254.169.254",
    "fe80::1", "fc00::1", "224.0.0.1", "255.255.255.255", "64:ff9b::7f00:1",
    "2002:7f00:1::1"};

static void
nothing_leads_to_an_address_that_is_guarded(void **state)
{
	struct pt_world *w = mem_zalloc(sizeof(*w));
	struct probe_counters c;

	(void)state;
	w->settings =
	    (struct probe_settings){NULL, 0, NULL, NULL, 5000, 4, 3600};
	pt_begin(w, PT_GOOD);
	for (size_t i = 0; i < sizeof(pt_guarded) / sizeof(char *); i++)
		(void)pt_ask_at(
		    w, "evil.test", pt_guarded[i], tlsd_port(w->server));
	pt_run(w, sizeof(pt_guarded) / sizeof(char *));
	for (unsigned i = 0; i < w->n; i++)
		assert_int_equal(pt_outcome(&w->asks[i]), PROBE_GUARDED);
	assert_string_equal(w->asks[0].result->why,
	    "a loopback address, which probe.allow does not name");
	prober_counters(w->prober, &c);
	assert_int_equal(c.guarded, w->n);
	assert_int_equal(c.connected, 0);
	assert_int_equal(tlsd_connections(w->server), 0);
	pt_free(w);
}

static void
ipv6_is_connected_to_however_it_is_written(void **state)
{
	static const char *const spelt[] = {
	    "::1", "0:0:0:0:0:0:0:1", "0::0001"};
	struct pt_world *w = pt_new(NULL);

	(void)state;
	w->server = tlsd_start_ipv6(PT_GOOD);
	if (w->server == NULL) {
		pt_free(w);
		skip();
	}
	for (unsigned i = 0; i < 3; i++)
		(void)pt_ask_at(
		    w, "mx.good.test", spelt[i], tlsd_port(w->server));
	pt_run(w, 3);
	for (unsigned i = 0; i < 3; i++) {
		assert_int_equal(pt_outcome(&w->asks[i]), PROBE_DONE);
		assert_string_equal(w->asks[i].result->address, spelt[i]);
		assert_non_null(w->asks[i].result->chain);
	}
	assert_int_equal(tlsd_connections(w->server), 3);
	pt_free(w);
}

static void
what_carries_an_allowed_address_is_not_allowed_with_it(void **state)
{
	static const char *const carriers[] = {"64:ff9b::7f00:1",
	    "64:ff9b::127.0.0.1", "64:ff9b:1::7f00:1", "2002:7f00:1::1",
	    "::127.0.0.1", "2001:0:7f00:1::", "2600::5efe:7f00:1"};
	struct pt_world *w = pt_new(PT_GOOD);
	unsigned n = sizeof(carriers) / sizeof(carriers[0]);

	(void)state;
	for (unsigned i = 0; i < n; i++)
		(void)pt_ask_at(
		    w, "mx.good.test", carriers[i], tlsd_port(w->server));
	pt_run(w, n);
	for (unsigned i = 0; i < n; i++)
		assert_int_equal(pt_outcome(&w->asks[i]), PROBE_GUARDED);
	assert_int_equal(tlsd_connections(w->server), 0);
	(void)pt_ask_at(/* a mapped address is the IPv4 address */
	    w, "mx.good.test", "::ffff:127.0.0.1", tlsd_port(w->server));
	pt_run(w, n + 1);
	assert_int_not_equal(pt_outcome(&w->asks[n]), PROBE_GUARDED);
	pt_free(w);
}

static void
what_is_no_address_is_not_resolved(void **state)
{
	struct pt_world *w = pt_new(PT_GOOD);

	(void)state;
	(void)pt_ask_at(w, "a.test", "localhost", tlsd_port(w->server));
	(void)pt_ask_at(w, "a.test", "", tlsd_port(w->server));
	(void)pt_ask_at(w, "a.test", "127.1", tlsd_port(w->server));
	pt_run(w, 3);
	for (unsigned i = 0; i < 3; i++)
		assert_int_equal(pt_outcome(&w->asks[i]), PROBE_GUARDED);
	assert_int_equal(tlsd_connections(w->server), 0);
	pt_free(w);
}

static void
the_environment_names_no_proxy(void **state)
{
	struct pt_world *w;

	(void)state;
	(void)setenv("ALL_PROXY", "http://127.0.0.1:1", 1);
	(void)setenv("smtp_proxy", "http://127.0.0.1:1", 1);
	w = pt_new(PT_GOOD);
	(void)pt_ask(w, "a.test");
	pt_run(w, 1);
	assert_int_equal(pt_outcome(&w->asks[0]), PROBE_DONE);
	pt_free(w);
	(void)unsetenv("ALL_PROXY");
	(void)unsetenv("smtp_proxy");
}

static const char *const pt_no_net[] = {"127.0.0.1/8"};
static const struct {
	struct probe_settings settings;
	const char *why;
} pt_bad[] = {
    {{NULL, 0, NULL, NULL, 0, 4, 0}, "probe timeout of 0 ms"},
    {{NULL, 0, NULL, NULL, 300001, 4, 0}, "probe timeout of 300001 ms"},
    {{NULL, 0, NULL, NULL, 100, 0, 0}, "0 probe jobs"},
    {{NULL, 0, NULL, NULL, 100, 1025, 0}, "1025 probe jobs"},
    {{NULL, 0, NULL, NULL, 100, 4, -1}, "results of probes remembered"},
    {{NULL, 0, NULL, "a b", 100, 4, 0}, "name \"a b\" for EHLO"},
    {{NULL, 0, NULL, "a\r\nMAIL", 100, 4, 0}, "name \"a"},
    {{NULL, 0, NULL, "a/b", 100, 4, 0}, "name \"a/b\""},
    {{NULL, 0, NULL, "%0d", 100, 4, 0}, "name \"%0d\""},
    {{pt_no_net, 1, NULL, NULL, 100, 4, 0}, "network \"127.0.0.1/8\""},
    {{NULL, 0, "/nonexistent.pem", NULL, 100, 4, 0}, "/nonexistent.pem: "},
    {{NULL, 0, "/dev/null", NULL, 100, 4, 0}, "/dev/null: "},
};

static void
bad_settings_stop_the_start(void **state)
{
	struct event_base *base = event_base_new();

	(void)state;
	for (size_t i = 0; i < sizeof(pt_bad) / sizeof(pt_bad[0]); i++) {
		struct prober *prober = NULL;
		struct error err = {""};

		assert_int_equal(
		    prober_new(base, &pt_bad[i].settings, &prober, &err), -1);
		assert_null(prober);
		if (strncmp(err.text, pt_bad[i].why, strlen(pt_bad[i].why)))
			fail_msg("%s", err.text);
	}
	event_base_free(base);
}

static void
the_systems_roots_can_be_read(void **state)
{
	struct event_base *base = event_base_new();
	struct probe_settings s = PROBE_SETTINGS_DEFAULT;
	struct prober *prober = NULL;
	struct error err = {""};

	(void)state;
	if (prober_new(base, &s, &prober, &err) == -1)
		fail_msg("%s", err.text);
	prober_free(&prober);
	prober_free(&prober); /* empty is fine */
	event_base_free(base);
}

static int
pt_teardown(void **state)
{
	(void)state;
	tlsd_clean();
	return 0;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(identical_probes_under_way_are_one),
	    cmocka_unit_test(a_result_is_remembered),
	    cmocka_unit_test(nothing_is_remembered_where_every_is_0),
	    cmocka_unit_test(an_address_sees_one_connection_at_a_time_in_order),
	    cmocka_unit_test(so_many_jobs_and_no_more_run_at_once),
	    cmocka_unit_test(servers_that_are_silent_hold_up_their_own_domain),
	    cmocka_unit_test(an_address_that_is_busy_is_left_alone),
	    cmocka_unit_test(a_short_pause_is_waited_for),
	    cmocka_unit_test(
		a_page_that_drips_silences_no_other_of_its_address),
	    cmocka_unit_test(an_address_that_is_silent_costs_one_timeout),
	    cmocka_unit_test(a_closed_port_refuses),
	    cmocka_unit_test(done_never_runs_after_cancel),
	    cmocka_unit_test(a_callback_may_cancel_another),
	    cmocka_unit_test(a_callback_may_ask_again),
	    cmocka_unit_test(a_callback_may_end_the_prober),
	    cmocka_unit_test(a_prober_may_end_at_any_moment),
	    cmocka_unit_test(nothing_leads_to_an_address_that_is_guarded),
	    cmocka_unit_test(ipv6_is_connected_to_however_it_is_written),
	    cmocka_unit_test(
		what_carries_an_allowed_address_is_not_allowed_with_it),
	    cmocka_unit_test(what_is_no_address_is_not_resolved),
	    cmocka_unit_test(the_environment_names_no_proxy),
	    cmocka_unit_test(bad_settings_stop_the_start),
	    cmocka_unit_test(the_systems_roots_can_be_read),
	};

	return cmocka_run_group_tests(tests, NULL, pt_teardown);
}
