/* SPDX-License-Identifier: BSD-2-Clause */
/* Port 25 of an MX host that could not be seen, in one sentence for every rule
 * that wanted to see it. */

#ifndef VERIFY_MX_UNSEEN_H
#define VERIFY_MX_UNSEEN_H

#include "verify/finding.h"

struct judge_run;

/* A not-testable finding for each reason why no certificate was seen at some
 * of the host's addresses. */
void mx_say_unseen(struct judge_run *, enum rule_id, const char *host);

#endif
