/* SPDX-License-Identifier: BSD-2-Clause */
/* From a request to its decision, with the engine played by the test. */

#include "tests/unit/unit.h"

#include <event2/event.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/error.h"
#include "base/log.h"
#include "engine/engine.h"
#include "gate/domains.h"
#include "gate/status.h"
#include "gate/waiver.h"
#include "policyd/request.h"
#include "policyd/sender.h"
#include "policyd/server.h"
#include "policyd/service.h"
#include "settings/settings.h"
#include "store/store.h"

#define DUNNO "action=DUNNO\n\n"
#define LATER NULL
#define TEXT(s)                  \
	{                        \
		s, sizeof(s) - 1 \
	}

static struct {
	char top[64];
	struct event_base *base;
	struct store *store;
	struct settings settings;
	struct service *service;
	/* the engine */
	int refreshed, cancelled;
	char noted[80];
	engine_cb *done;
	void *done_arg;
	struct engine_wait **slot;
	char domain[64];
	/* the server */
	int answered;
	char reply[512];
} world;

/* The engine, as engine/engine.h has it. */

void
engine_refresh(struct engine *e, enum engine_task task, const char *domain)
{
	(void)e;
	assert_int_equal(task, ENGINE_STATUS);
	(void)snprintf(world.domain, sizeof(world.domain), "%s", domain);
	world.refreshed++;
}

void
engine_note(struct engine *e, const char *domain,
    const struct gate_decision *decision, int64_t now)
{
	(void)e;
	(void)now;
	(void)snprintf(world.noted, sizeof(world.noted), "%s %s", domain,
	    gate_would_text(decision));
}

void
engine_await(struct engine *e, enum engine_task task, const char *domain,
    engine_cb *done, void *arg, struct engine_wait **slot)
{
	(void)e;
	assert_int_equal(task, ENGINE_STATUS);
	(void)snprintf(world.domain, sizeof(world.domain), "%s", domain);
	world.done = done;
	world.done_arg = arg;
	world.slot = slot;
	*slot = (struct engine_wait *)&world;
}

void
engine_cancel(struct engine_wait **slot)
{
	if (*slot == NULL)
		return;
	*slot = NULL;
	world.cancelled++;
}

static void
engine_finish(void)
{
	*world.slot = NULL;
	world.done(world.done_arg);
}

/* The server, as policyd/server.h has it. */

void
server_answer(struct connection *c, const char *reply, size_t len)
{
	assert_ptr_equal(c, &world);
	world.answered++;
	(void)snprintf(
	    world.reply, sizeof(world.reply), "%.*s", (int)len, reply);
}

static int
start(void **state)
{
	struct error err = {""};
	struct gate_settings *g = &world.settings.gate;
	static char nowhere[] = "";

	(void)state;
	memset(&world, 0, sizeof(world));
	log_open("test", LOG_TO_STDERR, LOG_LEVEL_ERROR);
	(void)snprintf(
	    world.top, sizeof(world.top), "/tmp/test_service.XXXXXX");
	assert_non_null(mkdtemp(world.top));
	if (store_open(world.top, 1 << 20, &world.store, &err) == -1)
		fail_msg("%s", err.text);
	world.base = event_base_new();
	g->profile = PROFILE_STRICT;
	g->enforce = true;
	g->confirmations = 1;
	g->max_stale = 3600;
	for (int i = 0; i < HARMS; i++)
		g->grace[i] = 0;
	world.settings.policy_deadline = 1;
	world.settings.gate_help_url = nowhere;
	world.settings.store_path = world.top;
	world.settings.domains = domains_new();
	assert_int_equal(
	    domains_add(world.settings.domains, "one.test", g, &err), 0);
	g->on_unknown = ON_UNKNOWN_DEFER;
	assert_int_equal(
	    domains_add(world.settings.domains, "careful.test", g, &err), 0);
	g->enforce = false;
	assert_int_equal(
	    domains_add(world.settings.domains, "shadow.test", g, &err), 0);
	if (service_new(world.base, &world.settings, world.store, NULL,
		&world.service, &err) == -1)
		fail_msg("%s", err.text);
	return 0;
}

