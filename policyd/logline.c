/* SPDX-License-Identifier: BSD-2-Clause */
/* The line that is logged for each decision. */

#include "policyd/logline.h"

#include <stdbool.h>
#include <string.h>

#include "base/buf.h"
#include "base/text.h"
#include "gate/status.h"
#include "gate/waiver.h"
#include "policyd/request.h"

static const char *const logline_states[] = {
    "fresh", "stale", "waited", "unknown", "none"};

/* Nothing in it needs escaping, and as a bare word it can't be misread. */
static bool
logline_is_word(const char *text, size_t len, bool spaces)
{
	for (size_t i = 0; i < len; i++) {
		unsigned char c = (unsigned char)text[i];

		if (c < 0x20 || c > 0x7e || c == '"' || c == '\\' ||
		    (c == ' ' && !spaces))
			return false;
	}
	return true;
}

const char *
logline_state_text(enum logline_state state)
{
	return logline_states[state];
}

void
logline_put_quoted(struct buf *out, const char *text, size_t len)
{
	buf_putc(out, '"');
	if (len <= LOGLINE_VALUE_MAX && logline_is_word(text, len, true))
		buf_put(out, text, len);
	else
		text_put_escaped(out, text, len, LOGLINE_VALUE_MAX);
	buf_putc(out, '"');
}

void
logline_put_word(struct buf *out, const char *text, size_t len)
{
	if (len == 0)
		buf_putc(out, '-');
	else if (len <= LOGLINE_VALUE_MAX && logline_is_word(text, len, false))
		buf_put(out, text, len);
	else
		logline_put_quoted(out, text, len);
}

static void
logline_put_number(struct buf *out, int64_t value)
{
	char digits[24], *at = digits + sizeof(digits);
	uint64_t rest = (uint64_t)value;

	if (value < 0) {
		buf_putc(out, '-');
		return;
	}
	do {
		*--at = (char)('0' + rest % 10);
		rest /= 10;
	} while (rest > 0);
	buf_put(out, at, (size_t)(digits + sizeof(digits) - at));
}

static void
logline_put_decision(struct buf *out, const struct logline *l)
{
	const struct gate_decision *d = l->decision;
	const struct status_finding *f = d != NULL ? d->finding : NULL;

	buf_puts(out, " action=");
	buf_puts(out, gate_action_text(d != NULL ? d->action : GATE_PASS));
	buf_puts(out, " would=");
	buf_puts(
	    out, d != NULL ? gate_would_text(d) : gate_action_text(GATE_PASS));
	if (d != NULL && d->waiver != NULL) {
		buf_puts(out, " waived=");
		buf_puts(out, waiver_rule_text(d->waived));
	}
	buf_puts(out, " rule=");
	buf_puts(out, f != NULL ? rule_get(f->rule)->name : "-");
	buf_puts(out, " subject=");
	logline_put_word(
	    out, f != NULL ? f->subject : "", f != NULL ? f->subject_len : 0);
	buf_puts(out, " profile=");
	buf_puts(out, l->settings != NULL
			  ? gate_profile_text(l->settings->profile)
			  : "-");
}

void
logline_put(struct buf *out, const struct logline *l)
{
	const struct request *r = l->request;

	buf_puts(out, "instance=");
	logline_put_word(out, r->instance.at, r->instance.len);
	buf_puts(out, " domain=");
	logline_put_word(out, l->domain != NULL ? l->domain : "",
	    l->domain != NULL ? strlen(l->domain) : 0);
	logline_put_decision(out, l);
	buf_puts(out, " age=");
	logline_put_number(out, l->age);
	buf_puts(out, " state=");
	buf_puts(out, logline_state_text(l->state));
	if (l->state == LOGLINE_NONE && l->reason != NULL) {
		buf_puts(out, " reason=");
		buf_puts(out, l->reason);
	}
	buf_puts(out, " ms=");
	logline_put_number(out, l->ms);
	buf_puts(out, " queue_id=");
	logline_put_word(out, r->queue_id.at, r->queue_id.len);
	buf_puts(out, " sender=");
	logline_put_quoted(out, r->sender.at, r->sender.len);
	buf_puts(out, " recipient=");
	logline_put_quoted(out, r->recipient.at, r->recipient.len);
}
