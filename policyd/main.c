/* SPDX-License-Identifier: BSD-2-Clause */
/* caagate-policyd. */

#include "policyd/program.h"

int
main(int argc, char **argv)
{
	return program_main(argc, argv);
}
