/* SPDX-License-Identifier: BSD-2-Clause */
/* Which MTA-STS policy a sender finds that has none remembered (RFC 8461). */

#ifndef VERIFY_STS_VERDICT_H
#define VERIFY_STS_VERDICT_H

struct evidence;

enum sts_verdict {
	STS_POLICY_NONE, /* no record that counts */
	STS_POLICY_OFF,  /* mode none */
	STS_POLICY_TESTING,
	STS_POLICY_ENFORCE,
	STS_POLICY_UNKNOWN, /* the DNS did not say, or there is a record and no
			     * policy to be had for it just now */
};

enum sts_verdict sts_judge(const struct evidence *);

#endif
