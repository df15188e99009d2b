/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Evidence to findings.  Pure: the same evidence and table give the same
 * findings.  Every rule gives at least one finding for the domain; passes are
 * listed too.
 */

#ifndef VERIFY_JUDGE_H
#define VERIFY_JUDGE_H

struct ca_table;
struct evidence;
struct findings;

/*
 * table may be NULL: no rule then speaks of identifiers.  other_domains tells
 * whose hosts are under the operator's control (a third party's MX gives
 * not-applicable); NULL: only hosts at or below the domain.
 */
typedef _Bool judge_controls_cb(const char *host, void *arg);

struct judge_context {
	const struct ca_table *table;
	judge_controls_cb *controls;
	void *controls_arg;
};

void judge(const struct evidence *, const struct judge_context *,
    struct findings *out);

#endif
