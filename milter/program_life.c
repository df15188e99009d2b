/* SPDX-License-Identifier: BSD-2-Clause */
/* The life of the program: libmilter runs, settings are read again, the end. */

#include <event2/event.h>
#include <inttypes.h>
#include <libmilter/mfapi.h>
#include <signal.h>
#include <string.h>
#include <sysexits.h>

#include "base/clock.h"
#include "base/error.h"
#include "base/log.h"
#include "daemon/http.h"
#include "daemon/manager.h"
#include "engine/engine.h"
#include "milter/milter.h"
#include "milter/program.h"
#include "milter/program_parts.h"
#include "milter/socket.h"
#include "milter/terms.h"
#include "settings/settings.h"

static void *
program_run_milter(void *arg)
{
	struct program *p = arg;

	if (smfi_main() != MI_SUCCESS)
		atomic_store(&p->result, EX_UNAVAILABLE);
	event_active(p->stopped, EV_TIMEOUT, 0);
	return NULL;
}

/* libmilter has let go of its socket. */
static void
program_stopped(evutil_socket_t fd, short what, void *arg)
{
	struct program *p = arg;

	(void)fd, (void)what;
	if (!p->pages.monitor.ending)
		log_printf(LOG_LEVEL_ERROR, "libmilter has ended by itself");
	(void)event_base_loopbreak(p->loop.base);
}

/* It waits for a lock that libmilter has while it waits for a connection. */
static void *
program_run_stop(void *arg)
{
	(void)arg;
	(void)smfi_stop();
	return NULL;
}

static void
program_begin_stop(struct program *p)
{
	p->has_stopper =
	    pthread_create(&p->stopper, NULL, program_run_stop, p) == 0;
	if (!p->has_stopper)
		(void)smfi_stop();
}

/* As soon as nothing is under way, or it has taken too long; then whatever
 * has libmilter see that it is to stop. */
static void
program_drain(evutil_socket_t fd, short what, void *arg)
{
	struct program *p = arg;
	size_t running = milter_running(p->milter);

	(void)fd, (void)what;
	if (p->has_stopper) {
		socket_knock(p->endpoint);
		return;
	}
	if (running > 0 && clock_steady_ms() < p->drain_until_ms)
		return;
	if (running > 0)
		log_printf(LOG_LEVEL_WARN,
		    "%zu messages are cut: the MTA does with them as its "
		    "default_action has it",
		    running);
	program_begin_stop(p);
}

int
program_start_milter(struct program *p, struct error *err)
{
	p->stopped =
	    event_new(p->loop.base, -1, EV_PERSIST, program_stopped, p);
	p->drain = event_new(p->loop.base, -1, EV_PERSIST, program_drain, p);
	if (p->stopped == NULL || p->drain == NULL)
		return error_set(err, "no events for libmilter");
	if (pthread_create(&p->thread, NULL, program_run_milter, p) != 0)
		return error_set(err, "no thread for libmilter");
	return 0;
}

void
program_end(evutil_socket_t number, short what, void *arg)
{
	static const struct timeval look = {0, PROGRAM_DRAIN_LOOK_MS * 1000};
	struct program *p = arg;

	(void)what;
	if (p->pages.monitor.ending)
		return;
	log_printf(LOG_LEVEL_INFO, "%s: ending, %zu messages under way",
	    (int)number == SIGINT ? "SIGINT" : "SIGTERM",
	    milter_running(p->milter));
	p->pages.monitor.ending = true;
	manager_tell("STOPPING=1\n");
	milter_drain(p->milter);
	p->drain_until_ms =
	    clock_steady_ms() + PROGRAM_DRAIN_SECONDS * INT64_C(1000);
	(void)event_add(p->drain, &look);
}

/* What counts at the next start only. */
static void
program_warn_kept(const struct settings *was, const struct settings *now)
{
	if (strcmp(was->milter_listen, now->milter_listen) != 0 ||
	    strcmp(was->milter_socket_mode, now->milter_socket_mode) != 0 ||
	    strcmp(was->milter_socket_group, now->milter_socket_group) != 0)
		log_printf(LOG_LEVEL_WARN,
		    "milter.listen, milter.socket_mode and "
		    "milter.socket_group change at the next start");
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
program_apply(struct program *p, struct terms *next, struct error *err)
{
	const struct settings *was = terms_settings(p->terms);
	const struct settings *now = terms_settings(next);
	struct terms *shared;

	if (engine_set_settings(p->engine, now, err) == -1)
		return -1;
	if (http_listen(p->http, now->milter_http, terms_listener(next), err) ==
	    -1) {
		(void)engine_set_settings(p->engine, was, NULL);
		return -1;
	}
	log_open(PROGRAM_NAME, (enum log_to)now->log_to,
	    (enum log_level)now->log_level);
	program_warn_kept(was, now);
	shared = terms_ref(next);
	milter_set_terms_own(p->milter, &shared);
	p->pages.monitor.process.loaded = clock_wall();
	return 0;
}

void
program_reload(evutil_socket_t number, short what, void *arg)
{
	struct program *p = arg;
	struct terms *next = NULL;
	struct error err;

	(void)number, (void)what;
	manager_tell(
	    "RELOADING=1\nMONOTONIC_USEC=%" PRId64 "\n", clock_steady_us());
	if (terms_load(p->options.path, &next, &err) == -1 ||
	    program_apply(p, next, &err) == -1) {
		log_printf(LOG_LEVEL_ERROR,
		    "reload: %s; the settings stay as they were", err.text);
		terms_free(&next);
		p->pages.monitor.process.reload_failures++;
	} else {
		terms_free(&p->terms);
		p->terms = next;
		p->pages.monitor.process.reloads++;
		log_printf(LOG_LEVEL_INFO, "reload: new settings from %s",
		    p->options.path);
	}
	manager_tell("READY=1\n");
}
