/* SPDX-License-Identifier: BSD-2-Clause */
/* The line that is logged for each message. */

#include "milter/logline.h"

#include <inttypes.h>
#include <stdbool.h>
#include <string.h>

#include "base/buf.h"
#include "base/text.h"
#include "milter/gate_from.h"
#include "milter/report.h"
#include "milter/session.h"

static bool
logline_is_word(const char *text)
{
	for (const char *c = text; *c != '\0'; c++)
		if (*c <= 0x20 || *c > 0x7e || *c == '"' || *c == '\\')
			return false;
	return strlen(text) <= LOGLINE_VALUE_MAX;
}

static void
logline_put_quoted(struct buf *out, const char *text)
{
	buf_putc(out, '"');
	text_put_escaped(out, text, strlen(text), LOGLINE_VALUE_MAX);
	buf_putc(out, '"');
}

static void
logline_put_word(struct buf *out, const char *name, const char *text)
{
	buf_printf(out, " %s=", name);
	if (text == NULL || text[0] == '\0')
		buf_putc(out, '-');
	else if (logline_is_word(text))
		buf_puts(out, text);
	else
		logline_put_quoted(out, text);
}

static void
logline_put_entry(struct buf *out, const struct report_entry *e)
{
	logline_put_word(
	    out, report_kind_text(e->kind), report_verdict_text(e->verdict));
	logline_put_word(out, "domain", e->domain);
	logline_put_word(out, "host", e->host != NULL ? e->host : e->address);
	logline_put_word(out, "issuer",
	    e->identifier != NULL && e->identifier[0] != '\0' ? e->identifier
							      : e->issuer);
}

static void
logline_put_entries(struct buf *out, const struct report *r)
{
	size_t shown = r->n < LOGLINE_ENTRIES_MAX ? r->n : LOGLINE_ENTRIES_MAX;

	for (size_t i = 0; i < shown; i++)
		logline_put_entry(out, &r->entries[i]);
	if (r->n - shown + r->n_left_out > 0)
		buf_printf(out, " more=%zu", r->n - shown + r->n_left_out);
}

static void
logline_put_from(struct buf *out, const struct gate_from *g)
{
	logline_put_word(out, "from", g->domain);
	logline_put_word(out, "action", gate_action_text(g->action));
	logline_put_word(out, "would", gate_action_text(g->would));
	logline_put_word(out, "rule", g->rule);
}

void
logline_put(struct buf *out, const struct logline *l)
{
	const struct message *m = l->message;
	const char *id = l->queue_id;

	if (id == NULL || !logline_is_word(id))
		id = "NOQUEUE";
	buf_printf(out, "%s: verdict=%s %s=%s", id,
	    report_verdict_text(report_gravest(l->report, true)),
	    l->dry_run ? "would" : "reply", reply_text(l->decision->reply));
	buf_printf(out, " recipients=%zu domains=%zu left_out=%zu removed=%zu",
	    m->recipients.n, m->recipients.n_domains,
	    m->recipients.n_domains_left_out, m->head.n_forged);
	buf_printf(out, " ms=%" PRId64 " sender=", l->ms);
	logline_put_quoted(out, m->sender != NULL ? m->sender : "");
	logline_put_entries(out, l->report);
	if (l->from->domain != NULL)
		logline_put_from(out, l->from);
}
