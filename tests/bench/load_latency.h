/* SPDX-License-Identifier: BSD-2-Clause */
/* How long something took, over and over. */

#ifndef BENCH_LOAD_LATENCY_H
#define BENCH_LOAD_LATENCY_H

#include <stdint.h>

#define LATENCY_STEPS 256 /* of an octave: an error of less than 0.4 % */

/* All zero to begin with. */
struct load_latency {
	uint64_t n, sum, least, most; /* ns */
	uint64_t steps[64 * LATENCY_STEPS];
};

void load_latency_add(struct load_latency *, uint64_t ns);

/*
 * What the share `q`, from 0 to 1, did not take longer than, in nanoseconds;
 * least and most are exact.  0 where there is nothing.
 */
double load_latency_at(const struct load_latency *, double q);
double load_latency_mean(const struct load_latency *);

#endif
