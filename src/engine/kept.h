/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Looks at other people's servers, remembered by the store: across restarts,
 * and whatever domain they were for.
 */

#ifndef ENGINE_KEPT_H
#define ENGINE_KEPT_H

#include <stdint.h>

struct evidence;
struct probe_result;
struct probe_target;
struct settings;
struct store_change;
struct store_reader;

/* A look that showed nothing definite is tried again after so long. */
#define KEPT_UNSURE_SECONDS 3600

/*
 * The result of this target at this address that still holds: probe.every of
 * the operator's own hosts (at or below a domain of the table), else
 * probe.every_other.  A new reference, or NULL.
 */
struct probe_result *kept_recall(struct store_reader *, const struct settings *,
    const struct probe_target *, const char *address, int64_t now);

/* Within a change: keep the results of this evidence that are newer than what
 * is kept. */
void kept_write(struct store_change *, const struct evidence *);

#endif
