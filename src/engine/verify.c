/* SPDX-License-Identifier: BSD-2-Clause */
/* From evidence to a stored status: judge, merge with what was known, write. */

#include "engine/verify.h"

#include <stdbool.h>
#include <string.h>

#include "base/buf.h"
#include "engine/history_store.h"
#include "engine/lease.h"
#include "engine/recheck.h"
#include "engine/told.h"
#include "engine/world.h"
#include "gate/status.h"
#include "settings/settings.h"
#include "store/store.h"
#include "verify/evidence.h"
#include "verify/finding.h"
#include "verify/judge.h"
#include "verify/remember.h"

/* s: for so long after a loss.  Then who had a status has one again. */
#define VERIFY_FORGOTTEN ((int64_t)7 * 86400)

struct verify {
	const struct evidence *evidence;
	const struct findings *findings;
	const struct settings *settings;
	const struct verify_end *end;
};

/*
 * Of a domain that is not known: what was known may have been lost with a store
 * that was damaged.  A fault of it then has the grace of one that was good, as
 * that, and a waiver, can't be told any more.
 */
static const struct status *
verify_forgotten(const struct store_change *c, const struct evidence *e)
{
	static const struct status good = {.definite = 1};
	int64_t renewed = store_change_renewed(c);

	return renewed != 0 && evidence_time(e) - renewed < VERIFY_FORGOTTEN
		   ? &good
		   : NULL;
}

/* The merged status as octets; the previous one is lent by the store while
 * they are made.  Was there one? */
static bool
verify_merge(struct store_change *c, const struct verify *v, struct buf *out)
{
	const struct evidence *e = v->evidence;
	const char *domain = evidence_domain(e);
	bool definite = judge_is_definite(e);
	struct status previous, merged;
	const void *data;
	size_t len;
	bool readable = v->end->stage == VERIFY_AGAIN &&
			store_change_read(c, STORE_STATUS, domain,
			    strlen(domain), &data, &len) == STORE_FOUND &&
			status_decode(data, len, &previous) == 0;
	const struct status *was =
	    readable ? &previous : verify_forgotten(c, e);

	status_merge(was, v->findings, definite, evidence_ttl(e),
	    evidence_time(e), &v->settings->status_rules, &merged);
	if (!readable && !definite)
		merged.definite = 0;
	status_encode(&merged, out);
	return readable;
}

static int
verify_write(struct store_change *c, void *arg, struct error *err)
{
	const struct verify *v = arg;
	const char *domain = evidence_domain(v->evidence);
	struct buf octets = BUF_INIT;
	bool was_known;

	(void)err;
	was_known = verify_merge(c, v, &octets);
	store_change_write(
	    c, STORE_STATUS, domain, strlen(domain), octets.data, octets.len);
	buf_fini(&octets);
	if (v->end->seen != NULL)
		history_store_write(c, v->end->seen);
	if (v->end->recheck)
		recheck_leave(c, v->evidence);
	if (v->end->done != NULL)
		lease_drop(c, domain, v->end->done);
	if (v->end->told != NULL)
		told_look(c, v->settings, domain, !was_known,
		    evidence_time(v->evidence), v->end->told);
	return 0;
}

int
verify_and_store(const struct evidence *e, const struct world *world,
    const struct verify_end *end, struct store *store, struct error *err)
{
	struct findings findings = {NULL, 0};
	struct verify v = {e, &findings, world->settings, end};
	struct verify_end alone = *end;
	struct judge_context context;
	int ret;

	settings_judge(world->settings, world->table, &context);
	judge(e, &context, &findings);
	for (size_t i = 0; end->stage == VERIFY_EARLY && i < findings.n; i++)
		findings.list[i].candidate = false;
	ret = store_change(store, verify_write, &v, err);
	/* where there is no room for more, a status goes before the history */
	if (ret == -1 && end->seen != NULL) {
		alone.seen = NULL;
		v.end = &alone;
		ret = store_change(store, verify_write, &v, err);
	}
	findings_fini(&findings);
	if (ret == -1 && end->told != NULL)
		told_free(end->told);
	return ret;
}

struct history *
verify_recall(
    struct evidence *e, const struct world *world, struct store_reader *reader)
{
	struct judge_context context;
	struct history *seen;

	if (world->settings->store_history == 0)
		return NULL;
	settings_judge(world->settings, world->table, &context);
	seen = remember(e, &context);
	history_store_recall(reader, e, seen);
	return seen;
}

bool
verify_is_known(struct store_reader *reader, const char *domain)
{
	const void *data;
	size_t len;
	bool known = store_read(reader, STORE_STATUS, domain, strlen(domain),
			 &data, &len) == STORE_FOUND;

	if (known)
		store_release(reader);
	return known;
}
