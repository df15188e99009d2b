/* SPDX-License-Identifier: BSD-2-Clause */
/* caagate status: what the gate knows, and what it would do. */

#include "cli/status.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"
#include "cli/check.h"
#include "cli/cli.h"
#include "cli/print.h"
#include "cli/store.h"
#include "cli/verbs.h"
#include "config.h"
#include "dns/name.h"

struct status_options {
	bool shadow;
};

static const struct cli_option options[] = {
    {"shadow", 0, CLI_FLAG, offsetof(struct status_options, shadow), NULL,
	"what was stopped in the last 7 days, or would have been"},
};

struct summary {
	struct cli *cli;
	size_t domains;
	size_t states[STANDINGS];
	struct table *table; /* of those that are not good */
	json_t *json;        /* likewise */
	struct known known;  /* the one under way */
};

int
status_exit(const struct known *known)
{
	switch (known_standing(known)) {
	case STANDING_REFUSED:
	case STANDING_DEFERRED:
		return CLI_DENY;
	case STANDING_NOTHING:
	case STANDING_UNKNOWN:
		return CLI_UNDETERMINED;
	case STANDING_GOOD:
	case STANDING_WAIVED:
	case STANDING_PENDING:
	case STANDINGS:
		break;
	}
	return CLI_GOOD;
}

static enum paint
state_paint(enum standing state)
{
	switch (state) {
	case STANDING_REFUSED:
	case STANDING_DEFERRED:
		return PAINT_BAD;
	case STANDING_PENDING:
	case STANDING_UNKNOWN:
		return PAINT_WARN;
	case STANDING_GOOD:
	case STANDING_NOTHING:
	case STANDING_WAIVED:
	case STANDINGS:
		break;
	}
	return PAINT_NONE;
}

static void
summary_row(struct summary *s, const char *domain, enum standing state)
{
	const struct status_finding *f = s->known.decision.finding;
	char time[CLOCK_TEXT_SIZE];

	table_put(s->table, PAINT_NONE, domain);
	table_put(s->table, state_paint(state), standing_text(state));
	table_put(
	    s->table, PAINT_NONE, f != NULL ? rule_get(f->rule)->name : "-");
	table_put(s->table, PAINT_DIM,
	    f != NULL ? clock_format(f->since, time) : "-");
}

static int
summary_add(
    const void *key, size_t key_len, const void *data, size_t len, void *arg)
{
	struct summary *s = arg;
	char *domain = mem_strndup(key, key_len);
	enum standing state;

	(void)data, (void)len;
	known_fill(s->cli, domain, &s->known);
	state = known_standing(&s->known);
	s->domains++;
	s->states[state]++;
	if (state != STANDING_GOOD && s->cli->common.json)
		json_array_append_new(
		    s->json, status_json(s->cli, domain, &s->known));
	else if (state != STANDING_GOOD)
		summary_row(s, domain, state);
	free(domain);
	return 0;
}

static void
summary_print_text(const struct summary *s)
{
	FILE *out = s->cli->out;

	fprintf(
	    out, "%zu domain%s known", s->domains, s->domains == 1 ? "" : "s");
	for (unsigned i = 0; i < STANDINGS; i++)
		if (s->states[i] > 0)
			fprintf(out, ", %zu %s", s->states[i],
			    standing_text((enum standing)i));
	fputc('\n', out);
	table_print(s->table, "", s->cli->colour, out);
}

static void
summary_print_json(const struct summary *s)
{
	json_t *o = json_object(), *states = json_object();
	char time[CLOCK_TEXT_SIZE];

	for (unsigned i = 0; i < STANDINGS; i++)
		json_object_set_new(states, standing_text((enum standing)i),
		    json_integer((json_int_t)s->states[i]));
	json_object_set_new(o, "schema", json_integer(CLI_JSON_SCHEMA));
	json_object_set_new(o, "tool", json_text(PACKAGE_STRING));
	json_object_set_new(
	    o, "time", json_text(clock_format(s->cli->now, time)));
	json_object_set_new(o, "known", json_integer((json_int_t)s->domains));
	json_object_set_new(o, "states", states);
	json_object_set(o, "domains", s->json);
	print_json(s->cli->out, o);
}

static int
status_summary(struct cli *cli)
{
	struct summary *s = mem_zalloc(sizeof(*s));
	int code = CLI_GOOD;

	s->cli = cli;
	s->table = table_new(4);
	s->json = json_array();
	if (store_each(cli->reader, STORE_STATUS, summary_add, s) == -1)
		code = cli_fail(cli, CLI_SERVICE, "the store can't be read: %s",
		    store_failure(cli->reader));
	else if (cli->common.json)
		summary_print_json(s);
	else
		summary_print_text(s);
	table_free(&s->table);
	json_decref(s->json);
	free(s);
	return code;
}

static int
status_one(struct cli *cli, const char *domain, struct known *known)
{
	int code = known_read(cli, domain, known);

	if (code != CLI_GOOD)
		return code;
	code = status_exit(known);
	if (!cli->common.json)
		status_print_text(cli, domain, known);
	else if (cli->operands.n > 1)
		print_json_line(cli->out, status_json(cli, domain, known));
	else
		print_json(cli->out, status_json(cli, domain, known));
	known_release(cli);
	return code;
}

static int
status_each(struct cli *cli)
{
	struct known *known = mem_zalloc(sizeof(*known));
	char domain[DNS_NAME_SIZE];
	int code = CLI_GOOD, worst = CLI_GOOD;

	for (size_t i = 0; i < cli->operands.n; i++) {
		code = cli_name(cli, cli->operands.list[i], domain);
		if (code == CLI_GOOD)
			code = status_one(cli, domain, known);
		if (code >= CLI_USAGE)
			break;
		worst = check_worse(worst, code);
	}
	free(known);
	return code >= CLI_USAGE ? code : worst;
}

static int
status_run(struct cli *cli, void *own)
{
	const struct status_options *given = own;
	char domain[DNS_NAME_SIZE];
	int code = CLI_GOOD;

	for (size_t i = 0; code == CLI_GOOD && i < cli->operands.n; i++)
		code = cli_name(cli, cli->operands.list[i], domain);
	if (code == CLI_GOOD)
		code = cli_store(cli);
	if (code != CLI_GOOD)
		return code;
	if (given->shadow)
		return status_shadow(cli);
	return cli->operands.n > 0 ? status_each(cli) : status_summary(cli);
}

const struct cli_verb cli_status_verb = {
    .name = "status",
    .usage = "[DOMAIN]... [--shadow]",
    .summary = "What the gate knows, and what it would do",
    .help = "Without DOMAIN a summary, and the domains that are not good.\n"
	    "Exit, for DOMAIN: 0 mail passes, 2 it would be stopped, 3 nothing "
	    "definite is known.",
    .options = options,
    .n_options = sizeof(options) / sizeof(options[0]),
    .own_size = sizeof(struct status_options),
    .run = status_run,
};
