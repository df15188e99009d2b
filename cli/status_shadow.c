/* SPDX-License-Identifier: BSD-2-Clause */
/* `caagate status --shadow`: what was stopped in the last days, or would have
 * been, by rule and by domain. */

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/map.h"
#include "base/mem.h"
#include "cli/cli.h"
#include "cli/print.h"
#include "cli/status.h"
#include "cli/store.h"
#include "dns/name.h"
#include "gate/shadow.h"

struct row {
	enum rule_id rule; /* RULES: nothing was known */
	char *domain;      /* "": of several */
	struct shadow_counts counts;
};

struct shadow {
	struct cli *cli;
	uint32_t first, last; /* days */
	char (*only)[DNS_NAME_SIZE];
	struct map *map; /* a key without its day: to a row */
	struct row **rows;
	size_t n_rows;
	size_t domains[RULES + 1];
	struct shadow_counts by_rule[RULES + 1];
	struct shadow_counts all;
};

#define KEY_DAY_SIZE 4 /* octets of a key before rule and domain */

static bool
is_wanted(const struct shadow *s, const struct shadow_key *key)
{
	for (size_t i = 0; i < s->cli->operands.n; i++)
		if (strlen(s->only[i]) == key->domain_len &&
		    memcmp(s->only[i], key->domain, key->domain_len) == 0)
			return true;
	return s->cli->operands.n == 0;
}

static struct row *
find_row(struct shadow *s, const struct shadow_key *key, const char *rest,
    size_t rest_len)
{
	struct row *row = map_find(s->map, rest, rest_len);

	if (row != NULL)
		return row;
	row = mem_zalloc(sizeof(*row));
	row->rule = key->rule;
	row->domain = mem_strndup(key->domain, key->domain_len);
	s->rows = mem_resize(s->rows, s->n_rows + 1, sizeof(struct row *));
	s->rows[s->n_rows++] = row;
	s->domains[key->rule]++;
	/* the store lends its keys as long as store_each runs */
	*map_slot(s->map, rest, rest_len) = row;
	return row;
}

static int
shadow_add(const void *data, size_t len, const void *value, size_t value_len,
    void *arg)
{
	struct shadow *s = arg;
	struct shadow_key key;
	struct shadow_counts counts;
	struct row *row;

	if (shadow_key_decode(data, len, &key) == -1 || key.day < s->first ||
	    key.day > s->last || !is_wanted(s, &key) ||
	    shadow_counts_decode(value, value_len, &counts) == -1)
		return 0;
	row = find_row(
	    s, &key, (const char *)data + KEY_DAY_SIZE, len - KEY_DAY_SIZE);
	shadow_counts_add(&row->counts, &counts);
	shadow_counts_add(&s->by_rule[key.rule], &counts);
	shadow_counts_add(&s->all, &counts);
	return 0;
}

static int
compare_rows(const void *a, const void *b)
{
	const struct row *x = *(struct row *const *)a;
	const struct row *y = *(struct row *const *)b;
	uint64_t n = x->counts.rejects + x->counts.defers;
	uint64_t m = y->counts.rejects + y->counts.defers;

	if (n != m)
		return n > m ? -1 : 1;
	if (x->rule != y->rule)
		return x->rule < y->rule ? -1 : 1;
	return strcmp(x->domain, y->domain);
}

static const char *
rule_text(unsigned rule)
{
	return rule == RULES ? "unknown" : rule_get((enum rule_id)rule)->name;
}

static void
set_counts(json_t *o, const struct shadow_counts *c)
{
	json_object_set_new(o, "rejects", json_integer((json_int_t)c->rejects));
	json_object_set_new(o, "defers", json_integer((json_int_t)c->defers));
	json_object_set_new(
	    o, "enforced", json_integer((json_int_t)c->enforced));
}

static json_t *
rules_json(const struct shadow *s)
{
	json_t *list = json_array();

	for (unsigned i = 0; i <= RULES; i++) {
		json_t *o;

		if (s->domains[i] == 0)
			continue;
		o = json_object();
		json_object_set_new(o, "rule", json_text(rule_text(i)));
		json_object_set_new(
		    o, "domains", json_integer((json_int_t)s->domains[i]));
		set_counts(o, &s->by_rule[i]);
		json_array_append_new(list, o);
	}
	return list;
}

