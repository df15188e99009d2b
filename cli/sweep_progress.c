/* SPDX-License-Identifier: BSD-2-Clause */
/* How far a sweep is, in words. */

#include "base/buf.h"
#include "base/clock.h"
#include "cli/sweep.h"

static size_t
counts_checked(const struct sweep_counts *counts)
{
	size_t n = 0;

	for (unsigned v = CHECK_PASS; v <= CHECK_FAIL; v++)
		n += counts->verdicts[v];
	return n;
}

size_t
sweep_counts_done(const struct sweep_counts *counts)
{
	return counts_checked(counts) - counts->before + counts->skipped +
	       counts->bad_lines;
}

static double
rate(size_t n, int64_t ms)
{
	return ms > 0 ? (double)n * 1000 / (double)ms : 0;
}

static void
put_left(size_t left, double per_second, struct buf *out)
{
	char span[CLOCK_TEXT_SIZE];

	if (per_second > 0)
		buf_printf(out, ", %s left",
		    clock_format_span(
			(int64_t)((double)left / per_second + 1), span));
}

void
sweep_progress_put(const struct sweep_counts *counts, size_t total, int64_t ms,
    struct buf *out)
{
	size_t done = sweep_counts_done(counts);
	double per_second = rate(counts_checked(counts) - counts->before, ms);

	buf_printf(out, "%zu", done);
	if (total > 0)
		buf_printf(out, "/%zu", total);
	buf_printf(out, " done, %.1f/s", per_second);
	if (total > done)
		put_left(total - done, per_second, out);
	buf_printf(out, "; %zu fail, %zu unknown, %zu warn",
	    counts->verdicts[CHECK_FAIL], counts->verdicts[CHECK_UNKNOWN],
	    counts->verdicts[CHECK_WARN]);
}

void
sweep_summary_put(
    const struct sweep_counts *counts, int64_t ms, struct buf *out)
{
	size_t n = counts_checked(counts);

	buf_printf(out, "%zu domain%s", n, n == 1 ? "" : "s");
	for (unsigned v = CHECK_FAIL;; v--) {
		if (counts->verdicts[v] > 0)
			buf_printf(out, ", %zu %s", counts->verdicts[v],
			    check_verdict_text((enum check_verdict)v));
		if (v == CHECK_PASS)
			break;
	}
	if (counts->before > 0)
		buf_printf(
		    out, "; %zu of them in an earlier run", counts->before);
	if (counts->bad_lines > 0)
		buf_printf(out, "; %zu line%s without a domain",
		    counts->bad_lines, counts->bad_lines == 1 ? "" : "s");
	buf_printf(out, "; %.1f s, %.1f/s", (double)ms / 1000,
	    rate(n - counts->before, ms));
}
