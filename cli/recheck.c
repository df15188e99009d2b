/* SPDX-License-Identifier: BSD-2-Clause */
/* caagate recheck: verify now, store it as the gate does, tell what changed. */

#include <event2/event.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/error.h"
#include "base/mem.h"
#include "cli/check.h"
#include "cli/cli.h"
#include "cli/print.h"
#include "cli/status.h"
#include "cli/store.h"
#include "cli/verbs.h"
#include "dns/name.h"
#include "engine/lease.h"
#include "engine/selectors.h"
#include "engine/verify.h"
#include "engine/world.h"
#include "history/history.h"
#include "settings/settings.h"
#include "verify/about.h"
#include "verify/evidence.h"
#include "verify/gather.h"

#define RECHECK_PATIENCE 120 /* s that another verification may take */

/* A fault that is known: its rule, and `RULE SUBJECT: SENTENCE`. */
struct fault {
	enum rule_id rule;
	char *subject;
	char *text;
};

struct faults {
	struct fault list[STATUS_FINDINGS_MAX];
	size_t n;
};

struct recheck {
	struct cli *cli;
	char domain[DNS_NAME_SIZE];
	struct lease_holder holder;
	struct lease other; /* that we wait for */
	bool taken;
	struct gather *gather;
	bool stored;
	struct error err;
	struct known *known;
	struct faults before, after;
};

static void
faults_of(const struct known *k, struct faults *out)
{
	out->n = 0;
	for (size_t i = 0; k->has_status && i < k->status.n_findings; i++) {
		const struct status_finding *f = &k->status.findings[i];

		if (f->result != FINDING_FAIL)
			continue;
		out->list[out->n++] = (struct fault){f->rule,
		    mem_strndup(f->subject, f->subject_len),
		    mem_strndup(f->text, f->text_len)};
	}
}

static void
faults_fini(struct faults *faults)
{
	for (size_t i = 0; i < faults->n; i++) {
		free(faults->list[i].subject);
		free(faults->list[i].text);
	}
	faults->n = 0;
}

static bool
faults_have(const struct faults *faults, const struct fault *f)
{
	for (size_t i = 0; i < faults->n; i++)
		if (faults->list[i].rule == f->rule &&
		    strcmp(faults->list[i].subject, f->subject) == 0)
			return true;
	return false;
}

static int
change_take(struct store_change *c, void *arg, struct error *err)
{
	struct recheck *r = arg;

	(void)err;
	r->taken =
	    lease_take(c, r->domain, &r->holder, clock_wall(), &r->other);
	return 0;
}

static int
change_drop(struct store_change *c, void *arg, struct error *err)
{
	const struct recheck *r = arg;

	(void)err;
	lease_drop(c, r->domain, &r->holder);
	return 0;
}

static void
renew_lease(evutil_socket_t fd, short what, void *arg)
{
	struct recheck *r = arg;

	(void)fd, (void)what;
	(void)store_change(r->cli->store, change_take, r, NULL);
}

/* Another process verifies the domain just now: until it has, or is dead. */
static int
wait_for_lease(struct recheck *r)
{
	const struct timeval tick = {0, 500000};
	bool told = false;

	for (int i = 0; i < 2 * RECHECK_PATIENCE; i++) {
		if (store_change(r->cli->store, change_take, r, &r->err) == -1)
			return cli_fail(r->cli, CLI_SERVICE, "%s: %s",
			    r->domain, r->err.text);
		if (r->taken)
			return CLI_GOOD;
		if (!told && !r->cli->common.json)
			fprintf(r->cli->err, "%s: waiting for %s\n", r->domain,
			    r->other.holder);
		told = true;
		(void)event_base_loopexit(r->cli->loop, &tick);
		(void)event_base_loop(r->cli->loop, EVLOOP_NO_EXIT_ON_EMPTY);
	}
	return cli_fail(r->cli, CLI_SERVICE,
	    "%s: %s has been verifying it for %d s", r->domain, r->other.holder,
	    RECHECK_PATIENCE);
}

static void
gathered(struct evidence *evidence, void *arg)
{
	struct recheck *r = arg;
	const struct cli *cli = r->cli;
	const struct world world = {
	    cli->settings, cli->resolver, cli->prober, cli->table};
	struct history *seen = verify_recall(evidence, &world, cli->reader);
	const struct verify_end end = {.stage = VERIFY_AGAIN,
	    .done = &r->holder,
	    .recheck = true,
	    .seen = seen};

	r->stored =
	    verify_and_store(evidence, &world, &end, cli->store, &r->err) == 0;
	evidence_free(&evidence);
	history_free(&seen);
}

static int
verify_now(struct recheck *r)
{
	static const struct timeval renewal = {LEASE_RENEW_SECONDS, 0};
	struct cli *cli = r->cli;
	const struct gather_world world = {cli->resolver, cli->prober};
	int64_t now = cli->common.now != NULL ? cli->now : clock_wall();
	struct event *timer =
	    event_new(cli->loop, -1, EV_PERSIST, renew_lease, r);
	struct evidence_about about;

	if (timer == NULL || event_add(timer, &renewal) == -1)
		return cli_fail(cli, CLI_INTERNAL, "no timer");
	settings_about(cli->settings, r->domain, &about);
	selectors_tell(cli->reader, r->domain, now, &about);
	gather_start(&world, r->domain, now, &about, gathered, r, &r->gather);
	about_fini(&about);
	while (r->gather != NULL)
		if (event_base_loop(cli->loop, EVLOOP_ONCE) != 0)
			break;
	gather_cancel(&r->gather);
	event_free(timer);
	if (!r->stored)
		return cli_fail(
		    cli, CLI_SERVICE, "%s: %s", r->domain, r->err.text);
	return CLI_GOOD;
}

