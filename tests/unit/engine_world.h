/* SPDX-License-Identifier: BSD-2-Clause */
/* An engine with a store, a DNS server and an event loop of the test's own. */

#ifndef UNIT_ENGINE_WORLD_H
#define UNIT_ENGINE_WORLD_H

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

#include "tests/support/fakedns.h"

struct engine;
struct event_base;
struct settings;
struct store;
struct store_reader;

#define PATIENCE 60 /* s until a test that waits gives up */

struct fixture {
	char folder[64];
	struct fakedns *server;
	struct event_base *loop;
	struct settings *settings;
	struct store *store;
	struct store_reader *reader;
	struct engine *engine;
	unsigned delay_ms;
	pthread_mutex_t hold; /* while it is locked the server says nothing */
};

/* Setup and teardown of cmocka; the script's argument is the fixture. */
int engine_set_up(void **state, fakedns_script *);
int engine_tear_down(void **state);

/* Settings of a file (NULL: the defaults), with this DNS server; the caller
 * frees. */
struct settings *settings_of(const char *path, const char *server);
struct settings *settings_for(const char *server);

/* For the script: wait for `hold`, and answer after delay_ms. */
void fixture_hold(struct fixture *, struct fakedns_reply *out);

/* An engine_cb: counts the calls in the unsigned that its argument is. */
void count(void *arg);

/* Run the caller's loop until *calls is `want` or patience ends. */
void run_until(struct fixture *, const unsigned *calls, unsigned want);

/* Another process takes the lease of this key, so many seconds ago. */
void lease_to_another(struct fixture *, const char *key, int64_t ago);

bool is_leased(struct fixture *, const char *key);

#endif
