/* SPDX-License-Identifier: BSD-2-Clause */
/* caagate-policyd from its start to its end. */

#include "policyd/program.h"

#include <errno.h>
#include <event2/event.h>
#include <fcntl.h>
#include <inttypes.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sysexits.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/error.h"
#include "base/log.h"
#include "daemon/http.h"
#include "daemon/manager.h"
#include "engine/engine.h"
#include "engine/told.h"
#include "policyd/changeline.h"
#include "policyd/counters.h"
#include "policyd/program_parts.h"
#include "policyd/server.h"
#include "policyd/service.h"
#include "settings/settings.h"

static void
program_end(evutil_socket_t number, short what, void *arg)
{
	struct program *p = arg;

	(void)what;
	log_printf(LOG_LEVEL_INFO, "%s: ending",
	    (int)number == SIGINT ? "SIGINT" : "SIGTERM");
	p->pages.monitor.ending = true;
	manager_tell("STOPPING=1\n");
	server_drain(p->server, (int)p->settings->policy_deadline);
}

static void
program_flush(evutil_socket_t fd, short what, void *arg)
{
	(void)fd, (void)what, (void)arg;
	log_flush();
}

/* A line was held back: write it at the end of this turn of the loop. */
static void
program_held(void *arg)
{
	struct program *p = arg;

	event_active(p->flush, EV_TIMEOUT, 0);
}

static void
program_raise_descriptors(void)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit) == -1)
		return;
	limit.rlim_cur = limit.rlim_max;
	(void)setrlimit(RLIMIT_NOFILE, &limit);
}

/* With -i there is one client, and its descriptors may be files. */
static int
program_start_loop(struct program *p, struct error *err)
{
	static const struct loop_signal signals[] = {
	    {SIGHUP, program_reload},
	    {SIGTERM, program_end},
	    {SIGINT, program_end},
	};

	program_raise_descriptors();
	if (loop_init(&p->loop, p->options.serve, signals,
		sizeof(signals) / sizeof(signals[0]), p, err) == -1)
		return -1;
	p->flush = event_new(p->loop.base, -1, 0, program_flush, p);
	return p->flush != NULL ? 0 : error_set(err, "no event for the log");
}

/* The store is full, say: decisions go on, and are looked up again each
 * time. */
static void
program_not_stored(const char *sentence, void *arg)
{
	struct program *p = arg;

	if (complaint_is_due(&p->not_stored))
		log_printf(
		    LOG_LEVEL_ERROR, "a status is not stored: %s", sentence);
}

/* Good or bad news: more than a decision, and never a domain's first that it
 * is good. */
static void
program_told(const struct told *t, void *arg)
{
	bool is_news =
	    t->standing != STANDING_GOOD || t->was != STANDING_NOTHING;
	struct buf line = BUF_INIT;

	(void)arg;
	changeline_put(&line, t);
	log_write(
	    is_news ? LOG_LEVEL_WARN : LOG_LEVEL_INFO, line.data, line.len);
	buf_fini(&line);
}

/* One client, which whoever started us has already. */
static int
program_serve(struct program *p, struct error *err)
{
	int fds[2];

	for (int i = 0; i < 2; i++) {
		p->flags[i] = fcntl(i, F_GETFL);
		fds[i] = dup(i);
		if (p->flags[i] == -1 || fds[i] == -1)
			return error_set(err, "standard %s: %s",
			    i == 0 ? "input" : "output", strerror(errno));
		(void)fcntl(i, F_SETFL, p->flags[i] | O_NONBLOCK);
	}
	server_serve(p->server, fds[0], fds[1]);
	return 0;
}

/* What root alone may do. */
static int
program_start_sockets(struct program *p, const struct listener_options *options,
    struct error *err)
{
	p->server = server_new(p->loop.base, &service_ops, &p->service);
	p->http = http_new(p->loop.base, pages_get, &p->pages);
	if (p->options.serve)
		return 0;
	if (program_adopt(p, err) == -1)
		return -1;
	return program_listen(p, p->settings, options, err);
}

static void
program_start_pages(struct program *p)
{
	p->pages.settings = p->settings;
	p->pages.server = p->server;
	p->pages.service = p->service;
	monitor_start(
	    &p->pages.monitor, &pages_ops, &p->pages, p->engine, p->http);
}

