/* SPDX-License-Identifier: BSD-2-Clause */
/* caagate waive: let a domain's mail flow for a while, and say why. */

#include "cli/waive.h"

#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/error.h"
#include "base/log.h"
#include "cli/cli.h"
#include "cli/store.h"
#include "cli/verbs.h"
#include "dns/name.h"
#include "gate/domains.h"
#include "settings/settings.h"

struct waive_options {
	struct cli_list rules;
	const char *span, *reason;
	bool list, end;
};

#define OWN(field) offsetof(struct waive_options, field)

static const struct cli_option options[] = {
    {"rule", 0, CLI_LIST, OWN(rules), "ID",
	"waive this rule only; again for more (every rule)"},
    {"for", 0, CLI_TEXT, OWN(span), "DURATION", "so long: 8h, 7d"},
    {"reason", 0, CLI_TEXT, OWN(reason), "TEXT", "why; it is kept and listed"},
    {"end", 0, CLI_FLAG, OWN(end), NULL, "end waivers now"},
    {"list", 0, CLI_FLAG, OWN(list), NULL,
	"list waivers, also those that ended in the last week"},
};

/* One change of the waivers of one domain. */
struct waive {
	const struct cli *cli;
	const struct waive_options *given;
	const char *domain;
	int64_t until;
	enum rule_id rules[RULES];
	size_t n_rules; /* with `--rule` left out: RULES alone */
	size_t ended;
};

static int
settle(const struct cli *cli, const struct waive_options *o)
{
	const struct {
		bool is;
		const char *said;
	} bad[] = {
	    {o->list && (o->end || o->span != NULL || o->reason != NULL ||
			    o->rules.n > 0),
		"--list stands alone, or with DOMAIN"},
	    {o->end && (o->span != NULL || o->reason != NULL),
		"--end ends waivers now: --for and --reason are for new ones"},
	    {!o->list && cli->operands.n == 0,
		"which domain? caagate waive DOMAIN... --for DURATION "
		"--reason TEXT"},
	    {!o->list && !o->end && o->span == NULL,
		"for how long? --for DURATION"},
	    {!o->list && !o->end && o->reason == NULL, "why? --reason TEXT"},
	};

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		if (bad[i].is)
			return cli_fail(cli, CLI_USAGE, "%s", bad[i].said);
	return CLI_GOOD;
}

static int
settle_rules(struct waive *w)
{
	const struct cli_list *names = &w->given->rules;

	if (names->n == 0)
		w->rules[w->n_rules++] = RULES;
	for (size_t i = 0; i < names->n && i < RULES; i++) {
		enum rule_id id = rule_from_name(names->list[i]);

		if (id == RULES)
			return cli_fail(w->cli, CLI_USAGE,
			    "--rule: %s is no rule, wanted an id such as "
			    "CAA-17; see caagate rules",
			    names->list[i]);
		w->rules[w->n_rules++] = id;
	}
	return CLI_GOOD;
}

static int
settle_span(struct waive *w)
{
	struct error err;
	int64_t span;

	if (w->given->span == NULL)
		return CLI_GOOD;
	span = clock_duration(w->given->span, &err);
	if (span == -1)
		return cli_fail(w->cli, CLI_USAGE, "--for: %s", err.text);
	w->until = w->cli->now + span;
	return CLI_GOOD;
}

static int
change_add(struct waive *w, struct waivers *all, struct error *err)
{
	for (size_t i = 0; i < w->n_rules; i++) {
		const struct waiver one = {.rule = w->rules[i],
		    .begun = w->cli->now,
		    .until = w->until,
		    .reason = w->given->reason,
		    .reason_len = strlen(w->given->reason)};

		if (waivers_add(all, &one, w->cli->now, err) == -1)
			return -1;
	}
	return 0;
}

static void
change_end(struct waive *w, struct waivers *all)
{
	w->ended = 0;
	for (size_t i = 0; i < w->n_rules; i++)
		w->ended += waivers_end(all, w->rules[i], w->cli->now);
}

