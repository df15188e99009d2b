/* SPDX-License-Identifier: BSD-2-Clause */
/* The command line of caagate-policyd. */

#ifndef POLICYD_OPTIONS_H
#define POLICYD_OPTIONS_H

#include <stdbool.h>

struct options {
	const char *path; /* of the settings */
	bool check;       /* read them and end */
};

/* 0: go on; 1: all has been said, exit 0; -1: said what is wrong. */
int options_read(struct options *, int argc, char **argv);

#endif
