/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a verification needs and a reload replaces: the settings, a resolver
 * made from them, and the zones that it answers for.
 */

#ifndef ENGINE_WORLD_H
#define ENGINE_WORLD_H

struct dns_resolver;
struct error;
struct event_base;
struct settings;

struct world {
	const struct settings *settings; /* lent */
	struct dns_resolver *resolver;
};

/* 0; or -1, *err and nothing kept. */
int world_init(struct world *, struct event_base *, const struct settings *,
    struct error *err);
void world_fini(struct world *);

#endif
