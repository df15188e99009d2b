/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Figures of a daemon in Prometheus's text format 0.0.4.  Each name gets
 * `caagate_` in front.
 */

#ifndef DAEMON_FIGURES_H
#define DAEMON_FIGURES_H

#include <stddef.h>
#include <stdint.h>

struct buf;
struct engine_counters;
struct http_counters;
struct store_report;

#define FIGURES_TYPE "text/plain; version=0.0.4; charset=utf-8"

/* What stands before the values of one name; type is `counter`, `gauge` or
 * `histogram`. */
void figures_family(
    struct buf *out, const char *name, const char *type, const char *help);

/* A name with one value. */
void figures_one(struct buf *out, const char *name, const char *type,
    const char *help, uint64_t value);

/* Microseconds as seconds, without what floating point makes of them. */
void figures_put_seconds(struct buf *out, uint64_t us);

/* Buckets up to limits_us[i], and one for what took longer. */
struct figures_histogram {
	const int64_t *limits_us;
	size_t n;               /* limits */
	const uint64_t *counts; /* n + 1: each of its own bucket alone */
	uint64_t sum_us;
};

/* The bucket of what took `us`. */
size_t figures_bucket(const int64_t *limits_us, size_t n, int64_t us);

void figures_put_histogram(struct buf *out, const char *name, const char *help,
    const struct figures_histogram *);

struct figures_process {
	int64_t started, loaded; /* the settings; s since 1970 */
	uint64_t reloads, reload_failures;
};

void figures_put_process(struct buf *out, const struct figures_process *);

/* silent_ms: that the engine has left a ping unanswered. */
void figures_put_engine(
    struct buf *out, const struct engine_counters *, int64_t silent_ms);

void figures_put_store(struct buf *out, const struct store_report *);

void figures_put_http(struct buf *out, const struct http_counters *);

#endif
