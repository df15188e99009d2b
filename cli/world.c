/* SPDX-License-Identifier: BSD-2-Clause */
/* What a verb stands on: settings, resolver with zones, CA table, a climb. */

#include <errno.h>
#include <event2/event.h>
#include <string.h>
#include <unistd.h>

#include "base/error.h"
#include "caa/climb.h"
#include "caa/property.h"
#include "cert/ca_table.h"
#include "cli/ca.h"
#include "cli/cli.h"
#include "dns/answer.h"
#include "dns/name.h"
#include "dns/resolver.h"
#include "dns/zone.h"
#include "probe/probe.h"
#include "settings/settings.h"

/* s; a run looks now, whatever probe.every says, and at an address once */
#define WORLD_PROBE_EVERY (INT64_C(7) * 86400)

int
cli_settings(struct cli *cli)
{
	const char *path = cli->common.config;
	struct error err;

	if (cli->settings != NULL)
		return CLI_GOOD;
	if (path == NULL && access(SETTINGS_PATH, F_OK) == 0)
		path = SETTINGS_PATH;
	if (settings_load(path, &cli->settings, &err) == -1)
		return cli_fail(cli, CLI_CONFIG, "%s", err.text);
	return CLI_GOOD;
}

static int
set_servers(const struct cli *cli, struct dns_settings *dns)
{
	const struct cli_list *servers = &cli->common.resolvers;

	if (servers->n == 0)
		return CLI_GOOD;
	for (size_t i = 0; i < servers->n; i++)
		if (servers->n > 1 && strcmp(servers->list[i], "none") == 0)
			return cli_fail(
			    cli, CLI_USAGE, "--resolver none stands alone");
	dns->servers = servers->list;
	dns->n_servers = servers->n;
	return CLI_GOOD;
}

static int
add_zone(struct cli *cli, const char *path, int code)
{
	struct dns_zone *zone = NULL;
	struct error err;

	if (dns_zone_load(path, caa_zone_rdata, &zone, &err) == -1)
		return cli_fail(cli, code, "%s", err.text);
	dns_resolver_add_zone(cli->resolver, &zone);
	return CLI_GOOD;
}

static int
add_zones(struct cli *cli)
{
	const struct setting_strings *set = &cli->settings->resolver_zones;
	const struct cli_list *given = &cli->common.zones;
	int code = CLI_GOOD;

	for (size_t i = 0; code == CLI_GOOD && i < set->n; i++)
		code = add_zone(cli, set->list[i], CLI_CONFIG);
	for (size_t i = 0; code == CLI_GOOD && i < given->n; i++)
		code = add_zone(cli, given->list[i], CLI_USAGE);
	return code;
}

static int
make_resolver(struct cli *cli, const struct dns_settings *dns)
{
	bool given = cli->common.resolvers.n > 0;
	struct error err;

	cli->loop = event_base_new();
	if (cli->loop == NULL)
		return cli_fail(
		    cli, CLI_INTERNAL, "no event loop: %s", strerror(errno));
	if (dns_resolver_new(cli->loop, dns, &cli->resolver, &err) == -1)
		return cli_fail(cli, given ? CLI_USAGE : CLI_CONFIG, "%s%s",
		    given ? "--resolver: " : "", err.text);
	return add_zones(cli);
}

int
cli_resolver(struct cli *cli)
{
	struct dns_settings dns;
	int code;

	if (cli->resolver != NULL)
		return CLI_GOOD;
	code = cli_settings(cli);
	if (code != CLI_GOOD)
		return code;
	settings_dns(cli->settings, &dns);
	if (cli->timeout > 0)
		dns.timeout_ms = (unsigned)cli->timeout * 1000;
	code = set_servers(cli, &dns);
	return code == CLI_GOOD ? make_resolver(cli, &dns) : code;
}

int
cli_prober(struct cli *cli)
{
	struct probe_settings probe;
	struct error err;
	int code = cli_resolver(cli);

	if (code != CLI_GOOD || cli->prober != NULL)
		return code;
	settings_probe(cli->settings, &probe);
	probe.every = WORLD_PROBE_EVERY;
	if (prober_new(cli->loop, &probe, &cli->prober, &err) == -1)
		return cli_fail(cli, CLI_CONFIG, "%s", err.text);
	return CLI_GOOD;
}

static int
load_table(struct cli *cli, struct error *err)
{
	return settings_load_table(
	    cli->settings, ca_table_path(NULL), &cli->table, err);
}

int
cli_table(struct cli *cli)
{
	struct error err;
	int code = cli_settings(cli);

	if (code != CLI_GOOD || cli->table != NULL)
		return code;
	if (load_table(cli, &err) == -1)
		return cli_fail(cli, CLI_CONFIG, "%s", err.text);
	return CLI_GOOD;
}

void
cli_table_try(struct cli *cli)
{
	struct error err;

	if (cli_settings(cli) == CLI_GOOD && cli->table == NULL &&
	    load_table(cli, &err) == -1 && !cli->common.json)
		cli_fail(cli, CLI_CONFIG,
		    "%s; so CAs go without names, and identifiers unchecked",
		    err.text);
}

int
cli_name(const struct cli *cli, const char *operand, char *out)
{
	struct error err;

	if (dns_name_canonical(operand, out, &err) == -1)
		return cli_fail(cli, CLI_USAGE, "%s", err.text);
	return CLI_GOOD;
}

struct walk {
	struct caa_climb *climb;
	struct dns_query *queries[DNS_LABELS_MAX];
	size_t n;
	size_t answered;
};

static void
walk_answer(struct dns_answer *answer, void *arg)
{
	struct walk *walk = arg;

	walk->answered++;
	caa_climb_feed(walk->climb, answer);
}

static bool
walk_ended(const struct walk *walk, bool all)
{
	return walk->answered == walk->n ||
	       (!all && caa_climb_outcome(walk->climb) != CAA_CLIMB_OPEN);
}

int
cli_climb(
    struct cli *cli, const char *name, bool all, struct caa_climb **climb_out)
{
	struct walk walk = {.climb = caa_climb_new(name)};
	const char *next;
	int code = cli_resolver(cli);

	if (code != CLI_GOOD) {
		caa_climb_free(&walk.climb);
		return code;
	}
	while (walk.n < DNS_LABELS_MAX && caa_climb_next(walk.climb, &next)) {
		dns_ask(cli->resolver, next, DNS_TYPE_CAA, walk_answer, &walk,
		    &walk.queries[walk.n]);
		walk.n++;
	}
	while (!walk_ended(&walk, all))
		if (event_base_loop(cli->loop, EVLOOP_ONCE) != 0)
			break;
	for (size_t i = 0; i < walk.n; i++)
		dns_cancel(&walk.queries[i]);
	if (caa_climb_outcome(walk.climb) == CAA_CLIMB_OPEN) {
		caa_climb_free(&walk.climb);
		return cli_fail(cli, CLI_INTERNAL,
		    "%s: the event loop ended before the answers came", name);
	}
	*climb_out = walk.climb;
	return CLI_GOOD;
}
