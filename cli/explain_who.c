/* SPDX-License-Identifier: BSD-2-Clause */
/* `caagate explain` for people: who may issue what, and by which record. */

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "base/text.h"
#include "caa/climb.h"
#include "cli/cli.h"
#include "cli/explain.h"
#include "cli/print.h"

#define OWNER_SHOWN 60 /* characters of a CA's name */
#define NAMED_SHOWN 20 /* CAs that one line names */
#define LABEL_LEAST 4  /* octets of a label that may tell an owner */

void
explain_put_number(
    const struct explain *ex, const struct caa_entry *entry, struct buf *out)
{
	buf_printf(out, "[%zu]", explain_index(ex, entry) + 1);
}

/* `[2]` or `[2-4]`: the entries of one tag stand side by side. */
static void
put_tag_numbers(const struct explain *ex, enum caa_tag tag, struct buf *out)
{
	size_t first = 0;
	size_t n = ex->set->n_tagged[tag];

	while (first < ex->n_entries && ex->entries[first]->property.id != tag)
		first++;
	if (n == 1)
		buf_printf(out, "[%zu]", first + 1);
	else
		buf_printf(out, "[%zu-%zu]", first + 1, first + n);
}

static const char *
nobody_because(const struct explain *ex, enum caa_tag tag)
{
	bool malformed = false, named = false;

	for (size_t i = 0; i < ex->n_entries; i++) {
		const struct caa_entry *e = ex->entries[i];

		if (e->property.id != tag)
			continue;
		malformed = malformed || !e->well_formed;
		named = named || e->value.issuer.len > 0;
	}
	if (named)
		return "conditions that nobody meets,";
	return malformed ? "malformed," : "so says";
}

static void
put_permitted(const struct explain *ex, enum caa_kind kind, struct buf *out)
{
	enum caa_tag tag = caa_deciding_tag(ex->set, kind);
	size_t named = 0;

	for (size_t i = 0; i < ex->n_entries; i++) {
		const struct caa_entry *e = ex->entries[i];

		if (e->property.id != tag ||
		    !explain_entry_permits(ex, e, kind) ||
		    named++ >= NAMED_SHOWN)
			continue;
		buf_puts(out, named > 1 ? ", " : "");
		buf_put(out, e->value.issuer.text, e->value.issuer.len);
		buf_putc(out, ' ');
		explain_put_number(ex, e, out);
		if (e->account == CAA_BINDING_PRESENT ||
		    e->methods == CAA_BINDING_PRESENT)
			buf_puts(out, " with conditions");
	}
	if (named > NAMED_SHOWN)
		buf_printf(out, " and %zu more", named - NAMED_SHOWN);
	if (named == 0) {
		buf_printf(out, "nobody: %s ", nobody_because(ex, tag));
		put_tag_numbers(ex, tag, out);
	}
}

static void
put_meaning(const struct explain *ex, enum caa_kind kind, struct buf *out)
{
	enum caa_tag tag = caa_deciding_tag(ex->set, kind);

	if (ex->set->critical_unknown != NULL) {
		buf_puts(out, "nobody: no CA knows the critical property ");
		explain_put_number(ex, ex->set->critical_unknown, out);
	} else if (ex->set->n_tagged[tag] == 0) {
		buf_printf(out, "any CA: no %s record", caa_tag_text(tag));
	} else {
		put_permitted(ex, kind, out);
	}
}

void
explain_print_meanings(const struct cli *cli, const struct explain *ex)
{
	static const char *const labels[EXPLAIN_KINDS] = {"TLS, %s",
	    "TLS, *.%s", "S/MIME, addresses at %s", "mark (VMC), %s"};
	struct table *table;
	struct buf b = BUF_INIT;

	if (ex->set == NULL)
		return;
	table = table_new(2);
	for (int k = 0; k < EXPLAIN_KINDS; k++) {
		const char *star = strchr(labels[k], '%');

		buf_clear(&b);
		buf_put(&b, labels[k], (size_t)(star - labels[k]));
		buf_puts(&b, ex->name);
		table_put(table, PAINT_NONE, buf_text(&b));
		buf_clear(&b);
		put_meaning(ex, (enum caa_kind)k, &b);
		table_put(table,
		    strncmp(buf_text(&b), "nobody", 6) == 0 ? PAINT_BAD
							    : PAINT_NONE,
		    buf_text(&b));
	}
	print_heading(cli->out, cli->colour, "Who may issue");
	table_print(table, "  ", cli->colour, cli->out);
	table_free(&table);
	buf_fini(&b);
}

