/* SPDX-License-Identifier: BSD-2-Clause */
/* caagate-policyd: its options, its start, its signals and its end. */

#ifndef POLICYD_PROGRAM_H
#define POLICYD_PROGRAM_H

#define PROGRAM_NAME "caagate-policyd"

/* sysexits.h: 0, 64 usage, 69 service down, 78 configuration. */
int program_main(int argc, char **argv);

#endif
