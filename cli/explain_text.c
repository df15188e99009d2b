/* SPDX-License-Identifier: BSD-2-Clause */
/* `caagate explain` for people. */

#include <string.h>

#include "base/buf.h"
#include "caa/climb.h"
#include "cli/cli.h"
#include "cli/explain.h"
#include "cli/print.h"
#include "cli/say.h"
#include "cli/trace.h"
#include "dns/answer.h"

static void
put_decider(const struct explain *ex, struct buf *out)
{
	const struct dns_answer *answer = ex->set->answer;
	const char *name = caa_climb_name(ex->climb);

	if (strcmp(name, ex->name) != 0)
		buf_printf(out,
		    "the CAA records at %s decide; nothing nearer has any.",
		    name);
	else if (answer->n_aliases > 0)
		buf_printf(out,
		    "an alias; the CAA records at its target %s decide.",
		    answer->aliases[answer->n_aliases - 1]);
	else
		buf_puts(out, "its own CAA records decide.");
}

static void
put_sentence(const struct cli *cli, const struct explain *ex)
{
	struct buf b = BUF_INIT;

	buf_printf(&b, "%s: ", ex->name);
	switch (caa_climb_outcome(ex->climb)) {
	case CAA_CLIMB_OPEN:
		break;
	case CAA_CLIMB_FOUND:
		put_decider(ex, &b);
		break;
	case CAA_CLIMB_EMPTY:
		buf_puts(&b,
		    "no CAA records up to the top-level domain; every CA may "
		    "issue.");
		break;
	case CAA_CLIMB_FAILED:
		buf_puts(&b, "undetermined: ");
		say_failure(ex->climb, &b);
		buf_putc(&b, '.');
		break;
	}
	if (trace_authenticated(ex->climb))
		buf_puts(&b, " DNSSEC: secure.");
	print_painted(cli->out, cli->colour, PAINT_BOLD, buf_text(&b));
	fputc('\n', cli->out);
	buf_fini(&b);
}

static void
put_answer(struct table *table, const struct dns_answer *answer)
{
	struct buf b = BUF_INIT;

	if (answer->status == DNS_RECORDS)
		buf_printf(&b, "%zu CAA record%s", answer->n_records,
		    answer->n_records == 1 ? "" : "s");
	else if (answer->status == DNS_NODATA)
		buf_puts(&b, "no CAA");
	else
		buf_puts(&b, dns_answer_rcode_text(answer));
	table_put(table,
	    answer->status == DNS_RECORDS    ? PAINT_GOOD
	    : dns_answer_is_definite(answer) ? PAINT_NONE
					     : PAINT_WARN,
	    buf_text(&b));
	buf_clear(&b);
	if (dns_answer_is_definite(answer))
		buf_printf(&b, "%u", answer->ttl);
	else
		buf_putc(&b, '-');
	table_put(table, PAINT_NONE, buf_text(&b));
	table_put(table, PAINT_NONE, answer->ad ? "AD" : "-");
	table_put(
	    table, PAINT_NONE, answer->server != NULL ? answer->server : "-");
	buf_fini(&b);
}

static void
put_remark(
    struct table *table, const struct dns_answer *answer, const char *role)
{
	struct buf b = BUF_INIT;

	for (size_t i = 0; i < answer->n_aliases; i++)
		buf_printf(&b, "%s%s", i == 0 ? "alias to " : " -> ",
		    answer->aliases[i]);
	if (role[0] != '\0')
		buf_printf(&b, "%s%s", b.len > 0 ? ", " : "", role);
	table_put(table, PAINT_DIM, buf_text(&b));
	buf_fini(&b);
}

static const char *
role_of(const struct explain *ex, size_t level, size_t decisive)
{
	enum caa_climb_outcome outcome = caa_climb_outcome(ex->climb);

	if (level >= decisive)
		return "not needed";
	if (level + 1 < decisive)
		return "";
	if (outcome == CAA_CLIMB_FOUND)
		return "decides";
	return outcome == CAA_CLIMB_FAILED ? "must be known" : "";
}

void
explain_print_more(const struct cli *cli, size_t rows)
{
	if (rows > EXPLAIN_ROWS_MAX)
		fprintf(cli->out, "  ... and %zu more; --json lists all\n",
		    rows - EXPLAIN_ROWS_MAX);
}

static void
put_queries(const struct cli *cli, const struct explain *ex)
{
	struct table *table = table_new(6);
	size_t decisive = trace_decisive(ex->climb);

	table_put(table, PAINT_DIM, "name asked");
	table_put(table, PAINT_DIM, "answer");
	table_put(table, PAINT_DIM, "TTL");
	table_put(table, PAINT_DIM, "DNSSEC");
	table_put(table, PAINT_DIM, "server");
	table_put(table, PAINT_DIM, "");
	for (size_t i = 0; i < caa_climb_count(ex->climb); i++) {
		const struct dns_answer *answer =
		    caa_climb_level_answer(ex->climb, i);

		if (answer == NULL)
			continue;
		table_put(
		    table, PAINT_NONE, caa_climb_level_name(ex->climb, i));
		put_answer(table, answer);
		put_remark(table, answer, role_of(ex, i, decisive));
	}
	print_heading(cli->out, cli->colour, "Queries");
	table_print(table, "  ", cli->colour, cli->out);
	table_free(&table);
}

static void
put_records(const struct cli *cli, const struct explain *ex)
{
	struct table *table = table_new(2);
	struct buf b = BUF_INIT;

	if (ex->n_entries == 0)
		goto out;
	for (size_t i = 0; i < ex->n_entries && i < EXPLAIN_ROWS_MAX; i++) {
		buf_clear(&b);
		explain_put_number(ex, ex->entries[i], &b);
		table_put(table, PAINT_NONE, buf_text(&b));
		buf_clear(&b);
		say_record(&ex->entries[i]->property, &b);
		table_put(table, PAINT_NONE, buf_text(&b));
	}
	buf_clear(&b);
	buf_printf(&b, "Records at %s", caa_climb_name(ex->climb));
	print_heading(cli->out, cli->colour, buf_text(&b));
	table_print(table, "  ", cli->colour, cli->out);
	explain_print_more(cli, ex->n_entries);
out:
	buf_fini(&b);
	table_free(&table);
}

void
explain_print_text(const struct cli *cli, const struct explain *ex)
{
	put_sentence(cli, ex);
	put_queries(cli, ex);
	put_records(cli, ex);
	explain_print_meanings(cli, ex);
	explain_print_issuers(cli, ex);
	explain_print_bindings(cli, ex);
	explain_print_dnssec(cli, ex);
	explain_print_problems(cli, ex);
}
