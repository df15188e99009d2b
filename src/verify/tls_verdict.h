/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Inside verify: would a sender that trusts public CAs only accept this
 * server's TLS?  (RFC 8461 sections 3.3 and 4.2)
 */

#ifndef VERIFY_TLS_VERDICT_H
#define VERIFY_TLS_VERDICT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct buf;
struct cert_chain;
struct evidence;
struct probe_result;

enum tls_verdict {
	TLS_GOOD,
	TLS_BAD,
	TLS_UNSEEN, /* the server could not be seen from here */
};

/*
 * Judge a result at a time.  Where it is not good, the end of a sentence that
 * begins with the host's name is put after what *why holds: `offers no
 * STARTTLS`, `has a certificate that expired on 2026-11-20 and is for
 * other.test, not for mx.good.test`, ...
 */
enum tls_verdict
tls_judge(const struct probe_result *, int64_t now, struct buf *why);

/* What the host's owner may do about what tls_judge said, `port` being that of
 * the service: an imperative sentence. */
void
tls_put_mend(const char *host, unsigned port, const char *why, struct buf *out);

/* Is an expired certificate all that tls_judge found? */
bool tls_is_expired_only(const char *why);

/* The earliest end, in seconds since 1970, of the leaf and of those
 * intermediates that the leaf surely needs; *which_out is its position. */
int64_t tls_chain_end(const struct cert_chain *, size_t *which_out);

#define TLS_DAYS_LEFT_WARN 14

/*
 * Is the end (to *end_out) close enough to be told?  Certificates are renewed
 * in the last third of their life: one that lives for six days is not about to
 * expire all its life.
 */
bool tls_ends_soon(const struct cert_chain *, int64_t now, int64_t *end_out);

/* `2026-11-20` */
#define TLS_DAY_SIZE 32
const char *tls_day(int64_t when, char out[TLS_DAY_SIZE]);

/*
 * Had we no way to this address, while the same service was seen at another of
 * the host's?  Then nothing is to be said of it: we may well be without IPv6.
 */
bool tls_is_aside(const struct evidence *, const struct probe_result *);

/* Why the server could not be seen, printable and bounded. */
void tls_put_why(const struct probe_result *, struct buf *out);

#endif
