/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The pulse of a daemon: the loop that serves mail asks the engine for a sign
 * of life, has the store looked after, and tells the service manager that all
 * is well only where both threads go round.
 */

#ifndef DAEMON_PULSE_H
#define DAEMON_PULSE_H

#include <stdint.h>

#include "daemon/complaint.h"

struct buf;
struct engine;
struct error;
struct event;
struct event_base;
struct monitor;

/* The engine may be busy for a moment: with a reload, say. */
#define PULSE_SILENT_MS 5000

/* Filled by its owner, and zeroed before; all is lent until pulse_stop. */
struct pulse {
	struct monitor *monitor; /* started before the loop runs */
	const char *resort; /* what goes on while the engine is silent: "mail
			     * rests" */
	/* a few words on what the daemon does, for the service manager */
	void (*status)(struct buf *out, void *arg);
	void *arg;

	struct event *timer; /* the pulse's own, as what follows */
	struct complaint silence;
};

int pulse_start(struct pulse *, struct event_base *, struct error *err);
void pulse_stop(struct pulse *); /* fine where it was not started */

/* Has the engine been silent for too long?  -1: *why is a sentence. */
int pulse_check(struct engine *, struct error *why);

#endif