static void
print_changes(const struct cli *cli, const char *what, enum paint paint,
    const struct faults *faults, const struct faults *but)
{
	for (size_t i = 0; i < faults->n; i++) {
		const struct fault *f = &faults->list[i];

		if (faults_have(but, f))
			continue;
		fputs("  ", cli->out);
		print_painted(cli->out, cli->colour, paint, what);
		fprintf(cli->out, " %s %s: %s\n", rule_get(f->rule)->name,
		    f->subject, f->text);
	}
}

static json_t *
changes_json(const struct faults *faults, const struct faults *but)
{
	json_t *list = json_array();

	for (size_t i = 0; i < faults->n; i++) {
		const struct fault *f = &faults->list[i];
		json_t *o;

		if (faults_have(but, f))
			continue;
		o = json_object();
		json_object_set_new(
		    o, "id", json_text(rule_get(f->rule)->name));
		json_object_set_new(o, "subject", json_text(f->subject));
		json_object_set_new(o, "text", json_text(f->text));
		json_array_append_new(list, o);
	}
	return list;
}

static void
print_result(struct recheck *r)
{
	const struct cli *cli = r->cli;
	json_t *o;

	if (!cli->common.json) {
		status_print_text(cli, r->domain, r->known);
		print_changes(cli, "mended", PAINT_GOOD, &r->before, &r->after);
		print_changes(cli, "new", PAINT_BAD, &r->after, &r->before);
		return;
	}
	o = status_json(cli, r->domain, r->known);
	json_object_set_new(o, "mended", changes_json(&r->before, &r->after));
	json_object_set_new(o, "new", changes_json(&r->after, &r->before));
	if (cli->operands.n > 1)
		print_json_line(cli->out, o);
	else
		print_json(cli->out, o);
}

static int
read_faults(struct recheck *r, struct faults *out)
{
	int code = known_read(r->cli, r->domain, r->known);

	if (code == CLI_GOOD)
		faults_of(r->known, out);
	return code;
}

static int
tell(struct recheck *r)
{
	int code;

	if (r->cli->common.now == NULL)
		r->cli->now = clock_wall();
	code = read_faults(r, &r->after);
	if (code != CLI_GOOD)
		return code;
	print_result(r);
	code = status_exit(r->known);
	known_release(r->cli);
	return code;
}

static int
recheck_domain(struct recheck *r)
{
	int code = wait_for_lease(r);

	if (code != CLI_GOOD)
		return code;
	code = read_faults(r, &r->before);
	if (code == CLI_GOOD) {
		known_release(r->cli);
		code = verify_now(r);
	}
	if (code != CLI_GOOD)
		(void)store_change(r->cli->store, change_drop, r, NULL);
	return code == CLI_GOOD ? tell(r) : code;
}

static int
recheck_each(struct cli *cli)
{
	struct recheck *r = mem_zalloc(sizeof(*r));
	int code = CLI_GOOD, worst = CLI_GOOD;

	r->cli = cli;
	r->known = mem_zalloc(sizeof(*r->known));
	lease_holder_init(&r->holder, "recheck");
	for (size_t i = 0; i < cli->operands.n && code < CLI_USAGE; i++) {
		(void)cli_name(cli, cli->operands.list[i], r->domain);
		r->stored = false;
		code = recheck_domain(r);
		if (code < CLI_USAGE)
			worst = check_worse(worst, code);
		faults_fini(&r->before);
		faults_fini(&r->after);
	}
	free(r->known);
	free(r);
	return code >= CLI_USAGE ? code : worst;
}

static int
recheck_run(struct cli *cli, void *own)
{
	char domain[DNS_NAME_SIZE];
	int code = CLI_GOOD;

	(void)own;
	if (cli->operands.n == 0)
		return cli_fail(
		    cli, CLI_USAGE, "which domain? caagate recheck DOMAIN...");
	for (size_t i = 0; code == CLI_GOOD && i < cli->operands.n; i++)
		code = cli_name(cli, cli->operands.list[i], domain);
	if (code == CLI_GOOD)
		code = cli_store(cli);
	if (code == CLI_GOOD)
		code = cli->settings->probe_enabled ? cli_prober(cli)
						    : cli_resolver(cli);
	if (code == CLI_GOOD)
		code = cli_table(cli);
	return code == CLI_GOOD ? recheck_each(cli) : code;
}

const struct cli_verb cli_recheck_verb = {
    .name = "recheck",
    .usage = "DOMAIN...",
    .summary = "Verify now what the gate knows, and tell what changed",
    .help = "What is found is stored, so that it counts with the next "
	    "request.\nExit: 0 mail passes, 2 it would be stopped, 3 nothing "
	    "definite is known.",
    .run = recheck_run,
};
