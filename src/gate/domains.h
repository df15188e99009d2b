/* SPDX-License-Identifier: BSD-2-Clause */
/* The table of sending domains: who is gated, and how. */

#ifndef GATE_DOMAINS_H
#define GATE_DOMAINS_H

#include <stdbool.h>
#include <stddef.h>

#include "gate/gate.h"

struct domains;
struct error;

#define DOMAINS_MAX 5000000 /* names in one table */

struct domains *domains_new(void);
void domains_free(struct domains **);

/* name: as a person writes it, or `*` for every domain not named otherwise.
 * The settings are copied once per call; naming a domain twice is an error. */
int domains_add(struct domains *, const char *name,
    const struct gate_settings *, struct error *err);

/* One name a line, `#` comments; all with these settings.  A name that is in
 * the table already keeps its settings. */
int domains_add_file(struct domains *, const char *path,
    const struct gate_settings *, struct error *err);

/* The settings for a domain (canonical name), or NULL: it is not gated. */
const struct gate_settings *
domains_find(const struct domains *, const char *name);

/* Is this domain (canonical name) in the table by its name? */
bool domains_has(const struct domains *, const char *name);

/* Is host at or below a domain that is in the table by name? */
bool domains_control(const struct domains *, const char *host);

size_t domains_count(const struct domains *);

#endif
