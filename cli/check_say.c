/* SPDX-License-Identifier: BSD-2-Clause */
/* A domain's result in one line. */

#include "cli/check_say.h"

#include <string.h>

#include "base/buf.h"
#include "cli/check.h"
#include "cli/cli.h"
#include "cli/print.h"
#include "probe/result.h"
#include "verify/about.h"
#include "verify/evidence.h"

const char *
check_say_domain(const struct check *check)
{
	return evidence_domain(check->evidence);
}

static size_t
count_level(const struct check *check, const char *level)
{
	size_t n = 0;

	for (size_t i = 0; i < check->findings.n; i++)
		if (strcmp(check_level(check, &check->findings.list[i]),
			level) == 0)
			n++;
	return n;
}

static void
say_counts(const struct check *check, struct buf *out)
{
	static const char *const levels[] = {
	    "block", "warn", "unknown", "not-testable", "info", "pass"};
	const char *separator = " (";

	for (size_t i = 0; i < sizeof(levels) / sizeof(levels[0]); i++) {
		size_t n = count_level(check, levels[i]);

		if (n == 0)
			continue;
		buf_printf(out, "%s%zu %s", separator, n, levels[i]);
		separator = ", ";
	}
	if (separator[0] == ',')
		buf_putc(out, ')');
}

static const char *
plural(size_t n)
{
	return n == 1 ? "" : "s";
}

static void
say_servers(const struct evidence *e, struct buf *out)
{
	size_t n = evidence_probe_count(e), seen = 0;

	for (size_t i = 0; i < n; i++)
		if (probe_result_is_definite(evidence_probe_at(e, i)))
			seen++;
	if (!evidence_about(e)->probe)
		buf_puts(out, ", looked at no server");
	else if (seen < n)
		buf_printf(out, ", %zu of %zu server addresses", seen, n);
	else
		buf_printf(
		    out, ", %zu server address%s", n, n == 1 ? "" : "es");
}

static void
say_left_out(const struct evidence *e, struct buf *out)
{
	const struct evidence_left_out *left = evidence_left_out(e);

	if (left->questions > 0)
		buf_printf(out, "; %zu more questions were too many to ask",
		    left->questions);
	if (left->probes > 0)
		buf_printf(out, "; %zu more addresses were too many to look at",
		    left->probes);
}

/* So that a short answer shows what was looked at. */
static void
say_seen(const struct check *check, struct buf *out)
{
	const struct evidence *e = check->evidence;
	size_t mx = evidence_mx_total(e);
	size_t n = evidence_answer_count(e);

	buf_printf(out, "; saw %zu DNS answer%s, %zu MX host%s", n, plural(n),
	    mx, plural(mx));
	if (mx > evidence_mx_count(e))
		buf_printf(out, " (only the first %zu were looked at)",
		    evidence_mx_count(e));
	say_servers(e, out);
	say_left_out(e, out);
}

void
check_say_summary(const struct check *check, struct buf *out)
{
	buf_printf(out, ": %s", check_verdict_text(check->verdict));
	say_counts(check, out);
	say_seen(check, out);
	buf_printf(out, "; profile %s, the gate would say %s",
	    gate_profile_text(check->gate.profile),
	    gate_action_text(check->decision.would));
}

/* Larger is worse; 0: not worth a word. */
static int
badness(const struct check *check, const struct finding *f)
{
	if (check_is_open(check, f))
		return 2;
	if (f->result != FINDING_FAIL)
		return 0;
	switch (check_severity(check, f)) {
	case SEVERITY_BLOCK:
		return 3;
	case SEVERITY_WARN:
		return 1;
	case SEVERITY_INFO:
		break;
	}
	return 0;
}

const struct finding *
check_say_worst(const struct check *check)
{
	const struct finding *worst = NULL;
	int most = 0;

	for (size_t i = 0; i < check->findings.n; i++) {
		const struct finding *f = &check->findings.list[i];
		int bad = badness(check, f);

		if (bad > most) {
			most = bad;
			worst = f;
		}
	}
	return worst;
}

static enum paint
verdict_paint(enum check_verdict verdict)
{
	switch (verdict) {
	case CHECK_FAIL:
		return PAINT_BAD;
	case CHECK_UNKNOWN:
	case CHECK_WARN:
		return PAINT_WARN;
	case CHECK_PASS:
		break;
	}
	return PAINT_GOOD;
}

void
check_print_line(const struct cli *cli, const struct check *check)
{
	const struct finding *worst = check_say_worst(check);
	struct buf counts = BUF_INIT;

	say_counts(check, &counts);
	fprintf(cli->out, "%s: ", check_say_domain(check));
	print_painted(cli->out, cli->colour, verdict_paint(check->verdict),
	    check_verdict_text(check->verdict));
	fputs(buf_text(&counts), cli->out);
	if (worst != NULL)
		fprintf(cli->out, "; %s %s: %s", rule_get(worst->rule)->name,
		    worst->subject, worst->text);
	fputc('\n', cli->out);
	buf_fini(&counts);
}
