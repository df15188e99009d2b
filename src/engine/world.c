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
#include "probe/probe.h"
#include "settings/settings.h"

static int
world_add_zones(
    struct world *world, const struct setting_strings *zones, struct error *err)
{
	for (size_t i = 0; i < zones->n; i++) {
		struct dns_zone *zone;

		if (dns_zone_load(zones->list[i], caa_zone_rdata, &zone, err) ==
		    -1)
			return -1;
		dns_resolver_add_zone(world->resolver, &zone);
	}
	return 0;
}

static int
world_make_prober(
    struct world *world, struct event_base *loop, struct error *err)
{
	struct probe_settings probe;

	if (!world->settings->probe_enabled)
		return 0;
	settings_probe(world->settings, &probe);
	if (prober_new(loop, &probe, &world->prober, err) == 0)
		return 0;
	error_prefix(err, "probe");
	return -1;
}

static int
world_make_resolver(
    struct world *world, struct event_base *loop, struct error *err)
{
	struct dns_settings dns;

	settings_dns(world->settings, &dns);
	if (dns_resolver_new(loop, &dns, &world->resolver, err) == 0 &&
	    world_add_zones(world, &world->settings->resolver_zones, err) == 0)
		return 0;
	error_prefix(err, "resolver");
	return -1;
}

int
world_init(struct world *world, struct event_base *loop,
    const struct settings *settings, struct error *err)
{
	*world = (struct world){.settings = settings};
	if (world_make_resolver(world, loop, err) == -1 ||
	    world_make_prober(world, loop, err) == -1 ||
	    settings_ca_table(settings, &world->table, err) == -1) {
		world_fini(world);
		return -1;
	}
	dns_resolver_remember(world->resolver, DNS_REMEMBERED_MAX);
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
	prober_free(&world->prober);
	dns_resolver_free(&world->resolver);
	world->table = NULL;
	world->settings = NULL;
}

static void
world_add_dns(const struct dns_resolver *resolver, struct dns_counters *sum)
{
	struct dns_counters c;

	dns_resolver_counters(resolver, &c);
	sum->asked += c.asked;
	sum->joined += c.joined;
	sum->remembered += c.remembered;
	sum->sent += c.sent;
	sum->timeouts += c.timeouts;
}

static void
world_add_probes(const struct prober *prober, struct probe_counters *sum)
{
	struct probe_counters c;

	prober_counters(prober, &c);
	sum->asked += c.asked;
	sum->joined += c.joined;
	sum->remembered += c.remembered;
	sum->guarded += c.guarded;
	sum->connected += c.connected;
}

void
world_add_counters(const struct world *world, struct dns_counters *dns,
    struct probe_counters *probe)
{
	if (world->resolver != NULL)
		world_add_dns(world->resolver, dns);
	if (world->prober != NULL)
		world_add_probes(world->prober, probe);
}
