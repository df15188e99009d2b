/* SPDX-License-Identifier: BSD-2-Clause */
/* Time: the wall clock, the steady one, and text. */

#include "base/clock.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/error.h"
#include "base/text.h"

#define SECONDS_A_DAY 86400
#define CLOCK_DURATION_MAX ((int64_t)100 * 366 * SECONDS_A_DAY)

int64_t
clock_wall(void)
{
	struct timespec t;

	(void)clock_gettime(CLOCK_REALTIME, &t);
	return t.tv_sec;
}

int64_t
clock_steady_ms(void)
{
	struct timespec t;

	(void)clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

int64_t
clock_steady_us(void)
{
	struct timespec t;

	(void)clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

static int64_t
clock_unit(const char *unit)
{
	if (strcmp(unit, "s") == 0)
		return 1;
	if (strcmp(unit, "m") == 0)
		return 60;
	if (strcmp(unit, "h") == 0)
		return 3600;
	if (strcmp(unit, "d") == 0)
		return SECONDS_A_DAY;
	return -1;
}

int64_t
clock_duration(const char *text, struct error *err)
{
	int64_t n = 0, unit;
	const char *p = text;

	while (text_is_digit(*p) && n < CLOCK_DURATION_MAX)
		n = n * 10 + (*p++ - '0');
	unit = p > text && n == 0 && *p == '\0' ? 1 : clock_unit(p);
	if (p == text || unit == -1)
		return error_set(err,
		    "\"%s\" is no duration, want a number and s, m, h or d",
		    text);
	if (n > CLOCK_DURATION_MAX / unit)
		return error_set(
		    err, "\"%s\" is longer than a hundred years", text);
	return n * unit;
}

static int64_t
clock_from_calendar(const char *text)
{
	static const char *const forms[] = {"%Y-%m-%dT%H:%M:%SZ", "%Y-%m-%d"};

	for (size_t i = 0; i < sizeof(forms) / sizeof(forms[0]); i++) {
		struct tm tm = {0};
		const char *end = strptime(text, forms[i], &tm);

		if (end != NULL && *end == '\0')
			return timegm(&tm);
	}
	return -1;
}

int64_t
clock_time(const char *text, struct error *err)
{
	int64_t when = -1;

	if (text[0] == '@' && text_is_digit(text[1])) {
		char *end;

		when = strtoll(text + 1, &end, 10);
		if (*end != '\0')
			when = -1;
	} else {
		when = clock_from_calendar(text);
	}
	if (when < 0)
		return error_set(err,
		    "\"%s\" is no time, want "
		    "2026-11-22T10:00:00Z, 2026-11-22 or @SECONDS",
		    text);
	return when;
}

const char *
clock_format(int64_t when, char out[CLOCK_TEXT_SIZE])
{
	time_t t = (time_t)when;
	struct tm tm;

	if (gmtime_r(&t, &tm) == NULL ||
	    strftime(out, CLOCK_TEXT_SIZE, "%Y-%m-%dT%H:%M:%SZ", &tm) == 0)
		(void)snprintf(out, CLOCK_TEXT_SIZE, "@%" PRId64, when);
	return out;
}

const char *
clock_format_span(int64_t seconds, char out[CLOCK_TEXT_SIZE])
{
	static const struct {
		int64_t seconds;
		const char *name;
	} units[] = {{SECONDS_A_DAY, "d"}, {3600, "h"}, {60, "min"}, {1, "s"}};
	size_t i = 0;

	while (units[i].seconds > 1 && seconds < 2 * units[i].seconds &&
	       seconds != units[i].seconds)
		i++;
	(void)snprintf(out, CLOCK_TEXT_SIZE, "%" PRId64 " %s",
	    seconds / units[i].seconds, units[i].name);
	return out;
}
