/* SPDX-License-Identifier: BSD-2-Clause */
/* What is known of domains: read from the store, else waited for. */

#include "milter/clerk.h"

#include <stddef.h>
#include <string.h>

#include "base/clock.h"
#include "engine/engine.h"
#include "gate/status.h"
#include "gate/waiver.h"
#include "milter/clerk_parts.h"
#include "milter/readers.h"
#include "peers/peers.h"
#include "store/store.h"

enum clerk_knows {
	CLERK_FRESH,
	CLERK_STALE, /* good enough for now, to be looked at anew */
	CLERK_NOTHING,
	CLERK_UNREADABLE,
};

uint64_t
clerk_failures(const struct clerk *c)
{
	return atomic_load(&c->failures);
}

static enum clerk_knows
clerk_rate(const struct peers *p, enum engine_task task)
{
	int64_t now = clock_wall();

	if (task == ENGINE_PEERS && !p->with_servers)
		return CLERK_NOTHING;
	if (now <= p->fresh_until && p->checked <= now + 60)
		return CLERK_FRESH;
	if (!p->definite || now - p->checked > CLERK_STALE_SECONDS)
		return CLERK_NOTHING;
	return CLERK_STALE;
}

/* FRESH, STALE: *out ends with peers_fini. */
static enum clerk_knows
clerk_read(struct clerk *c, enum engine_task task, const char *domain,
    struct peers *out)
{
	struct store_reader *reader = readers_take(c->readers);
	enum store_found found = STORE_FAILED;
	enum clerk_knows knows = CLERK_NOTHING;
	const void *data;
	size_t len;

	if (reader != NULL) {
		found = store_read(
		    reader, STORE_PEERS, domain, strlen(domain), &data, &len);
		if (found == STORE_FOUND && peers_decode(data, len, out) == -1)
			found = STORE_ABSENT;
		store_release(reader);
		readers_give(c->readers, reader);
	}
	if (found == STORE_FAILED) {
		(void)atomic_fetch_add(&c->failures, 1);
		return CLERK_UNREADABLE;
	}
	if (found == STORE_FOUND &&
	    (knows = clerk_rate(out, task)) == CLERK_NOTHING)
		peers_fini(out);
	return knows;
}

void
clerk_prepare(struct clerk *c, enum engine_task task, const char *domain)
{
	struct peers peers;

	switch (clerk_read(c, task, domain, &peers)) {
	case CLERK_FRESH:
		peers_fini(&peers);
		return;
	case CLERK_STALE:
		peers_fini(&peers);
		break;
	case CLERK_NOTHING:
	case CLERK_UNREADABLE:
		break;
	}
	(void)clerk_call(c, CLERK_REFRESH, task, domain, NULL);
}

bool
clerk_ask_peers(struct clerk *c, enum engine_task task, const char *domain,
    struct clerk_patience *patience, struct peers *out)
{
	switch (clerk_read(c, task, domain, out)) {
	case CLERK_FRESH:
	case CLERK_STALE:
		return true;
	case CLERK_UNREADABLE:
		return false;
	case CLERK_NOTHING:
		break;
	}
	if (!clerk_wait(c, task, domain, patience))
		return false;
	switch (clerk_read(c, task, domain, out)) {
	case CLERK_FRESH:
	case CLERK_STALE:
		return true;
	case CLERK_UNREADABLE:
	case CLERK_NOTHING:
		break;
	}
	return false;
}

/* False where nothing is stored of the domain and it is worth waiting. */
static bool
clerk_use_status(struct clerk *c, const char *domain, bool last,
    clerk_status_cb *use, void *arg)
{
	struct store_reader *reader = readers_take(c->readers);
	struct waivers waivers;
	struct status status;
	const void *data;
	size_t len;
	bool known = false, waived = false;

	if (reader == NULL) {
		use(NULL, NULL, arg);
		return true;
	}
	known = store_read(reader, STORE_STATUS, domain, strlen(domain), &data,
		    &len) == STORE_FOUND &&
		status_decode(data, len, &status) == 0;
	if (known || last) {
		waived = (known ? store_read_also : store_read)(reader,
			     STORE_WAIVERS, domain, strlen(domain), &data,
			     &len) == STORE_FOUND &&
			 waivers_decode(data, len, &waivers) == 0;
		use(known ? &status : NULL, waived ? &waivers : NULL, arg);
	}
	store_release(reader);
	readers_give(c->readers, reader);
	return known || last;
}

void
clerk_ask_status(struct clerk *c, const char *domain,
    struct clerk_patience *patience, clerk_status_cb *use, void *arg)
{
	if (clerk_use_status(c, domain, false, use, arg))
		return;
	(void)clerk_wait(c, ENGINE_STATUS, domain, patience);
	(void)clerk_use_status(c, domain, true, use, arg);
}

void
clerk_refresh_status(struct clerk *c, const char *domain)
{
	(void)clerk_call(c, CLERK_REFRESH, ENGINE_STATUS, domain, NULL);
}

void
clerk_note_decision(struct clerk *c, const char *domain,
    const struct gate_decision *d, int64_t now)
{
	engine_note(c->engine, domain, d, now);
}
