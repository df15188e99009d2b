/* SPDX-License-Identifier: BSD-2-Clause */
/* caagate-policyd from its start to its end. */

#include "policyd/program.h"

#include <event2/event.h>
#include <event2/thread.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sysexits.h>

#include "base/clock.h"
#include "base/error.h"
#include "base/log.h"
#include "engine/engine.h"
#include "policyd/listener.h"
#include "policyd/options.h"
#include "policyd/privileges.h"
#include "policyd/server.h"
#include "policyd/service.h"
#include "settings/settings.h"
#include "store/store.h"

enum program_signal { SIGNAL_RELOAD, SIGNAL_END, SIGNAL_INTERRUPT, SIGNALS };

struct program {
	struct options options;
	struct settings *settings;
	struct privileges privileges;
	struct event_base *base;
	struct event *flush; /* writes the lines that one turn has logged */
	struct event *signals[SIGNALS];
	struct store *store;
	struct engine *engine;
	struct service *service;
	struct server *server;
	int64_t not_stored_ms; /* when that was last logged; 0: never */
};

/* The UNIX sockets' options, and a look at each endpoint. */
static int
program_listener_options(const struct settings *s,
    const struct privileges *privileges, struct listener_options *out,
    struct error *err)
{
	const char *mode = s->policy_socket_mode;

	if (mode[0] == '\0' || mode[strspn(mode, "01234567")] != '\0')
		return error_set(err,
		    "policy.socket_mode: \"%s\" is no octal mode, such as "
		    "\"0660\"",
		    mode);
	out->mode = (mode_t)strtoul(mode, NULL, 8) & 0777;
	out->owner = privileges->uid;
	if (privileges_group("policy.socket_group", s->policy_socket_group,
		&out->group, err) == -1)
		return -1;
	if (s->policy_listen.n == 0)
		return error_set(err, "policy.listen: nowhere to listen");
	for (size_t i = 0; i < s->policy_listen.n; i++) {
		if (listener_check(s->policy_listen.list[i], err) == -1) {
			error_prefix(err, "policy.listen");
			return -1;
		}
		for (size_t j = 0; j < i; j++)
			if (strcmp(s->policy_listen.list[i],
				s->policy_listen.list[j]) == 0)
				return error_set(err,
				    "policy.listen: \"%s\" is named twice",
				    s->policy_listen.list[i]);
	}
	return 0;
}

/* Settings that can be used: all that can be known before using them. */
static int
program_load(const char *path, struct settings **settings_out,
    struct privileges *privileges_out, struct listener_options *options_out,
    struct error *err)
{
	struct settings *s;
	struct privileges privileges = {0};

	if (settings_load(path, &s, err) == -1)
		return -1;
	if (privileges_find(s->run_user, s->run_group, &privileges, err) ==
		-1 ||
	    program_listener_options(s, &privileges, options_out, err) == -1) {
		error_prefix(err, "%s", path);
		privileges_fini(&privileges);
		settings_free(&s);
		return -1;
	}
	*settings_out = s;
	*privileges_out = privileges;
	return 0;
}

static int
program_listen(struct program *p, const struct settings *s,
    const struct listener_options *options, struct error *err)
{
	return server_listen(p->server,
	    (const char *const *)s->policy_listen.list, s->policy_listen.n,
	    options, err);
}

/* The store may move and the user may change at the next start only. */
static void
program_warn_kept(const struct settings *was, const struct settings *now)
{
	if (strcmp(was->store_path, now->store_path) != 0 ||
	    was->store_size != now->store_size)
		log_printf(LOG_LEVEL_WARN,
		    "store.path and store.size change at the next start");
	if (strcmp(was->run_user, now->run_user) != 0 ||
	    strcmp(was->run_group, now->run_group) != 0)
		log_printf(LOG_LEVEL_WARN,
		    "run.user and run.group change at the next start");
}

/* All of the new settings, or none. */
static int
program_apply(struct program *p, struct settings *next,
    const struct listener_options *options, struct error *err)
{
	if (engine_set_settings(p->engine, next, err) == -1)
		return -1;
	if (program_listen(p, next, options, err) == -1) {
		/* what it had it can have again */
		(void)engine_set_settings(p->engine, p->settings, NULL);
		return -1;
	}
	service_set_settings(p->service, next);
	log_open(PROGRAM_NAME, (enum log_to)next->log_to,
	    (enum log_level)next->log_level);
	program_warn_kept(p->settings, next);
	settings_free(&p->settings);
	p->settings = next;
	return 0;
}

