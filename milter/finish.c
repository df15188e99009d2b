/* SPDX-License-Identifier: BSD-2-Clause */
/* The end of a message: what is known, what is said, what is done. */

#include "milter/finish.h"

#include <inttypes.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/error.h"
#include "base/log.h"
#include "base/mem.h"
#include "milter/asking.h"
#include "milter/authres.h"
#include "milter/counters.h"
#include "milter/field.h"
#include "milter/gate_from.h"
#include "milter/learn.h"
#include "milter/logline.h"
#include "milter/milter.h"
#include "milter/mta.h"
#include "milter/reply.h"
#include "milter/report.h"
#include "milter/report_client.h"
#include "milter/report_servers.h"
#include "milter/report_smime.h"
#include "milter/session.h"
#include "milter/spool.h"
#include "milter/terms.h"
#include "settings/settings.h"
#include "smime/smime.h"

struct finish {
	struct session *session;
	struct asking asking;
	const struct settings *settings;
	SMFICTX *ctx;
	int64_t since_us;
	struct gate_from from;
	struct reply_decision decision;
	struct report report;
};

static int64_t
finish_until(const struct finish *f)
{
	return clock_steady_ms() + f->settings->milter_deadline * 1000;
}

static void
finish_report_smime(struct finish *f)
{
	const struct message *m = &f->session->message;
	struct smime_message *read = NULL;
	struct error err;
	int fd;

	if (m->no_spool != NULL)
		report_smime_unseen(&f->report, m->no_spool);
	if (m->spool == NULL)
		return;
	if (spool_file(m->spool, &fd, &err) == -1 ||
	    smime_read(fd, &read, &err) == -1) {
		report_smime_unseen(&f->report, err.text);
		return;
	}
	report_smime(&f->report, &f->asking, read, &m->recipients);
	smime_message_free(&read);
}

/*
 * All recipients read the field: what it says of a domain that is in no address
 * of the header would tell them of a blind copy.  Where there is but one domain
 * there is nobody to be told.
 */
static void
finish_hide(struct finish *f)
{
	const struct message *m = &f->session->message;

	if (m->recipients.n_domains < 2)
		return;
	for (size_t i = 0; i < f->report.n; i++) {
		struct report_entry *e = &f->report.entries[i];

		e->hidden = e->domain != NULL &&
			    recipients_has(&m->recipients, e->domain) &&
			    !head_names(&m->head, e->domain);
	}
}

/* Everything that is to be said of the message. */
static void
finish_report(struct finish *f)
{
	struct session *s = f->session;
	const struct recipients *to = &s->message.recipients;
	struct counters *c = milter_counters(s->milter);

	f->asking = (struct asking){
	    .clerk = milter_clerk(s->milter),
	    .terms = s->terms,
	    .patience = {.until_ms = finish_until(f),
		.idle = mta_progress,
		.arg = f->ctx},
	};
	report_servers(&f->report, &f->asking, to);
	report_client(&f->report, &f->asking, &s->client, to);
	finish_report_smime(f);
	finish_hide(f);
	gate_from(&f->report, &f->asking,
	    s->message.head.from.n > 0 ? s->message.head.from.list[0] : NULL,
	    &f->from);
	counters_add(&c->waits, f->asking.patience.waits);
	counters_add(&c->late, f->asking.patience.late);
}

/* From the last to the first: Postfix numbers the rest anew each time. */
static void
finish_remove_forged(struct finish *f)
{
	const struct head *head = &f->session->message.head;
	struct counters *counters = milter_counters(f->session->milter);

	if (!f->session->agreement.change)
		return;
	for (size_t i = head->n_forged; i-- > 0;)
		if (mta_delete(f->ctx, AUTHRES_FIELD, head->forged[i]) == 0)
			counters_add(&counters->forged, 1);
}

static bool
finish_has_to_say(const struct finish *f)
{
	for (size_t i = 0; i < f->report.n; i++)
		if (!f->report.entries[i].hidden)
			return true;
	return false;
}

static void
finish_add_fields(struct finish *f)
{
	const struct session *s = f->session;
	struct buf value = BUF_INIT;

	if (!s->agreement.insert ||
	    (f->settings->milter_quiet && !finish_has_to_say(f)))
		return;
	if (f->settings->milter_headers)
		(void)mta_insert(f->ctx, FIELD_VERDICT,
		    report_verdict_text(report_gravest(&f->report, false)));
	field_put(&f->report, s->id, &value);
	(void)mta_insert(f->ctx, AUTHRES_FIELD, buf_text(&value));
	buf_fini(&value);
}

static void
finish_log(struct finish *f)
{
	struct counters *c = milter_counters(f->session->milter);
	int64_t us = clock_steady_us() - f->since_us;
	struct buf line = BUF_INIT;
	struct logline l = {
	    .queue_id = mta_macro(f->ctx, "i"),
	    .message = &f->session->message,
	    .report = &f->report,
	    .decision = &f->decision,
	    .from = &f->from,
	    .dry_run = f->settings->milter_dry_run,
	    .ms = us / 1000,
	};

	counters_took(c, us);
	counters_add(&c->replies[f->decision.reply], 1);
	for (size_t i = 0; i < f->report.n; i++) {
		const struct report_entry *e = &f->report.entries[i];

		counters_add(&c->verdicts[e->kind][e->verdict], 1);
	}
	if (!log_wants(LOG_LEVEL_INFO))
		return;
	logline_put(&line, &l);
	log_write(LOG_LEVEL_INFO, line.data, line.len);
	buf_fini(&line);
}

static sfsistat
finish_refuse(struct finish *f, const char *code, const char *enhanced,
    const char *text, sfsistat reply)
{
	(void)mta_set_reply(f->ctx, code, enhanced, text);
	return reply;
}

static sfsistat
finish_reply(struct finish *f)
{
	sfsistat reply = SMFIS_CONTINUE;
	struct buf text = BUF_INIT;

	reply_put_text(&f->decision, &text);
	switch (f->decision.reply) {
	case REPLY_ACCEPT:
		break;
	case REPLY_QUARANTINE:
		if (f->session->agreement.quarantine)
			(void)mta_quarantine(f->ctx, buf_text(&text));
		break;
	case REPLY_TEMPFAIL:
		reply = finish_refuse(
		    f, "451", "4.7.1", buf_text(&text), SMFIS_TEMPFAIL);
		break;
	case REPLY_REJECT:
		reply = finish_refuse(
		    f, "550", "5.7.1", buf_text(&text), SMFIS_REJECT);
		break;
	}
	buf_fini(&text);
	return reply;
}

static size_t
finish_count_listed(const struct session *s)
{
	const struct recipients *r = &s->message.recipients;
	size_t n = 0;

	for (size_t i = 0; i < r->n_domains; i++)
		if (terms_blocks(s->terms, r->domains[i]))
			n++;
	return n;
}

sfsistat
finish(struct session *s, SMFICTX *ctx)
{
	struct finish f = {
	    .session = s,
	    .settings = terms_settings(s->terms),
	    .ctx = ctx,
	    .since_us = clock_steady_us(),
	};
	sfsistat reply = SMFIS_CONTINUE;

	report_init(&f.report);
	finish_report(&f);
	reply_decide(&f.report, s->terms, finish_count_listed(s), &f.decision);
	reply_add_gate(&f.from, &f.decision);
	if (!f.settings->milter_dry_run) {
		finish_remove_forged(&f);
		finish_add_fields(&f);
		reply = finish_reply(&f);
	}
	finish_log(&f);
	learn(s);
	report_fini(&f.report);
	return reply;
}
