/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Evidence to findings.  Pure: the same evidence gives the same findings.
 * Passes are listed too.
 */

#ifndef VERIFY_JUDGE_H
#define VERIFY_JUDGE_H

#include <stdbool.h>

struct evidence;
struct findings;

/*
 * Says whose hosts are under the operator's control: a third party's MX gives
 * not-applicable.  NULL: only hosts at or below the domain.
 */
typedef bool judge_controls_cb(const char *host, const void *arg);

struct judge_context {
	judge_controls_cb *controls;
	const void *controls_arg;
};

void judge(const struct evidence *, const struct judge_context *,
    struct findings *out);

/* Did the DNS answer about the domain itself and its MX set? */
bool judge_is_definite(const struct evidence *);

#endif
