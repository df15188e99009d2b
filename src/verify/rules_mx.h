/* SPDX-License-Identifier: BSD-2-Clause */
/* Inside verify: what the rules of the MX set and of its hosts share. */

#ifndef VERIFY_RULES_MX_H
#define VERIFY_RULES_MX_H

#include <stdbool.h>

struct buf;
struct finding;
struct judge_run;

enum mx_address { MX_HAS_ADDRESS, MX_HAS_NONE, MX_IS_OPEN };

/* Has this name an address?  One family that answers is enough. */
enum mx_address mx_address(const struct judge_run *, const char *host);

/* Rests on the look-ups of the host's addresses. */
void mx_refs(struct finding *, const char *host);

/* UNKNOWN: what left the addresses of host open, of A, else of AAAA. */
struct finding *
mx_open(struct judge_run *, const char *subject, const char *host);

/* The MX record of this host as a zone-file line, with target in its place. */
void mx_put_line(const struct judge_run *, const char *host, const char *target,
    struct buf *out);

/* MX-01 of one host; is_last: none of the hosts is known to have an address. */
void rules_mx_host(struct judge_run *, const char *host, bool is_last);

/* MX-03: the certificates that one host presents on port 25. */
void rules_mx_cert(struct judge_run *, const char *host);

#endif
