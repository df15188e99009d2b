/* SPDX-License-Identifier: BSD-2-Clause */
/* The catalogue of rules for people and for programs. */

#include <string.h>

#include "cli/cli.h"
#include "cli/print.h"
#include "cli/rules.h"
#include "cli/wrap.h"

#define RULES_INDENT 10 /* columns; the longest id is DMARC-01 */

static void
print_rule(const struct cli *cli, const struct rule *rule, size_t width)
{
	char head[RULES_INDENT + 1];

	snprintf(head, sizeof(head), "%-*s", RULES_INDENT, rule->name);
	print_painted(cli->out, cli->colour, PAINT_BOLD, head);
	wrap_put(cli->out, rule->title, RULES_INDENT, RULES_INDENT, width);
	fprintf(cli->out, "%*s%s, %s, needs %s; %s\n", RULES_INDENT, "",
	    severity_text(rule->severity), harm_text(rule->harm),
	    rule_needs_text(rule->needs), rule->spec);
	fprintf(cli->out, "%*smend: ", RULES_INDENT, "");
	wrap_put(cli->out, rule->mend, RULES_INDENT + strlen("mend: "),
	    RULES_INDENT + strlen("mend: "), width);
}

static void
print_family(const struct cli *cli, const struct rules_family *family,
    const bool *wanted, size_t width)
{
	bool any = false;

	for (unsigned i = 0; i < RULES; i++) {
		if (!wanted[i] || !rules_in_family((enum rule_id)i, family))
			continue;
		if (!any) {
			print_painted(
			    cli->out, cli->colour, PAINT_BOLD, family->title);
			fputc('\n', cli->out);
		}
		any = true;
		print_rule(cli, rule_get((enum rule_id)i), width);
	}
	if (any)
		fputc('\n', cli->out);
}

void
rules_print_text(const struct cli *cli, const bool *wanted)
{
	size_t width = wrap_width(cli->out);

	for (const struct rules_family *f = rules_families; f->name; f++)
		print_family(cli, f, wanted, width != 0 ? width : WRAP_WIDTH);
}

static json_t *
rule_json(const struct rule *rule)
{
	json_t *o = json_object();

	json_object_set_new(o, "id", json_text(rule->name));
	json_object_set_new(
	    o, "severity", json_text(severity_text(rule->severity)));
	json_object_set_new(o, "harm", json_text(harm_text(rule->harm)));
	json_object_set_new(
	    o, "needs", json_text(rule_needs_text(rule->needs)));
	json_object_set_new(o, "spec", json_text(rule->spec));
	json_object_set_new(o, "text", json_text(rule->title));
	json_object_set_new(o, "mend", json_text(rule->mend));
	return o;
}

void
rules_print_json(const struct cli *cli, const bool *wanted)
{
	json_t *rules = json_array();
	json_t *o = json_object();

	for (unsigned i = 0; i < RULES; i++)
		if (wanted[i])
			json_array_append_new(
			    rules, rule_json(rule_get((enum rule_id)i)));
	json_object_set_new(o, "schema", json_integer(CLI_JSON_SCHEMA));
	json_object_set_new(o, "rules", rules);
	print_json(cli->out, o);
}
