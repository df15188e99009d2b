/* SPDX-License-Identifier: BSD-2-Clause */
/* Inside verify: what the rules of TLS-RPT look at. */

#ifndef VERIFY_RULES_RPT_H
#define VERIFY_RULES_RPT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/error.h"
#include "records/tls_rpt.h"
#include "verify/run.h"

struct rpt_view {
	struct judge_run *run;
	char *owner; /* `_smtp._tls.DOMAIN` */
	const struct dns_answer *txt;
	size_t n;        /* records that begin v=TLSRPTv1; */
	bool is_attempt; /* none does, but one was meant to */
	size_t at;       /* the first of those */
	struct buf text; /* of that record */

	/* where there is one */
	bool parsed;
	struct tls_rpt rpt;
	struct error fault;
};

void rules_rpt_delivery(struct rpt_view *); /* RPT-03 */
void rules_rpt_dkim(struct judge_run *);    /* RPT-06 */

#endif
