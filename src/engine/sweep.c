/* SPDX-License-Identifier: BSD-2-Clause */
/* A walk over all that is stored, a little at a time. */

#include "engine/sweep.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "engine/lease.h"
#include "engine/ledger.h"
#include "gate/shadow.h"
#include "gate/status.h"
#include "gate/waiver.h"
#include "store/store.h"

#define SWEEP_CLOCK_SECONDS 60 /* a status so far ahead is stale */
#define SWEEP_KEY_MAX STORE_KEY_MAX

struct key {
	enum store_table table;
	size_t len;
	char octets[SWEEP_KEY_MAX];
};

/* One turn under way. */
struct walk {
	struct sweep *sweep;
	struct sweep_turn *turn;
	struct store_reader *reader;
	size_t room; /* for renewals */
	char due[SWEEP_RENEWALS][DNS_NAME_SIZE];
	size_t n_due;
	struct key old[3 * SWEEP_FORGETS]; /* to be forgotten */
	size_t n_old;
	struct status status;
};

static uint64_t
sweep_hash(const char *domain, size_t len, uint64_t seed)
{
	uint64_t h = UINT64_C(0xcbf29ce484222325) ^ seed;

	for (size_t i = 0; i < len; i++)
		h = (h ^ (uint8_t)domain[i]) * UINT64_C(0x100000001b3);
	return h ^ h >> 32;
}

bool
sweep_is_due(const struct status *s, const char *domain, size_t len,
    int64_t used, int64_t now)
{
	int64_t life = s->fresh_until - s->checked;
	uint64_t quarter = life > 0 ? (uint64_t)life / 4 : 0;
	uint64_t early =
	    sweep_hash(domain, len, (uint64_t)s->checked) % (quarter + 1);
	int64_t due = s->fresh_until - (int64_t)early;

	if (now - used >= SWEEP_USED_SECONDS)
		return false;
	if (s->checked > now + SWEEP_CLOCK_SECONDS)
		return true;
	if (due < s->checked + SWEEP_LEAST_SECONDS)
		due = s->checked + SWEEP_LEAST_SECONDS;
	return now >= due;
}

static bool
walk_is_full(const struct walk *w)
{
	return w->n_old + 3 > sizeof(w->old) / sizeof(w->old[0]);
}

static void
walk_forget(struct walk *w, enum store_table table, const void *key, size_t len)
{
	struct key *old = &w->old[w->n_old];

	if (len > sizeof(old->octets))
		return;
	old->table = table;
	old->len = len;
	memcpy(old->octets, key, len);
	w->n_old++;
}

/* What was stored before uses were counts as used when it was verified. */
static int64_t
walk_used(struct walk *w, const void *key, size_t key_len, int64_t checked)
{
	const void *data;
	size_t len;
	int64_t used = 0;

	if (store_read_also(w->reader, STORE_USE, key, key_len, &data, &len) ==
	    STORE_FOUND)
		used = use_decode(data, len);
	return used > 0 ? used : checked;
}

static void
walk_look(struct walk *w, const void *key, size_t key_len, const void *data,
    size_t len)
{
	int64_t now = w->turn->now, used;
	/* one that can't be read may be of a newer version */
	bool is_read = status_decode(data, len, &w->status) == 0;

	used = walk_used(w, key, key_len, is_read ? w->status.checked : now);
	if (now - used >= SWEEP_KEPT_SECONDS) {
		walk_forget(w, STORE_STATUS, key, key_len);
		walk_forget(w, STORE_USE, key, key_len);
		walk_forget(w, STORE_RECHECKS, key, key_len);
	} else if (is_read && w->n_due < w->room &&
		   sweep_is_due(&w->status, key, key_len, used, now)) {
		memcpy(w->due[w->n_due], key, key_len);
		w->due[w->n_due++][key_len] = '\0';
	}
}

static int
walk_status(
    const void *key, size_t key_len, const void *data, size_t len, void *arg)
{
	struct walk *w = arg;

	if (w->turn->looked == SWEEP_LOOKS || walk_is_full(w) ||
	    (w->n_due == w->room && w->room > 0))
		return 1;
	w->turn->looked++;
	if (key_len >= DNS_NAME_SIZE)
		return 0; /* no domain of ours */
	walk_look(w, key, key_len, data, len);
	memcpy(w->sweep->at, key, key_len);
	w->sweep->at_len = key_len;
	return 0;
}

static int
walk_shadow(
    const void *key, size_t key_len, const void *data, size_t len, void *arg)
{
	struct walk *w = arg;
	struct shadow_key k;

	(void)data, (void)len;
	if (walk_is_full(w))
		return 1;
	if (shadow_key_decode(key, key_len, &k) == 0 &&
	    k.day + SHADOW_KEPT_DAYS > shadow_day(w->turn->now))
		return 1; /* and so are all that follow */
	walk_forget(w, STORE_SHADOW, key, key_len);
	return 0;
}

