/* SPDX-License-Identifier: BSD-2-Clause */
/* Who issued the certificate that a server presented. */

#ifndef VERIFY_LIVE_ISSUER_H
#define VERIFY_LIVE_ISSUER_H

struct cert_issuer;
struct judge_context;
struct probe_result;

/* By the context's CA table and the operator's own CAs; the result has a
 * chain. */
void live_issuer(const struct judge_context *, const struct probe_result *,
    struct cert_issuer *out);

#endif
