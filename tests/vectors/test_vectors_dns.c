/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Every evaluation vector end to end: a DNS server that misbehaves as the
 * vector says, the real resolver, a climb whose names are all asked at once.
 */

#include "tests/unit/unit.h"

#include <event2/event.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/error.h"
#include "base/mem.h"
#include "caa/climb.h"
#include "cli/vectors.h"
#include "dns/resolver.h"
#include "tests/support/fakedns.h"

#define EVALUATION_CASES 262
#define AT_ONCE 48      /* servers, each with a thread and its sockets */
#define UDP_OCTETS 1200 /* longer answers are truncated over UDP */
#define TIMEOUT_MS 400  /* a busy machine still answers in that time */
#define TRIES 2
#define TTL 300

struct run {
	const struct vectors_evaluation *vector;
	struct fakedns *server;
	struct dns_resolver *resolver;
	struct caa_climb *climb;
	struct dns_query **slots;
	unsigned *waiting; /* answers that the batch still waits for */
};

static const struct {
	const char *text;
	uint8_t rcode;
} rcodes[] = {{"NOERROR", 0}, {"FORMERR", 1}, {"SERVFAIL", 2}, {"NXDOMAIN", 3},
    {"NOTIMP", 4}, {"REFUSED", 5}, {"YXDOMAIN", 6}};

static uint8_t
rcode_of(const char *text)
{
	for (size_t i = 0; i < sizeof(rcodes) / sizeof(rcodes[0]); i++)
		if (strcmp(rcodes[i].text, text) == 0)
			return rcodes[i].rcode;
	abort();
}

static void
add_link(struct fakedns_reply *out, const struct vectors_path *path, size_t i)
{
	uint8_t wire[DNS_NAME_WIRE_MAX];

	if (path->links[i].dname_owner != NULL) {
		int len = dns_name_to_wire(path->links[i].dname, wire);

		fakedns_add(out, path->links[i].dname_owner, DNS_TYPE_DNAME,
		    TTL, wire, (size_t)len);
	}
	fakedns_add_cname(
	    out, path->links[i].owner, TTL, path->links[i].target);
}

static void
add_end(struct fakedns_reply *out, const struct vectors_path *path,
    const char *owner)
{
	const struct vectors_node *end = path->end;

	if (end == NULL || end->n_records == 0) {
		if (path->ending == VECTORS_END)
			fakedns_add_soa(out, ".", TTL, TTL);
		return;
	}
	for (size_t i = 0; i < end->n_records; i++)
		fakedns_add(out, owner, DNS_TYPE_CAA, TTL, end->records[i].data,
		    end->records[i].len);
}

/* A validating resolver refuses bogus data unless told not to check. */
static int
script(void *arg, const char *qname, uint16_t qtype, bool tcp, bool cd,
    struct fakedns_reply *out)
{
	const struct vectors_evaluation *vector = arg;
	const char *owner = qname;
	struct vectors_path path;

	vectors_world_walk(&vector->world, qname, &path);
	if (path.dnssec == VECTORS_BOGUS && !cd) {
		out->rcode = 2;
		return 0;
	}
	if (path.end != NULL && path.end->rcode != NULL &&
	    path.dnssec != VECTORS_BOGUS) {
		if (strcmp(path.end->rcode, "TIMEOUT") == 0)
			return -1;
		out->rcode = rcode_of(path.end->rcode);
	}
	if (path.transport == VECTORS_TRUNCATED && tcp)
		return -1;
	for (size_t i = 0; i < path.n_links; i++) {
		add_link(out, &path, i);
		owner = path.links[i].target;
	}
	if (qtype == DNS_TYPE_CAA)
		add_end(out, &path, owner);
	out->ad = path.dnssec == VECTORS_SECURE;
	out->truncate =
	    path.transport != VECTORS_WHOLE || out->sections.len > UDP_OCTETS;
	return 0;
}

static void
answered(struct dns_answer *answer, void *arg)
{
	struct run *run = arg;

	caa_climb_feed(run->climb, answer);
	(*run->waiting)--;
}

static void
start(struct run *run, const struct vectors_evaluation *vector,
    struct event_base *base, unsigned *waiting)
{
	struct dns_settings settings = DNS_SETTINGS_DEFAULT;
	const char *address, *name;
	struct error err;
	size_t asked = 0;

	run->vector = vector;
	run->waiting = waiting;
	run->server = fakedns_start(script, (void *)(uintptr_t)vector, 0);
	address = fakedns_address(run->server);
	settings.servers = &address;
	settings.n_servers = 1;
	settings.timeout_ms = TIMEOUT_MS;
	settings.tries = TRIES;
	if (dns_resolver_new(base, &settings, &run->resolver, &err) == -1)
		fail_msg("%s", err.text);
	run->climb = vectors_climb(vector, &err);
	assert_non_null(run->climb);
	run->slots =
	    mem_array(caa_climb_count(run->climb), sizeof(run->slots[0]));
	while (caa_climb_next(run->climb, &name)) {
		(*waiting)++;
		dns_ask(run->resolver, name, DNS_TYPE_CAA, answered, run,
		    &run->slots[asked++]);
	}
}

static void
finish(struct run *run)
{
	dns_resolver_free(&run->resolver);
	fakedns_stop(&run->server);
	caa_climb_free(&run->climb);
	free(run->slots);
}

/* Returns how many did not hold. */
static unsigned
run_batch(const struct vectors_evaluation *vectors, size_t n)
{
	struct event_base *base = event_base_new();
	struct run *runs = mem_array(n, sizeof(runs[0]));
	unsigned waiting = 0, failed = 0;

	for (size_t i = 0; i < n; i++)
		start(&runs[i], &vectors[i], base, &waiting);
	while (waiting > 0)
		if (event_base_loop(base, EVLOOP_ONCE) != 0)
			fail_msg(
			    "the loop ended with %u answers missing", waiting);
	for (size_t i = 0; i < n; i++) {
		struct error why;

		if (!vectors_judge(&vectors[i], runs[i].climb, true, &why)) {
			(void)fprintf(
			    stderr, "%s: %s\n", vectors[i].id, why.text);
			failed++;
		}
		finish(&runs[i]);
	}
	free(runs);
	event_base_free(base);
	return failed;
}

static void
all_vectors_hold_end_to_end(void **state)
{
	size_t n;
	const struct vectors_evaluation *vectors =
	    vectors_evaluations(*state, &n);
	unsigned failed = 0;

	assert_int_equal(n, EVALUATION_CASES);
	for (size_t i = 0; i < n; i += AT_ONCE)
		failed +=
		    run_batch(vectors + i, n - i < AT_ONCE ? n - i : AT_ONCE);
	assert_int_equal(failed, 0);
}

static int
load(void **state)
{
	const char *srcdir = getenv("CAAGATE_SRCDIR");
	char *folder =
	    mem_printf("%s/tests/vectors", srcdir != NULL ? srcdir : ".");
	struct vectors *vectors = NULL;
	struct error err;
	int ret = vectors_load(folder, &vectors, &err);

	if (ret == -1)
		(void)fprintf(stderr, "%s\n", err.text);
	*state = vectors;
	free(folder);
	return ret;
}

static int
unload(void **state)
{
	struct vectors *vectors = *state;

	vectors_free(&vectors);
	return 0;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(all_vectors_hold_end_to_end),
	};

	return cmocka_run_group_tests(tests, load, unload);
}
