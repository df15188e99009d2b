/* SPDX-License-Identifier: BSD-2-Clause */
/* What a server's processes use, from /proc. */

#include "load_process.h"

#include <dirent.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#define PROCESS_HOPS 16 /* from a process to its ancestor */

struct stat_line {
	int parent;
	double cpu; /* s */
};

static FILE *
process_file(pid_t pid, const char *name)
{
	char path[64];

	(void)snprintf(path, sizeof(path), "/proc/%d/%s", (int)pid, name);
	return fopen(path, "r");
}

/* All 0 of one that has gone. */
static struct stat_line
process_stat(pid_t pid)
{
	struct stat_line s = {0, 0};
	FILE *f = process_file(pid, "stat");
	char line[512] = "";
	unsigned long user, system;
	const char *rest = NULL;

	if (f != NULL) {
		if (fgets(line, sizeof(line), f) != NULL)
			rest = strrchr(line, ')');
		(void)fclose(f);
	}
	if (rest != NULL &&
	    sscanf(rest + 1,
		" %*c %d %*d %*d %*d %*d %*u %*u %*u %*u %*u %lu %lu",
		&s.parent, &user, &system) == 3)
		s.cpu = (double)(user + system) / (double)sysconf(_SC_CLK_TCK);
	return s;
}

static void
process_add(pid_t pid, struct load_process *sum)
{
	FILE *f = process_file(pid, "smaps_rollup");
	char line[256];
	unsigned long kib;

	sum->processes++;
	sum->cpu += process_stat(pid).cpu;
	if (f == NULL)
		return;
	while (fgets(line, sizeof(line), f) != NULL)
		if (sscanf(line, "Rss: %lu", &kib) == 1)
			sum->rss += (double)kib;
		else if (sscanf(line, "Pss: %lu", &kib) == 1)
			sum->pss += (double)kib;
	(void)fclose(f);
}

static bool
process_is_below(pid_t pid, pid_t root)
{
	for (int hop = 0; pid > 1 && pid != root && hop < PROCESS_HOPS; hop++)
		pid = process_stat(pid).parent;
	return pid == root;
}

struct load_process
load_process_tree(pid_t root)
{
	struct load_process sum = {0, 0, 0, 0};
	DIR *all = root > 0 ? opendir("/proc") : NULL;
	const struct dirent *entry;

	if (all == NULL)
		return sum;
	while ((entry = readdir(all)) != NULL) {
		pid_t pid = atoi(entry->d_name);

		if (pid > 0 && process_is_below(pid, root))
			process_add(pid, &sum);
	}
	(void)closedir(all);
	return sum;
}

double
load_process_own_cpu(void)
{
	struct rusage used;

	(void)getrusage(RUSAGE_SELF, &used);
	return (double)(used.ru_utime.tv_sec + used.ru_stime.tv_sec) +
	       (double)(used.ru_utime.tv_usec + used.ru_stime.tv_usec) / 1e6;
}