static void
program_put_status(struct buf *out, void *arg)
{
	const struct program *p = arg;
	const struct counters *c = service_counters(p->service);
	uint64_t requests = 0;

	for (int i = 0; i < LOGLINE_STATES; i++)
		requests += c->states[i];
	buf_printf(out, "%" PRIu64 " requests answered, %zu connections open",
	    requests, server_connections(p->server));
}

static int
program_start_pulse(struct program *p, struct error *err)
{
	p->pulse = (struct pulse){
	    .monitor = &p->pages.monitor,
	    .resort = "decisions rest",
	    .status = program_put_status,
	    .arg = p,
	};
	return pulse_start(&p->pulse, p->loop.base, err);
}

static int
program_start(struct program *p, const struct listener_options *options,
    struct error *err)
{
	if (program_start_loop(p, err) == -1 ||
	    program_start_sockets(p, options, err) == -1 ||
	    privileges_drop(&p->privileges, err) == -1 ||
	    storekeeper_open(&p->pages.monitor.keeper, p->settings->store_path,
		(uint64_t)p->settings->store_size, err) == -1 ||
	    engine_new(p->loop.base, p->settings, p->pages.monitor.keeper.store,
		&p->engine, err) == -1 ||
	    service_new(p->loop.base, p->settings,
		p->pages.monitor.keeper.store, p->engine, &p->service,
		err) == -1 ||
	    program_start_pulse(p, err) == -1)
		return -1;
	program_start_pages(p);
	engine_on_failure(p->engine, program_not_stored, p);
	engine_on_change(p->engine, program_told, p);
	log_hold(program_held, p);
	return p->options.serve ? program_serve(p, err) : 0;
}

/* Each before what it stands on. */
static void
program_stop(struct program *p)
{
	log_hold(NULL, NULL);
	http_free(&p->http);
	server_free(&p->server);
	if (p->options.serve)
		for (int i = 0; i < 2; i++)
			if (p->flags[i] != -1)
				(void)fcntl(i, F_SETFL, p->flags[i]);
	service_free(&p->service);
	engine_free(&p->engine);
	storekeeper_close(&p->pages.monitor.keeper);
	pulse_stop(&p->pulse);
	if (p->flush != NULL)
		event_free(p->flush);
	loop_fini(&p->loop);
	privileges_fini(&p->privileges);
	settings_free(&p->settings);
}

static int
program_run(struct program *p)
{
	struct listener_options options;
	struct error err;
	int status = EX_OK;

	if (program_load(p->options.path, &p->settings, &p->privileges,
		&options, &err) == -1) {
		log_printf(LOG_LEVEL_ERROR, "%s", err.text);
		return EX_CONFIG;
	}
	if (engine_check(p->settings, &err) == -1) {
		log_printf(
		    LOG_LEVEL_ERROR, "%s: %s", p->options.path, err.text);
		status = EX_CONFIG;
	} else if (p->options.check) {
		(void)printf("%s: ok\n", p->options.path);
	} else {
		program_open_log(p, (enum log_to)p->settings->log_to,
		    (enum log_level)p->settings->log_level);
		if (program_start(p, &options, &err) == -1) {
			log_printf(LOG_LEVEL_ERROR, "%s", err.text);
			status = EX_UNAVAILABLE;
		} else {
			log_printf(LOG_LEVEL_INFO, "ready");
			manager_tell("READY=1\n");
			(void)event_base_dispatch(p->loop.base);
		}
	}
	program_stop(p);
	return status;
}

static const struct options_about program_about = {
    .name = PROGRAM_NAME,
    .purpose =
	"Answers Postfix's policy requests: may mail of this sending domain\n"
	"leave now?  It stays in the foreground; SIGHUP reads the settings\n"
	"again, SIGTERM ends it when what was asked is answered.\n",
    .can_serve = true,
};

int
program_main(int argc, char **argv)
{
	struct program p = {.flags = {-1, -1}};

	log_open(PROGRAM_NAME, LOG_TO_STDERR, LOG_LEVEL_INFO);
	switch (options_read(&p.options, &program_about, argc, argv)) {
	case 0:
		program_open_log(&p, LOG_TO_STDERR, LOG_LEVEL_INFO);
		return program_run(&p);
	case 1:
		return EX_OK;
	default:
		return EX_USAGE;
	}
}
