/* SPDX-License-Identifier: BSD-2-Clause */
/* A run of `caagate selftest`. */

#ifndef CLI_SELFTEST_H
#define CLI_SELFTEST_H

#include <stdbool.h>
#include <stddef.h>

#include "cli/print.h"

struct cli;
struct cli_list;

struct selftest {
	const struct cli *cli;
	size_t passed, failed; /* vectors */
	bool asked;            /* the resolver */
	bool resolver_failed;
	json_t *lines;
};

enum mark { MARK_OK, MARK_FAIL, MARK_NOTE };

/* One line, or one object of `lines`. */
void selftest_report(
    struct selftest *, enum mark, const char *what, const char *text);

/* Names that have CAA records: those given, else well-known ones.  CLI_GOOD
 * and resolver_failed set, or an exit code. */
int selftest_controls(struct cli *, struct selftest *, const struct cli_list *);

/* Is AD set for a signed top-level domain? */
void selftest_dnssec(struct cli *, struct selftest *);

#endif
