/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * caagate-milter from its start to its end.  The main thread has the event
 * loop: it owns the engine, answers HTTP and takes the signals.  libmilter runs
 * on another.  Linux hands a signal to the main thread where that wants it, so
 * SIGTERM comes here and not to libmilter, which would cut what is under way.
 */

#include "milter/program.h"

#include <event2/event.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sysexits.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/error.h"
#include "base/log.h"
#include "base/mem.h"
#include "daemon/http.h"
#include "daemon/manager.h"
#include "engine/engine.h"
#include "milter/callbacks.h"
#include "milter/clerk.h"
#include "milter/counters.h"
#include "milter/milter.h"
#include "milter/program_parts.h"
#include "milter/socket.h"
#include "milter/terms.h"
#include "settings/settings.h"

static int
program_start_loop(struct program *p, struct error *err)
{
	static const struct loop_signal signals[] = {
	    {SIGUSR1, program_reload},
	    {SIGHUP, program_reload},
	    {SIGTERM, program_end},
	    {SIGINT, program_end},
	};

	return loop_init(&p->loop, false, signals,
	    sizeof(signals) / sizeof(signals[0]), p, err);
}

/* The store is full, say: mail goes on, and is looked up again each time. */
static void
program_not_stored(const char *sentence, void *arg)
{
	struct program *p = arg;

	if (complaint_is_due(&p->not_stored))
		log_printf(
		    LOG_LEVEL_ERROR, "a result is not stored: %s", sentence);
}

/* What root alone may do. */
static int
program_start_sockets(struct program *p, struct error *err)
{
	const struct settings *s = terms_settings(p->terms);
	struct terms *shared;

	if (socket_raise_descriptors(&p->descriptors, err) == -1)
		return -1;
	shared = terms_ref(p->terms);
	p->http = http_new(p->loop.base, monitor_get, &p->pages.monitor);
	if (http_listen(
		p->http, s->milter_http, terms_listener(p->terms), err) == -1)
		return -1;
	p->milter = milter_new_own(&shared, p->descriptors);
	if (callbacks_register(p->milter, err) == -1)
		return -1;
	p->endpoint = mem_strdup(s->milter_listen);
	return socket_open(p->endpoint, terms_listener(p->terms), err);
}

static int
program_start_engine(struct program *p, struct error *err)
{
	const struct settings *s = terms_settings(p->terms);

	if (storekeeper_open(&p->pages.monitor.keeper, s->store_path,
		(uint64_t)s->store_size, err) == -1 ||
	    engine_new(p->loop.base, s, p->pages.monitor.keeper.store,
		&p->engine, err) == -1 ||
	    clerk_new(p->loop.base, p->engine, p->pages.monitor.keeper.store,
		&p->clerk, err) == -1)
		return -1;
	engine_on_failure(p->engine, program_not_stored, p);
	milter_set_clerk(p->milter, p->clerk);
	p->pages.milter = p->milter;
	p->pages.clerk = p->clerk;
	monitor_start(
	    &p->pages.monitor, &pages_ops, &p->pages, p->engine, p->http);
	return 0;
}

static void
program_put_status(struct buf *out, void *arg)
{
	const struct program *p = arg;

	buf_printf(out, "%" PRIu64 " messages, %zu connections open",
	    atomic_load(&milter_counters(p->milter)->messages),
	    milter_connections(p->milter));
}

static int
program_start_pulse(struct program *p, struct error *err)
{
	p->pulse = (struct pulse){
	    .monitor = &p->pages.monitor,
	    .resort = "mail rests",
	    .status = program_put_status,
	    .arg = p,
	};
	return pulse_start(&p->pulse, p->loop.base, err);
}

static int
program_start(struct program *p, struct error *err)
{
	if (program_start_loop(p, err) == -1 ||
	    program_start_sockets(p, err) == -1 ||
	    privileges_drop(terms_privileges(p->terms), err) == -1 ||
	    program_start_engine(p, err) == -1 ||
	    program_start_pulse(p, err) == -1)
		return -1;
	return program_start_milter(p, err);
}

static void
program_free_events(struct program *p)
{
	pulse_stop(&p->pulse);
	if (p->drain != NULL)
		event_free(p->drain);
	if (p->stopped != NULL)
		event_free(p->stopped);
	loop_fini(&p->loop);
}

/*
 * Each before what it stands on.  libmilter does not tell when its last thread
 * has left us: where connections are left, what they use is left too, to the
 * end of the process.
 */
static void
program_stop(struct program *p)
{
	http_free(&p->http);
	free(p->endpoint);
	if (p->milter != NULL && milter_connections(p->milter) > 0)
		return;
	clerk_free(&p->clerk);
	engine_free(&p->engine);
	storekeeper_close(&p->pages.monitor.keeper);
	milter_free(&p->milter);
	program_free_events(p);
	terms_free(&p->terms);
}

static int
program_serve(struct program *p)
{
	const struct settings *s = terms_settings(p->terms);
	struct error err;

	log_open(
	    PROGRAM_NAME, (enum log_to)s->log_to, (enum log_level)s->log_level);
	if (program_start(p, &err) == -1) {
		log_printf(LOG_LEVEL_ERROR, "%s", err.text);
		return EX_UNAVAILABLE;
	}
	log_printf(LOG_LEVEL_INFO, "ready");
	manager_tell("READY=1\n");
	(void)event_base_dispatch(p->loop.base);
	(void)pthread_join(p->thread, NULL);
	if (p->has_stopper)
		(void)pthread_join(p->stopper, NULL);
	socket_remove(p->endpoint);
	return atomic_load(&p->result);
}

static int
program_run(struct program *p)
{
	struct error err;
	int status = EX_OK;

	if (terms_load(p->options.path, &p->terms, &err) == -1) {
		log_printf(LOG_LEVEL_ERROR, "%s", err.text);
		return EX_CONFIG;
	}
	if (engine_check(terms_settings(p->terms), &err) == -1) {
		log_printf(
		    LOG_LEVEL_ERROR, "%s: %s", p->options.path, err.text);
		status = EX_CONFIG;
	} else if (p->options.check) {
		(void)printf("%s: ok\n", p->options.path);
	} else {
		status = program_serve(p);
	}
	program_stop(p);
	return status;
}

static const struct options_about program_about = {
    .name = PROGRAM_NAME,
    .purpose =
	"A milter that tells which CA issued the certificates behind a mail, "
	"and\n"
	"whether CAA records agree: a report, never a validation.  It stays "
	"in\n"
	"the foreground; SIGUSR1 reads the settings again, SIGTERM ends it "
	"when\n"
	"the messages under way are done.\n",
};

int
program_main(int argc, char **argv)
{
	static struct program p; /* libmilter's threads may outlive us */

	log_open(PROGRAM_NAME, LOG_TO_STDERR, LOG_LEVEL_INFO);
	switch (options_read(&p.options, &program_about, argc, argv)) {
	case 0:
		return program_run(&p);
	case 1:
		return EX_OK;
	default:
		return EX_USAGE;
	}
}
