/* SPDX-License-Identifier: BSD-2-Clause */
/* What a server's processes use, as a load generator tells it. */

#ifndef BENCH_LOAD_PROCESS_H
#define BENCH_LOAD_PROCESS_H

#include <sys/types.h>

struct load_process {
	unsigned processes;
	double rss, pss; /* KiB, summed up */
	double cpu;      /* s */
};

/* `root` and what descends from it; nothing where it is 0. */
struct load_process load_process_tree(pid_t root);

double load_process_own_cpu(void); /* s */

#endif
