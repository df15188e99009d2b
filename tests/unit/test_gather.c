/* SPDX-License-Identifier: BSD-2-Clause */
/* Asking the world about a domain: what verify/gather.h promises. */

#include "verify/gather.h"

#include <arpa/inet.h>
#include <event2/event.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/error.h"
#include "base/mem.h"
#include "caa/property.h"
#include "cert/chain.h"
#include "dns/answer.h"
#include "dns/name.h"
#include "dns/resolver.h"
#include "dns/zone.h"
#include "probe/probe.h"
#include "probe/result.h"
#include "tests/support/evidence_certs.h"
#include "tests/support/fakedns.h"
#include "tests/unit/unit.h"
#include "verify/about.h"
#include "verify/evidence.h"

#define PATIENCE 10 /* s until a test that waits gives up */
#define NOW 1795341600

struct fixture {
	struct fakedns *server;
	struct event_base *loop;
	struct dns_resolver *resolver;
	unsigned n_mx;
	atomic_bool mx_elsewhere; /* read by the server's thread */
	struct evidence *evidence;
	bool returned; /* gather_start has */
	unsigned n_quiet;
	size_t quiet_answers;
};

/* A prober of our own in place of probe/probe.c: it sees nothing in time. */
struct prober {
	struct event_base *loop;
	unsigned asked, cancelled, delay_ms;
};

struct probe {
	struct prober *prober;
	struct event *event;
	struct probe_result *result;
	probe_cb *done;
	void *arg;
	struct probe **slot;
};

static void
probe_end(evutil_socket_t fd, short what, void *arg)
{
	struct probe *p = arg;

	(void)fd;
	(void)what;
	*p->slot = NULL;
	p->done(p->result, p->arg);
	probe_result_free(&p->result);
	event_free(p->event);
	free(p);
}

void
probe_start(struct prober *prober, const struct probe_target *target,
    const char *address, const char *domain, probe_cb *done, void *arg,
    struct probe **slot)
{
	const struct timeval delay = {0, prober->delay_ms * 1000};
	struct probe *p = mem_zalloc(sizeof(*p));

	assert_non_null(domain);
	prober->asked++;
	p->prober = prober;
	p->result = probe_result_new(target, address);
	p->result->outcome = PROBE_TIMEOUT;
	p->done = done;
	p->arg = arg;
	p->slot = slot;
	*slot = p;
	p->event = event_new(prober->loop, -1, 0, probe_end, p);
	(void)event_add(p->event, &delay);
}

void
probe_cancel(struct probe **slot)
{
	struct probe *p = *slot;

	if (p == NULL)
		return;
	*slot = NULL;
	p->prober->cancelled++;
	probe_result_free(&p->result);
	event_free(p->event);
	free(p);
}

static void
add_mx(struct fakedns_reply *out, const char *qname, unsigned i)
{
	uint8_t rdata[2 + DNS_NAME_WIRE_MAX] = {0, (uint8_t)i};
	char host[DNS_NAME_SIZE];
	int n;

	(void)snprintf(host, sizeof(host), "mx%u.%s", i, qname);
	n = dns_name_to_wire(host, rdata + 2);
	fakedns_add(out, qname, DNS_TYPE_MX, 300, rdata, (size_t)n + 2);
}

/* MX hosts at a.test, an address at all names, and nothing else. */
static int
answer(void *arg, const char *qname, uint16_t qtype, bool tcp, bool cd,
    struct fakedns_reply *out)
{
	static const uint8_t address[] = {192, 0, 2, 1};
	static const uint8_t elsewhere[] = {0, 10, 3, 'm', 'x', '2', 4, 'g',
	    'o', 'o', 'd', 4, 't', 'e', 's', 't', 0};
	const struct fixture *f = arg;

	(void)tcp;
	(void)cd;
	/* the policy host's address is the last thing that is open */
	if (f->mx_elsewhere && qtype == DNS_TYPE_A &&
	    strncmp(qname, "mta-sts.", 8) == 0)
		out->delay_ms = 300;
	if (f->mx_elsewhere && qtype == DNS_TYPE_MX)
		fakedns_add(
		    out, qname, qtype, 300, elsewhere, sizeof(elsewhere));
	else if (qtype == DNS_TYPE_MX && strcmp(qname, "a.test") == 0)
		for (unsigned i = 1; i <= f->n_mx; i++)
			add_mx(out, qname, i);
	else if (qtype == DNS_TYPE_A)
		fakedns_add(out, qname, qtype, 300, address, sizeof(address));
	else
		fakedns_add_soa(out, qname, 300, 300);
	return 0;
}

