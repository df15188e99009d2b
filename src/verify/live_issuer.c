/* SPDX-License-Identifier: BSD-2-Clause */
/* Who issued the certificate that a server presented. */

#include "verify/live_issuer.h"

#include "cert/issuer.h"
#include "probe/result.h"
#include "verify/judge.h"

void
live_issuer(const struct judge_context *context, const struct probe_result *p,
    struct cert_issuer *out)
{
	cert_issuer_find(&(struct cert_issuer_query){.chain = p->chain,
			     .table = context->table,
			     .internal = context->internal,
			     .n_internal = context->n_internal,
			     .untrusted = p->verify != 0},
	    out);
}
