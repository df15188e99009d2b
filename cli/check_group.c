/* SPDX-License-Identifier: BSD-2-Clause */
/* Findings that `caagate check` tells in one line: the same of several
 * subjects, and what comes of one cause. */

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "cli/check.h"
#include "cli/check_page.h"
#include "cli/check_say.h"
#include "cli/cli.h"
#include "cli/wrap.h"

/* Findings that are told in one line. */
struct group {
	size_t *list;
	size_t n;
	bool of_each; /* each sentence speaks of its own subject */
};

static bool
is_of_one_cause(enum finding_result result)
{
	return result == FINDING_UNKNOWN || result == FINDING_NOT_TESTABLE;
}

/* Would b's line say what a's says: the same, or the same of each?  What could
 * not be looked at is told once, whichever rules wanted to see it. */
static bool
is_same(const struct check_page *page, const struct finding *a,
    const struct finding *b, bool of_each)
{
	return a->result == b->result &&
	       (of_each ? check_same_of_each(a, b)
			: strcmp(a->text, b->text) == 0) &&
	       (is_of_one_cause(a->result) ||
		   (a->rule == b->rule && check_severity(page->check, a) ==
					      check_severity(page->check, b)));
}

static bool
is_said_before(const struct finding *list, const size_t *group, size_t at)
{
	for (size_t g = 0; g < at; g++)
		if (strcmp(list[group[g]].subject, list[group[at]].subject) ==
		    0)
			return true;
	return false;
}

/* ` ID subject, subject: sentence` behind the level. */
static void
put_sentence(
    const struct check_page *page, const struct group *group, struct buf *out)
{
	const struct finding *list = page->check->findings.list;
	const struct finding *f = &list[group->list[0]];
	size_t n = 1;

	buf_printf(out, " %s %s", rule_get(f->rule)->name, f->subject);
	for (size_t g = 1; g < group->n; g++) {
		if (is_said_before(list, group->list, g))
			continue;
		if (page->all || n < CHECK_SHOWN)
			buf_printf(out, ", %s", list[group->list[g]].subject);
		n++;
	}
	if (!page->all && n > CHECK_SHOWN)
		buf_printf(out, " and %zu more", n - CHECK_SHOWN);
	buf_puts(out, ": ");
	check_put_sentence(f, group->of_each && n > 1, out);
}

/* Does it come of what the group tells, and is it not worse than that? */
static bool
is_follower(const struct check_page *page, enum check_rank rank,
    const struct group *group, const struct finding *f)
{
	const struct finding *list = page->check->findings.list;

	if (page->all || check_rank(page->check, f) < rank)
		return false;
	for (size_t g = 0; g < group->n; g++)
		if (finding_follows(f, &list[group->list[g]]))
			return true;
	return false;
}

static bool
is_ruled_before(
    const struct check_page *page, const struct group *group, enum rule_id rule)
{
	const struct finding *list = page->check->findings.list;

	for (size_t g = 0; g < group->n; g++)
		if (list[group->list[g]].rule == rule)
			return true;
	return false;
}

/* Rules that say the same, or something that comes of it. */
static void
put_others(
    struct check_page *page, enum check_rank rank, const struct group *group)
{
	const struct findings *fs = &page->check->findings;
	struct buf open = BUF_INIT, failing = BUF_INIT;

	for (size_t g = 1; g < group->n; g++)
		check_put_rule(fs->list[group->list[g]].rule,
		    fs->list[group->list[0]].rule, &open);
	if (!is_of_one_cause(fs->list[group->list[0]].result))
		buf_clear(&open);
	for (size_t i = 0; i < fs->n; i++) {
		const struct finding *f = &fs->list[i];

		if (page->said[i] || !is_follower(page, rank, group, f))
			continue;
		page->said[i] = true;
		if (!is_ruled_before(page, group, f->rule))
			check_put_rule(f->rule, RULES,
			    f->result == FINDING_FAIL ? &failing : &open);
	}
	check_put_line(page, "  also failing for that: ", &failing);
	check_put_line(page, "  also open for that: ", &open);
	buf_fini(&failing);
	buf_fini(&open);
}

static void
put_group(
    struct check_page *page, enum check_rank rank, const struct group *group)
{
	const struct finding *f = &page->check->findings.list[group->list[0]];
	const char *level = check_level(page->check, f);
	struct buf line = BUF_INIT;

	print_painted(
	    page->cli->out, page->cli->colour, check_rank_paint(rank), level);
	put_sentence(page, group, &line);
	wrap_put(page->cli->out, buf_text(&line), strlen(level), CHECK_INDENT,
	    page->width);
	put_others(page, rank, group);
	check_put_fixes(page, group->list, group->n);
	buf_fini(&line);
}

static void
gather_group(const struct check_page *page, size_t first, struct group *group)
{
	const struct findings *fs = &page->check->findings;

	group->n = 1;
	group->list[0] = first;
	for (size_t i = 0; i < fs->n; i++)
		if (i != first && !page->said[i] &&
		    is_same(
			page, &fs->list[first], &fs->list[i], group->of_each))
			group->list[group->n++] = i;
}

void
check_put_from(struct check_page *page, enum check_rank rank, size_t first)
{
	struct group group = {
	    .list = mem_array(page->check->findings.n, sizeof(size_t))};

	gather_group(page, first, &group);
	if (group.n == 1) {
		group.of_each = true;
		gather_group(page, first, &group);
	}
	for (size_t g = 0; g < group.n; g++)
		page->said[group.list[g]] = true;
	put_group(page, rank, &group);
	free(group.list);
}