static int
set_up(void **state)
{
	struct fixture *f = mem_zalloc(sizeof(*f));
	struct dns_settings dns = DNS_SETTINGS_DEFAULT;
	const char *server;

	*state = f;
	f->n_mx = 3;
	f->server = fakedns_start(answer, f, 0);
	f->loop = event_base_new();
	server = fakedns_address(f->server);
	dns.servers = &server;
	dns.n_servers = 1;
	assert_int_equal(
	    dns_resolver_new(f->loop, &dns, &f->resolver, NULL), 0);
	return 0;
}

static int
tear_down(void **state)
{
	struct fixture *f = *state;

	evidence_free(&f->evidence);
	dns_resolver_free(&f->resolver);
	event_base_free(f->loop);
	fakedns_stop(&f->server);
	free(f);
	return 0;
}

static void
gathered(struct evidence *e, void *arg)
{
	struct fixture *f = arg;

	assert_true(f->returned);
	assert_null(f->evidence);
	f->evidence = e;
}

static void
gather(struct fixture *f, struct prober *prober,
    const struct evidence_about *about)
{
	const struct gather_world world = {f->resolver, prober};
	struct gather *slot = NULL;

	f->returned = false;
	gather_start(&world, "a.test", NOW, about, gathered, f, &slot);
	assert_non_null(slot);
	f->returned = true;
	for (int i = 0; i < PATIENCE * 100 && f->evidence == NULL; i++) {
		const struct timeval tick = {0, 10000};

		(void)event_base_loopexit(f->loop, &tick);
		(void)event_base_dispatch(f->loop);
	}
	assert_null(slot);
	assert_non_null(f->evidence);
}

static void
all_that_follows_is_asked_and_each_question_once(void **state)
{
	static const struct {
		const char *name;
		uint16_t type;
	} want[] = {
	    {"a.test", DNS_TYPE_MX},
	    {"a.test", DNS_TYPE_CAA},
	    {"mta-sts.a.test", DNS_TYPE_CAA},
	    {"test", DNS_TYPE_CAA},
	    {"mx1.a.test", DNS_TYPE_CAA},
	    {"mx3.a.test", DNS_TYPE_CAA},
	};
	struct fixture *f = *state;

	gather(f, NULL, NULL);
	assert_int_equal(evidence_time(f->evidence), NOW);
	for (size_t i = 0; i < sizeof(want) / sizeof(want[0]); i++)
		assert_non_null(
		    evidence_answer(f->evidence, want[i].name, want[i].type));
	for (size_t i = 0; i < evidence_answer_count(f->evidence); i++) {
		const struct dns_answer *a = evidence_answer_at(f->evidence, i);

		assert_int_equal(fakedns_asked(f->server, a->name, a->type), 1);
	}
	assert_int_equal(fakedns_asked(f->server, NULL, 0),
	    evidence_answer_count(f->evidence));
	assert_int_equal(evidence_left_out(f->evidence)->questions, 0);
}

static void
only_what_is_not_the_domains_own_is_remembered(void **state)
{
	struct fixture *f = *state;

	dns_resolver_remember(f->resolver, 100);
	gather(f, NULL, NULL);
	evidence_free(&f->evidence);
	gather(f, NULL, NULL);
	assert_int_equal(fakedns_asked(f->server, "test", DNS_TYPE_CAA), 1);
	assert_int_equal(fakedns_asked(f->server, "a.test", DNS_TYPE_CAA), 2);
	assert_int_equal(
	    fakedns_asked(f->server, "mx1.a.test", DNS_TYPE_CAA), 2);
}

static void
services_are_probed_once_at_each_address(void **state)
{
	struct fixture *f = *state;
	struct prober prober = {.loop = f->loop};
	struct probe_target target = {PROBE_IMAPS, 993, "imap.a.test", NULL};
	struct evidence_about about;

	about_init(&about);
	about_add(&about.services, "imaps://imap.a.test");
	about_add(&about.services, "imaps://imap.a.test:993");
	gather(f, &prober, &about);
	assert_non_null(evidence_probe(f->evidence, &target, "192.0.2.1"));
	assert_true(evidence_about(f->evidence)->probe);
	assert_int_equal(prober.asked, evidence_probe_count(f->evidence));
	about_fini(&about);
}

static void
without_a_prober_or_where_none_is_wanted_nothing_is_probed(void **state)
{
	struct fixture *f = *state;
	struct prober prober = {.loop = f->loop};
	struct evidence_about about;

	about_init(&about);
	about_add(&about.services, "imaps://imap.a.test");
	gather(f, NULL, &about);
	assert_int_equal(evidence_probe_count(f->evidence), 0);
	assert_false(evidence_about(f->evidence)->probe);
	evidence_free(&f->evidence);
	about.probe = false;
	gather(f, &prober, &about);
	assert_int_equal(prober.asked, 0);
	assert_false(evidence_about(f->evidence)->probe);
	about_fini(&about);
}