static json_t *
rows_json(const struct shadow *s)
{
	json_t *list = json_array();

	for (size_t i = 0; i < s->n_rows; i++) {
		const struct row *row = s->rows[i];
		json_t *o = json_object();

		json_object_set_new(o, "domain",
		    row->domain[0] != '\0' ? json_text(row->domain)
					   : json_null());
		json_object_set_new(o, "rule", json_text(rule_text(row->rule)));
		set_counts(o, &row->counts);
		json_array_append_new(list, o);
	}
	return list;
}

static void
print_shadow_json(const struct shadow *s)
{
	json_t *o = json_object();

	json_object_set_new(o, "schema", json_integer(CLI_JSON_SCHEMA));
	json_object_set_new(o, "days", json_integer(SHADOW_DAYS));
	set_counts(o, &s->all);
	json_object_set_new(o, "rules", rules_json(s));
	json_object_set_new(o, "domains", rows_json(s));
	print_json(s->cli->out, o);
}

static void
put_number(struct table *table, uint64_t n)
{
	char *text = mem_printf("%" PRIu64, n);

	table_put(table, PAINT_NONE, text);
	free(text);
}

static void
print_rules(const struct shadow *s)
{
	static const char *const heads[] = {
	    "rule", "refused", "deferred", "domains"};
	struct table *table = table_new(4);

	for (size_t i = 0; i < 4; i++)
		table_put(table, PAINT_DIM, heads[i]);
	for (unsigned i = 0; i <= RULES; i++) {
		if (s->domains[i] == 0)
			continue;
		table_put(table, PAINT_NONE, rule_text(i));
		put_number(table, s->by_rule[i].rejects);
		put_number(table, s->by_rule[i].defers);
		put_number(table, s->domains[i]);
	}
	table_print(table, "", s->cli->colour, s->cli->out);
	table_free(&table);
}

static void
print_rows(const struct shadow *s)
{
	static const char *const heads[] = {
	    "domain", "rule", "refused", "deferred"};
	struct table *table = table_new(4);

	for (size_t i = 0; i < 4; i++)
		table_put(table, PAINT_DIM, heads[i]);
	for (size_t i = 0; i < s->n_rows; i++) {
		const struct row *row = s->rows[i];

		table_put(table, PAINT_NONE,
		    row->domain[0] != '\0' ? row->domain : "(others)");
		table_put(table, PAINT_NONE, rule_text(row->rule));
		put_number(table, row->counts.rejects);
		put_number(table, row->counts.defers);
	}
	table_print(table, "", s->cli->colour, s->cli->out);
	table_free(&table);
}

static void
print_shadow_text(const struct shadow *s)
{
	FILE *out = s->cli->out;
	uint64_t n = s->all.rejects + s->all.defers;

	if (n == 0) {
		fprintf(out, "nothing would have been stopped in %d days\n",
		    SHADOW_DAYS);
		return;
	}
	fprintf(out,
	    "%" PRIu64 " request%s in %d days: %" PRIu64
	    " to be refused, %" PRIu64 " to be deferred; %" PRIu64
	    " enforced\n\n",
	    n, n == 1 ? "" : "s", SHADOW_DAYS, s->all.rejects, s->all.defers,
	    s->all.enforced);
	print_rules(s);
	fputc('\n', out);
	print_rows(s);
}

static int
shadow_read(struct shadow *s)
{
	int code = CLI_GOOD;

	s->map = map_new();
	if (store_each(s->cli->reader, STORE_SHADOW, shadow_add, s) == -1)
		code =
		    cli_fail(s->cli, CLI_SERVICE, "the store can't be read: %s",
			store_failure(s->cli->reader));
	map_free(&s->map);
	if (s->n_rows > 0)
		qsort(s->rows, s->n_rows, sizeof(struct row *), compare_rows);
	return code;
}

int
status_shadow(struct cli *cli)
{
	struct shadow *s = mem_zalloc(sizeof(*s));
	int code;

	s->cli = cli;
	s->last = shadow_day(cli->now);
	s->first = s->last >= SHADOW_DAYS ? s->last - SHADOW_DAYS + 1 : 0;
	s->only = mem_array(cli->operands.n + 1, sizeof(*s->only));
	for (size_t i = 0; i < cli->operands.n; i++)
		(void)cli_name(cli, cli->operands.list[i], s->only[i]);
	code = shadow_read(s);
	if (code == CLI_GOOD && cli->common.json)
		print_shadow_json(s);
	else if (code == CLI_GOOD)
		print_shadow_text(s);
	for (size_t i = 0; i < s->n_rows; i++) {
		free(s->rows[i]->domain);
		free(s->rows[i]);
	}
	free(s->rows);
	free(s->only);
	free(s);
	return code;
}
