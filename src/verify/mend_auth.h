/* SPDX-License-Identifier: BSD-2-Clause */
/* Inside verify: is an SPF or DMARC record that is told as a cure free of
 * faults?  0, or -1 and *err. */

#ifndef VERIFY_MEND_AUTH_H
#define VERIFY_MEND_AUTH_H

struct dns_answer;
struct error;

int mend_spf(const struct dns_answer *, struct error *err);
int mend_dmarc(const struct dns_answer *, struct error *err);

#endif
