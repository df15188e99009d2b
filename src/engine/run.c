/* SPDX-License-Identifier: BSD-2-Clause */
/* One job of the engine's thread, from its task to what is stored. */

#include "engine/internal.h"

#include <stdlib.h>

#include <event2/event.h>

#include "base/clock.h"
#include "base/error.h"
#include "base/mem.h"
#include "engine/kept.h"
#include "engine/selectors.h"
#include "engine/verify.h"
#include "engine/verify_peers.h"
#include "history/history.h"
#include "settings/settings.h"
#include "store/store.h"
#include "verify/about.h"
#include "verify/evidence.h"
#include "verify/gather.h"

/* A verification that took longer, or ended before it began. */
#define ENGINE_CLOCK_SECONDS 3600

/* With what was seen before; what is seen now is added to it. */
static int
engine_store_status(
    struct evidence *evidence, struct job *job, struct error *err)
{
	struct engine *e = job->engine;
	struct history *seen = verify_recall(evidence, &e->world, e->reader);
	const struct verify_end end = {
	    .stage = job->is_first ? VERIFY_FIRST : VERIFY_AGAIN,
	    .done = &e->holder,
	    .seen = e->upkeep.history_prune.stop ? NULL : seen,
	    .told = &job->told};
	int ret = verify_and_store(evidence, &e->world, &end, e->store, err);

	history_free(&seen);
	return ret;
}

static int
engine_store_peers(
    struct evidence *evidence, struct job *job, struct error *err)
{
	struct engine *e = job->engine;
	struct history *seen =
	    verify_peers_recall(evidence, &e->world, e->reader);
	const struct verify_peers_end end = {.task = job->task,
	    .seen = e->upkeep.history_prune.stop ? NULL : seen,
	    .done = &e->holder};
	int ret = verify_peers(evidence, &e->world, &end, e->store, err);

	history_free(&seen);
	return ret;
}

static int
engine_store(struct evidence *evidence, struct job *job, struct error *err)
{

	if (job->task == ENGINE_STATUS)
		return engine_store_status(evidence, job, err);
	return engine_store_peers(evidence, job, err);
}

/*
 * Nothing takes so long: the clock was set meanwhile.  What was seen is of now,
 * and would else be taken for old, or for the future.
 */
static void
engine_mind_clock(struct evidence *evidence)
{
	int64_t now = clock_wall(), took = now - evidence_time(evidence);

	if (took > ENGINE_CLOCK_SECONDS || took < -ENGINE_CLOCK_SECONDS)
		evidence_set_time(evidence, now);
}

static void
engine_gathered(struct evidence *evidence, void *arg)
{
	struct job *job = arg;
	struct engine *e = job->engine;
	struct error err;
	char *failure = NULL;

	engine_mind_clock(evidence);
	if (engine_store(evidence, job, &err) == -1)
		failure = mem_printf("%s: %s", job->domain, err.text);
	evidence_free(&evidence);
	engine_end_job(e, job, failure);
	/* the next ones begin together, after all that has ended by now */
	event_active(e->wake_event, EV_TIMEOUT, 0);
}

/*
 * A domain seen for the first time: servers may let us wait longer than mail
 * can, so what the DNS says is known before.  If it can't be stored, the end of
 * the job tells.
 */
static void
engine_quiet(const struct evidence *evidence, void *arg)
{
	struct job *job = arg;
	struct engine *e = job->engine;
	const struct verify_end early = {.stage = VERIFY_EARLY};
	const struct verify_peers_end peers_early = {
	    .task = job->task, .early = true};

	if (job->task != ENGINE_STATUS) {
		(void)verify_peers(
		    evidence, &e->world, &peers_early, e->store, NULL);
		return;
	}
	if (!verify_is_known(e->reader, job->domain))
		job->is_first = true;
	if (job->is_first)
		(void)verify_and_store(
		    evidence, &e->world, &early, e->store, NULL);
}

/* The operator's words are for what is verified as a whole. */
static void
engine_about(
    const struct engine *e, const struct job *job, struct evidence_about *out)
{
	const struct settings *settings = e->world.settings;

	if (job->task == ENGINE_STATUS) {
		settings_about(settings, job->domain, out);
		selectors_tell(e->reader, job->domain, clock_wall(), out);
		return;
	}
	about_init(out);
	out->probe = settings->probe_enabled;
	out->scope = job->task == ENGINE_PEERS ? EVIDENCE_PEERS : EVIDENCE_CAA;
}

static struct probe_result *
engine_recall(void *arg, const struct probe_target *target, const char *address)
{
	const struct engine *e = arg;

	return kept_recall(
	    e->reader, e->world.settings, target, address, clock_wall());
}

void
engine_run_job(struct engine *e, struct job *job)
{
	const struct gather_world world = {e->world.resolver, e->world.prober};
	struct evidence_about about;

	engine_about(e, job, &about);
	gather_start(&world, job->domain, clock_wall(), &about, engine_gathered,
	    job, &job->gather);
	gather_on_quiet(job->gather, engine_quiet, job);
	if (job->task == ENGINE_PEERS)
		gather_on_recall(job->gather, engine_recall, e);
	about_fini(&about);
}
