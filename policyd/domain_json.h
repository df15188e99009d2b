/* SPDX-License-Identifier: BSD-2-Clause */
/* What is known of a domain, as JSON. */

#ifndef POLICYD_DOMAIN_JSON_H
#define POLICYD_DOMAIN_JSON_H

#include <stdint.h>

struct buf;
struct gate_settings;
struct status;
struct waivers;

#define DOMAIN_JSON_SCHEMA 1

/*
 * Put one object: the status, and what the gate says of it now under the
 * settings (NULL: the domain is not in the table, its mail passes) and waivers
 * (NULL: none).  The members of a finding have the names of `caagate check
 * --json`.
 */
void domain_json_put(struct buf *out, const char *domain,
    const struct gate_settings *, const struct status *, const struct waivers *,
    int64_t now);

#endif
