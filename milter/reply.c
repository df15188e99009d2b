/* SPDX-License-Identifier: BSD-2-Clause */
/* From verdicts to what the MTA is told. */

#include "milter/reply.h"

#include <stdbool.h>
#include <string.h>

#include "base/buf.h"
#include "base/text.h"
#include "milter/gate_from.h"
#include "milter/terms.h"
#include "settings/settings.h"

#define REPLY_NAME_MAX 100 /* octets of a name in the text */

static int
reply_setting(const struct settings *s, const struct report_entry *e)
{
	bool smime = e->kind == REPORT_SMIME;

	switch (e->verdict) {
	case REPORT_NOTHING:
	case REPORT_NOT_APPLICABLE:
	case REPORT_NO_POLICY:
	case REPORT_CONSISTENT:
	case REPORT_CONSISTENT_WEAK:
	case REPORT_UNKNOWN_ISSUER:
		return REPLY_ACCEPT;
	case REPORT_UNKNOWN_DNS:
	case REPORT_UNFINISHED:
		return s->milter_on_unfinished;
	case REPORT_INCONSISTENT_NOW:
		return smime ? s->milter_block_smime_now
			     : s->milter_block_tls_now;
	case REPORT_INCONSISTENT_AT_ISSUANCE:
		return smime ? s->milter_block_smime_issuance
			     : s->milter_block_tls_issuance;
	}
	return REPLY_ACCEPT;
}

/* Is this an entry by which mail may be stopped at all? */
static bool
reply_counts(
    const struct report_entry *e, const struct terms *terms, size_t n_listed)
{
	if (e->by_name)
		return false;
	switch (e->kind) {
	case REPORT_SERVERS:
		return e->domain != NULL && terms_blocks(terms, e->domain);
	case REPORT_CLIENT:
		return false;
	case REPORT_SMIME:
		return n_listed > 0;
	}
	return false;
}

void
reply_decide(const struct report *r, const struct terms *terms, size_t n_listed,
    struct reply_decision *out)
{
	const struct settings *s = terms_settings(terms);

	*out = (struct reply_decision){REPLY_ACCEPT, NULL, NULL};
	for (size_t i = 0; i < r->n; i++) {
		const struct report_entry *e = &r->entries[i];
		enum settings_reply reply;

		if (!reply_counts(e, terms, n_listed))
			continue;
		reply = (enum settings_reply)reply_setting(s, e);
		if (reply > out->reply)
			*out = (struct reply_decision){reply, e, NULL};
	}
}

static enum settings_reply
reply_of_gate(enum gate_action action)
{
	switch (action) {
	case GATE_PASS:
		return REPLY_ACCEPT;
	case GATE_DEFER:
		return REPLY_TEMPFAIL;
	case GATE_REJECT:
		break;
	}
	return REPLY_REJECT;
}

void
reply_add_gate(const struct gate_from *g, struct reply_decision *d)
{
	enum settings_reply reply = reply_of_gate(g->action);

	if (reply > d->reply)
		*d = (struct reply_decision){reply, NULL, g->text};
}

static void
reply_put_name(struct buf *out, const char *name)
{
	if (name == NULL || name[0] == '\0')
		name = "unknown";
	text_put_escaped(out, name, strlen(name), REPLY_NAME_MAX);
}

static void
reply_put_sentence(const struct report_entry *e, struct buf *out)
{
	if (e->verdict == REPORT_UNFINISHED ||
	    e->verdict == REPORT_UNKNOWN_DNS) {
		buf_puts(out, "the CAA records of ");
		reply_put_name(out, e->domain);
		buf_puts(out, " could not be verified yet");
		return;
	}
	buf_puts(out, "certificate of ");
	reply_put_name(out, e->kind == REPORT_SMIME ? e->address : e->host);
	buf_puts(out, " is by ");
	reply_put_name(out, e->issuer);
	buf_puts(out, ", which the CAA records of ");
	reply_put_name(out, e->domain);
	buf_puts(out, e->verdict == REPORT_INCONSISTENT_NOW
			  ? " do not authorise"
			  : " did not authorise when it was issued");
}

/* Sendmail formats the text, and Postfix does as it does. */
static void
reply_double_percent(struct buf *out, const char *text, size_t most)
{
	size_t end = out->len + most;

	for (; *text != '\0' && out->len + 2 <= end; text++) {
		if (*text == '%')
			buf_putc(out, '%');
		buf_putc(out, *text);
	}
}

void
reply_put_text(const struct reply_decision *d, struct buf *out)
{
	struct buf text = BUF_INIT;

	if (d->text != NULL)
		text_put_escaped(
		    &text, d->text, strlen(d->text), REPLY_TEXT_MAX);
	else if (d->entry != NULL)
		reply_put_sentence(d->entry, &text);
	reply_double_percent(out, buf_text(&text), REPLY_TEXT_MAX);
	buf_fini(&text);
}

const char *
reply_text(enum settings_reply reply)
{
	switch (reply) {
	case REPLY_ACCEPT:
		return "accept";
	case REPLY_QUARANTINE:
		return "quarantine";
	case REPLY_TEMPFAIL:
		return "tempfail";
	case REPLY_REJECT:
		break;
	}
	return "reject";
}
