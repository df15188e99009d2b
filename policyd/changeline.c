/* SPDX-License-Identifier: BSD-2-Clause */
/* The line that is logged when a domain's standing changes. */

#include "policyd/changeline.h"

#include <string.h>

#include "base/buf.h"
#include "base/clock.h"
#include "engine/told.h"
#include "gate/waiver.h"
#include "policyd/logline.h"

static void
changeline_put_word(struct buf *out, const char *key, const char *word)
{
	buf_printf(out, " %s=", key);
	logline_put_word(out, word, strlen(word));
}

/* A sentence, quoted where there is one. */
static void
changeline_put_text(struct buf *out, const char *key, const char *text)
{
	buf_printf(out, " %s=", key);
	if (text[0] == '\0')
		buf_putc(out, '-');
	else
		logline_put_quoted(out, text, strlen(text));
}

static void
changeline_put_time(struct buf *out, const char *key, int64_t when)
{
	char time[CLOCK_TEXT_SIZE];

	buf_printf(
	    out, " %s=%s", key, when > 0 ? clock_format(when, time) : "-");
}

static void
changeline_put_confirmed(struct buf *out, const struct told *t)
{
	if (t->acts == 0)
		buf_puts(out, " confirmed=-");
	else if (t->from_start)
		buf_puts(out, " confirmed=start");
	else
		buf_printf(out, " confirmed=%u/%u",
		    t->confirmations < t->wanted ? t->confirmations : t->wanted,
		    t->wanted);
}

static void
changeline_put_waiver(struct buf *out, const struct told *t)
{
	bool waived = t->standing == STANDING_WAIVED;

	changeline_put_word(
	    out, "waived", waived ? waiver_rule_text(t->waived) : "");
	changeline_put_time(out, "until", t->waived_until);
	changeline_put_text(out, "reason", t->reason);
}

void
changeline_put(struct buf *out, const struct told *t)
{
	bool has_rule = t->rule != RULES;

	buf_printf(out, "status=%s was=%s", standing_text(t->standing),
	    standing_text(t->was));
	changeline_put_word(out, "domain", t->domain);
	changeline_put_word(out, "profile", gate_profile_text(t->profile));
	changeline_put_word(out, "enforce", t->enforce ? "yes" : "no");
	changeline_put_word(
	    out, "rule", has_rule ? rule_get(t->rule)->name : "");
	changeline_put_word(out, "subject", t->subject);
	changeline_put_time(out, "since", t->since);
	changeline_put_confirmed(out, t);
	changeline_put_time(out, "acts", t->acts);
	changeline_put_word(
	    out, "will", t->acts > 0 ? gate_action_text(t->action) : "");
	changeline_put_waiver(out, t);
	changeline_put_text(out, "text", t->text);
}
