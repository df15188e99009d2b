/* SPDX-License-Identifier: BSD-2-Clause */
/* Issuer domain names as options. */

#ifndef CLI_ISSUER_H
#define CLI_ISSUER_H

struct cli;
struct cli_list;

/* Each value is an issuer domain name (RFC 8659 section 4.2): CLI_GOOD, or
 * CLI_USAGE, and why was said. */
int cli_issuers_check(const struct cli *, const struct cli_list *);

#endif
