/* SPDX-License-Identifier: BSD-2-Clause */
/* What is to be said of the servers of a recipient's domain. */

#ifndef MILTER_REPORT_SERVERS_H
#define MILTER_REPORT_SERVERS_H

struct asking;
struct peers;
struct recipients;
struct report;

/* An entry for each domain whose mail leaves this machine. */
void
report_servers(struct report *, struct asking *, const struct recipients *);

/* The entry of one; peers NULL: not known in time. */
void
report_add_servers(struct report *, const char *domain, const struct peers *);

#endif