static int
stop(void **state)
{
	char path[96];

	(void)state;
	service_free(&world.service);
	store_close(&world.store);
	domains_free(&world.settings.domains);
	event_base_free(world.base);
	(void)snprintf(path, sizeof(path), "%s/data.mdb", world.top);
	(void)unlink(path);
	(void)snprintf(path, sizeof(path), "%s/lock.mdb", world.top);
	(void)unlink(path);
	(void)rmdir(world.top);
	return 0;
}

/* A status verified `age` seconds ago, fresh for a minute. */
static void
know(const char *domain, int64_t age, bool definite, bool failing)
{
	int64_t then = clock_wall() - age;
	struct status s = {.checked = then,
	    .definite = definite ? then : 0,
	    .fresh_until = then + 60};
	struct buf octets = BUF_INIT;
	struct error err = {""};

	if (failing) {
		s.n_findings = 1;
		s.findings[0] = (struct status_finding){.rule = RULE_CAA_08,
		    .result = FINDING_FAIL,
		    .severity = SEVERITY_BLOCK,
		    .harm = HARM_H2,
		    .candidate = true,
		    .from_start = true,
		    .confirmations = 1,
		    .since = then,
		    .confirmed = then,
		    .seen = then,
		    .subject = domain,
		    .subject_len = strlen(domain),
		    .text = "it is broken",
		    .text_len = 12};
	}
	status_encode(&s, &octets);
	assert_int_equal(store_write(world.store, STORE_STATUS, domain,
			     strlen(domain), octets.data, octets.len, &err),
	    0);
	buf_fini(&octets);
}

/* Returns the job, or NULL after checking the reply. */
static void *
ask_request(const struct request *r, const char *wanted)
{
	struct buf reply = BUF_INIT;
	struct service *const *service = &world.service;
	void *job = service_ops.decide(
	    (void *)(uintptr_t)service, r, (struct connection *)&world, &reply);

	if (wanted != LATER) {
		assert_null(job);
		assert_string_equal(buf_text(&reply), wanted);
	} else {
		assert_non_null(job);
		assert_int_equal(reply.len, 0);
	}
	buf_fini(&reply);
	return job;
}

static void *
ask(const char *sender, const char *wanted)
{
	struct request r = {.sender = {sender, strlen(sender)},
	    .recipient = {"b@two.test", 10}};

	return ask_request(&r, wanted);
}

static void
assert_engine(int refreshed, bool awaited)
{
	assert_int_equal(world.refreshed, refreshed);
	assert_int_equal(world.done != NULL, awaited);
}

static void
mail_that_is_not_gated_passes_without_the_engine(void **state)
{
	static const char *const senders[] = {"", "nodomain", "x@[192.0.2.1]",
	    "a@b..test", "postmaster@one.test", "a@elsewhere.test",
	    "a@sub.one.test"};

	(void)state;
	for (size_t i = 0; i < sizeof(senders) / sizeof(senders[0]); i++)
		(void)ask(senders[i], DUNNO);
	assert_engine(0, false);
	assert_string_equal(world.noted, "");
}

#define REJECT "action=REJECT 5.7.1 one.test [CAA-08]: it is broken\n\n"

static void
a_fresh_status_is_answered_from_the_store(void **state)
{
	(void)state;
	know("one.test", 5, true, false);
	(void)ask("a@one.test", DUNNO);
	know("one.test", 5, true, true);
	(void)ask("A@ONE.test.", REJECT);
	assert_engine(0, false);
}

