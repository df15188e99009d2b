/* SPDX-License-Identifier: BSD-2-Clause */
/* The pulse of a daemon: signs of life, asked for and told on. */

#include "daemon/pulse.h"

#include <event2/event.h>
#include <inttypes.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/log.h"
#include "daemon/manager.h"
#include "daemon/monitor.h"
#include "engine/engine.h"

#define PULSE_MAX_US 5000000 /* between two looks */
#define PULSE_MIN_US 10000
#define PULSE_WATCHDOG 4 /* looks within the watchdog's time */

static int
pulse_judge(int64_t silent, struct error *why)
{
	if (silent <= PULSE_SILENT_MS)
		return 0;
	return error_set(why,
	    "the verification thread has not answered for %" PRId64 " s",
	    silent / 1000);
}

int
pulse_check(struct engine *engine, struct error *why)
{
	return pulse_judge(engine_ping(engine), why);
}

static void
pulse_tell(const struct pulse *p, int64_t silent)
{
	struct buf status = BUF_INIT;

	if (!manager_listens())
		return;
	p->status(&status, p->arg);
	if (p->monitor->ending)
		buf_puts(&status, ", ending");
	manager_tell("%sSTATUS=%s\n", silent == 0 ? "WATCHDOG=1\n" : "",
	    buf_text(&status));
	buf_fini(&status);
}

static void
pulse_beat(evutil_socket_t fd, short what, void *arg)
{
	struct pulse *p = arg;
	int64_t silent = engine_ping(p->monitor->engine);
	struct error why;

	(void)fd, (void)what;
	if (pulse_judge(silent, &why) == -1 && complaint_is_due(&p->silence))
		log_printf(LOG_LEVEL_ERROR, "%s; %s on what is stored",
		    why.text, p->resort);
	storekeeper_tend(&p->monitor->keeper);
	pulse_tell(p, silent);
}

int
pulse_start(struct pulse *p, struct event_base *base, struct error *err)
{
	int64_t us = manager_watchdog_us() / PULSE_WATCHDOG;
	struct timeval every;

	if (us == 0 || us > PULSE_MAX_US)
		us = PULSE_MAX_US;
	if (us < PULSE_MIN_US)
		us = PULSE_MIN_US;
	every.tv_sec = us / 1000000;
	every.tv_usec = us % 1000000;
	p->timer = event_new(base, -1, EV_PERSIST, pulse_beat, p);
	if (p->timer == NULL || event_add(p->timer, &every) == -1)
		return error_set(err, "no timer for the pulse");
	return 0;
}

void
pulse_stop(struct pulse *p)
{
	if (p->timer != NULL)
		event_free(p->timer);
	p->timer = NULL;
}
