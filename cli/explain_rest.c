/* SPDX-License-Identifier: BSD-2-Clause */
/* `caagate explain` for people: RFC 8657 conditions and DNSSEC. */

#include "base/buf.h"
#include "base/text.h"
#include "caa/climb.h"
#include "cli/cli.h"
#include "cli/explain.h"
#include "cli/print.h"
#include "cli/trace.h"
#include "dns/answer.h"

#define CONDITION_SHOWN 120 /* octets of an account or of a list */

static void
put_row(const struct explain *ex, const struct caa_entry *entry,
    const char *what, enum paint paint, const char *text, struct table *table)
{
	struct buf b = BUF_INIT;

	explain_put_number(ex, entry, &b);
	table_put(table, PAINT_NONE, buf_text(&b));
	table_put(table, PAINT_NONE, what);
	table_put(table, paint, text);
	buf_fini(&b);
}

static void
put_span(const struct explain *ex, const struct caa_entry *entry,
    const char *what, const struct caa_span *span, struct table *table)
{
	struct buf b = BUF_INIT;

	text_put_escaped(&b, span->text, span->len, CONDITION_SHOWN);
	put_row(ex, entry, what, PAINT_NONE, buf_text(&b), table);
	buf_fini(&b);
}

static void
put_account(
    const struct explain *ex, const struct caa_entry *e, struct table *table)
{
	switch (e->account) {
	case CAA_BINDING_ABSENT:
		return;
	case CAA_BINDING_PRESENT:
		put_span(ex, e, "only for account", &e->account_uri, table);
		return;
	case CAA_BINDING_DUPLICATE:
		put_row(ex, e, "for no account", PAINT_BAD,
		    "accounturi stands there more than once", table);
		return;
	case CAA_BINDING_INVALID:
		put_row(ex, e, "for no account", PAINT_BAD,
		    "accounturi is no URI", table);
		return;
	}
}

static void
put_methods(
    const struct explain *ex, const struct caa_entry *e, struct table *table)
{
	switch (e->methods) {
	case CAA_BINDING_ABSENT:
		return;
	case CAA_BINDING_PRESENT:
		if (e->method_list.len > 0)
			put_span(
			    ex, e, "only by method", &e->method_list, table);
		else
			put_row(ex, e, "by no method", PAINT_BAD,
			    "the list of validationmethods is empty", table);
		return;
	case CAA_BINDING_DUPLICATE:
		put_row(ex, e, "by no method", PAINT_BAD,
		    "validationmethods stands there more than once", table);
		return;
	case CAA_BINDING_INVALID:
		put_row(ex, e, "by no method", PAINT_BAD,
		    "the list of validationmethods is malformed", table);
		return;
	}
}

void
explain_print_bindings(const struct cli *cli, const struct explain *ex)
{
	struct table *table = table_new(3);

	for (size_t i = 0; i < ex->n_entries; i++) {
		put_account(ex, ex->entries[i], table);
		put_methods(ex, ex->entries[i], table);
	}
	if (!table_is_empty(table)) {
		print_heading(cli->out, cli->colour, "Conditions (RFC 8657)");
		table_print(table, "  ", cli->colour, cli->out);
	}
	table_free(&table);
}

static size_t
count_notes(const struct explain *ex)
{
	size_t n = 0;

	for (size_t i = 0; i < ex->n_entries; i++)
		n += ex->lints[i].n_notes;
	return n;
}

static void
print_note(
    const struct cli *cli, size_t index, const struct caa_lint_note *note)
{
	fprintf(cli->out, "  [%zu]  ", index + 1);
	print_painted(
	    cli->out, cli->colour, PAINT_WARN, caa_lint_id_text(note->id));
	fprintf(cli->out, ": %s\n", note->text);
	if (note->fix != NULL)
		fprintf(cli->out, "       fix: %s\n", note->fix);
}

void
explain_print_problems(const struct cli *cli, const struct explain *ex)
{
	size_t n = count_notes(ex);
	size_t shown = 0;

	if (ex->n_entries == 0)
		return;
	print_heading(cli->out, cli->colour, "Problems");
	if (n == 0)
		fputs("  none found in the records\n", cli->out);
	for (size_t i = 0; i < ex->n_entries; i++)
		for (size_t k = 0;
		     k < ex->lints[i].n_notes && shown < EXPLAIN_ROWS_MAX;
		     k++, shown++)
			print_note(cli, i, &ex->lints[i].notes[k]);
	explain_print_more(cli, n);
}

const char *
explain_dnssec(const struct explain *ex)
{
	const struct dns_answer *failure = caa_climb_failure(ex->climb);

	if (failure != NULL && failure->status == DNS_BOGUS)
		return "bogus";
	if (trace_authenticated(ex->climb))
		return "authenticated";
	return "not-authenticated";
}

void
explain_print_dnssec(const struct cli *cli, const struct explain *ex)
{
	const struct dns_answer *failure = caa_climb_failure(ex->climb);
	const char *text = "not authenticated: the zone is unsigned, or this "
			   "resolver does not say";
	enum paint paint = PAINT_NONE;

	if (failure != NULL && failure->status == DNS_BOGUS) {
		text = "bogus: validation failed, and no CA may issue while "
		       "it does";
		paint = PAINT_BAD;
	} else if (trace_authenticated(ex->climb)) {
		text = "authenticated (AD) on every answer that decides";
		paint = PAINT_GOOD;
	} else if (trace_from_files(ex->climb)) {
		text = "not looked at: the answers come from zone files";
	}
	if (failure != NULL && failure->status != DNS_BOGUS)
		return;
	print_heading(cli->out, cli->colour, "DNSSEC");
	fputs("  ", cli->out);
	print_painted(cli->out, cli->colour, paint, text);
	fputc('\n', cli->out);
}
