/* SPDX-License-Identifier: BSD-2-Clause */
/* An engine with a store, a DNS server and an event loop of the test's own. */

#include "tests/unit/engine_world.h"

#include <stdio.h>
#include <stdlib.h>

#include <event2/event.h>
#include <event2/thread.h>

#include "base/clock.h"
#include "base/error.h"
#include "base/mem.h"
#include "engine/engine.h"
#include "engine/lease.h"
#include "settings/settings.h"
#include "store/store.h"
#include "tests/unit/unit.h"

struct settings *
settings_of(const char *path, const char *server)
{
	struct settings *s = NULL;
	struct error err = {""};

	if (settings_load(path, &s, &err) == -1)
		fail_msg("%s", err.text);
	s->resolver_servers.list =
	    mem_resize(s->resolver_servers.list, 1, sizeof(char *));
	s->resolver_servers.list[0] = mem_strdup(server);
	s->resolver_servers.n = 1;
	free(s->ca_table);
	s->ca_table = mem_printf(
	    "%s/tests/evidence/ca-identifiers.csv", getenv("CAAGATE_SRCDIR"));
	return s;
}

struct settings *
settings_for(const char *server)
{
	return settings_of(NULL, server);
}

int
engine_set_up(void **state, fakedns_script *script)
{
	struct fixture *f = mem_zalloc(sizeof(*f));
	struct error err = {""};

	*state = f;
	(void)snprintf(
	    f->folder, sizeof(f->folder), "/tmp/caagate-engine-XXXXXX");
	assert_non_null(mkdtemp(f->folder));
	(void)evthread_use_pthreads();
	(void)pthread_mutex_init(&f->hold, NULL);
	f->server = fakedns_start(script, f, 0);
	f->loop = event_base_new();
	f->settings = settings_for(fakedns_address(f->server));
	if (store_open(f->folder, 16 << 20, &f->store, &err) == -1 ||
	    store_reader_new(f->store, &f->reader, &err) == -1 ||
	    engine_new(f->loop, f->settings, f->store, &f->engine, &err) == -1)
		fail_msg("%s", err.text);
	return 0;
}

int
engine_tear_down(void **state)
{
	struct fixture *f = *state;
	char command[128];

	engine_free(&f->engine);
	store_reader_free(&f->reader);
	store_close(&f->store);
	settings_free(&f->settings);
	event_base_free(f->loop);
	fakedns_stop(&f->server);
	(void)pthread_mutex_destroy(&f->hold);
	(void)snprintf(command, sizeof(command), "rm -r '%s'", f->folder);
	assert_int_equal(system(command), 0);
	free(f);
	return 0;
}

void
count(void *arg)
{
	unsigned *calls = arg;

	(*calls)++;
}

void
run_until(struct fixture *f, const unsigned *calls, unsigned want)
{
	for (int i = 0; i < PATIENCE * 100 && *calls < want; i++) {
		const struct timeval tick = {0, 10000};

		(void)event_base_loopexit(f->loop, &tick);
		(void)event_base_dispatch(f->loop);
	}
	assert_int_equal(*calls, want);
}

void
fixture_hold(struct fixture *f, struct fakedns_reply *out)
{
	(void)pthread_mutex_lock(&f->hold);
	(void)pthread_mutex_unlock(&f->hold);
	out->delay_ms = __atomic_load_n(&f->delay_ms, __ATOMIC_RELAXED);
}

struct leasing {
	const char *key;
	struct lease_holder holder;
	int64_t now;
};

static int
change_lease(struct store_change *c, void *arg, struct error *err)
{
	const struct leasing *l = arg;

	(void)err;
	assert_true(lease_take(c, l->key, &l->holder, l->now, NULL));
	return 0;
}

void
lease_to_another(struct fixture *f, const char *key, int64_t ago)
{
	struct leasing l = {.key = key, .now = clock_wall() - ago};

	lease_holder_init(&l.holder, "another");
	assert_int_equal(store_change(f->store, change_lease, &l, NULL), 0);
}

bool
is_leased(struct fixture *f, const char *key)
{
	const void *data;
	size_t len;
	bool found = store_read(f->reader, STORE_LEASES, key, strlen(key),
			 &data, &len) == STORE_FOUND;

	store_release(f->reader);
	return found;
}
