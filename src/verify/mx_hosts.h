/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The hosts that mail of a domain goes to: its MX set, or the domain itself
 * where it has addresses and no MX (RFC 5321 section 5.1).
 */

#ifndef VERIFY_MX_HOSTS_H
#define VERIFY_MX_HOSTS_H

#include <stdbool.h>
#include <stddef.h>

struct evidence;
struct probe_target;

/* As far as the evidence goes; the same order as evidence_mx_*. */
size_t mx_hosts_count(const struct evidence *);
const char *mx_hosts_at(const struct evidence *, size_t i); /* lent */

/* Does the domain itself stand in for an MX set? */
bool mx_is_implicit(const struct evidence *);

/* Is there a Null MX (RFC 7505), alone or not? */
bool mx_has_null(const struct evidence *);

/* Port 25 of this host, as the plan has it looked at; host is lent. */
void mx_target(const char *host, struct probe_target *out);

#endif
