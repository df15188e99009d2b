/* SPDX-License-Identifier: BSD-2-Clause */
/* caagate history: what was seen of a name over time. */

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/text.h"
#include "caa/property.h"
#include "cli/cli.h"
#include "cli/print.h"
#include "cli/store.h"
#include "cli/verbs.h"
#include "config.h"
#include "dns/answer.h"
#include "dns/name.h"
#include "dns/rdata.h"
#include "engine/history_store.h"
#include "history/history.h"
#include "history/value.h"
#include "records/mta_sts_policy.h"
#include "settings/settings.h"
#include "verify/history_json.h"
#include "verify/live.h"

#define HISTORY_SHA_SHOWN 8 /* octets of a hash for people */

/* A line of an item: its times stand on the first. */
static void
put_row(struct table *t, const struct history_item *item, bool first,
    const char *text)
{
	char when[CLOCK_TEXT_SIZE];

	table_put(t, PAINT_NONE, first ? clock_format(item->first, when) : "");
	table_put(t, PAINT_NONE, first ? clock_format(item->last, when) : "");
	table_put(t, PAINT_NONE, text);
}

static void
put_set_notes(const struct history_item *item, struct buf *out)
{
	buf_printf(out, " (TTL %lu", (unsigned long)item->ttl);
	if ((item->flags & HISTORY_AD) != 0)
		buf_puts(out, ", DNSSEC");
	if ((item->flags & HISTORY_HOLES) != 0)
		buf_puts(out, ", not seen all the time");
	if ((item->flags & HISTORY_ENDED) != 0)
		buf_puts(out, ", then a look-up failed");
	buf_putc(out, ')');
}

static void
put_set(struct table *t, const struct history_item *item, uint16_t type)
{
	struct dns_answer *a = history_answer(item, ".", type);
	struct buf text = BUF_INIT;

	if (a == NULL || a->n_records == 0) {
		buf_puts(&text, "no record");
		put_set_notes(item, &text);
		put_row(t, item, true, buf_text(&text));
	}
	for (size_t i = 0; a != NULL && i < a->n_records; i++) {
		buf_clear(&text);
		dns_rdata_to_text(type, a->records[i].data, a->records[i].len,
		    caa_zone_text, &text);
		if (i == 0)
			put_set_notes(item, &text);
		put_row(t, item, i == 0, buf_text(&text));
	}
	buf_fini(&text);
	dns_answer_free(&a);
}

static void
put_certificate(struct table *t, const struct history_item *item)
{
	char issued[LIVE_DAY_SIZE], end[LIVE_DAY_SIZE];
	struct buf text = BUF_INIT;
	struct history_cert c;

	if (history_cert(item, &c) == -1)
		return;
	buf_put(&text, c.issuer.text, c.issuer.len);
	for (size_t i = 0; i < c.n_identifiers; i++) {
		buf_puts(&text, i == 0 ? " (" : ", ");
		buf_put(&text, c.identifiers[i].text, c.identifiers[i].len);
	}
	buf_printf(&text, "%s, issued %s, until %s, SHA-256 ",
	    c.n_identifiers > 0 ? ")" : "", live_day(c.issued, issued),
	    live_day(c.not_after, end));
	text_put_hex(&text, c.sha256, HISTORY_SHA_SHOWN);
	buf_puts(&text, "...");
	put_row(t, item, true, buf_text(&text));
	buf_fini(&text);
}

static void
put_policy(struct table *t, const struct history_item *item)
{
	struct buf text = BUF_INIT;
	struct history_policy p;

	if (history_policy(item, &p) == -1)
		return;
	buf_printf(&text, "id %s, mode %s, max_age %lld, SHA-256 ", p.id,
	    mta_sts_mode_text((enum mta_sts_mode)p.mode), (long long)p.max_age);
	text_put_hex(&text, p.body, HISTORY_SHA_SHOWN);
	buf_puts(&text, "...");
	put_row(t, item, true, buf_text(&text));
	buf_fini(&text);
}

static void
put_item(
    struct table *t, enum history_kind kind, const struct history_item *item)
{
	switch (kind) {
	case HISTORY_CAA:
		put_set(t, item, DNS_TYPE_CAA);
		break;
	case HISTORY_TLSA:
		put_set(t, item, DNS_TYPE_TLSA);
		break;
	case HISTORY_CERT:
		put_certificate(t, item);
		break;
	case HISTORY_POLICY:
		put_policy(t, item);
		break;
	}
}

static const char *
subject_words(enum history_kind kind)
{
	switch (kind) {
	case HISTORY_CAA:
		return "CAA records";
	case HISTORY_TLSA:
		return "TLSA records";
	case HISTORY_CERT:
		return "certificates";
	case HISTORY_POLICY:
		break;
	}
	return "MTA-STS policies";
}

