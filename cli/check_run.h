/* SPDX-License-Identifier: BSD-2-Clause */
/* The machinery of `caagate check`: domains in, results out, so many in flight
 * on one event loop. */

#ifndef CLI_CHECK_RUN_H
#define CLI_CHECK_RUN_H

#include <stdbool.h>

struct check;
struct check_options;
struct cli;
struct evidence;

struct check_feed {
	/* The next domain, canonical, DNS_NAME_SIZE octets; false: no more. */
	bool (*next)(void *arg, char *domain);

	/* A result, in the order in which they come; lent for the call. */
	void (*done)(const struct check *, void *arg);
	void *arg;

	/* Once it is true nothing begins any more, what is in flight is
	 * forgotten, and no result comes.  May be NULL. */
	const bool *stop;
};

/* Runs until the last result is out or *stop.  CLI_GOOD whatever the verdicts
 * are, or an exit code, and the reason was said. */
int check_run(
    struct cli *, const struct check_options *, const struct check_feed *);

/* Judge evidence that is there and hand it to `done`. */
void check_run_evidence(const struct cli *, const struct check_options *,
    const struct evidence *, const struct check_feed *);

#endif