/* Thousands of questions at once are too many for a socket's buffer. */
static void
answer_from_a_file(struct fixture *f)
{
	char text[] = "$ORIGIN a.test.\n@ 60 IN TXT x\n* 60 IN A 192.0.2.1\n";
	FILE *file = fmemopen(text, strlen(text), "r");
	struct dns_zone *zone = NULL;

	assert_int_equal(
	    dns_zone_read(file, "zone", caa_zone_rdata, &zone, NULL), 0);
	dns_resolver_add_zone(f->resolver, &zone);
	(void)fclose(file);
}

static void
what_is_over_the_limits_is_counted_and_not_asked(void **state)
{
	struct fixture *f = *state;
	struct prober prober = {.loop = f->loop};
	struct evidence_about about;
	char url[64];

	answer_from_a_file(f);
	about_init(&about);
	for (unsigned i = 0; i < 600; i++) {
		(void)snprintf(url, sizeof(url), "imaps://s%u.a.test", i);
		about_add(&about.services, url);
	}
	gather(f, &prober, &about);
	assert_int_equal(prober.asked, GATHER_PROBES_MAX);
	assert_int_equal(evidence_probe_count(f->evidence), GATHER_PROBES_MAX);
	assert_true(evidence_left_out(f->evidence)->probes > 0);
	evidence_free(&f->evidence);
	for (unsigned i = 600; i < 1500; i++) {
		(void)snprintf(url, sizeof(url), "imaps://s%u.a.test", i);
		about_add(&about.services, url);
	}
	gather(f, NULL, &about);
	assert_int_equal(
	    evidence_answer_count(f->evidence), GATHER_QUESTIONS_MAX);
	assert_true(evidence_left_out(f->evidence)->questions > 2000);
	about_fini(&about);
}

static void
note_quiet(const struct evidence *e, void *arg)
{
	struct fixture *f = arg;

	assert_null(f->evidence);
	assert_int_equal(evidence_probe_count(e), 0);
	f->n_quiet++;
	f->quiet_answers = evidence_answer_count(e);
}

static void
that_only_probes_are_open_is_told_once(void **state)
{
	struct fixture *f = *state;
	struct prober prober = {.loop = f->loop, .delay_ms = 100};
	const struct gather_world world = {f->resolver, &prober};
	struct gather *slot = NULL;

	f->returned = true;
	gather_start(&world, "a.test", NOW, NULL, gathered, f, &slot);
	gather_on_quiet(slot, note_quiet, f);
	while (f->evidence == NULL)
		(void)event_base_loop(f->loop, EVLOOP_ONCE);
	assert_true(prober.asked > 0);
	assert_int_equal(f->n_quiet, 1);
	assert_int_equal(f->quiet_answers, evidence_answer_count(f->evidence));
}

/* Of the hosts, mx2 is remembered. */
static struct probe_result *
recall(void *arg, const struct probe_target *target, const char *address)
{
	unsigned *n_recalled = arg;
	struct probe_result *r;

	assert_string_equal(address, "192.0.2.1");
	if (strcmp(target->host, "mx2.a.test") != 0)
		return NULL;
	(*n_recalled)++;
	r = probe_result_new(target, address);
	r->outcome = PROBE_NO_STARTTLS;
	return r;
}

static void
what_is_remembered_elsewhere_is_not_probed(void **state)
{
	struct fixture *f = *state;
	struct prober prober = {.loop = f->loop};
	const struct gather_world world = {f->resolver, &prober};
	struct evidence_about about;
	struct probe_target target = {PROBE_SMTP, 25, "mx2.a.test", NULL};
	struct gather *slot = NULL;
	unsigned n_recalled = 0;

	about_init(&about);
	about.scope = EVIDENCE_PEERS;
	f->returned = true;
	gather_start(&world, "a.test", NOW, &about, gathered, f, &slot);
	gather_on_recall(slot, recall, &n_recalled);
	while (f->evidence == NULL)
		(void)event_base_loop(f->loop, EVLOOP_ONCE);
	assert_int_equal(n_recalled, 1);
	assert_int_equal(prober.asked, 2);
	assert_int_equal(evidence_probe_count(f->evidence), 3);
	assert_int_equal(
	    evidence_probe(f->evidence, &target, "192.0.2.1")->outcome,
	    PROBE_NO_STARTTLS);
	about_fini(&about);
}

/* Nothing is open any more when it comes: names of the certificate are asked
 * all the same. */
