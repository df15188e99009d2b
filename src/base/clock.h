/* SPDX-License-Identifier: BSD-2-Clause */
/* Time: the wall clock in seconds, the steady one in milliseconds, and text. */

#ifndef BASE_CLOCK_H
#define BASE_CLOCK_H

#include <stddef.h>
#include <stdint.h>

struct error;

int64_t clock_wall(void);      /* seconds since 1970-01-01 UTC */
int64_t clock_steady_ms(void); /* milliseconds; never steps */
int64_t clock_steady_us(void); /* the same in microseconds */

/* `90s`, `5m`, `8h`, `7d`, `0`: seconds; -1 and *err otherwise. */
int64_t clock_duration(const char *text, struct error *err);

/* `2026-11-22T10:00:00Z`, `2026-11-22`, `@1795341600`: seconds since 1970;
 * -1 and *err otherwise. */
int64_t clock_time(const char *text, struct error *err);

#define CLOCK_TEXT_SIZE 32

/* `2026-11-22T10:00:00Z`; returns out. */
const char *clock_format(int64_t when, char out[CLOCK_TEXT_SIZE]);

/* `90 s`, `5 min`, `8 h`, `7 d`: the largest unit that says it exactly enough
 * for people; returns out. */
const char *clock_format_span(int64_t seconds, char out[CLOCK_TEXT_SIZE]);

#endif
