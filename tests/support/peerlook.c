/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Look at the mail servers of recipients' domains as the engine does:
 *
 *	peerlook STORE RESOLVER CONFIG DOMAIN...
 *
 * All domains at once; then a line of JSON each, as stored under STORE, and one
 * with what was counted.
 */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <event2/event.h>
#include <event2/thread.h>

#include "base/error.h"
#include "base/mem.h"
#include "engine/engine.h"
#include "peers/peers.h"
#include "settings/settings.h"
#include "store/store.h"
#include "tests/support/peers_json.h"

struct peerlook {
	struct event_base *loop;
	struct settings *settings;
	struct store *store;
	struct store_reader *reader;
	struct engine *engine;
	int left; /* domains that are not stored yet */
};

static void
print_line(json_t *object)
{
	char *text = json_dumps(object, JSON_PRESERVE_ORDER);

	(void)puts(text);
	free(text);
	json_decref(object);
}

static void
print_domain(struct peerlook *look, const char *domain)
{
	const void *data;
	size_t len;
	struct peers p;
	json_t *object = json_object();

	if (store_read(look->reader, STORE_PEERS, domain, strlen(domain), &data,
		&len) == STORE_FOUND &&
	    peers_decode(data, len, &p) == 0) {
		json_decref(object);
		object = peers_to_json(&p);
		peers_fini(&p);
	}
	store_release(look->reader);
	(void)json_object_set_new(object, "domain", json_string(domain));
	print_line(object);
}

static void
print_counters(struct peerlook *look)
{
	struct engine_counters c;

	engine_counters(look->engine, &c);
	print_line(json_pack("{s:I, s:I, s:I}", "probed",
	    (json_int_t)c.probe.asked, "connected",
	    (json_int_t)c.probe.connected, "sent", (json_int_t)c.dns.sent));
}

static void
on_stored(void *arg)
{
	struct peerlook *look = arg;

	if (--look->left == 0)
		(void)event_base_loopbreak(look->loop);
}

static int
look_start(struct peerlook *look, char **argv, struct error *err)
{
	struct setting_strings *servers;

	(void)evthread_use_pthreads();
	look->loop = event_base_new();
	if (settings_load(argv[3], &look->settings, err) == -1)
		return -1;
	servers = &look->settings->resolver_servers;
	servers->list = mem_resize(servers->list, 1, sizeof(char *));
	servers->list[0] = mem_strdup(argv[2]);
	servers->n = 1;
	if (store_open(argv[1], 64 << 20, &look->store, err) == -1 ||
	    store_reader_new(look->store, &look->reader, err) == -1)
		return -1;
	return engine_new(
	    look->loop, look->settings, look->store, &look->engine, err);
}

static void
look_at(struct peerlook *look, char **domains, int n)
{
	struct engine_wait **slots =
	    mem_array((size_t)n, sizeof(struct engine_wait *));

	look->left = n;
	for (int i = 0; i < n; i++)
		engine_await(look->engine, ENGINE_PEERS, domains[i], on_stored,
		    look, &slots[i]);
	(void)event_base_loop(look->loop, EVLOOP_NO_EXIT_ON_EMPTY);
	for (int i = 0; i < n; i++)
		print_domain(look, domains[i]);
	print_counters(look);
	free(slots);
}

int
main(int argc, char **argv)
{
	struct peerlook look = {.left = 0};
	struct error err = {""};
	int ret = 0;

	if (argc < 5) {
		(void)fprintf(stderr,
		    "usage: peerlook STORE RESOLVER CONFIG DOMAIN...\n");
		return 64;
	}
	if (look_start(&look, argv, &err) == 0) {
		look_at(&look, argv + 4, argc - 4);
	} else {
		(void)fprintf(stderr, "peerlook: %s\n", err.text);
		ret = 1;
	}
	engine_free(&look.engine);
	store_reader_free(&look.reader);
	store_close(&look.store);
	settings_free(&look.settings);
	event_base_free(look.loop);
	return ret;
}