static void
put_verdict(const struct explain *ex, const struct caa_result *result,
    struct table *table)
{
	static const char *const words[] = {
	    [CAA_PERMIT] = "yes", [CAA_DENY] = "no", [CAA_ERROR] = "?"};
	static const enum paint paints[] = {[CAA_PERMIT] = PAINT_GOOD,
	    [CAA_DENY] = PAINT_BAD,
	    [CAA_ERROR] = PAINT_WARN};
	struct buf b = BUF_INIT;

	buf_puts(&b, words[result->verdict]);
	if (result->entry != NULL) {
		buf_putc(&b, ' ');
		if (result->reason == CAA_REASON_NOT_AUTHORIZED)
			put_tag_numbers(ex, result->entry->property.id, &b);
		else
			explain_put_number(ex, result->entry, &b);
	}
	table_put(table, paints[result->verdict], buf_text(&b));
	buf_fini(&b);
}

static bool
is_named(const struct explain *ex, const char *id)
{
	for (size_t i = 0; i < ex->n_entries; i++) {
		const struct caa_span *s = &ex->entries[i]->value.issuer;

		if (text_equal_fold(id, strlen(id), s->text, s->len))
			return true;
	}
	return false;
}

/* `digicert.com` looks like `DigiCert`, `amazon.com` does not. */
static bool
looks_like(const char *id, const char *owner)
{
	size_t len = strcspn(id, ".");
	char *label = mem_strndup(id, len);
	bool like = owner != NULL && len >= LABEL_LEAST &&
		    strcasestr(owner, label) != NULL;

	free(label);
	return like;
}

/* Of many identifiers show the one that a record names, else one that looks
 * like the CA's name, else the first. */
static const char *
issuer_shown(const struct explain *ex, const struct explain_issuer *issuer)
{
	const char *shown = NULL;

	for (size_t i = 0; i < issuer->n_ids; i++) {
		if (is_named(ex, issuer->ids[i]))
			return issuer->ids[i];
		if (shown == NULL && looks_like(issuer->ids[i], issuer->owner))
			shown = issuer->ids[i];
	}
	return shown != NULL ? shown : issuer->ids[0];
}

static void
put_issuer(const struct explain *ex, const struct explain_issuer *issuer,
    struct table *table)
{
	struct buf b = BUF_INIT;

	buf_puts(&b, issuer_shown(ex, issuer));
	if (issuer->n_ids > 1)
		buf_printf(&b, " +%zu", issuer->n_ids - 1);
	table_put(table, PAINT_NONE, buf_text(&b));
	for (int k = 0; k < EXPLAIN_KINDS; k++)
		put_verdict(ex, &issuer->results[k], table);
	buf_clear(&b);
	if (issuer->owner != NULL)
		print_utf8(issuer->owner, OWNER_SHOWN, &b);
	table_put(table, PAINT_DIM, buf_text(&b));
	buf_fini(&b);
}

void
explain_print_issuers(const struct cli *cli, const struct explain *ex)
{
	static const char *const columns[] = {
	    "issuer", "TLS", "wildcard", "S/MIME", "mark", ""};
	struct table *table;

	if (ex->n_issuers == 0)
		return;
	table = table_new(sizeof(columns) / sizeof(columns[0]));
	for (size_t i = 0; i < sizeof(columns) / sizeof(columns[0]); i++)
		table_put(table, PAINT_DIM, columns[i]);
	for (size_t i = 0; i < ex->n_issuers && i < EXPLAIN_ROWS_MAX; i++)
		put_issuer(ex, &ex->issuers[i], table);
	print_heading(cli->out, cli->colour, "May this CA issue?");
	table_print(table, "  ", cli->colour, cli->out);
	explain_print_more(cli, ex->n_issuers);
	table_free(&table);
}
