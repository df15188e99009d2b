/* SPDX-License-Identifier: BSD-2-Clause */
/* `caagate status DOMAIN` for people. */

#include "base/buf.h"
#include "base/clock.h"
#include "cli/cli.h"
#include "cli/print.h"
#include "cli/status.h"
#include "cli/store.h"
#include "cli/wrap.h"

static const char *
outcome(const struct known *k)
{
	bool acts = k->is_gated && k->gate->enforce;

	switch (known_standing(k)) {
	case STANDING_GOOD:
		return "mail passes";
	case STANDING_NOTHING:
		return "not verified yet, mail passes";
	case STANDING_WAIVED:
		return "mail passes by a waiver";
	case STANDING_UNKNOWN:
		return "nothing definite is known, mail passes";
	case STANDING_PENDING:
		return "fails, and mail still passes";
	case STANDING_DEFERRED:
		return acts ? "mail is deferred" : "mail would be deferred";
	case STANDING_REFUSED:
	case STANDINGS:
		break;
	}
	return acts ? "mail is refused" : "mail would be refused";
}

static void
put_head(const struct known *k, struct buf *out)
{
	buf_printf(out, "%s (profile %s", outcome(k),
	    gate_profile_text(k->gate->profile));
	if (!k->is_gated)
		buf_puts(out, ", not in the table of domains");
	else if (!k->gate->enforce)
		buf_puts(out, ", not enforced");
	buf_puts(out, ")");
}

static void
put_ago(struct buf *out, int64_t then, int64_t now)
{
	char span[CLOCK_TEXT_SIZE];

	buf_printf(out, "%s ago",
	    clock_format_span(now > then ? now - then : 0, span));
}

static void
put_times(const struct known *k, int64_t now, struct buf *out)
{
	char span[CLOCK_TEXT_SIZE];

	buf_puts(out, "verified ");
	put_ago(out, k->status.checked, now);
	if (k->status.fresh_until > now)
		buf_printf(out, ", fresh for %s",
		    clock_format_span(k->status.fresh_until - now, span));
	else
		buf_puts(out, ", stale");
	if (k->status.definite == 0)
		buf_puts(out, ", never with a definite answer");
	else if (k->status.definite < k->status.checked) {
		buf_puts(out, ", definitely ");
		put_ago(out, k->status.definite, now);
	}
	if (k->used > 0) {
		buf_puts(out, ", mail ");
		put_ago(out, k->used, now);
	}
}

static void
put_confirmed(
    const struct known *k, const struct status_finding *f, struct buf *out)
{
	if (f->from_start)
		buf_puts(out, ", from the start");
	else
		buf_printf(out, ", %u of %d confirmations",
		    f->confirmations < k->gate->confirmations
			? f->confirmations
			: (unsigned)k->gate->confirmations,
		    k->gate->confirmations);
}

/* Since when, how sure, and what comes of it when. */
static void
put_past(const struct known *k, const struct status_finding *f, int64_t now,
    struct buf *out)
{
	char time[CLOCK_TEXT_SIZE];
	enum gate_action action;
	int64_t at = gate_acts_at(k->gate, f, &action);
	const struct waiver *waiver = waivers_find(&k->waivers, f->rule, now);

	buf_printf(out, "since %s", clock_format(f->since, time));
	if (at > 0) {
		put_confirmed(k, f, out);
		buf_printf(out, "; %s from %s", gate_action_text(action),
		    clock_format(at, time));
	}
	if (at > 0 && waiver != NULL)
		buf_printf(out, "; waived until %s",
		    clock_format(waiver->until, time));
}

static const char *
level(const struct known *k, const struct status_finding *f)
{
	if (f->result != FINDING_FAIL)
		return finding_result_text(f->result);
	return severity_text(gate_severity(
	    k->gate, f->rule, f->severity, f->candidate, f->hearsay));
}

static void
print_line(const struct cli *cli, size_t indent, const struct buf *text)
{
	fprintf(cli->out, "%*s", (int)indent, "");
	wrap_put(
	    cli->out, buf_text(text), indent, indent + 2, wrap_width(cli->out));
}

static void
print_finding(const struct cli *cli, const struct known *k,
    const struct status_finding *f)
{
	struct buf text = BUF_INIT;

	buf_printf(&text, "%s %s %.*s: %.*s", level(k, f),
	    rule_get(f->rule)->name, (int)f->subject_len, f->subject,
	    (int)f->text_len, f->text);
	print_line(cli, 2, &text);
	buf_clear(&text);
	put_past(k, f, cli->now, &text);
	print_line(cli, 4, &text);
	buf_fini(&text);
}

static void
print_waiver(const struct cli *cli, const struct waiver *w)
{
	char time[CLOCK_TEXT_SIZE];
	struct buf text = BUF_INIT;

	buf_printf(&text, "waiver for %s until %s: %.*s",
	    w->rule == RULES ? "every rule" : waiver_rule_text(w->rule),
	    clock_format(w->until, time), (int)w->reason_len, w->reason);
	print_line(cli, 2, &text);
	buf_fini(&text);
}

void
status_print_text(
    const struct cli *cli, const char *domain, const struct known *k)
{
	struct buf text = BUF_INIT;

	put_head(k, &text);
	print_painted(cli->out, cli->colour, PAINT_BOLD, domain);
	fprintf(cli->out, ": %s\n", buf_text(&text));
	buf_clear(&text);
	if (k->has_status) {
		put_times(k, cli->now, &text);
		print_line(cli, 2, &text);
	}
	for (size_t i = 0; k->has_status && i < k->status.n_findings; i++)
		print_finding(cli, k, &k->status.findings[i]);
	for (size_t i = 0; i < k->waivers.n; i++)
		if (waiver_holds(&k->waivers.list[i], cli->now))
			print_waiver(cli, &k->waivers.list[i]);
	buf_fini(&text);
}