static void
the_context_of_a_request_brings_its_profile(void **state)
{
	static char name[] = "lists", value[] = "standard";
	struct setting_pair pair = {name, value};
	struct request r = {
	    .sender = TEXT("a@one.test"), .policy_context = TEXT("lists")};

	(void)state;
	world.settings.policy_contexts = (struct setting_map){&pair, 1};
	know("one.test", 5, true, true);
	(void)ask("a@one.test", REJECT);
	/* harm H2 is acted upon under strict only */
	(void)ask_request(&r, DUNNO);
	r.policy_context = (struct request_text)TEXT("listx");
	(void)ask_request(&r, REJECT);
}

static void
a_context_is_kept_while_its_request_waits(void **state)
{
	static char name[] = "lists", value[] = "standard";
	struct setting_pair pair = {name, value};
	struct request r = {
	    .sender = TEXT("a@one.test"), .policy_context = TEXT("lists")};

	(void)state;
	world.settings.policy_contexts = (struct setting_map){&pair, 1};
	(void)ask_request(&r, LATER);
	know("one.test", 0, true, true);
	engine_finish();
	assert_string_equal(world.reply, DUNNO);
}

static void
the_sasl_user_may_stand_for_the_sender(void **state)
{
	const struct request r = {.sender = TEXT("a@elsewhere.test"),
	    .sasl_username = TEXT("u@one.test")};

	(void)state;
	know("one.test", 5, true, true);
	(void)ask_request(&r, DUNNO);
	world.settings.policy_domain_from = SENDER_FROM_SASL_OR;
	(void)ask_request(&r, REJECT);
}

static void
a_stale_status_is_answered_and_verified_behind(void **state)
{
	(void)state;
	know("one.test", 100, true, true);
	(void)ask("a@one.test", REJECT);
	assert_engine(1, false);
	assert_string_equal(world.domain, "one.test");
}

static void
waive(enum rule_id rule, int64_t seconds)
{
	struct waivers all = {.n = 0};
	struct waiver w = {.rule = rule,
	    .begun = clock_wall() - 10,
	    .until = clock_wall() + seconds,
	    .reason = "why",
	    .reason_len = 3};
	struct buf octets = BUF_INIT;
	struct error err = {""};

	all.list[all.n++] = w;
	waivers_encode(&all, &octets);
	assert_int_equal(store_write(world.store, STORE_WAIVERS, "one.test", 8,
			     octets.data, octets.len, &err),
	    0);
	buf_fini(&octets);
}

static void
a_waiver_counts_with_the_next_request_until_it_ends(void **state)
{
	(void)state;
	know("one.test", 5, true, true);
	(void)ask("a@one.test", REJECT);
	assert_string_equal(world.noted, "one.test reject");
	waive(RULE_CAA_08, 60);
	(void)ask("a@one.test", DUNNO);
	assert_string_equal(world.noted, "one.test waived");
	waive(RULE_CAA_22, 60);
	(void)ask("a@one.test", REJECT);
	waive(RULES, 60);
	(void)ask("a@one.test", DUNNO);
	waive(RULES, 0);
	(void)ask("a@one.test", REJECT);
}

static void
what_is_not_enforced_passes(void **state)
{
	(void)state;
	know("shadow.test", 5, true, true);
	(void)ask("a@shadow.test", DUNNO);
	assert_string_equal(world.noted, "shadow.test reject");
}

static void
a_domain_without_status_waits_for_the_engine(void **state)
{
	(void)state;
	(void)ask("a@one.test", LATER);
	assert_engine(0, true);
	assert_int_equal(world.answered, 0);
	know("one.test", 0, true, true);
	engine_finish();
	assert_int_equal(world.answered, 1);
	assert_string_equal(world.reply, REJECT);
	assert_int_equal(event_base_loop(world.base, EVLOOP_NONBLOCK), 1);
	assert_int_equal(world.answered, 1); /* its timer is gone */
}

static void
a_status_that_can_not_be_read_is_made_anew(void **state)
{
	struct error err;

	(void)state;
	assert_int_equal(store_write(world.store, STORE_STATUS, "one.test", 8,
			     "\xffjunk", 5, &err),
	    0);
	(void)ask("a@one.test", LATER);
	assert_engine(0, true);
	engine_finish(); /* and could not be stored either */
	assert_string_equal(world.reply, DUNNO);
}