static int
change(struct store_change *c, void *arg, struct error *err)
{
	struct waive *w = arg;
	struct waivers all = {.n = 0};
	struct buf octets = BUF_INIT;
	const void *data;
	size_t len;
	int ret = 0;

	if (store_change_read(c, STORE_WAIVERS, w->domain, strlen(w->domain),
		&data, &len) == STORE_FOUND &&
	    waivers_decode(data, len, &all) == -1)
		return error_set(err,
		    "the waivers that are stored can't be read by this "
		    "version");
	if (w->given->end)
		change_end(w, &all);
	else
		ret = change_add(w, &all, err);
	waivers_encode(&all, &octets);
	store_change_write(c, STORE_WAIVERS, w->domain, strlen(w->domain),
	    octets.data, octets.len);
	buf_fini(&octets);
	return ret;
}

static void
put_rules(const struct waive *w, struct buf *out)
{
	for (size_t i = 0; i < w->n_rules; i++) {
		buf_puts(out, i > 0 ? ", " : "");
		buf_puts(out, w->rules[i] == RULES
				  ? "every rule"
				  : waiver_rule_text(w->rules[i]));
	}
}

static void
put_result(const struct waive *w, struct buf *out)
{
	char time[CLOCK_TEXT_SIZE];

	buf_printf(out, "%s: ", w->domain);
	put_rules(w, out);
	if (!w->given->end)
		buf_printf(out, " waived until %s: %s",
		    clock_format(w->until, time), w->given->reason);
	else if (w->ended > 0)
		buf_puts(out, " no longer waived");
	else
		buf_puts(out, " not waived: nothing to end");
}

/* Programs that log elsewhere than to a terminal leave a trace of who did
 * it. */
static void
log_result(const struct cli *cli, const char *text)
{
	if ((enum log_to)cli->settings->log_to == LOG_TO_STDERR)
		return;
	log_open("caagate", LOG_TO_SYSLOG, LOG_LEVEL_INFO);
	log_printf(
	    LOG_LEVEL_INFO, "waive: uid=%u %s", (unsigned)getuid(), text);
}

static int
waive_domain(struct cli *cli, struct waive *w)
{
	struct buf text = BUF_INIT;
	struct error err;

	if (store_change(cli->store, change, w, &err) == -1)
		return cli_fail(
		    cli, CLI_SERVICE, "%s: %s", w->domain, err.text);
	put_result(w, &text);
	if (!w->given->end || w->ended > 0)
		log_result(cli, buf_text(&text));
	if (domains_find(cli->settings->domains, w->domain) == NULL)
		buf_puts(&text, " (it is not in the table of domains, so its "
				"mail is not held)");
	fprintf(cli->out, "%s\n", buf_text(&text));
	buf_fini(&text);
	return CLI_GOOD;
}

/* A reason that may not be is known before anything is changed. */
static int
settle_waiver(const struct waive *w)
{
	struct waivers none = {.n = 0};
	struct error err;
	struct waive trial = *w;

	if (w->given->end || change_add(&trial, &none, &err) == 0)
		return CLI_GOOD;
	return cli_fail(w->cli, CLI_USAGE, "%s", err.text);
}

static int
waive_run(struct cli *cli, void *own)
{
	struct waive w = {.cli = cli, .given = own};
	char domain[DNS_NAME_SIZE];
	int code = settle(cli, own);

	if (code == CLI_GOOD)
		code = settle_rules(&w);
	if (code == CLI_GOOD)
		code = settle_span(&w);
	if (code == CLI_GOOD && !w.given->list)
		code = settle_waiver(&w);
	for (size_t i = 0; code == CLI_GOOD && i < cli->operands.n; i++)
		code = cli_name(cli, cli->operands.list[i], domain);
	if (code == CLI_GOOD)
		code = cli_store(cli);
	if (code == CLI_GOOD && w.given->list)
		return waive_list(cli);
	for (size_t i = 0; code == CLI_GOOD && i < cli->operands.n; i++) {
		(void)cli_name(cli, cli->operands.list[i], domain);
		w.domain = domain;
		code = waive_domain(cli, &w);
	}
	return code;
}

const struct cli_verb cli_waive_verb = {
    .name = "waive",
    .usage = "DOMAIN... --for DURATION --reason TEXT | --end DOMAIN... | "
	     "--list [DOMAIN]...",
    .summary = "Let mail flow for a while although a rule fails",
    .help = "A waiver counts with the next request.  One for every rule also "
	    "lets mail of a\ndomain pass of which nothing definite is known.",
    .options = options,
    .n_options = sizeof(options) / sizeof(options[0]),
    .own_size = sizeof(struct waive_options),
    .run = waive_run,
};
