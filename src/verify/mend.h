/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Mends are true: a record that is told to somebody as the cure is parsed and
 * judged by our own parsers before.
 */

#ifndef VERIFY_MEND_H
#define VERIFY_MEND_H

struct error;

/*
 * `NAME. [TTL] IN TYPE RDATA`: 0 where it is one well-formed zone-file line,
 * and what it says is free of faults by the parser of its kind (CAA; TXT that
 * is MTA-STS, TLS-RPT, SPF, DKIM or DMARC by its owner or beginning; TLSA).
 * -1 and *err (may be NULL) otherwise.
 */
int mend_check(const char *line, struct error *err);

#endif
