/* SPDX-License-Identifier: BSD-2-Clause */
/* `caagate waive --list`: what is waived, for how long, and why. */

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"
#include "cli/cli.h"
#include "cli/print.h"
#include "cli/store.h"
#include "cli/waive.h"
#include "dns/name.h"

struct listing {
	struct cli *cli;
	struct table *table;
	json_t *json;
	const char (*only)[DNS_NAME_SIZE]; /* the operands, canonical */
};

json_t *
waive_json(const struct waiver *w, int64_t now)
{
	char time[CLOCK_TEXT_SIZE];
	json_t *o = json_object();

	json_object_set_new(o, "rule", json_text(waiver_rule_text(w->rule)));
	json_object_set_new(
	    o, "begun", json_text(clock_format(w->begun, time)));
	json_object_set_new(
	    o, "until", json_text(clock_format(w->until, time)));
	json_object_set_new(o, "holds", json_boolean(waiver_holds(w, now)));
	json_object_set_new(o, "reason", json_octets(w->reason, w->reason_len));
	return o;
}

static bool
is_wanted(const struct listing *l, const char *domain)
{
	for (size_t i = 0; i < l->cli->operands.n; i++)
		if (strcmp(l->only[i], domain) == 0)
			return true;
	return l->cli->operands.n == 0;
}

static void
list_row(struct listing *l, const char *domain, const struct waiver *w)
{
	bool holds = waiver_holds(w, l->cli->now);
	char time[CLOCK_TEXT_SIZE];
	char *when = mem_printf(
	    "%s %s", holds ? "until" : "ended", clock_format(w->until, time));
	char *reason = mem_strndup(w->reason, w->reason_len);
	enum paint paint = holds ? PAINT_NONE : PAINT_DIM;

	table_put(l->table, paint, domain);
	table_put(l->table, paint, waiver_rule_text(w->rule));
	table_put(l->table, paint, when);
	table_put(l->table, paint, reason);
	free(when);
	free(reason);
}

static void
list_one(struct listing *l, const char *domain, const struct waiver *w)
{
	json_t *o;

	if (!l->cli->common.json) {
		list_row(l, domain, w);
		return;
	}
	o = waive_json(w, l->cli->now);
	json_object_set_new(o, "domain", json_text(domain));
	json_array_append_new(l->json, o);
}

static int
list_record(
    const void *key, size_t key_len, const void *data, size_t len, void *arg)
{
	struct listing *l = arg;
	struct waivers all;
	char *domain = mem_strndup(key, key_len);

	if (is_wanted(l, domain) && waivers_decode(data, len, &all) == 0)
		for (size_t i = 0; i < all.n; i++)
			list_one(l, domain, &all.list[i]);
	free(domain);
	return 0;
}

static void
list_print(struct listing *l)
{
	json_t *o;

	if (!l->cli->common.json) {
		table_print(l->table, "", l->cli->colour, l->cli->out);
		return;
	}
	o = json_object();
	json_object_set_new(o, "schema", json_integer(CLI_JSON_SCHEMA));
	json_object_set(o, "waivers", l->json);
	print_json(l->cli->out, o);
}

int
waive_list(struct cli *cli)
{
	struct listing l = {cli, table_new(4), json_array(), NULL};
	char(*only)[DNS_NAME_SIZE] =
	    mem_array(cli->operands.n + 1, sizeof(*only));
	int code = CLI_GOOD;

	for (size_t i = 0; i < cli->operands.n; i++)
		(void)cli_name(cli, cli->operands.list[i], only[i]);
	l.only = (const char(*)[DNS_NAME_SIZE])only;
	if (store_each(cli->reader, STORE_WAIVERS, list_record, &l) == -1)
		code = cli_fail(cli, CLI_SERVICE, "the store can't be read: %s",
		    store_failure(cli->reader));
	else
		list_print(&l);
	table_free(&l.table);
	json_decref(l.json);
	free(only);
	return code;
}
