/* SPDX-License-Identifier: BSD-2-Clause */
/* The command line of a daemon. */

#ifndef DAEMON_OPTIONS_H
#define DAEMON_OPTIONS_H

#include <stdbool.h>

struct options {
	const char *path; /* of the settings */
	bool check;       /* read them and end */
	bool serve;       /* one client, on standard input and output */
};

/* What a daemon says of itself. */
struct options_about {
	const char *name;
	const char *purpose; /* some lines, each with its newline */
	bool can_serve;      /* is there -i? */
};

/* 0: go on; 1: all has been said, exit 0; -1: said what is wrong. */
int options_read(
    struct options *, const struct options_about *, int argc, char **argv);

#endif
