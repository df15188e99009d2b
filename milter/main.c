/* SPDX-License-Identifier: BSD-2-Clause */
/* caagate-milter. */

#include "milter/program.h"

int
main(int argc, char **argv)
{
	return program_main(argc, argv);
}