static void
program_reload(evutil_socket_t number, short what, void *arg)
{
	struct program *p = arg;
	struct listener_options options;
	struct privileges privileges = {0};
	struct settings *next = NULL;
	struct error err;

	(void)number, (void)what;
	if (program_load(p->options.path, &next, &privileges, &options, &err) ==
		-1 ||
	    program_apply(p, next, &options, &err) == -1) {
		log_printf(LOG_LEVEL_ERROR,
		    "reload: %s; the settings stay as they were", err.text);
		settings_free(&next);
	} else {
		log_printf(LOG_LEVEL_INFO, "reload: new settings from %s",
		    p->options.path);
	}
	privileges_fini(&privileges);
}

static void
program_end(evutil_socket_t number, short what, void *arg)
{
	struct program *p = arg;

	(void)what;
	log_printf(LOG_LEVEL_INFO, "%s: ending",
	    (int)number == SIGINT ? "SIGINT" : "SIGTERM");
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

static int
program_start_loop(struct program *p, struct error *err)
{
	static const int numbers[SIGNALS] = {SIGHUP, SIGTERM, SIGINT};

	(void)signal(SIGPIPE, SIG_IGN);
	program_raise_descriptors();
	if (evthread_use_pthreads() == -1 ||
	    (p->base = event_base_new()) == NULL)
		return error_set(err, "the event loop can't be made");
	p->flush = event_new(p->base, -1, 0, program_flush, p);
	for (int i = 0; i < SIGNALS; i++) {
		/* what the loop leaves behind: a second SIGTERM while we end
		 * must not kill us in the middle of it */
		(void)signal(numbers[i], SIG_IGN);
		p->signals[i] = evsignal_new(p->base, numbers[i],
		    i == SIGNAL_RELOAD ? program_reload : program_end, p);
		if (p->signals[i] == NULL || p->flush == NULL ||
		    event_add(p->signals[i], NULL) == -1)
			return error_set(err, "signals can't be caught");
	}
	return 0;
}

/* The store is full, say: decisions go on, and are looked up again each time. */
static void
program_not_stored(const char *sentence, void *arg)
{
	struct program *p = arg;
	int64_t now = clock_steady_ms();

	if (p->not_stored_ms != 0 &&
	    now - p->not_stored_ms < SERVICE_LOG_SECONDS * INT64_C(1000))
		return;
	p->not_stored_ms = now;
	log_printf(LOG_LEVEL_ERROR, "a status is not stored: %s", sentence);
}

static int
program_start(struct program *p, const struct listener_options *options,
    struct error *err)
{
	if (program_start_loop(p, err) == -1)
		return -1;
	/* what root alone may do comes first, then nothing is root's */
	p->server = server_new(p->base, &service_ops, &p->service);
	if (program_listen(p, p->settings, options, err) == -1 ||
	    privileges_drop(&p->privileges, err) == -1 ||
	    store_open(p->settings->store_path,
		(uint64_t)p->settings->store_size, &p->store, err) == -1 ||
	    engine_new(p->base, p->settings, p->store, &p->engine, err) == -1 ||
	    service_new(p->base, p->settings, p->store, p->engine, &p->service,
		err) == -1)
		return -1;
	engine_on_failure(p->engine, program_not_stored, p);
	log_hold(program_held, p);
	return 0;
}

/* Each before what it stands on. */
static void
program_stop(struct program *p)
{
	log_hold(NULL, NULL);
	server_free(&p->server);
	service_free(&p->service);
	engine_free(&p->engine);
	store_close(&p->store);
	for (int i = 0; i < SIGNALS; i++)
		if (p->signals[i] != NULL)
			event_free(p->signals[i]);
	if (p->flush != NULL)
		event_free(p->flush);
	if (p->base != NULL)
		event_base_free(p->base);
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
		log_printf(LOG_LEVEL_ERROR, "%s: resolver: %s", p->options.path,
		    err.text);
		status = EX_CONFIG;
	} else if (p->options.check) {
		(void)printf("%s: ok\n", p->options.path);
	} else {
		log_open(PROGRAM_NAME, (enum log_to)p->settings->log_to,
		    (enum log_level)p->settings->log_level);
		if (program_start(p, &options, &err) == -1) {
			log_printf(LOG_LEVEL_ERROR, "%s", err.text);
			status = EX_UNAVAILABLE;
		} else {
			log_printf(LOG_LEVEL_INFO, "ready");
			(void)event_base_dispatch(p->base);
		}
	}
	program_stop(p);
	return status;
}

int
program_main(int argc, char **argv)
{
	struct program p = {0};

	log_open(PROGRAM_NAME, LOG_TO_STDERR, LOG_LEVEL_INFO);
	switch (options_read(&p.options, argc, argv)) {
	case 0:
		return program_run(&p);
	case 1:
		return EX_OK;
	default:
		return EX_USAGE;
	}
}
