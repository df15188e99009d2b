/* SPDX-License-Identifier: BSD-2-Clause */
/* Between the walk over the table and the reading of one value (internal). */

#ifndef BASE_SETTINGS_VALUE_H
#define BASE_SETTINGS_VALUE_H

#include <stddef.h>

#include <libconfig.h>

struct error;
struct setting;

/* Where a setting stands, for messages. */
struct settings_place {
	const char *file; /* NULL: a default of the table */
	const char *path;
	const config_setting_t *node;
};

/* `FILE:LINE: PATH: found FOUND, want WANTED`; always -1. */
int settings_fail(const struct settings_place *, struct error *,
    const char *found, const char *wanted);

/* `a number`, `a list`, ... */
const char *settings_kind_text(const config_setting_t *);

/* Read one value of the row's type and bounds into its field of *into. */
int settings_take(const struct settings_place *, const struct setting *,
    void *into, struct error *);

/* Fill *into from the group `root` (NULL: from the defaults). */
int settings_fill(const char *file, const config_setting_t *root,
    const struct setting *table, size_t n, void *into, struct error *);

#endif
