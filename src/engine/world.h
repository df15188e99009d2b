/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a verification needs and a reload replaces: the settings, a resolver
 * made from them, the zones that it answers for, a prober and the CA table.
 */

#ifndef ENGINE_WORLD_H
#define ENGINE_WORLD_H

struct ca_table;
struct dns_counters;
struct dns_resolver;
struct error;
struct event_base;
struct probe_counters;
struct prober;
struct settings;

struct world {
	const struct settings *settings; /* lent */
	struct dns_resolver *resolver;
	struct prober *prober;        /* NULL: probes are turned off */
	const struct ca_table *table; /* of the settings */
};

/* 0; or -1, *err and nothing kept. */
int world_init(struct world *, struct event_base *, const struct settings *,
    struct error *err);
void world_fini(struct world *);

/* Add what its resolver and its prober have counted. */
void world_add_counters(
    const struct world *, struct dns_counters *, struct probe_counters *);

#endif
