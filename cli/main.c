/* SPDX-License-Identifier: BSD-2-Clause */
/* caagate: the operator's workbench. */

#include <stdio.h>

#include "cli/cli.h"

int
main(int argc, char **argv)
{
	return cli_main(argc, argv, stdout, stderr);
}
