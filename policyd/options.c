/* SPDX-License-Identifier: BSD-2-Clause */
/* The command line of caagate-policyd. */

#include "policyd/options.h"

#include <getopt.h>
#include <stdio.h>

#include "config.h"
#include "policyd/program.h"
#include "settings/settings.h"

static const char options_usage[] =
    "usage: " PROGRAM_NAME " [-t] [-c FILE]\n"
    "       " PROGRAM_NAME " -V | -h\n"
    "\n"
    "Answers Postfix's policy requests: may mail of this sending domain\n"
    "leave now?  It stays in the foreground; SIGHUP reads the settings\n"
    "again, SIGTERM ends it when what was asked is answered.\n"
    "\n"
    "  -c FILE  settings (" SETTINGS_PATH ")\n"
    "  -t       check the settings and end: 0 good, 78 not\n"
    "  -V       print the version\n"
    "  -h       print this\n";

static const struct option options_long[] = {
    {"help", no_argument, NULL, 'h'},
    {"version", no_argument, NULL, 'V'},
    {NULL, 0, NULL, 0},
};

int
options_read(struct options *o, int argc, char **argv)
{
	int c;

	*o = (struct options){.path = SETTINGS_PATH};
	while (
	    (c = getopt_long(argc, argv, "+c:tVh", options_long, NULL)) != -1) {
		switch (c) {
		case 'c':
			o->path = optarg;
			break;
		case 't':
			o->check = true;
			break;
		case 'V':
			(void)puts(PROGRAM_NAME " " PACKAGE_VERSION);
			return 1;
		case 'h':
			(void)fputs(options_usage, stdout);
			return 1;
		default:
			(void)fputs(options_usage, stderr);
			return -1;
		}
	}
	if (optind == argc)
		return 0;
	(void)fprintf(stderr, "%s: unexpected argument: %s\n%s", PROGRAM_NAME,
	    argv[optind], options_usage);
	return -1;
}
