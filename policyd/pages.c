/* SPDX-License-Identifier: BSD-2-Clause */
/* What HTTP tells. */

#include "policyd/pages.h"

#include <string.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/error.h"
#include "daemon/http.h"
#include "dns/name.h"
#include "gate/domains.h"
#include "gate/status.h"
#include "gate/waiver.h"
#include "policyd/domain_json.h"
#include "policyd/metrics.h"
#include "policyd/server.h"
#include "policyd/service.h"
#include "settings/settings.h"
#include "store/store.h"

#define PAGES_DOMAINS "/v1/domains/"

static void
pages_put_figures(struct buf *out, void *arg)
{
	const struct pages *p = arg;
	struct metrics m = {
	    .policy = service_counters(p->service),
	    .domains = domains_count(p->settings->domains),
	};

	server_counters(p->server, &m.server);
	metrics_put(out, &m);
}

static int
pages_check(void *arg, struct error *why)
{
	const struct pages *p = arg;

	if (server_is_listening(p->server))
		return 0;
	return error_set(why, "not listening");
}

const struct monitor_ops pages_ops = {
    .figures = pages_put_figures,
    .check = pages_check,
    .elsewhere = "here are /metrics, /healthz, /readyz and /v1/domains/NAME",
};

/* The domain's waivers, while its status is lent; NULL: none. */
static const struct waivers *
pages_waivers(const struct pages *p, const char *domain, struct waivers *out)
{
	const void *data;
	size_t len;

	return store_read_also(p->monitor.keeper.reader, STORE_WAIVERS, domain,
		   strlen(domain), &data, &len) == STORE_FOUND &&
		       waivers_decode(data, len, out) == 0
		   ? out
		   : NULL;
}

/* The domain's status is lent by the store: it is released here. */
static void
pages_show(const struct pages *p, const char *domain, struct http_reply *reply)
{
	struct waivers waivers;
	struct status status;
	const void *data;
	size_t len;
	enum store_found found = store_read(p->monitor.keeper.reader,
	    STORE_STATUS, domain, strlen(domain), &data, &len);

	if (found == STORE_FAILED) {
		http_say(reply, HTTP_UNAVAILABLE, "the store can't be read");
	} else if (found == STORE_ABSENT ||
		   status_decode(data, len, &status) == -1) {
		http_say(
		    reply, HTTP_NOT_FOUND, "nothing is known of this domain");
	} else {
		reply->status = HTTP_OK;
		reply->type = "application/json";
		domain_json_put(&reply->body, domain,
		    domains_find(p->settings->domains, domain), &status,
		    pages_waivers(p, domain, &waivers), clock_wall());
	}
	store_release(p->monitor.keeper.reader);
}

static void
pages_domain(const struct pages *p, const char *name, struct http_reply *reply)
{
	char canonical[DNS_NAME_SIZE];
	struct error err;

	if (dns_name_canonical(name, canonical, &err) == -1) {
		http_say(reply, HTTP_BAD_REQUEST, err.text);
	} else if (strcmp(canonical, name) != 0) {
		(void)error_set(&err, "want the canonical name: %s", canonical);
		http_say(reply, HTTP_BAD_REQUEST, err.text);
	} else {
		pages_show(p, name, reply);
	}
}

void
pages_get(void *arg, const char *path, struct http_reply *reply)
{
	struct pages *p = arg;

	if (strncmp(path, PAGES_DOMAINS, strlen(PAGES_DOMAINS)) == 0)
		pages_domain(p, path + strlen(PAGES_DOMAINS), reply);
	else
		monitor_get(&p->monitor, path, reply);
}
