/* SPDX-License-Identifier: BSD-2-Clause */
/* Looks at other people's servers, remembered by the store. */

#include "engine/kept.h"

#include <stddef.h>

#include "base/buf.h"
#include "gate/domains.h"
#include "probe/kept.h"
#include "probe/result.h"
#include "settings/settings.h"
#include "store/store.h"
#include "verify/evidence.h"

static bool
kept_holds(
    const struct settings *settings, const struct probe_result *r, int64_t now)
{
	int64_t every = domains_control(settings->domains, r->host)
			    ? settings->probe_every
			    : settings->probe_every_other;

	if (!probe_result_is_definite(r) && every > KEPT_UNSURE_SECONDS)
		every = KEPT_UNSURE_SECONDS;
	/* one that was made before the clock was set back holds no more */
	return r->time <= now && now - r->time < every;
}

struct probe_result *
kept_recall(struct store_reader *reader, const struct settings *settings,
    const struct probe_target *target, const char *address, int64_t now)
{
	struct probe_result *r = NULL;
	struct buf key = BUF_INIT;
	const void *data;
	size_t len;

	probe_kept_key(target, address, &key);
	if (key.len <= STORE_KEY_MAX &&
	    store_read(reader, STORE_PROBES, key.data, key.len, &data, &len) ==
		STORE_FOUND) {
		r = probe_kept_decode(data, len, target, address);
		store_release(reader);
	}
	buf_fini(&key);
	if (r != NULL && !kept_holds(settings, r, now))
		probe_result_free(&r);
	return r;
}

static void
kept_write_one(struct store_change *c, const struct probe_result *r)
{
	struct buf key = BUF_INIT, octets = BUF_INIT;
	struct probe_target target;
	const void *data;
	size_t len;

	probe_result_target(r, &target);
	probe_kept_key(&target, r->address, &key);
	if (key.len <= STORE_KEY_MAX &&
	    (store_change_read(c, STORE_PROBES, key.data, key.len, &data,
		 &len) != STORE_FOUND ||
		probe_kept_time(data, len) < r->time)) {
		probe_kept_encode(r, &octets);
		store_change_write(c, STORE_PROBES, key.data, key.len,
		    octets.data, octets.len);
	}
	buf_fini(&key);
	buf_fini(&octets);
}

void
kept_write(struct store_change *c, const struct evidence *e)
{
	for (size_t i = 0; i < evidence_probe_count(e); i++) {
		const struct probe_result *r = evidence_probe_at(e, i);

		/* nobody was bothered */
		if (r->outcome != PROBE_GUARDED)
			kept_write_one(c, r);
	}
}
