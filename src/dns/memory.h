/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Inside dns: definite answers, remembered as long as their TTL says.  Times
 * are those of clock_steady_ms.
 */

#ifndef DNS_MEMORY_H
#define DNS_MEMORY_H

#include <stddef.h>
#include <stdint.h>

struct dns_answer;
struct dns_memory;

#define MEMORY_TTL_MAX 3600 /* s: longer ones count as this */

/* Of at most so many answers (at least 1); of more the one that was asked for
 * longest ago leaves. */
struct dns_memory *memory_new(size_t most);
void memory_free(struct dns_memory **);
void memory_clear(struct dns_memory *);

/* A new answer with what is left of its TTL, at least 1; or NULL.  The caller
 * frees. */
struct dns_answer *memory_find(
    struct dns_memory *, const char *name, uint16_t type, int64_t now_ms);

/* Keep a reference, in place of an older one to the same question.  What is
 * not definite or has no TTL is not kept. */
void memory_put(struct dns_memory *, struct dns_answer *, int64_t now_ms);

size_t memory_count(const struct dns_memory *); /* stale ones too */

#endif
