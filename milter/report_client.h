/* SPDX-License-Identifier: BSD-2-Clause */
/* What is to be said of the connecting client's certificate. */

#ifndef MILTER_REPORT_CLIENT_H
#define MILTER_REPORT_CLIENT_H

struct asking;
struct client;
struct recipients;
struct report;

/*
 * An entry for each domain that milter.client names, where the MTA has verified
 * the client's certificate.  All that is known is names, so all of it is weak
 * evidence.
 */
void report_client(struct report *, struct asking *, const struct client *,
    const struct recipients *);

#endif
