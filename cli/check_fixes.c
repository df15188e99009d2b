/* SPDX-License-Identifier: BSD-2-Clause */
/* The mends under a finding. */

#include <string.h>

#include "base/mem.h"
#include "cli/check.h"
#include "cli/check_page.h"
#include "cli/cli.h"
#include "cli/wrap.h"

static const char head[] = "  fix: ";

static void
put_fix(const struct check_page *page, const struct finding_fix *fix)
{
	FILE *out = page->cli->out;

	print_painted(out, page->cli->colour, PAINT_DIM, head);
	switch (fix->kind) {
	case FIX_ADVICE:
		wrap_put(
		    out, fix->text, strlen(head), strlen(head), page->width);
		return;
	case FIX_REMOVE:
		fputs("remove ", out);
		break;
	case FIX_PUBLISH:
		break;
	}
	/* a record is for copying: never broken */
	fprintf(out, "%s\n", fix->text);
}

static bool
is_told(
    const struct check_page *page, size_t from, const struct finding_fix *fix)
{
	for (size_t i = from; i < page->n_fixes; i++)
		if (page->fixes[i]->kind == fix->kind &&
		    strcmp(page->fixes[i]->text, fix->text) == 0)
			return true;
	return false;
}

static void
tell(struct check_page *page, const struct finding_fix *fix)
{
	page->fixes =
	    mem_resize(page->fixes, page->n_fixes + 1, sizeof(page->fixes[0]));
	page->fixes[page->n_fixes++] = fix;
	put_fix(page, fix);
}

void
check_put_fixes(struct check_page *page, const size_t *findings, size_t n)
{
	const size_t before = page->n_fixes;
	const size_t shown = page->all || n < CHECK_SHOWN ? n : CHECK_SHOWN;
	bool is_above = false;

	for (size_t g = 0; g < shown; g++) {
		const struct finding *f =
		    &page->check->findings.list[findings[g]];

		for (size_t i = 0; i < f->n_fixes; i++) {
			const struct finding_fix *fix = &f->fixes[i];
			bool advice = fix->kind == FIX_ADVICE;

			if (!is_told(page, advice ? before : 0, fix))
				tell(page, fix);
			else
				is_above = true;
		}
	}
	if (shown < n && page->n_fixes > before) {
		print_painted(
		    page->cli->out, page->cli->colour, PAINT_DIM, head);
		fprintf(page->cli->out,
		    "likewise for the %zu others, which --all lists\n",
		    n - shown);
	}
	if (page->n_fixes > before || !is_above)
		return;
	print_painted(page->cli->out, page->cli->colour, PAINT_DIM, head);
	fputs("as above\n", page->cli->out);
}
