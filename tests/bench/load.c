/* SPDX-License-Identifier: BSD-2-Clause */
/* What both load generators have in common: their end, time and numbers. */

#include "load.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <time.h>

#define LOAD_OTHER_DESCRIPTORS 64

void
load_die(int status, const char *format, ...)
{
	va_list args;

	(void)fprintf(stderr, "%s: ", program_invocation_short_name);
	va_start(args, format);
	(void)vfprintf(stderr, format, args);
	va_end(args);
	(void)fputc('\n', stderr);
	exit(status);
}

uint64_t
load_now(void)
{
	struct timespec now;

	(void)clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * LOAD_SECOND + (uint64_t)now.tv_nsec;
}

static unsigned long
load_number(const char *text, int base, unsigned long least, unsigned long most,
    int usage)
{
	char *end;
	unsigned long n;

	errno = 0;
	n = strtoul(text, &end, base);
	if (errno != 0 || end == text || *end != '\0' || n < least || n > most)
		load_die(usage, "bad number: %s", text);
	return n;
}

unsigned long
load_whole(const char *text, unsigned long least, unsigned long most, int usage)
{
	return load_number(text, 10, least, most, usage);
}

uint32_t
load_mask(const char *text, int usage)
{
	return (uint32_t)load_number(text, 16, 0, UINT32_MAX, usage);
}

double
load_fraction(const char *text, double most, int usage)
{
	char *end;
	double n = strtod(text, &end);

	if (end == text || *end != '\0' || !(n >= 0 && n <= most))
		load_die(usage, "bad number: %s", text);
	return n;
}

void
load_raise_descriptors(unsigned connections)
{
	rlim_t wanted = (rlim_t)connections + LOAD_OTHER_DESCRIPTORS;
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit) == -1 || limit.rlim_cur >= wanted)
		return;
	limit.rlim_cur = wanted < limit.rlim_max ? wanted : limit.rlim_max;
	(void)setrlimit(RLIMIT_NOFILE, &limit);
}
