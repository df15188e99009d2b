/* SPDX-License-Identifier: BSD-2-Clause */
/* What both load generators have in common: their end, time and numbers. */

#ifndef BENCH_LOAD_H
#define BENCH_LOAD_H

#include <stdint.h>

#define LOAD_SECOND UINT64_C(1000000000) /* ns */

/* Say it after the program's name, and end with `status`. */
void load_die(int status, const char *format, ...)
    __attribute__((format(printf, 2, 3), noreturn));

uint64_t load_now(void); /* ns; never steps */

/* Numbers of the command line; what is none ends us with `usage`. */
unsigned long load_whole(
    const char *text, unsigned long least, unsigned long most, int usage);
uint32_t load_mask(const char *text, int usage); /* hexadecimal */
double load_fraction(const char *text, double most, int usage); /* from 0 */

/* As many descriptors as so many connections want, where that is allowed. */
void load_raise_descriptors(unsigned connections);

#endif
