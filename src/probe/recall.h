/* SPDX-License-Identifier: BSD-2-Clause */
/* Results of probes, remembered for a while; the oldest used go first. */

#ifndef PROBE_RECALL_H
#define PROBE_RECALL_H

#include <stddef.h>
#include <stdint.h>

struct recall;
struct probe_result;

struct recall *recall_new(size_t most);
void recall_free(struct recall **);

/* Times are of clock_steady_ms.  Keeps a reference; replaces what is there. */
void recall_put(
    struct recall *, const char *key, struct probe_result *, int64_t until_ms);

/* Lent, or NULL: not there, or too old. */
struct probe_result *
recall_get(struct recall *, const char *key, int64_t now_ms);

void recall_forget(struct recall *, const char *host);

#endif
