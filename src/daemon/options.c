/* SPDX-License-Identifier: BSD-2-Clause */
/* The command line of a daemon. */

#include "daemon/options.h"

#include <getopt.h>
#include <stddef.h>
#include <stdio.h>

#include "config.h"
#include "settings/settings.h"

static const struct option options_long[] = {
    {"help", no_argument, NULL, 'h'},
    {"version", no_argument, NULL, 'V'},
    {NULL, 0, NULL, 0},
};

static void
options_put_usage(FILE *out, const struct options_about *about)
{
	(void)fprintf(out,
	    "usage: %s [%s-t] [-c FILE]\n"
	    "       %s -V | -h\n"
	    "\n"
	    "%s"
	    "\n"
	    "  -c FILE  settings (" SETTINGS_PATH ")\n"
	    "%s"
	    "  -t       check the settings and end: 0 good, 78 not\n"
	    "  -V       print the version\n"
	    "  -h       print this\n",
	    about->name, about->can_serve ? "-i | " : "", about->name,
	    about->purpose,
	    about->can_serve
		? "  -i       serve one client on standard input and output, "
		  "as\n"
		  "           spawn(8) of Postfix has it, and end with it\n"
		: "");
}

int
options_read(
    struct options *o, const struct options_about *about, int argc, char **argv)
{
	const char *letters = about->can_serve ? "+c:itVh" : "+c:tVh";
	int c;

	*o = (struct options){.path = SETTINGS_PATH};
	while (
	    (c = getopt_long(argc, argv, letters, options_long, NULL)) != -1) {
		switch (c) {
		case 'c':
			o->path = optarg;
			break;
		case 'i':
			o->serve = true;
			break;
		case 't':
			o->check = true;
			break;
		case 'V':
			(void)printf("%s " PACKAGE_VERSION "\n", about->name);
			return 1;
		case 'h':
			options_put_usage(stdout, about);
			return 1;
		default:
			options_put_usage(stderr, about);
			return -1;
		}
	}
	if (optind == argc)
		return 0;
	(void)fprintf(
	    stderr, "%s: unexpected argument: %s\n", about->name, argv[optind]);
	options_put_usage(stderr, about);
	return -1;
}