static struct probe_result *
recall_all(void *arg, const struct probe_target *target, const char *address)
{
	static const char *const names[] = {"mx", "ca-a-sub"};
	struct probe_result *r = probe_result_new(target, address);

	(void)arg;
	r->outcome = PROBE_NO_STARTTLS;
	if (target->service == PROBE_HTTPS) {
		r->outcome = PROBE_DONE;
		r->chain = evidence_chain(names, 2);
	}
	return r;
}

static void
what_is_remembered_may_lead_to_more(void **state)
{
	struct fixture *f = *state;
	struct prober prober = {.loop = f->loop};
	const struct gather_world world = {f->resolver, &prober};
	struct gather *slot = NULL;

	f->mx_elsewhere = true; /* to mx2.good.test */
	f->returned = true;
	gather_start(&world, "good.test", NOW, NULL, gathered, f, &slot);
	gather_on_recall(slot, recall_all, NULL);
	while (f->evidence == NULL)
		(void)event_base_loop(f->loop, EVLOOP_ONCE);
	assert_int_equal(prober.asked, 0);
	assert_int_equal(evidence_probe_count(f->evidence), 2);
	assert_non_null(
	    evidence_answer(f->evidence, "mx.good.test", DNS_TYPE_CAA));
}

static void
the_scope_of_peers_asks_only_what_senders_meet(void **state)
{
	static const struct {
		const char *name;
		uint16_t type;
		bool asked;
	} cases[] = {
	    {"a.test", DNS_TYPE_MX, true},
	    {"a.test", DNS_TYPE_CAA, true},
	    {"mx1.a.test", DNS_TYPE_CAA, true},
	    {"mx1.a.test", DNS_TYPE_AAAA, true},
	    {"_25._tcp.mx1.a.test", DNS_TYPE_TLSA, true},
	    {"_mta-sts.a.test", DNS_TYPE_TXT, true},
	    {"mta-sts.a.test", DNS_TYPE_A, false}, /* there is no record */
	    {"a.test", DNS_TYPE_TXT, false},       /* SPF */
	    {"_dmarc.a.test", DNS_TYPE_TXT, false},
	    {"_smtp._tls.a.test", DNS_TYPE_TXT, false},
	};
	struct fixture *f = *state;
	struct prober prober = {.loop = f->loop};
	struct evidence_about about;

	about_init(&about);
	about.scope = EVIDENCE_PEERS;
	gather(f, &prober, &about);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_int_equal(evidence_answer(f->evidence, cases[i].name,
				     cases[i].type) != NULL,
		    cases[i].asked);
	assert_int_equal(prober.asked, 3);
	about_fini(&about);
}

static void
the_scope_of_caa_asks_only_the_climb(void **state)
{
	struct fixture *f = *state;
	struct prober prober = {.loop = f->loop};
	struct evidence_about about;

	about_init(&about);
	about.scope = EVIDENCE_CAA;
	gather(f, &prober, &about);
	assert_int_equal(evidence_answer_count(f->evidence), 2);
	assert_non_null(evidence_answer(f->evidence, "a.test", DNS_TYPE_CAA));
	assert_non_null(evidence_answer(f->evidence, "test", DNS_TYPE_CAA));
	assert_int_equal(prober.asked, 0);
	about_fini(&about);
}

static void
a_cancelled_one_is_silent(void **state)
{
	struct fixture *f = *state;
	struct prober prober = {.loop = f->loop};
	const struct gather_world world = {f->resolver, &prober};
	const struct timeval tick = {0, 50000};
	struct gather *slot = NULL;

	gather_start(&world, "a.test", NOW, NULL, gathered, f, &slot);
	gather_cancel(&slot);
	assert_null(slot);
	gather_cancel(&slot);
	(void)event_base_loopexit(f->loop, &tick);
	(void)event_base_dispatch(f->loop);
	assert_null(f->evidence);
}

int
main(void)
{
#define WITH_WORLD(test) \
	cmocka_unit_test_setup_teardown(test, set_up, tear_down)
	const struct CMUnitTest tests[] = {
	    WITH_WORLD(all_that_follows_is_asked_and_each_question_once),
	    WITH_WORLD(only_what_is_not_the_domains_own_is_remembered),
	    WITH_WORLD(services_are_probed_once_at_each_address),
	    WITH_WORLD(
		without_a_prober_or_where_none_is_wanted_nothing_is_probed),
	    WITH_WORLD(what_is_over_the_limits_is_counted_and_not_asked),
	    WITH_WORLD(that_only_probes_are_open_is_told_once),
	    WITH_WORLD(what_is_remembered_elsewhere_is_not_probed),
	    WITH_WORLD(what_is_remembered_may_lead_to_more),
	    WITH_WORLD(the_scope_of_peers_asks_only_what_senders_meet),
	    WITH_WORLD(the_scope_of_caa_asks_only_the_climb),
	    WITH_WORLD(a_cancelled_one_is_silent),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