static void
the_deadline_decides_by_on_unknown(void **state)
{
	(void)state;
	(void)ask("a@careful.test", LATER);
	assert_int_equal(event_base_dispatch(world.base), 1);
	assert_int_equal(world.answered, 1);
	assert_int_equal(world.cancelled, 1);
	assert_int_equal(strncmp(world.reply,
			     "action=DEFER_IF_PERMIT 4.7.1 careful.test: ", 43),
	    0);
	(void)ask("a@one.test", LATER);
	assert_int_equal(event_base_dispatch(world.base), 1);
	assert_string_equal(world.reply, DUNNO);
}

static void
a_job_that_is_cancelled_answers_nothing(void **state)
{
	void *job = ask("a@one.test", LATER);

	(void)state;
	service_ops.cancel(NULL, job);
	assert_int_equal(world.cancelled, 1);
	assert_int_equal(event_base_dispatch(world.base), 1);
	assert_int_equal(world.answered, 0);
}

static void
a_status_that_knows_nothing_is_waited_for_when_it_is_old(void **state)
{
	(void)state;
	know("one.test", 5, false, false);
	(void)ask("a@one.test", DUNNO);
	assert_engine(0, false);
	know("one.test", 100, false, false); /* DNS trouble goes on */
	(void)ask("a@one.test", DUNNO);
	assert_engine(1, false);
	know("one.test", 400, false, false);
	service_ops.cancel(NULL, ask("a@one.test", LATER));
	assert_engine(1, true);
}

static void
a_status_from_the_future_is_verified_again(void **state)
{
	(void)state;
	know("one.test", -30, true, true);
	(void)ask("a@one.test", REJECT);
	assert_engine(0, false);
	know("one.test", -86400, true, true);
	(void)ask("a@one.test", REJECT);
	assert_engine(1, false);
}

static void
a_status_older_than_max_stale_counts_no_more(void **state)
{
	(void)state;
	know("one.test", 3590, true, true);
	(void)ask("a@one.test", REJECT);
	know("one.test", 3610, true, true);
	(void)ask("a@one.test", LATER);
	assert_engine(1, true);
	assert_int_equal(event_base_dispatch(world.base), 1);
	assert_string_equal(world.reply, DUNNO);
}

static void
a_domain_taken_from_the_table_meanwhile_passes(void **state)
{
	struct settings next = world.settings;

	(void)state;
	next.domains = domains_new();
	(void)ask("a@careful.test", LATER);
	service_set_settings(world.service, &next);
	know("careful.test", 0, true, true);
	engine_finish();
	assert_string_equal(world.reply, DUNNO);
	(void)ask("a@one.test", DUNNO);
	domains_free(&next.domains);
}

#define with_service(test) cmocka_unit_test_setup_teardown(test, start, stop)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    with_service(mail_that_is_not_gated_passes_without_the_engine),
	    with_service(a_fresh_status_is_answered_from_the_store),
	    with_service(the_context_of_a_request_brings_its_profile),
	    with_service(a_context_is_kept_while_its_request_waits),
	    with_service(the_sasl_user_may_stand_for_the_sender),
	    with_service(a_stale_status_is_answered_and_verified_behind),
	    with_service(a_waiver_counts_with_the_next_request_until_it_ends),
	    with_service(what_is_not_enforced_passes),
	    with_service(a_domain_without_status_waits_for_the_engine),
	    with_service(a_status_that_can_not_be_read_is_made_anew),
	    with_service(the_deadline_decides_by_on_unknown),
	    with_service(a_job_that_is_cancelled_answers_nothing),
	    with_service(
		a_status_that_knows_nothing_is_waited_for_when_it_is_old),
	    with_service(a_status_from_the_future_is_verified_again),
	    with_service(a_status_older_than_max_stale_counts_no_more),
	    with_service(a_domain_taken_from_the_table_meanwhile_passes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
