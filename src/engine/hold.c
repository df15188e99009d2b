/* SPDX-License-Identifier: BSD-2-Clause */
/* The leases of jobs, many in one change. */

#include "engine/hold.h"

#include <string.h>

#include "engine/jobs.h"
#include "engine/lease.h"
#include "engine/recheck.h"
#include "gate/status.h"
#include "peers/peers.h"
#include "store/store.h"

struct hold {
	const struct lease_holder *holder;
	struct job **jobs;
	size_t n;
	int64_t now;
};

static int
hold_write_taken(struct store_change *c, void *arg, struct error *err)
{
	const struct hold *h = arg;

	(void)err;
	for (size_t i = 0; i < h->n; i++) {
		struct job *job = h->jobs[i];
		bool taken = lease_take(c, job->key, h->holder, h->now, NULL);

		job->leased = taken ? h->now : 0;
		if (taken) {
			job->held = 0;
			if (job->task == ENGINE_STATUS)
				recheck_take(c, job->domain);
		} else if (job->held == 0) {
			job->held = h->now;
		}
	}
	return 0;
}

void
hold_take(struct store *store, const struct lease_holder *holder,
    struct job **jobs, size_t n, int64_t now)
{
	struct hold h = {holder, jobs, n, now};

	if (n == 0 || store_change(store, hold_write_taken, &h, NULL) == 0)
		return;
	for (size_t i = 0; i < n; i++)
		jobs[i]->leased = jobs[i]->held = 0;
}

static int
hold_write_renewed(struct store_change *c, void *arg, struct error *err)
{
	const struct hold *h = arg;

	(void)err;
	for (size_t i = 0; i < h->n; i++) {
		/* one that was lost meanwhile stays so: both go on */
		(void)lease_take(c, h->jobs[i]->key, h->holder, h->now, NULL);
		h->jobs[i]->leased = h->now;
	}
	return 0;
}

void
hold_renew(struct store *store, const struct lease_holder *holder,
    struct job **jobs, size_t n, int64_t now)
{
	struct hold h = {holder, jobs, n, now};

	if (n > 0)
		(void)store_change(store, hold_write_renewed, &h, NULL);
}

static int
hold_write_dropped(struct store_change *c, void *arg, struct error *err)
{
	const struct hold *h = arg;

	(void)err;
	for (size_t i = 0; i < h->n; i++)
		lease_drop(c, h->jobs[i]->key, h->holder);
	return 0;
}

void
hold_drop(struct store *store, const struct lease_holder *holder,
    struct job **jobs, size_t n)
{
	struct hold h = {holder, jobs, n, 0};

	if (n > 0)
		(void)store_change(store, hold_write_dropped, &h, NULL);
}

static bool
hold_status_is_settled(const void *data, size_t len, int64_t held)
{
	struct status status;

	return status_decode(data, len, &status) == 0 && status.checked >= held;
}

static bool
hold_peers_are_settled(
    const void *data, size_t len, enum engine_task task, int64_t held)
{
	struct peers peers;
	bool settled;

	if (peers_decode(data, len, &peers) == -1)
		return false;
	settled =
	    peers.checked >= held && (peers.with_servers || task == ENGINE_CAA);
	peers_fini(&peers);
	return settled;
}

bool
hold_is_settled(struct store_reader *reader, const struct job *job)
{
	bool status = job->task == ENGINE_STATUS;
	const void *data;
	size_t len;
	bool settled;

	if (job->held == 0 ||
	    store_read(reader, status ? STORE_STATUS : STORE_PEERS, job->domain,
		strlen(job->domain), &data, &len) != STORE_FOUND)
		return false;
	settled = status
		      ? hold_status_is_settled(data, len, job->held)
		      : hold_peers_are_settled(data, len, job->task, job->held);
	store_release(reader);
	return settled;
}