static int
walk_waivers(
    const void *key, size_t key_len, const void *data, size_t len, void *arg)
{
	struct walk *w = arg;
	struct waivers all;

	if (walk_is_full(w))
		return 1;
	/* what can't be read is left to a person */
	if (waivers_decode(data, len, &all) == -1)
		return 0;
	(void)waivers_prune(&all, w->turn->now);
	if (all.n == 0)
		walk_forget(w, STORE_WAIVERS, key, key_len);
	return 0;
}

static int
walk_leases(
    const void *key, size_t key_len, const void *data, size_t len, void *arg)
{
	static const struct lease_holder nobody = {""};
	struct walk *w = arg;
	struct lease lease;

	if (walk_is_full(w))
		return 1;
	if (lease_decode(data, len, &lease) == -1 ||
	    !lease_is_held(&lease, &nobody, w->turn->now))
		walk_forget(w, STORE_LEASES, key, key_len);
	return 0;
}

/* Records were chosen a moment ago: one that has changed since is left. */
static bool
forget_is_used(struct store_change *c, const struct key *old, int64_t now)
{
	const void *data;
	size_t len;

	return old->table != STORE_SHADOW && old->table != STORE_WAIVERS &&
	       old->table != STORE_LEASES &&
	       store_change_read(c, STORE_USE, old->octets, old->len, &data,
		   &len) == STORE_FOUND &&
	       now - use_decode(data, len) < SWEEP_KEPT_SECONDS;
}

static bool
forget_is_held(struct store_change *c, const struct key *old, int64_t now)
{
	static const struct lease_holder nobody = {""};
	struct lease lease;
	const void *data;
	size_t len;

	return old->table == STORE_LEASES &&
	       store_change_read(c, STORE_LEASES, old->octets, old->len, &data,
		   &len) == STORE_FOUND &&
	       lease_decode(data, len, &lease) == 0 &&
	       lease_is_held(&lease, &nobody, now);
}

static bool
forget_is_waived(struct store_change *c, const struct key *old, int64_t now)
{
	struct waivers all;
	const void *data;
	size_t len;

	if (old->table != STORE_WAIVERS ||
	    store_change_read(c, STORE_WAIVERS, old->octets, old->len, &data,
		&len) != STORE_FOUND ||
	    waivers_decode(data, len, &all) == -1)
		return false;
	(void)waivers_prune(&all, now);
	return all.n > 0;
}

static int
walk_write(struct store_change *c, void *arg, struct error *err)
{
	struct walk *w = arg;
	int64_t now = w->turn->now;

	(void)err;
	w->turn->forgotten = 0;
	for (size_t i = 0; i < w->n_old; i++) {
		const struct key *old = &w->old[i];

		if (forget_is_used(c, old, now) ||
		    forget_is_held(c, old, now) ||
		    forget_is_waived(c, old, now))
			continue;
		store_change_delete(c, old->table, old->octets, old->len);
		if (old->table == STORE_STATUS)
			w->turn->forgotten++;
	}
	return 0;
}

/* The status goes before its use, so that the use is still there to be seen. */
static void
walk_tables(struct walk *w)
{
	struct sweep *s = w->sweep;
	int ret = store_each_after(
	    w->reader, STORE_STATUS, s->at, s->at_len, walk_status, w);

	if (ret == 0)
		s->at_len = 0; /* the end: from the start with the next turn */
	(void)store_each(w->reader, STORE_SHADOW, walk_shadow, w);
	if (w->turn->now - s->pruned < SWEEP_PRUNE_SECONDS &&
	    w->turn->now >= s->pruned)
		return;
	s->pruned = w->turn->now;
	(void)store_each(w->reader, STORE_WAIVERS, walk_waivers, w);
	(void)store_each(w->reader, STORE_LEASES, walk_leases, w);
}

int
sweep_turn(struct sweep *sweep, struct sweep_turn *turn, struct store *store,
    struct store_reader *reader, struct error *err)
{
	struct walk *w = mem_zalloc(sizeof(*w));
	int ret = 0;

	w->sweep = sweep;
	w->turn = turn;
	w->reader = reader;
	w->room =
	    turn->renewals < SWEEP_RENEWALS ? turn->renewals : SWEEP_RENEWALS;
	turn->looked = turn->renewed = turn->forgotten = 0;
	walk_tables(w);
	for (size_t i = 0; i < w->n_due; i++)
		if (turn->renew(w->due[i], turn->arg))
			turn->renewed++;
	if (w->n_old > 0)
		ret = store_change(store, walk_write, w, err);
	free(w);
	return ret;
}
