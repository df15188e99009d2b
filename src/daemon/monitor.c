/* SPDX-License-Identifier: BSD-2-Clause */
/* What each daemon tells those who monitor it. */

#include "daemon/monitor.h"

#include <string.h>

#include "base/clock.h"
#include "base/error.h"
#include "daemon/figures.h"
#include "daemon/http.h"
#include "daemon/pulse.h"
#include "engine/engine.h"

void
monitor_start(struct monitor *m, const struct monitor_ops *ops, void *arg,
    struct engine *engine, struct http *http)
{
	m->ops = ops;
	m->arg = arg;
	m->engine = engine;
	m->http = http;
	m->process.started = m->process.loaded = clock_wall();
}

static void
monitor_put_figures(const struct monitor *m, struct http_reply *reply)
{
	struct engine_counters engine;
	struct http_counters http;

	reply->status = HTTP_OK;
	reply->type = FIGURES_TYPE;
	m->ops->figures(&reply->body, m->arg);
	figures_put_store(&reply->body, &m->keeper.report);
	engine_counters(m->engine, &engine);
	figures_put_engine(&reply->body, &engine, engine_ping(m->engine));
	figures_put_process(&reply->body, &m->process);
	http_counters(m->http, &http);
	figures_put_http(&reply->body, &http);
}

/* Could mail be served as it should be? */
static int
monitor_check(const struct monitor *m, struct error *why)
{
	if (m->ending)
		return error_set(why, "ending");
	if (m->ops->check != NULL && m->ops->check(m->arg, why) == -1)
		return -1;
	if (storekeeper_check(&m->keeper, why) == -1)
		return -1;
	return pulse_check(m->engine, why);
}

void
monitor_get(void *arg, const char *path, struct http_reply *reply)
{
	const struct monitor *m = arg;
	struct error why;

	if (strcmp(path, "/metrics") == 0)
		monitor_put_figures(m, reply);
	else if (strcmp(path, "/healthz") == 0)
		http_say(reply, HTTP_OK, "alive");
	else if (strcmp(path, "/readyz") != 0)
		http_say(reply, HTTP_NOT_FOUND, m->ops->elsewhere);
	else if (monitor_check(m, &why) == 0)
		http_say(reply, HTTP_OK, "ready");
	else
		http_say(reply, HTTP_UNAVAILABLE, why.text);
}
