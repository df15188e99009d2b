/* SPDX-License-Identifier: BSD-2-Clause */
/* Runs the command line in this process and keeps what it said. */

#ifndef UNIT_CLIRUN_H
#define UNIT_CLIRUN_H

#define CLIRUN_ARGS 16

struct clirun {
	int code;
	char *out;
	char *err;
};

/* For a group of tests: to the source folder, so that paths in messages are
 * the same everywhere, and a settings file that knows the small CA table of the
 * tests. */
int clirun_setup(void **state);
int clirun_teardown(void **state);

/* caagate args... --config FILE --resolver none; args end in NULL. */
struct clirun clirun(const char *const *args);

/* caagate args..., nothing added. */
struct clirun clirun_bare(const char *const *args);
void clirun_fini(struct clirun *);

#endif
