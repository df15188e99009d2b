/* SPDX-License-Identifier: BSD-2-Clause */
/* What a verification needs and a reload replaces. */

#include "engine/world.h"

#include <event2/event.h>
#include <event2/thread.h>
#include <stddef.h>

#include "base/error.h"
#include "caa/property.h"
#include "dns/resolver.h"
#include "dns/zone.h"
#include "engine/engine.h"
#include "settings/settings.h"

int
world_init(struct world *world, struct event_base *loop,
    const struct settings *settings, struct error *err)
{
	const struct setting_strings *zones = &settings->resolver_zones;
	struct dns_settings dns;

	settings_dns(settings, &dns);
	world->settings = settings;
	if (dns_resolver_new(loop, &dns, &world->resolver, err) == -1)
		return -1;
	for (size_t i = 0; i < zones->n; i++) {
		struct dns_zone *zone;

		if (dns_zone_load(zones->list[i], caa_zone_rdata, &zone, err) ==
		    -1) {
			world_fini(world);
			return -1;
		}
		dns_resolver_add_zone(world->resolver, &zone);
	}
	return 0;
}

int
engine_check(const struct settings *settings, struct error *err)
{
	struct event_base *loop;
	struct world world;
	int ret;

	if (evthread_use_pthreads() == -1 || (loop = event_base_new()) == NULL)
		return error_set(err, "the event loop can't be made");
	ret = world_init(&world, loop, settings, err);
	if (ret == 0)
		world_fini(&world);
	event_base_free(loop);
	return ret;
}

void
world_fini(struct world *world)
{
	dns_resolver_free(&world->resolver);
	world->settings = NULL;
}
