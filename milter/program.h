/* SPDX-License-Identifier: BSD-2-Clause */
/* caagate-milter: its start, its signals and its end. */

#ifndef MILTER_PROGRAM_H
#define MILTER_PROGRAM_H

#define PROGRAM_NAME "caagate-milter"

/* sysexits.h: 0, 64 usage, 69 service down, 78 configuration. */
int program_main(int argc, char **argv);

#endif
