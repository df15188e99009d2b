/* SPDX-License-Identifier: BSD-2-Clause */
/* Domains in, results out, so many in flight on one event loop. */

#include "cli/check_run.h"

#include <event2/event.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/mem.h"
#include "cli/check.h"
#include "cli/cli.h"
#include "cli/store.h"
#include "dns/name.h"
#include "dns/resolver.h"
#include "engine/selectors.h"
#include "engine/verify.h"
#include "engine/world.h"
#include "history/history.h"
#include "verify/about.h"
#include "verify/evidence.h"
#include "verify/gather.h"

/* What domains share (their top-level domain, a provider's MX hosts) is asked
 * once: enough for what the domains in flight and their neighbours have. */
#define RUN_REMEMBERED 16384

struct run_job { /* one domain in flight */
	struct run *run;
	struct gather *gather;
};

struct run {
	struct cli *cli;
	const struct check_options *given;
	const struct check_feed *feed;
	struct gather_world world;
	struct run_job *jobs; /* gather NULL: free */
	unsigned n_jobs;
	unsigned in_flight;
	bool ended; /* the feed has no more */
};

static bool
is_stopped(const struct run *run)
{
	return run->feed->stop != NULL && *run->feed->stop;
}

void
check_run_evidence(const struct cli *cli, const struct check_options *given,
    const struct evidence *evidence, const struct check_feed *feed)
{
	struct check *check = mem_zalloc(sizeof(*check));

	check_judge(cli, given, evidence, check);
	feed->done(check, feed->arg);
	check_fini(check);
	free(check);
}

/* What the programs that keep a history have of the domain, where their store
 * can be read; nothing is added to it. */
static void
run_recall(const struct cli *cli, struct evidence *evidence)
{
	const struct world world = {
	    cli->settings, cli->resolver, cli->prober, cli->table};
	struct history *seen;

	if (cli->reader == NULL)
		return;
	seen = verify_recall(evidence, &world, cli->reader);
	history_free(&seen);
}

static void run_fill(struct run *);

static void
run_gathered(struct evidence *evidence, void *arg)
{
	struct run_job *job = arg;
	struct run *run = job->run;

	run->in_flight--;
	if (!is_stopped(run)) {
		run_recall(run->cli, evidence);
		check_run_evidence(run->cli, run->given, evidence, run->feed);
	}
	evidence_free(&evidence);
	run_fill(run);
}

static void
run_start(struct run *run, struct run_job *job, const char *domain)
{
	const struct cli *cli = run->cli;
	int64_t now = cli->common.now != NULL ? cli->now : clock_wall();
	struct evidence_about about;

	check_options_about(cli, run->given, domain, &about);
	if (cli->reader != NULL)
		selectors_tell(cli->reader, domain, now, &about);
	job->run = run;
	run->in_flight++;
	gather_start(
	    &run->world, domain, now, &about, run_gathered, job, &job->gather);
	about_fini(&about);
}

static struct run_job *
run_free_job(struct run *run)
{
	for (unsigned i = 0; i < run->n_jobs; i++)
		if (run->jobs[i].gather == NULL)
			return &run->jobs[i];
	return NULL;
}

static void
run_fill(struct run *run)
{
	char domain[DNS_NAME_SIZE];
	struct run_job *job;

	while (!run->ended && !is_stopped(run) &&
	       (job = run_free_job(run)) != NULL) {
		run->ended = !run->feed->next(run->feed->arg, domain);
		if (!run->ended)
			run_start(run, job, domain);
	}
}

static int
run_loop(struct run *run)
{
	run_fill(run);
	while (run->in_flight > 0 && !is_stopped(run))
		if (event_base_loop(run->cli->loop, EVLOOP_ONCE) != 0)
			return cli_fail(run->cli, CLI_INTERNAL,
			    "the event loop ended before the answers came");
	return CLI_GOOD;
}

int
check_run(struct cli *cli, const struct check_options *given,
    const struct check_feed *feed)
{
	struct run run = {.cli = cli, .given = given, .feed = feed};
	int code = given->no_probe ? cli_resolver(cli) : cli_prober(cli);

	if (code != CLI_GOOD)
		return code;
	dns_resolver_remember(cli->resolver, RUN_REMEMBERED);
	cli_store_try(cli);
	run.world = (struct gather_world){cli->resolver, cli->prober};
	run.n_jobs = given->jobs;
	run.jobs = mem_array(run.n_jobs, sizeof(*run.jobs));
	code = run_loop(&run);
	for (unsigned i = 0; i < run.n_jobs; i++)
		gather_cancel(&run.jobs[i].gather);
	free(run.jobs);
	return code;
}
