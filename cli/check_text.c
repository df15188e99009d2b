/* SPDX-License-Identifier: BSD-2-Clause */
/* `caagate check` for people: the most important first, nothing twice. */

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "cli/check.h"
#include "cli/check_page.h"
#include "cli/check_say.h"
#include "cli/cli.h"
#include "cli/wrap.h"
#include "verify/about.h"
#include "verify/evidence.h"

void
check_put_rule(enum rule_id rule, enum rule_id but, struct buf *out)
{
	const char *name = rule_get(rule)->name;

	if (rule != but && strstr(buf_text(out), name) == NULL)
		buf_printf(out, "%s%s", out->len > 0 ? ", " : "", name);
}

void
check_put_line(
    const struct check_page *page, const char *head, const struct buf *rest)
{
	if (rest->len == 0)
		return;
	fputs(head, page->cli->out);
	wrap_put(page->cli->out, buf_text(rest), strlen(head), CHECK_INDENT,
	    page->width);
}

/* That servers were not seen is no news to who asked for that. */
static bool
is_as_wanted(const struct check_page *page, const struct finding *f)
{
	return !page->all && f->result == FINDING_NOT_TESTABLE &&
	       rule_get(f->rule)->needs == NEEDS_PROBE &&
	       !evidence_about(page->check->evidence)->probe;
}

/* Does it come of something that stands on the page soon, and is it no worse?
 * Then it is told there. */
static bool
is_told_soon(const struct check_page *page, const struct finding *f)
{
	const struct findings *fs = &page->check->findings;

	for (size_t i = 0; i < fs->n && !page->all; i++)
		if (!page->said[i] && finding_follows(f, &fs->list[i]) &&
		    check_rank(page->check, &fs->list[i]) <=
			check_rank(page->check, f))
			return true;
	return false;
}

static void
put_rank(struct check_page *page, enum check_rank rank)
{
	const struct findings *fs = &page->check->findings;

	if (rank == RANK_CHOICE)
		check_put_choices(page);
	if (rank == RANK_NOT_TESTABLE)
		check_put_unseen(page);
	for (size_t i = 0; i < fs->n; i++)
		if (!page->said[i] &&
		    check_rank(page->check, &fs->list[i]) == rank &&
		    !is_told_soon(page, &fs->list[i]))
			check_put_from(page, rank, i);
}

void
check_print_text(const struct cli *cli, const struct check *check, bool all)
{
	struct check_page page = {.cli = cli,
	    .check = check,
	    .all = all,
	    .width = wrap_width(cli->out),
	    .said = mem_array(check->findings.n + 1, sizeof(bool))};
	struct buf line = BUF_INIT;

	for (size_t i = 0; i < check->findings.n; i++)
		page.said[i] = is_as_wanted(&page, &check->findings.list[i]);
	for (unsigned rank = 0; rank < (all ? RANKS : RANK_NOT_APPLICABLE);
	     rank++)
		put_rank(&page, (enum check_rank)rank);
	check_say_summary(check, &line);
	print_painted(
	    cli->out, cli->colour, PAINT_BOLD, check_say_domain(check));
	wrap_put(cli->out, buf_text(&line), strlen(check_say_domain(check)),
	    CHECK_INDENT, page.width);
	buf_fini(&line);
	free(page.fixes);
	free(page.said);
}
