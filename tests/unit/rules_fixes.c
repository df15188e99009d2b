/* SPDX-License-Identifier: BSD-2-Clause */
/* The fixes of all findings of a case, as one who follows them all does. */

#include "tests/unit/rules_fixes.h"

#include <string.h>

#include "base/mem.h"
#include "verify/finding.h"

#define EMPTY_ISSUER "\";\""

static bool
fixes_has(const struct finding *f, const struct finding_fix *fix)
{
	for (size_t i = 0; i < f->n_fixes; i++)
		if (f->fixes[i].kind == fix->kind &&
		    strcmp(f->fixes[i].text, fix->text) == 0)
			return true;
	return false;
}

static void
fixes_add(const struct finding *f, struct finding *out)
{
	for (size_t i = 0; i < f->n_fixes; i++) {
		if (f->fixes[i].kind == FIX_ADVICE ||
		    fixes_has(out, &f->fixes[i]))
			continue;
		out->fixes = mem_resize(
		    out->fixes, out->n_fixes + 1, sizeof(out->fixes[0]));
		out->fixes[out->n_fixes++] = f->fixes[i];
	}
}

void
rules_fixes_all(const struct findings *findings, rules_follow_fn *follow,
    const void *arg, struct finding *out)
{
	*out = (struct finding){.result = FINDING_FAIL};
	for (size_t i = 0; i < findings->n; i++)
		if (findings->list[i].result == FINDING_FAIL &&
		    follow(&findings->list[i], arg))
			fixes_add(&findings->list[i], out);
}

/* Octets of `NAME. IN TXT "v=spf1`: of what there may be one; 0: of any. */
static size_t
fixes_single(const struct finding_fix *fix)
{
	static const char in_txt[] = " IN TXT \"";
	const char *at = strstr(fix->text, in_txt);

	if (fix->kind != FIX_PUBLISH || at == NULL)
		return 0;
	at += strlen(in_txt);
	return (size_t)(at - fix->text) + strcspn(at, " ;\"");
}

/* What record i of the fixes takes the place of; NULL: of none. */
static const char *
fixes_replaced(const struct finding *f, size_t i)
{
	const char *gone;

	if (f->fixes[i].kind != FIX_PUBLISH || i + 1 == f->n_fixes ||
	    f->fixes[i + 1].kind != FIX_REMOVE)
		return NULL;
	gone = f->fixes[i + 1].text;
	if ((strstr(gone, " IN CAA ") == NULL &&
		strstr(gone, " IN MX ") == NULL) ||
	    strstr(gone, EMPTY_ISSUER) != NULL)
		return NULL;
	return gone;
}

static bool
fixes_two_clash(
    const struct finding *f, size_t i, const struct finding *g, size_t k)
{
	size_t single = fixes_single(&f->fixes[i]);
	const char *gone = fixes_replaced(f, i), *too = fixes_replaced(g, k);

	if (g->fixes[k].kind != FIX_PUBLISH ||
	    strcmp(f->fixes[i].text, g->fixes[k].text) == 0)
		return false;
	if (gone != NULL && too != NULL && strcmp(gone, too) == 0)
		return true;
	return single > 0 && single == fixes_single(&g->fixes[k]) &&
	       strncmp(f->fixes[i].text, g->fixes[k].text, single) == 0;
}

static bool
fixes_clash(
    const struct finding *f, const struct finding *g, const char *clash_out[2])
{
	for (size_t i = 0; i < f->n_fixes; i++)
		for (size_t k = 0; k < g->n_fixes; k++)
			if (fixes_two_clash(f, i, g, k)) {
				clash_out[0] = f->fixes[i].text;
				clash_out[1] = g->fixes[k].text;
				return true;
			}
	return false;
}

bool
rules_fixes_clash(const struct findings *findings, const char *clash_out[2])
{
	for (size_t i = 0; i < findings->n; i++)
		for (size_t k = i; k < findings->n; k++)
			if (fixes_clash(&findings->list[i], &findings->list[k],
				clash_out))
				return true;
	return false;
}
