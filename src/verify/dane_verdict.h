/* SPDX-License-Identifier: BSD-2-Clause */
/* What a sender that follows RFC 7672 makes of one look at an MX host. */

#ifndef VERIFY_DANE_VERDICT_H
#define VERIFY_DANE_VERDICT_H

#include <stdbool.h>

struct evidence;
struct probe_result;

enum dane_verdict {
	DANE_NONE,     /* the host has no TLSA records */
	DANE_INSECURE, /* it has, but senders can't rely on them: not
			* DNSSEC-validated, or none that SMTP can use */
	DANE_MATCH,    /* one matches what was presented */
	DANE_MISMATCH, /* none does, or STARTTLS is not even offered */
	DANE_UNKNOWN,  /* the DNS did not say, or nothing was presented */
};

/*
 * result NULL: the server was not seen.  *ee_out: it is a record of usage 3
 * that matches, so no CA vouches for the certificate (RFC 7671 section 5.1).
 */
enum dane_verdict dane_judge(const struct evidence *, const char *host,
    const struct probe_result *, bool *ee_out);

#endif
