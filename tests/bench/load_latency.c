/* SPDX-License-Identifier: BSD-2-Clause */
/* How long something took, over and over: a histogram of narrow steps. */

#include "load_latency.h"

#include <stddef.h>

static size_t
latency_step(uint64_t ns)
{
	unsigned octave;

	if (ns < LATENCY_STEPS)
		return (size_t)ns;
	octave = 63u - (unsigned)__builtin_clzll(ns) - 8u;
	return (octave + 1u) * LATENCY_STEPS +
	       (size_t)((ns >> octave) - LATENCY_STEPS);
}

static uint64_t
latency_of_step(size_t step)
{
	if (step < LATENCY_STEPS)
		return step;
	return (uint64_t)(step % LATENCY_STEPS + LATENCY_STEPS)
	       << (step / LATENCY_STEPS - 1);
}

void
load_latency_add(struct load_latency *l, uint64_t ns)
{
	if (l->n++ == 0 || ns < l->least)
		l->least = ns;
	if (ns > l->most)
		l->most = ns;
	l->sum += ns;
	l->steps[latency_step(ns)]++;
}

double
load_latency_at(const struct load_latency *l, double q)
{
	uint64_t wanted = (uint64_t)((double)l->n * q + 0.9999999), seen = 0;

	if (wanted < 1)
		return (double)l->least;
	for (size_t i = 0; q < 1 && i < 64 * LATENCY_STEPS; i++)
		if ((seen += l->steps[i]) >= wanted)
			return (double)latency_of_step(i);
	return (double)l->most;
}

double
load_latency_mean(const struct load_latency *l)
{
	return l->n > 0 ? (double)l->sum / (double)l->n : 0;
}
