/* SPDX-License-Identifier: BSD-2-Clause */
/* What a reader wants to hear of first. */

#include "cli/check.h"
#include "cli/check_page.h"

/* What these say where they are information is nothing to mend: an operator
 * may well have decided so. */
static bool
is_choice(enum rule_id rule)
{
	return rule == RULE_CAA_03 || rule == RULE_CAA_13 ||
	       rule == RULE_CAA_15 || rule == RULE_CAA_16 ||
	       rule == RULE_CAA_20 || rule == RULE_CAA_22;
}

static enum check_rank
rank_fail(const struct check *check, const struct finding *f)
{
	switch (check_severity(check, f)) {
	case SEVERITY_BLOCK:
		return RANK_BLOCK;
	case SEVERITY_WARN:
		return RANK_WARN;
	case SEVERITY_INFO:
		break;
	}
	return is_choice(f->rule) ? RANK_CHOICE : RANK_INFO;
}

enum check_rank
check_rank(const struct check *check, const struct finding *f)
{
	switch (f->result) {
	case FINDING_FAIL:
		return rank_fail(check, f);
	case FINDING_UNKNOWN:
		return check_is_open(check, f) ? RANK_OPEN : RANK_UNKNOWN;
	case FINDING_NOT_TESTABLE:
		return RANK_NOT_TESTABLE;
	case FINDING_NOT_APPLICABLE:
		return RANK_NOT_APPLICABLE;
	case FINDING_PASS:
		break;
	}
	return RANK_PASS;
}

enum paint
check_rank_paint(enum check_rank rank)
{
	switch (rank) {
	case RANK_BLOCK:
		return PAINT_BAD;
	case RANK_OPEN:
	case RANK_WARN:
	case RANK_UNKNOWN:
		return PAINT_WARN;
	case RANK_INFO:
	case RANK_CHOICE:
	case RANK_NOT_TESTABLE:
	case RANK_NOT_APPLICABLE:
		return PAINT_NONE;
	case RANK_PASS:
	case RANKS:
		break;
	}
	return PAINT_GOOD;
}
