/* SPDX-License-Identifier: BSD-2-Clause */
/* What `caagate check` folds into one line unless it is to tell all. */

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "cli/check.h"
#include "cli/check_page.h"
#include "cli/cli.h"
#include "verify/alike.h"

void
check_put_choices(struct check_page *page)
{
	const struct findings *fs = &page->check->findings;
	struct buf line = BUF_INIT;

	if (page->all)
		return;
	for (size_t i = 0; i < fs->n; i++) {
		if (page->said[i] ||
		    check_rank(page->check, &fs->list[i]) != RANK_CHOICE)
			continue;
		page->said[i] = true;
		check_put_rule(fs->list[i].rule, RULES, &line);
	}
	if (line.len > 0)
		buf_puts(&line, ": matters of choice, which --all tells");
	check_put_line(page, "info ", &line);
	buf_fini(&line);
}

/* `nothing came in time` of a server that could not be seen, with its length;
 * else NULL. */
static const char *
why_unseen(const struct finding *f, size_t *len_out)
{
	static const char before[] = ALIKE_UNSEEN " (";
	const char *at = strstr(f->text, before), *end;

	if (f->result != FINDING_NOT_TESTABLE || at == NULL)
		return NULL;
	at += strlen(before);
	end = strrchr(at, ')');
	if (end == NULL)
		return NULL;
	*len_out = (size_t)(end - at);
	return at;
}

static bool
is_for(const struct finding *f, const char *why, size_t len)
{
	size_t own_len = 0;
	const char *own = why_unseen(f, &own_len);

	return own != NULL && own_len == len && memcmp(own, why, len) == 0;
}

static const char *
addresses_of(const struct finding *f)
{
	for (size_t i = 0; i < f->n_args; i++)
		if (strcmp(f->args[i].name, "addresses") == 0)
			return f->args[i].value;
	return NULL;
}

/* `mx.example.org at 192.0.2.1 and 2001:db8::1`, once. */
static void
put_place(const struct finding *f, struct buf *line, size_t *n)
{
	const char *where = addresses_of(f);
	struct buf place = BUF_INIT;

	buf_puts(&place, f->subject);
	if (where != NULL)
		buf_printf(&place, " at %s", where);
	if (strstr(buf_text(line), buf_text(&place)) == NULL) {
		if (*n < CHECK_SHOWN)
			buf_printf(
			    line, "%s%s", *n > 0 ? ", " : "", buf_text(&place));
		++*n;
	}
	buf_fini(&place);
}

/* All places that could not be seen for one reason. */
static void
put_reason(struct check_page *page, const char *why, size_t len,
    struct buf *line, struct buf *rules)
{
	const struct findings *fs = &page->check->findings;
	struct buf places = BUF_INIT;
	size_t n = 0;

	for (size_t i = 0; i < fs->n; i++) {
		if (page->said[i] || !is_for(&fs->list[i], why, len))
			continue;
		page->said[i] = true;
		put_place(&fs->list[i], &places, &n);
		check_put_rule(fs->list[i].rule, RULES, rules);
	}
	if (n > CHECK_SHOWN)
		buf_printf(&places, " and %zu more", n - CHECK_SHOWN);
	buf_printf(line, "%s%s (%.*s)", line->len > 0 ? "; " : "",
	    buf_text(&places), (int)len, why);
	buf_fini(&places);
}

/* What is not judged because of that, by no fault of its own. */
static void
put_unjudged(struct check_page *page, struct buf *rules)
{
	const struct findings *fs = &page->check->findings;

	for (size_t i = 0; i < fs->n; i++)
		for (size_t k = 0; k < fs->n && !page->said[i]; k++) {
			size_t len;

			if (fs->list[i].result != FINDING_NOT_TESTABLE ||
			    why_unseen(&fs->list[k], &len) == NULL ||
			    !finding_follows(&fs->list[i], &fs->list[k]))
				continue;
			page->said[i] = true;
			check_put_rule(fs->list[i].rule, RULES, rules);
		}
}

void
check_put_unseen(struct check_page *page)
{
	const struct findings *fs = &page->check->findings;
	struct buf line = BUF_INIT, rules = BUF_INIT;
	const char *why;
	size_t len;

	for (size_t i = 0; i < fs->n && !page->all; i++) {
		why = page->said[i] ? NULL : why_unseen(&fs->list[i], &len);
		if (why != NULL)
			put_reason(page, why, len, &line, &rules);
	}
	if (line.len > 0)
		put_unjudged(page, &rules);
	check_put_line(page, "not-testable ", &line);
	check_put_line(page, "  not judged for that: ", &rules);
	buf_fini(&line);
	buf_fini(&rules);
}
