/* SPDX-License-Identifier: BSD-2-Clause */
/* From evidence of other people's domains to a stored record. */

#include "engine/verify_peers.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "engine/history_store.h"
#include "engine/kept.h"
#include "engine/lease.h"
#include "engine/world.h"
#include "peers/peers.h"
#include "settings/settings.h"
#include "store/store.h"
#include "verify/evidence.h"
#include "verify/judge.h"
#include "verify/remember.h"

#define PEERS_CLOCK_SECONDS 60 /* a record from so far ahead is stale */

struct verify_peers {
	const struct evidence *evidence;
	const char *domain;
	const struct peers *peers;
	const struct verify_peers_end *end;
};

/* Is what is stored fresh, and does it know more? */
static bool
peers_are_known(struct store_change *c, const struct verify_peers *v)
{
	int64_t now = v->peers->checked;
	struct peers was;
	const void *data;
	size_t len;
	bool known;

	if (v->peers->with_servers ||
	    store_change_read(c, STORE_PEERS, v->domain, strlen(v->domain),
		&data, &len) != STORE_FOUND ||
	    peers_decode(data, len, &was) == -1)
		return false;
	known = was.with_servers && was.fresh_until > now &&
		was.checked <= now + PEERS_CLOCK_SECONDS;
	peers_fini(&was);
	return known;
}

static void
peers_drop_lease(struct store_change *c, const struct verify_peers *v)
{
	char *key = task_key(v->end->task, v->domain);

	lease_drop(c, key, v->end->done);
	free(key);
}

static int
peers_write(struct store_change *c, void *arg, struct error *err)
{
	const struct verify_peers *v = arg;
	struct buf octets = BUF_INIT;

	(void)err;
	if (!peers_are_known(c, v)) {
		peers_encode(v->peers, &octets);
		store_change_write(c, STORE_PEERS, v->domain, strlen(v->domain),
		    octets.data, octets.len);
		buf_fini(&octets);
	}
	kept_write(c, v->evidence);
	if (v->end->seen != NULL)
		history_store_write(c, v->end->seen);
	if (v->end->done != NULL)
		peers_drop_lease(c, v);
	return 0;
}

struct history *
verify_peers_recall(
    struct evidence *e, const struct world *world, struct store_reader *reader)
{
	struct history *seen;

	if (world->settings->store_history == 0)
		return NULL;
	seen = remember_others(e);
	history_store_recall_seen(reader, e, seen);
	return seen;
}

int
verify_peers(const struct evidence *e, const struct world *world,
    const struct verify_peers_end *end, struct store *store, struct error *err)
{
	struct judge_context context;
	struct peers peers;
	struct verify_peers_end alone = *end;
	struct verify_peers v = {e, evidence_domain(e), &peers, end};
	int ret;

	settings_judge(world->settings, world->table, &context);
	peers_judge(e, &context, &peers);
	if (end->early) {
		peers.with_servers = false;
		peers.fresh_until = peers.checked;
	}
	ret = store_change(store, peers_write, &v, err);
	/* where there is no room for more, a record goes before the history */
	if (ret == -1 && end->seen != NULL) {
		alone.seen = NULL;
		v.end = &alone;
		ret = store_change(store, peers_write, &v, err);
	}
	peers_fini(&peers);
	return ret;
}
