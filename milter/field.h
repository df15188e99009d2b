/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The report as header fields.  Each certificate is a result `x-caa` (RFC 8601
 * knows no such method, so it stands in a field of its own, section 2.7.6) with
 *
 *	policy.scope	tls, client or smime
 *	policy.domain	whose CAA records were asked
 *	policy.host	the server that the certificate was seen on
 *	policy.issuer	the identifier by which CAA records name the CA
 *	policy.tag	the property that decides: issue, issuewild, issuemail
 *	policy.verdict	see report.h
 *	policy.dane, policy.sts	what else protects the way to these servers
 *
 * What a CA calls itself is anybody's text: it stands in a comment.  A signed
 * part is a result `smime` (RFC 7281) too.  The signature is checked, and the
 * chain of its certificate is not, so that is never `pass`.
 */

#ifndef MILTER_FIELD_H
#define MILTER_FIELD_H

struct buf;
struct report;

#define FIELD_RESULTS_MAX 40 /* more are counted in a comment */

#define FIELD_VERDICT "X-CAAGate-Verdict"

/* The value of the Authentication-Results field. */
void field_put(const struct report *, const char *id, struct buf *out);

#endif
