/* SPDX-License-Identifier: BSD-2-Clause */
/* What is known of other people's servers is forgotten by its age. */

#include "engine/prune.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "peers/peers.h"
#include "probe/kept.h"

struct prune_key {
	size_t len;
	char octets[STORE_KEY_MAX];
};

struct prune_walk {
	enum store_table table;
	struct prune_place *place;
	int64_t now;
	size_t looked, n_old;
	struct prune_key old[PRUNE_FORGETS];
};

/* When the record was made; one that can't be read may be of a newer version,
 * and stays. */
static bool
prune_is_old(enum store_table table, const void *data, size_t len, int64_t now)
{
	bool peers = table == STORE_PEERS;
	int64_t made =
	    peers ? peers_time(data, len) : probe_kept_time(data, len);

	return made >= 0 && now - made >= (peers ? PRUNE_PEERS_SECONDS
						 : PRUNE_PROBES_SECONDS);
}

static int
prune_look(
    const void *key, size_t key_len, const void *data, size_t len, void *arg)
{
	struct prune_walk *w = arg;

	if (w->looked++ == PRUNE_LOOKS || w->n_old == PRUNE_FORGETS)
		return 1;
	memcpy(w->place->at, key, key_len);
	w->place->at_len = key_len;
	if (!prune_is_old(w->table, data, len, w->now))
		return 0;
	w->old[w->n_old].len = key_len;
	memcpy(w->old[w->n_old++].octets, key, key_len);
	return 0;
}

/* Records were chosen a moment ago: one that was made anew since is left. */
static int
prune_write(struct store_change *c, void *arg, struct error *err)
{
	const struct prune_walk *w = arg;

	(void)err;
	for (size_t i = 0; i < w->n_old; i++) {
		const struct prune_key *old = &w->old[i];
		const void *data;
		size_t len;

		if (store_change_read(c, w->table, old->octets, old->len, &data,
			&len) == STORE_FOUND &&
		    prune_is_old(w->table, data, len, w->now))
			store_change_delete(c, w->table, old->octets, old->len);
	}
	return 0;
}

static bool
prune_rests(struct prune_place *place, int64_t now)
{
	if (place->rested == 0)
		return false;
	if (now >= place->rested && now - place->rested < PRUNE_REST_SECONDS)
		return true;
	place->rested = 0;
	return false;
}

static int
prune_table(struct prune_walk *w, struct store *store,
    struct store_reader *reader, struct error *err)
{
	struct prune_place *place = w->place;

	if (prune_rests(place, w->now))
		return 0;
	if (store_each_after(reader, w->table, place->at, place->at_len,
		prune_look, w) == 0) {
		place->at_len = 0; /* the end: from the start, later */
		place->rested = w->now;
	}
	return w->n_old > 0 ? store_change(store, prune_write, w, err) : 0;
}

int
prune_turn(struct prune *prune, int64_t now, struct store *store,
    struct store_reader *reader, struct error *err)
{
	const enum store_table tables[] = {STORE_PEERS, STORE_PROBES};
	struct prune_walk *w = mem_zalloc(sizeof(*w));
	int ret = 0;

	for (size_t i = 0; ret == 0 && i < 2; i++) {
		w->table = tables[i];
		w->place = i == 0 ? &prune->peers : &prune->probes;
		w->now = now;
		w->looked = w->n_old = 0;
		ret = prune_table(w, store, reader, err);
	}
	free(w);
	return ret;
}
