/* SPDX-License-Identifier: BSD-2-Clause */
/* Which MTA-STS policy a sender finds that has none remembered. */

#include "verify/sts_verdict.h"

#include "verify/rules_sts.h"

static enum sts_verdict
sts_of_mode(enum mta_sts_mode mode)
{
	switch (mode) {
	case MTA_STS_MODE_NONE:
		return STS_POLICY_OFF;
	case MTA_STS_MODE_TESTING:
		return STS_POLICY_TESTING;
	case MTA_STS_MODE_ENFORCE:
		break;
	}
	return STS_POLICY_ENFORCE;
}

static enum sts_verdict
sts_of_view(const struct sts_view *v)
{
	switch (v->state) {
	case STS_OPEN:
		return STS_POLICY_UNKNOWN;
	case STS_NONE:
	case STS_ATTEMPT:
	case STS_MANY:
	case STS_MALFORMED:
		return STS_POLICY_NONE;
	case STS_ONE:
		break;
	}
	return v->effective ? sts_of_mode(v->policy.mode) : STS_POLICY_UNKNOWN;
}

enum sts_verdict
sts_judge(const struct evidence *e)
{
	struct judge_run run = {.evidence = e};
	struct sts_view view;
	enum sts_verdict verdict;

	sts_view_init(&view, &run);
	verdict = sts_of_view(&view);
	sts_view_fini(&view);
	return verdict;
}