/* Where there never was a record: a line will do. */
static bool
print_absence(const struct cli *cli, const struct history_subject *s)
{
	char first[CLOCK_TEXT_SIZE], last[CLOCK_TEXT_SIZE];

	if (s->kind > HISTORY_TLSA || s->n != 1 || s->items[0].len > 0)
		return false;
	fprintf(cli->out, "%s: no %s, from %s to %s\n", s->name,
	    subject_words(s->kind), clock_format(s->items[0].first, first),
	    clock_format(s->items[0].last, last));
	return true;
}

/* The newest first. */
static void
print_subject(const struct cli *cli, const struct history_subject *s)
{
	struct table *t = table_new(3);
	struct buf head = BUF_INIT;

	table_put(t, PAINT_DIM, "first seen");
	table_put(t, PAINT_DIM, "last seen");
	table_put(t, PAINT_DIM, "");
	for (size_t i = s->n; i > 0; i--)
		put_item(t, s->kind, &s->items[i - 1]);
	buf_printf(&head, "%s: %s", s->name, subject_words(s->kind));
	print_painted(cli->out, cli->colour, PAINT_BOLD, buf_text(&head));
	fputc('\n', cli->out);
	table_print(t, "  ", cli->colour, cli->out);
	buf_fini(&head);
	table_free(&t);
}

static void
print_text(const struct cli *cli, const char *name, const struct history *h)
{
	bool any = false;

	for (size_t i = 0; i < h->n; i++) {
		if (h->subjects[i]->n == 0)
			continue;
		if (any)
			fputc('\n', cli->out);
		any = true;
		if (!print_absence(cli, h->subjects[i]))
			print_subject(cli, h->subjects[i]);
	}
	if (!any)
		fprintf(cli->out, "%s: nothing was seen of it yet\n", name);
	if (h->n >= HISTORY_SUBJECTS_MAX)
		fprintf(cli->out,
		    "\nMore is known than is shown: name a name "
		    "below %s\n",
		    name);
}

static void
print_object(const struct cli *cli, const char *name, const struct history *h)
{
	json_t *o = json_object();
	char time[CLOCK_TEXT_SIZE];

	json_object_set_new(o, "schema", json_integer(CLI_JSON_SCHEMA));
	json_object_set_new(o, "tool", json_text(PACKAGE_STRING));
	json_object_set_new(o, "time", json_text(clock_format(cli->now, time)));
	json_object_set_new(o, "name", json_text(name));
	json_object_set_new(o, "history", history_to_json(h));
	if (cli->operands.n > 1)
		print_json_line(cli->out, o);
	else
		print_json(cli->out, o);
}

/* All at or below the name, and the CAA records above, which may decide. */
static int
load_all(struct cli *cli, const char *name, struct history *h)
{
	int ret = history_store_below(cli->reader, name, h);

	for (const char *up = dns_name_parent(name); ret == 0 && up != NULL;
	     up = dns_name_parent(up))
		ret = history_store_load(cli->reader, HISTORY_CAA, up, h);
	if (ret == 0)
		return CLI_GOOD;
	return cli_fail(cli, CLI_SERVICE, "%s: no history can be read there",
	    cli->settings->store_path);
}

static int
history_one(struct cli *cli, const char *operand)
{
	struct history *h = history_new();
	char name[DNS_NAME_SIZE];
	int code = cli_name(cli, operand, name);

	if (code == CLI_GOOD)
		code = load_all(cli, name, h);
	if (code == CLI_GOOD) {
		if (cli->common.json)
			print_object(cli, name, h);
		else
			print_text(cli, name, h);
		if (h->n == 0)
			code = CLI_UNDETERMINED;
	}
	history_free(&h);
	return code;
}

static int
history_run(struct cli *cli, void *own)
{
	int code, worst = CLI_GOOD;

	(void)own;
	if (cli->operands.n == 0)
		return cli_fail(
		    cli, CLI_USAGE, "which name? caagate history NAME...");
	code = cli_store_reading(cli);
	for (size_t i = 0; code < CLI_USAGE && i < cli->operands.n; i++) {
		if (i > 0 && !cli->common.json)
			fputc('\n', cli->out);
		code = history_one(cli, cli->operands.list[i]);
		if (code > worst)
			worst = code;
	}
	return code >= CLI_USAGE ? code : worst;
}

const struct cli_verb cli_history_verb = {
    .name = "history",
    .usage = "NAME...",
    .summary = "What was seen of a name over time",
    .help = "CAA and TLSA records, certificates and MTA-STS policies of the "
	    "name and of all\nbelow it, and the CAA records above it, with "
	    "when each was first and last seen.\nExit: 0 something is known, "
	    "3 nothing is.",
    .run = history_run,
};
